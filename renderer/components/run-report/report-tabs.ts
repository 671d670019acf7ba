import type { ChangeTab } from '../../../shared/contract/index.ts';
import { isPreview, type Report } from './report.ts';

/** The element that holds the tabs. */
export const TABS_ID = 'run-tabs';

/** The tabs of a run page, by the names that stand in its address. */
export type ReportTab = ChangeTab | 'issues' | 'evidence';

/** A tab as it is shown; `count` is null where nothing is counted. */
export interface TabEntry {
  name: ReportTab;
  label: string;
  count: number | null;
}

/**
 * The tabs of a report in their order. Those of what hardly ever happens are shown only when it did; to a PBX, numbers
 * are what mostly happens.
 */
export function tabsOf(report: Report): TabEntry[] {
  const { changes } = report;
  const issues = report.codes.reduce((sum, code) => sum + code.issues, 0);
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
  const seldom = new Set<ReportTab>(report.sourceKind === 'pbx' ? ['refused'] : ['refused', 'numbers']);
  const shown = all.filter(({ name, count }) => !seldom.has(name) || count !== 0);
  // What is no longer kept is not nothing.
  const isGone = !isPreview(report) && report.journalGone;
  return isGone ? shown.map((tab) => ({ ...tab, count: null })) : shown;
}

/**
 * The tab of the address, or the one that says most: what was refused, what waits, what went wrong, what was done, what
 * it rests on.
 */
export function tabOf(report: Report, named: string | null): ReportTab {
  const tabs = tabsOf(report);
  const chosen = tabs.find(({ name }) => name === named);
  if (chosen) return chosen.name;
  const has = (name: ReportTab) => tabs.some((tab) => tab.name === name && (tab.count ?? 0) > 0);
  // The error itself stands above the tabs already.
  const grave = report.codes.some(({ severity, code }) => severity !== 'info' && code !== report.error?.code);
  if (has('refused')) return 'refused';
  if (has('held')) return 'held';
  if (grave && has('issues')) return 'issues';
  const filled = (['deleted', 'created', 'updated', 'numbers'] as const).filter(has);
  return filled.sort((left, right) => report.changes[right] - report.changes[left])[0] ?? 'evidence';
}

/** A term of the sum that every synchronization adds up to (E10), with the tab that lists it. */
export interface Term {
  label: string;
  count: number;
  tab: ReportTab | null;
}

/** Whether something was read, so that the sum of E10 stands: an approval, undo or removal reads nothing. */
export function hasSum(report: Report): boolean {
  return isPreview(report) || report.kind === 'sync';
}

/** What became of the entries that were read: `read` equals the sum of the terms. */
export function sumOf(report: Report): { read: number; terms: Term[] } {
  const { counters } = report;
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

/** What became of the devices of a PBX (E10): each is in an account or not; null where none were read. */
export function devicesOf({ counters }: Report): { devices: number; terms: Term[] } | null {
  const { devices, assigned, notAssigned } = counters;
  if (devices === 0) return null;
  return {
    devices,
    terms: [
      { label: 'In accounts', count: assigned, tab: null },
      { label: 'Not assigned', count: notAssigned, tab: notAssigned > 0 ? 'issues' : null },
    ],
  };
}

/** What a run did to accounts that no entry stands for; of one that read nothing, all that it did. */
export function apartFromSum(report: Report): Term[] {
  const { counters, changes } = report;
  const terms: Term[] = [
    { label: 'Deleted', count: counters.deleted, tab: 'deleted' },
    { label: 'Held deletions', count: counters.heldDeletes, tab: 'held' },
    { label: 'Refused', count: changes.refused, tab: 'refused' },
    { label: 'Numbers added', count: counters.numbersAdded, tab: 'numbers' },
    { label: 'Numbers removed', count: counters.numbersRemoved, tab: 'numbers' },
    { label: 'Numbers kept', count: counters.numbersHeld, tab: 'numbers' },
    { label: 'Orphans kept', count: counters.orphaned, tab: 'updated' },
  ];
  const done: Term[] = hasSum(report)
    ? []
    : [
        { label: 'Created', count: counters.created, tab: 'created' },
        { label: 'Changed', count: counters.updated, tab: 'updated' },
      ];
  return [...done, ...terms].filter(({ label, count }) => count > 0 || label === 'Deleted');
}
