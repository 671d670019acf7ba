import type { EnterpriseView, RunSummary } from '../../shared/contract/index.ts';
import type { Column } from './data-table.tsx';
import { whole } from './numbers.ts';
import { RunLink } from './run-link.tsx';
import { heldRows, issuesOf, runKind, runWord } from './run-words.ts';
import { duration } from './times.ts';
import { When } from './when.tsx';

/** The columns of a table of runs. */
export function runColumns(enterprise: EnterpriseView): Column<RunSummary>[] {
  return [
    {
      id: 'started',
      header: 'Started',
      value: ({ startedAt }) => startedAt,
      cell: ({ startedAt }) => <When at={startedAt} />,
      width: '9rem',
    },
    { id: 'run', header: 'Run', value: ({ id }) => id, align: 'right', hidden: true },
    { id: 'source', header: 'Source', value: ({ source }) => source },
    { id: 'trigger', header: 'Started by', value: runKind },
    {
      id: 'outcome',
      header: 'Outcome',
      value: runWord,
      cell: (run) => <RunLink enterprise={enterprise} run={run} />,
      width: '10.5rem',
    },
    { id: 'complete', header: 'Complete', value: completeWord },
    {
      id: 'read',
      header: 'Read',
      // An approval, undo or removal reads no list of entries.
      value: ({ kind, counters }) => (kind === 'sync' ? counters.read : null),
      cell: ({ kind, counters }) => (kind === 'sync' ? whole(counters.read) : ''),
      align: 'right',
    },
    count('created', 'Created', ({ counters }) => counters.created),
    count('updated', 'Changed', ({ counters }) => counters.updated),
    count('deleted', 'Deleted', ({ counters }) => counters.deleted),
    count('held', 'Held', ({ counters }) => heldRows(counters)),
    count('issues', 'Issues', issuesOf),
    {
      id: 'duration',
      header: 'Duration',
      value: took,
      cell: (run) => duration(took(run)),
      align: 'right',
    },
  ];
}

function count(id: string, header: string, value: (run: RunSummary) => number): Column<RunSummary> {
  return { id, header, value, cell: (run) => whole(value(run)), align: 'right' };
}

function took({ startedAt, endedAt }: RunSummary): number {
  return Date.parse(endedAt) - Date.parse(startedAt);
}

function completeWord({ kind, complete }: RunSummary): string {
  if (kind !== 'sync') return '';
  return complete ? 'yes' : 'no';
}
