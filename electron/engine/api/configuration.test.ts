import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkConfiguration } from '../../../shared/contract/configuration-check.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { openStore, passwordName, type DirectorySource, type Store } from '../store/index.ts';
import { openVault, type Vault } from '../vault/index.ts';
import { exportConfiguration, importConfiguration } from './configuration.ts';

let root: string;
let store: Store;
let vault: Vault;
let env: Record<string, string | undefined>;
const NOW = Date.UTC(2026, 10, 23, 2);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-config-'));
  env = { ROLLCALL_KEY: 'a1'.repeat(32), ACME_LDAP_PASSWORD: 'geheim' };
  ({ store, vault } = openFolder('data'));
});

afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

function openFolder(name: string) {
  const opened = openStore(path.join(root, name));
  const { folder, secrets } = opened;
  return {
    store: opened,
    vault: openVault({ folder: folder.root, storage: secrets, env, createKeyFile: 'no' }),
  };
}

const deps = () => ({ store, vault, env, now: () => NOW });
const importText = (text: string) => importConfiguration(deps(), { text, folder: root });
const importFile = (...enterprises: object[]) => importText(JSON.stringify({ rollcall: 1, enterprises }));

const ACME = { id: 'acme', description: 'Acme head office', domain: 'acme.example.com' };
const HQ = {
  description: 'HQ directory',
  domain: 'acme.example.com',
  url: 'ldap://127.0.0.1:3890',
  baseDn: 'dc=example,dc=com',
};
const acme = (more: object = {}) => ({ ...ACME, ...more });
const withHq = (more: object = {}) => ({ ...ACME, synchronizers: [{ ...HQ, ...more }] });

/** The problems with which an import is refused. */
function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code !== 'config.invalid') throw error;
    return (error.details?.['problems'] as { path: string; message: string }[]).map(
      ({ path, message }) => `${path} ${message}`,
    );
  }
  return [];
}

function synchronizer(name = 'HQ directory'): DirectorySource {
  const enterprise = store.enterprises.find('acme')!;
  return store.sources.find(enterprise.enterpriseId, name) as DirectorySource;
}

const account = (login: string) => store.accounts.find(store.enterprises.find('acme')!.enterpriseId, login);

/** An account of the synchronizer, as a run leaves it. */
function addSynchronizedAccount(login: string): number {
  const { enterpriseId, sourceId } = synchronizer();
  return store.connection
    .prepare(
      `INSERT INTO account (enterprise_id, source_id, source_key, login_id, login_key, last_name, dn)
       VALUES (?, ?, ?, ?, ?, 'Lee', '')`,
    )
    .run(enterpriseId, sourceId, Buffer.from(login), login, login).lastId;
}

/** The example of interfaces.md. */
const EXAMPLE = acme({
  mode: 'standalone',
  features: [{ name: 'Softphone', seats: 100 }],
  featureProfiles: [
    { name: 'Default Feature Profile', description: '', features: [] },
    { name: 'Softphone users', description: 'with a softphone', features: ['Softphone'] },
  ],
  synchronization: {
    type: 'directory',
    schedule: { enabled: false, every: '24h' },
    pbx: {
      featureProfile: 'Default Feature Profile',
      dynamicExtensionsOnly: false,
      dynamicNeedsExternal: false,
    },
  },
  synchronizers: [
    {
      ...HQ,
      server: 'openldap',
      transport: 'plain',
      caFile: null,
      pin: null,
      searchContext: 'ou=people',
      query: '(objectClass=inetOrgPerson)',
      bindDn: 'cn=reader,dc=example,dc=com',
      password: { env: 'ACME_LDAP_PASSWORD' },
      paging: true,
      pageSize: 1000,
      skipDisabled: true,
      featureProfile: 'Default Feature Profile',
      mapping: {
        directoryKey: 'entryUUID',
        loginId: 'uid',
        firstName: 'givenName',
        lastName: 'sn',
        email: 'mail',
        department: 'departmentNumber',
        deskPhone: 'telephoneNumber',
        softPhone: '',
        pbxNode: '',
        mobile: '',
        mailbox: '',
        title: '',
        location: '',
        displayName: '',
      },
      numbersFollowDirectory: true,
      feed: 'automatic',
      timeoutSeconds: 15,
      invalidCharacters: 'skip',
      guard: { deletePercent: 20, deleteAtLeast: 5, deleteAtMost: 500, updatePercent: 20, updateAtLeast: 5 },
    },
  ],
  pbxNodes: [
    {
      name: 'HQ',
      type: 'mivoice-business',
      files: { devices: 'users.csv', groups: ['prg.csv', 'mdug.csv'] },
      columns: {},
      softphoneMacPrefix: 'A1:21:00',
      macRule: '5020-only',
      exclude: { deviceTypes: [], numbers: [], names: [] },
    },
    {
      name: 'Branch',
      type: 'mivoice-office-250',
      host: '127.0.0.1',
      port: 4000,
      password: { file: 'branch.secret' },
    },
  ],
  accounts: [
    { loginId: 'lobby', firstName: '', lastName: 'Lobby', numbers: [{ number: '1999', kind: 'desk' }] },
  ],
});

describe('import', () => {
  test('the example of interfaces.md creates everything, and again changes nothing', () => {
    const first = importFile(EXAMPLE);
    expect(first.changes.map(({ what, name, action }) => `${action} ${what} ${name}`)).toEqual([
      'created enterprise acme',
      'created feature Softphone',
      'created featureProfile Default Feature Profile',
      'created featureProfile Softphone users',
      'created synchronizer HQ directory',
      'created pbxNode HQ',
      'created pbxNode Branch',
      'created account lobby',
    ]);
    const exports = ['users.csv', 'prg.csv', 'mdug.csv'].map((file) => path.join(root, file));
    expect(first.warnings).toEqual([
      ...exports.map((file) => `The export file ${file} of "HQ" is not there at the moment.`),
      `The file ${path.join(root, 'branch.secret')} with the password of "Branch" is missing or empty at the moment.`,
      'This version cannot synchronize a MiVoice Office 250. "acme" keeps the settings of its own for a later one: "Branch".',
    ]);
    const again = importFile(EXAMPLE);
    expect(new Set(again.changes.map(({ action }) => action))).toEqual(new Set(['unchanged']));
  });

  test('a new synchronizer gets the defaults of its kind of server', () => {
    importFile(withHq());
    expect(synchronizer().settings).toMatchObject({
      server: 'generic',
      transport: 'plain',
      query: '(objectClass=inetOrgPerson)',
      pageSize: 1000,
      passwordReference: null,
      mapping: { directoryKey: 'entryUUID', loginId: 'uid' },
    });
    importFile(acme({ synchronizers: [{ ...HQ, description: 'AD', server: 'active-directory' }] }));
    expect(synchronizer('AD').settings).toMatchObject({
      pageSize: 900,
      mapping: { directoryKey: 'objectGUID', loginId: 'sAMAccountName', department: 'department' },
    });
    const profileId = store.profiles.find(synchronizer().enterpriseId, 'Default Feature Profile')?.profileId;
    expect(synchronizer().profileId).toBe(profileId);
  });

  test('a key that is left out keeps what is there, also inside mapping and guard', () => {
    importFile(
      withHq({ pageSize: 50, mapping: { department: 'ou', title: 'title' }, guard: { deletePercent: 7 } }),
    );
    importFile(withHq({ mapping: { title: '' }, guard: { updatePercent: 9 }, server: 'active-directory' }));
    const { settings } = synchronizer();
    expect(settings).toMatchObject({ pageSize: 50, server: 'active-directory' });
    expect(settings.mapping).toMatchObject({ directoryKey: 'entryUUID', department: 'ou', title: '' });
    expect(settings.guard).toMatchObject({ deletePercent: 7, updatePercent: 9, deleteAtMost: 500 });
  });

  test('E11: a guard that would be off is kept within its limits, and that is said', () => {
    const off = { deletePercent: 100, deleteAtLeast: 1_000_000, updatePercent: 50 };
    const { warnings } = importFile(withHq({ guard: off }));
    expect(synchronizer().settings.guard).toMatchObject({
      deletePercent: 50,
      deleteAtLeast: 20,
      updatePercent: 50,
    });
    expect(warnings.filter((line) => line.includes('can be eased'))).toEqual([
      'The guard of "HQ directory" can be eased, not switched off: deletePercent is 50, not 100.',
      'The guard of "HQ directory" can be eased, not switched off: deleteAtLeast is 20, not 1000000.',
    ]);
    const again = importFile(withHq({ guard: off })).changes;
    expect(again.every(({ action }) => action === 'unchanged')).toBe(true);
  });

  test('E11: thresholds stored outside the limits are exported as the guard takes them, fit for an import', () => {
    importFile(withHq());
    const { sourceId, name, settings, profileId } = synchronizer();
    const guard = { ...settings.guard, deletePercent: 100, updateAtLeast: 1_000_000 };
    store.sources.update(sourceId, { name, settings: { ...settings, guard }, profileId });
    importText(JSON.stringify(exportConfiguration(deps())));
    expect(synchronizer().settings.guard).toMatchObject({ deletePercent: 50, updateAtLeast: 20 });
  });

  test('a schedule is replaced as a whole, and its intervals begin anew only when it changed', () => {
    const schedule = (given: object) => acme({ synchronization: { type: 'directory', schedule: given } });
    importFile(
      schedule({ enabled: true, weekly: { days: ['fri', 'mon'], at: '02:30' }, timeZone: 'Europe/Berlin' }),
    );
    expect(store.enterprises.find('acme')?.schedule).toEqual({
      enabled: true,
      rule: { kind: 'weekly', days: ['mon', 'fri'], at: '02:30' },
      timeZone: 'Europe/Berlin',
    });
    const again = importConfiguration(
      { ...deps(), now: () => NOW + 1000 },
      {
        text: JSON.stringify({ rollcall: 1, enterprises: [acme({ description: 'New name' })] }),
        folder: root,
      },
    );
    expect(again.changes[0]?.action).toBe('updated');
    expect(store.enterprises.find('acme')).toMatchObject({ type: 'directory', scheduleAnchor: NOW });
    importFile(schedule({ enabled: true }));
    expect(store.enterprises.find('acme')?.schedule).toEqual({
      enabled: true,
      rule: { kind: 'interval', minutes: 1440 },
      timeZone: null,
    });
  });

  test('an ldaps:// URL means the transport ldaps; with another one it is an error', () => {
    importFile(withHq({ url: ['ldaps://dc1.example.com', 'ldaps://dc2.example.com'] }));
    expect(synchronizer().settings.transport).toBe('ldaps');
    expect(
      problemsOf(() => importFile(withHq({ url: 'ldaps://dc1.example.com', transport: 'starttls' }))),
    ).toEqual([
      'enterprises[0].synchronizers[0].transport must be "ldaps", because the URL begins with ldaps://',
    ]);
    importFile(withHq({ url: 'ldap://dc1.example.com', transport: 'ldaps' }));
    expect(synchronizer().settings).toMatchObject({ transport: 'ldaps', urls: ['ldap://dc1.example.com'] });
  });

  test('a pin is kept when it is left out, and cleared by null; a malformed one is an error', () => {
    const pin = `sha256/${'+/9'.repeat(14)}A=`;
    importFile(withHq({ pin }));
    expect(synchronizer().settings.pin).toBe(pin);
    importFile(withHq());
    expect(synchronizer().settings.pin).toBe(pin);
    for (const wrong of ['', pin.slice(7), pin.toUpperCase(), `${pin}=`, pin.replace('/9', '_9')]) {
      expect(problemsOf(() => importFile(withHq({ pin: wrong })))).toEqual([
        'enterprises[0].synchronizers[0].pin must be sha256/ and the SHA-256 of a public key in base64, as the connection test shows it',
      ]);
    }
    importFile(withHq({ pin: null }));
    expect(synchronizer().settings.pin).toBeNull();
  });

  test('2.2: bases of several domains are an error at the key that names them', () => {
    const several = 'must stay within one domain: make a synchronizer for each domain';
    expect(problemsOf(() => importFile(withHq({ baseDn: 'dc=a,dc=com; dc=b,dc=com' })))).toEqual([
      `enterprises[0].synchronizers[0].baseDn ${several}`,
    ]);
    expect(problemsOf(() => importFile(withHq({ searchContext: 'ou=x,dc=a; ou=x,dc=b' })))).toEqual([
      `enterprises[0].synchronizers[0].searchContext ${several}`,
    ]);
    importFile(withHq({ baseDn: 'ou=a,dc=x; ou=b,dc=x' }));
    expect(synchronizer().settings.baseDn).toBe('ou=a,dc=x; ou=b,dc=x');
  });

  test('relative paths are relative to the file, and stored absolute', () => {
    writeFileSync(path.join(root, 'ca.pem'), 'x');
    expect(importFile(withHq({ caFile: 'ca.pem' })).warnings).toEqual([]);
    expect(synchronizer().settings.caFile).toBe(path.join(root, 'ca.pem'));
    importFile(withHq({ caFile: null }));
    expect(synchronizer().settings.caFile).toBeNull();
    expect(importFile(withHq({ caFile: 'gone.pem' })).warnings).toEqual([
      `The CA file ${path.join(root, 'gone.pem')} of "HQ directory" cannot be read at the moment.`,
    ]);
  });

  test('the spelling of names that exist stays; nothing is renamed', () => {
    importFile(withHq());
    const { changes } = importFile({
      ...ACME,
      id: 'ACME',
      synchronizers: [{ ...HQ, description: 'hq DIRECTORY' }],
    });
    expect(changes).toEqual([
      { what: 'enterprise', enterprise: 'acme', name: 'acme', action: 'unchanged' },
      { what: 'synchronizer', enterprise: 'acme', name: 'HQ directory', action: 'unchanged' },
    ]);
  });

  test('warns of a password in the clear and of the global catalogue', () => {
    const { warnings } = importFile(
      withHq({ url: 'ldap://dc.example.com:3268', bindDn: 'cn=r', password: { value: 'x' } }),
    );
    expect(warnings.join('\n')).toContain('global catalogue port');
    expect(warnings.join('\n')).toContain('without encryption');
  });

  test('a changed type warns of the accounts that it leaves behind', () => {
    importFile(withHq({}));
    importFile(acme({ synchronization: { type: 'directory' } }));
    addSynchronizedAccount('ann');
    expect(importFile(acme({ synchronization: { type: 'none' } })).warnings).toEqual([
      'The synchronization type of "acme" is now "none". Accounts of other sources stay as they are, and no synchronization changes them: 1.',
    ]);
  });
});

describe('all or nothing', () => {
  test('a file with one mistake changes nothing at all', () => {
    const before = exportConfiguration(deps());
    const bad = { id: 'beta', description: 'Beta', domain: 'not a domain' };
    expect(problemsOf(() => importFile(EXAMPLE, bad))).toEqual([
      'enterprises[1].domain must be a domain name such as acme.example.com',
    ]);
    expect(exportConfiguration(deps())).toEqual(before);
  });

  test('so does a mistake that only the store can see, and secrets are taken back as well', () => {
    importFile(withHq({ password: { value: 'old' } }));
    addSynchronizedAccount('ann');
    const before = exportConfiguration(deps());
    const changed = {
      ...withHq({ pageSize: 7, password: { value: 'new' } }),
      accounts: [
        { loginId: 'ANN', lastName: 'Lee' },
        { loginId: 'zoe' },
        { loginId: 'max', lastName: 'Roe', featureProfile: 'None such' },
      ],
    };
    expect(problemsOf(() => importFile(changed))).toEqual([
      'enterprises[0].accounts[0].loginId "ANN" belongs to an account of the source "HQ directory"',
      'enterprises[0].accounts[1].lastName is missing: a new account needs it',
      'enterprises[0].accounts[2].featureProfile names the feature profile "None such", which "acme" does not have',
    ]);
    expect(exportConfiguration(deps())).toEqual(before);
    expect(vault.get(passwordName(synchronizer().sourceId))).toBe('old');
  });

  test.each([
    ['{\n  "rollcall": 1,\n}', ' is not JSON: line 3, column 1: a comma stands before the }'],
    ['[]', ' must be an object'],
    ['{"rollcall": 2}', 'rollcall must be 1: the file was made by a newer Rollcall'],
    ['{}', 'rollcall must be 1, the version of the format'],
    ['{"rollcall": 1, "enterprise": []}', 'enterprise is not a known key'],
  ])('%j is refused', (text, problem) => {
    expect(problemsOf(() => importText(text))).toEqual([problem]);
  });

  test('the error is one sentence with the number of further problems, and lists all', () => {
    const bad = { ...ACME, description: '', domain: '-', mode: 'x' };
    try {
      importFile(bad);
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toBe(
        'enterprises[0].description must not be empty (and 2 more problems).',
      );
    }
  });

  test('no message repeats a secret', () => {
    const file = {
      rollcall: 1,
      enterprises: [withHq({ password: { value: 'hunter2', env: 'X' }, pageSize: 0 })],
    };
    for (const text of [JSON.stringify(file), JSON.stringify(file).replace('"hunter2"', '"hunter2",,')]) {
      try {
        importText(text);
        expect.unreachable();
      } catch (error) {
        expect(JSON.stringify(error) + (error as Error).message).not.toContain('hunter2');
      }
    }
  });
});

describe('passwords (E12)', () => {
  const secretOf = () => vault.get(passwordName(synchronizer().sourceId));

  test('a value is vaulted only', () => {
    importFile(withHq({ password: { value: 'hunter2' } }));
    expect(synchronizer().settings.passwordReference).toBeNull();
    expect(secretOf()).toBe('hunter2');
    expect(JSON.stringify(exportConfiguration(deps()))).not.toContain('hunter2');
  });

  test('a reference is kept, and what it resolves to is vaulted too', () => {
    importFile(withHq({ password: { env: 'ACME_LDAP_PASSWORD' } }));
    expect(synchronizer().settings.passwordReference).toEqual({ env: 'ACME_LDAP_PASSWORD' });
    expect(secretOf()).toBe('geheim');
    writeFileSync(path.join(root, 'ldap.secret'), 'aus der Datei\n');
    importFile(withHq({ password: { file: 'ldap.secret' } }));
    expect(synchronizer().settings.passwordReference).toEqual({ file: path.join(root, 'ldap.secret') });
    expect(secretOf()).toBe('aus der Datei');
  });

  test('left out means keep', () => {
    importFile(withHq({ password: { env: 'ACME_LDAP_PASSWORD' } }));
    importFile(withHq({ pageSize: 5 }));
    expect(synchronizer().settings.passwordReference).toEqual({ env: 'ACME_LDAP_PASSWORD' });
    expect(secretOf()).toBe('geheim');
  });

  test('a renewed secret behind the same reference is an update; the same one is not', () => {
    const file = withHq({ password: { env: 'ACME_LDAP_PASSWORD' } });
    importFile(file);
    env['ACME_LDAP_PASSWORD'] = 'neu';
    expect(importFile(file).changes[1]?.action).toBe('updated');
    expect(secretOf()).toBe('neu');
    expect(importFile(file).changes[1]?.action).toBe('unchanged');
  });

  test('one that does not resolve warns; the last value stays for the same reference and goes for a new one', () => {
    const file = withHq({ password: { env: 'ACME_LDAP_PASSWORD' } });
    importFile(file);
    delete env['ACME_LDAP_PASSWORD'];
    expect(
      importFile({ ...file, synchronizers: [{ ...file.synchronizers[0], pageSize: 3 }] }).warnings,
    ).toEqual([
      'The environment variable ACME_LDAP_PASSWORD with the password of "HQ directory" is missing or empty at the moment.',
    ]);
    expect(secretOf()).toBe('geheim');
    importFile(withHq({ password: { env: 'OTHER' } }));
    expect(secretOf()).toBeNull();
  });

  test('without a key for the vault nothing is imported', () => {
    env['ROLLCALL_KEY'] = undefined;
    vault = openVault({ folder: store.folder.root, storage: store.secrets, env: {}, createKeyFile: 'no' });
    expect(() => importFile(withHq({ password: { value: 'x' } }))).toThrowError(
      expect.objectContaining({ code: 'vault.locked' }),
    );
    expect(store.enterprises.list()).toEqual([]);
  });
});

describe('accounts made by hand', () => {
  const lobby = (more: object = {}) => acme({ accounts: [{ loginId: 'lobby', lastName: 'Lobby', ...more }] });

  test('the lowest desk phone and the softphone become the account’s own (D6)', () => {
    const numbers = [
      { number: '2001', kind: 'desk' },
      { number: '1001', kind: 'desk' },
      { number: '3001', kind: 'soft' },
      { number: '+49 711 1', kind: 'external' },
      { number: '9' },
    ];
    importFile(lobby({ numbers }));
    expect(account('LOBBY')).toMatchObject({
      sourceKind: 'manual',
      featureProfile: 'Default Feature Profile',
      fields: { deskPhone: '1001', softPhone: '3001' },
    });
    expect(
      account('lobby')?.numbers.map(({ number, kind, origin }) => `${number} ${kind} ${origin}`),
    ).toEqual([
      '+49 711 1 external manual',
      '1001 desk manual',
      '2001 desk manual',
      '3001 soft manual',
      '9 other manual',
    ]);
    expect(importFile(lobby({ numbers })).changes[1]?.action).toBe('unchanged');
    expect(importFile(lobby()).changes[1]?.action).toBe('unchanged');
    importFile(lobby({ numbers: [{ number: '1001', kind: 'soft' }] }));
    expect(account('lobby')).toMatchObject({
      fields: { deskPhone: '', softPhone: '1001' },
      numbers: [{ number: '1001', kind: 'soft' }],
    });
  });

  test('of several the account keeps the one that it has (D6), or has the one that the file names', () => {
    importFile(lobby({ numbers: [{ number: '2001', kind: 'desk' }] }));
    const both = [
      { number: '1001', kind: 'desk' },
      { number: '2001', kind: 'desk' },
    ];
    importFile(lobby({ numbers: both }));
    expect(account('lobby')).toMatchObject({ fields: { deskPhone: '2001' } });
    importFile(lobby({ numbers: [{ ...both[0], prime: true }, both[1]] }));
    expect(account('lobby')).toMatchObject({ fields: { deskPhone: '1001' } });
  });

  test('each edit is journalled with what it overwrote', () => {
    importFile(lobby({ email: 'a@acme.example.com', numbers: [{ number: '1', kind: 'desk' }] }));
    const { accountId } = account('lobby')!;
    importFile(lobby({ email: 'b@acme.example.com', title: 'Desk', numbers: [] }));
    expect(store.runs.laterChanges([accountId], 0)).toMatchObject([
      { kind: 'create', runId: null, login: 'lobby', before: null },
      {
        kind: 'update',
        before: { email: 'a@acme.example.com', title: '', deskPhone: '1', numbers: [{ number: '1' }] },
      },
    ]);
  });

  test('a number that a status points at cannot be left out', () => {
    importFile(lobby({ numbers: [{ number: '1', kind: 'desk' }] }));
    store.connection
      .prepare(
        "INSERT INTO status_reference (account_id, number, status, slot) VALUES (?, '1', 'Mobile', 'x')",
      )
      .run(account('lobby')!.accountId);
    expect(problemsOf(() => importFile(lobby({ numbers: [] })))).toEqual([
      'enterprises[0].accounts[0].numbers leaves out the number "1", to which the status "Mobile" points',
    ]);
    expect(importFile(lobby({ numbers: [{ number: '1' }] })).changes[1]?.action).toBe('updated');
  });
});

describe('MiCollab-integrated mode (D22)', () => {
  test('owns type, sources and accounts until the file says standalone', () => {
    importFile({ ...EXAMPLE, mode: 'integrated' });
    expect(importFile({ ...EXAMPLE, mode: undefined }).changes.map(({ action }) => action)).not.toContain(
      'updated',
    );
    const edits = {
      ...EXAMPLE,
      mode: 'integrated',
      synchronization: { type: 'none', schedule: { enabled: true }, pbx: { dynamicExtensionsOnly: true } },
      synchronizers: [
        { ...HQ, mapping: { email: 'x' } },
        { ...HQ, description: 'New' },
      ],
      pbxNodes: [{ name: 'Branch', type: 'mivoice-office-250', port: 4001 }],
      accounts: [
        { loginId: 'lobby', email: 'x' },
        { loginId: 'neu', lastName: 'Neu' },
      ],
    };
    const refused = problemsOf(() => importFile(edits));
    expect(refused.map((problem) => problem.split(' ')[0])).toEqual([
      'enterprises[0].synchronization.type',
      'enterprises[0].synchronization.pbx',
      'enterprises[0].synchronizers[0]',
      'enterprises[0].synchronizers[1]',
      'enterprises[0].pbxNodes[0]',
      'enterprises[0].accounts[0]',
      'enterprises[0].accounts[1]',
    ]);
    expect(refused[0]).toContain('set its "mode" to "standalone"');
    expect(problemsOf(() => importFile({ ...edits, mode: 'standalone' }))).toEqual([]);
  });

  test('schedules, features and descriptions still can be imported', () => {
    importFile(acme({ mode: 'integrated' }));
    const { changes } = importFile(
      acme({
        description: 'Other',
        features: [{ name: 'Softphone', seats: 3 }],
        synchronization: { type: 'none', schedule: { enabled: true, daily: '03:00' } },
      }),
    );
    expect(changes.map(({ action }) => action)).toEqual(['updated', 'created']);
  });

  test('a secret that was renewed behind its reference is no edit', () => {
    const file = withHq({ password: { env: 'ACME_LDAP_PASSWORD' } });
    importFile({ ...file, mode: 'integrated' });
    env['ACME_LDAP_PASSWORD'] = 'neu';
    expect(problemsOf(() => importFile(file))).toEqual([]);
    expect(problemsOf(() => importFile(withHq({ password: { value: 'x' } })))).toHaveLength(1);
  });
});

describe('export', () => {
  test('importing an export into an empty folder gives the same export', () => {
    const second = {
      ...ACME,
      id: 'beta',
      featureProfiles: [
        { name: 'Zulu', description: 'z' },
        { name: 'Default Feature Profile' },
        { name: 'Alpha' },
      ],
      synchronization: {
        type: 'pbx',
        schedule: { enabled: true, weekly: { days: ['sun', 'mon'], at: '02:00' } },
      },
      synchronizers: [
        { ...HQ, url: ['ldap://a', 'ldap://b:1389'], featureProfile: 'alpha', password: { file: 'x' } },
        { ...HQ, description: 'A2', url: 'ldaps://c', mapping: { loginId: 'userPrincipalName' } },
      ],
      pbxNodes: [{ name: 'HQ', type: 'mivoice-business', folder: '/exports' }],
      accounts: [
        {
          loginId: 'Zoë',
          lastName: 'Zoë|\u{1f600}',
          mobile: '+1',
          pbxNode: 'HQ',
          numbers: [
            { number: '10', kind: 'desk', prime: true },
            { number: '9', kind: 'desk' },
            { number: '8', kind: 'soft' },
            { number: '7', kind: 'soft' },
          ],
        },
      ],
    };
    importFile(second, EXAMPLE);
    const exported = exportConfiguration(deps());
    expect(checkConfiguration(JSON.parse(JSON.stringify(exported))).problems).toEqual([]);
    const other = openFolder('other');
    try {
      importConfiguration({ ...deps(), ...other }, { text: JSON.stringify(exported), folder: '/elsewhere' });
      expect(exportConfiguration({ store: other.store })).toEqual(exported);
    } finally {
      other.store.close();
    }
    expect(new Set(importText(JSON.stringify(exported)).changes.map(({ action }) => action))).toEqual(
      new Set(['unchanged']),
    );
  });

  test('so it is for any file', { timeout: 60_000 }, () => {
    const name = fc
      .string({ unit: fc.constantFrom(...'aBcÄß王 -.é'), minLength: 1, maxLength: 6 })
      .filter((text) => /\S/.test(text));
    const unique = (least = 0) =>
      fc.uniqueArray(name, { minLength: least, maxLength: 4, selector: (text) => text.toLowerCase() });
    const text = fc.string({ unit: fc.constantFrom(...'ab|Ä王"\\ ;'), maxLength: 8 });
    const at = fc.constantFrom('00:00', '02:30', '23:59');
    const schedule = fc.record(
      { enabled: fc.boolean(), timeZone: fc.constantFrom(null, 'UTC', 'America/New_York') },
      { requiredKeys: [] },
    );
    const rule = fc.oneof(
      fc.record({ every: fc.constantFrom('15m', '90m', '24h', '47h', '2d', '30d') }),
      fc.record({ daily: at }),
      fc.record({
        weekly: fc.record({ days: fc.shuffledSubarray(['sun', 'mon', 'wed'], { minLength: 1 }), at }),
      }),
    );
    const numbers = fc
      .uniqueArray(fc.constantFrom('1', '22', '+49 711', '9a'), { maxLength: 4 })
      .chain((list) =>
        fc.tuple(
          ...list.map((number) =>
            fc.record(
              { number: fc.constant(number), kind: fc.constantFrom('desk', 'soft', 'external', 'other') },
              { requiredKeys: ['number'] },
            ),
          ),
        ),
      );
    const node = fc
      .record(
        {
          folder: fc.constantFrom('exports', '/exports'),
          files: fc.record(
            { devices: fc.constant('users.csv'), groups: fc.subarray(['prg.csv', '/x/mdug.csv']) },
            { requiredKeys: ['devices'] },
          ),
          columns: fc.record(
            { mac: fc.constantFrom(null, 'Set MAC'), pilot: fc.constant('Ring Group') },
            { requiredKeys: [] },
          ),
          macRule: fc.constantFrom('5020-only', 'both'),
          exclude: fc.record({ numbers: fc.subarray(['7000-7099', '1']) }, { requiredKeys: [] }),
          answers: fc.record(
            {
              same: fc.constantFrom(
                [],
                [{ number: '1', with: '2' }],
                [
                  {
                    number: '1',
                    with: '2',
                    was: { with: { firstName: ' ', lastName: 'Fox', department: '' } },
                  },
                ],
              ),
              separate: fc.subarray(['3', '4']),
            },
            { requiredKeys: [] },
          ),
          watch: fc.constantFrom('off', 'offer', 'synchronize'),
          staleDays: fc.integer({ min: 1, max: 3650 }),
          guard: fc.record({ updatePercent: fc.integer({ min: 1, max: 50 }) }, { requiredKeys: [] }),
          voiceMailServer: fc.constantFrom('', 'vm.example.org', '::1'),
          voiceMailNumber: fc.constantFrom('', '+49 711 1'),
        },
        { requiredKeys: [] },
      )
      // Read from a folder, or one by one.
      .map(({ folder, files, ...rest }) => ({
        ...rest,
        ...(files === undefined ? (folder === undefined ? {} : { folder }) : { files }),
      }));
    const enterprise = fc.record({
      id: fc.constantFrom('acme', 'Beta-2'),
      features: unique(),
      profiles: unique(),
      sources: unique(),
      schedule: fc.tuple(schedule, rule).map(([common, form]) => ({ ...common, ...form })),
      synchronizer: fc.record(
        {
          server: fc.constantFrom('active-directory', 'openldap', 'generic'),
          url: fc.constantFrom('ldap://a', 'ldaps://b', ['ldap://a', 'ldap://[::1]:1389']),
          searchContext: text,
          caFile: fc.constantFrom(null, 'ca.pem'),
          pin: fc.constantFrom(null, `sha256/${'A'.repeat(43)}=`),
          skipDisabled: fc.boolean(),
          guard: fc.record({ deletePercent: fc.integer({ min: 1, max: 50 }) }, { requiredKeys: [] }),
          mapping: fc.record({ title: fc.constantFrom('', 'title') }, { requiredKeys: [] }),
        },
        { requiredKeys: ['url'] },
      ),
      nodes: fc.array(node, { maxLength: 2 }),
      accounts: fc.uniqueArray(
        fc.record(
          { loginId: fc.constantFrom('ab', 'AC', 'zoë', 'x.y@z'), lastName: name, title: text, numbers },
          { requiredKeys: ['loginId', 'lastName'] },
        ),
        { selector: ({ loginId }) => loginId, maxLength: 3 },
      ),
    });
    let folder = 0;
    fc.assert(
      fc.property(enterprise, (given) => {
        const file = {
          ...ACME,
          id: given.id,
          features: given.features.map((feature) => ({ name: feature })),
          featureProfiles: given.profiles.map((profile) => ({
            name: profile,
            features: given.features.slice(1),
          })),
          synchronization: { type: 'directory', schedule: given.schedule },
          synchronizers: given.sources.map((description) => ({
            ...HQ,
            description,
            ...given.synchronizer,
            ...(given.profiles[0] === undefined ? {} : { featureProfile: given.profiles[0].toLowerCase() }),
          })),
          pbxNodes: given.nodes.map((each, at) => ({
            // Sources share their names, and these have no colon.
            ...{ name: `node: ${at}`, type: 'mivoice-business' },
            ...each,
          })),
          accounts: given.accounts,
        };
        folder += 1;
        const [first, second] = [openFolder(`p${folder}a`), openFolder(`p${folder}b`)];
        try {
          const importInto = (opened: typeof first, enterprises: unknown[]) =>
            importConfiguration(
              { ...deps(), ...opened },
              { text: JSON.stringify({ rollcall: 1, enterprises }), folder: root },
            );
          importInto(first, [file]);
          const again = importInto(first, [file]).changes.filter(({ action }) => action !== 'unchanged');
          expect(again).toEqual([]);
          const exported = exportConfiguration({ store: first.store }) as { enterprises: unknown[] };
          importInto(second, exported.enterprises);
          expect(exportConfiguration({ store: second.store })).toEqual(exported);
        } finally {
          first.store.close();
          second.store.close();
        }
      }),
      { numRuns: 40 },
    );
  });

  test('one Enterprise alone', () => {
    importFile(EXAMPLE, { ...ACME, id: 'beta' });
    const { enterpriseId } = store.enterprises.find('beta')!;
    const exported = exportConfiguration(deps(), enterpriseId) as { enterprises: { id: string }[] };
    expect(exported.enterprises.map(({ id }) => id)).toEqual(['beta']);
  });
});
