import { expect, test } from 'vitest';
import { numberText } from './number-words.ts';

test('a plain number says where it comes from', () => {
  expect(numberText({ number: '3000', kind: 'desk', origin: 'pbx', state: 'present', heldBy: [] })).toBe(
    'from the PBX',
  );
});

test('a number that was added by hand says so once', () => {
  expect(
    numberText({ number: '1', kind: 'other', origin: 'manual', state: 'present', heldBy: ['manual'] }),
  ).toBe('added by hand');
});

test('a deleted number names the statuses that hold it', () => {
  expect(
    numberText({
      number: '6001',
      kind: 'desk',
      origin: 'pbx',
      state: 'deleted-on-pbx',
      heldBy: ['status:Mobile', 'status:In a Meeting'],
    }),
  ).toBe('from the PBX, deleted on the PBX, held by the statuses Mobile, In a Meeting');
});
