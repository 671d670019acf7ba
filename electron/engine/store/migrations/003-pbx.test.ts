import { afterAll, expect, test } from 'vitest';
import { TestFolders } from '../../../../tests/support/store.ts';
import { DEFAULT_TEMPLATES } from '../../../../shared/domain/status.ts';
import { MIGRATIONS } from '../migrate.ts';
import { openStore, type Store } from '../store.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

/** A data folder of the second schema, with a number that is held for a status. */
function ofVersion2(): string {
  const root = folders.next();
  const store = openStore(root, { migrations: MIGRATIONS.slice(0, 2) });
  store.connection.exec(`
    INSERT INTO enterprise (name, description, domain, schedule, schedule_anchor, created_at)
      VALUES ('acme', '', '', '{"enabled":false,"rule":{"kind":"interval","minutes":60},"timeZone":null}', 0, 0);
    INSERT INTO source (enterprise_id, kind, name, settings) VALUES (1, 'directory', 'HQ', '{}');
    INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, login_id, login_key, desk_phone)
      VALUES (1, 1, x'01', 'entryuuid', 'ann', 'ann', '1000');
    INSERT INTO number (account_id, number, kind, origin, state, since)
      VALUES (1, '1001', 'desk', 'directory', 'deleted-on-pbx', 5), (1, '0170', 'other', 'manual', 'present', 6);
    INSERT INTO status (account_id, name, settings) VALUES (1, 'Lunch', '{"makeCallFrom":"1001"}');
    INSERT INTO status_reference VALUES (1, '1001', 'Lunch', 'makeCallFrom');
  `);
  store.close();
  return root;
}

const rows = (store: Store, sql: string) => store.connection.prepare(sql).all();

test('E5: numbers, statuses and references of the second version are as they were; no status is locked', () => {
  const root = ofVersion2();
  const before = openStore(root, { migrations: MIGRATIONS.slice(0, 2) });
  const tables = ['account', 'number', 'status_reference'];
  const old = tables.map((table) => rows(before, `SELECT * FROM ${table}`));
  before.close();
  const store = openStore(root, { migrations: MIGRATIONS.slice(0, 3) });
  expect(store.connection.scalar('PRAGMA user_version')).toBe(3);
  expect(tables.map((table) => rows(store, `SELECT * FROM ${table}`))).toEqual(old);
  expect(store.statuses.of(1)).toEqual({
    templates: [...DEFAULT_TEMPLATES],
    edited: [
      {
        name: 'Lunch',
        settings: { makeCallFrom: '1001', sendCallsTo: [], whenBusy: 'none', whenNoAnswer: 'none' },
        locked: false,
      },
    ],
    active: '',
  });
  expect(store.statuses.defaultsPointAt(1)).toBe('role');
  const { counts, rows: numbers } = store.numberList.window(1, { held: true }, { offset: 0, limit: 10 });
  expect(counts).toEqual({ all: 3, held: 1, conflicts: 0, manual: 1 });
  expect(numbers).toMatchObject([{ number: '1001', uses: [{ status: 'Lunch', locked: false }] }]);
  expect(store.connection.text('PRAGMA foreign_key_check')).toBe('');
  store.close();
});

test('what cannot be in the new tables is refused by them', () => {
  const store = openStore(ofVersion2());
  const refuse = (sql: string) => expect(() => store.connection.exec(sql), sql).toThrow(/constraint/i);
  refuse("UPDATE enterprise SET defaults_point_at = 'both'");
  refuse("INSERT INTO status_template VALUES (9, 0, 'A', '{}', 0)");
  store.connection.exec("INSERT INTO status_template VALUES (1, 0, 'A', '{}', 0)");
  refuse("INSERT INTO status_template VALUES (1, 1, 'A', '{}', 0)");
  refuse("INSERT INTO not_assigned VALUES (9, 0, 1, '', '', '', '', '', '', 'pbx.needs-group', '', '')");
  refuse("INSERT INTO plan_number VALUES (9, 0, 'number-added', 'apply', '', '', NULL, '', '', '')");
  store.close();
});
