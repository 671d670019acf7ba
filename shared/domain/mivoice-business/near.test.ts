import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, rules } from '../../../tests/support/pbx-rules.ts';
import { compareNumbers } from '../numbers.ts';
import { difference } from './near.ts';
import { byNumber } from './order.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

describe('A15: what differs in a near match', () => {
  test.each([
    ['r&d', 'R&D', 'differs in case ("r&d" and "R&D")'],
    ['straße', 'STRASSE', 'differs in case ("straße" and "STRASSE")'],
    ['Kane ', 'Kane', 'differs in blanks ("Kane[U+0020]" and "Kane")'],
    [' Kane', 'Kane', 'differs in blanks ("[U+0020]Kane" and "Kane")'],
    ['De  Vos', 'De Vos', 'differs in blanks ("De [U+0020]Vos" and "De Vos")'],
    ['De\u00a0Vos', 'De Vos', 'differs in blanks ("De[U+00A0]Vos" and "De Vos")'],
    ['De\u200bVos', 'DeVos', 'differs in blanks ("De[U+200B]Vos" and "DeVos")'],
    ['é', 'e\u0301', 'differs in Unicode normal form ("é[U+00E9]" and "e\u0301[U+0301]")'],
    ['ﬁn', 'fin', 'differs in Unicode form ("ﬁ[U+FB01]n" and "fin")'],
    ['KANE ', 'Kane', 'differs in case, blanks or Unicode form ("KANE[U+0020]" and "Kane")'],
  ])('%j and %j', (left, right, words) => expect(difference(left, right)).toBe(words));

  test('a very long name is cut in the message', () => {
    const result = rules([
      device('3000', 'desk', `Eva ${'x'.repeat(5000)}/`),
      device('3001', 'uc', `Eva ${'X'.repeat(5000)}/`),
    ]);
    expect(issues(result)).toEqual(['warning pbx.near-match 3001 lastName']);
    expect(result.issues[0]!.message.length).toBeLessThan(600);
  });

  test('several fields are named, the first as the field', () => {
    const result = rules([device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'eva Kane/r&d')]);
    expect(result.issues[0]).toMatchObject({ subject: '3001', field: 'firstName' });
    expect(result.issues[0]!.message).toMatch(/first name differs in case .*; department differs in case/);
  });

  test('each way of writing is named once, against the lowest number', () => {
    const ways = ['Eva Kane/', 'eva Kane/', 'EVA Kane/'];
    const devices = Array.from({ length: 30 }, (_, place) =>
      device(String(3000 + place), 'desk', ways[place % 3]),
    );
    const near = issues(rules(devices)).filter((line) => line.includes('near-match'));
    expect(near).toEqual(['warning pbx.near-match 3001 firstName', 'warning pbx.near-match 3002 firstName']);
  });

  test('groups of one kind never merge, so their pilots are not near', () => {
    const devices = [device('3000', 'desk', 'Eva Kane/'), device('3001', 'desk', 'eva Kane/')];
    expect(issues(rules(devices, [prg('3000'), prg('3001')]))).toEqual([]);
    expect(issues(rules(devices, [prg('3000'), mdug('3001')]))).toEqual([
      'warning pbx.near-match 3001 firstName',
    ]);
  });
});

describe('D6: sorting many', () => {
  test('sorts as compareNumbers does', () => {
    const number = fc.string({ unit: fc.constantFrom(...'0129*#A a\uffff'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        expect(byNumber(numbers, (each) => each)).toEqual([...numbers].sort(compareNumbers));
      }),
      { numRuns },
    );
  });
});
