import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, readerOf, startCli, temporaryFolder, Workbench } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const ous = ['Sales', 'Support'];
/** How many kills; few show that the test itself works, many are for `npm run test:long`. */
const KILLS = process.env['TEST_LONG'] === '1' ? 200 : 6;
const COUNT = 8000;
const people = makePeople(COUNT, { ous });

/** mulberry32: the same seed, the same moments as far as the machine allows. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What lies between two failpoints, by the last one that was passed. */
function momentOf(passed: readonly string[]): string {
  const last = passed.at(-1);
  if (last === undefined) return 'before the run';
  if (last === 'apply.row' || last === 'run.before-commit') return 'between first write and commit';
  return last === 'run.committed' ? 'after commit' : `after ${last}`;
}

describe.skipIf(!slapdAvailable)('rollcall sync killed at any moment (needs slapd)', () => {
  const scratch = temporaryFolder();
  const folder = path.join(scratch, 'filled');
  const histogram = new Map<string, number>();
  let slapd: Slapd;
  let before: string;
  let after: string;
  /** Milliseconds of an undisturbed run. */
  let span = 0;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(people, suffix, { ous }) });
    const bench = await Workbench.open({ folder, keep: true });
    await bench.import(configuration(readerOf(slapd)));
    await bench.closeEngine();
    before = stateOf(folder);
    const copy = path.join(scratch, 'control');
    cpSync(folder, copy, { recursive: true });
    const start = performance.now();
    const env = { ROLLCALL_FAILPOINT_TRACE: path.join(scratch, 'control.trace') };
    expect((await startCli(['--data', copy, 'sync'], { env }).ended).status).toBe(0);
    span = performance.now() - start;
    after = stateOf(copy);
    expect(after).not.toBe(before);
  }, 120_000);

  afterAll(async () => {
    const lines = [...histogram].sort(([, left], [, right]) => right - left);
    console.log(`${KILLS} SIGKILLs: ${lines.map(([moment, count]) => `${count} ${moment}`).join(', ')}`);
    await slapd.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it(
    `${KILLS} times: the account list is the one before or the one after, never between`,
    async () => {
      const random = randomOf(20261123);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const copy = path.join(scratch, `killed-${kill}`);
        const trace = path.join(scratch, `killed-${kill}.trace`);
        cpSync(folder, copy, { recursive: true });
        const { child, ended } = startCli(['--data', copy, 'sync'], {
          env: { ROLLCALL_FAILPOINT_TRACE: trace },
        });
        // Four in five are aimed at a row that is being written; the rest at any time at all.
        const target = random() * COUNT * 0.9 * ROW_LINE;
        if (kill % 5 === 4) await delay(random() * span);
        else while (child.exitCode === null && sizeOf(trace) < target) await new Promise(setImmediate);
        child.kill('SIGKILL');
        const end = await ended;
        const passed = passedIn(trace);
        const moment = end.signal === null ? 'not hit: it had ended' : momentOf(passed);
        histogram.set(moment, (histogram.get(moment) ?? 0) + 1);
        const state = stateOf(copy);
        expect([before, after], moment).toContain(state);
        if (passed.includes('run.committed')) expect(state).toBe(after);
        if (!passed.includes('run.before-commit')) expect(state).toBe(before);
        const bench = await Workbench.open({ folder: copy, keep: true });
        const [last] = await bench.runs();
        if (passed.includes('run.started') && state === before) expect(last?.outcome).toBe('interrupted');
        expect((await bench.synchronize()).outcome).toBe('success');
        expect(readdirSync(path.join(copy, 'spool'))).toEqual([]);
        await bench.closeEngine();
        expect(stateOf(copy)).toBe(after);
        rmSync(copy, { recursive: true });
      }
      const writing = histogram.get('between first write and commit') ?? 0;
      expect(writing).toBeGreaterThanOrEqual(KILLS / 2);
    },
    KILLS * 20_000,
  );
});

/** Bytes of the line that a row leaves in the trace. */
const ROW_LINE = 'apply.row\n'.length;

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function passedIn(trace: string): string[] {
  return existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n').filter(Boolean) : [];
}

/** All accounts, but for what counts writes: as text. */
function stateOf(folder: string): string {
  const database = new DatabaseSync(path.join(folder, 'rollcall.db'));
  try {
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const rows = database
      .prepare(
        'SELECT account_id, login_id, first_name, last_name, dn, hex(hash) FROM account ORDER BY account_id',
      )
      .all();
    return JSON.stringify(rows);
  } finally {
    database.close();
  }
}
