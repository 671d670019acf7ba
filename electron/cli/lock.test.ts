import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';

const answers: Answers = {
  'session.lock': () => ({ isSet: true, idleMinutes: 20 }),
  'session.setLock': (input) => {
    const { next, idleMinutes = 15 } = input as { next: string | null; idleMinutes?: number };
    return { isSet: next !== null, idleMinutes };
  },
};
/** Standard input that comes in pieces, and does not end after its first line. */
const typed = (...pieces: string[]) =>
  (async function* () {
    await Promise.resolve();
    for (const piece of pieces) yield Buffer.from(piece);
  })();
const endless = (line: string) =>
  (async function* () {
    yield Buffer.from(line);
    await new Promise(() => undefined);
  })();
const given = (calls: [string, unknown][]) =>
  calls.filter(([name]) => name === 'session.setLock').map(([, input]) => input);

describe('rollcall lock', () => {
  test('says whether there is one', async () => {
    const locked = await runCommand(['lock'], answers);
    expect([locked.status, locked.stdout]).toEqual([
      0,
      'Locked with a password; it locks itself after 20 minutes without use.\n',
    ]);
    const free = await runCommand(['lock'], { 'session.lock': () => ({ isSet: false, idleMinutes: 15 }) });
    expect(free.stdout).toBe('No lock: whoever opens the app is the administrator.\n');
    const json = await runCommand(['lock', '--json'], answers);
    expect(JSON.parse(json.stdout)).toEqual({ isSet: true, idleMinutes: 20 });
  });

  test('set takes the password from one line of standard input, and keeps the minutes', async () => {
    for (const stdin of [
      endless('correct horse\n'),
      typed('correct', ' horse\r\n', 'more\n'),
      typed('correct horse'),
      typed('\uFEFFcorrect horse\n'),
    ]) {
      const { status, calls, stdout } = await runCommand(['lock', 'set'], answers, { stdin });
      expect(status).toBe(0);
      expect(given(calls)).toEqual([{ next: 'correct horse', idleMinutes: 20 }]);
      expect(stdout).not.toContain('horse');
    }
  });

  test('set takes the password from the environment, and minutes where they are given', async () => {
    const env = { ROLLCALL_LOCK_PASSWORD: 'correct horse' };
    const { calls } = await runCommand(['lock', 'set', '--idle', '1'], answers, { env, stdin: endless('') });
    expect(given(calls)).toEqual([{ next: 'correct horse', idleMinutes: 1 }]);
  });

  test('set without a password, or with an argument, is wrong usage', async () => {
    expect(await runCommand(['lock', 'set'], answers)).toMatchObject({ status: 64, calls: [] });
    const argument = await runCommand(['lock', 'set', 'correct horse'], answers);
    expect(argument).toMatchObject({ status: 64, calls: [] });
    const long = await runCommand(['lock', 'set'], answers, { stdin: typed('x'.repeat(10_000)) });
    expect(long).toMatchObject({ status: 64, calls: [] });
    const idle = await runCommand(['lock', 'set', '--idle', '0'], answers);
    expect(idle.status).toBe(64);
  });

  test('a password that is too weak is refused', async () => {
    const weak: Answers = {
      ...answers,
      'session.setLock': () => {
        throw new ORPCError('password.weak', { message: 'The password has fewer than 10 characters.' });
      },
    };
    const { status, stderr } = await runCommand(['lock', 'set'], weak, { stdin: typed('short\n') });
    expect(status).toBe(64);
    expect(stderr).not.toContain('short');
  });

  test('remove takes it away', async () => {
    const { status, stdout, calls } = await runCommand(['lock', 'remove'], answers);
    expect(status).toBe(0);
    expect(given(calls)).toEqual([{ next: null }]);
    expect(stdout).toBe('No lock: whoever opens the app is the administrator.\n');
  });
});
