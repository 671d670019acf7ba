import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { changeSchema, previewSchema, runSchema } from '../../shared/contract/schemas.ts';
import { makePeople, personDn, toLdif, type Person } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import {
  commandFolder,
  configuration,
  readerOf,
  runCli,
  type CommandEnd,
  type Overrides,
} from './workbench.ts';

const suffix = 'dc=example,dc=com';
const people = makePeople(30);
const dnOf = (person: Person): string => personDn(person, suffix);

/** interfaces.md, "Results": a preview has these beside what a run has. Not taken from the schemas. */
const previewKeys =
  'preview id plan madeAt expiresAt enterprise source sourceId sourceKind trigger mode outcome complete startedAt endedAt kind feed counters error issues changes';

const changes = z.array(changeSchema.strict());
const previewsDocument = z.strictObject({
  runs: z.array(
    previewSchema
      .extend({ trigger: z.string(), startedAt: z.string(), endedAt: z.string(), changes })
      .strict(),
  ),
});
const runsDocument = z.strictObject({ runs: z.array(runSchema.strict()) });
const refusalsDocument = z.strictObject({ runs: z.array(runSchema.extend({ refused: changes }).strict()) });
const heldDocument = z.strictObject({
  held: z.array(changeSchema.extend({ heldId: z.int(), runId: z.int() })),
  // A directory has none: accounts of a PBX that are gone and stay (D2).
  orphans: z.array(z.never()),
});

/** A slapd, and the command on a data folder that is configured for it. */
class Desk {
  readonly slapd: Slapd;
  readonly #folder = commandFolder();

  private constructor(slapd: Slapd) {
    this.slapd = slapd;
  }

  static async open(overrides: Overrides = {}): Promise<Desk> {
    const slapd = await startSlapd({ ldif: toLdif(people, suffix) });
    onTestFinished(() => slapd.stop());
    const desk = new Desk(slapd);
    await desk.configure(overrides);
    return desk;
  }

  async configure(overrides: Overrides): Promise<void> {
    const input = JSON.stringify(configuration({ ...readerOf(this.slapd), ...overrides }));
    const end = await runCli(['--data', this.#folder, 'config', 'import', '-'], { input });
    expect(end).toMatchObject({ status: 0 });
  }

  run(...args: string[]): Promise<CommandEnd> {
    return runCli(['--data', this.#folder, ...args]);
  }

  /** The JSON document that a command writes, which must end so. */
  async json(status: number, ...args: string[]): Promise<unknown> {
    const end = await this.run(...args, '--json');
    expect({ args, status: end.status, stderr: end.stderr }).toMatchObject({ args, status });
    return JSON.parse(end.stdout);
  }

  async preview(status: number) {
    const { runs } = previewsDocument.parse(await this.json(status, 'sync', '--preview'));
    expect(runs).toHaveLength(1);
    return runs[0]!;
  }

  async sync(status: number) {
    const { runs } = runsDocument.parse(await this.json(status, 'sync'));
    expect(runs).toHaveLength(1);
    return runs[0]!;
  }

  /** The one run of an application, approval or undo, with the rows that it refused. */
  async taking(status: number, ...args: string[]) {
    const { runs } = refusalsDocument.parse(await this.json(status, ...args));
    expect(runs).toHaveLength(1);
    return runs[0]!;
  }

  async held(...args: string[]) {
    return heldDocument.parse(await this.json(0, 'held', ...args)).held;
  }

  async logins(): Promise<string[]> {
    const { accounts } = (await this.json(0, 'accounts')) as { accounts: { loginId: string }[] };
    return accounts.map(({ loginId }) => loginId);
  }

  /** Gives an attribute of a person's entry a value. */
  set(person: Person, attribute: string, value: string): Promise<unknown> {
    return this.slapd.modify(
      `dn: ${dnOf(person)}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n`,
    );
  }
}

/** Accounts whose entries say so leave the query. */
const query = '(&(objectClass=inetOrgPerson)(!(roomNumber=gone)))';
const leave = (desk: Desk, person: Person) => desk.set(person, 'roomNumber', 'gone');

describe.skipIf(!slapdAvailable)('the command can be trusted (needs slapd)', () => {
  it('previews without changing anything, and applies exactly that', async () => {
    const desk = await Desk.open();
    const preview = await desk.preview(0);
    expect(Object.keys(preview)).toEqual(expect.arrayContaining(previewKeys.split(' ')));
    expect(preview).toMatchObject({ preview: true, id: null, outcome: 'success', complete: true });
    expect(preview.counters).toMatchObject({ read: people.length, created: people.length });
    expect(preview.changes.map(({ login }) => login).sort()).toEqual(people.map(({ uid }) => uid).sort());
    expect(preview.changes.every(({ kind, state }) => kind === 'create' && state === 'applied')).toBe(true);
    expect(await desk.logins()).toEqual([]);
    expect(await desk.json(0, 'runs')).toEqual({ runs: [] });

    const text = await desk.run('sync', '--preview');
    expect(text).toMatchObject({ status: 0 });
    expect(text.stdout).toContain(`HQ directory: would create ${people.length}; ${people.length} read\n`);
    expect(text.stdout).toContain(`Plan ${preview.plan}`);
    const apply = /rollcall (sync --apply [0-9a-f]+)\n/.exec(text.stdout)![1]!.split(' ');

    const run = await desk.taking(0, ...apply);
    expect(run).toMatchObject({ kind: 'sync', outcome: 'success', plan: preview.plan, refused: [] });
    expect(run.counters).toEqual(preview.counters);
    expect(await desk.logins()).toEqual(people.map(({ uid }) => uid).sort());

    const again = await desk.run(...apply);
    expect(again).toMatchObject({ status: 64, stdout: '' });
    expect(again.stderr).toContain('plan.applied: ');
    expect((await desk.run('sync', '--apply', 'f'.repeat(64))).stderr).toContain('plan.not-found: ');
  });

  it('names a row whose ground moved since the preview, and applies the others', async () => {
    const desk = await Desk.open({ query });
    await desk.sync(0);
    const [gone, changed] = people as [Person, Person];
    await leave(desk, gone);
    await desk.set(changed, 'telephoneNumber', '613-555-9999');
    const preview = await desk.preview(0);
    expect(
      preview.changes.map(({ kind, login, reasonCode }) => `${kind} ${login} ${reasonCode}`).sort(),
    ).toEqual([`delete ${gone.uid} unmatched`, `update ${changed.uid} changed`]);
    await desk.set(gone, 'roomNumber', 'back');
    const run = await desk.taking(2, 'sync', '--apply', preview.plan.slice(0, 8));
    expect(run.counters).toMatchObject({ updated: 1, deleted: 0 });
    expect(run.refused).toMatchObject([
      { kind: 'delete', state: 'refused', reasonCode: 'row.moved', login: gone.uid },
    ]);
    expect(await desk.logins()).toHaveLength(people.length);
  });

  it('says of a source that cannot be read why there is no preview', async () => {
    const desk = await Desk.open();
    await desk.configure({ searchContext: 'ou=nowhere' });
    const { runs } = (await desk.json(4, 'sync', '--preview')) as { runs: object[] };
    expect(runs).toMatchObject([
      { preview: true, id: null, plan: null, enterprise: 'acme', source: 'HQ directory', outcome: 'failed' },
    ]);
    expect(runs).toMatchObject([{ error: { code: 'ldap.base-not-found' }, changes: [] }]);
    const text = await desk.run('sync', '--preview');
    expect(text).toMatchObject({ status: 4 });
    expect(text.stdout).toMatch(/^HQ directory: no preview — failed\n {2}ldap\.base-not-found: /);
  });

  it('holds, approves, rejects, keeps, and asks again', async () => {
    const desk = await Desk.open();
    await desk.sync(0);
    const goers = people.slice(0, 12);
    const [approved, rejected, kept] = goers.map(({ uid }) => uid) as [string, string, string];
    await desk.slapd.delete(...goers.map(dnOf));
    const first = await desk.sync(3);
    expect(first.counters).toMatchObject({ deleted: 0, heldDeletes: 12 });

    const rows = await desk.held('--source', 'HQ directory');
    expect(rows.map(({ login }) => login).sort()).toEqual(goers.map(({ uid }) => uid).sort());
    expect(rows.every(({ kind, runId, dn }) => kind === 'delete' && runId === first.id && dn !== '')).toBe(
      true,
    );
    const text = await desk.run('held');
    expect(text.stdout).toContain(`entry uid=${approved},ou=`);
    expect(text.stdout).toContain(`rollcall sync --approve ${first.id}`);
    expect((await desk.run('runs', 'show', String(first.id))).stdout).toContain(
      `  12 deletions wait for approval.\n  To apply them: rollcall sync --approve ${first.id}\n`,
    );

    const unknown = await desk.run('sync', '--approve', String(first.id), '--login', approved, 'nobody');
    expect(unknown).toMatchObject({ status: 64 });
    expect(unknown.stderr).toContain('held.not-found: ');
    expect(await desk.logins()).toContain(approved);

    const run = await desk.taking(0, 'sync', '--approve', String(first.id), '--login', approved);
    expect(run).toMatchObject({ kind: 'approval', trigger: 'approval', refused: [] });
    expect(run.counters).toMatchObject({ deleted: 1 });
    expect(await desk.logins()).toHaveLength(29);
    expect((await desk.run('runs', 'show', String(first.id))).stdout).toContain('11 of them still wait.');

    expect(await desk.json(0, 'sync', '--reject', String(first.id), '--login', rejected)).toEqual({
      runs: [],
      rejected: 1,
    });
    expect(await desk.json(0, 'sync', '--keep', String(first.id), '--login', kept)).toEqual({
      runs: [],
      kept: 1,
    });
    const second = await desk.sync(3);
    expect(second.counters.heldDeletes).toBe(9);
    const old = await desk.run('sync', '--approve', String(first.id));
    expect(old).toMatchObject({ status: 64 });
    expect(old.stderr).toContain('held.newer: ');

    expect(await desk.json(0, 'held', 'answers')).toMatchObject({
      answers: [
        { login: rejected, kind: 'delete', answer: 'rejected' },
        { login: kept, kind: 'delete', answer: 'kept' },
      ],
    });
    expect(await desk.json(0, 'held', 'forget', rejected)).toMatchObject({
      forgotten: [{ login: rejected }],
    });
    expect((await desk.run('held', 'forget', rejected)).status).toBe(64);
    const third = await desk.sync(3);
    expect(third.counters.heldDeletes).toBe(10);

    const rest = await desk.run('sync', '--approve', String(third.id));
    expect(rest).toMatchObject({ status: 0, stdout: 'HQ directory: approved, 10 deleted — done\n' });
    expect(await desk.held()).toEqual([]);
    expect(await desk.logins()).toEqual([...people.slice(12).map(({ uid }) => uid), kept].sort());
    await desk.sync(0);
  });

  it('undoes a run, whole or by login, names what it cannot, and nothing comes back by itself', async () => {
    const desk = await Desk.open({ query });
    const first = await desk.sync(0);
    const [a, b, c] = people as [Person, Person, Person];
    await desk.set(a, 'telephoneNumber', '613-555-0001');
    await desk.set(b, 'telephoneNumber', '613-555-0002');
    await leave(desk, c);
    const second = await desk.sync(0);
    expect(second.counters).toMatchObject({ updated: 2, deleted: 1 });
    expect((await desk.run('runs', 'show', String(second.id))).stdout).toContain(
      `To undo it: rollcall undo ${second.id}\n`,
    );

    const gone = await desk.run('accounts', 'history', c.uid);
    expect(gone.stdout.split('\n')[0]).toMatch(
      new RegExp(`^acme/${c.uid}: .*deleted by run ${second.id} .*no longer matches the query`),
    );

    const one = await desk.taking(0, 'undo', String(second.id), '--login', a.uid);
    expect(one).toMatchObject({ kind: 'undo', undoes: second.id, refused: [] });
    expect(one.counters).toMatchObject({ updated: 1, created: 0 });
    await desk.set(b, 'telephoneNumber', '613-555-0003');
    const third = await desk.sync(3);
    expect(third.counters).toMatchObject({ updated: 1, heldUpdates: 1 });

    const whole = await desk.run('undo', String(second.id));
    expect(whole.stdout).toContain(`run ${second.id} undone, 1 created`);
    expect(whole.stdout).toMatch(new RegExp(`change refused +${b.uid} +`));
    expect(whole).toMatchObject({ status: 2 });
    expect(await desk.logins()).toContain(c.uid);
    const fourth = await desk.sync(3);
    expect(fourth.counters).toMatchObject({
      created: 0,
      updated: 0,
      deleted: 0,
      heldUpdates: 1,
      heldDeletes: 1,
    });

    const history = await desk.run('accounts', 'history', b.uid);
    expect(history).toMatchObject({ status: 0 });
    expect(history.stdout).toMatch(
      new RegExp(
        `^acme/${b.uid}: .*\\n(.*\\n)* +deskPhone +613-555-0003 +telephoneNumber of uid=${b.uid},.*run ${third.id} `,
      ),
    );
    expect(history.stdout).toContain(`reated by run ${first.id} `);
    const { accounts } = (await desk.json(0, 'accounts', 'history', c.uid, '--enterprise', 'acme')) as {
      accounts: { loginId: string; events: { runId: number }[] }[];
    };
    expect(accounts).toMatchObject([{ enterprise: 'acme', loginId: c.uid }]);
    expect(accounts[0]!.events.map(({ runId }) => runId)).toContain(second.id);
    expect((await desk.run('accounts', 'history', 'nobody')).status).toBe(64);
  });

  it('every --json answer is one document, also an error', async () => {
    const folder = commandFolder();
    for (const [args, status, key] of [
      [['held'], 0, 'held'],
      [['held', 'answers'], 0, 'answers'],
      [['held', 'forget', 'ann'], 64, 'error'],
      [['undo', '7'], 64, 'error'],
      [['sync', '--preview'], 64, 'error'],
      [['sync', '--apply', '01234567'], 64, 'error'],
      [['sync', '--approve', '7'], 64, 'error'],
      [['accounts', 'history', 'ann'], 64, 'error'],
    ] as const) {
      const end = await runCli(['--data', folder, '--json', ...args]);
      expect({ args, status: end.status }).toEqual({ args, status });
      expect(JSON.parse(end.stdout)).toHaveProperty(key);
    }
  });
});
