import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makePeople, personDn, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, readerOf, runCli, temporaryFolder, Workbench } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const ous = ['Sales', 'Support'];
const people = makePeople(40, { ous });

/** A command, the places at which it is killed, and the kind of its run; null when it makes none. */
const killed: { what: string; points: string[]; kind: string | null; args: () => string[] }[] = [];

describe.skipIf(!slapdAvailable)(
  'killed with SIGKILL while a person’s word is carried out (needs slapd)',
  () => {
    const scratch = temporaryFolder();
    const folder = path.join(scratch, 'filled');
    let slapd: Slapd;
    let plan = '';
    let kills = 0;

    const at = (what: string, kind: string | null, args: () => string[], ...points: string[]) =>
      killed.push({ what, points, kind, args });
    const held = 2;
    at('a preview', null, () => ['sync', '--preview'], 'run.read', 'run.looked', 'run.planned');
    at(
      'applying a preview',
      'sync',
      () => ['sync', '--apply', plan],
      'run.looked',
      'apply.row:1',
      'run.before-commit',
    );
    at(
      'an approval',
      'approval',
      () => ['sync', '--approve', String(held)],
      ...['run.started', 'run.looked', 'apply.row:1', 'apply.row:7', 'run.before-commit'],
    );
    at(
      'an undo',
      'undo',
      () => ['undo', '1'],
      'run.started',
      'apply.row:1',
      'apply.row:20',
      'run.before-commit',
    );

    beforeAll(async () => {
      slapd = await startSlapd({ ldif: toLdif(people, suffix, { ous }) });
      const bench = await Workbench.open({ folder, keep: true });
      await bench.import(configuration(readerOf(slapd)));
      expect((await bench.synchronize()).counters.created).toBe(40);
      await slapd.delete(...people.slice(0, 10).map((person) => personDn(person, suffix)));
      expect((await bench.synchronize()).counters.heldDeletes).toBe(10);
      await slapd.modify(
        `dn:: ${Buffer.from(personDn(people[20]!, suffix)).toString('base64')}\nchangetype: modify\nreplace: sn\nsn: New\n`,
      );
      const { jobId } = await bench.client.plans.preview({});
      plan = (await bench.client.plans.wait({ jobId })).previews[0]!.plan;
      await bench.closeEngine();
    });
    afterAll(async () => {
      console.log(`${kills} SIGKILLs`);
      await slapd.stop();
      rmSync(scratch, { recursive: true, force: true });
    });

    const cases = killed.flatMap(({ what, points, kind, args }) =>
      points.map((point) => ({ what, point, kind, args })),
    );
    it.each(cases)(
      '$what at $point: nothing has changed, and the same command then ends well',
      async (given) => {
        const { point, kind, args } = given;
        const copy = path.join(scratch, `killed-${kills}`);
        onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
        cpSync(folder, copy, { recursive: true });
        const before = stateOf(copy);
        const end = await runCli(['--data', copy, ...args()], { env: { ROLLCALL_FAILPOINT: point } });
        expect({ signal: end.signal, status: end.status }).toEqual({ signal: 'SIGKILL', status: null });
        kills += 1;
        expect(stateOf(copy)).toEqual(before);
        const again = await runCli(['--data', copy, ...args(), '--json']);
        expect([0, 2, 3], again.stderr).toContain(again.status);
        expect(stateOf(copy)).not.toEqual(before);
        const bench = await Workbench.open({ folder: copy });
        const runs = (await bench.runs()).slice(0, -2);
        const expected = kind === null ? [] : [`${kind} done`, `${kind} interrupted`];
        expect(
          runs.map((run) => `${run.kind} ${run.outcome === 'interrupted' ? 'interrupted' : 'done'}`),
        ).toEqual(expected);
        expect(readdirSync(path.join(copy, 'spool'))).toEqual([]);
        await bench.closeEngine();
      },
    );
  },
);

/** Accounts, waiting rows, answers and plans. */
function stateOf(folder: string): unknown {
  const database = new DatabaseSync(path.join(folder, 'rollcall.db'));
  try {
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    return ['account', 'held_row', 'remembered', 'plan', 'plan_row'].map((table) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all(),
    );
  } finally {
    database.close();
  }
}
