import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'wouter';
import type { LiveJob, RunElsewhere, RunSummary } from '../../shared/contract/index.ts';
import { addresses } from '../state/addresses.ts';
import type { LiveTask } from '../state/live.ts';
import { isolated } from './isolated.ts';
import { LiveProgress } from './live-progress.tsx';
import { Value } from './value.tsx';
import { When } from './when.tsx';

/** What of a source runs right now. */
export interface LiveSource {
  live: { job: LiveJob; task: LiveTask } | null;
  /** A run of it by another process on the same data folder. */
  elsewhere: RunElsewhere | null;
}

/** A source as its cells need it. */
interface Row extends LiveSource {
  name: string;
  lastAttempt: RunSummary | null;
  lastGood: RunSummary | null;
}

/** When a source was tried last, or what goes on with it now. */
export function LastAttempt({ enterprise, row }: { enterprise: string; row: Omit<Row, 'lastGood'> }) {
  const { live, elsewhere, lastAttempt } = row;
  if (live !== null) return <LiveProgress job={live.job} task={live.task} showName={false} />;
  if (elsewhere !== null) {
    return (
      <Text size="sm" role="status">
        Synchronizing in another Rollcall (<Value>{elsewhere.holder}</Value>)
      </Text>
    );
  }
  if (lastAttempt === null) return null;
  return <RunTime enterprise={enterprise} run={lastAttempt} words={`last run of ${isolated(row.name)}`} />;
}

/** When a source was read completely last (D25). */
export function LastGood({ enterprise, row }: { enterprise: string; row: Pick<Row, 'name' | 'lastGood'> }) {
  if (row.lastGood === null) return <Text size="sm">Never</Text>;
  return (
    <RunTime enterprise={enterprise} run={row.lastGood} words={`last good run of ${isolated(row.name)}`} />
  );
}

function RunTime({ enterprise, run, words }: { enterprise: string; run: RunSummary; words: string }) {
  return (
    <Anchor component={Link} href={addresses.run(enterprise, run.id)} size="sm">
      <When at={run.endedAt} inline />
      <VisuallyHidden>, {words}</VisuallyHidden>
    </Anchor>
  );
}
