import { expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';

interface Item {
  accountId: number;
  number: string;
}

/** So many accounts, each with two held numbers that come in the order of the numbers. */
function held(count: number): Answers {
  const rows = ['6001', '6002'].flatMap((number) =>
    Array.from({ length: count }, (_, at) => ({ accountId: at + 1, number })),
  );
  return {
    'numbers.list': (input) => {
      const { offset, limit } = input as { offset: number; limit: number };
      return { total: rows.length, rows: rows.slice(offset, offset + limit), counts: {} };
    },
    'numbers.reminders': (input) => {
      const { items } = input as { items: Item[] };
      const ids = [...new Set(items.map(({ accountId }) => accountId))];
      return {
        reminders: ids.map((accountId) => ({
          ...{ accountId, loginId: `u${accountId}`, name: '=Eva', email: accountId === 1 ? 'e@x' : '' },
          numbers: items.filter((item) => item.accountId === accountId).map(({ number }) => number),
          ...{ subject: 'Please free', body: 'Hello,\n\u001b[2Jplease.\n' },
        })),
        passedOver: [{ loginId: 'ian', number: '7', why: 'Locked.' }],
      };
    },
  };
}

test('a letter each, and on standard error whom no letter helps', async () => {
  const { status, stdout, stderr, calls } = await runCommand(
    ['numbers', 'remind', '--enterprise', 'acme'],
    held(2),
  );
  expect(status).toBe(0);
  expect(calls[0]).toEqual(['numbers.list', { held: true, enterprise: 'acme', offset: 0, limit: 1000 }]);
  expect(stdout).toBe(
    [
      'To: e@x\nSubject: Please free\n\nHello,\n\ufffd[2Jplease.\n\n',
      'To: u2 (no e-mail address)\nSubject: Please free\n\nHello,\n\ufffd[2Jplease.\n\n',
      '2 letters.\n',
    ].join(''),
  );
  expect(stderr).toContain('7 of ian: Locked.');
});

test('every account gets one letter, however many there are', async () => {
  const { stdout, calls } = await runCommand(['--json', 'numbers', 'remind'], held(700));
  const asked = calls
    .filter(([path]) => path === 'numbers.reminders')
    .map(([, input]) => input as { items: Item[] });
  expect(asked.map(({ items }) => items.length)).toEqual([500, 500, 400]);
  const { reminders } = JSON.parse(stdout) as { reminders: { numbers: string[] }[] };
  expect(reminders).toHaveLength(700);
  expect(reminders.every(({ numbers }) => numbers.length === 2)).toBe(true);
});

test('as CSV, which no spreadsheet runs; and nobody to remind', async () => {
  const { stdout } = await runCommand(['numbers', 'remind', '--csv'], held(1));
  expect(stdout).toBe(
    '\ufeffLogin ID,Name,Email Address,Numbers,Subject,Text\r\n' +
      'u1,\'=Eva,e@x,"6001;6002",Please free,"Hello,\n\u001b[2Jplease.\n"\r\n',
  );
  expect((await runCommand(['numbers', 'remind'], held(0))).stdout).toBe('No user has to be reminded.\n');
});
