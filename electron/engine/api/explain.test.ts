import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UndoWorld } from '../../../tests/support/undo-world.ts';
import { dayOf } from '../../../shared/domain/day.ts';
import { explain } from './explain.ts';

let world: UndoWorld;
beforeAll(() => {
  world = new UndoWorld();
});
beforeEach(() => world.wipe());
afterAll(() => world.close());

const day = dayOf(0);
const MAPPING = { loginId: 'uid', lastName: 'sn', deskPhone: 'telephoneNumber', title: '' };

/** A run that read these attributes. */
function mapped(runId: number): number {
  world.store.connection
    .prepare('UPDATE run SET evidence = ? WHERE run_id = ?')
    .run(JSON.stringify({ mapping: MAPPING }), runId);
  return runId;
}

function create(loginId: string, deskPhone = '3000'): { run: number; id: number; dn: string } {
  const run = mapped(world.run([{ do: 'create', fields: { loginId, deskPhone, lastName: 'Berg' } }]));
  const { accountId, dn } = world.store.accounts.find(world.enterpriseId, loginId)!;
  return { run, id: accountId, dn };
}

const ofAccount = (accountId: number) => explain(world.store, { accountId }).accounts[0]!;
const ofLogin = (loginId: string) => explain(world.store, { enterprise: 'acme', loginId }).accounts;
const origins = (accountId: number) =>
  Object.fromEntries(ofAccount(accountId).values.map(({ field, origin }) => [field, origin]));

describe('issue 4, section 6: why an account is as it is', () => {
  it('names source, run, entry and attribute of each value', () => {
    const { run, id, dn } = create('ann');
    const change = mapped(
      world.run([{ do: 'update', account: id, fields: { deskPhone: '3001', title: 'Boss' } }]),
    );
    expect(ofAccount(id)).toMatchObject({
      loginId: 'ann',
      exists: true,
      sentence: `ann was created by run ${run} (HQ) on ${day} from ${dn}.`,
    });
    expect(origins(id)).toEqual({
      loginId: `uid of ${dn} through HQ, run ${run} on ${day}.`,
      lastName: `sn of ${dn} through HQ, run ${run} on ${day}.`,
      deskPhone: `telephoneNumber of ${dn} through HQ, run ${change} on ${day}.`,
      // Not mapped then, or read by a version that did not say.
      title: `${dn} through HQ, run ${change} on ${day}.`,
    });
    expect(ofAccount(id).values.find(({ field }) => field === 'deskPhone')).toMatchObject({
      value: '3001',
      runId: change,
      source: 'HQ',
      dn,
      attribute: 'telephoneNumber',
    });
  });

  it('names a person, an undo, and what is no longer kept', () => {
    const { run, id } = create('ann');
    const change = world.run([{ do: 'update', account: id, fields: { deskPhone: '3001' } }]);
    world.edit(id, { title: 'Boss' });
    const undo = world.undo(change).runId;
    expect(origins(id)).toMatchObject({
      title: `Entered by a person on ${day}.`,
      deskPhone: `Put back by run ${undo}, which undid run ${change}, on ${day}.`,
    });
    world.store.connection.prepare('DELETE FROM change WHERE run_id = ?').run(run);
    expect(ofAccount(id).sentence).toBe(`ann was created by run ${run}; what it changed is no longer kept.`);
    expect(origins(id)['lastName']).toBe('From HQ; the run that brought it is no longer kept.');
  });

  it('goes back beyond a deletion that was undone', () => {
    const { run, id, dn } = create('ann');
    const deletion = world.run([{ do: 'delete', account: id }]);
    const undo = world.undo(deletion).runId;
    expect(ofAccount(id).sentence).toBe(
      `ann was brought back by run ${undo}, which undid run ${deletion}, on ${day}.`,
    );
    expect(origins(id)['deskPhone']).toBe(`telephoneNumber of ${dn} through HQ, run ${run} on ${day}.`);
  });

  it('tells where numbers come from', () => {
    const { id } = create('ann');
    world.addStatus(id, '3000');
    const change = world.run([{ do: 'update', account: id, fields: { deskPhone: '3001' } }]);
    world.addNumber(id, '77');
    world.addNumber(id, '7');
    const numbers = ofAccount(id).values.filter(({ field }) => field === 'number');
    expect(numbers.map(({ value, origin }) => `${value}: ${origin}`)).toEqual([
      `3000: The source took it away; it is kept because a status points at it since run ${change} (HQ) on ${day}.`,
      `7: Added by a person on ${day}.`,
      `77: Added by a person on ${day}.`,
    ]);
  });

  it('tells each thing that happened in a sentence of its own', () => {
    const { run, id, dn } = create('ann');
    const change = world.run([{ do: 'update', account: id, fields: { deskPhone: '', title: 'Boss' } }]);
    const move = world.run([{ do: 'move', account: id }]);
    const moved = world.bulk.identity(id)!.dn;
    const undo = world.undo(change).runId;
    expect(ofAccount(id).events.map(({ sentence }) => sentence)).toEqual([
      `Put back by run ${undo}, which undid run ${change}, on ${day}: desk phone set to 3000, title Boss removed.`,
      `Its entry moved to ${moved}, as run ${move} (HQ) on ${day} found.`,
      `Desk phone 3000 removed, title set to Boss by run ${change} (HQ) on ${day} from ${dn}.`,
      `Created by run ${run} (HQ) on ${day} from ${dn}.`,
    ]);
    expect(ofAccount(id).events[1]).toMatchObject({ kind: 'update', fields: { dn: [dn, moved] } });
  });

  it('knows nothing of an account that never was', () => {
    expect(() => explain(world.store, { accountId: 4711 })).toThrow(
      expect.objectContaining({ code: 'account.not-found' }) as Error,
    );
  });
});

describe('issue 4, section 6: why a login is absent', () => {
  it('names the run that deleted its account, with the reason', () => {
    const { id } = create('Bob');
    const deletion = world.run([{ do: 'delete', account: id, reason: 'unmatched' }]);
    expect(ofLogin('bob')).toMatchObject([
      {
        accountId: id,
        loginId: 'Bob',
        exists: false,
        values: [],
        sentence: `Bob was deleted by run ${deletion} (HQ) on ${day}: no longer matches the query.`,
      },
    ]);
    expect(ofLogin('nobody')).toEqual([]);
    expect(() => explain(world.store, { enterprise: 'other', loginId: 'bob' })).toThrow(
      expect.objectContaining({ code: 'enterprise.not-found' }) as Error,
    );
  });

  it('names a person, an undo or a removal', () => {
    const [a, b] = [create('ann'), create('bob')];
    world.deleteByHand(a.id);
    expect(ofLogin('ANN')[0]!.sentence).toBe(`ann was deleted by a person on ${day}.`);
    const undo = world.undo(b.run).runId;
    expect(ofLogin('bob')[0]!.sentence).toBe(
      `bob was deleted by run ${undo}, which undid run ${b.run}, on ${day}.`,
    );
  });

  it('tells of everybody who had the login: who has it, who was renamed, who is gone', () => {
    const one = create('bob');
    const renaming = world.run([{ do: 'update', account: one.id, fields: { loginId: 'robert' } }]);
    const two = create('bob');
    const deletion = world.run([{ do: 'delete', account: two.id }]);
    const three = create('BOB');
    expect(ofLogin('bob').map(({ sentence }) => sentence)).toEqual([
      `BOB was created by run ${three.run} (HQ) on ${day} from ${three.dn}.`,
      `bob was deleted by run ${deletion} (HQ) on ${day}: deleted in directory.`,
      `bob was renamed to robert by run ${renaming} (HQ) on ${day}.`,
    ]);
    world.run([{ do: 'update', account: one.id, fields: { loginId: 'rob' } }]);
    expect(ofLogin('bob')[2]!.sentence).toBe(
      `bob was renamed to robert by run ${renaming} (HQ) on ${day}. It is rob today.`,
    );
  });

  it('knows letters beyond ASCII in either case, and other Enterprises’ people from this one’s', () => {
    const { id } = create('émile');
    world.run([{ do: 'delete', account: id }]);
    expect(ofLogin('ÉMILE')).toHaveLength(1);
    world.run([{ do: 'delete', account: create('weiss').id }]);
    expect(ofLogin('weiß')).toEqual([]);
    const other = world.store.enterprises.create(
      { ...world.store.enterprises.get(world.enterpriseId)!, name: 'other', domain: 'o.example' },
      0,
    );
    expect(explain(world.store, { enterprise: 'other', loginId: 'émile' }).accounts).toEqual([]);
    world.store.connection.prepare('DELETE FROM enterprise WHERE enterprise_id = ?').run(other);
  });
});
