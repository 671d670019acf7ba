import { type AccountFields, type AccountField } from '../../../shared/domain/account.ts';
import type { Counters, Issue } from '../../../shared/domain/run.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { failpoint } from '../failpoint.ts';
import { AccountBulk, type AccountWrite, type Store } from '../store/index.ts';
import type { Collector } from './collector.ts';
import { changesLogin } from './logins.ts';
import { issue, ownFields, type Plan, type PlanOptions, type UpdateRow } from './plan.ts';
import type { RecordFormat } from './records.ts';

/** How many rows go between two looks at the cancel flag and two progress reports. */
const ROWS_PER_LOOK = 500;

/** Everything that applying a plan rests on. */
export interface ApplyContext {
  store: Store;
  runId: number;
  enterpriseId: number;
  sourceId: number;
  profileId: number | null;
  keyAttribute: string;
  format: RecordFormat;
  collector: Collector;
  /** Accounts whose key attribute changed, by the record that was paired with each (E6). */
  rekeyed: ReadonlyMap<number, number>;
  options: PlanOptions;
  now: number;
  isCancelled(): boolean;
  progress(done: number, total: number): void;
}

/** What applying did, in counters and further issues. */
export type Applied = Pick<
  Counters,
  'created' | 'updated' | 'deleted' | 'heldCreates' | 'heldUpdates' | 'heldDeletes' | 'numbersHeld'
> & {
  /** Entries whose row was refused: their account moved, or their login was taken meanwhile. */
  refusedEntries: number;
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
    refusedEntries: 0,
    issues: [],
  };
  #done = 0;
  readonly #blocked = new Set<UpdateRow>();

  constructor(plan: Plan, context: ApplyContext) {
    this.#plan = plan;
    this.#context = context;
    this.#bulk = new AccountBulk(context.store.connection);
    this.#total = plan.creates.length + plan.updates.length + plan.deletes.length + plan.refreshes.length;
  }

  run(): Applied {
    const { creates, updates, deletes, refreshes } = this.#plan;
    // Deletions first: they free logins that others may take.
    for (const row of deletes) this.#step(() => this.#delete(row));
    const moving = updates.filter((row) => row.state === 'apply' && changesLogin(row));
    this.#blockMoves(moving);
    for (const row of moving) if (!this.#blocked.has(row)) this.#bulk.parkLogin(row.account.accountId);
    for (const row of updates) this.#step(() => this.#update(row));
    const lastAccountId = this.#bulk.lastAccountId();
    this.#bulk.loadIntoEmpty(() => {
      for (const row of creates) this.#step(() => this.#create(row));
    });
    if (this.#applied.created > 0) this.#bulk.journalCreations(this.#context.runId, lastAccountId);
    for (const row of refreshes) {
      this.#step(() => {
        this.#bulk.refresh(row.accountId, row.dn, this.#context.collector.hashOf(row.record));
        if (this.#context.rekeyed.has(row.record)) this.#rekey(row.accountId, row.record);
      });
    }
    return this.#applied;
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
    const { accountId, version, fields } = row.account;
    const journal = {
      runId,
      accountId,
      kind: 'delete',
      reasonCode: row.reasonCode,
      login: fields.loginId,
    } as const;
    if (row.state === 'held') {
      this.#applied.heldDeletes += 1;
      this.#bulk.journal({ ...journal, state: 'held', proposed: changesTo(fields, null) });
      return;
    }
    const before = this.#bulk.delete(accountId, version);
    if (before === null) {
      this.#refuse(row.account.dn, fields.loginId);
      this.#bulk.journal({ ...journal, state: 'refused', reasonCode: 'row.moved' });
      return;
    }
    this.#applied.deleted += 1;
    this.#bulk.journal({ ...journal, state: 'applied', before });
  }

  #update(row: UpdateRow): void {
    const { runId } = this.#context;
    const { accountId, version, fields: stored } = row.account;
    const journal = {
      runId,
      accountId,
      kind: 'update',
      reasonCode: row.reasonCode,
      login: stored.loginId,
    } as const;
    if (row.state === 'held') {
      this.#applied.heldUpdates += 1;
      this.#bulk.journal({ ...journal, state: 'held', proposed: row.changes });
      return;
    }
    const write = this.#write(row.record, stored);
    if (this.#blocked.has(row) || !this.#bulk.update(accountId, version, write)) {
      this.#applied.refusedEntries += 1;
      this.#refuse(row.dn, stored.loginId);
      this.#bulk.journal({ ...journal, state: 'refused', reasonCode: 'row.moved', proposed: row.changes });
      return;
    }
    this.#applied.updated += 1;
    if (this.#context.rekeyed.has(row.record)) this.#rekey(accountId, row.record);
    const before = Object.fromEntries(
      Object.entries(row.changes).map(([field, values]) => [field, values[0]]),
    );
    this.#bulk.journal({ ...journal, state: 'applied', login: write.fields.loginId, before });
    this.#keepReferenced(row, write.fields);
  }

  #create(row: Plan['creates'][number]): void {
    const { enterpriseId, sourceId, profileId, runId } = this.#context;
    // Of a creation that is applied, the account itself is the journal; the small row is written for all at once.
    const journal = { runId, kind: 'create', reasonCode: row.reasonCode, login: row.loginId } as const;
    const write = this.#write(row.record);
    if (row.state === 'held') {
      this.#applied.heldCreates += 1;
      this.#bulk.journal({
        ...journal,
        accountId: null,
        state: 'held',
        proposed: changesTo(null, write.fields),
      });
      return;
    }
    const accountId = this.#bulk.create(enterpriseId, sourceId, write, profileId, runId);
    if (accountId === null) {
      this.#applied.refusedEntries += 1;
      this.#refuse(row.dn, row.loginId);
      this.#bulk.journal({
        ...journal,
        accountId,
        state: 'refused',
        reasonCode: 'row.moved',
        proposed: changesTo(null, write.fields),
      });
      return;
    }
    this.#applied.created += 1;
  }

  #rekey(accountId: number, record: number): void {
    const { format, collector, keyAttribute } = this.#context;
    this.#bulk.rekey(accountId, format.key(format.decode(collector.spool.read(record))), keyAttribute);
  }

  #write(record: number, stored?: AccountFields): AccountWrite {
    const { format, collector, keyAttribute, options } = this.#context;
    const decoded = format.decode(collector.spool.read(record));
    const fields = format.fields(decoded, stored);
    return {
      key: format.key(decoded),
      keyAttribute,
      dn: format.dn(decoded),
      hash: collector.hashOf(record),
      fields: stored === undefined ? fields : ownFields(fields, stored, options),
    };
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
      const statuses = this.#bulk.references(accountId, old);
      if (statuses.length === 0) continue;
      this.#bulk.holdNumber(accountId, old, kind, this.#context.now);
      this.#applied.numbersHeld += 1;
      this.#applied.issues.push(
        issue(
          'info',
          'number.held',
          old,
          field,
          `${old} is kept for ${now.loginId}: used by ${statuses.join(', ')}.`,
        ),
      );
      this.#bulk.journal({
        runId: this.#context.runId,
        accountId,
        kind: 'number-held',
        state: 'applied',
        reasonCode: 'number.held',
        login: now.loginId,
        proposed: { number: [old, old] },
      });
    }
    for (const number of this.#bulk.heldNumbers(accountId)) {
      const free = this.#bulk.references(accountId, number).length === 0;
      if (free || own.includes(number)) this.#bulk.dropNumber(accountId, number);
    }
  }

  #refuse(subject: string, login: string): void {
    this.#applied.issues.push(
      issue(
        'warning',
        'row.moved',
        subject,
        '',
        `The account ${login} changed meanwhile, so its row was refused.`,
      ),
    );
  }
}

/** Old and new value of each field that is not empty on both sides. */
function changesTo(
  old: AccountFields | null,
  now: AccountFields | null,
): Record<string, [string | null, string | null]> {
  const fields = (old ?? now)!;
  const changes: Record<string, [string | null, string | null]> = {};
  for (const field of Object.keys(fields) as AccountField[]) {
    const before = old?.[field] || null;
    const after = now?.[field] || null;
    if (before !== after) changes[field] = [before, after];
  }
  return changes;
}
