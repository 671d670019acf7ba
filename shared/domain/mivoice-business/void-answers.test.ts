import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { issues, matches, people, rest, rules, stored } from '../../../tests/support/pbx-rules.ts';
import type { Names } from './names.ts';
import type { PersonAnswers } from './index.ts';

const names = (person: string): Names => {
  const { firstName, lastName, department } = device('1', 'desk', person);
  return { firstName, lastName, department };
};

/** `5001 = 5000` with the names that both had then; `-`: not known. */
const said = (...given: [number: string, of: string, was?: [number: string, of: string]][]) => ({
  answers: {
    same: given.map(([number, of, [own, other] = ['-', '-']]) => ({
      ...{ number, with: of },
      was: { ...(own !== '-' && { number: names(own) }), ...(other !== '-' && { with: names(other) }) },
    })),
    separate: [],
  } satisfies PersonAnswers,
});

const TED = 'Ted Fox/Ops';
const ted = device('5000', 'desk', TED);
const second = device('5001', 'desk', TED);
const ann = device('5000', 'desk', 'Ann Lee/HR');
const bothTeds = said(['5001', '5000', [TED, TED]]);

describe('D12: an answer holds for the people it was given for', () => {
  const accounts = stored([ted, second], [], bothTeds);

  test('it acts while both are who they were', () => {
    const result = rules([ted, second], [], { ...bothTeds, accounts });
    expect(people(result)).toEqual(['5000 Ted Fox/Ops: desk 5000: 5000 desk, 5001 desk']);
    expect(issues(result)).toEqual(['info pbx.answered 5001']);
  });

  test("D6: the other number is somebody else's now: nobody gets the phone, and a warning says who is there", () => {
    const result = rules([ann, device('5010', 'desk', TED), second], [], { ...bothTeds, accounts });
    expect(people(result)).toEqual([
      '5000 Ann Lee/HR: desk 5000: 5000 desk',
      '5001 Ted Fox/Ops: desk 5001: 5001 desk',
    ]);
    expect(rest(result)).toEqual(['5010 pbx.needs-group 5001']);
    const [warning] = result.issues.filter(({ code }) => code === 'pbx.answered');
    expect(warning).toEqual({
      ...{ severity: 'warning', code: 'pbx.answered', subject: '5001', field: '' },
      message:
        'The answer that 5001 is the same person as 5000 does not act any more: 5000 was Ted Fox and is Ann Lee now. Answer anew on the page of the node, or take the answer back.',
    });
  });

  test('D8 (4): the joined number is somebody else: they are a person of their own', () => {
    const result = rules([ted, device('5001', 'desk', 'Ann Lee/HR')], [], { ...bothTeds, accounts });
    expect(matches(result)).toEqual(['5000 Ted Fox/Ops same 1', '5001 Ann Lee/HR new -']);
    expect(issues(result)).toEqual(['warning pbx.answered 5001']);
  });

  test('both are others: one warning names both', () => {
    const result = rules([ann, device('5001', 'desk', 'Bo Ray/')], [], { ...bothTeds, accounts });
    expect(result.issues.map(({ message }) => message)).toEqual([
      'The answer that 5001 is the same person as 5000 does not act any more: 5001 was Ted Fox and is Bo Ray now; 5000 was Ted Fox and is Ann Lee now. Answer anew on the page of the node, or take the answer back.',
    ]);
  });

  test.each([
    ['a last name that changed (marriage)', 'Ted Hall/Ops', true],
    ['a first name that changed', 'Teddy Fox/Ops', true],
    ['another department (transfer)', 'Ted Fox/HR', true],
    ['both names changed, though the department stayed', 'Ann Lee/Ops', false],
    ['names that were cleared', '/Ops', false],
  ])('D8 (3), (4): %s', (_, person, acts) => {
    const result = rules([device('5000', 'desk', person), second], [], bothTeds);
    expect(result.people.some(({ numbers }) => numbers.length === 2)).toBe(acts);
    expect(issues(result)).toContain(`${acts ? 'info' : 'warning'} pbx.answered 5001`);
  });

  test('a name of blanks that stays is no name that stays', () => {
    const before = said(['5001', '5000', [TED, '  Kane/']]);
    const blank = { ...device('5000', 'desk', ''), firstName: ' ', lastName: 'Roe' };
    const was = { ...blank, lastName: 'Kane' };
    before.answers.same[0]!.was.with = { firstName: was.firstName, lastName: was.lastName, department: '' };
    expect(issues(rules([was, second], [], before))).toEqual(['info pbx.answered 5001']);
    expect(issues(rules([blank, second], [], before))).toEqual(['warning pbx.answered 5001']);
  });

  test.each([
    ['nobody', '/'],
    ['an account named after its number (A19)', ' 5000/'],
  ])('who was %s may be named', (_, was) => {
    const result = rules([ann, second], [], said(['5001', '5000', [TED, was]]));
    expect(issues(result)).toEqual(['info pbx.answered 5001']);
  });

  test('an answer of before acts as it did', () => {
    for (const answers of [
      said(['5001', '5000']).answers,
      { same: [{ number: '5001', with: '5000' }], separate: [] },
    ]) {
      expect(people(rules([ann, second], [], { answers }))).toEqual([
        '5000 Ann Lee/HR: desk 5000: 5000 desk, 5001 desk',
      ]);
    }
  });

  test('one name that is known is enough', () => {
    expect(issues(rules([ann, second], [], said(['5001', '5000', ['-', TED]])))).toEqual([
      'warning pbx.answered 5001',
    ]);
  });

  test('a chain breaks where somebody else is, and holds behind', () => {
    const a = device('6001', 'desk', 'A X/');
    const b = device('6002', 'uc', 'B Y/');
    const chain = said(['6002', '6001', ['B Y/', 'A X/']], ['6001', '5000', ['A X/', TED]]);
    expect(rules([ted, a, b], [], chain).people).toHaveLength(1);
    expect(people(rules([ann, a, b], [], chain))).toEqual([
      '5000 Ann Lee/HR: desk 5000: 5000 desk',
      '6001 A X/: desk 6001, soft 6002 uc-endpoint: 6001 desk, 6002 soft',
    ]);
    const middle = rules([ted, device('6001', 'desk', 'Bo Ray/'), b], [], chain);
    expect(middle.people.map(({ key }) => key)).toEqual(['5000', '6001', '6002']);
    expect(issues(middle)).toEqual(['warning pbx.answered 6001', 'warning pbx.answered 6002']);
  });

  test('D10: two groups part again', () => {
    const groups = [prg('4000'), mdug('4100')];
    const answers = said(['4100', '4000', ['Max Roe/it', 'Max Roe/IT']]);
    const mobile = device('4100', 'uc', 'Max Roe/it');
    expect(rules([device('4000', 'desk', 'Max Roe/IT'), mobile], groups, answers).people).toHaveLength(1);
    const result = rules([device('4000', 'desk', 'Ann Lee/HR'), mobile], groups, answers);
    expect(result.people.map(({ key }) => key)).toEqual(['4000', '4100']);
    expect(issues(result)).toEqual(['warning pbx.answered 4100']);
  });

  test.each([
    ['is not there', [second]],
    ['has two rows (D19)', [ann, ann, second]],
  ])('nothing is said of a number that %s: its answer does not act', (_, devices) => {
    expect(rules(devices, [], bothTeds).issues.filter(({ code }) => code === 'pbx.answered')).toEqual([]);
  });
});
