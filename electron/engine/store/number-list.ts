import { isPersonal } from '../../../shared/domain/number-life.ts';
import type { NumberUse } from '../../../shared/domain/number-uses.ts';
import {
  numbersOf,
  type NumberKind,
  type NumberOrigin,
  type NumberState,
} from '../../../shared/domain/numbers.ts';
import { AccountLines, type AccountVersions } from './account-lines.ts';
import { fieldsOf, type FieldRow } from './account-rows.ts';
import { keepNewest } from './keep-newest.ts';
import {
  isHeldEntry,
  NumberIndex,
  rivalsOf,
  type NumberCondition,
  type NumberCounts,
  type NumberEntry,
} from './number-index.ts';
import { NumberLines } from './number-lines.ts';
import { orderedNumbers, type BesideEntries, type NumberOrder } from './number-order.ts';
import { numberPlace, numberUses } from './number-uses.ts';
import type { Connection } from './sqlite.ts';

/** How many Enterprises, and lists of each, are kept. */
const ENTERPRISES_KEPT = 3;
const LISTS_KEPT = 8;

/** Past this many changed accounts the index is made anew. */
const MOST_CHANGED = 2000;

/** Other accounts with the same number that are named one by one. */
const MOST_NAMED = 10;

/** An account that has a number. */
export interface NumberHolder {
  accountId: number;
  loginId: string;
  firstName: string;
  lastName: string;
  sourceId: number | null;
  /** As it is written there. */
  number: string;
}

/** A number in the list. */
export interface ListedNumber extends NumberHolder {
  kind: NumberKind;
  origin: NumberOrigin;
  state: NumberState;
  /** Epoch milliseconds; null of a directory account's own phone. */
  since: number | null;
  /** Whether the phone system has a number that a person added (A14). */
  alsoOnPbx: boolean;
  /** Gone, and still there: see `isHeldEntry`. */
  held: boolean;
  uses: NumberUse[];
  /** The first of the other accounts that have the number, and how many there are in all. */
  others: NumberHolder[];
  otherCount: number;
}

interface Kept {
  revision: string;
  versions: AccountVersions;
  index: NumberIndex;
  lists: Map<string, ReturnType<NumberIndex['list']>>;
}

/**
 * Windows of the filtered list of all numbers of an Enterprise, from an index in memory, as the account list has one. The
 * index is checked against the store before each answer; after a few edits only their accounts are read again.
 */
export class NumberList {
  readonly #db: Connection;
  readonly #accounts: AccountLines;
  readonly #lines: NumberLines;
  readonly #kept = new Map<number, Kept>();

  constructor(db: Connection) {
    this.#db = db;
    this.#accounts = new AccountLines(db);
    this.#lines = new NumberLines(db);
  }

  /** Numbers `offset` to `offset + limit` of the list, how long it is, and how many each view has. */
  window(
    enterpriseId: number,
    condition: NumberCondition,
    { offset, limit, order }: { offset: number; limit: number; order?: NumberOrder | undefined },
  ): { total: number; counts: NumberCounts; rows: ListedNumber[] } {
    return this.#db.snapshot(() => {
      const kept = this.#fresh(enterpriseId);
      const beside = this.#beside(enterpriseId, kept.index);
      // Names of sources change without any account.
      const names = order?.column === 'source' ? [...beside.sources()] : [];
      const key = JSON.stringify([condition, order, names]);
      const list = kept.lists.get(key) ?? listed(kept.index, condition, order, beside);
      keepNewest(kept.lists, key, list, LISTS_KEPT);
      const { entries, counts } = list;
      const shown = entries.slice(offset, offset + limit);
      return { total: entries.length, counts, rows: this.#rows(kept.index, shown) };
    });
  }

  /** The index as the store is now. Every change of a number or a status makes its account's version greater. */
  #fresh(enterpriseId: number): Kept {
    const revision = this.#db.revision();
    const old = this.#kept.get(enterpriseId);
    if (old?.revision === revision) return old;
    const versions = this.#accounts.versions(enterpriseId);
    const changed = old && changedAccounts(old.versions, versions);
    if (old !== undefined && changed!.size === 0) {
      old.revision = revision;
      return old;
    }
    const index =
      old !== undefined && changed!.size <= MOST_CHANGED
        ? old.index.patched(changed!, this.#lines.some([...changed!]))
        : NumberIndex.of(this.#lines.all(enterpriseId));
    const kept: Kept = { revision, versions, index, lists: new Map() };
    keepNewest(this.#kept, enterpriseId, kept, ENTERPRISES_KEPT);
    return kept;
  }

  /** What columns rest on beside the index. */
  #beside(enterpriseId: number, index: NumberIndex): BesideEntries {
    return {
      uses: (entries) => {
        const uses = numberUses(this.#db, [...new Set(entries.map(({ owner }) => owner.accountId))]);
        return ({ owner, number }) => uses.get(numberPlace(owner.accountId, number)) ?? [];
      },
      sources: () =>
        new Map(
          this.#db
            .prepare(
              'SELECT source_id AS sourceId, name FROM source WHERE enterprise_id = ? ORDER BY source_id',
            )
            .all<{ sourceId: number; name: string }>(enterpriseId)
            .map(({ sourceId, name }) => [sourceId, name]),
        ),
      others: (entries) => {
        const normals = new Set(entries.filter((entry) => rivalsOf(entry) > 0).map(({ normal }) => normal));
        const holders = index.holders(normals, MOST_NAMED + 1);
        return (entry) =>
          entry.state !== 'present'
            ? []
            : (holders.get(entry.normal) ?? [])
                .filter(({ owner }) => owner.accountId !== entry.owner.accountId)
                .map(({ owner }) => owner.loginKey);
      },
    };
  }

  #rows(index: NumberIndex, entries: readonly NumberEntry[]): ListedNumber[] {
    const holding = index.holders(
      new Set(entries.filter(hasOthers).map(({ normal }) => normal)),
      MOST_NAMED + 1,
    );
    const shown = new Set(entries.map(({ owner }) => owner.accountId));
    const others = [...holding.values()].flatMap((each) => each.map(({ owner }) => owner.accountId));
    const accounts = this.#accountRows([...new Set([...shown, ...others])]);
    const since = this.#since([...shown]);
    const uses = numberUses(this.#db, [...shown]);
    return entries.map((entry) => {
      const { owner, number, kind, origin, state, normal } = entry;
      const { accountId } = owner;
      const { fields, ...holder } = accounts.get(accountId)!;
      const named = (holding.get(normal) ?? []).filter((each) => each.owner.accountId !== accountId);
      return {
        ...holder,
        ...{ number, kind, origin, state },
        since: since.get(numberPlace(accountId, number)) ?? null,
        alsoOnPbx: isPersonal(entry) && numbersOf(fields.pbxNumbers).some((each) => each.number === number),
        held: isHeldEntry(entry),
        uses: uses.get(numberPlace(accountId, number)) ?? [],
        others: named.slice(0, MOST_NAMED).map((each) => {
          const { fields: _, ...other } = accounts.get(each.owner.accountId)!;
          return { ...other, number: each.number };
        }),
        otherCount: state === 'present' ? rivalsOf(entry) : named.length,
      };
    });
  }

  #accountRows(accountIds: readonly number[]) {
    const rows = this.#db
      .prepare(
        `SELECT account_id, source_id, login_id, first_name, last_name, email, department, desk_phone, soft_phone, extra
           FROM account WHERE account_id IN (SELECT value FROM json_each(?))`,
      )
      .all<FieldRow & { account_id: number; source_id: number | null }>(JSON.stringify(accountIds));
    return new Map(
      rows.map((row) => [
        row.account_id,
        {
          ...{ accountId: row.account_id, loginId: row.login_id, sourceId: row.source_id },
          ...{ firstName: row.first_name, lastName: row.last_name },
          fields: fieldsOf(row),
        },
      ]),
    );
  }

  /** Since when each number of some accounts is as it is. */
  #since(accountIds: readonly number[]): Map<string, number> {
    const rows = this.#db
      .prepare(
        `SELECT account_id, number, since FROM number
          WHERE account_id IN (SELECT value FROM json_each(?))`,
      )
      .all<{ account_id: number; number: string; since: number }>(JSON.stringify(accountIds));
    return new Map(rows.map((row) => [numberPlace(row.account_id, row.number), row.since]));
  }
}

/** Whether it is to be said who else has a number: it is a conflict, or the number is somebody else's now (D3). */
function hasOthers(entry: NumberEntry): boolean {
  return entry.state === 'reassigned' || rivalsOf(entry) > 0;
}

/** The numbers that are meant, by a column if one is named. */
function listed(
  index: NumberIndex,
  condition: NumberCondition,
  order: NumberOrder | undefined,
  beside: BesideEntries,
): ReturnType<NumberIndex['list']> {
  const { entries, counts } = index.list(condition);
  return { entries: order === undefined ? entries : orderedNumbers(entries, order, beside), counts };
}

/** Accounts that are new, gone, or of another version. */
function changedAccounts(old: AccountVersions, now: AccountVersions): Set<number> {
  const changed = new Set<number>();
  let [was, is] = [0, 0];
  while (was < old.ids.length || is < now.ids.length) {
    const [one, other] = [old.ids[was] ?? Infinity, now.ids[is] ?? Infinity];
    if (one !== other || old.versions[was] !== now.versions[is]) changed.add(Math.min(one, other));
    if (one <= other) was += 1;
    if (other <= one) is += 1;
  }
  return changed;
}
