import { createRouterClient, ORPCError } from '@orpc/server';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { isPersonal, settleNumbers } from '../../../shared/domain/number-life.ts';
import { numberList, numbersOf, type PbxNumber } from '../../../shared/domain/numbers.ts';
import { referencesOf } from '../../../shared/domain/status-rules.ts';
import { AccountBulk, NumberBulk, type Store } from '../store/index.ts';
import { numberRows } from './account-numbers.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';
import { statusesNow } from './statuses.ts';

const numRuns = Math.max(50, Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 100) / 8));
vi.setConfig({ testTimeout: 60_000 + 100 * numRuns });

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
let [enterpriseId, node] = [0, 0];
let keys = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect(store);
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  node = store.sources.create({ enterpriseId, kind: 'pbx', name: 'HQ', settings: {}, profileId: null });
});
afterAll(() => {
  store.close();
  folders.remove();
});

function connect(on: Store) {
  const services = {
    store: on,
    now: () => 1,
    write: <T>(work: () => T) => on.write(work),
    events: { storeChanged: () => undefined },
  } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
}

const number = fc.constantFrom('1', '2', '3', '10');
const target = fc.oneof(number, fc.constantFrom('desk-phone', 'prime-phone'));
const status = fc.constantFrom('Mobile', 'In a Meeting', 'Out of Office');
const phones = fc.uniqueArray(
  fc.record({ number, kind: fc.constantFrom('desk' as const, 'soft' as const) }),
  { selector: (each) => each.number },
);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('sync' as const), phones, elsewhere: fc.array(number) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      ...{ status, makeCallFrom: target, whenBusy: fc.oneof(target, fc.constant('voicemail')) },
      sendCallsTo: fc.array(target, { maxLength: 3 }),
      locked: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repoint' as const), from: number, to: target }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('give' as const), numbers: fc.uniqueArray(number) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What a synchronization does with the numbers of an account. */
function synchronize(accountId: number, present: PbxNumber[], elsewhere: readonly string[]) {
  const { fields } = store.accounts.get(accountId)!;
  const bulk = new NumberBulk(store.connection);
  const rows = bulk.rows(accountId);
  const settled = settleNumbers({
    ...{ rows, before: numbersOf(fields.pbxNumbers), present },
    referenced: store.statuses.referenced(accountId),
    isElsewhere: (each) => elsewhere.includes(each) && !present.some((mine) => mine.number === each),
  });
  bulk.settle(accountId, rows, settled.rows, 1);
  const phone = (kind: string) => present.find((each) => each.kind === kind)?.number ?? '';
  const now = { pbxNumbers: numberList(present), deskPhone: phone('desk'), softPhone: phone('soft') };
  store.accounts.update(accountId, { ...fields, ...now }, null);
  return settled;
}

async function take(accountId: number, each: Step): Promise<void> {
  switch (each.do) {
    case 'sync': {
      const personal = () => store.accounts.get(accountId)!.numbers.filter(isPersonal);
      const before = personal().map(({ number: text, kind }) => [text, kind]);
      synchronize(accountId, each.phones, each.elsewhere);
      // D4: no synchronization deletes a person's number.
      expect(personal().map(({ number: text, kind }) => [text, kind])).toEqual(before);
      expect(synchronize(accountId, each.phones, each.elsewhere).changes).toEqual([]);
      return;
    }
    case 'set': {
      const { status: name, locked, makeCallFrom, whenBusy, sendCallsTo } = each;
      await client.statuses.set({
        accountId,
        name,
        locked,
        settings: { makeCallFrom, whenBusy, sendCallsTo },
      });
      return;
    }
    case 'repoint':
      await client.numbers.repoint({ accountId, from: each.from, to: each.to });
      return;
    case 'delete':
      await client.numbers.delete({ accountId, number: each.number });
      return;
    case 'give': {
      const { version } = await client.accounts.get({ accountId });
      const numbers = each.numbers.map((text) => ({ number: text, kind: 'other' as const }));
      await client.accounts.update({ accountId, version, account: { numbers } });
    }
  }
}

/** Everything about an account that rule 6 is about. */
const imageOf = (accountId: number) => ({
  numbers: store.connection
    .prepare('SELECT * FROM number WHERE account_id = ? ORDER BY number')
    .all(accountId),
  ...statusesNow(store, accountId),
});

/** A before-image with its numbers in one order, whichever it has. */
function inOrder(image: Record<string, unknown>): Record<string, unknown> {
  const { numbers } = image as { numbers?: { number: string }[] };
  if (numbers === undefined) return image;
  return { ...image, numbers: numbers.toSorted((left, right) => (left.number < right.number ? -1 : 1)) };
}

test('R6: whatever people and synchronizations do, no number goes that a status points at, and nothing else stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const key = Buffer.from(String((keys += 1)));
      const fields = { ...emptyFields(), loginId: `p${keys}`, lastName: 'P' };
      const write = { key, keyAttribute: 'number', dn: '', hash: Buffer.alloc(16), fields };
      const accountId = new AccountBulk(store.connection).create(enterpriseId, node, write, null, 0)!;
      for (const each of steps) {
        const before = imageOf(accountId);
        const { version } = store.accounts.get(accountId)!;
        const journal = store.runs.laterChanges([accountId], 0).length;
        const refused = await take(accountId, each).then(
          () => null,
          (error: unknown) => error,
        );
        const now = store.accounts.get(accountId)!;
        if (refused !== null) {
          expect(refused).toBeInstanceOf(ORPCError);
          expect((refused as ORPCError<string, unknown>).code).toMatch(/^(number|usage)\./);
        }
        const after = imageOf(accountId);
        const isSame = JSON.stringify(after) === JSON.stringify(before);
        if (refused !== null) expect(isSame).toBe(true);
        // Every change is told by the version, and what a person changed by the journal, with what it was.
        if (!isSame) expect(now.version).toBeGreaterThan(version);
        if (each.do !== 'sync') {
          const edits = store.runs.laterChanges([accountId], 0).slice(journal);
          expect(edits).toHaveLength(isSame ? 0 : 1);
          for (const { before: image } of edits) {
            expect(JSON.parse(JSON.stringify(before))).toMatchObject(inOrder(image!));
          }
        }
        // R6, A11: what a status points at is there, whatever happened to it.
        const numbers = new Map(numberRows(now).map((row) => [row.number, row]));
        for (const { number: used } of now.references) expect(numbers.has(used)).toBe(true);
        // The table of references says what the settings say.
        const said = store.statuses
          .of(accountId)!
          .edited.flatMap(({ name, settings }) =>
            referencesOf(settings).map((reference) => `${reference.number} ${name} ${reference.slot}`),
          );
        expect(
          after.references
            .map((row) => `${String(row['number'])} ${String(row['status'])} ${String(row['slot'])}`)
            .sort(),
        ).toEqual(said.sort());
        // D3: present is what the PBX has, and a person's own.
        const onPbx = new Set(numbersOf(now.fields.pbxNumbers).map((phone) => phone.number));
        for (const row of numbers.values()) {
          if (row.state !== 'present') expect(onPbx.has(row.number)).toBe(false);
          if (row.origin === 'pbx' && row.state === 'present') expect(onPbx.has(row.number)).toBe(true);
        }
        for (const each_ of onPbx) expect(numbers.has(each_)).toBe(true);
      }
      // A12: once nothing points at them, gone numbers go with the next synchronization.
      for (const name of ['Mobile', 'In a Meeting', 'Out of Office']) {
        await client.statuses.set({
          ...{ accountId, name, locked: false },
          settings: { makeCallFrom: 'prime-phone', sendCallsTo: ['prime-phone'], whenBusy: 'pbx-default' },
        });
      }
      expect(store.statuses.image(accountId)).toEqual({ statuses: [], references: [] });
      synchronize(accountId, numbersOf(store.accounts.get(accountId)!.fields.pbxNumbers), []);
      const left = store.accounts.get(accountId)!.numbers;
      expect(left.filter((row) => !isPersonal(row) && row.state !== 'present')).toEqual([]);
    }),
    { numRuns },
  );
});
