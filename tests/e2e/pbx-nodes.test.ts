/** PBX nodes in the window: from export files to accounts, and what is left to a person (domain.md 3). */
import path from 'node:path';
import { describe, test } from 'vitest';
import {
  DEVICE_FILE,
  device,
  MDUG_FILE,
  pbx,
  prg,
  PRG_FILE,
  withDevice,
  without,
} from '../support/pbx-node.ts';
import { launchApp, temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { mustRollcall } from './support/command.ts';
import {
  answerFileDialog,
  columnRow,
  expectState,
  filesPanel,
  launchWithNode,
  nodeMenu,
  nodeRow,
  openNode,
  openPart,
  rowsOf,
  saveInDoubt,
  syncNode,
} from './support/pbx-screens.ts';
import {
  choose,
  dialog,
  expect,
  expectFact,
  expectScreen,
  formField,
  goTo,
  main,
  note,
  panel,
  saveButton,
} from './support/screens.ts';

/** R3 ex. a, R4 ex. a and R5 ex. a of domain.md 3.4: Eva with two phones, Max with a group, Ted with one phone too many. */
const office = pbx(
  [
    device('3000', 'desk', 'Eva Kane/R&D'),
    device('3001', 'uc', 'Eva Kane/R&D'),
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
  ],
  [prg('4000', '4000', '4001')],
);

describe.skipIf(electronMissing)('a PBX node', () => {
  test('is added from files with a header that is not known, previewed, synchronized and read', async () => {
    await using running = await launchWithNode({
      configured: false,
      write: (files) => {
        files.write(office);
        files.mangle(DEVICE_FILE, (bytes) =>
          Buffer.from(String(bytes).replace('MAC Address', 'Set Hardware')),
        );
      },
    });
    const { page, app, files } = running;
    await goTo(page, 'PBX Nodes');
    await expect(main(page).getByRole('heading', { name: 'No PBX node yet' })).toBeVisible();
    await main(page).getByRole('button', { name: 'Add node' }).first().click();
    await expectScreen(page, 'New PBX node');
    await saveButton(page).click();
    await expect(formField(page, 'Name')).toBeFocused();
    await expect(formField(page, 'Users and devices')).toHaveAttribute('aria-invalid', 'true');

    await formField(page, 'Name').fill('HQ');
    await answerFileDialog(app, [files.path(MDUG_FILE), files.path(PRG_FILE), files.path(DEVICE_FILE)]);
    await main(page).getByRole('button', { name: 'Choose all files at once…' }).click();
    await expect(formField(page, 'Users and devices')).toHaveValue(files.path(DEVICE_FILE));
    await expect(formField(page, 'Group export 2')).toHaveValue(files.path(PRG_FILE));
    await expect(filesPanel(page)).toContainText('No column was found for MAC address.');

    // Saving is possible, after a warning; here the header is mapped instead.
    await saveButton(page).click();
    const question = dialog(page, 'The export cannot be read like this');
    await expect(question).toContainText('users.csv: No column was found for MAC address.');
    await question.getByRole('button', { name: 'Back to the form' }).click();
    await expect(columnRow(page, 'MAC address')).toContainText('Not found: choose a header, or none');
    await choose(main(page), /^Header for MAC address in .*users\.csv/, 'Set Hardware');
    await expect(filesPanel(page)).toContainText(
      '6 devices and 1 group: a synchronization would make 3 accounts of them, 1 device would be in no account',
    );
    const sample = main(page).getByRole('table', { name: `First rows of ${DEVICE_FILE}` });
    await expect(sample.getByRole('columnheader', { name: /Set Hardware/ })).toContainText('MAC address');
    await expect(sample.getByRole('row', { name: /3000.*5330 IP.*Kane/ })).toBeVisible();

    await saveButton(page).click();
    await expectScreen(page, 'HQ');
    await expectState(page, 'Never synchronized');
    await main(page).getByRole('button', { name: 'Preview', exact: true }).click();
    await expectScreen(page, /^Preview of HQ/);
    await expect(main(page).getByText(/^Would create 3/)).toBeVisible();

    await openNode(page, 'HQ');
    await syncNode(page);
    await expectState(page, 'Synchronized with warnings');
    const overview = main(page).getByRole('region', { name: 'Last run' });
    await expectFact(overview, 'Started by', 'manual');
    await expectFact(overview, 'First error', 'none');
    await expectFact(overview, 'Devices', '6');
    await expectFact(overview, 'In accounts', '5');
    await expectFact(overview, 'Not assigned', '1');
    await expectFact(overview, 'Groups', '1');
    await expectFact(overview, 'Created', '3');
    await expect(rowsOf(main(page), 'files')).toHaveText([/users\.csv.*6/, /mdug\.csv.*0/, /prg\.csv.*2/]);

    const accounts = await openPart(page, 'Accounts');
    await expect(rowsOf(accounts, 'accounts of this node')).toHaveText([
      /Fox.*Ted.*Ops.*5000/,
      /Kane.*Eva.*R&D.*3000.*3001/,
      /Roe.*Max.*IT.*4000.*4001.*PRG/,
    ]);
    const settings = await openPart(page, 'Settings');
    await expectFact(settings, 'Columns', 'MAC address: “Set Hardware”');

    // The address says which part is open: it survives a reload.
    await expect(page).toHaveURL(/\/pbx-nodes\/HQ\?tab=settings$/);
    await page.reload();
    await expect(main(page).getByRole('tab', { name: 'Settings' })).toHaveAttribute('aria-selected', 'true');
    await main(page).getByRole('tab', { name: 'Settings' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(main(page).getByRole('tab', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true');
  });

  test('group files with headers of their own are never passed over unasked: they are mapped, each its own', async () => {
    const groups = pbx(
      ['3000 Eva Kane/R&D', '3001 Eva Kane/R&D', '4000 Max Roe/IT', '4001 Max Roe/IT'].map((each) =>
        device(each.slice(0, 4), 'desk', each.slice(5)),
      ),
    );
    await using running = await launchWithNode({
      configured: false,
      write: (files) => {
        files.write(groups);
        files.mangle(PRG_FILE, () => Buffer.from('PRG Nr,Idx,Nummer\r\n3000,1,3000\r\n3000,2,3001\r\n'));
        files.mangle(MDUG_FILE, () =>
          Buffer.from('MDUG Nr,Idx,Teilnehmer\r\n4000,1,4000\r\n4000,2,4001\r\n'),
        );
      },
    });
    const { page, files } = running;
    await goTo(page, 'PBX Nodes');
    await main(page).getByRole('button', { name: 'Add node' }).first().click();
    await formField(page, 'Name').fill('HQ');
    await main(page).getByRole('radio', { name: 'A folder' }).check();
    await formField(page, 'Folder').fill(files.folder);
    const columns = panel(page, '2. Columns');
    await expect(columns).toContainText(`${MDUG_FILE} and ${PRG_FILE} were taken for nothing`);
    await expect(columns).not.toContainText('Every column that is needed');
    await saveButton(page).click();
    const question = dialog(page, 'Not every file of the folder is used');
    await expect(question.getByRole('listitem')).toHaveCount(2);
    await question.getByRole('button', { name: 'Back to the form' }).click();

    await choose(columns, `What ${MDUG_FILE} is`, 'Leave it out on purpose');
    await expect(columns).toContainText(`${PRG_FILE} was taken for nothing`);
    for (const [file, pilot, member] of [
      [MDUG_FILE, 'MDUG Nr', 'Teilnehmer'],
      [PRG_FILE, 'PRG Nr', 'Nummer'],
    ] as const) {
      await choose(columns, `What ${file} is`, 'Groups (PRG or MDUG)');
      await choose(columns, `Header for Pilot number of the group in ${file}`, pilot);
      await choose(columns, `Header for Member number of the group in ${file}`, member);
    }
    await expect(columns).toContainText('Every column that is needed has its header.');
    await expect(columnRow(page, 'Pilot number')).toHaveText([/4000/, /3000/]);
    await expect(filesPanel(page)).toContainText(
      '4 devices and 2 groups: a synchronization would make 2 accounts',
    );

    await saveButton(page).click();
    await expectScreen(page, 'HQ');
    await syncNode(page);
    await expectState(page, 'Synchronized');
    const accounts = await openPart(page, 'Accounts');
    await expect(rowsOf(accounts, 'accounts of this node')).toHaveText([
      /Kane.*3000.*PRG/,
      /Roe.*4000.*MDUG/,
    ]);
    const settings = await openPart(page, 'Settings');
    await expectFact(
      settings,
      'Columns',
      'Pilot number of the group: “MDUG Nr” or “PRG Nr”Member number of the group: “Teilnehmer” or “Nummer”',
    );
  });

  test('D12: who is on no account is listed with the reason, and a person may say that it is the same person', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(office) });
    const { page } = running;
    await goTo(page, 'PBX Nodes');
    await expect(nodeRow(page, 'HQ')).toContainText('Synchronized with warnings');
    await nodeRow(page, 'HQ').getByRole('link', { name: '1 device not assigned of HQ' }).click();
    const list = rowsOf(main(page), 'Devices not assigned');
    await expect(list).toHaveText([/5001.*Fox, Ted.*Ops.*Needs a group.*5000/]);

    await choose(main(page), 'Reason', /^Needs a group \(1\)/);
    await expect(main(page).getByText(/Put all devices of the user into one PRG or MDUG/)).toBeVisible();
    await main(page).getByRole('button', { name: '5001 is the same person as 5000' }).click();
    await expect(list).toContainText('The same person as 5000');
    const waits = main(page).getByText('The next synchronization goes by your answers');
    await expect(waits).toBeVisible();

    await main(page).getByRole('button', { name: 'Take back the answer for 5001' }).click();
    await expect(waits).toBeHidden();
    await main(page).getByRole('button', { name: '5001 is the same person as 5000' }).click();
    await expect(waits).toBeVisible();
    await syncNode(page);
    await expect(main(page).getByRole('tab', { name: 'Not assigned 0' })).toBeVisible();

    const settings = await openPart(page, 'Settings');
    await expect(rowsOf(settings, 'answers')).toHaveText(/5001.*The same person as 5000/);
    const accounts = await openPart(page, 'Accounts');
    await expect(accounts.getByRole('row', { name: /Fox/ })).toHaveCount(1);
  });

  test('R3 ex. b: of accounts that nearly match a person says that they are one, and two again', async () => {
    const near = pbx([device('3000', 'desk', 'Eva Kane/R&D'), device('3001', 'uc', 'Eva Kane/r&d')]);
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(near) });
    const { page } = running;
    await openNode(page, 'HQ');
    await expect(main(page).getByRole('tab', { name: 'Accounts 2' })).toBeVisible();
    const issues = await openPart(page, 'Issues');
    const row = rowsOf(issues, 'Issues pbx.near-match');
    await expect(row).toContainText('3001');
    await row.getByRole('button', { name: 'Same person… 3001, 3000' }).click();
    const question = dialog(page, 'Two numbers, one person?');
    await expect(question.getByLabel('Number', { exact: true })).toHaveValue('3001');
    await expect(question).toContainText('it is deleted then, with its dynamic statuses and its password');
    await question.getByLabel('The other number').fill('4711');
    await question.getByRole('button', { name: 'Same person' }).click();
    await expect(question).toContainText('4711 is the number of nobody on this node');
    await question.getByLabel('The other number').fill('3000');
    await question.getByRole('button', { name: 'Same person' }).click();
    await expect(question).toBeHidden();
    await expect(row).toContainText('3001 is the same person as 3000');
    await expect(main(page).getByText('The next synchronization goes by your answers')).toBeVisible();
    await syncNode(page);
    await expect(main(page).getByRole('tab', { name: 'Accounts 1' })).toBeVisible();

    const list = await openPart(page, 'Not assigned');
    await expect(list.getByRole('button', { name: 'Two numbers, one person…' })).toBeVisible();
    await list.getByText('1 answer kept with the node').click();
    await list.getByRole('button', { name: 'Take back the answer for 3001' }).click();
    await expect(list.getByText(/kept with the node/)).toBeHidden();
    await syncNode(page);
    await expect(main(page).getByRole('tab', { name: 'Accounts 2' })).toBeVisible();
  });

  test('is gone to, synchronized and added from the palette', async () => {
    await using running = await launchWithNode({ write: (files) => files.write(office) });
    const { page } = running;
    const command = async (typed: string, name: RegExp) => {
      await page.getByRole('button', { name: /Search or command/ }).click();
      const palette = page.getByRole('dialog');
      await palette.getByRole('textbox', { name: 'Search or command' }).fill(typed);
      await palette.getByRole('button', { name }).click();
    };
    await command('hq', /^HQ\s*PBX node/);
    await expectScreen(page, 'HQ');
    await expectState(page, 'Never synchronized');
    await command('sync now: h', /^Sync now: HQ/);
    await expectState(page, 'Synchronized with warnings');
    await command('add node', /^Add node/);
    await expectScreen(page, 'New PBX node');
  });

  test('R6 ex. b: a number that is deleted on the PBX is held, with the reason, while a status points at it', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(office) });
    const { page, files, dataFolder } = running;
    await mustRollcall(dataFolder, ['statuses', 'set', '4000', 'Mobile', '--make-call-from', '4001']);
    await openNode(page, 'HQ');
    files.write(without(office, '4001'));
    await syncNode(page);
    await expect(main(page).getByRole('tab', { name: 'Numbers held 1' })).toBeVisible();
    const held = await openPart(page, 'Numbers held');
    const row = rowsOf(held, 'held numbers');
    await expect(row).toContainText('4001');
    await expect(row).toContainText('Max Roe (4000)');
    await expect(row).toContainText('deleted on the PBX');
    await expect(row).toContainText('Mobile');
    await expect(row).toContainText('The user');

    await mustRollcall(dataFolder, ['statuses', 'set', '4000', 'Mobile', '--make-call-from', '4000']);
    await syncNode(page);
    await expect(held.getByText('No number is held')).toBeVisible();
  });

  test('a newer export is offered; an unreadable one changes nothing, and the page says why', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(office) });
    const { page, files } = running;
    await goTo(page, 'PBX Nodes');
    await expect(nodeRow(page, 'HQ').getByRole('link', { name: /^3 accounts/ })).toBeVisible();
    files.write(withDevice(office, '5000', { department: 'Sales' }));
    const offer = main(page).getByText('A newer export of HQ is there');
    await expect(offer).toBeVisible({ timeout: 40_000 });
    await main(page).getByRole('button', { name: 'Sync now: HQ' }).click();
    await expect(offer).toBeHidden();

    files.mangle(DEVICE_FILE, (bytes) => bytes.subarray(0, bytes.length - 20));
    await openNode(page, 'HQ');
    await syncNode(page);
    await expectState(page, 'Failed');
    await expect(
      main(page)
        .getByRole('region', { name: 'Last run' })
        .getByText(/csv\.|file\./),
    ).toBeVisible();
    await goTo(page, 'PBX Nodes');
    // Ted's phones are two people since the export before.
    await expect(nodeRow(page, 'HQ').getByRole('link', { name: /^4 accounts/ })).toBeVisible();
    await expect(nodeRow(page, 'HQ')).toContainText('Failed');
    await expect(main(page).getByText(/the file ends inside it/)).toBeVisible();
  });

  test('its form keeps what is not saved, is saved with a problem after a warning, and is refused a taken name', async () => {
    await using running = await launchWithNode({ write: (files) => files.write(office) });
    const { page, files } = running;
    await goTo(page, 'PBX Nodes');
    await nodeMenu(page, 'HQ', 'Edit');
    await expectScreen(page, 'Edit HQ');
    await expect(filesPanel(page)).toContainText('6 devices and 1 group');
    await formField(page, 'Voice mail server').fill('vm.example.com');
    await goTo(page, 'Accounts');
    await expect(note(page, 'Unsaved changes are kept')).toBeVisible();
    await goTo(page, 'PBX Nodes');
    await expect(nodeRow(page, 'HQ')).toContainText('Unsaved changes');
    await nodeMenu(page, 'HQ', 'Edit');
    await expect(formField(page, 'Voice mail server')).toHaveValue('vm.example.com');

    await formField(page, 'Users and devices').fill(files.path('gone.csv'));
    await expect(filesPanel(page)).toContainText('file.missing');
    await saveButton(page).click();
    await saveInDoubt(page);
    await expectScreen(page, 'HQ');
    await expectFact(await openPart(page, 'Settings'), 'Voice mail server', 'vm.example.com');

    await goTo(page, 'PBX Nodes');
    await main(page).getByRole('button', { name: 'Add node' }).click();
    await formField(page, 'Name').fill('HQ');
    await main(page).getByRole('radio', { name: 'A folder' }).check();
    await formField(page, 'Folder').fill(files.folder);
    await expect(filesPanel(page)).toContainText('6 devices and 1 group');
    await saveButton(page).click();
    await expect(formField(page, 'Name')).toHaveAccessibleDescription(/source\.exists/);
    await main(page).getByRole('button', { name: 'Discard' }).click();
    await dialog(page, 'Discard the changes?').getByRole('button', { name: 'Discard' }).click();
    await expectScreen(page, 'PBX Nodes');
  });

  test('exclusions say what they take out; the node is deleted with its accounts once its name is typed', async () => {
    await using running = await launchWithNode({ synchronized: true, write: (files) => files.write(office) });
    const { page } = running;
    await goTo(page, 'PBX Nodes');
    await nodeMenu(page, 'HQ', 'Edit');
    const exclusions = panel(page, '4. Exclusions');
    await exclusions.getByText(/device types in this export/).click();
    await exclusions.getByRole('button', { name: 'Exclude the device type UC Endpoint' }).click();
    const types = exclusions.getByRole('list', { name: 'Device types' });
    await expect(types.getByRole('listitem').filter({ hasText: 'UC Endpoint' })).toContainText(
      'takes out 2 devices',
    );
    await exclusions.getByRole('combobox', { name: 'Add a number or range' }).fill('4000-4999');
    await page.keyboard.press('Enter');
    const numbers = exclusions.getByRole('list', { name: 'Numbers' });
    await expect(numbers.getByRole('listitem')).toContainText('takes out 2 devices');
    await numbers.getByRole('button', { name: 'Remove a number or range 4000-4999' }).click();
    await expect(numbers).toBeHidden();

    await openNode(page, 'HQ');
    await main(page).getByRole('button', { name: 'Delete…' }).click();
    const question = dialog(page, 'Delete a PBX node');
    await expect(question.getByRole('listitem')).toHaveText([
      /^3 accounts/,
      /^5 phone numbers/,
      /^0 dynamic/,
    ]);
    const confirm = question.getByRole('button', { name: /^Delete/ });
    await expect(confirm).toBeDisabled();
    await question.getByRole('textbox').fill('HQ');
    await confirm.click();
    await expect(note(page, 'HQ was deleted')).toContainText('3 accounts went with it.');
    await expect(main(page).getByRole('heading', { name: 'No PBX node yet' })).toBeVisible();
  });

  test('D22: in integrated mode nodes are synchronized and looked at, and their settings say why they are locked', async () => {
    await using running = await launchWithNode({
      write: (files) => files.write(office),
      overrides: { mode: 'integrated' },
    });
    const { page } = running;
    await goTo(page, 'PBX Nodes');
    const add = main(page).getByRole('button', { name: 'Add node' });
    await expect(add).toHaveAttribute('aria-disabled', 'true');
    await expect(add).toHaveAccessibleDescription(/integrated mode/);
    await openNode(page, 'HQ');
    for (const name of ['Edit', 'Delete…']) {
      const button = main(page).getByRole('button', { name, exact: true });
      await expect(button).toHaveAttribute('aria-disabled', 'true');
    }
    await syncNode(page);
    await expectState(page, 'Synchronized with warnings');
    const list = await openPart(page, 'Not assigned');
    await expect(list.getByRole('button', { name: '5001 is the same person as 5000' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  test('in a results file a node is there to be looked at, and nothing to change it with', async () => {
    const saved = path.join(await temporaryFolder('saved'), 'acme.rollcall');
    {
      await using running = await launchWithNode({
        synchronized: true,
        write: (files) => files.write(office),
      });
      await mustRollcall(running.dataFolder, ['results', 'export', saved]);
    }
    await using other = await launchApp({ dataFolder: await temporaryFolder('data'), args: [saved] });
    const { page } = other;
    await openNode(page, 'HQ');
    await expectState(page, 'Synchronized with warnings');
    const list = await openPart(page, 'Not assigned');
    await expect(rowsOf(list, 'Devices not assigned')).toHaveText([/5001.*Fox, Ted.*Needs a group/]);
    await expectFact(await openPart(page, 'Settings'), 'Softphone MAC prefix', 'A1:21:00');
    const changing =
      /^(Sync now|Preview|Edit|Delete…|Add node|Same person…?|Separate person|Two numbers, one person…|Save)$/i;
    await expect(main(page).getByRole('button', { name: changing })).toHaveCount(0);
    await goTo(page, 'PBX Nodes');
    await expect(main(page).getByRole('button', { name: changing })).toHaveCount(0);
  });
});
