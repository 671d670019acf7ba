import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { AccountBulk, type Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PEOPLE = 100_000;
/** Helpers of the engine work beside it, and other tests slow the memory down; what a person feels is less. */
const GENEROUS = 4;
const sort = { column: 'lastName', descending: false } as const;

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect(store);
  const enterpriseId = store.enterprises.create(enterpriseValues('Big'), 1);
  const { sourceId } = createSource(store, enterpriseId, 'HQ directory');
  store.profiles.put(enterpriseId, { name: 'Desk' });
  const { profileId } = store.profiles.find(enterpriseId, 'Desk')!;
  const bulk = new AccountBulk(store.connection);
  const parts = ['mül', 'schm', 'berg', 'han', 'sen', 'ka', 'ro', 'li', 'ström', 'weiß', 'er', 'ova', 'dt'];
  const name = (seed: number) => {
    const letters = [11, 7, 5].map((step) => parts[Math.floor(seed / step) % parts.length]!).join('');
    return letters[0]!.toUpperCase() + letters.slice(1);
  };
  store.transaction(() =>
    bulk.loadIntoEmpty(() => {
      for (let at = 0; at < PEOPLE; at += 1) {
        const [firstName, lastName] = [name(at * 31), name(at * 17)];
        const fields = {
          ...emptyFields(),
          loginId: `user${at}`,
          firstName,
          lastName,
          email: `${firstName}.${lastName}.${at}@example.org`,
          department: `Department ${at % 150}`,
          deskPhone: String(100_000 + at),
          softPhone: at % 3 === 0 ? String(300_000 + at) : '',
          pbxNode: 'node-1',
        };
        const key = Buffer.from(`key ${at}`);
        const write = { key, keyAttribute: 'entryUUID', dn: `uid=user${at}`, hash: Buffer.alloc(16), fields };
        bulk.create(enterpriseId, sourceId, write, at % 2 === 0 ? profileId : null, 1);
      }
    }),
  );
  store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: 'by-hand', lastName: 'Zz' }, null);
});
afterAll(() => {
  store.close();
  folders.remove();
});

function connect(on: Store) {
  const services = { store: on } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
}

/** Milliseconds of processor time that each of the calls took: what else the machine does is left out. */
async function timed(calls: (() => Promise<unknown>)[]): Promise<number[]> {
  const times: number[] = [];
  for (const call of calls) {
    const start = process.cpuUsage();
    await call();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return times.sort((left, right) => left - right);
}

const at = (times: number[], part: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * part))]!;
const report = (what: string, times: number[]) =>
  process.stdout.write(
    `${what}: median ${at(times, 0.5).toFixed(1)} ms, p99 ${at(times, 0.99).toFixed(1)} ms\n`,
  );

describe('100,000 accounts', () => {
  test('opening the screen moves less than 200 KB', async () => {
    const enterprise = 'big';
    let bytes = 0;
    const times = await timed([
      async () => {
        const window = await client.accounts.query({ enterprise, sort, offset: 0, limit: 100 });
        expect(window.total).toBe(PEOPLE + 1);
        bytes += JSON.stringify(window).length;
      },
      async () => {
        const facets = await client.accounts.facets({ enterprise });
        expect(facets).toMatchObject({
          total: PEOPLE + 1,
          sources: [
            { name: 'HQ directory', accounts: PEOPLE },
            { sourceId: 0, accounts: 1 },
          ],
          profiles: [
            { name: 'Desk', accounts: PEOPLE / 2 },
            { profileId: 0, accounts: PEOPLE / 2 + 1 },
          ],
          groups: [
            { group: 'PRG', accounts: 0 },
            { group: 'MDUG', accounts: 0 },
            { group: 'none', accounts: PEOPLE + 1 },
          ],
          inactive: 0,
          held: 0,
        });
        bytes += JSON.stringify(facets).length;
      },
    ]);
    report(`opening (${bytes} bytes)`, times);
    expect(bytes).toBeLessThan(200_000);
    expect(at(times, 1)).toBeLessThan(500 * GENEROUS);
  });

  test('200 windows anywhere, and every letter typed, come within 50 ms', async () => {
    const enterprise = 'big';
    const windows = Array.from({ length: 200 }, (_, index) => () => {
      const offset = (index * 7919) % PEOPLE;
      return client.accounts.query({ enterprise, sort, offset, limit: 100 });
    });
    const moved = await timed(windows);
    report('a window', moved);
    const word = 'muller 4711';
    const letters = [...word].flatMap((_, index) => {
      const text = word.slice(0, index + 1);
      return [
        () => client.accounts.query({ enterprise, text, sort, offset: 0, limit: 100 }),
        () => client.accounts.facets({ enterprise, text }),
      ];
    });
    const typed = await timed(letters);
    report('a letter', typed);
    expect(at(moved, 0.99)).toBeLessThan(50 * GENEROUS);
    expect(at(typed, 0.99)).toBeLessThan(50 * GENEROUS);
  });

  test('an edit costs the next window no new reading of everything', async () => {
    const enterprise = 'big';
    const { accountId, fields } = store.accounts.find(1, 'user77')!;
    const times = await timed(
      Array.from({ length: 20 }, (_, index) => async () => {
        const lastName = `Aaa ${String(index).padStart(2, '0')}`;
        store.accounts.update(accountId, { ...fields, lastName }, null);
        const { rows } = await client.accounts.query({ enterprise, sort, offset: 0, limit: 1 });
        expect(rows[0]).toMatchObject({ accountId, lastName });
      }),
    );
    report('after an edit', times);
    expect(at(times, 0.5)).toBeLessThan(100 * GENEROUS);
  });
});
