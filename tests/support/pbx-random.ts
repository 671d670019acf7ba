import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { RunRecord } from '../../electron/engine/store/run-rows.ts';
import type { PbxExport } from '../../shared/domain/mivoice-business/types.ts';
import { numbersOf } from '../../shared/domain/numbers.ts';
import { imbalance } from '../../shared/domain/run.ts';
import { device, mdug, pbx, prg, together } from './pbx-node.ts';
import type { BenchNode, PbxSyncBench } from './pbx-sync.ts';
import { pbxExports } from './pbx-world.ts';

/** What properties of whole synchronizations have in common. */

/** As lax as it may be: these worlds are so small that everything would be held. */
export const LAX = {
  deletePercent: 50,
  deleteAtLeast: 20,
  deleteAtMost: 500,
  updatePercent: 50,
  updateAtLeast: 20,
};

/** Who is always there: a file that comes empty is another matter (D18). */
const BYSTANDERS = pbx(
  [
    device('9100', 'desk', 'Pat Ito/Law'),
    device('9101', 'uc', 'Pat Ito/Law'),
    device('9200', 'desk', 'Kim Vos/Law'),
    device('9201', 'ehdu', 'Kim Vos/Law'),
  ],
  [prg('9100', '9100', '9101'), mdug('9200', '9200', '9201')],
);

/** The same of another node, and a resilient copy of one of the first one's (D9). */
const BRANCH_BYSTANDERS = pbx(
  [
    device('9300', 'desk', 'Lou Day/Law'),
    device('9301', 'uc', 'Lou Day/Law'),
    device('9400', 'desk', 'Ian Poe/Law'),
    device('9401', 'minet', 'Ian Poe/Law'),
    device('9100', 'desk', 'Pat Ito/Law'),
  ],
  [prg('9300', '9300', '9301'), mdug('9400', '9400', '9401')],
);

/** A row without any number makes a read partial, so there is none (D18). */
export const world = pbxExports({ unusable: false });
export const whole = (given: PbxExport) => together(BYSTANDERS, given);
export const branch = (given: PbxExport) => together(BRANCH_BYSTANDERS, given);

/** Numbers that statuses come to point at: the n-th number of the n-th account. */
export const pointing = fc.array(fc.tuple(fc.nat(9), fc.nat(4)), { maxLength: 4 });

export function pointStatuses(
  bench: PbxSyncBench,
  { source: { sourceId } }: BenchNode,
  wishes: readonly (readonly [number, number])[],
): void {
  const accounts = bench.accounts(sourceId);
  for (const [index, [which, place]] of wishes.entries()) {
    const account = accounts[which % Math.max(1, accounts.length)];
    const wished = account?.numbers[place % Math.max(1, account.numbers.length)];
    if (account === undefined || wished === undefined) continue;
    bench.point(account.id, `Status ${index}`, wished.number);
  }
}

/** What waits, but for the runs that asked for it. */
export function heldOf(bench: PbxSyncBench, node: BenchNode): string[] {
  return bench
    .waiting(node)
    .map(({ kind, login, reasonCode, changes }) => JSON.stringify({ kind, login, reasonCode, changes }))
    .sort();
}

/** What must hold of every run of an export, and of what is stored after it. */
export function expectSound(bench: PbxSyncBench, node: BenchNode, run: RunRecord, given: PbxExport): void {
  expect(run.error).toBeNull();
  expect(run.complete).toBe(true);
  expect(imbalance(run.counters)).toBe(0);
  expect(run.counters.devices).toBe(given.devices.length);
  expectSoundStore(bench, node);
}

/** What must hold of the accounts of a node at any time. */
export function expectSoundStore(bench: PbxSyncBench, { source: { sourceId } }: BenchNode): void {
  const owners = new Map<string, string>();
  for (const { login, loginKey, key, desk, soft, pbxNumbers, numbers } of bench.accounts(sourceId)) {
    expect([loginKey, key].join('')).not.toContain('\0');
    const present = numbers.filter(({ state }) => state === 'present').map(({ number }) => number);
    const own = numbersOf(pbxNumbers);
    expect(own.filter(({ kind }) => kind === 'soft').length).toBeLessThan(2);
    const ownNumbers = own.map(({ number }) => number);
    expect(present).toEqual(expect.arrayContaining(ownNumbers));
    const ofThePbx = numbers.filter(({ state, origin }) => state === 'present' && origin === 'pbx');
    expect(ownNumbers).toEqual(expect.arrayContaining(ofThePbx.map(({ number }) => number)));
    expect(ownNumbers).toEqual(expect.arrayContaining([desk, soft].filter((phone) => phone !== '')));
    // D2: who has no number any more is deleted.
    expect(numbers).not.toEqual([]);
    for (const number of ownNumbers) {
      expect(owners.get(number), `${number} has two accounts`).toBeUndefined();
      owners.set(number, login);
    }
  }
  const stray = bench.store.connection
    .prepare(
      `SELECT r.account_id, r.number FROM status_reference r LEFT JOIN number n USING (account_id, number)
        WHERE n.number IS NULL`,
    )
    .all();
  expect(stray).toEqual([]);
}

/**
 * What an export that still names a number may do to whoever had it (D20): nobody goes, and no number ends nowhere.
 *
 * @param before the accounts of the node before the run.
 */
export function expectNobodyLost(
  bench: PbxSyncBench,
  node: BenchNode,
  before: ReturnType<PbxSyncBench['accounts']>,
  given: PbxExport,
): void {
  const { sourceId } = node.source;
  const after = bench.accounts(sourceId);
  const left = new Set(after.map(({ id }) => id));
  const there = new Set(given.devices.map(({ number }) => number));
  const owned = new Set(after.flatMap(({ pbxNumbers }) => numbersOf(pbxNumbers).map(({ number }) => number)));
  for (const { id, login, pbxNumbers } of before) {
    const present = numbersOf(pbxNumbers)
      .map(({ number }) => number)
      .filter((number) => there.has(number));
    if (!left.has(id)) expect(present, `${login} is gone, and these are there`).toEqual([]);
    const nowhere = present.filter((number) => !owned.has(number));
    expect([...bench.store.notAssigned.numbers(sourceId, nowhere)].sort()).toEqual(nowhere.sort());
  }
}
