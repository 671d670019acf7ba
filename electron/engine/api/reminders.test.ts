import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import type { NumberRecord, Store } from '../store/index.ts';
import { letterTo } from './reminder-letter.ts';
import { remindersFor } from './reminders.ts';

const folders = new TestFolders();
let store: Store;
let enterpriseId = 0;
beforeAll(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
});
beforeEach(() => store.connection.exec('DELETE FROM account'));
afterAll(() => {
  store.close();
  folders.remove();
});

/** Noon of a day in this machine's time zone. */
const DAY = new Date(2026, 4, 3, 12).getTime();

function account(fields: Partial<AccountFields> & { loginId: string }, ...numbers: Partial<NumberRecord>[]) {
  const accountId = store.accounts.createManual(enterpriseId, { ...emptyFields(), ...fields }, null);
  for (const number of numbers) {
    const gone = { number: '6001', kind: 'desk', origin: 'pbx', state: 'deleted-on-pbx' } as const;
    store.accounts.addNumber(accountId, { ...gone, ...number }, DAY);
  }
  return accountId;
}

const point = (accountId: number, name: string, makeCallFrom: string, locked = false, whenBusy = 'none') =>
  store.statuses.put(accountId, {
    ...{ name, locked },
    settings: { makeCallFrom, sendCallsTo: [], whenBusy, whenNoAnswer: 'none' },
  });

describe('domain.md 5.5: a letter to each user who must act', () => {
  test('says why, what uses the number, and the steps for that user', () => {
    const eva = account(
      { loginId: 'eva', firstName: 'Eva', lastName: 'Brandt', email: 'eva@example.com' },
      {},
    );
    point(eva, 'Mobile', '6001', false, '6001');
    const { reminders, passedOver } = remindersFor(store, [{ accountId: eva, number: '60 01' }]);
    expect(passedOver).toEqual([]);
    expect(reminders).toEqual([
      {
        ...{
          accountId: eva,
          loginId: 'eva',
          name: 'Eva Brandt',
          email: 'eva@example.com',
          numbers: ['6001'],
        },
        subject: 'Please free the number 6001',
        body: `Hello Eva Brandt,

please free the number 6001. It only goes when none of your dynamic statuses
uses it any more.

6001 was deleted on the phone system on 2026-05-03 and is still used by:
- Mobile: Make call from, When I am on the phone

What to do:

1. Sign in to Rollcall with your login ID eva.
2. Choose Mobile, set Make call from and When I am on the phone to something
   other than 6001, then Done.
3. Choose Numbers, then 6001, then Delete.

It takes less than a minute. Thank you!
`,
      },
    ]);
  });

  test('one letter an account, also without an address; a number that somebody else has', () => {
    const eva = account(
      { loginId: 'eva', lastName: 'Brandt' },
      {},
      { number: '6002', state: 'reassigned' },
      { number: '0170', origin: 'user', kind: 'external', state: 'deleted-on-pbx' },
    );
    point(eva, 'Mobile', '6001');
    point(eva, 'Home', '6002');
    const items = ['6001', '6002', '0170', '6001'].map((number) => ({ accountId: eva, number }));
    const { reminders } = remindersFor(store, items);
    expect(reminders).toHaveLength(1);
    expect(reminders[0]).toMatchObject({
      ...{ name: 'Brandt', email: '', numbers: ['6001', '6002', '0170'] },
      subject: 'Please free the numbers 6001, 6002 and 0170',
    });
    expect(reminders[0]?.body).toContain('6002 belongs to somebody else now (since 2026-05-03)');
    expect(reminders[0]?.body).toContain('5. Choose Numbers, then 6002, then Delete.');
  });

  test('R6 ex. d: one that an administrator added is gone: its user deletes it', () => {
    const ian = account({ loginId: 'ian', lastName: 'I' }, { origin: 'manual' });
    const { reminders, passedOver } = remindersFor(store, [{ accountId: ian, number: '6001' }]);
    expect(passedOver).toEqual([]);
    expect(reminders[0]?.body).toContain('2. Choose Numbers, then 6001, then Delete.');
  });

  test('passed over is what a user cannot free, each with why', () => {
    const ian = account(
      { loginId: 'ian', lastName: 'I' },
      {},
      { number: '6002' },
      { number: '6003', state: 'present' },
    );
    point(ian, 'Mobile', '6001', true);
    const items = ['6001', '6002', '6003', '7'].map((number) => ({ accountId: ian, number }));
    const { reminders, passedOver } = remindersFor(store, [...items, { accountId: 999, number: '1' }]);
    expect(reminders).toEqual([]);
    expect(passedOver.map(({ loginId, number, why }) => `${loginId} ${number}: ${why}`)).toEqual([
      'ian 6001: Mobile is defined by an administrator, who must point it at another number.',
      'ian 6002: Nothing points at it any more: it goes with the next synchronization.',
      'ian 6003: 6003 is not gone, so nothing has to be freed.',
      'ian 7: ian has no number 7.',
      ' 1: There is no account 999.',
    ]);
  });

  test('whatever names and statuses are called, lines stay short, and nothing breaks out of its line', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 100 });
    fc.assert(
      fc.property(text, text, text, text, (name, loginId, number, status) => {
        const { subject, body } = letterTo({ name, loginId }, [
          {
            ...{ number, origin: 'pbx', state: 'deleted-on-pbx', since: null },
            uses: [{ status, places: ['Make call from'] }],
          },
        ]);
        expect(subject).not.toMatch(/[\n\r\u202e]/u);
        const lines = body.split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(78);
        expect(body).not.toMatch(/[\r\t\u202a-\u202e\u2066-\u2069]/u);
        expect(lines.filter((line) => line.startsWith('What to do:'))).toHaveLength(1);
      }),
    );
  });
});
