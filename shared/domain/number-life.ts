import {
  compareNumbers,
  type NumberKind,
  type NumberOrigin,
  type NumberState,
  type PbxNumber,
} from './numbers.ts';

/** A number of an account as it is stored. */
export interface LifeRow {
  number: string;
  kind: NumberKind;
  origin: NumberOrigin;
  state: NumberState;
}

/** What a synchronization finds about the numbers of one account. */
export interface NumberLife {
  /** The rows that are stored. */
  rows: readonly LifeRow[];
  /** What the PBX had for the account at the last synchronization, and what it has now. */
  before: readonly PbxNumber[];
  present: readonly PbxNumber[];
  /** Names of the statuses that point at a number explicitly (D1). */
  referenced: ReadonlyMap<string, readonly string[]>;
  /** Whether the PBX has a number that is not this account's: somebody else's, or on "not assigned" (D3). */
  isElsewhere(this: void, number: string): boolean;
}

/** Something that happened to a number (E7). */
export interface NumberChange {
  kind: 'number-added' | 'number-removed' | 'number-held';
  number: string;
  numberKind: NumberKind;
  reasonCode:
    | 'number-new'
    | 'number-back'
    | 'number-gone'
    | 'number-reassigned'
    | 'number-moved'
    | 'number-released'
    | 'number.held'
    | 'number.manual';
  /** The row from now on; null when it is removed. */
  row: LifeRow | null;
}

/** A number that stays only because statuses point at it (R6). */
export interface HeldNumber {
  number: string;
  statuses: readonly string[];
  state: NumberState;
}

/** What becomes of the numbers of an account; everything in D6's order. */
export interface SettledNumbers {
  rows: LifeRow[];
  changes: NumberChange[];
  held: HeldNumber[];
}

/**
 * Rule 6, the life cycle of numbers (domain.md 5.5, D3, D4, A11 to A14), for one account. What the PBX has is present;
 * what it has no more goes, or stays while a status points at it; what a person added stays whatever the PBX says.
 */
export function settleNumbers({
  rows,
  before,
  present,
  referenced,
  isElsewhere,
}: NumberLife): SettledNumbers {
  const stored = new Map(rows.map((row) => [row.number, row]));
  const had = new Map(before.map((each) => [each.number, each]));
  const has = new Map(present.map((each) => [each.number, each]));
  const statusesAt = (number: string): readonly string[] => referenced.get(number) ?? [];
  const settled: SettledNumbers = { rows: [], changes: [], held: [] };
  for (const number of [...new Set([...stored.keys(), ...had.keys(), ...has.keys()])].sort(compareNumbers)) {
    const row = stored.get(number) ?? missingRow(had.get(number));
    const now = has.get(number);
    const { kept, change } =
      now !== undefined
        ? onPresent(row, now)
        : onAbsent(row!, {
            had: had.has(number),
            isReferenced: statusesAt(number).length > 0,
            state: isElsewhere(number) ? 'reassigned' : 'deleted-on-pbx',
          });
    if (kept !== null) settled.rows.push(kept);
    if (change !== null) settled.changes.push({ ...change, number, row: kept });
    if (kept !== null && isKeptByStatuses(kept)) {
      settled.held.push({ number, statuses: statusesAt(number), state: kept.state });
    }
  }
  return settled;
}

/** Whether a number is one that a person added: no synchronization deletes it (D4, A13). */
export function isPersonal({ origin }: Pick<LifeRow, 'origin'>): boolean {
  return origin === 'manual' || origin === 'user';
}

/** Whether a stored number stays only because statuses point at it (R6). */
export function isKeptByStatuses(row: Pick<LifeRow, 'origin' | 'state'>): boolean {
  return row.state !== 'present' && !isPersonal(row);
}

/** What happens to one number: the row that is kept, and what is reported of it. */
interface Step {
  kept: LifeRow | null;
  change: Pick<NumberChange, 'kind' | 'numberKind' | 'reasonCode'> | null;
}

/** A number that the PBX had and that has no row, such as the own phone of an account whose numbers were never settled. */
function missingRow(had: PbxNumber | undefined): LifeRow | undefined {
  return had && { ...had, origin: 'pbx', state: 'present' };
}

/** A number that the PBX has for this account. One that a person added too stays theirs: it is one row (A14). */
function onPresent(row: LifeRow | undefined, { number, kind }: PbxNumber): Step {
  if (row !== undefined && isPersonal(row)) {
    const kept: LifeRow = { ...row, state: 'present' };
    return { kept, change: row.state === 'present' ? null : added(kept.kind, 'number-back') };
  }
  const kept: LifeRow = { number, kind, origin: 'pbx', state: 'present' };
  if (row === undefined) return { kept, change: added(kind, 'number-new') };
  return { kept, change: row.state === 'present' ? null : added(kind, 'number-back') };
}

/** A number that the PBX does not have for this account. */
function onAbsent(row: LifeRow, now: { had: boolean; isReferenced: boolean; state: NumberState }): Step {
  const isGone = row.state !== 'present';
  if (isPersonal(row)) {
    // A person's number that never was the PBX's has nothing to lose.
    if (!isGone && !now.had) return { kept: row, change: null };
    return stays(row, now.state, 'number.manual');
  }
  if (now.isReferenced) return stays(row, now.state, 'number.held');
  const whither = now.state === 'reassigned' ? 'number-reassigned' : 'number-gone';
  return {
    kept: null,
    change: {
      kind: 'number-removed',
      numberKind: row.kind,
      reasonCode: isGone ? 'number-released' : whither,
    },
  };
}

/** A number that stays although the PBX has it no more for this account; reported when that is news. */
function stays(row: LifeRow, state: NumberState, reasonCode: 'number.held' | 'number.manual'): Step {
  return {
    kept: { ...row, state },
    change: row.state === state ? null : { kind: 'number-held', numberKind: row.kind, reasonCode },
  };
}

function added(numberKind: NumberKind, reasonCode: 'number-new' | 'number-back'): Step['change'] {
  return { kind: 'number-added', numberKind, reasonCode };
}
