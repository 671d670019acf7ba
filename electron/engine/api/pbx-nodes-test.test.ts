import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../../../shared/contract/index.ts';
import { DEFAULT_MIVOICE_BUSINESS } from '../../../shared/domain/pbx-node.ts';
import {
  device,
  DEVICE_FILE,
  exportTexts,
  NodeFiles,
  pbx,
  prg,
  PRG_FILE,
} from '../../../tests/support/pbx-node.ts';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { Store } from '../store/index.ts';
import { inspectNode } from '../sync/pbx-inspection.ts';
import { nodeSteps } from './pbx-nodes-test.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 60 * 60_000;
let store: Store;
let files: NodeFiles;

beforeEach(() => {
  store = openQuickStore(folders.next());
  files = new NodeFiles(folders.next(), 'exports', NOW - 60 * 60_000);
});
afterEach(() => store.close());

let enterprises = 0;

async function steps(): Promise<Step[]> {
  const name = `acme${(enterprises += 1)}`;
  const enterpriseId = store.enterprises.create({ ...enterpriseValues(name), type: 'pbx' }, 1);
  const settings = { ...structuredClone(DEFAULT_MIVOICE_BUSINESS), folder: files.folder };
  const request = { enterpriseId, sourceId: null, settings };
  return nodeSteps(await inspectNode({ store, now: NOW }, request, new AbortController().signal));
}

const results = (of: Step[]) => of.map(({ id, result }) => `${id} ${result}`);
const WORLD = pbx(
  [
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('5000', 'desk', 'Ted Fox/Ops'),
  ],
  [prg('4000', '4000', '4001')],
);

describe('testing a PBX node', () => {
  it('says what its files hold, and what a synchronization would make of them', async () => {
    files.write(WORLD);
    const found = await steps();
    expect(results(found)).toEqual(['files ok', 'text ok', 'columns ok', 'rows ok', 'ages ok', 'result ok']);
    const evidence = Object.fromEntries(found.map((step) => [step.id, step.evidence]));
    expect(evidence['files']).toContain(`${files.path(DEVICE_FILE)} (devices)`);
    expect(evidence['text']).toContain('users.csv: UTF-8, comma');
    expect(evidence['columns']).toContain('users.csv: number = Number, deviceType = Device Type');
    expect(evidence['rows']).toBe('3 devices and 1 group');
    expect(evidence['ages']).toBe('all 3 files are less than an hour old (of 2026-11-23)');
    expect(evidence['result']).toBe('2 people');
  });

  it('says how old the files are, the newest and the oldest', async () => {
    const ages = async () => (await steps())[4]!;
    const users = exportTexts(WORLD)[DEVICE_FILE]!;
    files.put(PRG_FILE, exportTexts(WORLD)[PRG_FILE]!, NOW - 26.5 * HOUR);
    files.put(DEVICE_FILE, users, NOW - 3 * HOUR);
    expect(await ages()).toMatchObject({
      result: 'ok',
      evidence:
        'the newest file, users.csv, is 3 hours old (of 2026-11-23); the oldest, prg.csv, is 26 hours old (of 2026-11-22)',
    });
    files.remove(PRG_FILE);
    files.put(DEVICE_FILE, users, NOW - 5 * 24 * HOUR);
    expect((await ages()).evidence).toBe('users.csv is 5 days old (of 2026-11-18)');
    files.put(DEVICE_FILE, users, NOW + 400 * 24 * HOUR);
    const { result, evidence } = await ages();
    expect(result).toBe('warning');
    expect(evidence).toContain('users.csv is dated 2027-12-28, which is to come');
  });

  it('fails where files are missing, and skips what cannot be said then', async () => {
    rmSync(files.folder, { recursive: true });
    const found = await steps();
    expect(results(found)).toEqual([
      'files failed',
      'text skipped',
      'columns skipped',
      'rows skipped',
      'ages skipped',
      'result skipped',
    ]);
    expect(found[0]!.evidence).toContain(files.folder);
    expect(found[0]!.next).not.toBe('');
  });

  it('fails where a column is missing, and names it', async () => {
    files.put(DEVICE_FILE, 'Number,Device Type,First Name,Last Name,Department\r\n1,5330 IP,A,B,C\r\n');
    const found = await steps();
    expect(results(found).slice(0, 4)).toEqual(['files ok', 'text ok', 'columns failed', 'rows skipped']);
    expect(found[2]!.evidence).toMatch(/MAC/i);
  });

  it('fails where a file is cut', async () => {
    files.write(WORLD);
    files.put(DEVICE_FILE, 'Number,Device Type,MAC Address,First Name,Last Name,Department\r\n1,5330 IP,,"A');
    const found = await steps();
    expect(results(found).slice(2)).toEqual(['columns ok', 'rows failed', 'ages skipped', 'result skipped']);
  });

  it('warns of an export that is stale, and of devices that need a hand', async () => {
    files.write(pbx([device('5000', 'desk', 'Ted Fox/Ops'), device('5001', 'desk', 'Ted Fox/Ops')]));
    files.put(PRG_FILE, 'Personal Ring Group,Member Index,Number\r\n', Date.UTC(2020, 0, 1));
    const found = await steps();
    expect(results(found)).toEqual([
      ...['files ok', 'text ok', 'columns ok', 'rows ok'],
      ...['ages warning', 'result warning'],
    ]);
    // Each remark about the ages, and not the first one alone.
    expect(found[4]!.evidence).toMatch(
      /prg\.csv is \d+ days old \(of 2020-01-01\)\. The files are more than a day apart: /,
    );
    expect(found[5]!.evidence).toMatch(/^1 person, 1 device in no account, \d warnings?$/);
  });
});
