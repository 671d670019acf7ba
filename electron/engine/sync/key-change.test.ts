import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answer, KEYS, person, waiting } from '../../../tests/support/crowd.ts';
import { MAPPING } from '../../../tests/support/entries.ts';
import { SyncBench, type Synchronized } from '../../../tests/support/sync-bench.ts';
import type { DirectorySource } from '../store/index.ts';

let bench: SyncBench;
let main: DirectorySource;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => {
  bench.wipe();
  main = bench.source('Main');
});
afterAll(() => bench.close());

/** Somebody with a key of either kind. */
const both = (key: string, name = 'X', login = key) =>
  person(key, name, { uid: [login], employeeNumber: [`n${key}`], mail: [`${login}@x`] });
const all = (name = 'X') => KEYS.map((key) => both(key, name));
const rekey = (more = {}) =>
  bench.edit(main, { mapping: { ...MAPPING, directoryKey: 'employeeNumber', ...more } });
const deletions = (run: Synchronized) => bench.changes(run).filter((row) => row.startsWith('delete'));
/** What each account is known by. */
const known = () => [...new Set(bench.dump().map((row) => row['key_attribute']))];

describe('E6: after a change of the key attribute', () => {
  describe('accounts whose change is held are known by the old key still', () => {
    beforeEach(async () => {
      await bench.synchronize(main, all());
      rekey();
      // Every last name changes: the guard holds all of it, and with it the new keys.
      expect(await bench.synchronize(main, all('Y'))).toMatchObject({
        run: { counters: { heldUpdates: 30 } },
      });
      expect(known()).toEqual(['entryuuid']);
    });

    test('D19: whose entry came with something wrong is there, and nobody plans their deletion', async () => {
      const run = await bench.synchronize(main, [...all('Y').slice(1), both('k01', 'Y\u0001')]);
      expect(run.run).toMatchObject({ complete: true, counters: { skipped: 1, deleted: 0, heldDeletes: 0 } });
      expect(deletions(run)).toEqual([]);
      expect(bench.logins(main)).toContain('k01');
    });

    test('safety.md 2: who did not come cannot be looked up by that key, and waits as unknown', async () => {
      const looked: string[] = [];
      const looks = (dn: string) => (looked.push(dn), 'deleted' as const);
      const run = await bench.synchronize(main, all('Y').slice(1), { looks });
      expect(deletions(run)).toEqual(['delete held unknown k01']);
      expect(looked).toEqual([]);
      expect(bench.logins(main)).toContain('k01');
    });
  });

  test('a preview that is applied gives nobody the new key, so the next run is a new baseline still', async () => {
    await bench.synchronize(main, all());
    rekey();
    const plan = await bench.preview(main, all());
    expect((await bench.apply(main, plan, all())).outcome).toBe('success');
    expect(known()).toEqual(['entryuuid']);
    const run = await bench.synchronize(main, all().slice(1));
    expect(run.run).toMatchObject({ baseline: true, counters: { deleted: 0, heldDeletes: 1 } });
    expect(deletions(run)).toEqual(['delete held source.changed k01']);
    expect(known().sort()).toEqual(['employeenumber', 'entryuuid']);
  });

  test('an incomplete read makes nobody twice, though login and key are read from other attributes now', async () => {
    await bench.synchronize(main, all());
    rekey({ loginId: 'mail' });
    const broken = await bench.synchronize(main, all(), { error: 'ldap.timeout' });
    expect(broken.run.counters).toMatchObject({ read: 30, created: 0, skipped: 30 });
    expect(broken.issues).toContain('source.changed');
    const run = await bench.synchronize(main, all());
    expect(run.run.counters).toMatchObject({ created: 0, heldUpdates: 30, heldDeletes: 0 });
    expect(bench.logins(main)).toEqual(KEYS);
  });

  test('who was renamed as well is the same account, an incomplete read in between or not', async () => {
    await bench.synchronize(main, all());
    rekey();
    const now = [...all().slice(1), both('k01', 'X', 'new01')];
    const broken = await bench.synchronize(main, now, { error: 'ldap.timeout' });
    expect(broken.run.counters).toMatchObject({ created: 0, skipped: 30 });
    const run = await bench.synchronize(main, now);
    expect(bench.changes(run).filter((row) => !row.startsWith('moved'))).toEqual([
      'update applied changed new01',
    ]);
    expect(bench.logins(main)).toEqual([...KEYS.slice(1), 'new01']);
  });

  test('E7: a preview, and an incomplete read before it is applied, make nobody twice', async () => {
    await bench.synchronize(main, all());
    rekey();
    const now = [...all().slice(1), both('k01', 'X', 'new01')];
    const plan = await bench.preview(main, now);
    expect(bench.changes(await bench.synchronize(main, now, { error: 'ldap.timeout' }))).toEqual([]);
    const run = await bench.apply(main, plan, now);
    expect(bench.changes(run)).toEqual(['update applied changed new01']);
    expect(bench.logins(main)).toEqual([...KEYS.slice(1), 'new01']);
  });

  test('E8: what was rejected under the old key stays so, and another value is applied', async () => {
    await bench.synchronize(main, all());
    await bench.synchronize(main, all('Y'));
    answer(bench, main, 'rejected', ['k01']);
    const rest = waiting(bench, main).map(({ heldId }) => heldId);
    await bench.approve(main, rest, all('Y'));
    rekey();
    const same = await bench.synchronize(main, all('Y'));
    expect(same.run.counters).toMatchObject({ skipped: 1, updated: 0, heldUpdates: 0 });
    const now = [...all('Y').slice(1), both('k01', 'Z')];
    expect((await bench.synchronize(main, now)).run.counters).toMatchObject({ skipped: 0, updated: 1 });
    expect(bench.account('k01').fields.lastName).toBe('Z');
  });

  test('E8: a deletion that was approved as proven before is refused: by another key nobody can say so any more', async () => {
    await bench.synchronize(main, all());
    await bench.synchronize(main, all().slice(15));
    rekey();
    const held = waiting(bench, main).map(({ heldId }) => heldId);
    const looked: string[] = [];
    const looks = (dn: string) => (looked.push(dn), 'deleted' as const);
    const run = await bench.approve(main, held, all().slice(1), { looks });
    expect(run).toMatchObject({ outcome: 'warnings', run: { counters: { deleted: 0 } } });
    expect(bench.changes(run).filter((row) => row === `delete refused row.moved k02`)).toHaveLength(1);
    expect(looked).toEqual([]);
    expect(bench.logins(main)).toEqual(KEYS);
  });
});
