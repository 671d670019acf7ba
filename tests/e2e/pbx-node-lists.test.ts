/** The lists of PBX nodes: what is counted is what is listed, and a long list is searched, sorted and exported whole. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { describe, test } from 'vitest';
import { DEVICE_FILE, device, pbx, prg, without } from '../support/pbx-node.ts';
import { temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { mustRollcall, rollcall } from './support/command.ts';
import { launchWithNode, nodeRow, openNode, openPart, rowsOf, syncNode } from './support/pbx-screens.ts';
import { dialog, expect, expectFact, expectScreen, goTo, main } from './support/screens.ts';

const COUNT = 230;
const numbers = Array.from({ length: COUNT }, (_, index) => index);

/** More people than a tab shows at once, each with one phone too many (R5 ex. a). Zoe comes last by name. */
const crowd = pbx([
  ...numbers.map((index) => device(String(3000 + index), 'desk', `P${index} Ames/Ops`)),
  ...numbers.map((index) => device(String(5000 + index), 'desk', `P${index} Ames/Ops`)),
  device('4999', 'desk', 'Zoe Zulu/Ops'),
]);

const office = pbx(
  [
    device('3000', 'desk', 'Eva Kane/R&D'),
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
  ],
  [prg('4000', '4000', '4001')],
);

/** Has the next file saved there. */
async function saveTo(app: ElectronApplication): Promise<string> {
  const file = path.join(await temporaryFolder('saved'), 'list.csv');
  await app.evaluate(({ dialog: system }, filePath) => {
    system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  return file;
}

describe.skipIf(electronMissing)('the lists of a PBX node', () => {
  test('accounts and devices are searched, sorted and exported whole, also those that are not shown', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(crowd) });
    const { page, app } = running;
    await openNode(page, 'HQ');
    const accounts = await openPart(page, 'Accounts');
    const rows = rowsOf(accounts, 'accounts of this node');
    await expect(accounts.getByText('The first 200 of 231 accounts')).toBeVisible();
    await accounts.getByRole('textbox', { name: 'Filter accounts of this node' }).fill('zulu');
    await expect(rows).toHaveText([/Zulu.*Zoe.*4999/]);
    await accounts.getByRole('textbox', { name: 'Filter accounts of this node' }).fill('');
    await accounts.getByRole('button', { name: 'Desk phone' }).click();
    await accounts.getByRole('button', { name: 'Desk phone' }).click();
    await expect(rows.first()).toContainText('4999');
    let file = await saveTo(app);
    await accounts.getByRole('button', { name: 'Export all as CSV' }).click();
    await expect.poll(() => lines(file)).toHaveLength(232);
    await accounts.getByRole('button', { name: 'Show more' }).click();
    await expect(rows).toHaveCount(231);

    const devices = await openPart(page, 'Not assigned');
    const listed = rowsOf(devices, 'Devices not assigned');
    await expect(devices.getByText('The first 200 of 230 devices')).toBeVisible();
    await devices.getByRole('button', { name: 'Number', exact: true }).click();
    await devices.getByRole('button', { name: 'Number', exact: true }).click();
    await expect(listed.first()).toContainText('5229');
    await devices.getByRole('textbox', { name: /^Filter devices/ }).fill('P229');
    await expect(listed).toHaveText([/5229.*Ames, P229/]);
    file = await saveTo(app);
    await devices.getByRole('button', { name: 'Export 1 device as CSV' }).click();
    await expect.poll(() => lines(file)).toHaveLength(2);
  });

  test('a number that nothing holds any more is counted and shown alike, with what becomes of it', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(office) });
    const { page, files, dataFolder } = running;
    await mustRollcall(dataFolder, ['statuses', 'set', '4000', 'Mobile', '--make-call-from', '4001']);
    files.write(without(office, '4001'));
    await rollcall(dataFolder, ['sync']);
    await mustRollcall(dataFolder, ['numbers', 'repoint', '4000', '4001', '4000']);
    await goTo(page, 'PBX Nodes');
    await nodeRow(page, 'HQ').getByRole('link', { name: '1 held number of HQ' }).click();
    await expectScreen(page, 'HQ');
    const held = main(page).getByRole('tabpanel', { name: 'Numbers held 1' });
    const row = rowsOf(held, 'held numbers');
    await expect(row).toHaveText([/4001.*Nothing holds it any more: it goes with the next sync.*Nobody/]);
    await row.getByRole('button', { name: 'Delete 4001 of 4000…' }).click();
    await dialog(page, 'Delete number').getByRole('button', { name: 'Delete number' }).click();
    await expect(main(page).getByRole('tab', { name: 'Numbers held 0' })).toBeVisible();
    await expect(main(page).getByText('No number is held')).toBeVisible();
  });

  test('the count of issues is what their list has; the last run tells errors and warnings', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(office) });
    const { page, files, dataFolder } = running;
    await mustRollcall(dataFolder, ['statuses', 'set', '4000', 'Mobile', '--make-call-from', '4001']);
    files.write(without(office, '4001'));
    await openNode(page, 'HQ');
    await syncNode(page);
    const overview = main(page).getByRole('region', { name: 'Last run' });
    await expectFact(overview, 'Errors', '0');
    await expectFact(overview, 'Warnings', '1');
    await expectFact(overview, 'For information', '1');
    await expect(main(page).getByRole('tab', { name: 'Issues 2' })).toBeVisible();
    await goTo(page, 'PBX Nodes');
    await expect(nodeRow(page, 'HQ').getByRole('link', { name: '2 issues of HQ' })).toBeVisible();
    await nodeRow(page, 'HQ').getByRole('link', { name: '3 numbers of HQ' }).click();
    await expectScreen(page, 'Numbers');
    await expect(page).toHaveURL(/\/numbers\?source=\d+$/);
  });

  test('at 1024 pixels, long names leave the menu, the counts and the line of an error in sight', async () => {
    const name = 'Headquarters of the Northern Region with all its Branches, main'.slice(0, 64);
    await using running = await launchWithNode({
      synchronized: true,
      write: (files) => files.write(office),
      node: { name },
    });
    const { page, files, dataFolder } = running;
    files.remove(DEVICE_FILE);
    await rollcall(dataFolder, ['sync']);
    await page.setViewportSize({ width: 1024, height: 768 });
    await goTo(page, 'PBX Nodes');
    const row = nodeRow(page, name);
    const frame = (await main(page).boundingBox())!;
    for (const shown of [
      row.getByRole('button', { name: /^Actions/ }),
      row.getByRole('link', { name: /accounts of/ }),
      row.getByRole('link', { name: /not assigned of/ }),
      main(page).getByRole('link', { name: 'Show the run' }),
    ]) {
      const box = (await shown.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(frame.x);
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width);
    }
  });

  test('a preview that a synchronization overtook is outdated, and asks nobody to apply it', async () => {
    await using running = await launchWithNode({ write: (files) => files.write(office) });
    const { page, dataFolder } = running;
    await openNode(page, 'HQ');
    await main(page).getByRole('button', { name: 'Preview', exact: true }).click();
    await expectScreen(page, /^Preview of HQ/);
    await expect(main(page).getByText('Not applied', { exact: true })).toBeVisible();
    await rollcall(dataFolder, ['sync']);
    await expect(main(page).getByText('Outdated', { exact: true })).toBeVisible();
    await expect(main(page).getByText(/Synchronized since: what it says may be done already/)).toBeVisible();
  });
});

/** The lines of a file, once it is there. */
function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
