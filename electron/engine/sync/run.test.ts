import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feed, MAPPING, scanResult, type TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench, type Course } from '../../../tests/support/sync-bench.ts';
import { emptyFields, foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import { DEFAULT_GUARD } from '../../../shared/domain/guard-policy.ts';
import { imbalance } from '../../../shared/domain/run.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { changedFields } from '../store/history.ts';
import { baselineOf } from './baseline.ts';

let bench: SyncBench;
beforeAll(() => {
  bench = new SyncBench();
});
beforeEach(() => {
  bench.wipe();
});
afterAll(() => {
  bench.close();
});

function person(
  key: string,
  login: string,
  more: Record<string, string[]> = {},
  dn = `uid=${key},dc=x`,
): TestEntry {
  return { dn, attributes: { entryUUID: [key], uid: [login], sn: [`Name ${login}`], ...more } };
}
/** What an account is, without the key and hash that say where it comes from. */
const identity = ({ account_id, login_id, last_name, dn }: Record<string, unknown>) => [
  account_id,
  login_id,
  last_name,
  dn,
];
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => person(`k${from + index}`, `login${from + index}`));

describe('2.7: the life of an account', () => {
  test('2.7: created, unchanged, updated, renamed, deleted; each change is in the journal', async () => {
    const main = bench.source();
    const first = await bench.synchronize(main, [person('k1', 'anna'), person('k2', 'bo')]);
    expect(first.outcome).toBe('success');
    expect(first.run).toMatchObject({
      complete: true,
      baseline: true,
      error: null,
      counters: { read: 2, created: 2 },
    });
    const { accountId } = bench.account('anna');
    expect(bench.store.runs.changes(first.runId).map((change) => changedFields(bench.store, change))).toEqual(
      [
        { loginId: [null, 'anna'], lastName: [null, 'Name anna'] },
        { loginId: [null, 'bo'], lastName: [null, 'Name bo'] },
      ],
    );

    const second = await bench.synchronize(main, [person('k2', 'bo'), person('k1', 'anna')]);
    expect(second.run).toMatchObject({
      outcome: 'success',
      baseline: false,
      counters: { read: 2, unchanged: 2 },
    });
    expect(bench.changes(second)).toEqual([]);

    const moved = person('k1', 'anna.b', { sn: ['Bo'], mail: ['a@x'] }, 'uid=new,ou=y,dc=x');
    const third = await bench.synchronize(main, [moved, person('k2', 'bo')]);
    expect(third.run.counters).toMatchObject({ read: 2, updated: 1, unchanged: 1, created: 0, deleted: 0 });
    expect(bench.account('anna.b')).toMatchObject({
      accountId,
      dn: moved.dn,
      fields: { lastName: 'Bo', email: 'a@x' },
    });
    expect(bench.store.runs.changes(third.runId).map((change) => changedFields(bench.store, change))).toEqual(
      [{ loginId: ['anna', 'anna.b'], lastName: ['Name anna', 'Bo'], email: [null, 'a@x'] }],
    );

    const fourth = await bench.synchronize(main, [person('k2', 'bo')]);
    expect(fourth.run).toMatchObject({ outcome: 'success', counters: { read: 1, unchanged: 1, deleted: 1 } });
    expect(bench.changes(fourth)).toEqual(['delete applied deleted anna.b']);
    expect(bench.logins(main)).toEqual(['bo']);
  });

  test('E7: what changes no field refreshes DN and hash, and is no change', async () => {
    const main = bench.source();
    await bench.synchronize(main, [person('k1', 'anna')]);
    const elsewhere = person('k1', 'anna', {}, 'uid=k1,ou=elsewhere,dc=x');
    const moved = await bench.synchronize(main, [elsewhere]);
    expect(moved.run.counters).toMatchObject({ read: 1, unchanged: 1, updated: 0 });
    expect(bench.account('anna').dn).toBe(elsewhere.dn);
    expect(bench.changes(moved)).toEqual([]);
    const before = bench.dump();
    await bench.synchronize(main, [elsewhere]);
    expect(bench.dump()).toEqual(before);
  });

  test('2.2: a disabled entry is not created, and an account whose entry is disabled is deleted for that reason', async () => {
    const main = bench.source();
    await bench.synchronize(main, [...people(9), person('k9', 'zoe', { userAccountControl: ['514'] })]);
    expect(bench.logins(main)).toHaveLength(9);
    const off = { userAccountControl: ['514'] };
    const run = await bench.synchronize(main, [
      ...people(8),
      person('k8', 'login8', off),
      person('k9', 'zoe', off),
    ]);
    expect(run.run).toMatchObject({
      outcome: 'success',
      counters: { read: 10, unchanged: 8, skipped: 2, deleted: 1 },
    });
    expect(bench.changes(run)).toEqual(['delete applied disabled login8']);
    expect(bench.store.runs.issues(run.runId)).toMatchObject([
      { severity: 'info', code: 'entry.disabled', count: 2 },
    ]);
  });

  test('E5: a created account gets the feature profile, a changed one keeps its own', async () => {
    bench.store.profiles.put(bench.one, { name: 'Gold' });
    bench.store.profiles.put(bench.one, { name: 'Silver' });
    const [gold, silver] = ['Gold', 'Silver'].map(
      (name) => bench.store.profiles.find(bench.one, name)!.profileId,
    );
    const main = bench.source();
    const { name, settings } = main;
    bench.store.sources.update(main.sourceId, { name, settings, profileId: gold! });
    await bench.synchronize(main, [person('k1', 'anna')]);
    bench.store.sources.update(main.sourceId, { name, settings, profileId: silver! });
    await bench.synchronize(main, [person('k1', 'anna', { mail: ['a@x'] }), person('k2', 'bo')]);
    expect([bench.account('anna').featureProfile, bench.account('bo').featureProfile]).toEqual([
      'Gold',
      'Silver',
    ]);
  });

  test('E14: a replaced number that a status points at is held, and goes when nothing points at it', async () => {
    const main = bench.source();
    const desk = (number: string) => [person('k1', 'anna', { telephoneNumber: [number], ipPhone: ['5001'] })];
    await bench.synchronize(main, desk('1001'));
    const { accountId } = bench.account('anna');
    bench.store.connection.exec(
      `INSERT INTO status_reference VALUES (${accountId}, '1001', 'Lunch', 'ring')`,
    );
    const held = await bench.synchronize(main, desk('1002'));
    expect(held.run).toMatchObject({ outcome: 'success', counters: { updated: 1, numbersHeld: 1 } });
    expect(held.issues).toEqual(['number.held 1001']);
    expect(bench.changes(held)).toEqual([
      'update applied changed anna',
      'number-held applied number.held anna',
    ]);
    expect(bench.account('anna')).toMatchObject({
      fields: { deskPhone: '1002' },
      numbers: [{ number: '1001', kind: 'desk', origin: 'directory', state: 'deleted-on-pbx' }],
    });
    // One that nothing points at just goes; one that moved to the other phone is not gone.
    const swapped = await bench.synchronize(main, [
      person('k1', 'anna', { telephoneNumber: ['5001'], ipPhone: ['1002'] }),
    ]);
    expect(swapped.run.counters).toMatchObject({ updated: 1, numbersHeld: 0 });
    expect(bench.account('anna').numbers).toHaveLength(1);
    bench.store.connection.exec('DELETE FROM status_reference');
    await bench.synchronize(main, desk('1003'));
    expect(bench.account('anna').numbers).toEqual([]);
  });

  test('E14: a held number that comes back as the account’s own is no longer kept beside it', async () => {
    const main = bench.source();
    const desk = (number: string) => [person('k1', 'anna', { telephoneNumber: [number] })];
    await bench.synchronize(main, desk('1001'));
    bench.store.connection.exec(
      `INSERT INTO status_reference VALUES (${bench.account('anna').accountId}, '1001', 'Lunch', 'ring')`,
    );
    await bench.synchronize(main, desk('1002'));
    expect(bench.account('anna').numbers).toHaveLength(1);
    await bench.synchronize(main, desk('1001'));
    expect(bench.account('anna')).toMatchObject({ fields: { deskPhone: '1001' }, numbers: [] });
  });
});

describe('D19, 2.6, E13: entries that cannot be imported', () => {
  test('D19: present is present: skipped, failed and doubled entries keep their accounts as they are', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(4));
    const before = bench.dump();
    const run = await bench.synchronize(main, [
      person('k0', 'bad\u0001login'),
      person('k1', '', { sn: ['x'] }),
      person('k2', 'one', {}, 'uid=a,dc=x'),
      person('k2', 'two', {}, 'uid=b,dc=x'),
      person('k3', 'login3', { sn: [''] }),
    ]);
    expect(run.run).toMatchObject({
      outcome: 'warnings',
      complete: true,
      counters: { read: 5, skipped: 1, failed: 4, deleted: 0 },
    });
    expect(run.issues.sort()).toEqual([
      'entry.duplicate-key uid=a,dc=x',
      'entry.duplicate-key uid=b,dc=x',
      'entry.invalid-character uid=k0,dc=x',
      'entry.missing-field uid=k1,dc=x',
      'entry.missing-field uid=k3,dc=x',
    ]);
    expect(bench.dump()).toEqual(before);
  });

  test('E7: what was skipped or failed is tried again, though its bytes did not change', async () => {
    const main = bench.source();
    const entries = [person('k0', 'anna'), person('k1', 'ANNA')];
    expect((await bench.synchronize(main, entries)).run.counters).toMatchObject({ failed: 2, created: 0 });
    expect((await bench.synchronize(main, entries)).run.counters).toMatchObject({ failed: 2, created: 0 });
    expect((await bench.synchronize(main, entries.slice(0, 1))).run.counters).toMatchObject({ created: 1 });
    // A login that somebody outside of the source has.
    expect((await bench.synchronize(main, entries)).run.counters).toMatchObject({ unchanged: 1, failed: 1 });
  });

  test('E13: two swap, three go round, one takes the login of a deleted one', async () => {
    const entries = [
      person('k0', 'login1'),
      person('k1', 'LOGIN0'),
      person('k2', 'login3'),
      person('k3', 'login4'),
      person('k4', 'login2'),
      person('k5', 'login6'),
      person('new', 'Login5'),
    ];
    // All of them change their logins: with the usual policy the guard holds that, and who needs one of them.
    const main = bench.source();
    await bench.synchronize(main, people(7));
    const held = await bench.synchronize(main, entries);
    expect(held.run.counters).toMatchObject({ heldUpdates: 6, heldCreates: 1, updated: 0, deleted: 1 });

    const relaxed = bench.source('Relaxed', bench.two, { guard: { ...DEFAULT_GUARD, updateAtLeast: 20 } });
    await bench.synchronize(relaxed, people(7));
    const of = (login: string) => bench.store.accounts.find(bench.two, login)!.accountId;
    const before = [0, 1, 2, 3, 4, 5].map((index) => of(`login${index}`));
    const run = await bench.synchronize(relaxed, entries);
    expect(run.run).toMatchObject({ outcome: 'success', counters: { updated: 6, created: 1, deleted: 1 } });
    expect(['login1', 'login0', 'login3', 'login4', 'login2', 'login6'].map(of)).toEqual(before);
    expect(bench.logins(relaxed)).toEqual([
      'LOGIN0',
      'login1',
      'login2',
      'login3',
      'login4',
      'Login5',
      'login6',
    ]);
  });

  test('safety.md 7: accounts of other sources and those made by hand are not touched, and keep their logins', async () => {
    const main = bench.source();
    const other = bench.source('Other');
    bench.store.accounts.createManual(bench.one, { ...emptyFields(), loginId: 'hand', lastName: 'H' }, null);
    await bench.synchronize(other, [person('k1', 'theirs')]);
    const before = bench.dump();
    const run = await bench.synchronize(main, [
      person('k1', 'Theirs'),
      person('k2', 'HAND'),
      person('k3', 'mine'),
    ]);
    expect(run.run.counters).toMatchObject({ created: 1, failed: 2 });
    expect(bench.dump(`login_id <> 'mine'`)).toEqual(before);
    const gone = await bench.synchronize(main, []);
    expect(gone.run).toMatchObject({ outcome: 'held', counters: { heldDeletes: 1 } });
    expect(bench.dump(`login_id <> 'mine'`)).toEqual(before);
  });
});

describe('E6: what a read may do', () => {
  test('E6: a partial read creates and updates, deletes nobody, and is no baseline', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(10));
    const { baseline } = bench.fresh(main);
    const off = { userAccountControl: ['2'] };
    const run = await bench.synchronize(
      main,
      [person('k0', 'login0', { mail: ['new@x'] }), person('k1', 'login1', off), person('new', 'new')],
      { error: 'ldap.incomplete' },
    );
    expect(run.run).toMatchObject({
      outcome: 'warnings',
      complete: false,
      error: { code: 'ldap.incomplete' },
      counters: { read: 3, created: 1, updated: 1, skipped: 1, deleted: 0, heldDeletes: 0 },
    });
    expect(bench.logins(main)).toHaveLength(11);
    expect(bench.fresh(main).baseline).toEqual(baseline);
    expect(bench.store.runs.issues(run.runId)[0]).toMatchObject({
      severity: 'error',
      code: 'ldap.incomplete',
    });
  });

  test.each([
    [
      'an entry without a key',
      [person('k0', 'login0'), { dn: 'cn=x', attributes: { uid: ['x'], sn: ['y'] } }],
      'entry.missing-field',
    ],
    ['the same DN twice', [person('k0', 'login0'), person('k0', 'login0')], 'ldap.incomplete'],
    [
      'the same DN with another key',
      [person('k0', 'login0'), person('k9', 'other', {}, 'uid=k0,dc=x')],
      'ldap.incomplete',
    ],
  ] satisfies [string, TestEntry[], Code][])(
    'safety.md 1: %s makes it partial, whatever the server says',
    async (_, entries, code) => {
      const main = bench.source();
      await bench.synchronize(main, people(3));
      const run = await bench.synchronize(main, entries);
      expect(run.run).toMatchObject({
        outcome: 'warnings',
        complete: false,
        baseline: false,
        error: { code },
      });
      expect(run.run.counters).toMatchObject({ read: 2, unchanged: 1, deleted: 0, heldDeletes: 0 });
      expect(bench.logins(main)).toHaveLength(3);
      expect(imbalance(run.run.counters)).toBe(0);
    },
  );

  test('E6: a failed read writes nothing but its own report', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(3));
    const before = bench.dump();
    const run = await bench.synchronize(main, [], { verdict: 'failed', error: 'ldap.unreachable' });
    expect(run.run).toMatchObject({
      outcome: 'failed',
      complete: false,
      error: { code: 'ldap.unreachable' },
      counters: { read: 0 },
    });
    expect(run.issues).toEqual(['ldap.unreachable']);
    expect(bench.dump()).toEqual(before);
    expect(bench.changes(run)).toEqual([]);
  });

  test('E6: another query is a new baseline: its deletions are held, and stay held in the runs after it', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(30));
    bench.edit(main, { query: '(uid=x*)' });
    const fewer = people(29);
    const first = await bench.synchronize(main, fewer);
    expect(first.run).toMatchObject({
      outcome: 'held',
      baseline: true,
      counters: { unchanged: 29, heldDeletes: 1, deleted: 0 },
    });
    expect(first.issues).toEqual(['source.changed', 'source.changed']);
    for (let again = 0; again < 3; again += 1) {
      const next = await bench.synchronize(main, fewer);
      expect(next.run).toMatchObject({
        outcome: 'held',
        baseline: false,
        counters: { heldDeletes: 1, deleted: 0 },
      });
      expect(bench.changes(next)).toEqual(['delete held source.changed login29']);
    }
    // Also past a run that could not see everything, and past a cancelled one.
    await bench.synchronize(main, fewer.slice(3), { error: 'ldap.timeout' });
    await bench.synchronize(main, fewer, { job: { isCancelled: () => true } });
    expect((await bench.synchronize(main, fewer)).run.counters).toMatchObject({ heldDeletes: 1, deleted: 0 });
    // Back again: it lapses. And then really gone: an ordinary deletion.
    expect((await bench.synchronize(main, people(30))).run).toMatchObject({
      outcome: 'success',
      counters: { unchanged: 30 },
    });
    expect((await bench.synchronize(main, fewer)).run).toMatchObject({
      outcome: 'success',
      counters: { deleted: 1 },
    });
  });

  test('E8: a held deletion does not slip through when the source grows, a held change neither', async () => {
    const main = bench.source();
    await bench.synchronize(
      main,
      people(10).map((each) => ({ ...each, attributes: { ...each.attributes, mail: ['old@x'] } })),
    );
    const mailed = (count: number) =>
      people(10).map((each, index) => ({
        ...each,
        attributes: { ...each.attributes, mail: [index < count ? 'new@x' : 'old@x'] },
      }));
    const grown = [...people(90, 100), ...mailed(10).slice(6)];
    const first = await bench.synchronize(main, grown);
    expect(first.run.counters).toMatchObject({ created: 90, heldDeletes: 6, updated: 4, deleted: 0 });
    const again = await bench.synchronize(main, grown);
    expect(again.run).toMatchObject({
      outcome: 'held',
      counters: { unchanged: 94, heldDeletes: 6, deleted: 0 },
    });

    bench.wipe();
    const other = bench.source();
    await bench.synchronize(other, mailed(0));
    const mails = [...people(90, 100), ...mailed(8)];
    expect((await bench.synchronize(other, mails)).run.counters).toMatchObject({
      created: 90,
      heldUpdates: 8,
      updated: 0,
    });
    const held = await bench.synchronize(other, mails);
    expect(held.run).toMatchObject({
      outcome: 'held',
      counters: { heldUpdates: 8, updated: 0, unchanged: 92 },
    });
    expect(held.issues).toEqual(['guard.updates']);
  });

  const numbered = (count: number, number: (index: number) => string, dn = (each: TestEntry) => each.dn) =>
    people(count).map((each, index) => ({
      dn: dn(each),
      attributes: { ...each.attributes, employeeNumber: [number(index)] },
    }));

  test('E6: a changed key attribute pairs entries with accounts by DN, and nobody becomes somebody else', async () => {
    const main = bench.source('Main', bench.one, { mapping: { ...MAPPING, directoryKey: 'employeeNumber' } });
    await bench.synchronize(
      main,
      numbered(8, (index) => `${index}`),
    );
    const before = bench.dump();
    // The new attribute has some of the old one's values, at other people: bytes alone would mistake them.
    bench.edit(main, { mapping: { ...MAPPING, directoryKey: 'roomNumber' } });
    const moved = numbered(8, (index) => `${index}`).map((each, index) => ({
      ...each,
      attributes: { ...each.attributes, roomNumber: [`${(index + 3) % 8}`] },
    }));
    const run = await bench.synchronize(main, moved);
    expect(run.run).toMatchObject({
      outcome: 'success',
      baseline: true,
      counters: { unchanged: 8, created: 0, updated: 0, deleted: 0, heldDeletes: 0 },
    });
    expect(bench.dump().map(identity)).toEqual(before.map(identity));
    const again = await bench.synchronize(main, moved.slice(1));
    expect(again.run).toMatchObject({ baseline: false, counters: { unchanged: 7, deleted: 1 } });
    expect(bench.changes(again)).toEqual(['delete applied deleted login0']);
  });

  test('E6: after a key change the login pairs whom the DN does not, and the rest is held', async () => {
    const main = bench.source();
    await bench.synchronize(
      main,
      numbered(8, (index) => `n${index}`),
    );
    bench.edit(main, { mapping: { ...MAPPING, directoryKey: 'employeeNumber' } });
    const elsewhere = numbered(
      7,
      (index) => `n${index}`,
      (each) => `${each.dn},ou=moved`,
    );
    const run = await bench.synchronize(main, elsewhere);
    expect(run.run).toMatchObject({
      outcome: 'held',
      counters: { unchanged: 7, created: 0, deleted: 0, heldDeletes: 1 },
    });
  });

  test('D19: a further value of the key attribute does not make somebody else of a person', async () => {
    const main = bench.source();
    await bench.synchronize(main, [person('k5', 'anna'), person('k6', 'bo')]);
    const { accountId } = bench.account('anna');
    const both = person('k5', 'anna', { entryUUID: ['k1', 'k5'] });
    const run = await bench.synchronize(main, [both, person('k6', 'bo')]);
    expect(run.run.counters).toMatchObject({ unchanged: 2, created: 0, deleted: 0 });
    expect(bench.account('anna').accountId).toBe(accountId);
  });

  test('D19: an entry with the keys of two accounts is nobody, and both accounts stay', async () => {
    const main = bench.source();
    await bench.synchronize(main, [person('k5', 'anna'), person('k6', 'bo')]);
    const before = bench.dump();
    const run = await bench.synchronize(main, [person('k5', 'anna', { entryUUID: ['k5', 'k6'] })]);
    expect(run.run).toMatchObject({ outcome: 'warnings', counters: { read: 1, failed: 1, deleted: 0 } });
    expect(run.issues).toEqual(Array(2).fill('entry.duplicate-key uid=k5,dc=x'));
    expect(bench.dump()).toEqual(before);
  });

  test('D19: an entry whose key became that of somebody else is there all the same, and keeps its account', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(4));
    const before = bench.dump();
    const [first, second, ...others] = people(4);
    const stolen = { dn: first!.dn, attributes: { ...first!.attributes, entryUUID: ['k1'] } };
    const run = await bench.synchronize(main, [stolen, second!, ...others]);
    expect(run.run).toMatchObject({ outcome: 'warnings', counters: { failed: 2, unchanged: 2, deleted: 0 } });
    expect(bench.dump()).toEqual(before);
  });

  test('safety.md 3: people who leave the scope because disabled ones are passed over from now on are held', async () => {
    const main = bench.source('Main', bench.one, { skipDisabled: false });
    const off = people(20).map((each, index) =>
      index < 2 ? { ...each, attributes: { ...each.attributes, userAccountControl: ['514'] } } : each,
    );
    await bench.synchronize(main, off);
    bench.edit(main, { skipDisabled: true });
    const run = await bench.synchronize(main, off);
    expect(run.run).toMatchObject({
      outcome: 'held',
      baseline: true,
      counters: { deleted: 0, heldDeletes: 2 },
    });
  });

  test('E8: a held change is still held after a run in which its entry could not be read', async () => {
    const main = bench.source();
    const mail = (value: (index: number) => string) =>
      people(20).map((each, index) => ({
        ...each,
        attributes: { ...each.attributes, mail: [value(index)] },
      }));
    await bench.synchronize(
      main,
      mail(() => 'old@x'),
    );
    const held = await bench.synchronize(
      main,
      mail((index) => (index < 10 ? 'new@x' : 'old@x')),
    );
    expect(held.run.counters).toMatchObject({ heldUpdates: 10, updated: 0 });
    const unreadable = mail((index) => (index < 3 ? 'new@x\u0001' : 'old@x'));
    expect((await bench.synchronize(main, unreadable)).run.counters).toMatchObject({
      skipped: 3,
      updated: 0,
    });
    const again = await bench.synchronize(
      main,
      mail((index) => (index < 3 ? 'new@x' : 'old@x')),
    );
    expect(again.run).toMatchObject({ outcome: 'held', counters: { heldUpdates: 3, updated: 0 } });
  });

  test('2.4: a search context that worked the other way round is kept that way, and is no new baseline next time', async () => {
    const main = bench.source('Main', bench.one, { searchContext: 'OU=a,OU=b' });
    const run = await bench.synchronize(main, people(20), { workingContext: 'OU=b,OU=a' });
    expect(run).toMatchObject({ outcome: 'success', issues: ['source.context-reversed'] });
    const kept = bench.fresh(main);
    expect(kept.settings).toEqual({ ...main.settings, searchContext: 'OU=b,OU=a' });
    expect(kept.baseline).toEqual(baselineOf(kept.settings, 'ldap://test:389'));
    const next = await bench.synchronize(main, people(19));
    expect(next.run).toMatchObject({ baseline: false, outcome: 'success', counters: { deleted: 1 } });
  });

  test('2.4: what somebody writes into the settings during the read stands', async () => {
    const main = bench.source('Main', bench.one, { searchContext: 'OU=a,OU=b' });
    const editing = (change: Partial<SynchronizerSettings>): Course => ({
      workingContext: 'OU=b,OU=a',
      job: {
        progress: (phase) => {
          if (phase === 'planning') bench.edit(main, change);
        },
      },
    });
    await bench.synchronize(main, people(2), editing({ pageSize: 77 }));
    expect(bench.fresh(main).settings).toMatchObject({ pageSize: 77, searchContext: 'OU=b,OU=a' });
    await bench.synchronize(main, people(2), editing({ searchContext: 'OU=z' }));
    expect(bench.fresh(main).settings.searchContext).toBe('OU=z');
  });

  test('E6: what makes a new baseline, and what does not', () => {
    const { settings } = bench.source();
    const server = 'ldap://one:389';
    const same = baselineOf(settings, server).fingerprint;
    expect(baselineOf(settings, 'ldap://other:389').fingerprint).not.toBe(same);
    const changed: Partial<SynchronizerSettings>[] = [
      { baseDn: 'dc=y' },
      { searchContext: 'ou=a' },
      { query: '(uid=a)' },
      { bindDn: 'cn=other' },
      { skipDisabled: !settings.skipDisabled },
      { mapping: { ...MAPPING, directoryKey: 'uid' } },
    ];
    for (const change of changed)
      expect(baselineOf({ ...settings, ...change }, server).fingerprint).not.toBe(same);
    const harmless: Partial<SynchronizerSettings>[] = [
      { pageSize: 5 },
      { timeoutSeconds: 99 },
      { transport: 'starttls' },
      { mapping: { ...MAPPING, title: 'sn' } },
      { mapping: { ...MAPPING, directoryKey: 'ENTRYUUID' } },
      { guard: { ...DEFAULT_GUARD, deletePercent: 1 } },
    ];
    for (const change of harmless)
      expect(baselineOf({ ...settings, ...change }, server).fingerprint).toBe(same);
  });
});

describe('safety.md 8: cancelled, moved, full', () => {
  test.each(['read', 'planning', 'saving', 'apply'])(
    'E1: cancelled during %s, a run changes nothing',
    async (moment) => {
      const main = bench.source();
      await bench.synchronize(main, people(20));
      const before = bench.everything();
      let cancelled = false;
      const entries = [...people(17), ...people(1200, 100)];
      const run = await bench.synchronize(main, entries, {
        job: {
          isCancelled: () => cancelled,
          progress: (phase, done) => {
            cancelled ||= phase === moment || (moment === 'apply' && phase === 'saving' && done >= 500);
          },
          ...(moment === 'read'
            ? {
                scan: async (_settings, _password, attributes, sink) => {
                  feed(sink, attributes, entries.slice(0, 5));
                  const error = { code: 'run.cancelled', message: 'x', hint: '' } as const;
                  return scanResult(5, 'partial', error);
                },
              }
            : {}),
        },
      });
      expect(run.run).toMatchObject({
        outcome: 'cancelled',
        complete: false,
        error: { code: 'run.cancelled' },
      });
      expect(run.run.counters).toMatchObject({ created: 0, deleted: 0, read: 0 });
      expect(bench.everything()).toEqual(before);
    },
  );

  test('E6: counters that do not add up are refused, and nothing is written', async () => {
    const main = bench.source();
    await bench.synchronize(main, people(3));
    const before = bench.everything();
    const run = await bench.synchronize(main, [], {
      job: {
        scan: async (_settings, _password, attributes, sink) => {
          feed(sink, attributes, people(5));
          (sink as unknown as { entries: number }).entries += 1;
          return scanResult(6);
        },
      },
    });
    expect(run.run).toMatchObject({
      outcome: 'failed',
      error: { code: 'run.unbalanced' },
      counters: { created: 0 },
    });
    expect(bench.everything()).toEqual(before);
  });

  test('E7: a row whose account moved between plan and apply is refused by name, the others go through', async () => {
    const main = bench.source('Main', bench.one, { guard: { ...DEFAULT_GUARD, updateAtLeast: 20 } });
    await bench.synchronize(main, people(30));
    const touch = (login: string, change: Partial<AccountFields>) => {
      const { accountId, fields } = bench.account(login);
      bench.store.accounts.update(accountId, { ...fields, ...change }, null);
    };
    const entries = [
      person('k0', 'login0', { mail: ['new@x'] }), // edited meanwhile
      person('k1', 'login1', { mail: ['new@x'] }),
      person('k2', 'login3'), // swap: 2 is edited meanwhile
      person('k3', 'login2'),
      person('k4', 'fresh'), // a login taken meanwhile
      ...people(23, 5), // k28 gone, k29 gone and edited meanwhile
      person('n1', 'brand-new'),
      person('n2', 'taken'), // taken meanwhile
    ];
    const run = await bench.synchronize(main, entries, {
      job: {
        progress: (phase, done, total) => {
          if (phase !== 'saving' || done + total > 0) return;
          touch('login0', { title: 'edited' });
          touch('login2', { title: 'edited' });
          touch('login29', { title: 'edited' });
          bench.store.accounts.createManual(
            bench.one,
            { ...emptyFields(), loginId: 'TAKEN', lastName: 'x' },
            null,
          );
          bench.store.accounts.createManual(
            bench.one,
            { ...emptyFields(), loginId: 'Fresh', lastName: 'x' },
            null,
          );
        },
      },
    });
    expect(run.run).toMatchObject({
      outcome: 'warnings',
      counters: { read: 30, created: 1, updated: 1, deleted: 1, unchanged: 23, failed: 5 },
    });
    expect(run.issues.filter((each) => !each.startsWith('row.moved'))).toEqual([]);
    expect(
      bench
        .changes(run)
        .filter((each) => each.includes('refused'))
        .sort(),
    ).toEqual([
      'create refused row.moved taken',
      'delete refused row.moved login29',
      'update refused row.moved login0',
      'update refused row.moved login2',
      'update refused row.moved login3',
      'update refused row.moved login4',
    ]);
    expect(bench.logins(main)).toEqual(
      [
        ...Array.from({ length: 30 }, (_, index) => `login${index}`).filter((login) => login !== 'login28'),
        'brand-new',
      ].sort(),
    );
    for (const row of bench.dump()) expect(row['login_key']).toBe(foldLogin(String(row['login_id'])));
    expect(bench.account('login0').fields).toMatchObject({ title: 'edited', email: '' });
    // Next time it all comes right, without the two whose logins are taken.
    const next = await bench.synchronize(main, entries);
    expect(next.run.counters).toMatchObject({ updated: 3, deleted: 1, failed: 2 });
  });

  test('E2: a full disk fails the run and loses nothing', async () => {
    const small = new SyncBench();
    try {
      const main = small.source();
      await small.synchronize(main, people(50));
      const before = small.everything();
      const { connection } = small.store;
      connection.exec(`PRAGMA max_page_count = ${connection.scalar('PRAGMA page_count') + 2}`);
      const more = [...people(50), ...people(2000, 100)];
      const run = await small.synchronize(main, more);
      expect(run.run).toMatchObject({
        outcome: 'failed',
        error: { code: 'store.full' },
        counters: { created: 0 },
      });
      expect(small.everything()).toEqual(before);
      connection.exec('PRAGMA max_page_count = 100000');
      expect((await small.synchronize(main, more)).run.counters).toMatchObject({ created: 2000 });
    } finally {
      small.close();
    }
  });
});
