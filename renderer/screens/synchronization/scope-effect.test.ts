import { describe, expect, test } from 'vitest';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { afterApply, beforeApply, changesScope, effectWords } from './scope-effect.ts';

const everybody: PbxOptions = {
  featureProfile: 'Default Feature Profile',
  dynamicExtensionsOnly: false,
  dynamicNeedsExternal: false,
};
const groups: PbxOptions = { ...everybody, dynamicExtensionsOnly: true };
const external: PbxOptions = { ...groups, dynamicNeedsExternal: true };

test('D14: the narrower reading counts only while the box is ticked', () => {
  expect(changesScope(everybody, groups)).toBe(true);
  expect(changesScope(groups, external)).toBe(true);
  expect(changesScope(groups, everybody)).toBe(true);
  expect(changesScope(everybody, { ...everybody, dynamicNeedsExternal: true })).toBe(false);
  const other: PbxOptions = { ...everybody, featureProfile: 'Other' };
  expect(changesScope(everybody, other)).toBe(false);
});

test('before Apply nothing can be previewed, and that is said', () => {
  expect(beforeApply(groups)).toMatch(/^Not applied yet\..*wait for your approval/);
  expect(beforeApply(everybody)).not.toContain('approval');
});

describe('D14: after Apply', () => {
  const read = (name: string, dynamicExtensionsOnly: boolean | null, dynamicNeedsExternal = false) => ({
    name,
    scope: dynamicExtensionsOnly === null ? null : { dynamicExtensionsOnly, dynamicNeedsExternal },
  });

  test('nodes that were last read under the other setting are named', () => {
    const told = afterApply(groups, [read('HQ', false), read('Branch', true), read('New', null)], false);
    expect(told?.text).toContain('The next synchronization of HQ leaves out');
    expect(told?.text).toContain('they wait for your approval');
  });

  test('the narrower reading alone is a change as well, to it and from it', () => {
    const hq = [read('HQ', true)];
    expect(afterApply(external, hq, false)?.text).toContain('The next synchronization of HQ leaves out');
    expect(afterApply(groups, [read('HQ', true, true)], false)?.text).toBe(
      'The next synchronization of HQ makes accounts for the users of every PRG and MDUG. A preview shows them now.',
    );
    expect(afterApply(external, [read('HQ', true, true)], false)).toBeNull();
    // It counts only while the box is ticked.
    expect(afterApply(everybody, [read('HQ', false, true)], false)).toBeNull();
  });

  test('nothing is said when every node was read under this setting', () => {
    expect(afterApply(groups, [read('HQ', true)], false)).toBeNull();
    expect(afterApply(everybody, [read('HQ', null)], false)).toBeNull();
  });

  test('what was applied just now is said, also where no node was read yet', () => {
    expect(afterApply(groups, [], true)?.text).toContain('The next synchronization leaves out');
    expect(afterApply(everybody, [read('HQ', true)], true)?.text).toBe(
      'The next synchronization of HQ makes accounts for everybody. A preview shows them now.',
    );
  });
});

describe('D14: how many accounts it concerns', () => {
  const node = (name: string, removed: number | null, added: number | null, problem = '') => ({
    ...{ sourceId: 1, name, removed, added },
    problem: problem === '' ? null : { code: 'file.missing' as const, message: problem, hint: 'Look.' },
  });

  test.each([
    [14, 0, 'this would remove 14 accounts.'],
    [1, 2, 'this would remove 1 account and add 2 accounts.'],
    [0, 1, 'this would add 1 account.'],
    [0, 0, 'this would remove no account and add none.'],
  ])('%i that go and %i that come', (removed, added, words) => {
    const nodes = [node('HQ', removed, added)];
    expect(effectWords({ removed, added, nodes })).toEqual({
      sum: `By the exports as they are now, ${words}`,
      uncounted: [],
    });
  });

  test('a node whose export cannot be read is not counted, and that is said', () => {
    const nodes = [node('HQ', 3, 0), node('Branch', null, null, 'The folder is gone.')];
    expect(effectWords({ removed: 3, added: 0, nodes })).toEqual({
      sum: 'By the exports of HQ as they are now, this would remove 3 accounts.',
      uncounted: [{ name: 'Branch', why: 'The folder is gone. Look.' }],
    });
    expect(effectWords({ removed: 0, added: 0, nodes: nodes.slice(1) }).sum).toBeNull();
    expect(effectWords({ removed: 0, added: 0, nodes: [] }).sum).toBeNull();
  });
});
