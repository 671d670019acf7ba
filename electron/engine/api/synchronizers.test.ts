import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PasswordChoice, SynchronizerDraft } from '../../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { defaultSynchronizer } from '../../../shared/domain/synchronizer.ts';
import { createEngine, type Engine, type EngineClient } from '../engine.ts';
import { layoutOf, openSecondConnection, passwordName } from '../store/index.ts';
import { openVault } from '../vault/index.ts';

let root: string;
let engine: Engine;
let client: EngineClient;
let enterpriseId: number;
const KEY = 'a1'.repeat(32);
const env: Record<string, string | undefined> = {};

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-api-'));
  await open({ ROLLCALL_KEY: KEY, ACME_PASSWORD: 'from-outside' });
  const acme = { id: 'acme', description: 'Acme', domain: 'acme.example.com', mode: 'standalone' } as const;
  ({ enterpriseId } = await client.enterprises.create(acme));
});

afterEach(async () => {
  await engine.close();
  rmSync(root, { recursive: true, force: true });
});

async function open(variables: typeof env) {
  for (const name of Object.keys(env)) delete env[name];
  Object.assign(env, variables);
  engine = await createEngine({ dataFolder: root, env, createKeyFile: 'no', version: '0' });
  client = engine.client({ role: 'admin' });
}

const draft = (overrides: Partial<SynchronizerDraft> = {}): SynchronizerDraft => {
  const { passwordReference: _, ...settings } = defaultSynchronizer('openldap');
  return {
    ...settings,
    name: 'HQ',
    domain: 'acme.example.com',
    urls: ['ldap://dc1.example.com'],
    baseDn: 'dc=example,dc=com',
    bindDn: 'cn=reader,dc=example,dc=com',
    featureProfile: DEFAULT_PROFILE,
    ...overrides,
  };
};
const set = (value: string): PasswordChoice => ({ kind: 'set', value });
const keep: PasswordChoice = { kind: 'keep' };
const none: PasswordChoice = { kind: 'none' };

const create = async (overrides: Partial<SynchronizerDraft> = {}, password: PasswordChoice = none) =>
  (await client.synchronizers.create({ enterpriseId, draft: draft(overrides), password })).sourceId;
const update = (sourceId: number, overrides: Partial<SynchronizerDraft>, password: PasswordChoice = keep) =>
  client.synchronizers.update({ sourceId, draft: draft(overrides), password });

/** The vaulted password, whatever the engine says of it. */
function vaulted(sourceId: number): string | null {
  const store = openSecondConnection(layoutOf(root));
  try {
    const vault = openVault({ folder: root, storage: store.secrets, env, createKeyFile: 'no' });
    return vault.get(passwordName(sourceId));
  } finally {
    store.close();
  }
}

/** Imports the synchronizer HQ with a reference to its password. */
async function importWithReference(password: object) {
  const { name, urls, featureProfile: _, ...rest } = draft();
  const synchronizer = { ...rest, description: name, url: urls, password };
  const file = {
    rollcall: 1,
    enterprises: [
      { id: 'acme', description: 'Acme', domain: 'acme.example.com', synchronizers: [synchronizer] },
    ],
  };
  await client.configuration.import({ text: JSON.stringify(file), folder: root });
  const { synchronizers } = await client.synchronizers.list({ enterprise: 'acme' });
  return synchronizers[0]!.sourceId;
}

describe('a synchronizer', () => {
  it('comes back from its form as it was saved, and in its row', async () => {
    const saved = draft({
      urls: ['ldaps://dc1.example.com', 'ldaps://dc2.example.com:1636'],
      transport: 'ldaps',
      caFile: path.join(root, 'ca.pem'),
      pin: `sha256/${'A'.repeat(43)}=`,
      guard: {
        deletePercent: 10,
        deleteAtLeast: 2,
        deleteAtMost: 30,
        updatePercent: 40,
        updateAtLeast: 5,
      },
    });
    const { sourceId } = await client.synchronizers.create({
      enterpriseId,
      draft: saved,
      password: set('s'),
    });
    const found = await client.synchronizers.get({ sourceId });
    expect(found).toMatchObject({ sourceId, enterpriseId, enterprise: 'acme', draft: saved, active: false });
    expect(found.draft).toEqual(saved);
    expect(found.password).toEqual({ kind: 'stored', name: null, problem: null });
    const { synchronizers } = await client.synchronizers.list({ enterprise: 'acme' });
    expect(synchronizers).toEqual([
      {
        sourceId,
        name: 'HQ',
        domain: saved.domain,
        server: 'openldap',
        urls: saved.urls,
        transport: 'ldaps',
        accounts: 0,
        active: false,
        lastAttempt: null,
        lastGood: null,
      },
    ]);
    expect(JSON.stringify([found, synchronizers])).not.toContain('"s"');
  });

  it('can be saved under another name, and only under one that is free', async () => {
    const sourceId = await create();
    await create({ name: 'Lab' });
    await update(sourceId, { name: 'hq' });
    expect((await client.synchronizers.get({ sourceId })).name).toBe('hq');
    await expect(update(sourceId, { name: 'LAB' })).rejects.toMatchObject({ code: 'source.exists' });
    await expect(create({ name: 'Hq' })).rejects.toMatchObject({ code: 'source.exists' });
  });

  it('shares its names with PBX nodes', async () => {
    const pbxNodes = [{ name: 'Main PBX', type: 'mivoice-business' }];
    const enterprise = { id: 'acme', description: 'Acme', domain: 'acme.example.com', pbxNodes };
    const text = JSON.stringify({ rollcall: 1, enterprises: [enterprise] });
    await client.configuration.import({ text, folder: root });
    await expect(create({ name: 'main pbx' })).rejects.toMatchObject({
      code: 'source.exists',
      message: expect.stringContaining('PBX node') as string,
    });
    const { sources } = await client.sources.list({ enterprise: 'acme' });
    const { sourceId } = sources.find(({ kind }) => kind === 'pbx')!;
    await expect(client.synchronizers.get({ sourceId })).rejects.toMatchObject({ code: 'source.not-found' });
  });

  it.each([
    ['query', { query: '(&(objectClass=person)(!))' }],
    ['caFile', { caFile: 'ca.pem' }],
    ['baseDn', { baseDn: 'dc=a,dc=com; dc=b,dc=com' }],
    ['searchContext', { searchContext: 'ou=people,dc=a; ou=people,dc=b' }],
  ])('with a wrong %s is refused, and says so at its place', async (field, wrong) => {
    const refusal = { code: 'config.invalid', data: { details: { problems: [{ path: field }] } } };
    await expect(create(wrong)).rejects.toMatchObject(refusal);
    const sourceId = await create();
    await expect(update(sourceId, wrong)).rejects.toMatchObject(refusal);
    const test = client.synchronizers.test({ sourceId: null, draft: draft(wrong), password: none });
    await expect(test).rejects.toMatchObject(refusal);
  });

  it('with a profile that is not there is refused; in another case it is found', async () => {
    await expect(create({ featureProfile: 'Gold' })).rejects.toMatchObject({ code: 'profile.not-found' });
    const sourceId = await create({ featureProfile: DEFAULT_PROFILE.toUpperCase() });
    expect((await client.synchronizers.get({ sourceId })).draft.featureProfile).toBe(DEFAULT_PROFILE);
  });

  it('of an Enterprise in integrated mode is neither made, edited nor deleted (D22)', async () => {
    const sourceId = await create();
    await client.enterprises.update({ enterpriseId, mode: 'integrated' });
    const refusal = { code: 'enterprise.integrated' };
    await expect(create({ name: 'Lab' })).rejects.toMatchObject(refusal);
    await expect(update(sourceId, {})).rejects.toMatchObject(refusal);
    const deleting = client.synchronizers.delete({ sourceId, confirm: 'HQ' });
    await expect(deleting).rejects.toMatchObject(refusal);
    expect(await client.synchronizers.removal({ sourceId })).toMatchObject({ name: 'HQ' });
  });

  it.each(['hq', ' HQ', 'HQ ', ''])('is not deleted by the confirmation %j', async (confirm) => {
    const sourceId = await create();
    await expect(client.synchronizers.delete({ sourceId, confirm })).rejects.toMatchObject({
      code: 'confirm.mismatch',
    });
    expect(await client.synchronization.running()).toEqual({ jobs: [], elsewhere: [] });
  });
});

describe('its password', () => {
  it('is stored, kept, replaced and removed as chosen', async () => {
    const sourceId = await create({}, set('first'));
    expect(vaulted(sourceId)).toBe('first');
    await update(sourceId, { pageSize: 7 }, keep);
    expect(vaulted(sourceId)).toBe('first');
    await update(sourceId, {}, set('second'));
    expect(vaulted(sourceId)).toBe('second');
    await update(sourceId, {}, none);
    expect(vaulted(sourceId)).toBe(null);
    expect((await client.synchronizers.get({ sourceId })).password.kind).toBe('none');
    await update(sourceId, { urls: ['ldap://elsewhere'] }, keep);
    const kept = await client.synchronizers.get({ sourceId });
    expect(kept.password).toEqual({ kind: 'none', name: null, problem: null });
  });

  it('does not go along to another server; nothing of the form is saved then', async () => {
    const sourceId = await create({}, set('first'));
    const before = await client.synchronizers.get({ sourceId });
    const elsewhere = { urls: ['ldap://evil.example'], pageSize: 7 };
    await expect(update(sourceId, elsewhere)).rejects.toMatchObject({ code: 'vault.missing-secret' });
    expect(await client.synchronizers.get({ sourceId })).toEqual(before);
    const test = client.synchronizers.test({ sourceId, draft: draft(elsewhere), password: keep });
    await expect(test).rejects.toMatchObject({ code: 'vault.missing-secret' });
    await update(sourceId, elsewhere, set('for-evil'));
    expect(vaulted(sourceId)).toBe('for-evil');
  });

  it('does not go along in two steps either, the first of them anonymous', async () => {
    const sourceId = await create({}, set('first'));
    const anonymous = update(sourceId, { urls: ['ldap://evil.example'], bindDn: '' });
    await expect(anonymous).rejects.toMatchObject({ code: 'vault.missing-secret' });
  });

  it('is not needed to test an anonymous form on another server', async () => {
    const sourceId = await create({}, set('first'));
    const anonymous = draft({ urls: ['ldap://127.0.0.1:1'], bindDn: '' });
    const { steps } = await client.synchronizers.test({ sourceId, draft: anonymous, password: keep });
    expect(steps[0]).toMatchObject({ id: 'connect', result: 'failed' });
  });

  it('that lives outside stays a reference when it is kept, and goes when another one is set', async () => {
    const sourceId = await importWithReference({ env: 'ACME_PASSWORD' });
    await update(sourceId, { pageSize: 7 });
    const password = { kind: 'environment', name: 'ACME_PASSWORD', problem: null };
    expect((await client.synchronizers.get({ sourceId })).password).toEqual(password);
    await expect(update(sourceId, { urls: ['ldap://evil.example'] })).rejects.toMatchObject({
      code: 'vault.missing-secret',
    });
    await update(sourceId, {}, set('typed'));
    expect((await client.synchronizers.get({ sourceId })).password.kind).toBe('stored');
    expect(vaulted(sourceId)).toBe('typed');
  });

  it('that lives outside and is gone says so, unless a copy was kept', async () => {
    const file = path.join(root, 'password.txt');
    writeFileSync(file, 'in-a-file\n');
    const sourceId = await importWithReference({ file });
    rmSync(file);
    const of = async () => (await client.synchronizers.get({ sourceId })).password;
    expect(await of()).toEqual({ kind: 'file', name: file, problem: null });
    const store = openSecondConnection(layoutOf(root));
    store.secrets.delete(passwordName(sourceId));
    store.close();
    expect(await of()).toMatchObject({ problem: `The file ${file} is missing or empty at the moment.` });
  });

  it('without a key is refused, and nothing of the form is stored', async () => {
    const sourceId = await create({}, none);
    await engine.close();
    await open({});
    expect(await client.vault.state()).toEqual({
      source: 'none',
      keyFile: path.join(root, 'key'),
      problem: null,
    });
    const before = await client.synchronizers.list({ enterprise: 'acme' });
    await expect(create({ name: 'Lab' }, set('x'))).rejects.toMatchObject({ code: 'vault.locked' });
    await expect(update(sourceId, { domain: 'b.example.com' }, set('x'))).rejects.toMatchObject({
      code: 'vault.locked',
    });
    expect(await client.synchronizers.list({ enterprise: 'acme' })).toEqual(before);
    expect(await client.vault.createKeyFile()).toMatchObject({ source: 'file', problem: null });
    expect(await client.vault.createKeyFile()).toMatchObject({ source: 'file', problem: null });
    await update(sourceId, {}, set('x'));
    expect(vaulted(sourceId)).toBe('x');
  });

  it('under another key says why it cannot be used, and can be entered again', async () => {
    const sourceId = await create({}, set('first'));
    await engine.close();
    await open({ ROLLCALL_KEY: 'b2'.repeat(32) });
    const { password } = await client.synchronizers.get({ sourceId });
    expect(password).toMatchObject({
      kind: 'stored',
      problem: expect.stringContaining('ROLLCALL_KEY') as string,
    });
    const test = client.synchronizers.test({ sourceId, draft: draft(), password: keep });
    await expect(test).rejects.toMatchObject({ code: 'vault.locked' });
    await update(sourceId, {}, set('again'));
    expect((await client.synchronizers.get({ sourceId })).password.problem).toBe(null);
  });
});

describe('a broken key', () => {
  it('is named by the vault’s state, and no key file is made beside it', async () => {
    await engine.close();
    await open({ ROLLCALL_KEY: 'short' });
    const state = await client.vault.state();
    expect(state).toMatchObject({
      source: 'environment',
      problem: expect.stringContaining('short') as string,
    });
    await expect(client.vault.createKeyFile()).rejects.toMatchObject({ code: 'vault.locked' });
  });
});
