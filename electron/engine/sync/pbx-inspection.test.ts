import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MIVOICE_BUSINESS, type MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import { device, DEVICE_FILE, NodeFiles, pbx, prg } from '../../../tests/support/pbx-node.ts';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { Store } from '../store/index.ts';
import { inspectNode } from './pbx-inspection.ts';

const folders = new TestFolders();
afterAll(() => folders.remove());

const NOW = Date.UTC(2026, 10, 23, 12);
let store: Store;
let enterpriseId: number;
let files: NodeFiles;

beforeEach(() => {
  store = openQuickStore(folders.next());
  enterpriseId = store.enterprises.create({ ...enterpriseValues('acme'), type: 'pbx' }, 1);
  files = new NodeFiles(folders.next(), 'exports', NOW - 60 * 60_000);
});
afterEach(() => store.close());

const inspect = (change: Partial<MiVoiceBusinessSettings> = {}, sourceId: number | null = null) =>
  inspectNode(
    { store, now: NOW },
    {
      ...{ enterpriseId, sourceId },
      settings: { ...structuredClone(DEFAULT_MIVOICE_BUSINESS), folder: files.folder, ...change },
    },
    new AbortController().signal,
  );

const WORLD = pbx(
  [
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
    device('6000', 'Voice Mail', 'Voice Mail'),
    device('7001', 'desk', 'Test Phone'),
  ],
  [prg('4000', '4000', '4001')],
);

describe('looking into the files of a node', () => {
  it('shows headers, columns, first rows, device types, exclusions, and what would come of it', async () => {
    files.write(WORLD);
    const exclude = { deviceTypes: ['fax', 'voice mail'], numbers: ['7000-7099'], names: ['Test*', 'X*'] };
    const { inspection: found, verdict } = await inspect({ exclude });
    expect(verdict).toBe('complete');
    expect(found).toMatchObject({
      ...{ devices: 6, groups: 1 },
      excluded: { deviceTypes: [0, 1], numbers: [1], names: [1, 0] },
    });
    const devices = found.files.find(({ kind }) => kind === 'devices')!;
    expect(devices).toMatchObject({
      ...{ path: files.path(DEVICE_FILE), rows: 6, separator: 'comma', problem: null, missing: [] },
      columns: { number: 'Number', deviceType: 'Device Type', mac: 'MAC Address', department: 'Department' },
    });
    expect(devices.headers).toContain('Last Name');
    expect(devices.sample[0]).toContain('4000');
    // Max Roe with two devices, Ted Fox with one; his second one, voice mail and the test phone are in no account.
    expect(found.result).toMatchObject({ people: 2, notAssigned: 3 });
    expect(found.deviceTypes).toContainEqual({ deviceType: 'Voice Mail', devices: 1, excluded: 1 });
  });

  it('heeds the answers of the form, and Dynamic Extensions only of the Enterprise (D12, D14)', async () => {
    files.write(WORLD);
    const answers = { same: [], separate: ['5001'] };
    expect((await inspect({ answers })).inspection.result).toMatchObject({ people: 4, notAssigned: 1 });
    const values = { ...enterpriseValues('acme'), type: 'pbx' as const };
    const options = { ...values.pbx, dynamicExtensionsOnly: true };
    store.enterprises.update(enterpriseId, { ...values, pbx: options }, 1);
    expect((await inspect()).inspection.result).toMatchObject({ people: 1 });
  });

  it('names a column that is not known, and takes it as it is mapped', async () => {
    files.put(
      DEVICE_FILE,
      'Number,Device Type,Gerätekennung,First Name,Last Name,Department\r\n1,5330 IP,,A,B,C\r\n',
    );
    const { inspection: found, verdict, error } = await inspect();
    expect(found.files[0]).toMatchObject({ missing: ['mac'], problem: { code: 'csv.missing-column' } });
    expect([found.result, verdict === 'complete', error?.code]).toEqual([null, false, 'csv.missing-column']);
    const { inspection: mapped } = await inspect({ columns: { mac: 'Gerätekennung' } });
    expect(mapped.files[0]).toMatchObject({ missing: [], problem: null, columns: { mac: 'Gerätekennung' } });
    expect(mapped.result).toMatchObject({ people: 1 });
    expect((await inspect({ columns: { mac: null } })).inspection.result).toMatchObject({ people: 1 });
  });

  it('says of the place what is wrong with no single file', async () => {
    rmSync(files.folder, { recursive: true });
    const { inspection, verdict } = await inspect();
    expect([inspection.result, verdict]).toEqual([null, 'failed']);
    expect(inspection.files).toMatchObject([{ path: files.folder, problem: { code: 'file.missing' } }]);
    const none = await inspect({ folder: null });
    expect(none.inspection.files).toMatchObject([{ path: '', problem: { code: 'file.missing' } }]);
  });

  it('is stopped by its signal', async () => {
    files.write(WORLD);
    const settings = { ...DEFAULT_MIVOICE_BUSINESS, folder: files.folder };
    const stopped = AbortSignal.abort();
    await expect(
      inspectNode({ store, now: NOW }, { enterpriseId, sourceId: null, settings }, stopped),
    ).rejects.toMatchObject({ code: 'run.cancelled' });
  });
});
