import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { forgetTries, guessed, guessing, lockedUntil } from './throttle.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 50 * numRuns });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const folders = new TestFolders();
let store: Store;
let now = 1_000_000;
beforeAll(() => {
  store = openQuickStore(folders.next());
});
beforeEach(() => {
  store.connection.exec('DELETE FROM sign_in_try');
});
afterAll(() => {
  store.close();
  folders.remove();
});

const services = () =>
  ({ store, now: () => now, write: <T>(work: () => T) => store.write(work) }) as unknown as Services;

/** How a guess ends: `right`, `wrong`, or for how many seconds nobody may guess. */
async function guess(right: boolean, name = '1/ann'): Promise<'right' | 'wrong' | number> {
  const error: unknown = await guessing(services(), name, () => Promise.resolve(right)).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return 'right';
  if (!(error instanceof RollcallError)) throw new Error('the guess failed', { cause: error });
  if (error.code === 'sign-in.refused') return 'wrong';
  expect(error.code).toBe('sign-in.locked');
  return error.details!['waitSeconds'] as number;
}
const wrong = () => guess(false);

describe('wrong tries', () => {
  test('three cost nothing, two more cost seconds, and after five nobody may try for a quarter of an hour', async () => {
    expect([await wrong(), await wrong(), await wrong()]).toEqual(['wrong', 'wrong', 'wrong']);
    expect(await guess(true)).toBe(1);
    now += SECOND;
    expect(await wrong()).toBe('wrong');
    expect(await wrong()).toBe(2);
    now += 2 * SECOND;
    expect(await wrong()).toBe('wrong');
    expect(await guess(true)).toBe(15 * 60);
    expect(lockedUntil(services(), '1/ann')).toBe(now + 15 * MINUTE);
    now += 15 * MINUTE - 1;
    expect(await guess(true)).toBe(1);
    now += 1;
    expect(lockedUntil(services(), '1/ann')).toBeNull();
    expect(await wrong()).toBe('wrong');
    expect(await wrong()).toBe(15 * 60);
    now += 15 * MINUTE;
    expect(await guess(true)).toBe('right');
    expect([await wrong(), await wrong(), await wrong()]).toEqual(['wrong', 'wrong', 'wrong']);
  });

  test('they are forgotten after an hour, and are of one name only', async () => {
    for (let at = 0; at < 3; at += 1) await wrong();
    expect(await guess(true, '1/bob')).toBe('right');
    now += HOUR;
    expect([await wrong(), await wrong(), await wrong()]).toEqual(['wrong', 'wrong', 'wrong']);
  });

  test('many at once count like many one after the other', async () => {
    let asked = 0;
    const ends = await Promise.all(
      Array.from({ length: 50 }, () =>
        guessing(services(), '1/ann', async () => {
          asked += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return false;
        }).catch((error: unknown) => (error as RollcallError).code),
      ),
    );
    expect(asked).toBe(3);
    expect(ends.filter((code) => code === 'sign-in.refused')).toHaveLength(3);
    expect(ends.filter((code) => code === 'sign-in.locked')).toHaveLength(47);
  });

  test('a check that failed was no try, and does not wipe out the wrong ones beside it', async () => {
    const failing = () =>
      guessing(services(), '1/ann', () => Promise.reject(new RollcallError('sign-in.unavailable', 'Down.')));
    for (let at = 0; at < 10; at += 1) {
      await expect(failing()).rejects.toMatchObject({ code: 'sign-in.unavailable' });
    }
    expect(store.signIns.tries('1/ann')).toBeUndefined();
    let fail: (error: Error) => void = () => undefined;
    const slow = guessing(services(), '1/ann', () => new Promise((_, reject) => (fail = reject)));
    slow.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([await wrong(), await wrong()]).toEqual(['wrong', 'wrong']);
    fail(new Error('gone'));
    await expect(slow).rejects.toThrow('gone');
    expect(store.signIns.tries('1/ann')).toMatchObject({ wrong: 2, lockedUntil: null });
  });

  test('a guess that was made counts, whatever became of it', async () => {
    const spent = () =>
      guessed(services(), '1/ann', (spend) => {
        spend();
        return Promise.reject(new RollcallError('sign-in.unavailable', 'It hung up.'));
      });
    for (let at = 0; at < 5; at += 1) {
      await expect(spent()).rejects.toMatchObject({ code: 'sign-in.unavailable' });
      now += 10 * SECOND;
    }
    await expect(spent()).rejects.toMatchObject({ code: 'sign-in.locked' });
    expect(await guess(true)).toBe(15 * 60 - 10);
  });

  test('tries that nothing could be said about are limited too, more laxly', async () => {
    let asked = 0;
    const failing = () =>
      guessing(services(), '1/ann', () => {
        asked += 1;
        return Promise.reject(new RollcallError('sign-in.unavailable', 'Down.'));
      }).catch((error: unknown) => (error as RollcallError).code);
    for (let at = 0; at < 20; at += 1) expect(await failing()).toBe('sign-in.unavailable');
    expect(await failing()).toBe('sign-in.locked');
    expect(await guess(true)).toBe(15 * 60);
    expect(lockedUntil(services(), '1/ann')).toBe(now + 15 * MINUTE);
    expect(await guess(true, '1/bob')).toBe('right');
    now += 15 * MINUTE;
    expect([await failing(), await failing()]).toEqual(['sign-in.unavailable', 'sign-in.locked']);
    expect(asked).toBe(21);
    forgetTries(services(), '1/ann');
    expect(lockedUntil(services(), '1/ann')).toBeNull();
    expect(await failing()).toBe('sign-in.unavailable');
    expect(await guess(true)).toBe('right');
    expect(store.connection.prepare('SELECT name FROM sign_in_try').all()).toEqual([]);
  });

  test('what comes of a right guess is done together with forgetting the tries, and may still refuse', async () => {
    await wrong();
    let done = 0;
    const right = (busy: boolean, answer: string | null) => {
      let writes = 0;
      const write = <T>(work: () => T) => {
        writes += 1;
        if (busy && writes > 1) return Promise.reject(new RollcallError('store.busy', 'Busy.'));
        return store.write(work);
      };
      return guessed({ ...services(), write }, '1/ann', () =>
        Promise.resolve(() => {
          done += 1;
          return answer;
        }),
      );
    };
    await expect(right(true, 'in')).rejects.toMatchObject({ code: 'store.busy' });
    expect(done).toBe(0);
    await expect(right(false, null)).rejects.toMatchObject({ code: 'sign-in.refused' });
    expect(store.signIns.tries('1/ann')).toMatchObject({ wrong: 3 });
    now += SECOND;
    expect(await right(false, 'in')).toBe('in');
    expect(store.signIns.tries('1/ann')).toBeUndefined();
  });

  test('a clock that is set back keeps nobody out for longer than a lock lasts', async () => {
    for (let at = 0; at < 5; at += 1) {
      await wrong();
      now += 10 * SECOND;
    }
    now -= 24 * HOUR;
    expect(lockedUntil(services(), '1/ann')).toBe(now + 15 * MINUTE);
    expect(await guess(true)).toBe(15 * 60);
    now += 10 * MINUTE;
    expect(await guess(true)).toBe(5 * 60);
    now += 5 * MINUTE;
    expect(await guess(true)).toBe('right');
  });

  test('however anybody tries, they guess eight times an hour at most', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            wait: fc.oneof(
              fc.constantFrom(0, SECOND, 4 * SECOND, 15 * MINUTE, HOUR),
              fc.nat(2 * HOUR),
              fc.nat(5 * SECOND),
            ),
            atOnce: fc.integer({ min: 1, max: 6 }),
            fails: fc.constantFrom('no', 'before', 'after'),
          }),
          { maxLength: 40 },
        ),
        async (steps) => {
          store.connection.exec('DELETE FROM sign_in_try');
          const guesses: number[] = [];
          for (const { wait, atOnce, fails } of steps) {
            now += wait;
            const calls = Array.from({ length: atOnce }, (_, index) =>
              guessed(services(), '1/ann', async (spend) => {
                await Promise.resolve();
                if (fails === 'before' && index === 0) throw new Error('nothing was tried');
                guesses.push(now);
                spend();
                if (fails === 'after') throw new Error('it was tried');
                return null;
              }),
            );
            await Promise.allSettled(calls);
          }
          for (const [index, at] of guesses.entries()) {
            expect(guesses.slice(index).filter((each) => each < at + HOUR).length).toBeLessThanOrEqual(8);
          }
        },
      ),
      { numRuns },
    );
  });
});
