import { describe, expect, test } from 'vitest';
import { device, mdug, prg } from '../../../tests/support/pbx-node.ts';
import { rules, stored, type RuleOptions } from '../../../tests/support/pbx-rules.ts';
import type { Device, Group } from './index.ts';

const same = (...pairs: [number: string, of: string][]) => ({
  answers: { same: pairs.map(([number, of]) => ({ number, with: of })), separate: [] },
});

/** Who goes of an export's own accounts once it is read in another way: `2 answered`. */
function gone(
  before: [Device[], Group[]],
  devices: Device[],
  groups: Group[],
  options: RuleOptions,
): string[] {
  const result = rules(devices, groups, { ...options, accounts: stored(...before) });
  return result.gone.map(({ accountId, isAnswered }) => `${accountId}${isAnswered ? ' answered' : ''}`);
}

const pilot = device('4000', 'desk', 'Max Roe/IT');
const mobile = [device('4100', 'uc', 'Max Roe/it'), device('4101', 'minet', 'Softphone 1')];
const devices = [pilot, ...mobile];
const groups = [prg('4000'), mdug('4100', '4101')];

describe('D12, D20: whether a person said that an account goes', () => {
  test('a group whose pilot was answered to be the same person as another one', () => {
    for (const answers of [same(['4100', '4000']), same(['4000', '4100'])]) {
      expect(gone([devices, groups], devices, groups, answers)).toEqual(['2 answered']);
    }
  });

  test('not another account whose phone came into one of the groups at the same time', () => {
    const tim = device('5000', 'desk', 'Tim Day/');
    const before: [Device[], Group[]] = [[...devices, tim], groups];
    const later = [prg('4000', '5000'), mdug('4100', '4101')];
    expect(gone(before, before[0], later, same(['4100', '4000']))).toEqual(['2 answered', '3']);
  });

  test('not where one of its numbers came into a further group', () => {
    const other = device('4200', 'desk', 'Bo Ray/');
    const before: [Device[], Group[]] = [
      [...devices, other],
      [...groups, prg('4200')],
    ];
    const later = [...groups, prg('4200', '4101')];
    expect(gone(before, before[0], later, same(['4100', '4000']))).toEqual(['2']);
  });

  test('not where groups merge by themselves (D10)', () => {
    const renamed = [pilot, device('4100', 'uc', 'Max Roe/IT'), mobile[1]!];
    const inside = [prg('4000', '4100'), mdug('4100', '4101')];
    expect(gone([devices, groups], renamed, inside, {})).toEqual(['2']);
  });

  test('D14: not whom the scope leaves out', () => {
    const ted = [device('5000', 'desk', 'Ted Fox/Ops'), device('5001', 'desk', 'Ted Fox/ops')];
    const answer = same(['5001', '5000']);
    expect(gone([ted, []], ted, [], answer)).toEqual(['2 answered']);
    expect(gone([ted, []], ted, [], { ...answer, dynamicExtensionsOnly: true })).toEqual(['1', '2']);
  });

  test('R3: and whether names that nearly matched were mended at two lone phones', () => {
    const mended = (before: Device[], later: Device[], groups: Group[] = []) =>
      rules(later, groups, { accounts: stored(before) }).gone.map(({ isMended }) => isMended === true);
    const desk = device('3000', 'desk', 'Eva Kane/R&D');
    const near = device('3001', 'uc', 'Eva Kane/r&d');
    const now = device('3001', 'uc', 'Eva Kane/R&D');
    expect(mended([desk, near], [desk, now])).toEqual([true]);
    // Somebody else's phone that comes to have these names, or comes into the group, is no mended name.
    expect(mended([desk, device('3001', 'uc', 'Sam Poe/R&D')], [desk, now])).toEqual([false]);
    expect(mended([desk, near], [desk, near], [prg('3000', '3001')])).toEqual([false]);
  });
});
