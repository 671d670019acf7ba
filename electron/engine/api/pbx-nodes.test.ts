import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PbxNodeDraft } from '../../../shared/contract/index.ts';
import type { NotAssigned, NotAssignedCode } from '../../../shared/domain/mivoice-business/types.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../shared/domain/pbx-node.ts';
import { zeroCounters } from '../../../shared/domain/run.ts';
import { device, DEVICE_FILE, MDUG_FILE, NodeFiles, pbx, PRG_FILE } from '../../../tests/support/pbx-node.ts';
import { createEngine, type Engine, type EngineClient } from '../engine.ts';
import { layoutOf, openSecondConnection, type Store } from '../store/index.ts';

let root: string;
let engine: Engine;
let client: EngineClient;
let store: Store;
let enterpriseId: number;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-nodes-'));
  engine = await createEngine({ dataFolder: root, env: {}, createKeyFile: 'no', version: '0' });
  client = engine.client({ role: 'admin' });
  store = openSecondConnection(layoutOf(root));
  const acme = { id: 'acme', description: 'Acme', domain: 'acme.example.com', mode: 'standalone' } as const;
  ({ enterpriseId } = await client.enterprises.create(acme));
});

afterEach(async () => {
  store.close();
  await engine.close();
  rmSync(root, { recursive: true, force: true });
});

const folder = () => path.join(root, 'exports');
const draft = (overrides: Partial<PbxNodeDraft> = {}): PbxNodeDraft => ({
  ...structuredClone(DEFAULT_MIVOICE_BUSINESS),
  name: 'HQ',
  folder: folder(),
  ...overrides,
});
const create = async (overrides: Partial<PbxNodeDraft> = {}) =>
  (await client.pbxNodes.create({ enterpriseId, draft: draft(overrides) })).sourceId;
const update = (sourceId: number, overrides: Partial<PbxNodeDraft>) =>
  client.pbxNodes.update({ sourceId, draft: draft(overrides) });

/** Imports a configuration file's nodes. */
const importNodes = (...pbxNodes: object[]) =>
  client.configuration.import({
    text: JSON.stringify({
      rollcall: 1,
      enterprises: [{ id: 'acme', description: 'Acme', domain: 'acme.example.com', pbxNodes }],
    }),
    folder: root,
  });

async function office(): Promise<number> {
  await importNodes({ name: 'Branch', type: 'mivoice-office-250', host: '10.0.0.9', port: 4000 });
  const { nodes } = await client.pbxNodes.list({ enterprise: 'acme' });
  return nodes.find(({ name }) => name === 'Branch')!.sourceId;
}

/** The Enterprise synchronizes its nodes. */
async function setType(type: 'pbx' | 'none' = 'pbx'): Promise<void> {
  const { enterprises } = await client.enterprises.list();
  const { schedule, pbx: options } = enterprises[0]!;
  await client.synchronization.configure({ enterpriseId, type, schedule, pbx: options });
}

function unassigned(number: string, code: NotAssignedCode = 'pbx.needs-group', near = ''): NotAssigned {
  return { device: device(number, 'desk', `Person ${number}/Hall`), code, detail: `about ${number}`, near };
}

/** Puts devices on the list of a node, as a run leaves them there. */
const putUnassigned = (sourceId: number, ...rows: NotAssigned[]) =>
  store.transaction(() => store.notAssigned.replace(sourceId, 1, rows));

/** An account of a node, with numbers as a run leaves them. */
function putAccount(
  sourceId: number,
  login: string,
  numbers: Record<string, string> = {},
  pbxNumbers = '',
): number {
  const { lastId } = store.connection
    .prepare(
      `INSERT INTO account (enterprise_id, source_id, source_key, key_attribute, login_id, login_key, extra)
       VALUES (?, ?, ?, 'number', ?, ?, ?)`,
    )
    .run(enterpriseId, sourceId, Buffer.from(login), login, login, JSON.stringify({ pbxNumbers }));
  for (const [number, state] of Object.entries(numbers)) {
    store.connection
      .prepare(
        "INSERT INTO number (account_id, number, kind, origin, state, since) VALUES (?, ?, 'desk', 'pbx', ?, 1)",
      )
      .run(lastId, number, state);
  }
  return lastId;
}

/** A synchronization of a node that ended. */
function putRun(
  sourceId: number,
  ending: { outcome?: 'success' | 'failed' | 'skipped'; files?: object[] } = {},
) {
  return store.transaction(() => {
    const { outcome = 'success', files = [] } = ending;
    const runId = store.runs.start({
      sourceId,
      enterpriseId,
      kind: 'sync',
      trigger: 'manual',
      mode: 'full',
      startedAt: Date.now(),
    });
    store.runs.finish(runId, {
      ...{ outcome, complete: outcome === 'success', baseline: false, endedAt: Date.now(), error: null },
      ...{ counters: zeroCounters(), phases: {}, plan: null, feed: 'full', mode: 'full', issues: [] },
      evidence: {
        ...{ server: '', bindDn: '', filter: '', scope: '', paging: false, pages: 0, bases: [], entries: 0 },
        export: { files, devices: 0, groups: 0, people: 0, notAssigned: 0, dynamicExtensionsOnly: false },
      },
    });
    return runId;
  });
}

describe('a PBX node', () => {
  it('comes back from its form as it was saved, and in its row', async () => {
    const saved = draft({
      folder: null,
      files: {
        devices: path.join(root, 'users.csv'),
        groups: [path.join(root, 'prg.csv'), path.join(root, 'mdug.csv')],
        directory: path.join(root, 'directory.csv'),
      },
      columns: { mac: 'Set MAC', department: null },
      softphoneMacPrefix: 'a1-21-00',
      macRule: 'both',
      exclude: { deviceTypes: ['fax'], numbers: ['7000-7099', '1'], names: ['Test*'] },
      answers: { same: [{ number: '3001', with: '3000' }], separate: ['3002'] },
      watch: 'synchronize',
      staleDays: 30,
      guard: { ...DEFAULT_MIVOICE_BUSINESS.guard, deletePercent: 10 },
      voiceMailServer: 'vm.acme.example.com',
      voiceMailNumber: '+49 711 99',
    });
    const { sourceId } = await client.pbxNodes.create({ enterpriseId, draft: saved });
    const found = await client.pbxNodes.get({ sourceId });
    expect(found).toMatchObject({ sourceId, enterpriseId, enterprise: 'acme', active: false, files: [] });
    expect(found.draft).toEqual(saved);
    const { nodes } = await client.pbxNodes.list({ enterprise: 'acme' });
    expect(nodes).toEqual([
      {
        ...{ sourceId, name: 'HQ', type: 'mivoice-business' },
        source: `${path.join(root, 'users.csv')} and 3 more`,
        ...{ accounts: 0, numbers: 0, numbersHeld: 0, notAssigned: 0, waiting: 0, active: false },
        ...{ newerExport: null, lastAttempt: null, lastGood: null },
      },
    ]);
    await update(sourceId, { name: 'hq' });
    const after = await client.pbxNodes.get({ sourceId });
    // What was answered about single devices is no part of the form.
    expect(after).toMatchObject({
      name: 'hq',
      source: folder(),
      draft: draft({ name: 'hq', answers: saved.answers }),
    });
  });

  it('can be saved only under a name that is free among nodes and synchronizers (E5)', async () => {
    const sourceId = await create();
    await create({ name: 'Lab' });
    await expect(update(sourceId, { name: 'LAB' })).rejects.toMatchObject({ code: 'source.exists' });
    await expect(create({ name: 'hQ' })).rejects.toMatchObject({ code: 'source.exists' });
    await client.configuration.import({
      text: JSON.stringify({
        rollcall: 1,
        enterprises: [
          {
            ...{ id: 'acme', description: 'Acme', domain: 'acme.example.com' },
            synchronizers: [
              { description: 'AD', domain: 'acme.example.com', url: 'ldap://x', baseDn: 'dc=x' },
            ],
          },
        ],
      }),
      folder: root,
    });
    await expect(create({ name: 'ad' })).rejects.toMatchObject({
      code: 'source.exists',
      message: expect.stringContaining('a synchronizer AD') as string,
    });
    const { sources } = await client.sources.list({ enterprise: 'acme' });
    const { sourceId: synchronizer } = sources.find(({ kind }) => kind === 'directory')!;
    await expect(client.pbxNodes.get({ sourceId: synchronizer })).rejects.toMatchObject({
      code: 'source.not-found',
    });
  });

  it.each<[string, Partial<PbxNodeDraft>]>([
    ['folder', { folder: 'exports' }],
    ['files.devices', { folder: null, files: { devices: 'users.csv', groups: [], directory: null } }],
    [
      'files.groups[1]',
      { folder: null, files: { devices: '/a.csv', groups: ['/b.csv', '/c/../b.csv'], directory: null } },
    ],
    ['files.directory', { folder: null, files: { devices: '/a.TXT', groups: [], directory: 'x.csv' } }],
    ['files.devices', { folder: null, files: { devices: '/etc/passwd', groups: [], directory: null } }],
    ['answers.separate[0]', { answers: { same: [{ number: '1', with: '2' }], separate: ['1'] } }],
    ['answers.same[0].with', { answers: { same: [{ number: '1', with: '1' }], separate: [] } }],
    [
      'answers.same[0].with',
      {
        answers: {
          same: ['12', '23', '31'].map(([number = '', other = '']) => ({ number, with: other })),
          separate: [],
        },
      },
    ],
  ])('with a wrong %s is refused, and says so at its place', async (place, wrong) => {
    const refusal = { code: 'config.invalid', data: { details: { problems: [{ path: place }] } } };
    await expect(create(wrong)).rejects.toMatchObject(refusal);
    const sourceId = await create();
    await expect(update(sourceId, wrong)).rejects.toMatchObject(refusal);
    // Refused before a worker is started.
    const looking = client.pbxNodes.inspect({ enterpriseId, sourceId, draft: draft(wrong) });
    await expect(looking).rejects.toMatchObject(refusal);
  });

  it.each<Partial<PbxNodeDraft>>([
    { folder: null },
    { files: { devices: '/users.csv', groups: [], directory: null } },
    { softphoneMacPrefix: 'A1:2' },
    { voiceMailServer: 'not a host' },
    { name: 'a|b' },
    { staleDays: 0 },
    { guard: { ...DEFAULT_MIVOICE_BUSINESS.guard, deletePercent: 100 } },
  ])('%j does not fit the form', async (wrong) => {
    await expect(create(wrong)).rejects.toMatchObject({ code: 'usage.invalid' });
  });

  it('A16, D22: of an Enterprise in integrated mode is neither made, edited, answered nor deleted', async () => {
    const sourceId = await create();
    putUnassigned(sourceId, unassigned('3001'));
    await client.enterprises.update({ enterpriseId, mode: 'integrated' });
    const refusal = {
      code: 'enterprise.integrated',
      message: expect.stringContaining('PBX nodes') as string,
    };
    await expect(create({ name: 'Lab' })).rejects.toMatchObject(refusal);
    await expect(update(sourceId, {})).rejects.toMatchObject(refusal);
    const answers = [{ number: '3001', answer: { kind: 'separate' } as const }];
    await expect(client.pbxNodes.answer({ sourceId, answers })).rejects.toMatchObject(refusal);
    await expect(client.pbxNodes.delete({ sourceId, confirm: 'HQ' })).rejects.toMatchObject(refusal);
    expect(await client.pbxNodes.removal({ sourceId })).toMatchObject({ name: 'HQ' });
    expect((await client.pbxNodes.get({ sourceId })).draft).toEqual(draft());
  });

  it('of the kind MiVoice Office 250 is listed, and not edited here', async () => {
    const sourceId = await office();
    const { nodes } = await client.pbxNodes.list({ enterprise: 'acme' });
    expect(nodes).toMatchObject([{ name: 'Branch', type: 'mivoice-office-250', source: '10.0.0.9:4000' }]);
    expect(await client.pbxNodes.get({ sourceId })).toMatchObject({ draft: null });
    const refusal = { code: 'source.unsupported' };
    await expect(update(sourceId, { name: 'Branch' })).rejects.toMatchObject(refusal);
    const answers = [{ number: '1', answer: { kind: 'separate' } as const }];
    await expect(client.pbxNodes.answer({ sourceId, answers })).rejects.toMatchObject(refusal);
    await expect(client.pbxNodes.inspect({ enterpriseId, sourceId, draft: draft() })).rejects.toMatchObject(
      refusal,
    );
    await expect(client.sources.test({ enterprise: 'acme', source: 'Branch' })).rejects.toMatchObject(
      refusal,
    );
  });

  it('that a configuration file made without files can be opened, and completed', async () => {
    await importNodes({ name: 'HQ', type: 'mivoice-business' });
    const { nodes } = await client.pbxNodes.list({ enterprise: 'acme' });
    const { sourceId } = nodes[0]!;
    expect(nodes[0]!.source).toBe('no files yet');
    expect((await client.pbxNodes.get({ sourceId })).draft).toMatchObject({ files: null, folder: null });
    await update(sourceId, {});
    expect((await client.pbxNodes.get({ sourceId })).source).toBe(folder());
  });

  it.each(['hq', ' HQ', 'HQ ', ''])('is not deleted by the confirmation %j', async (confirm) => {
    const sourceId = await create();
    await expect(client.pbxNodes.delete({ sourceId, confirm })).rejects.toMatchObject({
      code: 'confirm.mismatch',
      message: expect.stringContaining('of the PBX node HQ') as string,
    });
    expect(await client.synchronization.running()).toEqual({ jobs: [], elsewhere: [] });
  });
});

describe('the list of nodes', () => {
  it('counts accounts, numbers, held numbers, devices in no account, and what waits', async () => {
    const sourceId = await create();
    const other = await create({ name: 'Lab', folder: path.join(root, 'lab') });
    putAccount(sourceId, '3000', { 3000: 'present', 3001: 'present' }, '3000 desk, 3001 soft');
    // One that a person had added before is the PBX's too (A14).
    putAccount(sourceId, '3100', { 3100: 'present' }, '3100 desk, 3101 other, 3102 other');
    putAccount(sourceId, '3200', { 3200: 'deleted-on-pbx', 3201: 'reassigned', 3202: 'present' });
    putUnassigned(sourceId, unassigned('3001'), unassigned('3002'));
    putUnassigned(other, unassigned('9'));
    const rows = async () => (await client.pbxNodes.list({ enterprise: 'acme' })).nodes;
    expect(await rows()).toMatchObject([
      { name: 'HQ', accounts: 3, numbers: 5, numbersHeld: 2, notAssigned: 2, waiting: 0 },
      { name: 'Lab', accounts: 0, numbers: 0, numbersHeld: 0, notAssigned: 1, waiting: 0 },
    ]);
    // By another connection, as a run writes.
    store.connection.exec("DELETE FROM number WHERE state = 'reassigned'");
    putUnassigned(sourceId);
    expect(await rows()).toMatchObject([{ name: 'HQ', numbersHeld: 1, notAssigned: 0 }, { name: 'Lab' }]);
    expect(await client.pbxNodes.get({ sourceId })).toMatchObject({
      accounts: 3,
      numbers: 5,
      numbersHeld: 1,
    });
  });

  it('A17, D25: names the last attempt and the last good run; a skipped one hides neither', async () => {
    const sourceId = await create();
    const file = {
      ...{ path: '/exports/users.csv', kind: 'devices', rows: 4, bytes: 99 },
      ...{ modifiedAt: '2026-11-20T10:00:00.000Z', encoding: 'UTF-8', separator: 'comma' },
    };
    const good = putRun(sourceId, { files: [file] });
    const failed = putRun(sourceId, { outcome: 'failed' });
    putRun(sourceId, { outcome: 'skipped' });
    const node = await client.pbxNodes.get({ sourceId });
    expect([node.lastAttempt?.id, node.lastGood?.id]).toEqual([failed, good]);
    expect(node.files).toEqual([{ ...file, problem: null }]);
  });
});

describe('a newer export', () => {
  const newer = async () => (await client.pbxNodes.list({ enterprise: 'acme' })).nodes[0]!.newerExport;
  /** Files of a node as they were read. */
  const read = (files: NodeFiles, at: number) =>
    [DEVICE_FILE, PRG_FILE, MDUG_FILE].map((name) => ({
      ...{ path: files.path(name), kind: 'devices', rows: 1, encoding: 'UTF-8', separator: 'comma' },
      modifiedAt: new Date(at).toISOString(),
    }));

  it('is one that is newer than what was read last, of a node that is watched and synchronizes', async () => {
    await setType();
    const files = new NodeFiles(root, 'exports', Date.UTC(2026, 0, 1));
    const at = Date.UTC(2026, 0, 1, 0, 1);
    files.write(pbx([device('3000', 'desk', 'Eva Kane/R&D')]));
    const sourceId = await create({ folder: files.folder });
    // A first synchronization is for a person to begin.
    expect(await newer()).toBeNull();
    putRun(sourceId, { files: read(files, at) });
    expect(await newer()).toBeNull();
    files.put(PRG_FILE, 'x', at + 5000);
    expect(await newer()).toBe(new Date(at + 5000).toISOString());
    expect((await client.pbxNodes.get({ sourceId })).newerExport).toBe(new Date(at + 5000).toISOString());
    await update(sourceId, { folder: files.folder, watch: 'off' });
    expect(await newer()).toBeNull();
    await update(sourceId, { folder: files.folder });
    await setType('none');
    expect(await newer()).toBeNull();
    await setType();
    // Read, with a bad end: it was tried.
    putRun(sourceId, { outcome: 'failed', files: read(files, at + 5000) });
    expect(await newer()).toBeNull();
    // One that is being written may grow.
    files.put(DEVICE_FILE, 'x', Date.now());
    expect(await newer()).toBeNull();
  });

  it('is also a group file that came later and is older than the device file', async () => {
    await setType();
    const files = new NodeFiles(root, 'exports', Date.UTC(2026, 0, 1));
    files.put(DEVICE_FILE, 'x', Date.UTC(2026, 0, 5));
    files.put(PRG_FILE, 'x', Date.UTC(2026, 0, 2));
    const sourceId = await create({ folder: files.folder });
    const [devices, groups] = read(files, Date.UTC(2026, 0, 5));
    putRun(sourceId, {
      files: [devices!, { ...groups, modifiedAt: new Date(Date.UTC(2026, 0, 2)).toISOString() }],
    });
    expect(await newer()).toBeNull();
    files.put(PRG_FILE, 'x', Date.UTC(2026, 0, 4));
    expect(await newer()).toBe(new Date(Date.UTC(2026, 0, 4)).toISOString());
  });
});

describe('devices in no account', () => {
  it('are listed in pages, by code and by what one searches, with what was answered', async () => {
    const sourceId = await create({
      answers: { same: [{ number: '3001', with: '3000' }], separate: ['3002'] },
    });
    putUnassigned(
      sourceId,
      unassigned('3001', 'pbx.near-match', '3000'),
      unassigned('3002'),
      unassigned('3003', 'pbx.excluded'),
      unassigned('3004'),
    );
    const all = await client.pbxNodes.notAssigned({ sourceId });
    expect(
      all.rows.map(({ number, code, near, answered, position }) => [position, number, code, near, answered]),
    ).toEqual([
      [0, '3001', 'pbx.near-match', '3000', 'same'],
      [1, '3002', 'pbx.needs-group', '', 'separate'],
      [2, '3003', 'pbx.excluded', '', null],
      [3, '3004', 'pbx.needs-group', '', null],
    ]);
    expect(all.rows[0]).toMatchObject({
      firstName: 'Person',
      lastName: '3001',
      department: 'Hall',
      detail: 'about 3001',
    });
    expect(all.rows[0]!.hint).not.toBe('');
    expect(all.next).toBeNull();
    expect(all.codes.map(({ code, devices }) => [code, devices])).toEqual([
      ['pbx.needs-group', 2],
      ['pbx.excluded', 1],
      ['pbx.near-match', 1],
    ]);
    const first = await client.pbxNodes.notAssigned({ sourceId, limit: 3 });
    expect([first.rows.length, first.next]).toEqual([3, 2]);
    const rest = await client.pbxNodes.notAssigned({ sourceId, limit: 3, after: first.next! });
    expect(rest.rows.map(({ number }) => number)).toEqual(['3004']);
    const of = async (input: object) =>
      (await client.pbxNodes.notAssigned({ sourceId, ...input })).rows.map(({ number }) => number);
    expect(await of({ code: 'pbx.needs-group' })).toEqual(['3002', '3004']);
    expect(await of({ search: 'hall 004' })).toEqual(['3004']);
    expect(await of({ search: '100 %' })).toEqual([]);
  });

  it('are sorted as a whole, whichever part is asked for', async () => {
    const sourceId = await create();
    putUnassigned(
      sourceId,
      unassigned('900', 'pbx.needs-group', '30'),
      unassigned('10', 'pbx.excluded', '4'),
      unassigned('*5', 'pbx.near-match'),
      unassigned('11', 'pbx.needs-group'),
    );
    type Sort = { column: 'number' | 'reason' | 'person' | 'near'; descending: boolean };
    const part = (column: Sort['column'], descending = false, page: object = {}) =>
      client.pbxNodes.notAssigned({ sourceId, sort: { column, descending }, ...page });
    const of = async (...asked: Parameters<typeof part>) =>
      (await part(...asked)).rows.map(({ number }) => number);
    expect(await of('number')).toEqual(['10', '11', '900', '*5']);
    expect(await of('number', true)).toEqual(['*5', '900', '11', '10']);
    expect(await of('number', false, { offset: 1, limit: 2 })).toEqual(['11', '900']);
    expect(await of('reason')).toEqual(['10', '*5', '900', '11']);
    expect(await of('near', true)).toEqual(['900', '10', '*5', '11']);
    const { total, rows } = await part('person', false, { code: 'pbx.needs-group', limit: 1 });
    expect([total, rows.map(({ number }) => number)]).toEqual([2, ['11']]);
    expect((await client.pbxNodes.notAssigned({ sourceId, search: '9', limit: 1 })).total).toBe(1);
  });

  it('D12: are said to be the same person, or one of its own, or neither again', async () => {
    const sourceId = await create();
    putAccount(sourceId, '3000', { 3000: 'present' }, '3000 desk');
    putUnassigned(sourceId, unassigned('3001'), unassigned('3002'), unassigned('3003'));
    const answer = (...answers: [string, string][]) =>
      client.pbxNodes.answer({
        sourceId,
        answers: answers.map(([number, kind]) => ({
          number,
          answer: kind === 'separate' || kind === 'none' ? { kind } : { kind: 'same', with: kind },
        })),
      });
    expect((await answer(['3001', '3000'], ['3002', 'separate'], ['3003', '3002'])).answers).toMatchObject({
      same: [
        { number: '3001', with: '3000' },
        { number: '3003', with: '3002' },
      ],
      separate: ['3002'],
    });
    // An answer that acts has no device on the list any more; it can be changed all the same.
    putUnassigned(sourceId);
    expect((await answer(['3001', 'separate'], ['3002', 'none'])).answers).toMatchObject({
      same: [{ number: '3003', with: '3002' }],
      separate: ['3001'],
    });
    expect((await client.pbxNodes.get({ sourceId })).draft?.answers.separate).toEqual(['3001']);
  });

  it('are not answered where that makes no sense, and then nothing is stored', async () => {
    const sourceId = await create();
    putUnassigned(sourceId, unassigned('3001'), unassigned('3002'));
    const answer = (...answers: { number: string; with: string }[]) =>
      client.pbxNodes.answer({
        sourceId,
        answers: answers.map(({ number, with: other }) => ({
          number,
          answer: { kind: 'same', with: other },
        })),
      });
    const good = { number: '3001', with: '3002' };
    for (const [bad, message] of [
      [{ number: '4711', with: '3001' }, /4711 is neither a device in no account/],
      [{ number: '3001', with: '3001' }, /same person as itself/],
      [{ number: '3002', with: '4711' }, /4711 is the number of nobody/],
      [{ number: '3002', with: '3001' }, /leads from 300. back to 300./],
    ] as const) {
      await expect(answer(good, bad)).rejects.toMatchObject({
        code: 'usage.invalid',
        message: expect.stringMatching(message) as string,
      });
    }
    expect((await client.pbxNodes.get({ sourceId })).draft?.answers).toEqual({ same: [], separate: [] });
  });
});

describe('numbers of accounts', () => {
  const same = (sourceId: number, number: string, other: string) =>
    client.pbxNodes.answer({ sourceId, answers: [{ number, answer: { kind: 'same', with: other } }] });
  const say = (sourceId: number, number: string, kind: 'separate' | 'none') =>
    client.pbxNodes.answer({ sourceId, answers: [{ number, answer: { kind } }] });
  const group = (accountId: number, kind: 'PRG' | 'MDUG') =>
    store.connection
      .prepare("UPDATE account SET extra = json_set(extra, '$.group', ?) WHERE account_id = ?")
      .run(kind, accountId);

  it('A15: of two that nearly match are said to be one person, or two, or neither again', async () => {
    const sourceId = await create();
    putAccount(sourceId, '3000', { 3000: 'present' }, '3000 desk');
    putAccount(sourceId, '3001', { 3001: 'present' }, '3001 soft');
    const pair = [{ number: '3001', with: '3000' }];
    expect((await same(sourceId, '3001', '3000')).answers).toMatchObject({ same: pair, separate: [] });
    expect((await say(sourceId, '3001', 'separate')).answers).toEqual({ same: [], separate: ['3001'] });
    expect((await say(sourceId, '3001', 'none')).answers).toEqual({ same: [], separate: [] });
  });

  it('that the PBX does not have, or that another node has, are nobody of this node', async () => {
    const sourceId = await create();
    const other = await create({ name: 'Branch', folder: path.join(root, 'others') });
    putAccount(sourceId, '3000', { 3000: 'present', 3009: 'deleted-on-pbx' }, '3000 desk');
    putAccount(other, '3001', { 3001: 'present' }, '3001 soft');
    for (const number of ['3001', '3009']) {
      const message = expect.stringContaining(`${number} is neither`) as string;
      await expect(same(sourceId, number, '3000')).rejects.toMatchObject({ code: 'usage.invalid', message });
      await expect(same(sourceId, '3000', number)).rejects.toMatchObject({ code: 'usage.invalid' });
    }
  });

  it('D10, D12: of groups stay with them: the other number joins, two of one kind do not, members say nothing', async () => {
    const sourceId = await create();
    putAccount(sourceId, '3000', { 3000: 'present' }, '3000 desk');
    group(putAccount(sourceId, '4000', { 4000: 'present', 4001: 'present' }, '4000 desk, 4001 soft'), 'PRG');
    group(putAccount(sourceId, '4100', { 4100: 'present' }, '4100 desk'), 'PRG');
    group(putAccount(sourceId, '4200', { 4200: 'present' }, '4200 desk'), 'MDUG');
    for (const [number, other, message] of [
      ['4001', '3000', '4001 is in the PRG 4000'],
      ['4100', '4000', 'Two of one kind never become one person'],
    ] as const) {
      await expect(same(sourceId, number, other)).rejects.toMatchObject({
        code: 'usage.invalid',
        message: expect.stringContaining(message) as string,
      });
    }
    await expect(say(sourceId, '4000', 'separate')).rejects.toMatchObject({ code: 'usage.invalid' });
    expect((await same(sourceId, '4000', '3000')).answers.same).toMatchObject([
      { number: '3000', with: '4000' },
    ]);
    expect((await same(sourceId, '4200', '4000')).answers.same).toMatchObject([
      { number: '3000' },
      { number: '4200', with: '4000' },
    ]);
  });
});

it('looking into the files of an Enterprise or a node that is not there says so', async () => {
  const looking = client.pbxNodes.inspect({ enterpriseId: 99, sourceId: null, draft: draft() });
  await expect(looking).rejects.toMatchObject({ code: 'enterprise.not-found' });
  const gone = client.pbxNodes.inspect({ enterpriseId, sourceId: 99, draft: draft() });
  await expect(gone).rejects.toMatchObject({ code: 'source.not-found' });
});
