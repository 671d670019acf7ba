import { describe, expect, test } from 'vitest';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { afterApply, beforeApply, changesScope } from './scope-effect.ts';

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
  expect(changesScope(everybody, { ...everybody, featureProfile: 'Other' })).toBe(false);
});

test('before Apply nothing can be previewed, and that is said', () => {
  expect(beforeApply(groups)).toMatch(/^Not applied yet\..*wait for your approval/);
  expect(beforeApply(everybody)).not.toContain('approval');
});

describe('D14: after Apply', () => {
  const read = (name: string, dynamicExtensionsOnly: boolean | null) => ({ name, dynamicExtensionsOnly });

  test('nodes that were last read under the other setting are named', () => {
    const told = afterApply(groups, [read('HQ', false), read('Branch', true), read('New', null)], false);
    expect(told?.text).toContain('The next synchronization of HQ leaves out');
    expect(told?.text).toContain('they wait for your approval');
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
