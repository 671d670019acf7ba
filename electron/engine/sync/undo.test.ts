import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { targetsOf, UndoWorld } from '../../../tests/support/undo-world.ts';
import { imbalance } from '../../../shared/domain/run.ts';
import { passwordName, UndoRows } from '../store/index.ts';
import { runRemoval } from './removal.ts';

let world: UndoWorld;
beforeAll(() => {
  world = new UndoWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

/** Accounts with these logins, made by one run. */
function people(...logins: string[]): { run: number; ids: number[] } {
  const run = world.run(logins.map((loginId) => ({ do: 'create', fields: { loginId, deskPhone: '1' } })));
  const ids = logins.map((login) => world.store.accounts.find(world.enterpriseId, login)!.accountId);
  return { run, ids };
}

const account = (accountId: number) => world.store.accounts.get(accountId);
const refusals = (runId: number) =>
  world.store.runs
    .changes(runId)
    .filter(({ state }) => state === 'refused')
    .map(({ detail }) => detail);
const issues = (runId: number) =>
  world.store.runs.issues(runId).map(({ severity, code, message }) => `${severity} ${code} ${message}`);
const answers = () =>
  world.store.held
    .memories()
    .map(({ kind, answer, login, ground, runId }) => [kind, answer, login, ground, runId].join(' '));

function remove(source = world.source): number {
  const runId = world.begin('removal', undefined, source);
  const around = { now: () => 99, isCancelled: () => false, progress: () => undefined };
  runRemoval({ store: world.store, source, runId, ...around });
  return runId;
}

describe('E9: what stands in the way is named', () => {
  it('a later run that changed the same field', () => {
    const { ids } = people('ann');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    const later = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '3' } }]);
    const undo = world.undo(run);
    expect(refusals(undo.runId)).toEqual([`changed later by run ${later} (HQ)`]);
    expect(undo).toMatchObject({
      outcome: 'warnings',
      run: { counters: { read: 1, updated: 0, failed: 1 }, complete: true },
    });
    expect(imbalance(undo.run.counters)).toBe(0);
    expect(issues(undo.runId)).toEqual([
      `warning row.moved ann was not put back: changed later by run ${later} (HQ).`,
    ]);
    expect(account(ids[0]!)!.fields.deskPhone).toBe('3');
    expect(answers()).toEqual([]);
  });

  it('a person’s edit of a field, a number or the account itself, with its day', () => {
    const { ids } = people('ann', 'bob', 'cid', 'dan');
    const run = world.run([
      { do: 'update', account: ids[0]!, fields: { lastName: 'Berg' } },
      { do: 'create', fields: { loginId: 'eve' } },
      { do: 'create', fields: { loginId: 'fay' } },
      { do: 'update', account: ids[3]!, fields: { lastName: 'Berg' } },
    ]);
    const eve = world.store.accounts.find(world.enterpriseId, 'eve')!.accountId;
    const fay = world.store.accounts.find(world.enterpriseId, 'fay')!.accountId;
    world.edit(ids[0]!, { lastName: 'Tal' });
    world.addNumber(eve, '77');
    world.addStatus(fay, '1');
    world.deleteByHand(ids[3]!);
    const undo = world.undo(run);
    // Deletions are not in the identity of E10: what is not deleted again did not fail.
    expect(undo.run.counters).toMatchObject({ read: 2, deleted: 0, failed: 2 });
    expect(refusals(undo.runId).sort()).toEqual([
      'a person gave it numbers or statuses of its own',
      'deleted by a person on 1970-01-01',
      'edited by a person on 1970-01-01',
      'edited by a person on 1970-01-01',
    ]);
  });

  it('a status that is locked by now', () => {
    const { ids } = people('ann');
    const { connection } = world.store;
    const rows = new UndoRows(connection);
    const owned = () => rows.owned(ids[0]!);
    expect(owned()).toBe('');
    world.addStatus(ids[0]!, '77');
    const open = owned();
    connection.prepare('UPDATE status SET locked = 1').run();
    expect(owned()).not.toBe(open);
    connection.prepare('UPDATE status SET locked = 0').run();
    expect(owned()).toBe(open);
    // As it was told before statuses could be locked: what a journal of then says counts.
    const [statuses, references] = ['status', 'status_reference'].map((table) =>
      connection.prepare(`SELECT * FROM ${table}`).all<Record<string, unknown>>(),
    );
    const told = [
      [],
      statuses!.map(({ name, settings }) => ({ name, settings })),
      references!.map(({ number, status, slot }) => ({ number, status, slot })),
      [],
    ];
    expect(open).toBe(hash('sha256', JSON.stringify(told), 'hex'));
  });

  it('a number that the run kept for a status and that a person made their own since', () => {
    const { ids } = people('ann');
    world.addStatus(ids[0]!, '1');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    world.addNumber(ids[0]!, '1');
    const before = world.snapshot();
    expect(refusals(world.undo(run).runId)).toEqual(['its number 1 changed since']);
    expect(world.snapshot()).toEqual(before);
  });

  it('an undo that was made already, whole or of one account', () => {
    const { ids } = people('ann', 'bob');
    const run = world.run([
      { do: 'delete', account: ids[0]! },
      { do: 'update', account: ids[1]!, fields: { lastName: 'Berg' } },
      { do: 'create', fields: { loginId: 'cid' } },
    ]);
    const part = world.undo(run, { logins: ['ANN'] });
    expect(part.run.counters).toMatchObject({ created: 1, updated: 0, deleted: 0 });
    const rest = world.undo(run);
    expect(rest.run.counters).toMatchObject({ read: 2, created: 0, updated: 1, deleted: 1, failed: 1 });
    expect(refusals(rest.runId)).toEqual([`already undone by run ${part.runId}`]);
    expect(refusals(world.undo(run).runId)).toEqual([
      `already undone by run ${rest.runId}`,
      `already undone by run ${rest.runId}`,
      `already undone by run ${part.runId}`,
    ]);
  });

  it('another account that has the login or the entry by now', () => {
    const { ids } = people('ann', 'bob', 'cid');
    const key = world.bulk.identity(ids[2]!)!.key;
    const run = world.run([
      { do: 'delete', account: ids[0]! },
      { do: 'update', account: ids[1]!, fields: { loginId: 'rob' } },
      { do: 'delete', account: ids[2]! },
    ]);
    const fields = { ...world.bulk.load(ids[1]!)!.fields, lastName: 'Hand' };
    world.store.accounts.createManual(world.enterpriseId, { ...fields, loginId: 'Ann' }, null);
    world.run([{ do: 'create', fields: { loginId: 'BOB', lastName: 'Other' } }]);
    const again = { key, keyAttribute: 'entryUUID', dn: 'uid=cid', hash: Buffer.alloc(16) };
    const next = world.begin();
    world.bulk.create(
      world.enterpriseId,
      world.source.sourceId,
      { ...again, fields: { ...fields, loginId: 'cid2' } },
      null,
      next,
    );
    world.finish(next);
    expect(refusals(world.undo(run).runId).sort()).toEqual([
      'its entry has another account by now, cid2',
      'the login ann belongs to another account (Hand)',
      'the login bob belongs to another account of HQ (Other)',
    ]);
  });

  it('the removal of the source', () => {
    const { ids } = people('ann', 'bob');
    const run = world.run([
      { do: 'delete', account: ids[0]! },
      { do: 'update', account: ids[1]!, fields: { lastName: 'Berg' } },
    ]);
    const removal = remove();
    expect(refusals(world.undo(run).runId).sort()).toEqual([
      `deleted later by run ${removal}, which removed HQ`,
      `its source HQ was removed by run ${removal}`,
    ]);
  });

  it('a chain of accounts that wait for each other’s logins is refused as a whole', () => {
    const { ids } = people('ann', 'bob', 'cid');
    const run = world.run([
      { do: 'update', account: ids[0]!, fields: { loginId: 'bob' } },
      { do: 'update', account: ids[1]!, fields: { loginId: 'cid' } },
      { do: 'update', account: ids[2]!, fields: { loginId: 'dan' } },
    ]);
    world.edit(ids[2]!, { loginId: 'dani' });
    const before = world.snapshot();
    const undo = world.undo(run);
    // Nobody has cid any more, so bob may have it back, and then ann hers.
    expect(undo.run.counters).toMatchObject({ updated: 2, failed: 1 });
    world.wipe();
    const again = people('ann', 'bob').ids;
    const swap = world.run([
      { do: 'update', account: again[0]!, fields: { loginId: 'bob' } },
      { do: 'update', account: again[1]!, fields: { loginId: 'ann' } },
    ]);
    world.edit(again[0]!, { loginId: 'Bob' });
    const swapped = world.snapshot();
    expect(world.undo(swap).run.counters).toMatchObject({ updated: 0, failed: 2 });
    expect(world.snapshot()).toEqual(swapped);
    expect(before.size).toBe(3);
  });
});

describe('E9: what does not stand in the way', () => {
  it('another field that changed later: it stays, and the next run looks at the entry again', () => {
    const { ids } = people('ann');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    world.run([{ do: 'update', account: ids[0]!, fields: { title: 'Boss' } }]);
    expect(world.undo(run).outcome).toBe('success');
    expect(account(ids[0]!)!.fields).toMatchObject({ deskPhone: '1', title: 'Boss' });
    expect(world.bulk.identity(ids[0]!)!.hash).toBeNull();
    // What was undone is what must not come back by itself; the title may.
    expect(answers()).toEqual([`update undone ann {"deskPhone":"2"} ${run}`]);
  });

  it('two runs undone one after the other: both stay undone', () => {
    const { ids } = people('ann');
    const one = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    const two = world.run([{ do: 'update', account: ids[0]!, fields: { title: 'Boss' } }]);
    world.undo(one);
    world.undo(two);
    expect(account(ids[0]!)!.fields).toMatchObject({ deskPhone: '1', title: '' });
    expect(answers()).toEqual([`update undone ann {"deskPhone":"2","title":"Boss"} ${two}`]);
  });

  it('a person’s choice of another profile', () => {
    const { ids } = people('ann');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    world.addNumber(ids[0]!, '77');
    expect(world.undo(run).outcome).toBe('success');
    expect(account(ids[0]!)!.numbers.map(({ number }) => number)).toEqual(['77']);
  });

  it('later synchronizations of an account that the run created', () => {
    const { run, ids } = people('ann');
    world.run([{ do: 'update', account: ids[0]!, fields: { title: 'Boss' } }]);
    const undo = world.undo(run);
    expect(undo.run.counters).toMatchObject({ deleted: 1, failed: 0 });
    // It comes back as it was last.
    world.undo(undo.runId);
    expect(account(ids[0]!)!.fields.title).toBe('Boss');
  });

  it('a journal of the first version, which kept less', () => {
    const { ids } = people('ann');
    world.addStatus(ids[0]!, '1');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    world.store.connection.exec('UPDATE change SET restore = NULL');
    expect(account(ids[0]!)!.numbers).toHaveLength(1);
    expect(world.undo(run).outcome).toBe('success');
    expect(account(ids[0]!)).toMatchObject({ fields: { deskPhone: '1' }, numbers: [] });
    expect(world.bulk.identity(ids[0]!)!.hash).toBeNull();
  });
});

describe('E9: what was undone is remembered', () => {
  it('with the ground on which it would come back', () => {
    const { ids } = people('ann', 'bob', 'cid');
    const run = world.run([
      { do: 'update', account: ids[0]!, fields: { deskPhone: '2' } },
      { do: 'delete', account: ids[1]!, reason: 'disabled' },
      { do: 'delete', account: ids[2]!, reason: 'unmatched' },
      { do: 'create', fields: { loginId: 'dan' } },
    ]);
    const wanted = [
      `create undone dan {"loginId":"dan","lastName":"X"} ${run}`,
      `delete undone bob disabled ${run}`,
      `delete undone cid absent ${run}`,
      `update undone ann {"deskPhone":"2"} ${run}`,
    ];
    const undo = world.undo(run);
    expect(answers().sort()).toEqual(wanted);
    const again = world.undo(undo.runId);
    expect(answers()).toEqual([]);
    world.undo(again.runId);
    expect(answers().sort()).toEqual(wanted.map((line) => line.replace(/\d+$/, String(again.runId))));
  });

  it('also where an entry got another key: by the one that the next run will look for', () => {
    const { ids } = people('ann');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' }, rekey: true }]);
    const { key, keyAttribute } = world.bulk.identity(ids[0]!)!;
    const undo = world.undo(run);
    expect(world.bulk.identity(ids[0]!)!.keyAttribute).toBe('entryuuid');
    const [memory] = world.store.held.memories();
    expect([memory!.keyAttribute, Buffer.from(memory!.key)]).toEqual([keyAttribute, key]);
    world.undo(undo.runId);
    expect(answers()).toEqual([]);
  });
});

describe('E9: a whole undo', () => {
  it('keeps a number that a status points at by now (R6)', () => {
    const { ids } = people('ann');
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    world.addStatus(ids[0]!, '2');
    const undo = world.undo(run);
    expect(account(ids[0]!)).toMatchObject({
      fields: { deskPhone: '1' },
      numbers: [{ number: '2', kind: 'desk', origin: 'directory', state: 'deleted-on-pbx' }],
    });
    expect(undo.run).toMatchObject({ outcome: 'success', counters: { updated: 1, numbersHeld: 1 } });
    expect(issues(undo.runId)).toEqual(['info number.held 2 is kept for ann: used by Away.']);
    world.undo(undo.runId);
    expect(account(ids[0]!)).toMatchObject({ fields: { deskPhone: '2' }, numbers: [] });
  });

  it('brings accounts back without a feature profile that is gone', () => {
    const { ids } = people('ann');
    world.store.profiles.put(world.enterpriseId, { name: 'Gold' });
    const { profileId } = world.store.profiles.find(world.enterpriseId, 'Gold')!;
    world.store.accounts.update(ids[0]!, account(ids[0]!)!.fields, profileId);
    const run = world.run([{ do: 'delete', account: ids[0]! }]);
    world.store.connection.exec('DELETE FROM feature_profile');
    const undo = world.undo(run);
    expect(account(ids[0]!)!.featureProfile).toBeNull();
    expect(undo.outcome).toBe('success');
    expect(world.store.runs.issues(undo.runId)).toMatchObject([
      { severity: 'info', code: 'profile.not-found', field: 'featureProfile' },
    ]);
  });

  it('goes back step by step where a run changed an account twice', () => {
    const { ids } = people('ann');
    const before = world.snapshot();
    const run = world.run([{ do: 'update', account: ids[0]!, fields: { deskPhone: '2' } }]);
    const second = world.run([{ do: 'delete', account: ids[0]! }]);
    world.store.connection.prepare('UPDATE change SET run_id = ? WHERE run_id = ?').run(run, second);
    const undo = world.undo(run);
    expect(undo.run.counters).toMatchObject({ read: 2, created: 1, updated: 1 });
    expect(world.snapshot()).toEqual(before);
    world.undo(undo.runId);
    expect(account(ids[0]!)).toBeUndefined();
  });

  it('of chosen accounts leaves the others alone', () => {
    const { ids } = people('ann', 'bob', 'cid');
    const run = world.run(ids.map((id) => ({ do: 'update', account: id, fields: { deskPhone: '2' } })));
    world.undo(run, { accountIds: [ids[1]!] });
    expect(ids.map((id) => account(id)!.fields.deskPhone)).toEqual(['2', '1', '2']);
    const renamed = world.run([{ do: 'update', account: ids[2]!, fields: { loginId: 'sid' } }]);
    world.undo(renamed, { logins: ['Cid'] });
    expect(account(ids[2]!)!.fields.loginId).toBe('cid');
    expect(world.undo(run, { logins: ['nobody'] }).run.error?.code).toBe('undo.nothing');
  });

  it.each([1, 2, 3])('changes nothing when it is cancelled at look %i', (look) => {
    const run = people(...Array.from({ length: 700 }, (_, at) => `p${at}`)).run;
    const before = world.snapshot();
    let looks = 0;
    const undo = world.undo(run, {}, { isCancelled: () => (looks += 1) >= look });
    expect(undo.run).toMatchObject({ outcome: 'cancelled', error: { code: 'run.cancelled' } });
    expect(world.snapshot()).toEqual(before);
    expect(answers()).toEqual([]);
    expect(targetsOf(world.store, undo.runId)).toEqual([]);
  });

  it('is refused when the journal is gone, and when there is nothing to undo', () => {
    const { run } = people('ann');
    world.store.connection.prepare('UPDATE run SET journal_gone = 1 WHERE run_id = ?').run(run);
    expect(world.undo(run).run).toMatchObject({ outcome: 'failed', error: { code: 'run.expired' } });
    const empty = world.run([]);
    expect(world.undo(empty).run).toMatchObject({ outcome: 'failed', error: { code: 'undo.nothing' } });
  });

  it('tells the account list which accounts are other ones now', () => {
    const { ids } = people('ann', 'bob');
    const list = () => {
      const order = { column: 'loginId', descending: false } as const;
      const { rows } = world.store.accountList.window(world.enterpriseId, {}, order, { offset: 0, limit: 9 });
      return rows.map(({ loginId, deskPhone }) => `${loginId} ${deskPhone}`);
    };
    const run = world.run([
      { do: 'update', account: ids[0]!, fields: { loginId: 'zoe', deskPhone: '2' } },
      { do: 'delete', account: ids[1]! },
    ]);
    expect(list()).toEqual(['zoe 2']);
    world.undo(run);
    expect(list()).toEqual(['ann 1', 'bob 1']);
  });
});

describe('E5: the undo of a removal', () => {
  it('brings the source back with everything its accounts owned, but for its password', () => {
    const { ids } = people('ann', 'bob');
    world.addNumber(ids[0]!, '77');
    world.addStatus(ids[0]!, '77');
    const { sourceId, name, profileId, settings } = world.source;
    world.store.sources.update(sourceId, { name, profileId, settings: { ...settings, bindDn: 'cn=r' } });
    world.store.secrets.put({
      name: passwordName(sourceId),
      keyId: 'k',
      nonce: Buffer.of(1),
      sealed: Buffer.of(2),
    });
    const before = world.snapshot();
    const removal = remove();
    expect(world.snapshot().size).toBe(0);
    const undo = world.undo(removal);
    expect(undo.run).toMatchObject({ outcome: 'success', counters: { created: 2 } });
    expect(world.snapshot()).toEqual(before);
    expect(world.store.sources.get(sourceId)).toMatchObject({ name: 'HQ', baseline: null });
    expect(world.store.secrets.get(passwordName(sourceId))).toBeUndefined();
    expect(issues(undo.runId)).toEqual([
      'info vault.missing-secret HQ is back without its password, which was destroyed with it: enter it again.',
    ]);
    // No synchronization planned these deletions: there is nothing to hold.
    expect(answers()).toEqual([]);

    const again = world.undo(undo.runId);
    expect(again.outcome).toBe('success');
    expect(world.snapshot().size).toBe(0);
    expect(world.store.sources.get(sourceId)).toBeUndefined();
    world.undo(again.runId);
    expect(world.snapshot()).toEqual(before);
  });

  it('says nothing of a password where the source needs none of ours', () => {
    people('ann');
    const { sourceId, name, profileId, settings } = world.source;
    const open = { ...settings, bindDn: '' };
    world.store.sources.update(sourceId, { name, profileId, settings: open });
    expect(issues(world.undo(remove()).runId)).toEqual([]);
    const referring = { ...settings, bindDn: 'cn=r', passwordReference: { env: 'PW' } };
    world.store.sources.update(sourceId, { name, profileId, settings: referring });
    expect(issues(world.undo(remove()).runId)).toEqual([]);
  });

  it('is refused while another source has the name', () => {
    people('ann');
    const removal = remove();
    const taken = world.store.sources.create({
      enterpriseId: world.enterpriseId,
      kind: 'directory',
      name: 'hq',
      settings: world.source.settings,
      profileId: null,
    });
    expect(world.undo(removal).run).toMatchObject({ outcome: 'failed', error: { code: 'source.exists' } });
    expect(world.snapshot().size).toBe(0);
    world.store.sources.remove(taken, 1);
    expect(world.undo(removal).outcome).toBe('success');
  });

  it('brings back a source without accounts, and the rest of one that came back in part', () => {
    const { ids } = people('ann', 'bob');
    const removal = remove();
    const part = world.undo(removal, { logins: ['bob'] });
    expect(world.store.sources.get(world.source.sourceId)).toBeDefined();
    expect([...world.snapshot().keys()]).toEqual([ids[1]]);
    const rest = world.undo(removal);
    expect(rest.run.counters).toMatchObject({ created: 1, failed: 1 });
    expect(refusals(rest.runId)).toEqual([`already undone by run ${part.runId}`]);
    const empty = remove(world.other);
    expect(world.undo(empty).outcome).toBe('success');
    expect(world.store.sources.get(world.other.sourceId)).toBeDefined();
    expect(world.undo(empty).run.error?.code).toBe('undo.nothing');
  });

  it('does not bring a source back that was removed once more since: its newest removal does', () => {
    people('ann');
    const first = remove();
    world.undo(first);
    const second = remove();
    const undo = world.undo(first);
    expect(undo.run.counters).toMatchObject({ created: 0, failed: 1 });
    expect(refusals(undo.runId)).toEqual([`deleted later by run ${second}, which removed HQ`]);
    expect(world.store.sources.get(world.source.sourceId)).toBeUndefined();
    expect(world.undo(second).run.counters).toMatchObject({ created: 1, failed: 0 });
  });

  it('does not remove a source again that has other accounts by now', () => {
    people('ann');
    const undo = world.undo(remove());
    people('new');
    const again = world.undo(undo.runId);
    expect(again.run).toMatchObject({ outcome: 'warnings', counters: { deleted: 1 } });
    expect(issues(again.runId)).toEqual([
      'warning row.moved HQ was not removed again: it still has accounts (1).',
    ]);
    expect(world.store.sources.get(world.source.sourceId)).toBeDefined();
  });
});
