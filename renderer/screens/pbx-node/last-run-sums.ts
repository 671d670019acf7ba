import type { RunView } from '../../../shared/contract/index.ts';
import { heldRows } from '../../components/run-words.ts';

/** A counter of a run, with the address of what it counts, as `tab` of the run's page or of the node's. */
export interface Term {
  label: string;
  count: number;
  /** Part of this page. */
  part?: 'held' | 'not-assigned' | 'issues';
  /** Part of the run's page. */
  tab?: 'created' | 'updated' | 'deleted' | 'held' | 'numbers';
  /** `=` and `+` where the counters add up (E10). */
  sign?: '=' | '+';
}

/** Counters that belong together. */
export interface Sum {
  label: string;
  terms: Term[];
}

/** What the last run of a node read and did (domain.md 3.1). */
export function lastRunSums({
  counters,
  evidence,
  issues,
}: Pick<RunView, 'counters' | 'evidence' | 'issues'>): Sum[] {
  const exported = evidence?.export ?? null;
  return [
    {
      label: 'What became of the devices',
      terms: [
        { label: 'Devices', count: counters.devices },
        { label: 'In accounts', count: counters.assigned, sign: '=' },
        { label: 'Not assigned', count: counters.notAssigned, sign: '+', part: 'not-assigned' },
      ],
    },
    ...(exported === null
      ? []
      : [{ label: 'What was read', terms: [{ label: 'Groups', count: exported.groups }] }]),
    {
      label: 'What became of the accounts',
      terms: [
        { label: 'Created', count: counters.created, tab: 'created' },
        { label: 'Changed', count: counters.updated, tab: 'updated' },
        { label: 'Unchanged', count: counters.unchanged },
        { label: 'Deleted', count: counters.deleted, tab: 'deleted' },
        { label: 'Held for approval', count: heldRows(counters), tab: 'held' },
      ],
    },
    {
      label: 'What became of the numbers',
      terms: [
        { label: 'Numbers added', count: counters.numbersAdded, tab: 'numbers' },
        { label: 'Numbers removed', count: counters.numbersRemoved, tab: 'numbers' },
        { label: 'Numbers held', count: counters.numbersHeld, part: 'held' },
      ],
    },
    {
      label: 'What was remarked',
      terms: [
        { label: 'Errors', count: issues.error, part: 'issues' },
        { label: 'Warnings', count: issues.warning, part: 'issues' },
        { label: 'For information', count: issues.info, part: 'issues' },
      ],
    },
  ];
}
