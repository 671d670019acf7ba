import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Run } from '../../shared/contract/index.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, Workbench, type Overrides } from './workbench.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const entry = {
  dn: 'uid=ann,ou=people,dc=example,dc=com',
  attributes: { objectClass: ['inetOrgPerson'], entryUUID: ['k'], uid: ['ann'], sn: ['Ann'] },
};

/** An Enterprise with a schedule that was switched on at `start`, and a clock that a test turns. */
async function scheduled(start: string, schedule: Overrides) {
  const server = await startScriptedLdap({ entries: [entry] });
  onTestFinished(() => server.stop());
  const clock = { now: Date.parse(start) };
  const bench = await Workbench.open({ now: () => clock.now });
  const synchronization = { type: 'directory', schedule: { enabled: true, ...schedule } };
  const file = configuration({ url: server.url }, { synchronization });
  await bench.import(file);
  const due = async (at?: string | number, on = bench): Promise<Run[]> => {
    if (at !== undefined) clock.now = typeof at === 'string' ? Date.parse(at) : at;
    const { jobId } = await on.client.synchronization.startDue({});
    return (await on.client.synchronization.wait({ jobId })).runs;
  };
  const next = async (count: number): Promise<string[]> =>
    (await bench.client.synchronization.nextDue({ enterprise: 'acme', count })).times;
  return { bench, clock, due, next, file };
}

/** What the store says of due times: [when, claimed or skipped]. */
function dueRows(bench: Workbench): [string, string][] {
  const database = new DatabaseSync(path.join(bench.folder, 'rollcall.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT due_at, state FROM due ORDER BY due_at').all();
    return rows.map((row) => [new Date(Number(row['due_at'])).toISOString(), String(row['state'])]);
  } finally {
    database.close();
  }
}

describe('an interval', () => {
  it('runs once when its time has come, not before, and not again', async () => {
    const { due, next } = await scheduled('2027-01-10T08:00:00Z', { every: '24h' });
    expect(await next(2)).toEqual(['2027-01-11T08:00:00.000Z', '2027-01-12T08:00:00.000Z']);
    expect(await due()).toEqual([]);
    expect(await due('2027-01-11T07:59:59.999Z')).toEqual([]);
    const runs = await due('2027-01-11T08:00:00Z');
    expect(runs).toMatchObject([{ outcome: 'success', trigger: 'schedule' }]);
    expect(runs[0]?.counters.created).toBe(1);
    expect(await due()).toEqual([]);
    expect(await due('2027-01-11T20:00:00Z')).toEqual([]);
    expect(await due('2027-01-12T08:01:00Z')).toMatchObject([{ trigger: 'schedule' }]);
  });

  it('after days of downtime catches the newest slot up once, and records the others as skipped', async () => {
    const { bench, due, next } = await scheduled('2027-01-10T08:00:00Z', { every: '24h' });
    expect(await due('2027-01-14T11:00:00Z')).toMatchObject([{ outcome: 'success', trigger: 'startup' }]);
    expect(await due()).toEqual([]);
    expect(dueRows(bench)).toEqual([
      ['2027-01-11T08:00:00.000Z', 'skipped'],
      ['2027-01-12T08:00:00.000Z', 'skipped'],
      ['2027-01-13T08:00:00.000Z', 'skipped'],
      ['2027-01-14T08:00:00.000Z', 'claimed'],
    ]);
    expect(await next(1)).toEqual(['2027-01-15T08:00:00.000Z']);
    expect(await bench.runs()).toHaveLength(1);
  });

  it('a clock that was ten years ahead for a while does not silence it', async () => {
    const { clock, due } = await scheduled('2027-01-10T08:00:00Z', { every: '24h' });
    expect(await due('2027-01-11T08:00:00Z')).toHaveLength(1);
    expect(await due(clock.now + 3650 * DAY)).toMatchObject([{ trigger: 'schedule' }]);
    expect(await due('2027-01-11T20:00:00Z')).toEqual([]);
    expect(await due('2027-01-12T08:00:00Z')).toHaveLength(1);
    expect(await due('2027-01-13T08:00:00Z')).toHaveLength(1);
  });

  it('a clock that falls back an hour does not run a slot twice', async () => {
    const { due } = await scheduled('2027-01-10T08:00:00Z', { every: '1h' });
    expect(await due('2027-01-10T09:00:00Z')).toHaveLength(1);
    expect(await due('2027-01-10T08:30:00Z')).toEqual([]);
    expect(await due('2027-01-10T09:00:00Z')).toEqual([]);
    expect(await due('2027-01-10T10:00:00Z')).toHaveLength(1);
  });

  it('two engines that ask at the same instant run a slot once', async () => {
    const { bench, clock, due } = await scheduled('2027-01-10T08:00:00Z', { every: '24h' });
    const others = await Promise.all(
      [1, 2].map(() => Workbench.open({ folder: bench.folder, now: () => clock.now })),
    );
    for (let day = 1; day <= 3; day += 1) {
      const at = Date.parse('2027-01-10T08:00:00Z') + day * DAY;
      const runs = await Promise.all([due(at), ...others.map((each) => due(at, each))]);
      expect(runs.flat()).toMatchObject([{ outcome: 'success', trigger: 'schedule' }]);
    }
    expect(await bench.runs()).toHaveLength(3);
  });

  it('two commands that ask at the same instant run a slot once', async () => {
    const past = new Date(Date.now() - 20 * 60_000).toISOString();
    const { bench } = await scheduled(past, { every: '15m' });
    const ends = await Promise.all([1, 2, 3].map(() => bench.cli(['sync', '--due', '--json'])));
    expect(ends.map((end) => end.status)).toEqual([0, 0, 0]);
    const runs = ends.flatMap((end) => (JSON.parse(end.stdout) as { runs: Run[] }).runs);
    expect(runs).toMatchObject([{ outcome: 'success', trigger: 'schedule' }]);
  });

  it('off, or of the type none, it is never due', async () => {
    const { bench, due, next, file } = await scheduled('2027-01-10T08:00:00Z', { every: '24h' });
    const change = (synchronization: Overrides): Promise<unknown> =>
      bench.import({ ...file, enterprises: file.enterprises.map((each) => ({ ...each, synchronization })) });
    await change({ type: 'directory', schedule: { enabled: false, every: '24h' } });
    expect(await next(3)).toEqual([]);
    expect(await due('2027-02-10T08:00:00Z')).toEqual([]);
    await change({ type: 'none', schedule: { enabled: true, every: '24h' } });
    expect(await due('2027-03-10T08:00:00Z')).toEqual([]);
    expect(await bench.runs()).toEqual([]);
  });
});

describe('a time of day', () => {
  it('that does not exist when the clocks go forward runs right after the gap', async () => {
    const schedule = { daily: '02:30', timeZone: 'Europe/Berlin' };
    const { due, next } = await scheduled('2027-03-27T12:00:00Z', schedule);
    expect(await next(2)).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-29T00:30:00.000Z']);
    expect(await due('2027-03-28T00:59:59Z')).toEqual([]);
    expect(await due('2027-03-28T01:00:00Z')).toMatchObject([{ trigger: 'schedule' }]);
    expect(await due('2027-03-28T02:30:00Z')).toEqual([]);
    expect(await due('2027-03-29T00:30:00Z')).toHaveLength(1);
  });

  it('that occurs twice when the clocks go back runs once', async () => {
    const schedule = { daily: '02:30', timeZone: 'Europe/Berlin' };
    const { due, next } = await scheduled('2026-10-24T12:00:00Z', schedule);
    expect(await next(2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
    expect(await due('2026-10-25T00:30:00Z')).toHaveLength(1);
    expect(await due('2026-10-25T01:30:00Z')).toEqual([]);
    expect(await due('2026-10-26T01:30:00Z')).toHaveLength(1);
  });

  it('weekly runs on its days only', async () => {
    const schedule = { weekly: { days: ['mon', 'thu'], at: '06:00' }, timeZone: 'America/Toronto' };
    const { due, next } = await scheduled('2027-01-10T12:00:00Z', schedule);
    expect(await next(3)).toEqual([
      '2027-01-11T11:00:00.000Z',
      '2027-01-14T11:00:00.000Z',
      '2027-01-18T11:00:00.000Z',
    ]);
    expect(await due('2027-01-11T10:59:00Z')).toEqual([]);
    expect(await due('2027-01-11T11:09:00Z')).toMatchObject([{ trigger: 'schedule' }]);
    expect(await due('2027-01-13T23:00:00Z')).toEqual([]);
    expect(await due('2027-01-14T11:11:00Z')).toMatchObject([{ trigger: 'startup' }]);
  });
});

describe('what is due, of what was chosen', () => {
  async function twoEnterprises() {
    const { bench, clock, file } = await scheduled('2027-01-10T08:00:00Z', { every: '24h' });
    const [acme] = file.enterprises;
    const [hq] = acme!.synchronizers;
    const two = [hq, { ...hq, description: 'Branch', searchContext: 'ou=branch' }];
    const enterprises = [
      { ...acme, synchronizers: two },
      { ...acme, id: 'beta', description: 'Beta', domain: 'beta.example.com' },
    ];
    await bench.import({ ...file, enterprises });
    const due = async (at: string, chosen: { enterprise?: string; source?: string }): Promise<string[]> => {
      clock.now = Date.parse(at);
      const { jobId } = await bench.client.synchronization.startDue(chosen);
      const { runs } = await bench.client.synchronization.wait({ jobId });
      return runs.map((run) => `${run.enterprise}/${run.source} ${run.trigger}`);
    };
    return { bench, due, file, enterprises };
  }

  it('an Enterprise: the due time of the other is not claimed', async () => {
    const { bench, due } = await twoEnterprises();
    const at = '2027-01-11T08:00:00Z';
    expect(await due(at, { enterprise: 'BETA' })).toEqual(['beta/HQ directory schedule']);
    expect(dueRows(bench)).toHaveLength(1);
    expect(await due(at, { enterprise: 'beta' })).toEqual([]);
    expect(await due(at, {})).toEqual(['acme/HQ directory schedule', 'acme/Branch schedule']);
    expect(await due(at, {})).toEqual([]);
    await expect(due(at, { enterprise: 'nowhere' })).rejects.toMatchObject({ code: 'enterprise.not-found' });
  });

  it('a source: only it runs, and the due time of its Enterprise is claimed', async () => {
    const { bench, due } = await twoEnterprises();
    const at = '2027-01-11T08:00:00Z';
    await expect(due(at, { source: 'nothing' })).rejects.toMatchObject({ code: 'source.not-found' });
    await expect(due(at, { enterprise: 'beta', source: 'Branch' })).rejects.toMatchObject({
      code: 'source.not-found',
    });
    expect(dueRows(bench)).toEqual([]);
    expect(await due(at, { source: 'branch' })).toEqual(['acme/Branch schedule']);
    expect(await due(at, { enterprise: 'acme' })).toEqual([]);
    expect(await due(at, {})).toEqual(['beta/HQ directory schedule']);
  });

  it('a source that is inactive is refused, and claims nothing', async () => {
    const { bench, due, file, enterprises } = await twoEnterprises();
    const synchronization = { type: 'pbx', schedule: { enabled: true, every: '24h' } };
    await bench.import({ ...file, enterprises: enterprises.map((each) => ({ ...each, synchronization })) });
    const refused = due('2027-02-11T08:00:00Z', { source: 'Branch' });
    await expect(refused).rejects.toMatchObject({ code: 'source.inactive' });
    expect(dueRows(bench)).toEqual([]);
  });

  it('the command takes them, too', async () => {
    const past = new Date(Date.now() - 20 * 60_000).toISOString();
    const { bench } = await scheduled(past, { every: '15m' });
    const sync = (...more: string[]) => bench.cli(['sync', '--due', ...more, '--json']);
    const unknown = await sync('--enterprise', 'nowhere');
    expect(unknown.status).toBe(64);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'enterprise.not-found' } });
    const end = await sync('--enterprise', 'acme', '--source', 'HQ directory', '--full');
    expect(end.status).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({ runs: [{ outcome: 'success', trigger: 'schedule' }] });
  });
});
