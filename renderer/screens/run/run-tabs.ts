import type { ChangeTab, RunView } from '../../../shared/contract/index.ts';

/** The element that holds the tabs. */
export const TABS_ID = 'run-tabs';

/** The tabs of a run page, by the names that stand in its address. */
export type RunTab = ChangeTab | 'issues' | 'evidence';

/** A tab as it is shown; `count` is null where nothing is counted. */
export interface TabEntry {
  name: RunTab;
  label: string;
  count: number | null;
}

/** The tabs of a run in their order. Those of what hardly ever happens are shown only when it did. */
export function tabsOf(run: RunView): TabEntry[] {
  const { changes } = run;
  const issues = run.codes.reduce((sum, code) => sum + code.issues, 0);
  const all: TabEntry[] = [
    { name: 'created', label: 'Created', count: changes.created },
    { name: 'updated', label: 'Changed', count: changes.updated },
    { name: 'deleted', label: 'Deleted', count: changes.deleted },
    { name: 'held', label: 'Held', count: changes.held },
    { name: 'refused', label: 'Refused', count: changes.refused },
    { name: 'numbers', label: 'Numbers', count: changes.numbers },
    { name: 'issues', label: 'Issues', count: issues },
    { name: 'evidence', label: 'Evidence', count: null },
  ];
  return all.filter(({ name, count }) => (name !== 'refused' && name !== 'numbers') || count !== 0);
}

/** The tab of the address, or the one that says most: what waits, what went wrong, what was done, what it rests on. */
export function tabOf(run: RunView, named: string | null): RunTab {
  const tabs = tabsOf(run);
  const chosen = tabs.find(({ name }) => name === named);
  if (chosen) return chosen.name;
  const has = (name: RunTab) => tabs.some((tab) => tab.name === name && (tab.count ?? 0) > 0);
  // The error itself stands above the tabs already.
  const grave = run.codes.some(({ severity, code }) => severity !== 'info' && code !== run.error?.code);
  if (has('held')) return 'held';
  if (grave) return 'issues';
  const filled = (['deleted', 'created', 'updated', 'refused', 'numbers'] as const).filter(has);
  return filled.sort((left, right) => run.changes[right] - run.changes[left])[0] ?? 'evidence';
}

/** A term of the sum that every synchronization adds up to (E10), with the tab that lists it. */
export interface Term {
  label: string;
  count: number;
  tab: RunTab | null;
}

/** What became of the entries that were read: `read` equals the sum of the terms. */
export function sumOf(run: RunView): { read: number; terms: Term[] } {
  const { counters } = run;
  const terms: Term[] = [
    { label: 'Created', count: counters.created, tab: 'created' },
    { label: 'Changed', count: counters.updated, tab: 'updated' },
    { label: 'Unchanged', count: counters.unchanged, tab: null },
    { label: 'Held creations', count: counters.heldCreates, tab: 'held' },
    { label: 'Held changes', count: counters.heldUpdates, tab: 'held' },
    { label: 'Passed over', count: counters.skipped, tab: 'issues' },
    { label: 'Not imported', count: counters.failed, tab: 'issues' },
  ];
  return { read: counters.read, terms: terms.filter(({ label, count }) => count > 0 || ALWAYS.has(label)) };
}

const ALWAYS = new Set(['Created', 'Changed', 'Unchanged']);

/** What a run did to accounts that no entry stands for. */
export function apartFromSum(run: RunView): Term[] {
  const { counters } = run;
  return [
    { label: 'Deleted', count: counters.deleted, tab: 'deleted' as const },
    { label: 'Held deletions', count: counters.heldDeletes, tab: 'held' as const },
    { label: 'Numbers kept', count: counters.numbersHeld, tab: 'numbers' as const },
  ].filter(({ label, count }) => count > 0 || label === 'Deleted');
}
