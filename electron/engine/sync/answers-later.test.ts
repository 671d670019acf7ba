import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answer, everybody, KEYS, person, undo, waiting } from '../../../tests/support/crowd.ts';
import { MAPPING, type TestEntry } from '../../../tests/support/entries.ts';
import { SyncBench } from '../../../tests/support/sync-bench.ts';
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

const answers = () => bench.store.held.memories().map(({ login, answer: said }) => `${said} ${login}`);
/** `changed` is held for all, rejected for k01 and approved for the others. */
async function rejectedOfOne(before: TestEntry[], changed: TestEntry[]) {
  await bench.synchronize(main, before);
  await bench.synchronize(main, changed);
  answer(bench, main, 'rejected', ['k01']);
  const rest = waiting(bench, main).map(({ heldId }) => heldId);
  await bench.approve(main, rest, changed);
}
const nameOf = (login: string) => bench.account(login).fields.lastName;

describe('E8: what was rejected is passed over while the source says the same', () => {
  test('E8: from another place in the tree', async () => {
    await rejectedOfOne(everybody(), everybody('Y'));
    const moved = [{ ...person('k01', 'Y'), dn: 'uid=k01,ou=b,dc=x' }, ...everybody('Y').slice(1)];
    const run = await bench.synchronize(main, moved);
    expect(run.run.counters).toMatchObject({ skipped: 1, updated: 0, heldUpdates: 0 });
    expect(nameOf('k01')).toBe('X');
  });

  test('E8: with another field mapped, which has nothing to do with it', async () => {
    await rejectedOfOne(everybody(), everybody('Y'));
    bench.edit(main, { mapping: { ...MAPPING, department: 'ou' } });
    const run = await bench.synchronize(main, everybody('Y'));
    expect(run.run.counters).toMatchObject({ skipped: 1, updated: 0, heldUpdates: 0 });
    expect(nameOf('k01')).toBe('X');
  });

  test('E8: with the values of an attribute in another order', async () => {
    const mails = (name: string, ...mail: string[]) => KEYS.map((key) => person(key, name, { mail }));
    await rejectedOfOne(mails('X', 'a@x', 'b@x'), mails('Y', 'a@x', 'b@x'));
    const run = await bench.synchronize(main, mails('Y', 'b@x', 'a@x'));
    expect(run.run.counters).toMatchObject({ skipped: 1, updated: 0, heldUpdates: 0 });
    expect(bench.account('k01').fields).toMatchObject({ lastName: 'X', email: 'a@x' });
  });

  test('E8: with new values of an attribute in another order', async () => {
    const mails = (...mail: string[]) => KEYS.map((key) => person(key, 'X', { mail }));
    await rejectedOfOne(mails('z@x'), mails('a@x', 'b@x'));
    const run = await bench.synchronize(main, mails('b@x', 'a@x'));
    expect(run.run.counters).toMatchObject({ skipped: 1, updated: 0 });
  });
});

describe('E9: what was undone waits while the source says the same', () => {
  test('E9: a creation, with a field mapped that is empty', async () => {
    const more = [...everybody(), person('k99')];
    await bench.synchronize(main, everybody());
    undo(bench, await bench.synchronize(main, more));
    bench.edit(main, { mapping: { ...MAPPING, department: 'ou' } });
    const run = await bench.synchronize(main, more);
    expect(bench.changes(run)).toEqual(['create held row.undone k99']);
  });

  test('E9: a creation, with the values of an attribute in another order', async () => {
    const more = (...mail: string[]) => [...everybody(), person('k99', 'X', { mail })];
    await bench.synchronize(main, everybody());
    undo(bench, await bench.synchronize(main, more('a@y', 'b@y')));
    const run = await bench.synchronize(main, more('b@y', 'a@y'));
    expect(bench.changes(run)).toEqual(['create held row.undone k99']);
  });

  describe('deletions of disabled people', () => {
    const off = (count: number) => [
      ...KEYS.slice(0, count).map((key) => person(key, 'X', { userAccountControl: ['514'] })),
      ...everybody().slice(count),
    ];
    const again = ['k01', 'k02', 'k03'].map((login) => `delete held row.undone ${login}`);
    beforeEach(async () => {
      bench.edit(main, { skipDisabled: true });
      await bench.synchronize(main, everybody());
    });

    test('E9: approved, and undone', async () => {
      expect((await bench.synchronize(main, off(10))).run.counters).toMatchObject({ heldDeletes: 10 });
      const three = waiting(bench, main).slice(0, 3);
      const ids = three.map(({ heldId }) => heldId);
      const approved = await bench.approve(main, ids, off(10), { looks: () => 'disabled' });
      expect(approved.run.counters).toMatchObject({ deleted: 3 });
      undo(bench, approved);
      expect(bench.changes(await bench.synchronize(main, off(3)))).toEqual(again);
      expect(bench.logins(main)).toEqual(KEYS);
    });

    test('E9: applied by a run itself, and undone', async () => {
      const run = await bench.synchronize(main, off(3));
      expect(run.run.counters).toMatchObject({ deleted: 3 });
      undo(bench, run);
      expect(bench.changes(await bench.synchronize(main, off(3)))).toEqual(again);
    });
  });
});

describe('E7, E8: what a person answered since a preview was made counts when it is applied', () => {
  test('E8: who is kept is kept, and the answer stays', async () => {
    await bench.synchronize(main, everybody());
    const rest = everybody().slice(1);
    const plan = await bench.preview(main, rest);
    await bench.synchronize(main, rest, { looks: () => 'not-visible' });
    answer(bench, main, 'kept');
    const run = await bench.apply(main, plan, rest);
    expect(bench.changes(run)).toEqual(['delete refused row.moved k01']);
    expect(run).toMatchObject({ outcome: 'warnings', issues: ['row.moved uid=k01,dc=x'] });
    expect(answers()).toEqual(['kept k01']);
    expect(bench.logins(main)).toEqual(KEYS);
  });

  test('E9: a creation that was undone is refused, and the answer stays', async () => {
    await bench.synchronize(main, everybody());
    const more = [...everybody(), person('k99')];
    const plan = await bench.preview(main, more);
    undo(bench, await bench.synchronize(main, more));
    const run = await bench.apply(main, plan, more);
    expect(bench.changes(run)).toEqual(['create refused row.moved k99']);
    expect(answers()).toEqual(['undone k99']);
    expect(bench.logins(main)).toEqual(KEYS);
  });

  test('E8: rows that were rejected or approved are not asked about again', async () => {
    await bench.synchronize(main, everybody());
    await bench.synchronize(main, everybody('Y'));
    const plan = await bench.preview(main, everybody('Y'));
    answer(bench, main, 'rejected', ['k01']);
    const second = waiting(bench, main).find(({ login }) => login === 'k02')!;
    await bench.approve(main, [second.heldId], everybody('Y'));
    const run = await bench.apply(main, plan, everybody('Y'));
    expect(run.run.counters).toMatchObject({ heldUpdates: 28, failed: 2, updated: 0 });
    expect(waiting(bench, main).map(({ login }) => login)).toEqual(KEYS.slice(2));
    expect(answers()).toEqual(['rejected k01']);
    expect([nameOf('k01'), nameOf('k02')]).toEqual(['X', 'Y']);
  });
});

test('E8: who is kept while a run looks again is kept', async () => {
  await bench.synchronize(main, everybody());
  const rest = everybody().slice(1);
  await bench.synchronize(main, rest, { looks: () => 'not-visible' });
  const looks = () => (answer(bench, main, 'kept'), 'deleted' as const);
  const run = await bench.synchronize(main, rest, { looks });
  expect(bench.changes(run)).toEqual([]);
  expect(answers()).toEqual(['kept k01']);
  expect(bench.logins(main)).toEqual(KEYS);
});
