import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { TestFolders } from '../../../../tests/support/store.ts';
import { layoutOf } from '../folder.ts';
import { MIGRATIONS } from '../migrate.ts';
import { openStore } from '../store.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** A data folder of the first schema, with rows that its last complete run held. */
function ofVersion1(): string {
  const root = folders.next();
  const store = openStore(root, { migrations: MIGRATIONS.slice(0, 1) });
  store.connection.exec(`
    INSERT INTO enterprise (name, description, domain, schedule, schedule_anchor, created_at)
      VALUES ('acme', '', '', '{"enabled":false,"rule":{"kind":"interval","minutes":60},"timeZone":null}', 0, 0);
    INSERT INTO source (enterprise_id, kind, name, settings) VALUES (1, 'directory', 'HQ', '{}');
    INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, login_id, login_key, last_name, dn, version)
      VALUES (1, 1, x'01', 'entryuuid', 'ann', 'ann', 'A', 'uid=ann', 3), (1, 1, x'02', 'entryuuid', 'bob', 'bob', 'B', 'uid=bob', 1),
             (1, NULL, NULL, NULL, 'hand', 'hand', 'H', '', 1);
    INSERT INTO run (enterprise_id, source_id, kind, "trigger", mode, feed, outcome, complete, started_at, ended_at)
      VALUES (1, 1, 'sync', 'manual', 'full', 'full', 'held', 1, 5, 6), (1, 1, 'sync', 'manual', 'full', 'full', 'held', 1, 7, 8),
             (1, 1, 'sync', 'manual', 'full', 'full', 'failed', 0, 9, 9);
    INSERT INTO change (run_id, account_id, kind, state, reason_code, login, proposed) VALUES
      (1, 2, 'update', 'held', 'guard.updates', 'bob', '{"lastName":["B","Old"]}'),
      (2, 1, 'delete', 'held', 'guard.deletes', 'ann', '{"lastName":["A",null]}'),
      (2, 2, 'update', 'held', 'guard.updates', 'bob', '{"lastName":["B","New"]}'),
      (2, NULL, 'create', 'held', 'login-held', 'new', '{}');
    INSERT INTO change (account_id, kind, state, reason_code, login, before, at) VALUES (3, 'update', 'applied', 'edited', 'hand', '{}', 4);
  `);
  store.close();
  return root;
}

test('E5, E8: what the first version held goes on waiting; the journal, runs and accounts are as they were', () => {
  const root = ofVersion1();
  const store = openStore(root);
  expect(store.connection.scalar('PRAGMA user_version')).toBe(MIGRATIONS.at(-1)!.version);
  const rows = store.held.list({}, { after: 0, limit: 10 });
  expect(
    rows.map(({ kind, login, runId, version, gone, changes, fields, dn }) => ({
      kind,
      login,
      runId,
      version,
      gone,
      changes,
      fields,
      dn,
    })),
  ).toEqual([
    {
      kind: 'delete',
      login: 'ann',
      runId: 2,
      version: 3,
      gone: 'absent',
      changes: { lastName: ['A', null] },
      fields: null,
      dn: 'uid=ann',
    },
    {
      kind: 'update',
      login: 'bob',
      runId: 2,
      version: 1,
      gone: null,
      changes: { lastName: ['B', 'New'] },
      fields: null,
      dn: 'uid=bob',
    },
  ]);
  expect(store.held.reasons(1)).toEqual({
    updates: new Map([[2, 'guard.updates']]),
    deletes: new Map([[1, 'guard.deletes']]),
  });
  expect(store.runs.changes(2).map(({ login, dn, detail, restore }) => [login, dn, detail, restore])).toEqual(
    [
      ...[
        ['ann', '', '', null],
        ['bob', '', '', null],
        ['new', '', '', null],
      ],
    ],
  );
  expect(store.runs.get(2)).toMatchObject({ undoes: null, journalGone: false });
  expect(store.accounts.count({})).toBe(3);
  expect(store.connection.text('PRAGMA foreign_key_check')).toBe('');
  // One before each migration.
  expect(readdirSync(layoutOf(root).backups)).toHaveLength(MIGRATIONS.length - 1);
  store.close();
});

test('E8: what was held is found by the newest run of each source, whatever else the journal holds', () => {
  const store = openStore(ofVersion1(), { migrations: MIGRATIONS.slice(0, 2) });
  const statement = MIGRATIONS[1]!.sql.trim().split(';\n').at(-1)!;
  expect(statement).toContain('INSERT OR IGNORE INTO held_row');
  const plan = store.connection
    .prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .all<{ detail: string }>()
    .map(({ detail }) => detail)
    .join('\n');
  // Per row of a long journal, a look for the newest run took seconds.
  expect(plan).not.toContain('CORRELATED');
  expect(plan).not.toContain('SCAN change');
  store.close();
});
