import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, RunView } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { counted } from '../../components/numbers.ts';
import { HeldList } from '../../components/run-held/held-list.tsx';
import { sumOfKinds } from '../../components/run-held/held-words.ts';
import { useHeldCounts } from '../../components/run-held/use-held.ts';
import { ChangesTab } from '../../components/run-report/changes-tab.tsx';
import { addresses } from '../../state/addresses.ts';
import { RunAnchor } from './run-facts.tsx';

/** What a run held: the rows that still wait, to be answered, and those that do no longer. */
export function HeldTab({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const [all, setAll] = useState(false);
  const { held } = run.changes;
  const { waiting } = run;
  if (held === 0 && waiting === 0) return <ChangesTab enterprise={enterprise} report={run} tab="held" />;
  const gone = held - waiting;
  return (
    <Stack gap="md">
      {waiting > 0 && (
        <HeldList
          enterprise={enterprise}
          scope={{ enterprise: enterprise.id, runId: run.id }}
          empty={<EmptyState title="Everything was answered" />}
        />
      )}
      {gone > 0 && (
        <>
          <NoLonger enterprise={enterprise} run={run} gone={gone} />
          <Button
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? 'Hide what it held' : `Show all ${counted(held, 'row')} that it held`}
          </Button>
          {all && <ChangesTab enterprise={enterprise} report={run} tab="held" />}
        </>
      )}
    </Stack>
  );
}

/** Rows of this run that wait here no more, and where they wait if a later run asked for them again (E8). */
function NoLonger({ enterprise, run, gone }: { enterprise: EnterpriseView; run: RunView; gone: number }) {
  const { sourceId } = run;
  const later = useHeldCounts({ enterprise: enterprise.id, sourceId: sourceId ?? 0 });
  const newest = later.data?.rows[0]?.runId;
  const elsewhere = later.data ? sumOfKinds(later.data.counts) : 0;
  const looked = sourceId !== null && newest !== undefined && newest > run.id && elsewhere > 0;
  return (
    <Notice
      tone={looked ? 'held' : 'info'}
      title={`${counted(gone, 'row')} of this run ${gone === 1 ? 'waits' : 'wait'} here no more`}
    >
      {looked ? (
        <>
          A later run looked at the source again (<RunAnchor enterprise={enterprise} runs={[newest]} />
          ): its rows are the ones to answer.{' '}
          <Anchor component={Link} href={addresses.held(enterprise.id, sourceId)} inherit underline="always">
            Review {counted(elsewhere, 'waiting row')}
          </Anchor>
        </>
      ) : (
        <Text size="sm" component="span">
          They were answered, or a later run no longer asked for them.
        </Text>
      )}
    </Notice>
  );
}
