import { expect, test } from 'vitest';
import { QuitGuard } from './quit-guard.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function setUp(unattended = false) {
  const asked: number[] = [];
  let quits = 0;
  let answer: (quit: boolean) => void = () => undefined;
  const guard = new QuitGuard({
    unattended,
    ask: (jobs) => {
      asked.push(jobs);
      return new Promise((resolve) => (answer = resolve));
    },
    quit: () => (quits += 1),
  });
  return {
    guard,
    asked,
    quits: () => quits,
    answer: async (quit: boolean) => {
      answer(quit);
      await settle();
    },
  };
}

test('with nothing running the app quits unasked', () => {
  const { guard, asked } = setUp();
  expect(guard.mayQuit()).toBe(true);
  guard.setRunning(new Set([1]));
  guard.setRunning(new Set());
  expect(guard.mayQuit()).toBe(true);
  expect(asked).toEqual([]);
});

test('while something runs it asks, once at a time, and stays when the person says so', async () => {
  const { guard, asked, quits, answer } = setUp();
  guard.setRunning(new Set([1]));
  expect([guard.mayQuit(), guard.mayQuit()]).toEqual([false, false]);
  expect(asked).toEqual([1]);
  await answer(false);
  expect(quits()).toBe(0);
  // Another time is another question.
  expect(guard.mayQuit()).toBe(false);
  expect(asked).toEqual([1, 1]);
});

test('who said quit is not asked again about the same jobs, and about new ones is', async () => {
  const { guard, asked, quits, answer } = setUp();
  guard.setRunning(new Set([1, 2]));
  expect(guard.mayQuit()).toBe(false);
  await answer(true);
  expect(quits()).toBe(1);
  expect(guard.mayQuit()).toBe(true);
  // A page with unsaved changes stood in the way, and meanwhile a schedule started something.
  guard.setRunning(new Set([2, 3]));
  expect(guard.mayQuit()).toBe(false);
  expect(asked).toEqual([2, 2]);
});

test('a question that cannot be put keeps nobody from quitting', async () => {
  let quits = 0;
  const guard = new QuitGuard({
    unattended: false,
    ask: () => Promise.reject(new Error('no display')),
    quit: () => (quits += 1),
  });
  guard.setRunning(new Set([1]));
  expect(guard.mayQuit()).toBe(false);
  await settle();
  expect([quits, guard.mayQuit()]).toEqual([1, true]);
});

test('where nobody is there to answer, nobody is asked', () => {
  const { guard, asked } = setUp(true);
  guard.setRunning(new Set([1]));
  expect(guard.mayQuit()).toBe(true);
  expect(asked).toEqual([]);
});
