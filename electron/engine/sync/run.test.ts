import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feed, MAPPING, scanResult, type TestEntry } from '../../../tests/support/entries.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields, foldLogin, type AccountFields } from '../../../shared/domain/account.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import { DEFAULT_GUARD } from '../../../shared/domain/guard-policy.ts';
import { imbalance, type Outcome } from '../../../shared/domain/run.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { ScanResult } from '../directory/index.ts';
import { changedFields } from '../store/history.ts';
import type { DirectorySource, RunRecord, Store } from '../store/index.ts';
import { baselineOf, runSynchronization, type RunJob } from './run.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

const folders = new TestFolders();
let store: Store;
let [one, two] = [0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  one = store.enterprises.create(enterpriseValues('One'), 1);
  two = store.enterprises.create(enterpriseValues('Two'), 1);
});
beforeEach(() => {
  wipe();
});
afterAll(() => {
  store.close();
  folders.remove();
});

/** Everything but the Enterprises. */
function wipe(): void {
  store.transaction(() =>
    store.connection.exec('DELETE FROM change; DELETE FROM issue; DELETE FROM run; DELETE FROM account; DELETE FROM source'),
  );
}

const SETTINGS: Partial<SynchronizerSettings> = { mapping: MAPPING, skipDisabled: true };
const source = (name = 'Main', enterpriseId = one, change: Partial<SynchronizerSettings> = {}) =>
  createSource(store, enterpriseId, name, { ...SETTINGS, ...change });

interface Synchronized {
  runId: number;
  outcome: Outcome;
  run: RunRecord;
  /** Code and subject of each issue. */
  issues: string[];
}

/** How a test's read ends, and what else happens during the run. */
interface Course {
  verdict?: ScanResult['verdict'];
  error?: Code;
  workingContext?: string;
  job?: Partial<RunJob>;
}

/** Synchronizes a source with a directory of these entries. */
async function synchronize(of: DirectorySource, entries: readonly TestEntry[], course: Course = {}): Promise<Synchronized> {
  const { enterpriseId, sourceId } = of;
  const runId = store.runs.start({ enterpriseId, sourceId, kind: 'sync', trigger: 'manual', mode: 'full', startedAt: 1000 });
  const error = course.error ? { code: course.error, message: 'It broke off.', hint: hintOf(course.error) } : null;
  const outcome = await runSynchronization({
    store,
    source: store.sources.get(sourceId) as DirectorySource,
    runId,
    password: null,
    mode: 'full',
    now: () => 2000,
    isCancelled: () => false,
    progress: () => undefined,
    scan: async (_settings, _password, attributes, sink) => {
      feed(sink, attributes, entries);
      const result = scanResult(entries.length, course.verdict ?? (error ? 'partial' : 'complete'), error);
      return { ...result, workingContext: course.workingContext ?? null };
    },
    ...course.job,
  });
  const run = store.runs.get(runId)!;
  expect(run.outcome).toBe(outcome);
  return { runId, outcome, run, issues: store.runs.issues(runId).map(({ code, subject }) => `${code} ${subject}`.trim()) };
}

function person(key: string, login: string, more: Record<string, string[]> = {}, dn = `uid=${key},dc=x`): TestEntry {
  return { dn, attributes: { entryUUID: [key], uid: [login], sn: [`Name ${login}`], ...more } };
}
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => person(`k${from + index}`, `login${from + index}`));

/** All that is stored of the accounts of an Enterprise or source, by login. */
function dump(where = '1 = 1'): Record<string, unknown>[] {
  return store.connection.prepare(`SELECT * FROM account WHERE ${where} ORDER BY login_key, account_id`).all();
}
const logins = (sourceId: number) =>
  store.connection
    .prepare('SELECT login_id FROM account WHERE source_id = ? ORDER BY login_key')
    .all<{ login_id: string }>(sourceId)
    .map((row) => row.login_id);
const accountOf = (login: string) => store.accounts.find(one, login)!;
const changes = (runId: number) =>
  store.runs.changes(runId).map(({ kind, state, reasonCode, login }) => `${kind} ${state} ${reasonCode} ${login}`);

describe('2.7: the life of an account', () => {
  test('2.7: created, unchanged, updated, renamed, deleted; each change is in the journal', async () => {
    const main = source();
    const first = await synchronize(main, [person('k1', 'anna'), person('k2', 'bo')]);
    expect(first.outcome).toBe('success');
    expect(first.run).toMatchObject({ complete: true, baseline: true, error: null, counters: { read: 2, created: 2 } });
    const { accountId } = accountOf('anna');
    expect(store.runs.changes(first.runId).map((change) => changedFields(store, change))).toEqual([
      { loginId: [null, 'anna'], lastName: [null, 'Name anna'] },
      { loginId: [null, 'bo'], lastName: [null, 'Name bo'] },
    ]);

    const second = await synchronize(main, [person('k2', 'bo'), person('k1', 'anna')]);
    expect(second.run).toMatchObject({ outcome: 'success', baseline: false, counters: { read: 2, unchanged: 2 } });
    expect(changes(second.runId)).toEqual([]);

    const moved = person('k1', 'anna.b', { sn: ['Bo'], mail: ['a@x'] }, 'uid=new,ou=y,dc=x');
    const third = await synchronize(main, [moved, person('k2', 'bo')]);
    expect(third.run.counters).toMatchObject({ read: 2, updated: 1, unchanged: 1, created: 0, deleted: 0 });
    expect(accountOf('anna.b')).toMatchObject({ accountId, dn: moved.dn, fields: { lastName: 'Bo', email: 'a@x' } });
    expect(store.runs.changes(third.runId).map((change) => changedFields(store, change))).toEqual([
      { loginId: ['anna', 'anna.b'], lastName: ['Name anna', 'Bo'], email: [null, 'a@x'] },
    ]);

    const fourth = await synchronize(main, [person('k2', 'bo')]);
    expect(fourth.run).toMatchObject({ outcome: 'success', counters: { read: 1, unchanged: 1, deleted: 1 } });
    expect(changes(fourth.runId)).toEqual(['delete applied absent anna.b']);
    expect(logins(main.sourceId)).toEqual(['bo']);
  });

  test('E7: what changes no field refreshes DN and hash, and is no change', async () => {
    const main = source();
    await synchronize(main, [person('k1', 'anna')]);
    const elsewhere = person('k1', 'anna', {}, 'uid=k1,ou=elsewhere,dc=x');
    const moved = await synchronize(main, [elsewhere]);
    expect(moved.run.counters).toMatchObject({ read: 1, unchanged: 1, updated: 0 });
    expect(accountOf('anna').dn).toBe(elsewhere.dn);
    expect(changes(moved.runId)).toEqual([]);
    const before = dump();
    await synchronize(main, [elsewhere]);
    expect(dump()).toEqual(before);
  });

  test('2.2: a disabled entry is not created, and an account whose entry is disabled is deleted for that reason', async () => {
    const main = source();
    await synchronize(main, [...people(9), person('k9', 'zoe', { userAccountControl: ['514'] })]);
    expect(logins(main.sourceId)).toHaveLength(9);
    const off = { userAccountControl: ['514'] };
    const run = await synchronize(main, [...people(8), person('k8', 'login8', off), person('k9', 'zoe', off)]);
    expect(run.run).toMatchObject({ outcome: 'success', counters: { read: 10, unchanged: 8, skipped: 2, deleted: 1 } });
    expect(changes(run.runId)).toEqual(['delete applied disabled login8']);
    expect(store.runs.issues(run.runId)).toMatchObject([{ severity: 'info', code: 'entry.disabled', count: 2 }]);
  });

  test('E5: a created account gets the feature profile, a changed one keeps its own', async () => {
    store.profiles.put(one, { name: 'Gold' });
    store.profiles.put(one, { name: 'Silver' });
    const [gold, silver] = ['Gold', 'Silver'].map((name) => store.profiles.find(one, name)!.profileId);
    const main = source();
    const { name, settings } = main;
    store.sources.update(main.sourceId, { name, settings, profileId: gold! });
    await synchronize(main, [person('k1', 'anna')]);
    store.sources.update(main.sourceId, { name, settings, profileId: silver! });
    await synchronize(main, [person('k1', 'anna', { mail: ['a@x'] }), person('k2', 'bo')]);
    expect([accountOf('anna').featureProfile, accountOf('bo').featureProfile]).toEqual(['Gold', 'Silver']);
    wipe();
    store.connection.exec('DELETE FROM feature_profile');
  });

  test('E14: a replaced number that a status points at is held, and goes when nothing points at it', async () => {
    const main = source();
    const desk = (number: string) => [person('k1', 'anna', { telephoneNumber: [number], ipPhone: ['5001'] })];
    await synchronize(main, desk('1001'));
    const { accountId } = accountOf('anna');
    store.connection.exec(`INSERT INTO status_reference VALUES (${accountId}, '1001', 'Lunch', 'ring')`);
    const held = await synchronize(main, desk('1002'));
    expect(held.run).toMatchObject({ outcome: 'success', counters: { updated: 1, numbersHeld: 1 } });
    expect(held.issues).toEqual(['number.held 1001']);
    expect(changes(held.runId)).toEqual(['update applied changed anna', 'number-held applied number.held anna']);
    expect(accountOf('anna')).toMatchObject({
      fields: { deskPhone: '1002' },
      numbers: [{ number: '1001', kind: 'desk', origin: 'directory', state: 'deleted-on-pbx' }],
    });
    // One that nothing points at just goes; one that moved to the other phone is not gone.
    const swapped = await synchronize(main, [person('k1', 'anna', { telephoneNumber: ['5001'], ipPhone: ['1002'] })]);
    expect(swapped.run.counters).toMatchObject({ updated: 1, numbersHeld: 0 });
    expect(accountOf('anna').numbers).toHaveLength(1);
    store.connection.exec('DELETE FROM status_reference');
    await synchronize(main, desk('1003'));
    expect(accountOf('anna').numbers).toEqual([]);
  });

  test('E14: a held number that comes back as the account’s own is no longer kept beside it', async () => {
    const main = source();
    const desk = (number: string) => [person('k1', 'anna', { telephoneNumber: [number] })];
    await synchronize(main, desk('1001'));
    store.connection.exec(`INSERT INTO status_reference VALUES (${accountOf('anna').accountId}, '1001', 'Lunch', 'ring')`);
    await synchronize(main, desk('1002'));
    expect(accountOf('anna').numbers).toHaveLength(1);
    await synchronize(main, desk('1001'));
    expect(accountOf('anna')).toMatchObject({ fields: { deskPhone: '1001' }, numbers: [] });
  });
});

describe('D19, 2.6, E13: entries that cannot be imported', () => {
  test('D19: present is present: skipped, failed and doubled entries keep their accounts as they are', async () => {
    const main = source();
    await synchronize(main, people(4));
    const before = dump();
    const run = await synchronize(main, [
      person('k0', 'bad\u0001login'),
      person('k1', '', { sn: ['x'] }),
      person('k2', 'one', {}, 'uid=a,dc=x'),
      person('k2', 'two', {}, 'uid=b,dc=x'),
      person('k3', 'login3', { sn: [''] }),
    ]);
    expect(run.run).toMatchObject({ outcome: 'warnings', complete: true, counters: { read: 5, skipped: 1, failed: 4, deleted: 0 } });
    expect(run.issues.sort()).toEqual([
      'entry.duplicate-key uid=a,dc=x',
      'entry.duplicate-key uid=b,dc=x',
      'entry.invalid-character uid=k0,dc=x',
      'entry.missing-field uid=k1,dc=x',
      'entry.missing-field uid=k3,dc=x',
    ]);
    expect(dump()).toEqual(before);
  });

  test('E7: what was skipped or failed is tried again, though its bytes did not change', async () => {
    const main = source();
    const entries = [person('k0', 'anna'), person('k1', 'ANNA')];
    expect((await synchronize(main, entries)).run.counters).toMatchObject({ failed: 2, created: 0 });
    expect((await synchronize(main, entries)).run.counters).toMatchObject({ failed: 2, created: 0 });
    expect((await synchronize(main, entries.slice(0, 1))).run.counters).toMatchObject({ created: 1 });
    // A login that somebody outside of the source has.
    expect((await synchronize(main, entries)).run.counters).toMatchObject({ unchanged: 1, failed: 1 });
  });

  test('E13: two swap, three go round, one takes the login of a deleted one', async () => {
    const main = source();
    await synchronize(main, people(7));
    const ids = [0, 1, 2, 3, 4, 5].map((index) => accountOf(`login${index}`).accountId);
    const run = await synchronize(main, [
      person('k0', 'login1'),
      person('k1', 'LOGIN0'),
      person('k2', 'login3'),
      person('k3', 'login4'),
      person('k4', 'login2'),
      person('k5', 'login6'),
      person('new', 'Login5'),
    ].slice(0, 7));
    // All of them change their logins: the guard would hold that.
    expect(run.run).toMatchObject({ outcome: 'held', counters: { heldUpdates: 6, heldCreates: 1, deleted: 1 } });
    const relaxed = source('Relaxed', two, { guard: { ...DEFAULT_GUARD, updatePercent: 100 } });
    await synchronize(relaxed, people(7));
    const of = (login: string) => store.accounts.find(two, login)!.accountId;
    const before = [0, 1, 2, 3, 4, 5].map((index) => of(`login${index}`));
    const swapped = await synchronize(relaxed, [
      person('k0', 'login1'),
      person('k1', 'LOGIN0'),
      person('k2', 'login3'),
      person('k3', 'login4'),
      person('k4', 'login2'),
      person('k5', 'login6'),
      person('new', 'Login5'),
    ]);
    expect(swapped.run).toMatchObject({ outcome: 'success', counters: { updated: 6, created: 1, deleted: 1 } });
    expect(['login1', 'login0', 'login3', 'login4', 'login2', 'login6'].map(of)).toEqual(before);
    expect(ids).toHaveLength(6);
    expect(logins(relaxed.sourceId)).toEqual(['LOGIN0', 'login1', 'login2', 'login3', 'login4', 'Login5', 'login6']);
  });

  test('safety.md 7: accounts of other sources and those made by hand are not touched, and keep their logins', async () => {
    const main = source();
    const other = source('Other');
    store.accounts.createManual(one, { ...emptyFields(), loginId: 'hand', lastName: 'H' }, null);
    await synchronize(other, [person('k1', 'theirs')]);
    const before = dump();
    const run = await synchronize(main, [person('k1', 'Theirs'), person('k2', 'HAND'), person('k3', 'mine')]);
    expect(run.run.counters).toMatchObject({ created: 1, failed: 2 });
    expect(dump(`login_id <> 'mine'`)).toEqual(before);
    const gone = await synchronize(main, []);
    expect(gone.run).toMatchObject({ outcome: 'held', counters: { heldDeletes: 1 } });
    expect(dump(`login_id <> 'mine'`)).toEqual(before);
  });
});

describe('E6: what a read may do', () => {
  test('E6: a partial read creates and updates, deletes nobody, and is no baseline', async () => {
    const main = source();
    await synchronize(main, people(10));
    const { baseline } = store.sources.get(main.sourceId)!;
    const off = { userAccountControl: ['2'] };
    const run = await synchronize(
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
    expect(logins(main.sourceId)).toHaveLength(11);
    expect(store.sources.get(main.sourceId)!.baseline).toEqual(baseline);
    expect(store.runs.issues(run.runId)[0]).toMatchObject({ severity: 'error', code: 'ldap.incomplete' });
  });

  test.each([
    ['an entry without a key', [person('k0', 'login0'), { dn: 'cn=x', attributes: { uid: ['x'], sn: ['y'] } }], 'entry.missing-field'],
    ['the same DN twice', [person('k0', 'login0'), person('k0', 'login0')], 'ldap.incomplete'],
    ['the same DN with another key', [person('k0', 'login0'), person('k9', 'other', {}, 'uid=k0,dc=x')], 'ldap.incomplete'],
  ] satisfies [string, TestEntry[], Code][])('safety.md 1: %s makes it partial, whatever the server says', async (_, entries, code) => {
    const main = source();
    await synchronize(main, people(3));
    const run = await synchronize(main, entries);
    expect(run.run).toMatchObject({ outcome: 'warnings', complete: false, baseline: false, error: { code } });
    expect(run.run.counters).toMatchObject({ read: 2, unchanged: 1, deleted: 0, heldDeletes: 0 });
    expect(logins(main.sourceId)).toHaveLength(3);
    expect(imbalance(run.run.counters)).toBe(0);
  });

  test('E6: a failed read writes nothing but its own report', async () => {
    const main = source();
    await synchronize(main, people(3));
    const before = dump();
    const run = await synchronize(main, [], { verdict: 'failed', error: 'ldap.unreachable' });
    expect(run.run).toMatchObject({ outcome: 'failed', complete: false, error: { code: 'ldap.unreachable' }, counters: { read: 0 } });
    expect(run.issues).toEqual(['ldap.unreachable']);
    expect(dump()).toEqual(before);
    expect(changes(run.runId)).toEqual([]);
  });

  test('E6: another query is a new baseline: its deletions are held, and stay held in the runs after it', async () => {
    const main = source();
    await synchronize(main, people(30));
    const { name, profileId, settings } = main;
    store.sources.update(main.sourceId, { name, profileId, settings: { ...settings, query: '(uid=x*)' } });
    const fewer = people(29);
    const first = await synchronize(main, fewer);
    expect(first.run).toMatchObject({ outcome: 'held', baseline: true, counters: { unchanged: 29, heldDeletes: 1, deleted: 0 } });
    expect(first.issues).toEqual(['source.changed', 'source.changed']);
    for (let again = 0; again < 3; again += 1) {
      const next = await synchronize(main, fewer);
      expect(next.run).toMatchObject({ outcome: 'held', baseline: false, counters: { heldDeletes: 1, deleted: 0 } });
      expect(changes(next.runId)).toEqual(['delete held source.changed login29']);
    }
    // Also past a run that could not see everything, and past a cancelled one.
    await synchronize(main, fewer.slice(3), { error: 'ldap.timeout' });
    await synchronize(main, fewer, { job: { isCancelled: () => true } });
    expect((await synchronize(main, fewer)).run.counters).toMatchObject({ heldDeletes: 1, deleted: 0 });
    // Back again: it lapses. And then really gone: an ordinary deletion.
    expect((await synchronize(main, people(30))).run).toMatchObject({ outcome: 'success', counters: { unchanged: 30 } });
    expect((await synchronize(main, fewer)).run).toMatchObject({ outcome: 'success', counters: { deleted: 1 } });
  });

  test('E8: a held deletion does not slip through when the source grows, a held change neither', async () => {
    const main = source();
    await synchronize(main, people(10).map((each) => ({ ...each, attributes: { ...each.attributes, mail: ['old@x'] } })));
    const mailed = (count: number) => people(10).map((each, index) => ({
      ...each,
      attributes: { ...each.attributes, mail: [index < count ? 'new@x' : 'old@x'] },
    }));
    const grown = [...people(90, 100), ...mailed(10).slice(6)];
    const first = await synchronize(main, grown);
    expect(first.run.counters).toMatchObject({ created: 90, heldDeletes: 6, updated: 4, deleted: 0 });
    const again = await synchronize(main, grown);
    expect(again.run).toMatchObject({ outcome: 'held', counters: { unchanged: 94, heldDeletes: 6, deleted: 0 } });

    wipe();
    const other = source();
    await synchronize(other, mailed(0));
    const mails = [...people(90, 100), ...mailed(8)];
    expect((await synchronize(other, mails)).run.counters).toMatchObject({ created: 90, heldUpdates: 8, updated: 0 });
    const held = await synchronize(other, mails);
    expect(held.run).toMatchObject({ outcome: 'held', counters: { heldUpdates: 8, updated: 0, unchanged: 92 } });
    expect(held.issues).toEqual(['guard.updates']);
  });

  test('E6: a changed key attribute holds every deletion, and the creations that need those logins', async () => {
    const main = source();
    await synchronize(main, people(8).map((each) => ({ ...each, attributes: { ...each.attributes, employeeNumber: ['e', each.dn] } })));
    const before = dump();
    const { name, profileId, settings } = main;
    const mapping = { ...MAPPING, directoryKey: 'employeeNumber' };
    store.sources.update(main.sourceId, { name, profileId, settings: { ...settings, mapping } });
    const run = await synchronize(
      main,
      people(8).map((each, index) => ({ ...each, attributes: { ...each.attributes, employeeNumber: [`e${index}`] } })),
    );
    expect(run.run).toMatchObject({ outcome: 'held', baseline: true, counters: { heldDeletes: 8, heldCreates: 8, created: 0, deleted: 0 } });
    expect(dump()).toEqual(before);
  });

  test('2.4: a search context that worked the other way round is kept that way, and is no new baseline next time', async () => {
    const main = source('Main', one, { searchContext: 'OU=a,OU=b' });
    const run = await synchronize(main, people(20), { workingContext: 'OU=b,OU=a' });
    expect(run).toMatchObject({ outcome: 'success', issues: ['source.context-reversed'] });
    const kept = store.sources.get(main.sourceId) as DirectorySource;
    expect(kept.settings).toEqual({ ...main.settings, searchContext: 'OU=b,OU=a' });
    expect(kept.baseline).toEqual(baselineOf(kept.settings));
    const next = await synchronize(main, people(19));
    expect(next.run).toMatchObject({ baseline: false, outcome: 'success', counters: { deleted: 1 } });
  });

  test('2.4: what somebody writes into the settings during the read stands', async () => {
    const main = source('Main', one, { searchContext: 'OU=a,OU=b' });
    const { name, profileId, settings } = main;
    const edit = (change: Partial<SynchronizerSettings>) => ({
      progress: (phase: string) => {
        if (phase === 'planning') store.sources.update(main.sourceId, { name, profileId, settings: { ...settings, ...change } });
      },
    });
    await synchronize(main, people(2), { workingContext: 'OU=b,OU=a', job: edit({ pageSize: 77 }) });
    expect((store.sources.get(main.sourceId) as DirectorySource).settings).toMatchObject({ pageSize: 77, searchContext: 'OU=b,OU=a' });
    await synchronize(main, people(2), { workingContext: 'OU=b,OU=a', job: edit({ searchContext: 'OU=z' }) });
    expect((store.sources.get(main.sourceId) as DirectorySource).settings.searchContext).toBe('OU=z');
  });

  test('E6: what makes a new baseline, and what does not', () => {
    const { settings } = source();
    const same = baselineOf(settings).fingerprint;
    const changed: Partial<SynchronizerSettings>[] = [
      { urls: ['ldap://other'] },
      { baseDn: 'dc=y' },
      { searchContext: 'ou=a' },
      { query: '(uid=a)' },
      { bindDn: 'cn=other' },
      { mapping: { ...MAPPING, directoryKey: 'uid' } },
    ];
    for (const change of changed) expect(baselineOf({ ...settings, ...change }).fingerprint).not.toBe(same);
    const harmless: Partial<SynchronizerSettings>[] = [
      { pageSize: 5 },
      { timeoutSeconds: 99 },
      { transport: 'starttls' },
      { mapping: { ...MAPPING, title: 'sn' } },
      { mapping: { ...MAPPING, directoryKey: 'ENTRYUUID' } },
      { guard: { ...DEFAULT_GUARD, deletePercent: 1 } },
    ];
    for (const change of harmless) expect(baselineOf({ ...settings, ...change }).fingerprint).toBe(same);
  });
});

describe('safety.md 8: cancelled, moved, full', () => {
  /** Everything in the store that a run may not leave changed. */
  const everything = () => [dump(), store.connection.prepare('SELECT * FROM change').all(), store.connection.prepare('SELECT * FROM source').all()];

  test.each(['read', 'planning', 'saving', 'apply'])('E1: cancelled during %s, a run changes nothing', async (moment) => {
    const main = source();
    await synchronize(main, people(20));
    const before = everything();
    let cancelled = false;
    const entries = [...people(17), ...people(1200, 100)];
    const run = await synchronize(main, entries, {
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
    expect(run.run).toMatchObject({ outcome: 'cancelled', complete: false, error: { code: 'run.cancelled' } });
    expect(run.run.counters).toMatchObject({ created: 0, deleted: 0, read: 0 });
    expect(everything()).toEqual(before);
  });

  test('E6: counters that do not add up are refused, and nothing is written', async () => {
    const main = source();
    await synchronize(main, people(3));
    const before = everything();
    const run = await synchronize(main, [], {
      job: {
        scan: async (_settings, _password, attributes, sink) => {
          feed(sink, attributes, people(5));
          (sink as unknown as { entries: number }).entries += 1;
          return scanResult(6);
        },
      },
    });
    expect(run.run).toMatchObject({ outcome: 'failed', error: { code: 'run.unbalanced' }, counters: { created: 0 } });
    expect(everything()).toEqual(before);
  });

  test('E7: a row whose account moved between plan and apply is refused by name, the others go through', async () => {
    const main = source('Main', one, { guard: { ...DEFAULT_GUARD, updatePercent: 100 } });
    await synchronize(main, people(30));
    const touch = (login: string, change: Partial<AccountFields>) => {
      const { accountId, fields } = accountOf(login);
      store.accounts.update(accountId, { ...fields, ...change }, null);
    };
    const entries = [
      person('k0', 'login0', { mail: ['new@x'] }), // edited meanwhile
      person('k1', 'login1', { mail: ['new@x'] }),
      person('k2', 'login3'), // swap: 2 is edited meanwhile
      person('k3', 'login2'),
      person('k4', 'fresh'), // a login taken meanwhile
      ...people(24, 5).slice(0, 23), // k28 gone, k29 gone and edited meanwhile
      person('n1', 'brand-new'),
      person('n2', 'taken'), // taken meanwhile
    ];
    const run = await synchronize(main, entries, {
      job: {
        progress: (phase, done, total) => {
          if (phase !== 'saving' || done + total > 0) return;
          touch('login0', { title: 'edited' });
          touch('login2', { title: 'edited' });
          touch('login29', { title: 'edited' });
          store.accounts.createManual(one, { ...emptyFields(), loginId: 'TAKEN', lastName: 'x' }, null);
          store.accounts.createManual(one, { ...emptyFields(), loginId: 'Fresh', lastName: 'x' }, null);
        },
      },
    });
    expect(run.run).toMatchObject({
      outcome: 'warnings',
      counters: { read: 30, created: 1, updated: 1, deleted: 1, unchanged: 23 - 0, failed: 5 },
    });
    expect(run.issues.filter((each) => !each.startsWith('row.moved'))).toEqual([]);
    expect(changes(run.runId).filter((each) => each.includes('refused')).sort()).toEqual([
      'create refused row.moved taken',
      'delete refused row.moved login29',
      'update refused row.moved login0',
      'update refused row.moved login2',
      'update refused row.moved login3',
      'update refused row.moved login4',
    ]);
    expect(logins(main.sourceId)).toEqual(
      [...Array.from({ length: 30 }, (_, index) => `login${index}`).filter((login) => login !== 'login28'), 'brand-new'].sort(),
    );
    for (const row of dump()) expect(row['login_key']).toBe(foldLogin(String(row['login_id'])));
    expect(accountOf('login0').fields).toMatchObject({ title: 'edited', email: '' });
    // Next time it all comes right, without the two whose logins are taken.
    const next = await synchronize(main, entries);
    expect(next.run.counters).toMatchObject({ updated: 3, deleted: 1, failed: 2 });
  });

  test('E2: a full disk fails the run and loses nothing', async () => {
    const small = openQuickStore(folders.next());
    const quick = store;
    store = small;
    try {
      one = small.enterprises.create(enterpriseValues('One'), 1);
      const main = source();
      await synchronize(main, people(50));
      const before = everything();
      small.connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      small.connection.exec(`PRAGMA max_page_count = ${small.connection.scalar('PRAGMA page_count') + 2}`);
      const run = await synchronize(main, [...people(50), ...people(2000, 100)]);
      expect(run.run).toMatchObject({ outcome: 'failed', error: { code: 'store.full' }, counters: { created: 0 } });
      expect(everything()).toEqual(before);
      small.connection.exec('PRAGMA max_page_count = 100000');
      expect((await synchronize(main, [...people(50), ...people(2000, 100)])).run.counters).toMatchObject({ created: 2000 });
    } finally {
      store = quick;
      one = store.enterprises.find('One')!.enterpriseId;
      small.close();
    }
  });
});

describe('issue 2: any directory', () => {
  /** One entry of a small directory. */
  const entry = fc.record({
    key: fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', ''),
    login: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'é', 'É', 'hand', 'Theirs', ''),
    name: fc.constantFrom('X', 'X', 'Y', 'Z', '', '\u0001'),
    desk: fc.constantFrom('', '1', '2'),
    control: fc.constantFrom('512', '512', '512', '512', '514'),
  });
  /** Mostly one entry a key. */
  const directory = fc.oneof(
    { weight: 6, arbitrary: fc.uniqueArray(entry, { selector: ({ key }) => key, maxLength: 8 }) },
    { weight: 1, arbitrary: fc.array(entry, { maxLength: 8 }) },
  );
  const step = fc.record({
    directory,
    how: fc.constantFrom('complete', 'complete', 'complete', 'complete', 'partial', 'cancelled', 'query', 'mapping'),
  });
  const scenario = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    guard: fc.constantFrom(
      DEFAULT_GUARD,
      { deletePercent: 50, deleteAtLeast: 0, deleteAtMost: 3, updatePercent: 50, updateAtLeast: 0 },
      { deletePercent: 99, deleteAtLeast: 5, deleteAtMost: 500, updatePercent: 99, updateAtLeast: 5 },
    ),
    numbersFollowDirectory: fc.boolean(),
    order: fc.infiniteStream(fc.nat()),
  });
  type Directory = typeof directory extends fc.Arbitrary<infer D> ? D : never;
  type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

  const entriesOf = (of: Directory): TestEntry[] =>
    of.map(({ key, login, name, desk, control }, index) => ({
      dn: `uid=${index},ou=${key},dc=x`,
      attributes: {
        entryUUID: key === '' ? [] : [key],
        uid: [login],
        sn: name === '' ? [] : [name],
        telephoneNumber: [desk],
        userAccountControl: [control],
      },
    }));

  /** The source of a scenario, with strangers beside it. */
  function prepare(enterpriseId: number, { guard, numbersFollowDirectory }: Scenario): DirectorySource {
    store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: 'hand', lastName: 'H' }, null);
    const other = source('Other', enterpriseId);
    store.connection
      .prepare(
        `INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, login_id, login_key, last_name)
         VALUES (?, ?, ?, 'entryUUID', 'theirs', 'theirs', 'T')`,
      )
      .run(enterpriseId, other.sourceId, Buffer.from('k1'));
    return source('Main', enterpriseId, { guard, numbersFollowDirectory });
  }

  /** What is stored of the accounts, without the numbers that the database gives them. */
  const plainDump = (enterpriseId: number) =>
    dump(`enterprise_id = ${enterpriseId}`).map(({ account_id: _a, enterprise_id: _e, source_id, created_run: _c, ...row }) => ({
      ...row,
      mine: source_id !== null,
    }));

  /** One step, with everything checked that must hold of any run. */
  async function check(of: DirectorySource, { how }: Scenario['steps'][number], entries: TestEntry[]): Promise<Synchronized> {
    const { enterpriseId, sourceId } = of;
    if (how === 'query' || how === 'mapping') {
      const { name, profileId, settings } = store.sources.get(sourceId) as DirectorySource;
      const { mapping, query } = settings;
      const change =
        how === 'query' ? { query: `(!${query})` } : { mapping: { ...mapping, title: mapping.title === 'sn' ? 'title' : 'sn' } };
      store.sources.update(sourceId, { name, profileId, settings: { ...settings, ...change } });
    }
    const strangers = `source_id IS NULL OR source_id <> ${sourceId}`;
    const before = { mine: dump(`source_id = ${sourceId}`), strangers: dump(strangers), changes: countChanges() };
    const cancelled = how === 'cancelled';
    const result = await synchronize(of, entries, {
      ...(how === 'partial' ? { error: 'ldap.timeout' } : {}),
      ...(cancelled ? { job: { isCancelled: () => true } } : {}),
    });
    const { run, outcome, runId } = result;
    const { counters } = run;
    const after = dump(`source_id = ${sourceId}`);

    // safety.md 7: a source changes only what it owns.
    expect(dump(strangers)).toEqual(before.strangers);
    // E10: the counters add up, among themselves and with what happened.
    expect(imbalance(counters)).toBe(0);
    const old = new Map(before.mine.map((row) => [row['account_id'], row]));
    const now = new Map(after.map((row) => [row['account_id'], row]));
    const changed = after.filter((row) => old.has(row['account_id']) && row['version'] !== old.get(row['account_id'])!['version']);
    const gone = before.mine.filter((row) => !now.has(row['account_id']));
    expect({ created: after.length - (before.mine.length - gone.length), updated: changed.length, deleted: gone.length }).toEqual({
      created: counters.created,
      updated: counters.updated,
      deleted: counters.deleted,
    });
    // E13: one login a person, and none left parked.
    for (const row of after) expect(row['login_key']).toBe(foldLogin(String(row['login_id'])));
    const all = dump(`enterprise_id = ${enterpriseId}`).map((row) => row['login_key']);
    expect(new Set(all).size).toBe(all.length);
    // Each journal row that was applied is one of the changes.
    const journal = store.runs.changes(runId).filter((change) => change.state === 'applied' && !change.kind.startsWith('number'));
    expect(journal.length).toBe(counters.created + counters.updated + counters.deleted);

    if (cancelled) {
      expect([outcome, after, countChanges()]).toEqual(['cancelled', before.mine, before.changes]);
      return result;
    }
    const keys = Map.groupBy(entries, (each) => each.attributes['entryUUID']![0]);
    const complete = how !== 'partial' && !keys.has(undefined);
    expect(run.complete).toBe(complete);
    expect(counters.read).toBe(entries.length);
    // E6: only a complete read deletes. D19: and only who is absent or disabled.
    if (!complete) expect([counters.deleted, counters.heldDeletes]).toEqual([0, 0]);
    const keyOf = (row: Record<string, unknown>) => Buffer.from(row['source_key'] as Uint8Array).toString();
    const isGone = (row: Record<string, unknown>) => {
      const mine = keys.get(keyOf(row)) ?? [];
      return mine.length === 0 || (mine.length === 1 && mine[0]!.attributes['userAccountControl']![0] === '514');
    };
    for (const row of gone) expect(isGone(row)).toBe(true);
    // Whoever is gone is deleted or held, nobody is forgotten.
    if (complete) expect(before.mine.filter(isGone).length).toBe(counters.deleted + counters.heldDeletes);

    // Entries whose account does not say the same are told of, each one.
    const stored = new Map(after.map((row) => [keyOf(row), row]));
    const follows = (store.sources.get(sourceId) as DirectorySource).settings.numbersFollowDirectory;
    const differing = entries.filter(({ attributes }) => {
      const row = stored.get(String(attributes['entryUUID']![0]));
      if (row === undefined) return true;
      const desk = follows ? attributes['telephoneNumber']![0] : row['desk_phone'];
      return row['login_id'] !== attributes['uid']![0] || row['last_name'] !== attributes['sn']![0] || row['desk_phone'] !== desk;
    });
    expect(differing.length).toBeLessThanOrEqual(counters.failed + counters.skipped + counters.heldCreates + counters.heldUpdates);
    expect(store.runs.issues(runId).length > 0 || (counters.failed === 0 && counters.skipped === 0)).toBe(true);
    if (counters.failed > 0) expect(outcome).not.toBe('success');
    return result;
  }

  const countChanges = () => store.connection.scalar('SELECT count(*) FROM change');

  test('issue 2: runs add up, touch nobody else’s, delete only on a complete read; a second run changes nothing; order does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        wipe();
        const main = prepare(one, given);
        const twin = prepare(two, given);
        for (const each of given.steps) {
          const entries = entriesOf(each.directory);
          const first = await check(main, each, entries);

          const shuffled = entries
            .map((of) => ({ of, rank: given.order.next().value }))
            .sort((left, right) => left.rank - right.rank)
            .map(({ of }) => of);
          const other = await check(twin, each, shuffled);
          expect(other.run.counters).toEqual(first.run.counters);
          expect(other.outcome).toBe(first.outcome);
          expect(other.issues.sort()).toEqual(first.issues.sort());
          expect(plainDump(two)).toEqual(plainDump(one));

          if (each.how === 'cancelled') continue;
          const before = [dump(), countHeldOnly()];
          const how = each.how === 'partial' ? 'partial' : 'complete';
          const again = await check(main, { ...each, how }, shuffled);
          expect(again.run.counters).toMatchObject({ created: 0, updated: 0, deleted: 0 });
          expect([dump(), countHeldOnly()]).toEqual(before);
          expect(again.run.counters).toMatchObject({
            heldCreates: first.run.counters.heldCreates,
            heldUpdates: first.run.counters.heldUpdates,
            heldDeletes: first.run.counters.heldDeletes,
          });
        }
      }),
      { numRuns },
    );
  });

  /** Applied changes so far: a second run adds none. */
  const countHeldOnly = () => store.connection.scalar("SELECT count(*) FROM change WHERE state = 'applied'");
});
