import { afterAll, describe, expect, it } from 'vitest';
import { emptyFields } from '../../../shared/domain/account.ts';
import { imbalance, zeroCounters } from '../../../shared/domain/run.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { AccountBulk, passwordName, type DirectorySource, type Store } from '../store/index.ts';
import { runRemoval } from './removal.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

const TABLES = ['account', 'number', 'status', 'status_reference'];

/** Two sources with `count` accounts each; every third account has numbers, statuses and references. */
function filled(count: number) {
  const store = openQuickStore(folders.next());
  const enterpriseId = store.enterprises.create(enterpriseValues('acme'), 0);
  const sources = ['HQ', 'Lab'].map((name) => createSource(store, enterpriseId, name));
  const bulk = new AccountBulk(store.connection);
  const run = store.runs.start({
    enterpriseId,
    sourceId: sources[0]!.sourceId,
    kind: 'sync',
    trigger: 'manual',
    mode: 'full',
    startedAt: 0,
  });
  store.transaction(() => {
    for (const { sourceId, name } of sources) {
      for (let index = 0; index < count; index += 1) {
        const write = {
          key: Buffer.from([index >> 8, index, 0xff, 0]),
          keyAttribute: 'entryUUID',
          dn: `uid=${index},ou=${name}`,
          hash: Buffer.alloc(16, index),
          fields: { ...emptyFields(), loginId: `${name}-${index}`, lastName: 'Ä😀', title: 'Clerk' },
        };
        const accountId = bulk.create(enterpriseId, sourceId, write, null, run)!;
        if (index % 3 === 0) ownThings(store, accountId);
      }
      store.sources.setBaseline(sourceId, { fingerprint: 'f', keyAttribute: 'entryUUID' });
      store.secrets.put({
        name: passwordName(sourceId),
        keyId: 'k',
        nonce: Buffer.of(1),
        sealed: Buffer.of(2),
      });
    }
  });
  return { store, source: sources[0]!, other: sources[1]! };
}

/** A held number, a status of its own, a reference to the number, and another active status. */
function ownThings(store: Store, accountId: number): void {
  const { connection } = store;
  store.accounts.addNumber(
    accountId,
    { number: '4711', kind: 'desk', origin: 'manual', state: 'present' },
    5,
  );
  connection
    .prepare("INSERT INTO status (account_id, name, settings) VALUES (?, 'Away', '{}')")
    .run(accountId);
  connection.prepare("INSERT INTO status_reference VALUES (?, '4711', 'Away', 'call-using')").run(accountId);
  connection
    .prepare("UPDATE account SET active_status = 'Away', active = 0, version = 3 WHERE account_id = ?")
    .run(accountId);
}

/** All rows of the tables that accounts are made of, of one source, bytes as hex. */
function rowsOf(store: Store, { sourceId }: DirectorySource): Record<string, unknown[]> {
  return Object.fromEntries(
    TABLES.map((table) => {
      const sql = `SELECT * FROM ${table} WHERE account_id IN (SELECT account_id FROM account WHERE source_id = ?)`;
      return [table, store.connection.prepare(sql).all(sourceId).map(plain)];
    }),
  );
}

function plain(row: unknown): unknown {
  return JSON.parse(
    JSON.stringify(row, (_, value: unknown) =>
      value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
    ),
  );
}

function remove(store: Store, source: DirectorySource, isCancelled: () => boolean = () => false) {
  const runId = store.runs.start({
    enterpriseId: source.enterpriseId,
    sourceId: source.sourceId,
    kind: 'removal',
    trigger: 'manual',
    mode: 'full',
    startedAt: 1000,
  });
  const seen: [number, number][] = [];
  const outcome = runRemoval({
    store,
    source,
    runId,
    now: () => 2000,
    isCancelled,
    progress: (_, done, total) => seen.push([done, total]),
  });
  return { runId, outcome, seen };
}

describe('the removal of a source', () => {
  it('deletes its accounts with all they own, and keeps each of them whole in the journal', () => {
    const { store, source, other } = filled(40);
    const before = rowsOf(store, source);
    const others = rowsOf(store, other);
    const { runId, outcome } = remove(store, source);
    expect(outcome).toBe('success');
    expect(rowsOf(store, source)).toEqual({ account: [], number: [], status: [], status_reference: [] });
    // Whoever was inactive waited for a seat, and nothing limits them here.
    const active = (others['account'] as object[]).map((row) => ({ ...row, active: 1 }));
    expect(rowsOf(store, other)).toEqual({ ...others, account: active });

    const changes = store.runs.changes(runId);
    expect(changes).toHaveLength(40);
    for (const change of changes) {
      expect(change).toMatchObject({ kind: 'delete', state: 'applied', reasonCode: 'source-removed' });
    }
    const images = changes.map((change) => change.before!);
    expect(images.map(({ row }) => row)).toEqual(before['account']);
    const owned = { number: 'numbers', status: 'statuses', status_reference: 'references' };
    for (const [table, key] of Object.entries(owned)) {
      expect(images.flatMap((image) => image[key])).toEqual(before[table]);
    }
    store.close();
  });

  it('ends as a run that adds up, and keeps its name in the list of runs', () => {
    const { store, source } = filled(3);
    const { runId, seen } = remove(store, source);
    expect(seen).toEqual([[0, 3]]);
    const run = store.runs.get(runId)!;
    expect(run).toMatchObject({
      kind: 'removal',
      outcome: 'success',
      complete: true,
      source: 'HQ',
      sourceId: source.sourceId,
      endedAt: 2000,
      feed: 'none',
      error: null,
      counters: { ...zeroCounters(), deleted: 3 },
    });
    expect(imbalance(run.counters)).toBe(0);
    expect(store.runs.latest(source.sourceId)).toEqual({ attempt: undefined, good: undefined });
    store.close();
  });

  it('takes source, baseline and password away, and frees the name', () => {
    const { store, source, other } = filled(1);
    remove(store, source);
    expect(store.sources.get(source.sourceId)).toBeUndefined();
    expect(store.secrets.get(passwordName(source.sourceId))).toBeUndefined();
    expect(store.secrets.get(passwordName(other.sourceId))).toBeDefined();
    const row = store.connection.prepare('SELECT baseline, removed_at FROM source WHERE source_id = ?');
    expect(row.get(source.sourceId)).toEqual({ baseline: null, removed_at: 2000 });
    const next = createSource(store, source.enterpriseId, 'hq');
    expect(next.sourceId).toBeGreaterThan(other.sourceId);
    remove(store, next);
    createSource(store, source.enterpriseId, 'HQ');
    store.close();
  });

  it.each([1, 2, 3])('changes nothing when it is cancelled at look %i', (look) => {
    const { store, source } = filled(1200);
    const before = rowsOf(store, source);
    let looks = 0;
    const { runId, outcome, seen } = remove(store, source, () => (looks += 1) >= look);
    expect(outcome).toBe('cancelled');
    expect(seen).toEqual(
      [
        [0, 1200],
        [500, 1200],
        [1000, 1200],
      ].slice(0, look + 1),
    );
    expect(rowsOf(store, source)).toEqual(before);
    expect(store.sources.get(source.sourceId)).toEqual({ ...source, baseline: expect.anything() as unknown });
    expect(store.secrets.get(passwordName(source.sourceId))).toBeDefined();
    expect(store.runs.changes(runId)).toEqual([]);
    expect(store.runs.get(runId)).toMatchObject({ outcome: 'cancelled', counters: zeroCounters() });
    store.close();
  });
});
