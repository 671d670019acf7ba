import { expect, test } from 'vitest';
import { addresses, tabOfAddress } from './addresses.ts';

test('a PBX node is found by its name, so that its address can be read aloud', () => {
  expect(addresses.pbxNode('acme', { sourceId: 12, name: 'HQ' })).toBe('/acme/pbx-nodes/HQ');
  expect(addresses.pbxNode('acme', { sourceId: 12, name: 'Büro Süd 2' }, 'held')).toBe(
    '/acme/pbx-nodes/B%C3%BCro%20S%C3%BCd%202?tab=held',
  );
});

test('a name that means something else in an address is left out of it', () => {
  // A file's ending, a part of a path, the folder above, and what stands for a number or a new node.
  for (const name of ['pbx.js', 'HQ/2', '..', '~12', '~new', 'a%2Fb', 'a?b', '\u202eHQ']) {
    expect(addresses.pbxNode('acme', { sourceId: 12, name })).toBe('/acme/pbx-nodes/~12');
  }
});

test('all screens of a node belong to its tab', () => {
  expect(tabOfAddress(addresses.newPbxNode('acme'))).toBe('pbx-nodes');
  expect(tabOfAddress(addresses.editPbxNode('acme', 12))).toBe('pbx-nodes');
});
