import { afterAll, expect, test } from 'vitest';
import { TestFolders } from '../../../../tests/support/store.ts';
import { MIGRATIONS } from '../migrate.ts';
import { openStore, type Store } from '../store.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** A data folder of the third schema: an account with a held number, a template, an edit by hand and one of a run. */
function ofVersion3(): string {
  const root = folders.next();
  const store = openStore(root, { migrations: MIGRATIONS.slice(0, 3) });
  store.connection.exec(`
    INSERT INTO enterprise (name, description, domain, schedule, schedule_anchor, created_at, defaults_point_at)
      VALUES ('acme', '', '', '{"enabled":false,"rule":{"kind":"interval","minutes":60},"timeZone":null}', 0, 0, 'number');
    INSERT INTO source (enterprise_id, kind, name, settings) VALUES (1, 'pbx', 'HQ', '{}');
    INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, login_id, login_key, active_status)
      VALUES (1, 1, x'01', 'number', 'ann', 'ann', 'Lunch');
    INSERT INTO number (account_id, number, kind, origin, state, since)
      VALUES (1, '1001', 'desk', 'pbx', 'deleted-on-pbx', 5);
    INSERT INTO status (account_id, name, settings, locked) VALUES (1, 'Lunch', '{"makeCallFrom":"1001"}', 1);
    INSERT INTO status_reference VALUES (1, '1001', 'Lunch', 'makeCallFrom');
    INSERT INTO status_template VALUES (1, 0, 'Lunch', '{"makeCallFrom":"prime-phone"}', 0);
    INSERT INTO run (enterprise_id, source_id, kind, trigger, mode, feed, complete, baseline, started_at, counters)
      VALUES (1, 1, 'sync', 'manual', 'full', 'full', 1, 0, 5, '{}');
    INSERT INTO change (run_id, account_id, kind, state, reason_code, login) VALUES (1, 1, 'create', 'applied', 'pbx-new', 'ann');
    INSERT INTO change (account_id, kind, state, reason_code, login, before, at)
      VALUES (1, 'update', 'applied', 'edited', 'ann', '{"email":"old@x"}', 7);
  `);
  store.close();
  return root;
}

const rows = (store: Store, sql: string) =>
  store.connection
    .prepare(sql)
    .all<Record<string, unknown>>()
    .map((row) => ({ ...row }));

test('E5: accounts, numbers, statuses and the journal of the third version are as they were; nobody is said to have made an edit', () => {
  const root = ofVersion3();
  const before = openStore(root, { migrations: MIGRATIONS.slice(0, 3) });
  const tables = ['account', 'number', 'status', 'status_reference', 'status_template', 'run'];
  const old = tables.map((table) => rows(before, `SELECT * FROM ${table}`));
  const [enterprise, ...changes] = [
    ...rows(before, 'SELECT * FROM enterprise'),
    ...rows(before, 'SELECT * FROM change ORDER BY change_id'),
  ];
  before.close();
  const store = openStore(root, { migrations: MIGRATIONS.slice(0, 4) });
  expect(store.connection.scalar('PRAGMA user_version')).toBe(4);
  expect(tables.map((table) => rows(store, `SELECT * FROM ${table}`))).toEqual(old);
  expect(rows(store, 'SELECT * FROM enterprise')).toEqual([{ ...enterprise, users_may_add: 1 }]);
  expect(rows(store, 'SELECT * FROM change ORDER BY change_id')).toEqual(
    changes.map((change) => ({ ...change, actor: '', after_version: null })),
  );
  expect(store.statuses.usersMayAdd(1)).toBe(true);
  expect(store.statuses.defaultsPointAt(1)).toBe('number');
  expect(store.statuses.of(1)?.edited).toMatchObject([{ name: 'Lunch', locked: true }]);
  for (const table of ['credential', 'sign_in', 'sign_in_try']) {
    expect(rows(store, `SELECT * FROM ${table}`)).toEqual([]);
  }
  expect(store.connection.text('PRAGMA foreign_key_check')).toBe('');
  store.close();
});

test('what people sign in with outlives their account, when they signed in does not, and what cannot be is refused', () => {
  const store = openStore(ofVersion3());
  const { connection } = store;
  expect(() => connection.exec("INSERT INTO credential VALUES (1, 'pin', 'x', 0, NULL)")).toThrow(
    /constraint/i,
  );
  expect(() => connection.exec('INSERT INTO sign_in VALUES (9, 0, 0)')).toThrow(/constraint/i);
  connection.exec("INSERT INTO credential VALUES (1, 'password', 'x', 0, NULL), (1, 'code', 'y', 0, 5)");
  connection.exec('INSERT INTO sign_in VALUES (1, 0, 0)');
  connection.exec('DELETE FROM account');
  expect(connection.scalar('SELECT count(*) FROM credential')).toBe(2);
  expect(connection.scalar('SELECT count(*) FROM sign_in')).toBe(0);
  store.close();
});
