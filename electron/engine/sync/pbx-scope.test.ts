import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { device, pbx, prg, withDevice } from '../../../tests/support/pbx-node.ts';
import { PbxSyncBench, type BenchNode } from '../../../tests/support/pbx-sync.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { PbxSource } from '../store/index.ts';
import { inspectNode } from './pbx-inspection.ts';
import type { Scope } from './pbx-scope.ts';

let bench: PbxSyncBench;
beforeAll(() => {
  bench = new PbxSyncBench();
});
beforeEach(() => bench.wipe());
afterAll(() => bench.close());

const ALL: Scope = { dynamicExtensionsOnly: false, dynamicNeedsExternal: false };
const GROUPS: Scope = { dynamicExtensionsOnly: true, dynamicNeedsExternal: false };
const NARROW: Scope = { dynamicExtensionsOnly: true, dynamicNeedsExternal: true };

/** Two groups, one of them with an EHDU; a lone EHDU; two people without a group, the second of them without a name yet. */
const WORLD = pbx(
  [
    ...[device('4000', 'desk', 'Max Roe/IT'), device('4001', 'uc', 'Softphone 1')],
    ...[device('8000', 'desk', 'Bo Ray/HR'), device('8001', 'ehdu', 'Mobile')],
    ...[
      device('8100', 'ehdu', 'Ann Lee/'),
      device('8200', 'desk', 'Tim Day/'),
      device('8300', 'desk', 'Eva Kane/'),
    ],
  ],
  [prg('4000', '4001'), prg('8000', '8001')],
);

async function look({ source: { sourceId, enterpriseId } }: BenchNode, scope?: Scope) {
  const { settings } = bench.store.sources.get(sourceId) as PbxSource;
  const request = { enterpriseId, sourceId, settings: pbxSettings(settings)!, ...(scope && { scope }) };
  const { effect } = await inspectNode(
    { store: bench.store, now: Date.now() },
    request,
    new AbortController().signal,
  );
  return effect && `${effect.removed} removed, ${effect.added} added`;
}

describe('D14: what a scope that is not applied would do', () => {
  test.each([
    ['the box is ticked', ALL, GROUPS, '2 removed, 0 added'],
    ['with the narrower reading', ALL, NARROW, '3 removed, 0 added'],
    ['only the narrower reading', GROUPS, NARROW, '1 removed, 0 added'],
    ['only the wider reading', NARROW, GROUPS, '0 removed, 1 added'],
    ['the box is cleared', NARROW, ALL, '0 removed, 3 added'],
    ['nothing that counts', ALL, { ...ALL, dynamicNeedsExternal: true }, '0 removed, 0 added'],
  ])('%s', async (_, before, after, words) => {
    const node = bench.node({}, { pbx: before });
    await bench.take(node, WORLD);
    const dump = bench.dump();
    expect(await look(node, after)).toBe(words);
    expect(bench.dump()).toEqual(dump);
  });

  test('by the export as it is now, though nobody else counts who goes or comes in any case', async () => {
    const node = bench.node({}, { pbx: ALL });
    await bench.take(node, WORLD);
    const { devices, groups } = withDevice(WORLD, '8300', { number: '8301', lastName: 'Roe' });
    node.files.write(pbx([...devices, device('8400', 'desk', 'Ida Orr/')], groups));
    // Eva Kane goes, and two are new, whether the box is ticked or not; Tim Day is left out.
    expect(await look(node, ALL)).toBe('0 removed, 0 added');
    expect(await look(node, GROUPS)).toBe('1 removed, 0 added');
  });

  test('accounts that wait because of the box already are not counted again, and stay when it is cleared', async () => {
    const node = bench.node({}, { pbx: ALL });
    await bench.take(node, WORLD);
    const { store } = bench;
    const { enterpriseId } = node.source;
    const {
      name,
      description,
      domain,
      mode,
      type,
      schedule,
      pbx: options,
    } = store.enterprises.get(enterpriseId)!;
    const values = { name, description, domain, mode, type, schedule };
    store.enterprises.update(enterpriseId, { ...values, pbx: { ...options, ...GROUPS } }, 1);
    await bench.synchronize(node);
    expect(bench.waiting(node)).toHaveLength(2);
    expect(await look(node, NARROW)).toBe('1 removed, 0 added');
    expect(await look(node, ALL)).toBe('0 removed, 0 added');
  });

  test('of files that are not whole, and where no scope is named, there is no answer', async () => {
    const node = bench.node({}, { pbx: ALL });
    node.files.write(WORLD);
    expect(await look(node)).toBeNull();
    node.files.put('users.csv', 'Number,Device Type\r\n');
    expect(await look(node, GROUPS)).toBeNull();
  });
});
