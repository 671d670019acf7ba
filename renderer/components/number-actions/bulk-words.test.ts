import { describe, expect, test } from 'vitest';
import type { BulkRow } from '../../../shared/contract/index.ts';
import {
  actionWord,
  MOST_NUMBERS,
  onlyAccount,
  ownerText,
  placeText,
  placeWord,
  sumText,
  whyNotMany,
  whyNotRelease,
  whyNotRemind,
} from './bulk-words.ts';

const place: BulkRow['places'][number] = {
  status: 'Mobile',
  slot: 'makeCallFrom',
  locked: false,
  from: '4001',
  to: 'prime-phone',
};
const row = (more: Partial<BulkRow> = {}): BulkRow => ({
  accountId: 1,
  loginId: '4000',
  firstName: 'Max',
  lastName: 'Roe',
  number: '4001',
  result: 'done',
  why: '',
  places: [place],
  deletes: false,
  breaks: [],
  ...more,
});

describe('what is done with many numbers', () => {
  test('a place says what it is now, and what it becomes', () => {
    expect(placeText(place)).toBe('Mobile, Make call from: 4001 → Prime phone');
    expect(placeText({ ...place, to: '' })).toBe('Mobile, Make call from: 4001 → nothing');
    expect(placeText({ ...place, slot: 'whenBusy', to: 'pbx-default' })).toBe(
      'Mobile, When I am on the phone: 4001 → PBX default',
    );
    expect(placeWord('voicemail')).toBe('Voicemail');
  });

  test('an account is called by name and login', () => {
    expect(ownerText(row())).toBe('Max Roe (4000)');
    expect(ownerText(row({ firstName: '', lastName: '' }))).toBe('4000');
  });

  test('the sum counts places, deletions, and what is left', () => {
    expect(sumText([row()])).toBe('1 place changed');
    expect(
      sumText([
        row({ deletes: true }),
        row({ places: [place, place], deletes: true }),
        row({ result: 'refused', why: 'It is gone.', places: [place] }),
      ]),
    ).toBe('3 places changed, 2 numbers deleted, 1 number left as it is');
    expect(actionWord('repoint', 3)).toBe('Re-point 3 numbers');
    expect(actionWord('release', 1)).toBe('Release 1 number');
  });

  test('numbers of one account can be pointed at another of its numbers', () => {
    const item = (accountId: number) => ({ accountId, number: '4001' });
    expect(onlyAccount([])).toBeNull();
    expect(onlyAccount([item(1), item(1)])).toBe(1);
    expect(onlyAccount([item(1), item(2)])).toBeNull();
  });

  test('why not', () => {
    expect(whyNotMany([])).toBe('Choose numbers first.');
    expect(whyNotMany([1])).toBeNull();
    expect(whyNotMany(Array.from({ length: MOST_NUMBERS + 1 }))).toMatch(/^At most 500 numbers/);
    expect(whyNotRelease({ heldBy: ['manual'] })).toBe('No status points at it.');
    expect(whyNotRelease({ heldBy: ['status:Mobile'] })).toBeNull();
    expect(whyNotRemind({ held: true, mustAct: 'user' })).toBeNull();
    expect(whyNotRemind({ held: true, mustAct: 'administrator' })).toMatch(/an administrator must/);
    expect(whyNotRemind({ held: false, mustAct: null })).toMatch(/nobody has to act/);
  });
});
