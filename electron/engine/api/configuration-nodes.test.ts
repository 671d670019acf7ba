import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkConfiguration, problemSentence } from '../../../shared/contract/configuration-check.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../shared/domain/pbx-node.ts';
import { openStore, type PbxSource, type Store } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import { exportConfiguration, importConfiguration } from './configuration.ts';

let root: string;
let store: Store;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-config-nodes-'));
  store = openStore(path.join(root, 'data'));
});

afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

const ACME = { id: 'acme', description: 'Acme', domain: 'acme.example.com' };
const HQ = { name: 'HQ', type: 'mivoice-business' };
const BRANCH = { name: 'Branch', type: 'mivoice-office-250', host: 'pbx', port: 4000 };

function importEnterprise(enterprise: object) {
  const { folder, secrets } = store;
  const vault = openVault({ folder: folder.root, storage: secrets, env: {}, createKeyFile: 'no' });
  const text = JSON.stringify({ rollcall: 1, enterprises: [{ ...ACME, ...enterprise }] });
  return importConfiguration({ store, vault, env: {}, now: () => 1 }, { text, folder: root });
}

const importNode = (...nodes: object[]) =>
  importEnterprise({ pbxNodes: nodes.map((node) => ({ ...HQ, ...node })) });
const actions = (result: ReturnType<typeof importEnterprise>) =>
  result.changes.filter(({ what }) => what === 'pbxNode').map(({ name, action }) => `${action} ${name}`);

function node(name = 'HQ'): PbxSource {
  return store.sources.find(store.enterprises.find('acme')!.enterpriseId, name) as PbxSource;
}

/** Nodes as an export gives them. */
function exported(): Record<string, unknown>[] {
  const { enterprises } = exportConfiguration({ store }) as {
    enterprises: { pbxNodes: Record<string, unknown>[] }[];
  };
  return enterprises[0]!.pbxNodes;
}

/** The problems with which an import is refused. */
function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code !== 'config.invalid') throw error;
    return (error.details?.['problems'] as { path: string; message: string }[]).map(
      ({ path, message }) => `${path.replace('enterprises[0].pbxNodes[0].', '')} ${message}`,
    );
  }
  return [];
}

describe('import', () => {
  test('everything but name and type has a default', () => {
    importNode({});
    expect(node().settings).toEqual(DEFAULT_MIVOICE_BUSINESS);
    expect(actions(importNode({}))).toEqual(['unchanged HQ']);
  });

  test('a column of several headers and what single files are come back as they were given', () => {
    const given = {
      columns: { pilot: ['PRG Nr', 'MDUG Nr'], mac: null, number: 'Nummer' },
      forms: { 'prg.csv': 'groups', 'old.csv': 'none' },
    };
    importNode({ folder: 'exports', ...given });
    expect(node().settings).toMatchObject(given);
    expect(exported()[0]).toMatchObject(given);
    expect(actions(importEnterprise({ pbxNodes: exported() }))).toEqual(['unchanged HQ']);
    expect(problemsOf(() => importNode({ columns: { pilot: [] }, forms: { 'a.csv': 'x' } }))).toHaveLength(2);
  });

  test('the entry of before there was more still works: device file and group files, relative to the file', () => {
    importNode({
      files: { devices: 'users.csv', groups: ['prg.csv', '/x/mdug.csv'] },
      columns: { mac: 'Set MAC', department: null },
      ...{ softphoneMacPrefix: 'A1:21:00', macRule: 'both' },
      exclude: { deviceTypes: [], numbers: ['1'], names: [] },
    });
    expect(node().settings).toMatchObject({
      ...{ type: 'mivoice-business', folder: null, macRule: 'both' },
      files: {
        ...{ devices: path.join(root, 'users.csv'), groups: [path.join(root, 'prg.csv'), '/x/mdug.csv'] },
        directory: null,
      },
      columns: { mac: 'Set MAC', department: null },
      exclude: { deviceTypes: [], numbers: ['1'], names: [] },
      watch: 'offer',
    });
  });

  test('what an older version stored is no other node after a new import', () => {
    importNode({});
    const files = { devices: path.join(root, 'users.csv'), groups: [] };
    const { sourceId, name, profileId } = node();
    store.sources.update(sourceId, { name, profileId, settings: { type: 'mivoice-business', files } });
    expect(actions(importNode({ files: { devices: 'users.csv' } }))).toEqual(['unchanged HQ']);
    expect(actions(importNode({ files: { devices: 'other.csv' } }))).toEqual(['updated HQ']);
    expect(node().settings).toMatchObject({ staleDays: 7, files: { devices: path.join(root, 'other.csv') } });
  });

  test('D12: the names of an answer are read, written, and kept where the file repeats it without them', () => {
    const names = { firstName: 'Ted', lastName: 'Fox ', department: '' };
    const first = { number: '1', with: '2', was: { number: names } };
    const second = { number: '3', with: '2', was: { number: names, with: names } };
    importNode({ answers: { same: [first, second] } });
    expect(exported()[0]!['answers']).toEqual({ same: [first, second], separate: [] });
    importNode({
      answers: {
        same: [
          { number: '1', with: '2' },
          { number: '3', with: '4' },
        ],
      },
    });
    expect(exported()[0]!['answers']).toEqual({
      same: [first, { number: '3', with: '4' }],
      separate: [],
    });
  });

  test('a key that is left out keeps what is there, also inside files, exclude, answers and guard', () => {
    importNode({
      files: { devices: 'a', groups: ['b'], directory: 'c' },
      ...{ staleDays: 3, watch: 'off', voiceMailServer: 'vm', voiceMailNumber: '99' },
      columns: { mac: 'X' },
      exclude: { numbers: ['1'] },
      answers: { same: [{ number: '1', with: '2' }], separate: ['3'] },
      guard: { deletePercent: 7 },
    });
    importNode({
      files: { groups: ['d'] },
      exclude: { names: ['N*'] },
      answers: { separate: [] },
      guard: { updatePercent: 9 },
    });
    const [a, c, d] = ['a', 'c', 'd'].map((name) => path.join(root, name));
    expect(node().settings).toMatchObject({
      files: { devices: a, groups: [d], directory: c },
      ...{ staleDays: 3, watch: 'off', voiceMailServer: 'vm', voiceMailNumber: '99' },
      columns: { mac: 'X' },
      exclude: { deviceTypes: DEFAULT_MIVOICE_BUSINESS.exclude.deviceTypes, numbers: ['1'], names: ['N*'] },
      answers: { same: [{ number: '1', with: '2' }], separate: [] },
      guard: { deletePercent: 7, updatePercent: 9, deleteAtMost: 500 },
    });
    // A mapping is given as a whole: what is not in it is found by itself again.
    importNode({ columns: {}, files: { directory: null } });
    expect(node().settings).toMatchObject({
      columns: {},
      files: { devices: a, groups: [d], directory: null },
    });
  });

  test('a folder takes the place of files, and files that of a folder', () => {
    importNode({ files: { devices: 'a' } });
    importNode({ folder: 'exports' });
    expect(node().settings).toMatchObject({ files: null, folder: path.join(root, 'exports') });
    importNode({ files: { devices: 'a' } });
    expect(node().settings).toMatchObject({ files: { devices: path.join(root, 'a') }, folder: null });
    importNode({ files: null });
    expect(node().settings).toMatchObject({ files: null, folder: null });
    expect(problemsOf(() => importNode({ folder: 'x', files: { devices: 'a' } }))).toEqual([
      'folder must not be given beside files: exports are read one by one, or from a folder',
    ]);
    expect(problemsOf(() => importNode({ folder: null, files: { devices: 'a' } }))).toEqual([]);
  });

  test.each<[object, string]>([
    [{ files: { groups: ['a'] } }, 'files.devices is missing: a node is read from its device export'],
    [{ columns: { extension: 'X' } }, 'columns.extension is not a known key'],
    [{ columns: { mac: '' } }, 'columns.mac must not be empty'],
    [{ watch: 'always' }, 'watch must be "off" or "offer" or "synchronize"'],
    [{ staleDays: 0 }, 'staleDays must be a whole number from 1 to 3650'],
    [{ voiceMailServer: 'a b' }, 'voiceMailServer must be a host name or an IP address'],
    [{ guard: { deletePercent: 0 } }, 'guard.deletePercent must be 1 to 100'],
    [{ answers: { same: [{ number: '1' }] } }, 'answers.same[0].with is missing'],
    [{ answers: { separate: ['1', '1'] } }, 'answers.separate[1] repeats the number 1'],
    [
      {
        answers: {
          same: [
            { number: '1', with: '2' },
            { number: '2', with: '1' },
          ],
        },
      },
      'answers.same[0].with leads from 1 back to 1',
    ],
    [{ host: 'pbx' }, 'host is not a known key'],
  ])('%j: %s', (entry, problem) => {
    expect(problemsOf(() => importNode(entry))).toEqual([problem]);
    expect(store.enterprises.list()).toEqual([]);
  });

  test('E11: a guard that would be off is kept within its limits, and that is said', () => {
    const { warnings } = importNode({ folder: root, guard: { deletePercent: 100 } });
    expect(node().settings).toMatchObject({ guard: { deletePercent: 50 } });
    expect(warnings).toEqual([
      'The guard of "HQ" can be eased, not switched off: deletePercent is 50, not 100.',
    ]);
    expect(actions(importNode({ guard: { deletePercent: 100 } }))).toEqual(['unchanged HQ']);
  });

  test('says which nodes wait for a later version, and that there is none to synchronize', () => {
    const pbx = { synchronization: { type: 'pbx' } };
    const kept =
      'This version cannot synchronize a MiVoice Office 250. "acme" keeps the settings of its own for a later one: "Branch".';
    const none = '"acme" synchronizes PBX nodes and has no MiVoice Business node yet.';
    expect(importEnterprise(pbx).warnings).toEqual([none]);
    expect(importEnterprise({ ...pbx, pbxNodes: [BRANCH] }).warnings).toEqual([kept, none]);
    expect(importEnterprise({ ...pbx, pbxNodes: [{ ...HQ, folder: root }] }).warnings).toEqual([kept]);
    expect(importEnterprise({ synchronization: { type: 'none' } }).warnings).toEqual([kept]);
  });

  test('exports that are not there yet are no problem, and are named', () => {
    expect(importNode({}).warnings).toEqual([
      '"HQ" has neither files nor a folder yet: it cannot be synchronized without.',
    ]);
    const missing = path.join(root, 'none');
    expect(importNode({ folder: missing }).warnings).toEqual([
      `The folder ${missing} of "HQ" is not there at the moment.`,
    ]);
    writeFileSync(path.join(root, 'users.csv'), '');
    expect(importNode({ files: { devices: 'users.csv', groups: ['prg.csv'] } }).warnings).toEqual([
      `The export file ${path.join(root, 'prg.csv')} of "HQ" is not there at the moment.`,
    ]);
  });

  test.each([
    [
      { exclude: { numbers: ['7000-7099', '*55', '9999-1000'] } },
      'exclude.numbers[2] must begin with the lower',
    ],
    [{ exclude: { numbers: ['abc'] } }, 'exclude.numbers[0] must be a number such as 7000, or a range'],
    [{ exclude: { numbers: ['8000-'] } }, 'exclude.numbers[0] must be a number such as 7000, or a range'],
    [{ softphoneMacPrefix: 'A1' }, 'softphoneMacPrefix must have three octets or more'],
    [{ softphoneMacPrefix: 'a121' }, 'softphoneMacPrefix must have three octets or more'],
    [{ name: 'H\u202eQ' }, 'name must not contain marks that turn the direction of the text'],
  ])('%j is refused', (wrong, problem) => {
    expect(problemsOf(() => importNode(wrong))).toEqual([expect.stringContaining(problem)]);
  });

  test('an account is on one of the nodes of its Enterprise, or on none', () => {
    const on = (pbxNode: string) => ({
      pbxNodes: [{ ...HQ, folder: root }],
      accounts: [{ loginId: 'lobby', lastName: 'Lobby', pbxNode }],
    });
    expect(problemsOf(() => importEnterprise(on('Nope')))).toEqual([
      'enterprises[0].accounts[0].pbxNode names the PBX node "Nope", which "acme" does not have',
    ]);
    importEnterprise(on('HQ'));
    expect(store.accounts.find(store.enterprises.find('acme')!.enterpriseId, 'lobby')).toMatchObject({
      fields: { pbxNode: 'HQ' },
    });
    importEnterprise(on(''));
  });

  test('a node that becomes one of another type begins with its defaults', () => {
    importNode({ folder: 'exports', staleDays: 3 });
    importEnterprise({ pbxNodes: [{ ...BRANCH, name: 'HQ' }] });
    expect(node().settings).toEqual({ type: 'mivoice-office-250', host: 'pbx', port: 4000 });
    importNode({});
    expect(node().settings).toEqual(DEFAULT_MIVOICE_BUSINESS);
  });

  test('D22: in integrated mode nodes stay as they are', () => {
    importEnterprise({ mode: 'integrated', pbxNodes: [{ ...HQ, folder: 'exports' }] });
    expect(actions(importNode({ folder: 'exports' }))).toEqual(['unchanged HQ']);
    expect(problemsOf(() => importNode({ watch: 'off' }))[0]).toContain('cannot change the PBX nodes');
    expect(problemsOf(() => importNode({}, { name: 'New' }))).toHaveLength(1);
  });
});

describe('export', () => {
  test('prints what an import takes, with every value', () => {
    importNode({ folder: 'exports', answers: { separate: ['1'] } }, { name: 'Lab', files: { devices: 'a' } });
    importEnterprise({ pbxNodes: [BRANCH] });
    const [hq, lab, branch] = exported();
    const { files: _, folder: __, type, ...values } = DEFAULT_MIVOICE_BUSINESS;
    const common = { ...values, type };
    expect(hq).toEqual({
      ...common,
      ...{ name: 'HQ', folder: path.join(root, 'exports'), answers: { same: [], separate: ['1'] } },
    });
    expect(lab).toEqual({
      ...common,
      ...{ name: 'Lab', files: { devices: path.join(root, 'a'), groups: [], directory: null } },
    });
    expect(branch).toEqual(BRANCH);
    const { problems } = checkConfiguration(JSON.parse(JSON.stringify(exportConfiguration({ store }))));
    expect(problems.map(problemSentence)).toEqual([]);
  });

  test('of a node that an older version stored is one that this version takes', () => {
    importNode({});
    const { sourceId, name, profileId } = node();
    const old = { type: 'mivoice-business', columns: { mac: 'X', phone: 'Y' }, exclude: { names: ['A'] } };
    store.sources.update(sourceId, { name, profileId, settings: old });
    const file = JSON.parse(JSON.stringify(exportConfiguration({ store }))) as { enterprises: object[] };
    expect(checkConfiguration(file).problems).toEqual([]);
    expect(exported()[0]).toMatchObject({ columns: { mac: 'X' }, exclude: { names: ['A'] }, staleDays: 7 });
    expect(actions(importEnterprise(file.enterprises[0]!))).toEqual(['unchanged HQ']);
  });
});
