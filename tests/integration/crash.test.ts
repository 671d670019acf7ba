import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Account, Run } from '../../shared/contract/index.ts';
import { ldifRecord, makePeople, personDn, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, readerOf, runCli, temporaryFolder, Workbench } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const ous = ['Sales', 'Support'];
/** 60 are there at first; then 3 go, 10 change (two of them by a rename) and 6 come: 19 rows in 4 pages. */
const people = makePeople(66, { ous });
const [updated, renamed, deleted, created] = [
  people.slice(0, 8),
  people.slice(8, 10),
  people.slice(10, 13),
  people.slice(60),
];

/** Where a `rollcall sync` is killed, and what the account list must be like afterwards. */
const changing: [string, 'before' | 'after'][] = [
  ['run.started', 'before'],
  ['scan.connected', 'before'],
  ['scan.page:1', 'before'],
  ['scan.page:2', 'before'],
  ['scan.page:4', 'before'],
  ['run.read', 'before'],
  ['run.planned', 'before'],
  ...[1, 2, 3, 4, 5, 8, 10, 13, 14, 16, 18, 19].map((hit): [string, 'before'] => [
    `apply.row:${hit}`,
    'before',
  ]),
  ['run.before-commit', 'before'],
  ['run.committed', 'after'],
];
/** The same for the first run, which loads an empty table without its indexes. */
const first: [string, 'before' | 'after'][] = [
  ['scan.page:2', 'before'],
  ['apply.row:1', 'before'],
  ['apply.row:63', 'before'],
  ['run.before-commit', 'before'],
  ['run.committed', 'after'],
];

describe.skipIf(!slapdAvailable)('rollcall sync killed with SIGKILL (needs slapd)', () => {
  const scratch = temporaryFolder();
  const killed: string[] = [];
  let slapd: Slapd;
  /** A data folder as it was before the run that is killed; what that run would have made of it. */
  const filled = {
    folder: path.join(scratch, 'filled'),
    before: [] as Account[],
    after: [] as Account[],
    run: {} as Run,
  };
  const fresh = { ...filled, folder: path.join(scratch, 'fresh') };

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(people.slice(0, 60), suffix, { ous }) });
    const file = configuration({ ...readerOf(slapd), pageSize: 20 });
    const prepare = async (folder: string, synchronize: boolean): Promise<Account[]> => {
      const bench = await Workbench.open({ folder, keep: true });
      await bench.import(file);
      if (synchronize) expect((await bench.synchronize()).outcome).toBe('success');
      const accounts = await bench.accounts();
      await bench.close();
      return accounts;
    };
    filled.before = await prepare(filled.folder, true);
    fresh.before = await prepare(fresh.folder, false);
    await changeDirectory(slapd);
    for (const state of [filled, fresh]) {
      const folder = path.join(scratch, 'control');
      cpSync(state.folder, folder, { recursive: true });
      const bench = await Workbench.open({ folder, keep: true });
      state.run = await bench.synchronize();
      state.after = await bench.accounts();
      await bench.close();
      rmSync(folder, { recursive: true });
    }
    expect(filled.run).toMatchObject({ outcome: 'success', complete: true });
    expect(filled.run.counters).toMatchObject({
      read: 63,
      created: 6,
      updated: 10,
      deleted: 3,
      unchanged: 47,
    });
    expect(fresh.run.counters).toMatchObject({ read: 63, created: 63 });
    expect(filled.before).toHaveLength(60);
  });
  afterAll(async () => {
    console.log(`${killed.length} SIGKILLs: ${killed.join(', ')}`);
    await slapd.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Kills a run in a copy of the folder and answers with the copy. */
  async function killAt(failpoint: string, folder: string | null, ...args: string[]): Promise<string> {
    const copy = path.join(scratch, `killed-${killed.length}`);
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
    if (folder !== null) cpSync(folder, copy, { recursive: true });
    const end = await runCli(['--data', copy, ...args], { env: { ROLLCALL_FAILPOINT: failpoint } });
    expect({ signal: end.signal, status: end.status }).toEqual({ signal: 'SIGKILL', status: null });
    expect(end.stdout).toBe('');
    killed.push(failpoint);
    return copy;
  }

  async function expectRecovery(
    failpoint: string,
    state: typeof filled,
    kept: 'before' | 'after',
  ): Promise<void> {
    const folder = await killAt(failpoint, state.folder, 'sync', '--json');
    expect(isLeaseFree(folder)).toBe(true);
    const bench = await Workbench.open({ folder });
    expect(await bench.accounts()).toEqual(state[kept]);
    const [last] = await bench.runs();
    if (kept === 'before') {
      expect(last).toMatchObject({
        outcome: 'interrupted',
        complete: false,
        error: { code: 'run.interrupted' },
      });
      expect(last!.counters).toMatchObject({ created: 0, updated: 0, deleted: 0, heldDeletes: 0 });
      expect(await bench.changes(last!.id)).toEqual([]);
    } else {
      expect(last).toMatchObject({ outcome: 'success', complete: true, counters: state.run.counters });
    }
    expect(readdirSync(path.join(folder, 'spool'))).toEqual([]);
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true });
    expect(next.counters).toMatchObject(
      kept === 'before'
        ? state.run.counters
        : { read: 63, unchanged: 63, created: 0, updated: 0, deleted: 0 },
    );
    expect(await bench.accounts()).toEqual(state.after);
    await bench.closeEngine();
    expectSound(folder);
  }

  it.each(changing)(
    'at %s of a run with changes: the list is the one %s, and the next run ends right',
    (point, kept) => expectRecovery(point, filled, kept),
  );

  it.each(first)(
    'at %s of the first run: the list is the one %s, and the next run ends right',
    (point, kept) => expectRecovery(point, fresh, kept),
  );

  it('twice in a row, each is reported, also by the command', async () => {
    const once = await killAt('apply.row:7', filled.folder, 'sync');
    const twice = await killAt('run.before-commit', once, 'sync');
    const end = await runCli(['--data', twice, 'runs', '--json']);
    expect(end.status).toBe(0);
    const { runs } = JSON.parse(end.stdout) as { runs: Run[] };
    expect(runs.map((run) => run.outcome)).toEqual(['interrupted', 'interrupted', 'success']);
    expect(runs[0]?.issues).toMatchObject([{ code: 'run.interrupted' }]);
  });

  it('while the schema of a fresh folder is made: the next command makes it', async () => {
    const folder = await killAt('migrate.before-commit', null, 'runs');
    const bench = await Workbench.open({ folder });
    await bench.import(configuration({ ...readerOf(slapd), pageSize: 20 }));
    expect((await bench.synchronize()).counters).toMatchObject({ read: 63, created: 63 });
    await bench.closeEngine();
    expectSound(folder);
  });

  it('a failpoint that is never reached kills nothing', async () => {
    const folder = path.join(scratch, 'unhurt');
    cpSync(filled.folder, folder, { recursive: true });
    const end = await runCli(['--data', folder, 'sync'], { env: { ROLLCALL_FAILPOINT: 'apply.row:20' } });
    expect(end).toMatchObject({ status: 0, signal: null });
  });

  it('a spool file of the killed run is removed', async () => {
    const large = await startSlapd({ ldif: largeLdif(400, 100_000) });
    onTestFinished(() => large.stop());
    const folder = path.join(scratch, 'large');
    const bench = await Workbench.open({ folder });
    await bench.import(configuration({ ...readerOf(large), pageSize: 50, mapping: { title: 'title' } }));
    await bench.closeEngine();
    const dead = await killAt('run.planned', folder, 'sync');
    expect(readdirSync(path.join(dead, 'spool'))).toHaveLength(1);
    const after = await Workbench.open({ folder: dead });
    expect((await after.runs()).map((run) => run.outcome)).toEqual(['interrupted']);
    expect(readdirSync(path.join(dead, 'spool'))).toEqual([]);
    const run = await after.synchronize();
    expect(run.counters).toMatchObject({ read: 400, created: 400 });
    expect(readdirSync(path.join(dead, 'spool'))).toEqual([]);
    const accounts = await after.accounts();
    expect(accounts).toHaveLength(400);
    for (const account of accounts) expect(account.title).toBe(account.loginId.padEnd(100_000, 'x'));
  });
});

async function changeDirectory(slapd: Slapd): Promise<void> {
  const changes = updated.map(
    (person) =>
      `${dnLine(personDn(person, suffix))}\nchangetype: modify\nreplace: sn\nsn: New ${person.uid}\n`,
  );
  const renames = renamed.map(
    (person) =>
      `${dnLine(personDn(person, suffix))}\nchangetype: modrdn\nnewrdn: uid=new-${person.uid}\ndeleteoldrdn: 1\n`,
  );
  await slapd.modify([...changes, ...renames].join('\n'));
  await slapd.delete(...deleted.map((person) => personDn(person, suffix)));
  await slapd.add(
    toLdif(
      created.map((person) => ({ ...person, entryUUID: '' })),
      suffix,
      { ous: [] },
    ),
  );
}

function dnLine(dn: string): string {
  return `dn:: ${Buffer.from(dn).toString('base64')}`;
}

/** People with very long titles: more than a run keeps in memory. */
function largeLdif(count: number, length: number): string {
  return Array.from({ length: count }, (_, index) => {
    const uid = `p${String(index).padStart(4, '0')}`;
    return ldifRecord(`uid=${uid},ou=people,${suffix}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', uid],
      ['cn', uid],
      ['sn', uid],
      ['title', uid.padEnd(length, 'x')],
    ]);
  }).join('\n');
}

/** Whether somebody could take the Enterprise's lease right now. */
function isLeaseFree(folder: string): boolean {
  const database = new DatabaseSync(path.join(folder, 'locks', 'enterprise-1.db'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return true;
  } catch {
    return false;
  } finally {
    database.close();
  }
}

/** The database is whole, and the indexes that the first load drops for a while are there. */
function expectSound(folder: string): void {
  const database = new DatabaseSync(path.join(folder, 'rollcall.db'), { readOnly: true });
  try {
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    const indexes = database
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = 'index' AND name IN ('account_login', 'account_key')`,
      )
      .all();
    expect(indexes).toHaveLength(2);
  } finally {
    database.close();
  }
}
