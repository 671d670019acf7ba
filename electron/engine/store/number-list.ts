import { isPersonal } from '../../../shared/domain/number-life.ts';
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
import type { Connection } from './sqlite.ts';

/** How many Enterprises, and lists of each, are kept. */
const ENTERPRISES_KEPT = 3;
const LISTS_KEPT = 8;

/** Past this many changed accounts the index is made anew. */
const MOST_CHANGED = 2000;

/** Other accounts with the same number that are named one by one. */
const MOST_NAMED = 10;

/** A status that points at a number, and from which place. */
export interface NumberUse {
  status: string;
  slot: string;
  /** Whether an administrator defined the status (domain.md 5.1). */
  locked: boolean;
}

/** An account that has a number. */
export interface NumberHolder {
  accountId: number;
  loginId: string;
  sourceId: number | null;
}

/** A number in the list. */
export interface ListedNumber extends NumberHolder {
  firstName: string;
  lastName: string;
  number: string;
  kind: NumberKind;
  origin: NumberOrigin;
  state: NumberState;
  /** Epoch milliseconds; null of a directory account's own phone. */
  since: number | null;
  /** Whether the phone system has a number that a person added (A14). */
  alsoOnPbx: boolean;
  /** R6: gone, and kept because a person added it or a status points at it. */
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
    page: { offset: number; limit: number },
  ): { total: number; counts: NumberCounts; rows: ListedNumber[] } {
    return this.#db.snapshot(() => {
      const kept = this.#fresh(enterpriseId);
      const key = JSON.stringify(condition);
      const list = kept.lists.get(key) ?? kept.index.list(condition);
      keepNewest(kept.lists, key, list, LISTS_KEPT);
      const { entries, counts } = list;
      const shown = entries.slice(page.offset, page.offset + page.limit);
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

  #rows(index: NumberIndex, entries: readonly NumberEntry[]): ListedNumber[] {
    const owners = index.holders(
      new Set(entries.filter(hasOthers).map(({ normal }) => normal)),
      MOST_NAMED + 1,
    );
    const shown = new Set(entries.map(({ owner }) => owner.accountId));
    const others = [...owners.values()].flatMap((each) => each.map(({ accountId }) => accountId));
    const accounts = this.#accountRows([...new Set([...shown, ...others])]);
    const since = this.#since([...shown]);
    const uses = this.#uses([...shown]);
    return entries.map((entry) => {
      const { owner, number, kind, origin, state, normal } = entry;
      const { accountId } = owner;
      const { fields, ...holder } = accounts.get(accountId)!;
      const named = (owners.get(normal) ?? []).filter((each) => each.accountId !== accountId);
      return {
        ...holder,
        firstName: fields.firstName,
        lastName: fields.lastName,
        ...{ number, kind, origin, state },
        since: since.get(place(accountId, number)) ?? null,
        alsoOnPbx: isPersonal(entry) && numbersOf(fields.pbxNumbers).some((each) => each.number === number),
        held: isHeldEntry(entry),
        uses: uses.get(place(accountId, number)) ?? [],
        others: named.slice(0, MOST_NAMED).map((each) => {
          const { fields: _, ...other } = accounts.get(each.accountId)!;
          return other;
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
          accountId: row.account_id,
          loginId: row.login_id,
          sourceId: row.source_id,
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
    return new Map(rows.map((row) => [place(row.account_id, row.number), row.since]));
  }

  /** What points at each number of some accounts. */
  #uses(accountIds: readonly number[]): Map<string, NumberUse[]> {
    const rows = this.#db
      .prepare(
        `SELECT used.account_id, number, used.status, slot, coalesce(locked, 0) AS locked
           FROM status_reference AS used
           LEFT JOIN status ON status.account_id = used.account_id AND status.name = used.status
          WHERE used.account_id IN (SELECT value FROM json_each(?)) ORDER BY used.status, slot`,
      )
      .all<{ account_id: number; number: string; status: string; slot: string; locked: number }>(
        JSON.stringify(accountIds),
      );
    const uses = new Map<string, NumberUse[]>();
    for (const { account_id: accountId, number, status, slot, locked } of rows) {
      const use = { status, slot, locked: locked === 1 };
      const known = uses.get(place(accountId, number));
      if (known === undefined) uses.set(place(accountId, number), [use]);
      else known.push(use);
    }
    return uses;
  }
}

/** Whether it is to be said who else has a number: it is a conflict, or the number is somebody else's now (D3). */
function hasOthers(entry: NumberEntry): boolean {
  return entry.state === 'reassigned' || rivalsOf(entry) > 0;
}

function place(accountId: number, number: string): string {
  return `${accountId} ${number}`;
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
