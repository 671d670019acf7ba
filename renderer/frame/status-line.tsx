import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { EnterpriseView, RunSummary } from '../../shared/contract/index.ts';
import { counted, whole } from '../components/numbers.ts';
import { outcomeWord } from '../components/outcome.tsx';
import { runKind } from '../components/run-words.ts';
import { Value } from '../components/value.tsx';
import { Upcoming, When } from '../components/when.tsx';
import { addresses } from '../state/addresses.ts';
import { query } from '../state/queries.ts';
import { useReadOnly } from '../state/read-only.ts';
import classes from './frame.module.css';

/** The last run and the next due time of the chosen Enterprise. */
export function StatusLine({ enterprise }: { enterprise: EnterpriseView | null }) {
  if (enterprise === null) return <footer className={classes.status} />;
  return <OfEnterprise enterprise={enterprise} />;
}

function OfEnterprise({ enterprise }: { enterprise: EnterpriseView }) {
  const runs = useQuery(
    query.runs.summaries.queryOptions({ input: { enterprise: enterprise.id, limit: 1 } }),
  );
  const due = useQuery(
    query.synchronization.nextDue.queryOptions({ input: { enterprise: enterprise.id, count: 1 } }),
  );
  const readOnly = useReadOnly();
  const last = runs.data?.runs[0];
  const next = due.data?.times[0];
  return (
    <footer className={classes.status}>
      <Text inherit truncate component="span">
        {last ? (
          <>
            Last:{' '}
            <Link href={addresses.run(enterprise.id, last.id)} title={last.source}>
              <Value>{last.source || 'run'}</Value>, <When at={last.endedAt} inline />, {lastWords(last)}
            </Link>
          </>
        ) : (
          runs.isSuccess && 'No run yet'
        )}
      </Text>
      <Text inherit component="span">
        {next ? (
          <>
            Next: <Upcoming at={next} />
          </>
        ) : (
          due.isSuccess && !readOnly && 'No schedule'
        )}
      </Text>
    </footer>
  );
}

/** `1,204 read, 3 changed`, or the outcome when it was not a success. */
function lastWords(run: RunSummary): string {
  const { read, created, updated, deleted } = run.counters;
  const changed = created + updated + deleted;
  const numbers =
    run.kind === 'removal'
      ? `${counted(deleted, 'account')} deleted`
      : run.kind === 'sync'
        ? `${whole(read)} read, ${whole(changed)} changed`
        : `${runKind(run)}, ${whole(changed)} changed`;
  return run.outcome === 'success' ? numbers : `${outcomeWord(run.outcome).toLowerCase()}, ${numbers}`;
}
