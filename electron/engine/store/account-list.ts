import { fieldsOf, type FieldRow } from './account-rows.ts';
import { AccountIndex, type AccountCondition, type AccountOrder, type FacetCounts } from './account-index.ts';
import { AccountLines, type AccountAttributes, type AccountVersions } from './account-lines.ts';
import { keepNewest } from './keep-newest.ts';
import type { Connection } from './sqlite.ts';

/** How many Enterprises, and lists of each, are kept. */
const ENTERPRISES_KEPT = 3;
const LISTS_KEPT = 8;

/** Past this many changed accounts the index is made anew. */
const MOST_CHANGED = 2000;

/** An account in the list. */
export interface ListedAccount {
  accountId: number;
  loginId: string;
  firstName: string;
  lastName: string;
  department: string;
  email: string;
  deskPhone: string;
  softPhone: string;
  pbxNode: string;
  /** Null when a person made it. */
  sourceId: number | null;
  /** PRG or MDUG; empty for none. */
  group: string;
  active: boolean;
  held: boolean;
}

interface Kept {
  revision: string;
  index: AccountIndex;
  /** What else the lists rest on: who waits for approval, and the names of the sources. */
  waiting: number[];
  names: Map<number, string>;
  lists: Map<string, Uint32Array>;
}

/**
 * Windows of the filtered and sorted account list, from an index in memory. The index is checked against the store
 * before each answer, by any process's last write; after a few edits only their accounts are read again.
 */
export class AccountList {
  readonly #db: Connection;
  readonly #lines: AccountLines;
  readonly #kept = new Map<number, Kept>();

  constructor(db: Connection) {
    this.#db = db;
    this.#lines = new AccountLines(db);
  }

  /** Accounts `offset` to `offset + limit` of the list, and how long it is. */
  window(
    enterpriseId: number,
    condition: AccountCondition,
    order: AccountOrder,
    page: { offset: number; limit: number },
  ): { total: number; rows: ListedAccount[] } {
    return this.#db.snapshot(() => {
      const kept = this.#fresh(enterpriseId);
      const key = JSON.stringify([condition, order]);
      let list = kept.lists.get(key);
      list ??= kept.index.list(condition, order, kept.names);
      keepNewest(kept.lists, key, list, LISTS_KEPT);
      const places = list.subarray(page.offset, page.offset + page.limit);
      return { total: list.length, rows: this.#rows(kept.index, places) };
    });
  }

  facets(enterpriseId: number, condition: AccountCondition): FacetCounts {
    return this.#db.snapshot(() => this.#fresh(enterpriseId).index.facets(condition));
  }

  /** The index as the store is now. */
  #fresh(enterpriseId: number): Kept {
    const revision = this.#db.revision();
    const old = this.#kept.get(enterpriseId);
    if (old?.revision === revision) return old;
    const index = this.#index(enterpriseId, old?.index);
    const waiting = this.#lines.waiting(enterpriseId);
    const names = this.#sourceNames(enterpriseId);
    const isSame =
      old?.index === index &&
      JSON.stringify([old.waiting, [...old.names]]) === JSON.stringify([waiting, [...names]]);
    if (isSame) {
      old.revision = revision;
      return old;
    }
    index.forgetSourceOrder();
    index.setHeld(waiting);
    const kept = { revision, index, waiting, names, lists: new Map<string, Uint32Array>() };
    keepNewest(this.#kept, enterpriseId, kept, ENTERPRISES_KEPT);
    return kept;
  }

  /** The older index if it still holds, or what it takes to make a new one. */
  #index(enterpriseId: number, old: AccountIndex | undefined): AccountIndex {
    const now = this.#lines.versions(enterpriseId);
    const from = unchanged(old?.attributes ?? { ids: new Int32Array(), versions: new Int32Array() }, now);
    const changed: number[] = [];
    for (const [place, was] of from.entries()) if (was < 0) changed.push(now.ids[place]!);
    if (old?.size === now.ids.length && changed.length === 0) return old;
    const { attributes, text } =
      old !== undefined && changed.length <= MOST_CHANGED
        ? this.#patched(old, now, from, changed)
        : {
            attributes: { ...now, ...this.#lines.attributes(enterpriseId) },
            text: this.#lines.all(enterpriseId, now.ids),
          };
    return new AccountIndex(attributes, text, this.#lines.loginOrder(enterpriseId));
  }

  /** What an older index knows, with the changed accounts read again. */
  #patched(
    old: AccountIndex,
    now: AccountVersions,
    from: Int32Array,
    changed: readonly number[],
  ): { attributes: AccountAttributes; text: string } {
    const accounts = this.#lines.some(changed);
    const attributes: AccountAttributes = {
      ...now,
      sources: from.map((was, place) => old.attributes.sources[was] ?? accounts.get(now.ids[place]!)!.source),
      profiles: from.map(
        (was, place) => old.attributes.profiles[was] ?? accounts.get(now.ids[place]!)!.profile,
      ),
      groups: from.map((was, place) => old.attributes.groups[was] ?? accounts.get(now.ids[place]!)!.group),
      active: from.map((was, place) => old.attributes.active[was] ?? accounts.get(now.ids[place]!)!.active),
    };
    const pieces: string[] = [];
    for (let place = 0; place < from.length;) {
      const was = from[place]!;
      let length = 1;
      if (was < 0) pieces.push(accounts.get(now.ids[place]!)!.line);
      else {
        while (from[place + length] === was + length) length += 1;
        pieces.push(old.text.slice(old.starts[was], old.starts[was + length]));
      }
      place += length;
    }
    return { attributes, text: pieces.join('') };
  }

  #sourceNames(enterpriseId: number): Map<number, string> {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('source')
        .select(['source_id', 'name'])
        .where('enterprise_id', '=', enterpriseId)
        .orderBy('source_id'),
    );
    return new Map(rows.map((row) => [row.source_id, row.name]));
  }

  #rows(index: AccountIndex, places: Uint32Array): ListedAccount[] {
    const ids = Array.from(places, (place) => index.attributes.ids[place]!);
    const rows = this.#db
      .prepare(
        `SELECT account_id, source_id, active, login_id, first_name, last_name, email, department, desk_phone,
                soft_phone, extra
           FROM account WHERE account_id IN (SELECT value FROM json_each(?))`,
      )
      .all<FieldRow & { account_id: number; source_id: number | null; active: number }>(JSON.stringify(ids));
    const byId = new Map(rows.map((row) => [row.account_id, row]));
    return Array.from(places, (place) => {
      const row = byId.get(index.attributes.ids[place]!)!;
      const { loginId, firstName, lastName, department, email, deskPhone, softPhone, pbxNode, group } =
        fieldsOf(row);
      return {
        accountId: row.account_id,
        loginId,
        firstName,
        lastName,
        department,
        email,
        deskPhone,
        softPhone,
        pbxNode,
        sourceId: row.source_id,
        group,
        active: row.active === 1,
        held: index.isHeld(place),
      };
    });
  }
}

/** Where each account stood before, in the same version; -1 when it is new or changed. */
function unchanged(old: AccountVersions, now: AccountVersions): Int32Array {
  let at = 0;
  return now.ids.map((accountId, place) => {
    while (at < old.ids.length && old.ids[at]! < accountId) at += 1;
    return old.ids[at] === accountId && old.versions[at] === now.versions[place] ? at : -1;
  });
}
