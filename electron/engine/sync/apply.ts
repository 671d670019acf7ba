import { type AccountFields, type AccountField } from '../../../shared/domain/account.ts';
import { numberFields, type ToldNumber } from '../../../shared/domain/number-rows.ts';
import { mustAct, usesWords } from '../../../shared/domain/number-uses.ts';
import type { Counters, Issue } from '../../../shared/domain/run.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { failpoint } from '../failpoint.ts';
import {
  AccountBulk,
  type AccountIdentity,
  type FreeSeats,
  type RestoreImage,
  type Store,
} from '../store/index.ts';
import { changesLogin } from './logins.ts';
import {
  issue,
  type CreateRow,
  type DeleteRow,
  type Plan,
  type PlanAccount,
  type RefreshRow,
  type UpdateRow,
} from './plan.ts';
import { holdClaims } from './pbx-guard.ts';
import { movedIssue, PbxNumbers } from './pbx-numbers.ts';
import type { RowEntries } from './row-entries.ts';
import { seatIssues } from './seat-forecast.ts';
import type { PbxPlanned } from './source-planning.ts';
import { changesTo, storedRow } from './stored-plan.ts';

/** How many rows go between two looks at the cancel flag and two progress reports. */
const ROWS_PER_LOOK = 500;
/** Why a row is refused when it is applied. */
const MOVED = 'the account changed meanwhile';

/** Everything that applying a plan rests on. */
export interface ApplyContext {
  store: Store;
  runId: number;
  enterpriseId: number;
  sourceId: number;
  profileId: number | null;
  entries: RowEntries;
  /** Of a node: all numbers that its export has a device for (D3); null of a directory. */
  pbx: Pick<PbxPlanned, 'numbers'> | null;
  /** Whether held rows wait from now on (E8): not when a newer run has had its say meanwhile. */
  keepsHeld: boolean;
  now: number;
  isCancelled(): boolean;
  progress(done: number, total: number): void;
}

/** What applying did, in counters and further issues. */
export type Applied = Pick<
  Counters,
  | 'created'
  | 'updated'
  | 'deleted'
  | 'heldCreates'
  | 'heldUpdates'
  | 'heldDeletes'
  | 'numbersHeld'
  | 'numbersAdded'
  | 'numbersRemoved'
  | 'orphaned'
> & {
  /** Entries whose row was refused: their account moved, or their login was taken meanwhile. */
  refusedEntries: number;
  /** The rows that were refused. */
  refused: Set<CreateRow | UpdateRow | DeleteRow>;
  issues: Issue[];
};

/**
 * Writes a plan's rows, with a journal row for each change. Call inside the run's one transaction: it is synchronous
 * and throws `run.cancelled` when asked to stop, so that everything rolls back.
 */
export function applyPlan(plan: Plan, context: ApplyContext): Applied {
  return new Application(plan, context).run();
}

class Application {
  readonly #plan: Plan;
  readonly #context: ApplyContext;
  readonly #bulk: AccountBulk;
  readonly #total: number;
  readonly #applied: Applied = {
    created: 0,
    updated: 0,
    deleted: 0,
    heldCreates: 0,
    heldUpdates: 0,
    heldDeletes: 0,
    numbersHeld: 0,
    numbersAdded: 0,
    numbersRemoved: 0,
    orphaned: 0,
    refusedEntries: 0,
    refused: new Set(),
    issues: [],
  };
  #done = 0;
  readonly #blocked = new Set<UpdateRow>();
  /** Creations that want a number which its account keeps. */
  readonly #unfounded = new Set<CreateRow>();
  /** By what accounts were known whose key was taken out of the way. */
  readonly #parked = new Map<number, AccountIdentity>();
  /** Accounts whose new key belongs to somebody who keeps it. */
  readonly #unmoved = new Set<RefreshRow>();
  /** Of a node: what becomes of the numbers of its accounts. */
  readonly #numbers: PbxNumbers | null;
  /** Seats that new accounts can still take; null: nothing limits them (domain.md 6). */
  #seats: number | null = null;

  constructor(plan: Plan, context: ApplyContext) {
    this.#plan = plan;
    this.#context = context;
    this.#bulk = new AccountBulk(context.store.connection);
    this.#numbers =
      context.pbx === null ? null : new PbxNumbers({ ...context, numbers: context.pbx.numbers });
    this.#total = plan.creates.length + plan.updates.length + plan.deletes.length + plan.refreshes.length;
  }

  run(): Applied {
    const { creates, updates, deletes, refreshes } = this.#plan;
    // Deletions first: they free logins that others may take.
    for (const row of deletes) this.#step(() => this.#delete(row));
    const moving = updates.filter((row) => row.state === 'apply' && changesLogin(row));
    // What is blocked keeps its key and its login, and so may stand in somebody else's way: settle until it is quiet.
    const keys = this.#movingKeys();
    const settled = () => this.#blocked.size + this.#unmoved.size + this.#unfounded.size;
    for (let before = -1; before < settled();) {
      before = settled();
      this.#blockKeys(keys);
      this.#blockMoves(moving);
      this.#blockNumbers();
    }
    for (const row of moving) if (!this.#blocked.has(row)) this.#bulk.parkLogin(row.account.accountId);
    this.#parkKeys(keys.keys());
    for (const row of updates) this.#step(() => this.#update(row));
    // Deletions have freed theirs by now: for whoever waits, the longest first, and then for new accounts (domain.md 6).
    if (this.#applied.deleted > 0) this.#context.store.seats.settle(this.#context.enterpriseId);
    const seats = this.#freeSeats();
    this.#seats = seats.length === 0 ? null : Math.min(...seats.map(({ free }) => free));
    const lastAccountId = this.#bulk.lastAccountId();
    this.#bulk.loadIntoEmpty(() => {
      for (const row of creates) this.#step(() => this.#create(row));
    });
    if (this.#applied.created > 0)
      this.#bulk.journalCreations(
        this.#context.runId,
        lastAccountId,
        this.#numbers === null ? 'new' : 'pbx-new',
      );
    // What came with the account is no reason to keep it when the run is undone (E9).
    for (const accountId of this.#numbers?.seeded ?? [])
      this.#bulk.journalOwned(this.#context.runId, accountId);
    for (const row of refreshes) this.#step(() => this.#refresh(row));
    if (this.#numbers !== null) this.#reportNumbers(this.#numbers);
    this.#applied.issues.push(...seatIssues({ needed: this.#applied.created, free: seats }));
    return this.#applied;
  }

  /** The seats that new accounts find; empty when there are none, or nothing limits them. */
  #freeSeats(): FreeSeats[] {
    const { store, enterpriseId, profileId } = this.#context;
    return this.#plan.creates.length === 0 ? [] : store.seats.forecast(enterpriseId, profileId);
  }

  /** Rows of a node that give their account another key (D8), by account. */
  #movingKeys(): Map<number, UpdateRow | RefreshRow> {
    if (this.#numbers === null) return new Map();
    const { entries } = this.#context;
    const { updates, refreshes } = this.#plan;
    const moves = (row: UpdateRow) => row.state === 'apply' && !this.#isMoved(row.account);
    return new Map<number, UpdateRow | RefreshRow>([
      ...updates
        .filter((row) => entries.isRekeyed(row.record) && moves(row))
        .map((row) => [row.account.accountId, row] as const),
      ...refreshes
        .filter(({ record }) => entries.isRekeyed(record))
        .map((row) => [row.accountId, row] as const),
    ]);
  }

  /** Finds the moves to a key that somebody else has and keeps. */
  #blockKeys(keys: Map<number, UpdateRow | RefreshRow>): void {
    const { entries, sourceId } = this.#context;
    for (const [accountId, row] of keys) {
      if ('account' in row && this.#blocked.has(row)) keys.delete(accountId);
    }
    for (const [accountId, row] of keys) {
      const { key, keyAttribute } = entries.write(row.record);
      const holder = this.#bulk.keyHolder(sourceId, keyAttribute, key);
      if (holder === undefined || keys.has(holder)) continue;
      keys.delete(accountId);
      if ('account' in row) this.#blocked.add(row);
      else this.#unmoved.add(row);
    }
  }

  /**
   * Finds the rows of a node that want a number whose account keeps it after all: its own row is blocked, or was made for
   * another version of it.
   */
  #blockNumbers(): void {
    if (this.#numbers === null) return;
    const { creates, updates, deletes } = this.#plan;
    const stays = (row: UpdateRow | DeleteRow) =>
      row.state === 'apply' && (this.#isMoved(row.account) || ('changes' in row && this.#blocked.has(row)));
    if (!updates.some(stays) && !deletes.some(stays)) return;
    const held = { state: 'held' } as const;
    const shadow = {
      ...this.#plan,
      issues: [],
      creates: creates.map((row) => ({ ...row, ...(this.#unfounded.has(row) ? held : {}) })),
      updates: updates.map((row) => ({ ...row, ...(stays(row) ? held : {}) })),
      deletes: deletes.map((row) => ({ ...row, ...(stays(row) ? held : {}) })),
    };
    holdClaims(shadow, this.#bulk.accountsOf(this.#context.sourceId), this.#context.entries);
    for (const [at, row] of creates.entries()) {
      if (row.state === 'apply' && shadow.creates[at]!.state === 'held') this.#unfounded.add(row);
    }
    for (const [at, row] of updates.entries()) {
      if (row.state === 'apply' && shadow.updates[at]!.state === 'held') this.#blocked.add(row);
    }
  }

  /** Each account gives its key up before any takes another one: a number that went from one to the other. */
  #parkKeys(accountIds: Iterable<number>): void {
    for (const accountId of accountIds) {
      this.#parked.set(accountId, this.#bulk.identity(accountId)!);
      this.#bulk.parkKey(accountId);
    }
  }

  /**
   * Finds the moves to another login that cannot be made any more: their account changed since the plan, or the login
   * is now somebody else's, or its holder's own move is blocked. Known before anything is parked, so that no account
   * is ever left without its login.
   */
  #blockMoves(moving: UpdateRow[]): void {
    const byAccount = new Map(moving.map((row) => [row.account.accountId, row]));
    for (const row of moving) {
      if (this.#bulk.load(row.account.accountId)?.version !== row.account.version) this.#blocked.add(row);
    }
    for (let settled = false; !settled;) {
      settled = true;
      for (const row of moving) {
        if (this.#blocked.has(row)) continue;
        const holder = this.#bulk.loginHolder(this.#context.enterpriseId, row.loginKey);
        if (holder === undefined || holder === row.account.accountId) continue;
        const other = byAccount.get(holder);
        if (other !== undefined && !this.#blocked.has(other)) continue;
        this.#blocked.add(row);
        settled = false;
      }
    }
  }

  #step(work: () => void): void {
    work();
    this.#done += 1;
    if (this.#done % ROWS_PER_LOOK === 0) {
      this.#context.progress(this.#done, this.#total);
      if (this.#context.isCancelled())
        throw new RollcallError('run.cancelled', 'The synchronization was cancelled.');
    }
    failpoint('apply.row');
  }

  #delete(row: Plan['deletes'][number]): void {
    const { runId } = this.#context;
    const { accountId, version, fields, dn } = row.account;
    const { reasonCode, detail } = row;
    const login = fields.loginId;
    const journal = { runId, accountId, kind: 'delete', reasonCode, detail, login, dn } as const;
    if (row.state === 'held' && !this.#isMoved(row.account)) {
      this.#applied.heldDeletes += 1;
      this.#bulk.journal({ ...journal, state: 'held', proposed: changesTo(fields, null) });
      this.#wait(row);
      return;
    }
    const before = row.state === 'held' ? null : this.#bulk.delete(accountId, version);
    if (before === null) {
      this.#refuse(row, row.account.dn, fields.loginId);
      this.#bulk.journal({ ...journal, state: 'refused', reasonCode: 'row.moved', detail: MOVED });
      return;
    }
    this.#applied.deleted += 1;
    if (this.#numbers !== null) this.#applied.numbersRemoved += numbersOf(fields.pbxNumbers).length;
    this.#bulk.journal({ ...journal, state: 'applied', before });
  }

  #update(row: UpdateRow): void {
    const { runId } = this.#context;
    const { accountId, version, fields: stored } = row.account;
    const { reasonCode, detail, dn } = row;
    const login = stored.loginId;
    const journal = { runId, accountId, kind: 'update', reasonCode, detail, dn, login } as const;
    const isMoved = this.#isMoved(row.account);
    if (row.state === 'held' && !isMoved) {
      // Nobody was read of an account that is gone: it leaves, like a deletion (D2).
      if (row.orphan) this.#applied.heldDeletes += 1;
      else this.#applied.heldUpdates += 1;
      this.#bulk.journal({ ...journal, state: 'held', proposed: row.changes });
      this.#wait(row);
      return;
    }
    const write = this.#context.entries.write(row.record, stored);
    const restore = this.#restoreImage(accountId, row);
    const known = this.#numbers === null ? null : this.#identity(accountId);
    if (isMoved || this.#blocked.has(row) || !this.#bulk.update(accountId, version, write)) {
      if (!row.orphan) this.#applied.refusedEntries += 1;
      this.#refuse(row, row.dn, stored.loginId);
      const proposed = row.changes;
      this.#bulk.journal({ ...journal, state: 'refused', reasonCode: 'row.moved', detail: MOVED, proposed });
      return;
    }
    if (!row.orphan) this.#applied.updated += 1;
    const numbers = this.#numbers?.update(accountId, known?.key.toString() ?? '', stored, write);
    if (this.#context.entries.isRekeyed(row.record))
      this.#bulk.rekey(accountId, write.key, write.keyAttribute);
    const before = Object.fromEntries(
      Object.entries(row.changes).map(([field, values]) => [field, values[0]]),
    );
    this.#bulk.journal({
      ...journal,
      state: 'applied',
      login: write.fields.loginId,
      before,
      ...(restore && { restore: { ...restore, ...numbers?.restore } }),
    });
    if (numbers === undefined) this.#keepReferenced(row, write.fields);
    else {
      this.#countNumbers(numbers.changes, accountId, write.fields.loginId, write.dn);
      this.#applied.issues.push(...numbers.moved.map(movedIssue));
    }
  }

  /** Journals what became of single numbers, and counts it (E7). */
  #countNumbers(changes: readonly ToldNumber[], accountId: number, login: string, dn: string): void {
    for (const change of changes) {
      const { kind, reasonCode, detail } = change;
      if (kind === 'number-added') this.#applied.numbersAdded += 1;
      if (kind === 'number-removed') this.#applied.numbersRemoved += 1;
      this.#bulk.journal({
        ...{ runId: this.#context.runId, accountId, kind, state: 'applied', reasonCode, detail, login, dn },
        proposed: numberFields(change),
      });
    }
  }

  /** Every number and account that is kept though the phone system has it no longer counts, run after run (R6, D2). */
  #reportNumbers(numbers: PbxNumbers): void {
    const { kept, orphans, issues } = numbers.report();
    this.#applied.numbersHeld += kept;
    this.#applied.orphaned += orphans;
    this.#applied.issues.push(...issues);
  }

  #create(row: Plan['creates'][number]): void {
    const { enterpriseId, sourceId, profileId, runId } = this.#context;
    // Of a creation that is applied, the account itself is the journal; the small row is written for all at once.
    const { reasonCode, detail, dn } = row;
    const journal = { runId, kind: 'create', reasonCode, detail, dn, login: row.loginId } as const;
    const write = this.#context.entries.write(row.record);
    if (row.state === 'held') {
      this.#applied.heldCreates += 1;
      this.#bulk.journal({
        ...journal,
        accountId: null,
        state: 'held',
        proposed: changesTo(null, write.fields),
      });
      this.#wait(row);
      return;
    }
    const active = this.#seats === null || this.#seats > 0;
    const isFounded = !this.#unfounded.has(row);
    const accountId = isFounded
      ? this.#bulk.create(enterpriseId, sourceId, write, profileId, runId, active)
      : null;
    if (accountId === null) {
      this.#applied.refusedEntries += 1;
      this.#refuse(row, row.dn, row.loginId);
      this.#bulk.journal({
        ...journal,
        accountId,
        state: 'refused',
        reasonCode: 'row.moved',
        detail: isFounded
          ? 'its login ID or its key belongs to an account meanwhile'
          : 'its number belongs to an account that keeps it, since that one changed meanwhile',
        proposed: changesTo(null, write.fields),
      });
      return;
    }
    this.#applied.created += 1;
    if (this.#seats !== null && active) this.#seats -= 1;
    if (this.#numbers !== null) this.#applied.numbersAdded += this.#numbers.create(accountId, write);
  }

  /** An entry whose bytes changed without a field: its hash, DN and key are brought up to date. */
  #refresh(row: RefreshRow): void {
    if (this.#unmoved.has(row)) return;
    const { accountId, record, dn, login, moved } = row;
    const { entries, runId } = this.#context;
    const isRekeyed = entries.isRekeyed(record);
    if (moved || isRekeyed) {
      const restore = this.#restoreImage(accountId, null);
      const journal = { runId, accountId, kind: 'moved', state: 'applied', login, dn } as const;
      if (restore) this.#bulk.journal({ ...journal, reasonCode: 'changed', restore });
    }
    this.#bulk.refresh(accountId, dn, entries.hashOf(record));
    if (!isRekeyed) return;
    const { key, keyAttribute } = entries.write(record);
    this.#bulk.rekey(accountId, key, keyAttribute);
  }

  /** The account before a change, as undo needs it (E9). */
  #restoreImage(accountId: number, row: UpdateRow | null): RestoreImage | null {
    const identity = this.#identity(accountId);
    if (identity === undefined) return null;
    const { dn, hash, key, keyAttribute } = identity;
    const image = { dn, hash: hash && hash.toString('hex'), key: key.toString('hex'), keyAttribute };
    const numbers = row === null ? [] : this.#bulk.numberRows(accountId);
    const isTouched =
      (this.#numbers !== null && row !== null) ||
      row?.changes.deskPhone !== undefined ||
      row?.changes.softPhone !== undefined ||
      numbers.some(({ origin, state }) => origin === 'directory' && state !== 'present');
    return isTouched ? { ...image, numbers } : image;
  }

  /** By what an account is known, from before its key was taken out of the way. */
  #identity(accountId: number): AccountIdentity | undefined {
    return this.#parked.get(accountId) ?? this.#bulk.identity(accountId);
  }

  /** Whether an account is not the one any more that the row was made for: nobody could approve that row. */
  #isMoved({ accountId, version }: PlanAccount): boolean {
    return this.#bulk.load(accountId)?.version !== version;
  }

  /** Puts a held row among those that wait (E8). */
  #wait(row: CreateRow | UpdateRow | DeleteRow): void {
    const { store, sourceId, runId, now, entries, keepsHeld } = this.#context;
    if (!keepsHeld) return;
    const stored = storedRow(row, entries, (accountId) => this.#identity(accountId));
    store.held.put(stored, { sourceId, runId, now });
  }

  /** R6 and E14: a replaced number stays while a status points at it; one that came back, or is free now, goes. */
  #keepReferenced(row: UpdateRow, now: AccountFields): void {
    const { accountId } = row.account;
    const own = [now.deskPhone, now.softPhone];
    for (const [field, kind] of [
      ['deskPhone', 'desk'],
      ['softPhone', 'soft'],
    ] as const satisfies [AccountField, 'desk' | 'soft'][]) {
      const old = row.changes[field]?.[0];
      if (!old || own.includes(old)) continue;
      const uses = this.#bulk.uses(accountId, old);
      if (uses.length === 0) continue;
      this.#bulk.holdNumber(accountId, old, { kind, origin: 'directory' }, this.#context.now);
      this.#applied.numbersHeld += 1;
      this.#applied.issues.push(
        issue(
          'info',
          'number.held',
          old,
          field,
          `${old} is kept for ${now.loginId}: used by ${usesWords(uses)}.`,
        ),
      );
      this.#bulk.journal({
        runId: this.#context.runId,
        accountId,
        kind: 'number-held',
        state: 'applied',
        reasonCode: 'number.held',
        detail: usesWords(uses),
        login: now.loginId,
        proposed: numberFields({
          ...{ kind: 'number-held', number: old, numberKind: kind },
          mustAct: mustAct({ origin: 'directory', uses }),
        }),
      });
    }
    for (const number of this.#bulk.heldNumbers(accountId)) {
      const free = this.#bulk.references(accountId, number).length === 0;
      if (free || own.includes(number)) this.#bulk.dropNumber(accountId, number);
    }
  }

  #refuse(row: CreateRow | UpdateRow | DeleteRow, subject: string, login: string): void {
    this.#applied.refused.add(row);
    this.#applied.issues.push(
      issue(
        'warning',
        'row.moved',
        subject,
        '',
        `What the row of ${login} rests on changed meanwhile, so it was refused.`,
      ),
    );
  }
}
