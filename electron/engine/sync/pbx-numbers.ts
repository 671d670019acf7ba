import { createHash } from 'node:crypto';
import type { AccountFields } from '../../../shared/domain/account.ts';
import {
  isPersonal,
  settleNumbers,
  type LifeRow,
  type NumberChange,
} from '../../../shared/domain/number-life.ts';
import type { ToldNumber } from '../../../shared/domain/number-rows.ts';
import { mustAct, usesWords } from '../../../shared/domain/number-uses.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import { NumberBulk, type AccountWrite, type RestoreImage, type Store } from '../store/index.ts';
import { issue } from './plan.ts';

/** Held numbers that are named one by one. */
const MOST_NAMED = 1000;

/** Rule 6 while the rows of a node's plan are applied: the number rows of each account are kept in step with it. */
export class PbxNumbers {
  readonly #store: Store;
  readonly #rows: NumberBulk;
  readonly #sourceId: number;
  readonly #now: number;
  readonly #isElsewhere: (number: string) => boolean;
  readonly #defaultsPointAtNumber: boolean;
  readonly #seeded: number[] = [];

  constructor(of: {
    store: Store;
    sourceId: number;
    enterpriseId: number;
    now: number;
    /** All numbers that the export has a device for. */
    numbers: ReadonlySet<string>;
  }) {
    this.#store = of.store;
    this.#rows = new NumberBulk(of.store.connection);
    this.#sourceId = of.sourceId;
    this.#now = of.now;
    this.#isElsewhere = (number) => of.numbers.has(number);
    this.#defaultsPointAtNumber = of.store.statuses.defaultsPointAt(of.enterpriseId) === 'number';
  }

  /** The numbers of a new account; how many there are. */
  create(accountId: number, { fields }: AccountWrite): number {
    const numbers = numbersOf(fields.pbxNumbers);
    for (const { number, kind } of numbers) {
      this.#rows.add(accountId, { number, kind, origin: 'pbx', state: 'present' }, this.#now);
    }
    const phone = fields.deskPhone || fields.softPhone;
    if (this.#defaultsPointAtNumber && phone !== '') {
      this.#store.statuses.seedDefaults(accountId, phone);
      this.#seeded.push(accountId);
    }
    return numbers.length;
  }

  /**
   * What becomes of the numbers of a changed account. A renumbering carries references along first (D5).
   *
   * @param key by which the account was known
   * @param before its fields before the change
   */
  update(
    accountId: number,
    key: string,
    before: AccountFields,
    write: AccountWrite,
  ): { changes: ToldNumber[]; moved: MovedReferences[]; restore: Pick<RestoreImage, 'statuses'> } {
    const moves = this.#moves(accountId, key, before, write);
    const { statuses } = this.#store;
    const image = moves.length === 0 ? null : statuses.image(accountId);
    const moved = movedOf(moves, this.#rows.references(accountId));
    const isMoved = moves.length > 0 && statuses.movedReferences(accountId, moves);
    const rows = this.#rows.rows(accountId);
    const settled = this.#settle(accountId, rows, before.pbxNumbers, write.fields.pbxNumbers);
    this.#rows.settle(accountId, rows, settled.rows, this.#now);
    return {
      ...{ changes: toldMoved(this.#told(accountId, settled.changes), moved), moved },
      restore: isMoved ? { statuses: { image, left: statusesDigest(statuses.image(accountId)) } } : {},
    };
  }

  /** What `update` would do, without doing it: what is reported of single numbers, and how many are kept afterwards. */
  forecast(
    accountId: number,
    key: string,
    before: AccountFields,
    write: Pick<AccountWrite, 'key' | 'fields'>,
  ): { changes: ToldNumber[]; moved: MovedReferences[]; held: number } {
    const references = this.#rows.references(accountId);
    const moves = this.#moves(accountId, key, before, write);
    const moved = movedOf(moves, references);
    for (const { from, to } of moves) {
      const statuses = references.get(from);
      if (statuses === undefined) continue;
      references.delete(from);
      references.set(to, [...(references.get(to) ?? []), ...statuses]);
    }
    const rows = this.#rows.rows(accountId);
    const settled = this.#settle(accountId, rows, before.pbxNumbers, write.fields.pbxNumbers, references);
    const changes = toldMoved(this.#told(accountId, settled.changes), moved);
    return { changes, moved, held: settled.held.length };
  }

  /** How many numbers of each account are kept by rule 6 as it is. */
  keptByAccount(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { accountId, origin } of this.#rows.kept(this.#sourceId)) {
      if (origin === 'pbx' || origin === 'directory') counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
    }
    return counts;
  }

  /** Accounts that are gone from the PBX and stay, as it is (D2). */
  orphans(): Set<number> {
    return new Set(this.#rows.orphans(this.#sourceId));
  }

  /** Accounts whose default statuses point at a number from the beginning (D1). */
  get seeded(): readonly number[] {
    return this.#seeded;
  }

  /** What is kept by rule 6 after the run: how many numbers, with an issue for each, and accounts. */
  report(): { kept: number; orphans: number; issues: Issue[] } {
    const kept = this.#rows.kept(this.#sourceId);
    const held = kept.filter(({ origin }) => origin === 'pbx' || origin === 'directory');
    const issues = kept.slice(0, MOST_NAMED).map(({ number, loginId, origin, state, uses }) => {
      const where =
        state === 'reassigned' ? 'is no longer this account’s on the PBX' : 'was deleted on the PBX';
      const isManual = isPersonal({ origin });
      const used = uses.length === 0 ? '' : `used by ${usesWords(uses)}`;
      const why = isManual ? `a person added it${used && ` and it is ${used}`}` : used;
      const message = `${number} of ${loginId} ${where} and is kept: ${why}.`;
      return issue('info', isManual ? 'number.manual' : 'number.held', number, 'number', message);
    });
    const rest = kept.length - issues.length;
    if (rest > 0) {
      const message = `${rest} more numbers are kept though the PBX has them no longer.`;
      issues.push({ ...issue('info', 'number.held', '', 'number', message), count: rest });
    }
    return { kept: held.length, orphans: this.#rows.orphans(this.#sourceId).length, issues };
  }

  /** What is told of each change: of a number that stays, what holds it and who must act (R6). */
  #told(accountId: number, changes: readonly NumberChange[]): ToldNumber[] {
    return changes.map(({ kind, number, numberKind, reasonCode, row }) => {
      const told = { kind, number, numberKind, reasonCode };
      if (kind !== 'number-held') return { ...told, detail: '', mustAct: null };
      const uses = this.#rows.uses(accountId, number);
      return { ...told, detail: usesWords(uses), mustAct: mustAct({ origin: row!.origin, uses }) };
    });
  }

  /** D5, also of who comes back under another number: what is kept of each kind leads to the phone of that kind. */
  #moves(
    accountId: number,
    key: string,
    before: AccountFields,
    write: Pick<AccountWrite, 'key' | 'fields'>,
  ): { from: string; to: string }[] {
    if (before.orphan !== 'yes') return movedNumbers(key, before, write);
    const { deskPhone, softPhone, orphan } = write.fields;
    if (orphan === 'yes') return [];
    const kept = this.#rows
      .rows(accountId)
      .filter(({ origin, state }) => origin === 'pbx' && state !== 'present');
    return [['desk', deskPhone] as const, ['soft', softPhone] as const].flatMap(([kind, to]) => {
      const [from, another] = kept.filter((row) => row.kind === kind);
      if (from === undefined || another !== undefined || to === '') return [];
      return kept.some(({ number }) => number === to) ? [] : [{ from: from.number, to }];
    });
  }

  #settle(
    accountId: number,
    rows: readonly LifeRow[],
    before: string,
    present: string,
    referenced = this.#rows.references(accountId),
  ) {
    return settleNumbers({
      ...{ rows, before: numbersOf(before), present: numbersOf(present) },
      ...{ referenced, isElsewhere: this.#isElsewhere },
    });
  }
}

/** References that a renumbering carries along (D5): statuses of an account that point at another number since. */
export interface MovedReferences {
  from: string;
  to: string;
  /** How many statuses. */
  statuses: number;
}

/** What is said of them, so that whoever reads a run or a preview knows of it. */
export function movedIssue({ from, to, statuses }: MovedReferences): Issue {
  const message = `${to} was renumbered from ${from}: ${movedWords({ from, to, statuses })} now.`;
  return issue('info', 'number.moved', to, 'number', message);
}

function movedWords({ from, to, statuses }: MovedReferences): string {
  return `${statuses === 1 ? '1 status points' : `${statuses} statuses point`} at ${to} instead of ${from}`;
}

function movedOf(
  moves: readonly { from: string; to: string }[],
  references: ReadonlyMap<string, readonly string[]>,
): MovedReferences[] {
  const counted = moves.map((move) => ({ ...move, statuses: references.get(move.from)?.length ?? 0 }));
  return counted.filter(({ statuses }) => statuses > 0);
}

/** A number that goes and whose references moved was in use until now. */
function toldMoved(changes: readonly ToldNumber[], moved: readonly MovedReferences[]): ToldNumber[] {
  return changes.map((change) => {
    const move = moved.find(({ from }) => from === change.number);
    if (change.kind !== 'number-removed' || move === undefined) return change;
    return { ...change, reasonCode: 'number-moved', detail: movedWords(move) };
  });
}

/** Tells whether the statuses of an account are still as they were left. */
export function statusesDigest(image: unknown): string {
  return createHash('sha256').update(JSON.stringify(image)).digest('hex');
}

/**
 * D5: of an account that is known by another number now, the numbers that took the place of old ones, one to one: as its
 * key, as its desk phone and as its softphone.
 */
export function movedNumbers(
  key: string,
  before: AccountFields,
  { key: newKey, fields }: Pick<AccountWrite, 'key' | 'fields'>,
): { from: string; to: string }[] {
  const nowKey = Buffer.from(newKey).toString();
  // Who is gone has no number to go to, and who comes back had none.
  if (nowKey === key || fields.orphan === 'yes' || before.orphan === 'yes') return [];
  const had = new Set(numbersOf(before.pbxNumbers).map(({ number }) => number));
  const has = new Set(numbersOf(fields.pbxNumbers).map(({ number }) => number));
  const moves = new Map<string, string>();
  const taken = new Set<string>();
  for (const [from, to] of [
    [key, nowKey],
    [before.deskPhone, fields.deskPhone],
    [before.softPhone, fields.softPhone],
  ] as const) {
    if (from === '' || to === '' || has.has(from) || had.has(to) || moves.has(from) || taken.has(to))
      continue;
    moves.set(from, to);
    taken.add(to);
  }
  return [...moves].map(([from, to]) => ({ from, to }));
}
