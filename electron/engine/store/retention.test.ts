import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UndoWorld } from '../../../tests/support/undo-world.ts';
import { isExpired, pruneHistory, retentionOf, setRetention, type RetentionLimits } from './retention.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = 1000 * DAY;

let world: UndoWorld;
beforeAll(() => {
  world = new UndoWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

/** A run that created an account, ended so many days ago, with an issue. */
function runOf(daysAgo: number, login = `p${(serial += 1)}`): number {
  const runId = world.run([{ do: 'create', fields: { loginId: login } }]);
  dated(runId, daysAgo);
  return runId;
}
let serial = 0;

function dated(runId: number, daysAgo: number): void {
  const { connection } = world.store;
  connection
    .prepare('UPDATE run SET started_at = ?1, ended_at = ?1 WHERE run_id = ?2')
    .run(NOW - daysAgo * DAY, runId);
  connection
    .prepare("INSERT OR IGNORE INTO issue VALUES (?, 0, 'info', 'entry.disabled', '', '', 'm', 1)")
    .run(runId);
}

const kept = (runId: number) => {
  const run = world.store.runs.get(runId);
  if (run === undefined) return 'nothing';
  const rows = world.store.runs.changes(runId).length + world.store.runs.issues(runId).length;
  return run.journalGone ? (rows === 0 ? 'run' : 'half') : 'all';
};
const prune = (limits: Partial<RetentionLimits> = {}, options = {}) =>
  pruneHistory(world.store, NOW, {
    limits: { journalDays: 30, journalRuns: 100, runDays: 365, ...limits },
    ...options,
  });

describe('E9: how long history is kept', () => {
  it('is thirty days or a hundred runs, and a year for the runs, until somebody says otherwise', () => {
    const { connection } = world.store;
    expect(retentionOf(connection)).toEqual({ journalDays: 30, journalRuns: 100, runDays: 365 });
    setRetention(connection, { journalDays: 7, journalRuns: 5, runDays: 60 });
    expect(retentionOf(connection)).toEqual({ journalDays: 7, journalRuns: 5, runDays: 60 });
    connection.exec('DELETE FROM setting');
  });

  it('throws away changes and issues by their age, and keeps the runs', async () => {
    const [old, young] = [runOf(31), runOf(29)];
    expect(await prune()).toEqual({ journals: 1, runs: 0, edits: 0, plans: 0, credentials: 0 });
    expect([old, young].map(kept)).toEqual(['run', 'all']);
    expect(world.store.connection.scalar('PRAGMA secure_delete')).toBe(0);
  });

  it('counts only runs that changed something, for each source by itself', async () => {
    const first = runOf(9);
    const second = runOf(8);
    const idle = [world.run([]), world.run([]), world.run([])];
    for (const runId of idle) dated(runId, 7);
    const elsewhere = world.begin('sync', undefined, world.other);
    world.finish(elsewhere);
    dated(elsewhere, 6);
    const third = runOf(5);
    await prune({ journalRuns: 2 });
    expect([first, second, ...idle, elsewhere, third].map(kept)).toEqual([
      'run',
      ...['all', 'all', 'all', 'all', 'all', 'all'],
    ]);
  });

  it('deletes old runs, but never the newest complete one of a source or one that a waiting row names', async () => {
    const [gone, firstAsked, lastAsked, newest] = [runOf(500), runOf(490), runOf(480), runOf(470)];
    const partial = runOf(460);
    world.store.connection.prepare('UPDATE run SET complete = 0 WHERE run_id = ?').run(partial);
    const { connection } = world.store;
    connection
      .prepare(
        `INSERT INTO held_row (source_id, kind, reason_code, detail, login, dn, key_attribute, source_key, changes,
           first_run, since, run_id) VALUES (?, 'create', 'guard.updates', '', 'x', '', 'k', x'00', '{}', ?, 0, ?)`,
      )
      .run(world.source.sourceId, firstAsked, lastAsked);
    expect(await prune()).toMatchObject({ journals: 5, runs: 2 });
    expect([gone, firstAsked, lastAsked, newest, partial].map(kept)).toEqual([
      'nothing',
      'run',
      'run',
      'run',
      'nothing',
    ]);
    expect(await prune()).toEqual({ journals: 0, runs: 0, edits: 0, plans: 0, credentials: 0 });
  });

  it('E11: keeps runs for the seven days that the guard sums, however short history is kept', async () => {
    const victims = ['a', 'b', 'c'].map((login) => {
      dated(world.run([{ do: 'create', fields: { loginId: login } }]), 9);
      return world.store.accounts.find(world.enterpriseId, login)!.accountId;
    });
    const [eight, six, two] = [8, 6, 2].map((daysAgo, at) => {
      const runId = world.run([{ do: 'delete', account: victims[at]! }]);
      world.store.connection
        .prepare("UPDATE run SET counters = json_set(counters, '$.deleted', 1) WHERE run_id = ?")
        .run(runId);
      dated(runId, daysAgo);
      return runId;
    });
    dated(world.run([]), 0);
    const week = () => world.store.runs.appliedDeletionsSince(world.source.sourceId, NOW - 7 * DAY);
    expect(week()).toBe(2);
    await prune({ journalDays: 1, journalRuns: 1, runDays: 1 });
    expect([eight, six, two].map((runId) => kept(runId!))).toEqual(['nothing', 'run', 'run']);
    expect(week()).toBe(2);
  });

  it('forgets deleted people, by whomever they were deleted, and old previews', async () => {
    const run = runOf(40, 'secret-a');
    runOf(40, 'secret-b');
    const [a, b] = ['secret-a', 'secret-b'].map(
      (login) => world.store.accounts.find(world.enterpriseId, login)!.accountId,
    );
    world.deleteByHand(a!);
    world.store.connection.exec(`UPDATE change SET at = ${NOW - 31 * DAY} WHERE at IS NOT NULL`);
    dated(world.run([{ do: 'delete', account: b! }]), 31);
    const young = runOf(1);
    world.edit(world.store.accounts.find(world.enterpriseId, `p${serial}`)!.accountId, { lastName: 'Y' });
    world.store.connection.exec(
      `UPDATE change SET at = ${NOW - DAY} WHERE at IS NOT NULL AND kind = 'update'`,
    );
    const { sourceId } = world.source;
    const plan = world.store.connection.prepare(
      `INSERT INTO plan (hash, enterprise_id, source_id, made_at, outcome, complete, baseline, rests_on, counters, phases)
       VALUES (?, ?, ?, ?, 'success', 1, 0, '{}', '{}', '{}')`,
    );
    plan.run('old', world.enterpriseId, sourceId, NOW - 8 * DAY);
    plan.run('new', world.enterpriseId, sourceId, NOW - 6 * DAY);
    world.store.connection.exec(
      `INSERT INTO plan_row (plan_id, position, kind, state, reason_code, detail, login, dn, key_attribute, source_key, changes)
       SELECT plan_id, position.value, 'create', 'apply', 'new', '', 'secret-c', '', 'k', x'00', '{}'
         FROM plan, json_each('[1,2,3,4,5]') AS position`,
    );
    expect(await prune({}, { rowsAtOnce: 2 })).toEqual({
      journals: 3,
      runs: 0,
      edits: 1,
      plans: 1,
      credentials: 0,
    });
    const text = world.store.connection.text(
      "SELECT coalesce(group_concat(login || coalesce(before, '')), '') FROM change",
    );
    expect(text).not.toContain('secret');
    expect(world.store.connection.scalar('SELECT count(*) FROM plan_row')).toBe(5);
    expect([run, young].map(kept)).toEqual(['run', 'all']);
    expect(world.store.connection.scalar('SELECT count(*) FROM change WHERE run_id IS NULL')).toBe(1);
  });

  it('goes on where it was stopped: a run counts as gone before the first of its rows is', async () => {
    const runId = world.run(
      Array.from({ length: 10 }, (_, at) => ({ do: 'create', fields: { loginId: `q${at}` } })),
    );
    dated(runId, 31);
    let looks = 0;
    await prune({}, { rowsAtOnce: 3, isStopped: () => (looks += 1) > 3 });
    expect(kept(runId)).toBe('half');
    expect(isExpired(world.store.connection, world.store.runs.get(runId)!, NOW)).toBe(true);
    await prune({}, { rowsAtOnce: 3 });
    expect(kept(runId)).toBe('run');
  });

  it('lets no run that is too old be undone, also before anything was thrown away', () => {
    const [old, young] = [runOf(31), runOf(29)];
    const expired = (runId: number) => isExpired(world.store.connection, world.store.runs.get(runId)!, NOW);
    expect([old, young].map(expired)).toEqual([true, false]);
    setRetention(world.store.connection, { journalDays: 30, journalRuns: 1, runDays: 365 });
    expect([old, young].map(expired)).toEqual([true, false]);
    runOf(1);
    expect(expired(young)).toBe(true);
    setRetention(world.store.connection, { journalDays: 30, journalRuns: 100, runDays: 10 });
    expect(expired(young)).toBe(true);
    world.store.connection.exec('DELETE FROM setting');
  });

  it('throws away passwords of accounts that no undo can bring back, old codes, and old tries', async () => {
    const { signIns, connection } = world.store;
    const logins = ['here', 'back', 'gone'];
    for (const loginId of logins) runOf(1, loginId);
    const [here, back, gone] = logins.map(
      (login) => world.store.accounts.find(world.enterpriseId, login)!.accountId,
    );
    for (const accountId of [here!, back!, gone!]) {
      signIns.put(accountId, { kind: 'password', hash: 'p', madeAt: 0, expiresAt: null });
      signIns.put(accountId, { kind: 'code', hash: 'c', madeAt: 0, expiresAt: NOW + DAY });
    }
    signIns.put(here!, { kind: 'code', hash: 'c', madeAt: 0, expiresAt: NOW - 2 * DAY });
    world.run([
      { do: 'delete', account: back! },
      { do: 'delete', account: gone! },
    ]);
    connection.prepare('DELETE FROM change WHERE account_id = ?').run(gone!);
    signIns.putTries('1/old', { wrong: 5, lastAt: NOW - 2 * DAY, lockedUntil: NOW - 2 * DAY + 1 });
    signIns.putTries('1/young', { wrong: 1, lastAt: NOW - 1000, lockedUntil: null });
    expect(await prune({}, { rowsAtOnce: 1 })).toMatchObject({ credentials: 3 });
    const kinds = [here, back, gone].map((accountId) =>
      signIns.credentials(accountId!).map(({ kind }) => kind),
    );
    expect(kinds).toEqual([['password'], ['code', 'password'], []]);
    expect([signIns.tries('1/old'), signIns.tries('1/young')?.wrong]).toEqual([undefined, 1]);
    connection.exec('DELETE FROM credential; DELETE FROM sign_in_try');
  });
});
