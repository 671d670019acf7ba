import { Anchor, Text } from '@mantine/core';
import { Fragment } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, RunView } from '../../../shared/contract/index.ts';
import { Notice } from '../../components/notice.tsx';
import { OutcomeBadge } from '../../components/outcome.tsx';
import { phasesText } from '../../components/run-report/evidence-words.ts';
import { isPartial, runKind } from '../../components/run-words.ts';
import { duration } from '../../components/times.ts';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';

/** How a run ended, what asked for it, and how long it and its phases took. */
export function RunFacts({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const took = duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
  const phases = phasesText(run.phases);
  return (
    <>
      <OutcomeBadge outcome={run.outcome} partial={isPartial(run)} />
      <Text size="sm" c="dimmed" component="span">
        {runKind(run)}
        {run.undoes !== null && (
          <>
            {' of '}
            <RunAnchor enterprise={enterprise} runs={[run.undoes]} />
          </>
        )}
        , started <When at={run.startedAt} inline />, took {took}
        {phases !== '' && ` (${phases})`}
      </Text>
    </>
  );
}

/** What became of a run since: it was undone, or what it did is no longer kept. */
export function RunRemarks({ enterprise, run }: { enterprise: EnterpriseView; run: RunView }) {
  const { undoneBy } = run.undo;
  return (
    <>
      {undoneBy.length > 0 && (
        <Notice tone="info">
          Undone by <RunAnchor enterprise={enterprise} runs={undoneBy} />.
        </Notice>
      )}
      {run.journalGone && (
        <Notice tone="info" title="The changes and issues of this run are no longer kept">
          Outcome, counters and evidence stay longer. How long each is kept is set under{' '}
          <Anchor component={Link} href={addresses.settings()} inherit underline="always">
            Settings
          </Anchor>
          , History.
        </Notice>
      )}
    </>
  );
}

/** `run 12, run 14`, each a link. */
export function RunAnchor({
  enterprise,
  runs,
}: {
  enterprise: Pick<EnterpriseView, 'id'>;
  runs: readonly number[];
}) {
  return (
    <>
      {runs.map((id, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <Anchor component={Link} href={addresses.run(enterprise.id, id)} inherit underline="always">
            run {id}
          </Anchor>
        </Fragment>
      ))}
    </>
  );
}
