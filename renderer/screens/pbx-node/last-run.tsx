import { Anchor, Code, Skeleton, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { EnterpriseView, PbxNodeDetail, RunView } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { whole } from '../../components/numbers.ts';
import { RunLink } from '../../components/run-link.tsx';
import { runSentence } from '../../components/run-sentence.ts';
import { runKind } from '../../components/run-words.ts';
import { duration, stamp } from '../../components/times.ts';
import { Value } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { lastRunSums, type Term } from './last-run-sums.ts';
import classes from './pbx-node.module.css';
import { useLastRun } from './use-last-run.ts';

interface Props {
  enterprise: EnterpriseView;
  node: PbxNodeDetail;
}

/** The last run of a node: what asked for it, when, how it ended, and its counters. */
export function LastRun({ enterprise, node }: Props) {
  const view = useLastRun(node);
  if (node.lastAttempt === null) {
    return (
      <Text size="sm" c="dimmed">
        It was never synchronized. Preview shows what the first synchronization would do.
      </Text>
    );
  }
  if (view.data === undefined) {
    return view.isError ? (
      <FailurePanel
        title="The last run cannot be shown"
        error={view.error}
        retry={() => void view.refetch()}
      />
    ) : (
      <Skeleton height={180} role="status" aria-label="Loading the last run" />
    );
  }
  return <Known enterprise={enterprise} node={node} run={view.data} />;
}

function Known({ enterprise, node, run }: Props & { run: RunView }) {
  const { error } = run;
  return (
    <>
      <Text fw={600} mb="xs" className="wrap-anywhere">
        {runSentence(run)}
      </Text>
      <dl className={classes.facts}>
        <dt>Outcome</dt>
        <dd>
          <RunLink enterprise={enterprise} run={run} />
        </dd>
        <dt>Started by</dt>
        <dd>{runKind(run)}</dd>
        <dt>Started</dt>
        <dd>
          {stamp(run.startedAt)} (<When at={run.startedAt} inline />)
        </dd>
        <dt>Ended</dt>
        <dd>{stamp(run.endedAt)}</dd>
        <dt>Took</dt>
        <dd>{duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}</dd>
        <dt>First error</dt>
        <dd>
          {error === null ? (
            'none'
          ) : (
            <>
              <Value>{error.message}</Value> {error.hint} <Code>{error.code}</Code>
            </>
          )}
        </dd>
        {node.lastGood !== null && node.lastGood.id !== run.id && (
          <>
            <dt>Last good run</dt>
            <dd>
              <Anchor component={Link} href={addresses.run(enterprise.id, node.lastGood.id)} inherit>
                <When at={node.lastGood.endedAt} inline />
              </Anchor>
            </dd>
          </>
        )}
      </dl>
      <div className={classes.sums}>
        {lastRunSums(run).map(({ label, terms }) => (
          <dl key={label} className={classes.sum} aria-label={label}>
            {terms.map((term) => (
              <TermPart key={term.label} enterprise={enterprise} node={node} run={run} term={term} />
            ))}
          </dl>
        ))}
      </div>
    </>
  );
}

function TermPart({ enterprise, node, run, term }: Props & { run: RunView; term: Term }) {
  const { label, count, part, tab, sign } = term;
  const href =
    part !== undefined
      ? addresses.pbxNode(enterprise.id, node, part)
      : tab !== undefined
        ? `${addresses.run(enterprise.id, run.id)}?tab=${tab}`
        : null;
  return (
    <div className={classes.term} data-sign={sign}>
      <dt>{label}</dt>
      <dd>
        {href === null || count === 0 ? (
          whole(count)
        ) : (
          <Anchor component={Link} href={href} inherit underline="always">
            {whole(count)}
          </Anchor>
        )}
      </dd>
    </div>
  );
}
