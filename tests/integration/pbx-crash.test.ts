import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dump } from '../support/pbx-dump.ts';
import { crowdOf, device, pbx, prg, together, withDevice, without } from '../support/pbx-node.ts';
import { dumpOf, inFolder, PbxBench } from './pbx-bench.ts';
import { runCli, temporaryFolder } from './workbench.ts';

const BEFORE = together(
  crowdOf(30, { groups: 10 }),
  pbx(
    [
      device('3000', 'desk', 'Eva Kane/R&D'),
      device('3001', 'uc', 'Eva Kane/R&D'),
      device('6000', 'desk', 'Ivy Nash/Field'),
      device('6001', 'desk', 'Ivy Nash/Field'),
      device('7000', 'desk', 'Ian Poe/Law'),
    ],
    [prg('6000', '6000', '6001')],
  ),
);
const NAMES = { firstName: 'Ben', lastName: 'Ash' };
/** A renumbering, a held number, one that goes, a deletion, a change, somebody new, and somebody who may be another one. */
const AFTER = together(
  withDevice(
    withDevice(withDevice(without(BEFORE, '6001', '20290', '20011'), '3000', { number: '3500' }), '20100', {
      lastName: 'Roe',
    }),
    '7000',
    NAMES,
  ),
  pbx([device('9000', 'desk', 'New Comer/Law'), device('9001', 'uc', 'New Comer/Law')]),
);

/** What of the rows differs from one world to the next: when they were written, and what an account is called inside. */
const timeless = ({ numbers, accounts, statuses, references }: Dump) => {
  const names = new Map(accounts.map((row) => [row['account_id'], row['login_id']]));
  const named = (rows: Record<string, unknown>[]) =>
    rows.map(({ account_id: id, since: _, ...row }) => JSON.stringify({ of: names.get(id), ...row })).sort();
  return [accounts, numbers, statuses, references].map(named);
};

/** What a command leaves: accounts, and what waits for an answer. */
interface State {
  dump: Dump;
  held: unknown[];
}

function stateOf(folder: string): State {
  const held = inFolder(folder, (database) =>
    database.prepare('SELECT kind, reason_code, login, changes FROM held_row ORDER BY 1, 2, 3').all(),
  );
  return { dump: dumpOf(folder), held: held.map((row) => ({ ...row })) };
}
const plain = ({ dump, held }: State) => [timeless(dump), held];

describe('commands on a PBX node, killed with SIGKILL', () => {
  const scratch = temporaryFolder();
  let kills = 0;
  /** Folders in which each command has something to do. */
  const folders = { filled: path.join(scratch, 'filled'), synced: path.join(scratch, 'synced') };
  let plan = '';
  let runId = '';

  beforeAll(async () => {
    const desk = await PbxBench.open({ folder: folders.filled, keep: true });
    await desk.take(BEFORE);
    await desk.setStatus('6000', 'Mobile', { makeCallFrom: '6001' });
    await desk.setStatus('3000', 'Mobile', { makeCallFrom: '3000' });
    desk.write(AFTER);
    const { runs } = await desk.json<{ runs: { plan: string }[] }>(3, 'sync', '--preview');
    plan = runs[0]!.plan;
    await desk.bench.closeEngine();
    cpSync(folders.filled, folders.synced, { recursive: true, preserveTimestamps: true });
    const synced = await runCli(['--data', folders.synced, 'sync', '--json']);
    expect(synced.status).toBe(3);
    runId = String((JSON.parse(synced.stdout) as { runs: { id: number }[] }).runs[0]!.id);
  });
  afterAll(() => {
    console.log(`${kills} SIGKILLs`);
    rmSync(scratch, { recursive: true, force: true });
  });

  async function inCopy<T>(folder: string, use: (copy: string) => Promise<T>): Promise<T> {
    const copy = path.join(scratch, `copy-${(kills += 1)}`);
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
    try {
      return await use(copy);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  /** Failpoints that the command passes, the repeated ones at their first, a middle and their last pass. */
  async function pointsOf(copy: string, args: readonly string[], status: number): Promise<string[]> {
    const trace = path.join(copy, 'trace');
    const end = await runCli(['--data', copy, ...args], { env: { ROLLCALL_FAILPOINT_TRACE: trace } });
    expect({ status: end.status, stderr: end.stderr }).toMatchObject({ status });
    const passed = new Map<string, number>();
    for (const point of readFileSync(trace, 'utf8').trim().split('\n')) {
      passed.set(point, (passed.get(point) ?? 0) + 1);
    }
    return [...passed].flatMap(([point, count]) =>
      [...new Set([1, Math.ceil(count / 2), count])].map((hit) => (count === 1 ? point : `${point}:${hit}`)),
    );
  }

  it.each([
    { what: 'a synchronization', folder: 'filled', args: () => ['sync'], status: 3 },
    { what: 'applying a preview', folder: 'filled', args: () => ['sync', '--apply', plan], status: 3 },
    { what: 'approving as new', folder: 'synced', args: () => ['sync', '--approve', runId], status: 0 },
    {
      what: 'approving as the same',
      folder: 'synced',
      args: () => ['sync', '--approve', runId, '--same', '7000'],
      status: 0,
    },
    { what: 'an undo', folder: 'synced', args: () => ['undo', runId], status: 0 },
  ] as const)(
    '$what: at every failpoint it passes the store is as before or as after, and the command then ends well',
    async (given) => {
      const args = [...given.args(), '--json'];
      const folder = folders[given.folder];
      const before = stateOf(folder);
      const { points, after } = await inCopy(folder, async (copy) => {
        const found = await pointsOf(copy, args, given.status);
        return { points: found, after: plain(stateOf(copy)) };
      });
      expect(after).not.toEqual(plain(before));
      expect(points).toEqual(expect.arrayContaining(['run.started', 'run.before-commit', 'run.committed']));
      for (const point of points) {
        await inCopy(folder, async (copy) => {
          const end = await runCli(['--data', copy, ...args], { env: { ROLLCALL_FAILPOINT: point } });
          expect({ point, signal: end.signal, status: end.status }).toEqual({
            ...{ point, signal: 'SIGKILL', status: null },
          });
          if (point === 'run.committed') {
            expect(plain(stateOf(copy)), point).toEqual(after);
            return;
          }
          expect(stateOf(copy), point).toEqual(before);
          const next = await runCli(['--data', copy, ...args]);
          expect({ point, status: next.status }).toEqual({ point, status: given.status });
          expect(plain(stateOf(copy)), point).toEqual(after);
          expect(readdirSync(path.join(copy, 'spool')), point).toEqual([]);
        });
      }
    },
    300_000,
  );
});
