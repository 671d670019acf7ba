import { afterAll, expect, it } from 'vitest';
import { emptyFields } from '../../../shared/domain/account.ts';
import { DEFAULT_TEMPLATES } from '../../../shared/domain/status.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { AccountBulk } from './account-bulk.ts';
import { deleteEnterprise } from './delete-enterprise.ts';
import { passwordName } from './secrets.ts';
import type { Store } from './store.ts';
import type { StoredRow } from './stored-rows.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** An Enterprise with something of everything. */
function fill(store: Store, name: string): number {
  const enterpriseId = store.enterprises.create(enterpriseValues(name), 0);
  store.profiles.putFeature(enterpriseId, 'Voice', 3);
  store.profiles.put(enterpriseId, { name: 'Gold', features: ['Voice'] });
  const { profileId } = store.profiles.find(enterpriseId, 'Gold')!;
  const [source, removed] = ['HQ', 'Old'].map((each) => createSource(store, enterpriseId, each));
  store.sources.update(source!.sourceId, { ...source!, profileId });
  const runId = store.runs.start({
    enterpriseId,
    sourceId: source!.sourceId,
    kind: 'sync',
    trigger: 'manual',
    mode: 'full',
    startedAt: 0,
  });
  const bulk = new AccountBulk(store.connection);
  const synchronized = bulk.create(
    enterpriseId,
    source!.sourceId,
    {
      key: Buffer.of(1),
      keyAttribute: 'entryUUID',
      dn: 'uid=ann',
      hash: Buffer.alloc(16),
      fields: { ...emptyFields(), loginId: 'ann' },
    },
    profileId,
    runId,
  )!;
  const manual = [1, 2, 3].map((n) =>
    store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: `m${n}` }, profileId),
  );
  for (const accountId of [synchronized, ...manual]) {
    store.accounts.addNumber(accountId, { number: '1', kind: 'desk', origin: 'manual', state: 'present' }, 0);
    store.connection
      .prepare("INSERT INTO status (account_id, name, settings) VALUES (?, 'A', '{}')")
      .run(accountId);
    store.connection.prepare("INSERT INTO status_reference VALUES (?, '1', 'A', 'x')").run(accountId);
    store.runs.recordEdit({ accountId, kind: 'update', login: 'x', before: { lastName: name }, at: 0 });
    store.connection.prepare("INSERT INTO credential VALUES (?, 'password', 'hash', 0, NULL)").run(accountId);
    store.connection.prepare('INSERT INTO sign_in VALUES (?, 1, 0)').run(accountId);
  }
  const before = bulk.delete(manual[0]!, 1);
  store.runs.recordEdit({ accountId: manual[0]!, kind: 'delete', login: 'm1', before, at: 1 });
  bulk.journal({
    runId,
    accountId: synchronized,
    kind: 'create',
    state: 'applied',
    reasonCode: 'new',
    login: 'ann',
  });
  const issue = {
    severity: 'info',
    code: 'entry.disabled',
    subject: '',
    field: '',
    message: '',
    hint: '',
  } as const;
  store.runs.finish(runId, {
    outcome: 'success',
    complete: true,
    baseline: false,
    endedAt: 1,
    counters: store.runs.get(runId)!.counters,
    error: null,
    evidence: null,
    phases: {},
    plan: null,
    feed: 'full',
    mode: 'full',
    issues: [issue],
  });
  for (const { sourceId } of [source!, removed!]) {
    store.secrets.put({
      name: passwordName(sourceId),
      keyId: 'k',
      nonce: Buffer.of(1),
      sealed: Buffer.of(1),
    });
  }
  store.connection.prepare('UPDATE source SET removed_at = 1 WHERE source_id = ?').run(removed!.sourceId);
  const row: StoredRow = {
    ...{
      kind: 'delete',
      reasonCode: 'guard.deletes',
      detail: '',
      gone: 'absent',
      looked: 'deleted',
      version: 1,
    },
    ...{ accountId: synchronized, login: 'ann', dn: 'uid=ann', keyAttribute: 'entryUUID', key: Buffer.of(1) },
    ...{ hash: null, changes: {}, fields: null, rekeyed: false },
  };
  const { sourceId } = source!;
  store.held.put(row, { sourceId, runId, now: 1 });
  store.held.remember({
    ...{ sourceId, kind: 'delete', keyAttribute: 'entryUUID', key: Buffer.of(2), answer: 'kept' },
    ...{ ground: 'absent', runId, login: 'bob', dn: 'uid=bob', at: 1 },
  });
  store.plans.save(
    {
      ...{ hash: name, enterpriseId, sourceId, madeAt: 1, outcome: 'held', complete: true, baseline: false },
      restsOn: {
        fingerprint: '',
        keyAttribute: '',
        settings: '',
        workingContext: null,
        moment: { lastRun: 0, running: [] },
        unseen: [],
        lapsed: [],
      },
      ...{ counters: store.runs.get(runId)!.counters, error: null, evidence: null, phases: {} },
    },
    [{ ...row, state: 'held' }],
    [issue],
  );
  store.connection
    .prepare(
      `INSERT INTO plan_number SELECT max(plan_id), 1, 'number-added', 'apply', 'number-new', '', NULL, 'ann', '1', 'desk'
         FROM plan`,
    )
    .run();
  store.connection
    .prepare(
      "INSERT INTO not_assigned VALUES (?, 0, 1, '2', '5330 IP', '', '', '', '', 'pbx.needs-group', '', '')",
    )
    .run(sourceId);
  store.statuses.setTemplates(enterpriseId, [{ ...DEFAULT_TEMPLATES[0]!, locked: true }]);
  store.connection.exec("INSERT OR IGNORE INTO setting VALUES ('any', '1')");
  store.signIns.putTries(`${enterpriseId}/ann`, { wrong: 1, lastAt: 0, lockedUntil: null });
  store.due.claim(enterpriseId, 5, 5);
  store.leases.tryTake(enterpriseId, 'me', 0);
  return enterpriseId;
}

/** All rows of all tables. */
function everything(store: Store): Record<string, unknown[]> {
  const tables = store.connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all<{ name: string }>()
    .map(({ name }) => name)
    .filter((name) => !/_(data|idx|content|docsize|config)$/.test(name));
  return Object.fromEntries(
    tables.map((name) => [name, store.connection.prepare(`SELECT * FROM ${name}`).all()]),
  );
}

it('leaves nothing of the Enterprise behind, and everything of the other one', () => {
  const store = openQuickStore(folders.next());
  fill(store, 'acme');
  const before = everything(store);
  for (const [table, rows] of Object.entries(before)) expect(rows, table).not.toEqual([]);
  const other = fill(store, 'b');
  deleteEnterprise(store, other);
  expect(everything(store)).toEqual(before);
  expect(store.connection.text('PRAGMA foreign_key_check')).toBe('');
  store.close();
});

it('leaves no hand edit of an account that a run deleted later', () => {
  const store = openQuickStore(folders.next());
  const enterpriseId = fill(store, 'acme');
  const { sourceId } = store.sources.list(enterpriseId)[0]!;
  const bulk = new AccountBulk(store.connection);
  const { accountId, version } = bulk.ofSource(sourceId)[0]!;
  const runId = store.runs.start({
    enterpriseId,
    sourceId,
    kind: 'removal',
    trigger: 'manual',
    mode: 'full',
    startedAt: 2,
  });
  const before = bulk.delete(accountId, version);
  bulk.journal({
    runId,
    accountId,
    kind: 'delete',
    state: 'applied',
    reasonCode: 'source-removed',
    login: 'ann',
    before,
  });
  deleteEnterprise(store, enterpriseId);
  expect(everything(store).change).toEqual([]);
  store.close();
});
