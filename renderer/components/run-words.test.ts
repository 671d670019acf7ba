import { describe, expect, test } from 'vitest';
import { fieldText, identityOf, keyWord, numberOf } from './run-words.ts';

describe('values as they are shown', () => {
  test.each([
    ['pbxNumbers', '3000 desk, 3001 soft', '3000 Desk phone, 3001 Softphone'],
    ['softPhoneKind', 'uc-endpoint', 'UC Endpoint'],
    ['softPhoneKind', '', ''],
    ['orphan', 'yes', 'Yes: gone from the PBX'],
    ['group', 'MDUG', 'MDUG'],
    ['lastName', 'minet', 'minet'],
    ['lastName', null, ''],
  ])('%s %j: %s', (field, value, text) => {
    expect(fieldText(field, value)).toBe(text);
  });
});

test('the number of a row is the one that came, or the one that went', () => {
  expect(numberOf({ fields: { number: [null, '3001'], numberKind: [null, 'soft'] } })).toEqual({
    number: '3001',
    kind: 'Softphone',
  });
  expect(numberOf({ fields: { number: ['3001', null] } })).toEqual({ number: '3001', kind: '' });
});

test('D8: both names, before and after; one that stays is not in the row', () => {
  expect(identityOf({ fields: { firstName: ['Eva', 'Tom'], lastName: ['Kane', 'Fox'] } })).toEqual({
    before: 'Eva Kane',
    after: 'Tom Fox',
  });
});

test('an entry is known by its DN, a person of a PBX by a number', () => {
  expect(keyWord('uid=eva,dc=example,dc=com')).toBe('Entry');
  expect(keyWord('3000')).toBe('Number');
});
