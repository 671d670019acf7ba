import { describe, test } from 'vitest';
import { configuration, launchWith, source } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import { directoryMissing, launchWithPeople, startPeople } from './support/people-world.ts';
import {
  dialog,
  expect,
  expectAccounts,
  expectScreen,
  goTo,
  main,
  note,
  panel,
  syncNow,
  synchronizerMenu,
  synchronizerRow,
} from './support/screens.ts';
import {
  chooseRows,
  expectWaiting,
  openPart,
  review,
  rowOf,
  sentenceOf,
  undoRun,
} from './support/trust-screens.ts';

describe.skipIf(directoryMissing)('undo', () => {
  test('puts a run back, and nothing comes back by itself', async () => {
    const world = await startPeople(30);
    await using running = await launchWithPeople(world);
    const { page } = running;
    const [ann, bob, cem] = world.people;
    await world.leave(ann!, bob!);
    await world.change(cem!, 'departmentNumber', 'Field Service');
    await goTo(page, 'Synchronization');
    const address = await syncNow(page);
    await page.goto(`app://rollcall${address}`);
    await expect(sentenceOf(page, 'Changed 1, deleted 2.')).toBeVisible();

    await main(page).getByRole('button', { name: 'Undo…', exact: true }).click();
    const question = dialog(page, /^Undo run 2 of/);
    await expect(question).toContainText('2 deleted accounts come back');
    await expect(question).toContainText('1 changed account gets its former values');
    await expect(question).toContainText('held until somebody approves it');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await undoRun(page, 2);
    await expectScreen(page, `Run 3 of ${source}`);
    await expect(sentenceOf(page, 'Undid run 2: brought back 2, changed back 1.')).toBeVisible();
    await main(page).getByRole('link', { name: 'run 2', exact: true }).click();
    await expect(main(page).getByText('Undone by run 3.')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '30 accounts');

    // The directory still says the same: it is asked, and nothing is done.
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expect(main(page).getByText(`${source}: 2 deletions and 1 change wait for you:`)).toBeVisible();
    await review(page, source);
    await expect(main(page).getByRole('region', { name: 'Undone by a person before' })).toBeVisible();
    await chooseRows(page, ann!.uid);
    await main(page).getByRole('button', { name: 'Approve…' }).click();
    await dialog(page, 'Approve 1 deletion?').getByRole('button', { name: 'Approve 1 deletion' }).click();
    await expectWaiting(page, 2);
    await goTo(page, 'Accounts');
    await expectAccounts(page, '29 accounts');
  });

  test('of one account leaves the others; a row that a later change stands in the way of is refused by name', async () => {
    const world = await startPeople(30);
    await using running = await launchWithPeople(world);
    const { page } = running;
    const [ann, bob, cem] = world.people;
    await world.leave(ann!, bob!);
    await world.change(cem!, 'departmentNumber', 'Field Service');
    await goTo(page, 'Synchronization');
    const address = await syncNow(page);
    await world.change(cem!, 'departmentNumber', 'Back Office');
    await syncNow(page);

    await page.goto(`app://rollcall${address}`);
    await openPart(page, 'Deleted');
    await chooseRows(page, ann!.uid);
    await main(page).getByRole('button', { name: 'Undo for this account…' }).click();
    const question = dialog(page, /^Undo 1 row of/);
    await expect(question.getByRole('list', { name: 'Accounts' })).toHaveText(ann!.uid);
    await question.getByRole('button', { name: 'Undo 1 row' }).click();
    await expect(sentenceOf(page, 'Undid run 2: brought back 1.')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '29 accounts');

    await page.goto(`app://rollcall${address}`);
    await undoRun(page, 2);
    const refused = await openPart(page, 'Refused');
    await expect(rowOf(refused, cem!.uid)).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '30 accounts');
  });

  test('brings a deleted synchronizer back with its accounts', async () => {
    const world = await startPeople(20);
    await using running = await launchWithPeople(world);
    const { page } = running;
    await goTo(page, 'Synchronization');
    await synchronizerMenu(page, source, /^Delete/);
    const question = dialog(page, 'Delete a synchronizer');
    await expect(question).toContainText('can be undone');
    await question.getByRole('textbox').fill(source);
    await question.getByRole('button', { name: /^Delete synchronizer/ }).click();
    await note(page, `${source} was deleted`).getByRole('link', { name: 'Show the run' }).click();
    await expect(sentenceOf(page, /^Deleted the synchronizer .* and its 20 accounts\.$/)).toBeVisible();

    await main(page).getByRole('button', { name: 'Undo…', exact: true }).click();
    const undo = dialog(page, /^Undo run 2 of/);
    await expect(undo).toContainText('Its password is not kept');
    await undo.getByRole('button', { name: 'Undo run 2' }).click();
    await expect(sentenceOf(page, 'Undid run 2: brought back 20.')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '20 accounts');
    await goTo(page, 'Synchronization');
    await expect(synchronizerRow(page, source)).toContainText('20');
  });
});

describe.skipIf(electronMissing)('how long runs can be undone', () => {
  test('is set in the settings', async () => {
    await using running = await launchWith(configuration(null));
    const { page } = running;
    await page.goto('app://rollcall/~/settings');
    const history = panel(page, 'History');
    const days = history.getByLabel('Changes and issues, in days');
    await expect(days).toHaveValue('30');
    const save = history.getByRole('button', { name: 'Save' });
    await days.fill('0');
    await expect(history).toContainText('Must be 1 to 3,650');
    await expect(save).toBeDisabled();
    await days.fill('7');
    await expect(history).toContainText('thrown away');
    await save.click();
    await expect(note(page, 'How long history is kept.')).toBeVisible();
    await page.reload();
    await expect(days).toHaveValue('7');
  });
});
