import { createRouterClient, ORPCError } from '@orpc/server';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { numberList } from '../../../shared/domain/numbers.ts';
import { AccountBulk, UndoRows, type NumberRecord, type Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';

const numRuns = Math.max(50, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 10));
vi.setConfig({ testTimeout: 60_000 + 200 * numRuns });

const folders = new TestFolders();
let store: Store;
let [enterpriseId, node] = [0, 0];
let [keys, now] = [0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  node = store.sources.create({ enterpriseId, kind: 'pbx', name: 'HQ', settings: {}, profileId: null });
});
afterAll(() => {
  store.close();
  folders.remove();
});

function user(accountId: number) {
  const services = {
    store,
    now: () => (now += 1),
    write: <T>(work: () => T) => store.write(work),
    events: { storeChanged: () => undefined },
    sessions: { touch: () => undefined, cameWithCode: () => false },
  } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'user', accountId } } }).me;
}

const number = fc.constantFrom('1', '2', '3', '10', '0170');
const target = fc.oneof(number, fc.constantFrom('desk-phone', 'prime-phone'));
const name = fc.constantFrom('Mobile', 'In a Meeting', 'Duty', 'Home', 'HOME', 'Car');
const settings = fc.record(
  { makeCallFrom: target, whenBusy: target, sendCallsTo: fc.array(target, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), name, settings }),
  fc.record({ do: fc.constant('rename' as const), name, rename: name, settings }),
  fc.record({ do: fc.constant('add' as const), name, settings }),
  fc.record({ do: fc.constant('delete' as const), name }),
  fc.record({ do: fc.constant('activate' as const), name }),
  fc.record({ do: fc.constant('repoint' as const), from: number, to: target }),
  fc.record({ do: fc.constant('addNumber' as const), number }),
  fc.record({ do: fc.constant('deleteNumber' as const), number }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function take(me: ReturnType<typeof user>, each: Step): Promise<unknown> {
  switch (each.do) {
    case 'set':
    case 'rename':
      return me.setStatus(each);
    case 'add':
      return me.addStatus(each);
    case 'delete':
      return me.deleteStatus(each);
    case 'activate':
      return me.activate(each);
    case 'repoint':
      return me.repoint(each);
    case 'addNumber':
      return me.addNumber({ number: each.number, kind: 'other' });
    case 'deleteNumber':
      return me.deleteNumber({ number: each.number });
  }
}

/** An account whose number 2 is gone, with a status that an administrator keeps to themselves. */
function someAccount(): number {
  const fields = { ...emptyFields(), loginId: `p${(keys += 1)}`, lastName: 'P', deskPhone: '1' };
  const pbxNumbers = numberList([{ number: '1', kind: 'desk' }]);
  const write = { key: Buffer.from(String(keys)), keyAttribute: 'number', dn: '', hash: Buffer.alloc(16) };
  const accountId = new AccountBulk(store.connection).create(
    ...[enterpriseId, node],
    { ...write, fields: { ...fields, pbxNumbers } },
    ...([null, 0] as const),
  )!;
  const rows: NumberRecord[] = [
    { number: '1', kind: 'desk', origin: 'pbx', state: 'present' },
    { number: '2', kind: 'desk', origin: 'pbx', state: 'deleted-on-pbx' },
    { number: '3', kind: 'other', origin: 'manual', state: 'present' },
  ];
  for (const row of rows) store.accounts.addNumber(accountId, row, 7);
  const base = { sendCallsTo: ['3'], whenBusy: 'none', whenNoAnswer: '2' };
  store.statuses.put(accountId, { name: 'Mobile', settings: { ...base, makeCallFrom: '2' }, locked: false });
  store.statuses.put(accountId, { name: 'Duty', settings: { ...base, makeCallFrom: '1' }, locked: true });
  return accountId;
}

/** Everything of an account that its user can change, without the ids of rows. */
function imageOf(accountId: number) {
  const { fields } = store.accounts.get(accountId)!;
  const { active, edited } = store.statuses.of(accountId)!;
  const numbers = new UndoRows(store.connection).numbers(accountId);
  return {
    ...{ fields, active, edited, references: store.statuses.image(accountId).references },
    numbers: numbers
      .map(({ number_id: _, ...row }) => row)
      .sort((left, right) => left.number.localeCompare(right.number)),
  };
}

test('whatever a user does is put back by undo, and done again by the next; a locked status is never touched', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const accountId = someAccount();
      const me = user(accountId);
      const locked = () => store.statuses.of(accountId)!.edited.find((each) => each.name === 'Duty');
      const duty = locked();
      for (const each of steps) {
        const before = imageOf(accountId);
        const { version } = store.accounts.get(accountId)!;
        const refused: unknown = await take(me, each).then(
          () => null,
          (error: unknown) => error,
        );
        const after = imageOf(accountId);
        if (refused !== null) {
          expect(refused).toBeInstanceOf(ORPCError);
          expect((refused as ORPCError<string, unknown>).code).toMatch(/^(number|status|usage)\./);
          expect(after).toEqual(before);
        }
        expect(locked()).toEqual(duty);
        const isSame = store.accounts.get(accountId)!.version === version;
        if (isSame) {
          expect(after).toEqual(before);
          continue;
        }
        const { undo } = await me.get();
        const undone = await me.undo({ changeId: undo!.changeId });
        expect(imageOf(accountId)).toEqual(before);
        const again = await me.undo({ changeId: undone.undo!.changeId });
        expect(imageOf(accountId)).toEqual(after);
        expect(again.undo!.sentence).toBe(undo!.sentence);
        // D3: what is gone is deletable exactly when nothing points at it, and no number is anybody's by a reference alone.
        for (const { usedBy, canDelete, state } of again.numbers)
          if (state !== 'present') expect(canDelete).toBe(usedBy.length === 0);
      }
      expect((await me.history({ limit: 200 })).steps.every(({ who }) => who === 'You')).toBe(true);
    }),
    { numRuns },
  );
});
