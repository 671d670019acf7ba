import type { Change } from '../../../shared/contract/index.ts';
import { numberFields } from '../../../shared/domain/number-rows.ts';
import { mustAct } from '../../../shared/domain/number-uses.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import {
  numberPlace,
  numberUses,
  type NumberCounts,
  type PlannedNumber,
  type PlanRecord,
  type RunRecord,
  type Store,
} from '../store/index.ts';
import { plannedChange } from './planned-change.ts';
import { toChanges } from './journal-changes.ts';

/** Accounts that are looked at in one go: each has some numbers. */
const BATCH = 500;

interface Page {
  search: string;
  after: number;
  limit: number;
}

/** A row with its place, and the rows about single numbers that it stands for. */
interface Placed {
  position: number;
  changes: Change[];
}

/** How many numbers came or went in all (E7): with those of accounts that came or went, as the counters count them. */
export function numberTotal(
  { counters }: Pick<RunRecord, 'counters'>,
  { rows, added, removed }: NumberCounts,
): number {
  return rows + Math.max(0, counters.numbersAdded - added) + Math.max(0, counters.numbersRemoved - removed);
}

/**
 * A page of what became of single numbers in a run, in the order in which it was done. Of accounts that were created or
 * deleted no number is journaled: the account says which it had. The last account of a page comes whole, so a page may
 * have some rows more than were asked for.
 */
export function runNumbers(
  store: Store,
  run: RunRecord,
  page: Page,
): { changes: Change[]; next: number | null } {
  return gathered(page, (after, limit) => {
    const rows = store.runViews.numberChanges(run.runId, { after, limit, withAccounts: countsNumbers(run) });
    return toChanges(store, rows).map((change, at) => ({
      position: rows[at]!.changeId,
      changes: numberRowsOf(change),
    }));
  });
}

/** Whether the counters of a run count the numbers of the accounts that it created or deleted. */
export function countsNumbers({ sourceKind, kind }: Pick<RunRecord, 'sourceKind' | 'kind'>): boolean {
  return sourceKind === 'pbx' && (kind === 'sync' || kind === 'approval');
}

/** A page of what would become of single numbers: of accounts that would come or go first, as they are applied. */
export function planNumbers(
  store: Store,
  { planId, sourceKind }: PlanRecord,
  page: Page,
): { changes: Change[]; next: number | null } {
  const ofAccounts = (after: number, limit: number): Placed[] =>
    sourceKind === 'pbx'
      ? store.plans
          .rows(planId, { tab: 'numbers', after, limit })
          .map((row) => ({ position: row.position, changes: numberRowsOf(plannedChange(row)) }))
      : [];
  const found = gathered(page, ofAccounts);
  if (found.next !== null) return found;
  // Their positions go on where those of the rows end.
  const room = page.limit - found.changes.length;
  const rows = store.plans.numbers(planId, { ...page, limit: room });
  return {
    changes: [...found.changes, ...plannedNumbers(store, rows)],
    next: rows.length < room ? null : rows.at(-1)!.position,
  };
}

/** What would become of single numbers, as the contract shows it. */
export function plannedNumbers(store: Store, rows: readonly PlannedNumber[]): Change[] {
  const held = rows.filter(({ kind }) => kind === 'number-held').map(({ accountId }) => accountId);
  const uses = numberUses(store.connection, [...new Set(held)]);
  return rows.map((row) => {
    const { kind, reasonCode, detail, accountId, login, number } = row;
    const reason = reasonOf(reasonCode, detail);
    const origin = reasonCode === 'number.manual' ? 'manual' : 'pbx';
    const who =
      kind === 'number-held'
        ? mustAct({ origin, uses: uses.get(numberPlace(accountId, number)) ?? [] })
        : null;
    return {
      ...{ kind, state: 'applied', reasonCode, reason, accountId, login, dn: '' },
      fields: numberFields({ ...row, mustAct: who }),
    };
  });
}

/** Reads on until a page is full or nothing is left. */
function gathered(
  { search, after, limit }: Page,
  read: (after: number, limit: number) => Placed[],
): { changes: Change[]; next: number | null } {
  const words = wordsOf(search);
  const changes: Change[] = [];
  for (let at = after; ;) {
    const batch = read(at, BATCH);
    for (const { position, changes: rows } of batch) {
      changes.push(...rows.filter((row) => matches(row, words)));
      at = position;
      if (changes.length >= limit) return { changes, next: at };
    }
    if (batch.length < BATCH) return { changes, next: null };
  }
}

/** The rows about single numbers that a row stands for: of an account that comes or goes, one for each of its numbers. */
function numberRowsOf(change: Change): Change[] {
  if (change.kind !== 'create' && change.kind !== 'delete') return [change];
  const isNew = change.kind === 'create';
  const list = change.fields['pbxNumbers']?.[isNew ? 1 : 0];
  const kind = isNew ? 'number-added' : 'number-removed';
  return numbersOf(typeof list === 'string' ? list : '').map(({ number, kind: numberKind }) => ({
    ...change,
    kind,
    fields: numberFields({ kind, number, numberKind, mustAct: null }),
  }));
}

function wordsOf(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function matches({ login, dn, reason, fields }: Change, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [login, dn, reason, ...Object.values(fields).flat()].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
