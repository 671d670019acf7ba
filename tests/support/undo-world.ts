import {
  AccountBulk,
  UndoRows,
  type DirectorySource,
  type Store,
} from '../../electron/engine/store/index.ts';
import { NO_FEED } from '../../electron/engine/sync/run-endings.ts';
import { runUndo, type UndoJob } from '../../electron/engine/sync/undo.ts';
import { emptyFields, foldLogin, type AccountFields } from '../../shared/domain/account.ts';
import { zeroCounters, type RunKind } from '../../shared/domain/run.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from './store.ts';

/** What a person's store holds of one account: rows of the account's tables, bytes as hex. */
export type Snapshot = Map<number, Record<string, unknown>>;

/** What one run does to one account. Fields that are left out stay. */
export type Op =
  | { do: 'delete'; account: number; reason?: string }
  | { do: 'update'; account: number; fields: Partial<AccountFields>; rekey?: boolean }
  | { do: 'move'; account: number }
  | { do: 'create'; fields: Partial<AccountFields> };

/** Logins that runs hand round. */
const LOGINS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];

/** A store in which runs are written row by row, as applying a plan writes them, so that each can be undone. */
export class UndoWorld {
  readonly folders = new TestFolders();
  readonly store: Store;
  readonly enterpriseId: number;
  readonly source: DirectorySource;
  readonly other: DirectorySource;
  readonly bulk: AccountBulk;
  #serial = 0;
  #now = 1000;

  constructor() {
    this.store = openQuickStore(this.folders.next());
    this.enterpriseId = this.store.enterprises.create(enterpriseValues('acme'), 0);
    this.source = createSource(this.store, this.enterpriseId, 'HQ');
    this.other = createSource(this.store, this.enterpriseId, 'Lab');
    this.bulk = new AccountBulk(this.store.connection);
  }

  close(): void {
    this.store.close();
    this.folders.remove();
  }

  /** Back to two sources without accounts, runs and answers. */
  wipe(): void {
    this.store.transaction(() => {
      for (const table of [
        'change',
        'issue',
        'run',
        'account',
        'remembered',
        'held_row',
        'feature_profile',
      ]) {
        this.store.connection.exec(`DELETE FROM ${table}`);
      }
      this.store.connection
        .prepare('DELETE FROM source WHERE source_id NOT IN (?, ?)')
        .run(this.source.sourceId, this.other.sourceId);
      this.store.connection.exec('UPDATE source SET removed_at = NULL');
    });
  }

  begin(kind: RunKind = 'sync', undoes?: number, source = this.source): number {
    return this.store.runs.start({
      enterpriseId: this.enterpriseId,
      sourceId: source.sourceId,
      kind,
      trigger: kind === 'undo' ? 'undo' : 'manual',
      mode: 'full',
      startedAt: (this.#now += 10),
      undoes,
    });
  }

  finish(runId: number): void {
    this.store.runs.finish(runId, {
      outcome: 'success',
      complete: true,
      baseline: false,
      endedAt: (this.#now += 10),
      counters: zeroCounters(),
      error: null,
      evidence: null,
      phases: {},
      plan: null,
      feed: NO_FEED,
      mode: 'full',
      issues: [],
    });
  }

  /** Undoes a run, or some of its rows, in a run of its own. */
  undo(target: number, chosen: UndoJob['chosen'] = {}, job: Partial<UndoJob> = {}) {
    const runId = this.begin('undo', target, this.sourceOf(target));
    const outcome = runUndo({
      store: this.store,
      runId,
      target,
      chosen,
      now: () => (this.#now += 10),
      isCancelled: () => false,
      progress: () => undefined,
      ...job,
    });
    return { runId, outcome, run: this.store.runs.get(runId)! };
  }

  sourceOf(runId: number): DirectorySource {
    const { sourceId } = this.store.runs.get(runId)!;
    return sourceId === this.other.sourceId ? this.other : this.source;
  }

  /** One run that does all of this, the way applying a plan does it: deletions, changes, creations. */
  run(ops: readonly Op[], kind: RunKind = 'sync'): number {
    const runId = this.begin(kind);
    this.store.transaction(() => {
      const of = <Kind extends Op['do']>(what: Kind) =>
        ops.filter((op): op is Extract<Op, { do: Kind }> => op.do === what);
      for (const { account, reason } of of('delete')) this.#delete(runId, account, reason ?? 'deleted');
      const updates = of('update').filter(({ account }) => this.bulk.load(account) !== undefined);
      for (const { account, fields } of updates) {
        if (fields.loginId !== undefined) this.bulk.parkLogin(account);
      }
      for (const op of updates) this.#update(runId, op);
      for (const { account } of of('move')) this.#move(runId, account);
      for (const { fields } of of('create')) this.#create(runId, fields);
    });
    this.finish(runId);
    return runId;
  }

  /** A login that nobody has, from a wish. */
  freeLogin(wish: number, taken: ReadonlySet<string>): string {
    for (let at = 0; ; at += 1) {
      const round = Math.floor(at / LOGINS.length);
      const login = `${LOGINS[(wish + at) % LOGINS.length]!}${round === 0 ? '' : round}`;
      if (!taken.has(login)) return login;
    }
  }

  /** A person's edit of an account. */
  edit(accountId: number, fields: Partial<AccountFields>): void {
    const account = this.store.accounts.get(accountId)!;
    const before = Object.fromEntries(
      Object.keys(fields).map((field) => [field, account.fields[field as keyof AccountFields]]),
    );
    this.store.accounts.update(accountId, { ...account.fields, ...fields }, account.profileId);
    this.#recordEdit(accountId, 'update', account.fields.loginId, before);
  }

  /** A person adds a number. */
  addNumber(accountId: number, number: string): void {
    const { numbers, fields } = this.store.accounts.get(accountId)!;
    if (numbers.some((each) => each.number === number)) this.store.accounts.removeNumber(accountId, number);
    this.store.accounts.addNumber(
      accountId,
      { number, kind: 'external', origin: 'manual', state: 'present' },
      this.#now,
    );
    this.store.connection
      .prepare('UPDATE account SET version = version + 1 WHERE account_id = ?')
      .run(accountId);
    this.#recordEdit(accountId, 'update', fields.loginId, { numbers });
  }

  /** A person deletes an account. */
  deleteByHand(accountId: number): void {
    const { version, fields } = this.bulk.load(accountId)!;
    const before = this.bulk.delete(accountId, version);
    this.#recordEdit(accountId, 'delete', fields.loginId, before);
  }

  /** A status that points at a number. */
  addStatus(accountId: number, number: string, status = 'Away'): void {
    const { connection } = this.store;
    connection
      .prepare("INSERT OR IGNORE INTO status (account_id, name, settings) VALUES (?, ?, '{}')")
      .run(accountId, status);
    connection
      .prepare("INSERT OR IGNORE INTO status_reference VALUES (?, ?, ?, 'call-using')")
      .run(accountId, number, status);
  }

  /** Every account with all it owns, but for the version, which never stands still. */
  snapshot(): Snapshot {
    const { connection } = this.store;
    const owned = (table: string, accountId: number) =>
      connection.prepare(`SELECT * FROM ${table} WHERE account_id = ? ORDER BY 1, 2, 3`).all(accountId);
    return new Map(
      connection
        .prepare('SELECT * FROM account ORDER BY account_id')
        .all<{ account_id: number; version: number }>()
        .map(({ version: _, ...row }) => [
          row.account_id,
          plain({
            ...row,
            numbers: owned('number', row.account_id),
            statuses: owned('status', row.account_id),
            references: owned('status_reference', row.account_id),
          }),
        ]),
    );
  }

  versions(): Map<number, number> {
    return new Map(
      this.store.connection
        .prepare('SELECT account_id AS id, version FROM account')
        .all<{ id: number; version: number }>()
        .map(({ id, version }) => [id, version]),
    );
  }

  /** A run's journal, a line a row. */
  journal(runId: number): string[] {
    return this.store.runs
      .changes(runId)
      .map(({ kind, state, login, detail }) => `${kind} ${state} ${login} ${detail}`.trim());
  }

  #delete(runId: number, accountId: number, reasonCode: string): void {
    const account = this.bulk.load(accountId);
    if (account === undefined) return;
    const { version, fields, dn } = account;
    const before = this.bulk.delete(accountId, version);
    const login = fields.loginId;
    this.bulk.journal({ runId, accountId, kind: 'delete', state: 'applied', reasonCode, login, dn, before });
  }

  #update(runId: number, op: Extract<Op, { do: 'update' }>): void {
    const { accountId, version, fields: old, dn } = this.bulk.load(op.account)!;
    const fields = { ...old, ...op.fields };
    const identity = this.bulk.identity(accountId)!;
    const numbers = this.bulk.numberRows(accountId);
    const key = op.rekey === true ? this.#bytes() : identity.key;
    const keyAttribute = op.rekey === true ? 'uid' : identity.keyAttribute;
    expectTrue(this.bulk.update(accountId, version, { key, keyAttribute, dn, hash: this.#bytes(), fields }));
    if (op.rekey === true) this.bulk.rekey(accountId, key, keyAttribute);
    this.#keepReferenced(runId, accountId, old, fields);
    const changed = (Object.keys(fields) as (keyof AccountFields)[]).filter(
      (field) => old[field] !== fields[field],
    );
    this.bulk.journal({
      runId,
      accountId,
      kind: 'update',
      state: 'applied',
      reasonCode: 'changed',
      login: fields.loginId,
      dn,
      before: Object.fromEntries(changed.map((field) => [field, old[field]])),
      restore: {
        dn: identity.dn,
        hash: identity.hash?.toString('hex') ?? null,
        key: identity.key.toString('hex'),
        keyAttribute: identity.keyAttribute,
        numbers,
      },
    });
  }

  #keepReferenced(runId: number, accountId: number, old: AccountFields, now: AccountFields): void {
    const own = [now.deskPhone, now.softPhone];
    for (const [field, kind] of [
      ['deskPhone', 'desk'],
      ['softPhone', 'soft'],
    ] as const) {
      const number = old[field];
      if (number === '' || own.includes(number) || this.bulk.references(accountId, number).length === 0)
        continue;
      this.bulk.holdNumber(accountId, number, { kind, origin: 'directory' }, 7);
      const proposed = { number: [number, number] };
      const row = {
        runId,
        accountId,
        state: 'applied',
        reasonCode: 'number.held',
        login: now.loginId,
      } as const;
      this.bulk.journal({ ...row, kind: 'number-held', proposed });
    }
    for (const number of this.bulk.heldNumbers(accountId)) {
      const free = this.bulk.references(accountId, number).length === 0;
      if (free || own.includes(number)) this.bulk.dropNumber(accountId, number);
    }
  }

  #move(runId: number, accountId: number): void {
    const account = this.bulk.load(accountId);
    const identity = this.bulk.identity(accountId);
    if (account === undefined || identity === undefined) return;
    const dn = `uid=${(this.#serial += 1)},ou=moved`;
    this.bulk.refresh(accountId, dn, this.#bytes());
    this.bulk.journal({
      runId,
      accountId,
      kind: 'moved',
      state: 'applied',
      reasonCode: 'moved',
      login: account.fields.loginId,
      dn,
      restore: {
        dn: identity.dn,
        hash: identity.hash?.toString('hex') ?? null,
        key: identity.key.toString('hex'),
        keyAttribute: identity.keyAttribute,
      },
    });
  }

  #create(runId: number, fields: Partial<AccountFields>): void {
    const dn = `uid=${(this.#serial += 1)},dc=x`;
    const write = {
      key: this.#bytes(),
      keyAttribute: 'entryUUID',
      dn,
      hash: this.#bytes(),
      fields: { ...emptyFields(), lastName: 'X', ...fields },
    };
    const accountId = this.bulk.create(this.enterpriseId, this.source.sourceId, write, null, runId);
    expectTrue(accountId !== null);
    const login = write.fields.loginId;
    this.bulk.journal({ runId, accountId, kind: 'create', state: 'applied', reasonCode: 'new', login, dn });
  }

  #recordEdit(
    accountId: number,
    kind: 'update' | 'delete',
    login: string,
    before: Record<string, unknown> | null,
  ): void {
    this.store.runs.recordEdit({ accountId, kind, login, before, at: (this.#now += 10) });
  }

  /** Sixteen bytes that nothing else has. */
  #bytes(): Buffer {
    const bytes = Buffer.alloc(16, 0xfe);
    bytes.writeUInt32BE((this.#serial += 1), 4);
    return bytes;
  }
}

/** Logins of the Enterprise that are taken, and whether each is the one under which its account is found (E13). */
export function loginsOf(store: Store): { logins: string[]; sound: boolean } {
  const rows = store.connection
    .prepare('SELECT login_id, login_key, key_attribute FROM account')
    .all<{ login_id: string; login_key: string; key_attribute: string | null }>();
  return {
    logins: rows.map(({ login_key }) => login_key).sort(),
    sound: rows.every(
      ({ login_id, login_key, key_attribute }) =>
        login_key === foldLogin(login_id) && key_attribute?.startsWith('\u0000') !== true,
    ),
  };
}

/** The rows that an undo of a run would look at. */
export function targetsOf(store: Store, runId: number) {
  return new UndoRows(store.connection).targets(runId);
}

function plain(row: unknown): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(row, (_, value: unknown) =>
      value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
    ),
  ) as Record<string, unknown>;
}

function expectTrue(holds: boolean): void {
  if (!holds) throw new Error('the world of this test is not sound');
}
