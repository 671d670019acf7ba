import { describe, expect, test } from 'vitest';
import { fieldLabel, fieldText, identityOf, keyWord, numberOf, wordAlone } from './run-words.ts';

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

test.each([
  ['lastName', 'Last name'],
  ['number:6001', 'Number 6001'],
  ['status:Mobile', 'Status Mobile'],
  ['status:Mobile:makeCallFrom', 'Mobile, Make call from'],
  ['status:Home:name', 'Home, Name'],
  ['activeStatus', 'Active status'],
  ['whatever', 'whatever'],
])('the label of %s in a history is %s', (field, label) => {
  expect(fieldLabel(field)).toBe(label);
});

test('a status that came or went needs no arrow', () => {
  expect(wordAlone('status:Home', null, 'added')).toBe('added');
  expect(wordAlone('status:Home', 'unlocked', 'locked')).toBeNull();
  expect(wordAlone('status:Home:name', null, 'x')).toBeNull();
  expect(wordAlone('number:6001', null, 'Desk phone')).toBeNull();
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
