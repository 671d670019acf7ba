/** What other screens than those of the nodes show of PBX synchronizations: runs, held rows, numbers, accounts. */
import type { Locator, Page } from '@playwright/test';
import { describe, test } from 'vitest';
import { device, DEVICE_FILE, pbx, prg, withDevice, without } from '../support/pbx-node.ts';
import { electronMissing } from './support/available.ts';
import { mustRollcall } from './support/command.ts';
import { launchWithNode } from './support/pbx-screens.ts';
import {
  apply,
  choose,
  dialog,
  expect,
  expectScreen,
  goTo,
  main,
  note,
  panel,
  syncNow,
} from './support/screens.ts';
import {
  chooseRows,
  expectWaiting,
  openPart,
  preview,
  review,
  rowOf,
  sentenceOf,
} from './support/trust-screens.ts';

/** R3 ex. a, R4 ex. a and two lone desk phones of domain.md 3.4; Ted has one phone too many (R5 ex. a). */
const office = pbx(
  [
    device('3000', 'desk', 'Eva Kane/R&D'),
    device('3001', 'uc', 'Eva Kane/R&D'),
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
    device('7000', 'desk', 'Ian Poe/Legal'),
  ],
  [prg('4000', '4000', '4001')],
);

const launch = () => launchWithNode({ synchronized: true, write: (files) => files.write(office) });

/** The row of a number in the list. */
function numberRow(page: Page, number: string): Locator {
  return main(page)
    .getByRole('grid', { name: 'Numbers' })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: number, exact: true }) });
}

/** What stands beside the list: one number. */
function numberPanel(page: Page, number: string): Locator {
  return main(page).getByRole('complementary', { name: number });
}

/** Chooses a saved view of the numbers. */
async function showView(page: Page, view: RegExp): Promise<void> {
  await main(page).getByRole('radiogroup', { name: 'Saved views' }).getByText(view).click();
}

describe.skipIf(electronMissing)('synchronizations of a PBX', () => {
  test('a run tells people, devices and numbers, and what it rests on, in words of a PBX', async () => {
    await using running = await launch();
    const { page, files, dataFolder } = running;
    await mustRollcall(dataFolder, ['statuses', 'set', '4000', 'Mobile', '--make-call-from', '4001']);
    files.write(
      pbx(
        [...without(office, '4001', '3001').devices, device('7001', 'uc', 'Ian Poe/Legal')],
        [prg('4000', '4000')],
      ),
    );
    await goTo(page, 'Synchronization');
    const address = await syncNow(page);
    await page.goto(`app://rollcall${address}`);
    await expectScreen(page, /^Run \d+ of HQ/);
    await expect(
      sentenceOf(
        page,
        'Changed 3; 1 number was added and 1 was removed; 1 number is kept, because dynamic statuses point at it. Of 6 devices, 5 are in accounts and 1 is not assigned.',
      ),
    ).toBeVisible();

    const numbers = await openPart(page, 'Numbers');
    await expect(rowOf(numbers, '3000')).toContainText('number removed');
    await expect(rowOf(numbers, '3000')).toContainText('3001');
    await expect(rowOf(numbers, '4000')).toContainText('number kept');
    await expect(rowOf(numbers, '7000')).toContainText('7001');

    const changed = await openPart(page, 'Changed');
    await rowOf(changed, '7000').getByRole('button', { name: '7000' }).click();
    await expect(changed.getByRole('table', { name: 'Fields of 7000' })).toContainText(
      'added 7001 Softphone',
    );

    const evidence = await openPart(page, 'Evidence');
    await expect(evidence).toContainText('yes: every file was read to its end, and none was cut off');
    await expect(evidence).toContainText('6 devices and 1 group: 4 people, 1 device not assigned');
    await expect(evidence.getByRole('table', { name: 'Files of the export' })).toContainText('users.csv');
    await expect(evidence).not.toContainText('Bound as');
  });

  test('D8: the same person keeps the account, a new person gets a new one', async () => {
    await using running = await launch();
    const { page, files } = running;
    const renamed = withDevice(office, '7000', { firstName: 'Ida', lastName: 'Poetz' });
    files.write(withDevice(renamed, '4000', { firstName: 'Tom', lastName: 'Berg' }));
    await goTo(page, 'Synchronization');
    await preview(page, 'HQ');
    const planned = await openPart(page, 'Held');
    await expect(planned).toContainText('Same person, or a new one?');
    await expect(planned).toContainText('such rows wait under Held rows');

    await goTo(page, 'Synchronization');
    await syncNow(page);
    await review(page, 'HQ');
    await expectWaiting(page, 2);
    await expect(rowOf(main(page), '7000')).toContainText('Ian Poe');
    await expect(rowOf(main(page), '7000')).toContainText('Ida Poetz');
    // Neither is approved without saying who it is.
    await chooseRows(page, '7000', '4000');
    await expect(main(page).getByRole('button', { name: 'Approve…' })).toHaveAccessibleDescription(
      'Say who it is: Same person, or New person.',
    );
    await main(page).getByRole('button', { name: 'Same person: 7000' }).click();
    const same = dialog(page, 'Same person: rename 1 account?');
    await expect(same.getByRole('list', { name: 'Accounts' })).toHaveText('7000');
    await same.getByRole('button', { name: 'Rename 1 account' }).click();
    await expect(note(page, 'Approved: HQ')).toContainText('Approved: changed 1.');
    await expectWaiting(page, 1);

    await chooseRows(page, '4000');
    await main(page).getByRole('button', { name: 'New person…', exact: true }).first().click();
    await dialog(page, 'New person: replace 1 account?')
      .getByRole('button', { name: 'Delete it, and create a new one' })
      .click();
    await expectWaiting(page, 0);
    await goTo(page, 'Accounts');
    const accounts = main(page).getByRole('grid', { name: 'Accounts' });
    await expect(accounts.getByRole('row', { name: /Poetz.*Ida.*7000/ })).toBeVisible();
    await expect(accounts.getByRole('row', { name: /Berg.*Tom.*4000/ })).toBeVisible();
    await expect(accounts.getByRole('row', { name: /Roe/ })).toHaveCount(0);
  });

  test('R6 ex. b and c: a held number says who must act; it is re-pointed, and then deleted', async () => {
    await using running = await launch();
    const { page, files, dataFolder } = running;
    await mustRollcall(dataFolder, ['statuses', 'set', '4000', 'Mobile', '--make-call-from', '4001']);
    files.write(without(office, '4001'));
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await goTo(page, 'Overview');
    await panel(page, 'Needs attention')
      .getByRole('link', { name: /^Show the numbers: 1 number of HQ is gone from the PBX/ })
      .click();
    await expectScreen(page, 'Numbers');
    await expect(page).toHaveURL(/\/numbers\?view=held&source=\d+$/);
    const held = numberRow(page, '4001');
    await expect(held).toContainText('Max Roe (4000)');
    await expect(held).toContainText('Deleted on the PBX');
    await expect(held).toContainText('The user');

    // By the keyboard: down to the row, and into it.
    await main(page).getByRole('grid', { name: 'Numbers' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const shown = numberPanel(page, '4001');
    await expect(shown).toContainText('used by Mobile (Make call from)');
    await expect(shown.getByRole('button', { name: 'Delete…' })).toHaveAccessibleDescription(
      'The status Mobile still points at it: re-point first.',
    );
    await shown.getByRole('button', { name: 'Re-point…' }).click();
    const question = dialog(page, 'Re-point 4001 of Max Roe');
    await expect(question.getByRole('list', { name: 'Statuses that change' })).toHaveText(
      'Mobile: Make call from',
    );
    await choose(question, 'Point them at', '4000 Desk phone');
    await question.getByRole('button', { name: 'Re-point 1 status' }).click();
    await expect(note(page, 'Re-pointed')).toContainText('Mobile of Max Roe: 4000 in the place of 4001.');
    await expect(held).toContainText('Nothing holds it any more');

    await shown.getByRole('button', { name: 'Delete…' }).click();
    await dialog(page, 'Delete number').getByRole('button', { name: 'Delete number' }).click();
    await expect(shown).toBeHidden();
    await expect(main(page).getByRole('heading', { name: 'No number matches the filter' })).toBeVisible();
    await main(page).getByRole('button', { name: 'Clear filter' }).first().click();
    await showView(page, /^All/);
    await expect(numberRow(page, '4000')).toBeVisible();
    await expect(numberRow(page, '4001')).toHaveCount(0);

    // The account says the same.
    await numberRow(page, '4000').click();
    await numberPanel(page, '4000').getByRole('link', { name: 'Max Roe (4000)' }).click();
    const statuses = main(page).getByRole('list', { name: 'Dynamic statuses' });
    await expect(statuses.getByRole('listitem').filter({ hasText: 'Mobile' })).toContainText(
      'Make call from: 4000',
    );
  });

  test('D2: an account that is gone and held is released and deleted by a person', async () => {
    await using running = await launch();
    const { page, files, dataFolder } = running;
    await mustRollcall(dataFolder, ['statuses', 'set', '7000', 'Mobile', '--make-call-from', '7000']);
    files.write(without(office, '7000'));
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expect(main(page).getByRole('row', { name: /HQ/ })).toContainText(
      '1 account is gone from the PBX and stays, because something holds one of its numbers',
    );
    await goTo(page, 'Numbers');
    await showView(page, /^Held/);
    await numberRow(page, '7000').click();
    await numberPanel(page, '7000').getByRole('button', { name: 'Release and delete…' }).click();
    const question = dialog(page, 'Release and delete');
    await expect(question.getByRole('list', { name: 'What goes' })).toContainText('7000, Desk phone');
    await expect(question.getByRole('list', { name: 'What goes' })).toContainText('Mobile');
    await question.getByRole('button', { name: 'Release and delete' }).click();
    await expect(note(page, 'Released and deleted')).toContainText('Ian Poe (7000)');
    await expect(main(page).getByRole('heading', { name: 'No held numbers' })).toBeVisible();
    await goTo(page, 'Accounts');
    await expect(main(page).getByText('3 accounts', { exact: true })).toBeVisible();
  });

  test('D14: what Dynamic Extensions only does is shown by a preview, offered as soon as it is applied', async () => {
    await using running = await launch();
    const { page } = running;
    await goTo(page, 'Synchronization');
    const options = panel(page, 'Options');
    await options.getByRole('checkbox', { name: 'Synchronize Dynamic Extensions only' }).check();
    await expect(options).toContainText('Accounts that would leave wait for your approval in any case.');
    await expect(options).toContainText('By the exports as they are now, this would remove 3 accounts.');
    const previewButton = main(page).getByRole('button', { name: 'Preview', exact: true });
    await expect(previewButton.first()).toHaveAccessibleDescription(
      'Apply or discard the changed options first.',
    );
    await apply(page);
    await expect(options).toContainText('The next synchronization of HQ leaves out whoever is not let in.');
    // The offer stays until a synchronization has followed.
    await goTo(page, 'Overview');
    await goTo(page, 'Synchronization');
    await options.getByRole('button', { name: 'Preview', exact: true }).click();
    await expectScreen(page, 'Preview of HQ');
    await expect(sentenceOf(page, /^Would hold 3\b/)).toBeVisible();
    const rows = await openPart(page, 'Held');
    await expect(rowOf(rows, '3000')).toContainText('left out by Synchronize Dynamic Extensions only');

    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expect(options).not.toContainText('The next synchronization');
    await expect(main(page).getByText('HQ: 3 deletions wait for you:')).toBeVisible();
  });

  test('D14: the narrower reading alone is counted before, and said until a synchronization has followed', async () => {
    await using running = await launch();
    const { page, files } = running;
    await goTo(page, 'Synchronization');
    const options = panel(page, 'Options');
    await options.getByRole('checkbox', { name: 'Synchronize Dynamic Extensions only' }).check();
    await apply(page);
    await syncNow(page);
    await expect(options).not.toContainText('The next synchronization');
    const narrow = options.getByRole('checkbox', {
      name: 'Only groups that contain an External Hot Desk number',
    });
    await narrow.check();
    await expect(options).toContainText('this would remove 1 account.');
    // An export that is gone is told instead of a number, and counted once it is back.
    await narrow.uncheck();
    files.remove(DEVICE_FILE);
    await narrow.check();
    await expect(options).toContainText('HQ is not counted:');
    await narrow.uncheck();
    files.write(office);
    await narrow.check();
    await expect(options).toContainText('this would remove 1 account.');
    await apply(page);
    await goTo(page, 'Overview');
    await goTo(page, 'Synchronization');
    await expect(options).toContainText('The next synchronization of HQ leaves out whoever is not let in.');
  });
});
