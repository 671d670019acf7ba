import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PBX_OPTIONS, DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import type { Schedule } from '../../../shared/domain/schedule.ts';
import { createEngine, type Engine, type EngineClient } from '../engine.ts';

let root: string;
let engine: Engine;
let client: EngineClient;
let clock: number;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-api-'));
  clock = Date.UTC(2026, 4, 4, 8);
  engine = await createEngine({
    dataFolder: root,
    env: { ROLLCALL_KEY: 'a1'.repeat(32) },
    createKeyFile: 'no',
    version: '1.2.3',
    now: () => clock,
  });
  client = engine.client({ role: 'admin' });
});

afterEach(async () => {
  await engine.close();
  rmSync(root, { recursive: true, force: true });
});

const acme = { id: 'acme', description: 'Acme', domain: 'acme.example.com', mode: 'standalone' } as const;
const node = { name: 'Main PBX', type: 'mivoice-business' };
const importing = (...enterprises: object[]) =>
  client.configuration.import({ text: JSON.stringify({ rollcall: 1, enterprises }), folder: root });

describe('system.about', () => {
  it('names version, schema, data folder and SQLite', async () => {
    const { schema } = await client.system.info();
    expect(await client.system.about()).toEqual({
      version: '1.2.3',
      schema,
      dataFolder: root,
      sqlite: expect.stringMatching(/^3\.\d+\.\d+$/) as string,
    });
  });
});

describe('enterprises.create', () => {
  it('makes what an import makes of the same four values', async () => {
    const made = await client.enterprises.create(acme);
    await importing({ id: 'other', description: 'Acme', domain: 'other.example.com' });
    const { enterprises } = await client.enterprises.list();
    const imported = enterprises.find(({ id }) => id === 'other')!;
    expect(made).toEqual({ ...imported, ...acme, enterpriseId: made.enterpriseId });
    expect(enterprises).toContainEqual(made);
    expect(made).toMatchObject({ type: 'none', accounts: 0, synchronizers: 0, pbxNodes: 0 });
    const profilesOf = async (enterprise: string) =>
      (await client.featureProfiles.list({ enterprise })).profiles;
    expect(await profilesOf('acme')).toMatchObject([{ name: DEFAULT_PROFILE, accounts: 0 }]);
    expect((await profilesOf('other')).map(({ name }) => name)).toEqual([DEFAULT_PROFILE]);
  });

  it.each([
    ['the ID', { id: 'ACME', domain: 'b.example.com' }, 'id'],
    ['the domain', { id: 'b', domain: 'Acme.Example.com' }, 'domain'],
  ])('refuses %s of another Enterprise, without regard to case', async (_, taken, field) => {
    await client.enterprises.create(acme);
    await expect(client.enterprises.create({ ...acme, ...taken })).rejects.toMatchObject({
      code: 'enterprise.exists',
      data: { details: { field } },
    });
    expect((await client.enterprises.list()).enterprises).toHaveLength(1);
  });
});

describe('enterprises.update', () => {
  it('sets what was given and leaves the rest', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const renamed = await client.enterprises.update({ enterpriseId, id: 'Acme2' });
    expect(renamed).toMatchObject({ ...acme, id: 'Acme2' });
    const integrated = await client.enterprises.update({ enterpriseId, mode: 'integrated' });
    expect(integrated).toEqual({ ...renamed, mode: 'integrated' });
    expect(await client.enterprises.update({ enterpriseId, mode: 'standalone' })).toEqual(renamed);
  });

  it('takes its own ID and domain in another case, and refuses those of another one', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    await client.enterprises.create({ ...acme, id: 'b', domain: 'b.example.com' });
    await client.enterprises.update({ enterpriseId, id: 'ACME', domain: 'ACME.example.com' });
    for (const taken of [{ id: 'B' }, { domain: 'B.example.com' }]) {
      await expect(client.enterprises.update({ enterpriseId, ...taken })).rejects.toMatchObject({
        code: 'enterprise.exists',
      });
    }
  });

  it('edits one of two that share a domain since an import', async () => {
    await importing({ id: 'a', description: 'A', domain: 'x.example.com' });
    await importing({ id: 'b', description: 'B', domain: 'x.example.com' });
    const { enterprises } = await client.enterprises.list();
    const { enterpriseId } = enterprises[1]!;
    const edited = client.enterprises.update({ enterpriseId, description: 'New', domain: 'x.example.com' });
    expect(await edited).toMatchObject({ description: 'New' });
  });

  it('keeps the ID while there are PBX nodes, and nothing else', async () => {
    await importing({ ...acme, pbxNodes: [node] });
    const { enterprises } = await client.enterprises.list();
    const { enterpriseId } = enterprises[0]!;
    expect(enterprises[0]).toMatchObject({ pbxNodes: 1, synchronizers: 0 });
    await expect(client.enterprises.update({ enterpriseId, id: 'ACME' })).rejects.toMatchObject({
      code: 'enterprise.locked',
    });
    const edited = client.enterprises.update({ enterpriseId, id: 'acme', description: 'New' });
    expect(await edited).toMatchObject({ description: 'New' });
  });

  it('of one that is not there is enterprise.not-found', async () => {
    await expect(client.enterprises.update({ enterpriseId: 9, id: 'x' })).rejects.toMatchObject({
      code: 'enterprise.not-found',
    });
  });
});

describe('an Enterprise whose ID could not be given any more', () => {
  it('is still listed, and can be edited and renamed', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    await expect(client.enterprises.update({ enterpriseId, id: '..' })).rejects.toMatchObject({
      code: 'usage.invalid',
    });
    const database = new DatabaseSync(path.join(root, 'rollcall.db'));
    database.exec("UPDATE enterprise SET name = '..'");
    database.close();
    expect((await client.enterprises.list()).enterprises).toMatchObject([{ id: '..' }]);
    const edited = await client.enterprises.update({ enterpriseId, description: 'New' });
    expect(edited).toMatchObject({ id: '..', description: 'New' });
    expect(await client.enterprises.update({ enterpriseId, id: 'acme' })).toMatchObject({ id: 'acme' });
  });
});

describe('enterprises.contents', () => {
  it('counts what goes with it, and not what is another one’s', async () => {
    await importing(
      { ...acme, pbxNodes: [node], accounts: [{ loginId: 'ann', lastName: 'Ash' }] },
      {
        id: 'b',
        description: 'B',
        domain: 'b.example.com',
        accounts: [{ loginId: 'bob', lastName: 'Birch' }],
      },
    );
    const { enterprises } = await client.enterprises.list();
    const { enterpriseId } = enterprises[0]!;
    expect(await client.enterprises.contents({ enterpriseId })).toEqual({
      accounts: 1,
      manualAccounts: 1,
      synchronizers: 0,
      pbxNodes: 1,
      runs: 0,
    });
  });
});

describe('synchronization.configure', () => {
  const daily: Schedule = { enabled: true, rule: { kind: 'daily', at: '02:00' }, timeZone: 'Europe/Berlin' };
  const hourly: Schedule = { enabled: true, rule: { kind: 'interval', minutes: 60 }, timeZone: null };
  const wanted = (enterpriseId: number) => ({
    enterpriseId,
    type: 'directory' as const,
    schedule: daily,
    pbx: { ...DEFAULT_PBX_OPTIONS, dynamicExtensionsOnly: true },
  });

  it('sets type, schedule and options at once', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const { enterpriseId: _, ...set } = wanted(enterpriseId);
    expect(await client.synchronization.configure(wanted(enterpriseId))).toMatchObject({ ...acme, ...set });
    const { times } = await client.synchronization.nextDue({ enterprise: 'acme', count: 1 });
    expect(times).toEqual(['2026-05-05T00:00:00.000Z']);
  });

  it('starts an interval anew only when the schedule changed', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const input = { ...wanted(enterpriseId), schedule: hourly };
    await client.synchronization.configure(input);
    clock += 10 * 60_000;
    await client.synchronization.configure({ ...input, type: 'pbx' });
    const next = async () => (await client.synchronization.nextDue({ enterprise: 'acme', count: 1 })).times;
    expect(await next()).toEqual(['2026-05-04T09:00:00.000Z']);
    await client.synchronization.configure({
      ...input,
      schedule: { ...hourly, rule: { kind: 'interval', minutes: 30 } },
    });
    expect(await next()).toEqual(['2026-05-04T08:40:00.000Z']);
  });

  it('keeps each day of the week once and in order', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const rule = {
      kind: 'weekly' as const,
      at: '02:00',
      days: ['sun' as const, 'mon' as const, 'sun' as const],
    };
    const set = await client.synchronization.configure({
      ...wanted(enterpriseId),
      schedule: { enabled: true, rule, timeZone: null },
    });
    expect(set.schedule.rule).toEqual({ kind: 'weekly', at: '02:00', days: ['mon', 'sun'] });
  });

  it('in integrated mode takes a new schedule with the same type and options, and nothing else (D22)', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    await client.synchronization.configure(wanted(enterpriseId));
    await client.enterprises.update({ enterpriseId, mode: 'integrated' });
    const changes = [{ type: 'none' as const }, { pbx: { ...DEFAULT_PBX_OPTIONS } }];
    for (const change of changes) {
      const input = { ...wanted(enterpriseId), schedule: hourly, ...change };
      await expect(client.synchronization.configure(input)).rejects.toMatchObject({
        code: 'enterprise.integrated',
      });
    }
    const after = await client.synchronization.configure({ ...wanted(enterpriseId), schedule: hourly });
    expect(after).toMatchObject({ type: 'directory', schedule: hourly });
  });

  it('takes a profile in any case, and refuses one that is not there with nothing set', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const input = wanted(enterpriseId);
    const other = { ...input, pbx: { ...input.pbx, featureProfile: 'Gold' } };
    await expect(client.synchronization.configure(other)).rejects.toMatchObject({
      code: 'profile.not-found',
    });
    expect((await client.enterprises.list()).enterprises[0]).toMatchObject({ type: 'none' });
    const lower = { ...input, pbx: { ...input.pbx, featureProfile: DEFAULT_PROFILE.toLowerCase() } };
    const set = await client.synchronization.configure(lower);
    expect(set.pbx.featureProfile).toBe(DEFAULT_PROFILE);
  });

  it.each(['Mars/Olympus', '+02:00'])('refuses the time zone %s, as the preview does', async (timeZone) => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const refusal = {
      code: 'usage.invalid',
      data: { details: { problems: [{ path: 'schedule.timeZone' }] } },
    };
    const schedule = { ...daily, timeZone };
    const input = { ...wanted(enterpriseId), schedule };
    await expect(client.synchronization.configure(input)).rejects.toMatchObject(refusal);
    await expect(client.synchronization.previewSchedule({ schedule })).rejects.toMatchObject(refusal);
  });

  it('previews a schedule as if it were switched on now', async () => {
    const { times } = await client.synchronization.previewSchedule({
      schedule: { ...hourly, enabled: false },
      count: 2,
    });
    expect(times).toEqual(['2026-05-04T09:00:00.000Z', '2026-05-04T10:00:00.000Z']);
  });

  it('previews the schedule that an Enterprise has as it runs, and any other one as if switched on now', async () => {
    const { enterpriseId } = await client.enterprises.create(acme);
    const every = (minutes: number, enabled = true): Schedule => ({
      enabled,
      rule: { kind: 'interval', minutes },
      timeZone: null,
    });
    const first = async (schedule: Schedule) => {
      const input = { enterpriseId, schedule, count: 1 };
      return (await client.synchronization.previewSchedule(input)).times[0];
    };
    await client.synchronization.configure({ ...wanted(enterpriseId), schedule: every(1440) });
    clock += 10 * 3_600_000;
    const { times } = await client.synchronization.nextDue({ enterprise: 'acme', count: 1 });
    expect(times).toEqual(['2026-05-05T08:00:00.000Z']);
    expect(await first(every(1440))).toBe('2026-05-05T08:00:00.000Z');
    // Off, or with another interval, it would begin anew.
    expect(await first(every(1440, false))).toBe('2026-05-05T18:00:00.000Z');
    expect(await first(every(720))).toBe('2026-05-05T06:00:00.000Z');
    await client.synchronization.configure({ ...wanted(enterpriseId), schedule: every(1440, false) });
    expect(await first(every(1440, false))).toBe('2026-05-05T18:00:00.000Z');
    const elsewhere = { enterpriseId: 99, schedule: every(60) };
    await expect(client.synchronization.previewSchedule(elsewhere)).rejects.toMatchObject({
      code: 'enterprise.not-found',
    });
  });
});

describe('a procedure that writes', () => {
  it('tells every listener at once, and one that failed or only reads does not', async () => {
    const stopping = new AbortController();
    const stream = await client.synchronization.events(undefined, { signal: stopping.signal });
    const told: string[] = [];
    const listening = (async () => {
      try {
        for await (const { type } of stream) told.push(type);
      } catch {
        // Stopped listening.
      }
    })();
    await client.enterprises.list();
    await client.enterprises.update({ enterpriseId: 9, id: 'x' }).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
    await client.enterprises.create(acme);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['changed']);
    stopping.abort();
    await listening;
  });
});

describe('while somebody else saves', () => {
  it('writes wait without standing in the way of reads, and then go through', async () => {
    const writer = new DatabaseSync(path.join(root, 'rollcall.db'));
    writer.exec('BEGIN IMMEDIATE');
    const waiting = [
      client.enterprises.create(acme),
      importing({ id: 'b', description: 'B', domain: 'b.example.com' }),
      client.synchronization.startDue(),
    ];
    for (let count = 0; count < 20; count += 1) {
      const at = performance.now();
      expect((await client.enterprises.list()).enterprises).toEqual([]);
      expect(performance.now() - at).toBeLessThan(500);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    writer.exec('COMMIT');
    writer.close();
    await Promise.all(waiting);
    expect((await client.enterprises.list()).enterprises.map(({ id }) => id)).toEqual(['acme', 'b']);
  });
});
