/** Rule 6 as its user meets it: a number is gone; they sign in, point their statuses elsewhere, and delete it. */
import { describe, test } from 'vitest';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { expectFocusKept, tabTo } from './support/keyboard.ts';
import { choose, dialog, expect, expectScreen, note } from './support/screens.ts';
import {
  banner,
  deleteButton,
  editor,
  expectNumberGone,
  launchEva,
  loseSoftphone,
  myNumber,
  openPage,
  pageLink,
  repointForEva,
  setForEva,
  signInEva,
  statusLink,
} from './support/user-world.ts';

describe.skipIf(electronMissing)('a user frees a number that is gone', () => {
  test('R6 ex. a: a number that nothing points at goes by itself', async () => {
    await using running = await launchEva();
    const { page } = running;
    await signInEva(running);
    await openPage(page, 'Numbers');
    await expect(myNumber(page, '6001')).toContainText('from the phone system');
    await expect(deleteButton(page, '6001')).toBeDisabled();
    await expect(deleteButton(page, '6001')).toHaveAccessibleDescription('The phone system still has it.');
    await loseSoftphone(running);
    await expectNumberGone(page, '6001');
    await expect(banner(page)).toHaveCount(0);
  });

  test('R6 ex. b: a banner says what uses it; all statuses are re-pointed at once, and it is deleted', async () => {
    await using running = await launchEva({
      statuses: { Mobile: { makeCallFrom: '6001' }, 'In a Meeting': { whenBusy: '6001' } },
      gone: true,
    });
    const { page } = running;
    await signInEva(running);
    await expect(page.getByRole('banner')).toContainText('Eva Kane · 6000');
    await expect(banner(page)).toContainText('6001 was deleted on the phone system.');
    await expect(banner(page)).toContainText('2 statuses still use it.');
    await expect(
      statusLink(page, 'Mobile').getByRole('img', { name: 'uses 6001, which was deleted' }),
    ).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);

    await banner(page).getByRole('button', { name: 'Re-point 2 statuses' }).click();
    await expect(banner(page)).toContainText('Nothing uses 6001 any more.');
    const remove = banner(page).getByRole('button', { name: 'Delete 6001' });
    await expect(remove).toBeFocused();

    // Undo takes all of it back at once, and redo does it again.
    await page.keyboard.press('Control+Z');
    await expect(banner(page)).toContainText('2 statuses still use it.');
    await page.getByRole('banner').getByRole('button', { name: 'Redo' }).click();
    await remove.click();
    await expect(banner(page)).toHaveCount(0);
    await note(page, 'Deleted').getByRole('button', { name: 'Undo' }).click();
    await remove.click();
    await openPage(page, 'Numbers');
    await expectNumberGone(page, '6001');

    await openPage(page, 'History');
    const history = page.getByRole('table', { name: 'History' });
    await expect(history).toContainText('Number 6001');
    await expect(history).toContainText('You');
    await expect(history).toContainText('HQ (run');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('R6 ex. c: one status after the other, then the number, with the keyboard alone', async () => {
    await using running = await launchEva({
      statuses: { Mobile: { makeCallFrom: '6001' }, 'Working From Home': { makeCallFrom: '6001' } },
      gone: true,
    });
    const { page } = running;
    await signInEva(running);
    for (const name of ['Mobile', 'Working From Home']) {
      await tabTo(page, pageLink(page, 'Numbers'), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await expectScreen(page, 'Numbers');
      await tabTo(page, myNumber(page, '6001').getByRole('link', { name: `${name}: Make call from` }));
      await page.keyboard.press('Enter');
      // The link leads to the very field.
      const field = editor(page, name).getByRole('combobox', { name: 'Make call from' });
      await expect(field).toBeFocused();
      await expect(field).toHaveValue('6001 (deleted on the phone system)');
      const done = editor(page, name).getByRole('button', { name: 'Done' });
      await expect(done).toBeDisabled();
      await page.keyboard.press('Space');
      const option = page.getByRole('option', { name: '6000 (Desk phone)' });
      await expect(option).toBeVisible();
      const isReached = () => option.getAttribute('data-combobox-selected');
      for (let step = 0; step < 12 && (await isReached()) === null; step += 1)
        await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(field).toHaveValue('6000 (Desk phone)');
      await tabTo(page, done);
      await page.keyboard.press('Enter');
      await expect(note(page, 'Saved')).toContainText(`The status ${name}.`);
    }
    await tabTo(page, pageLink(page, 'Numbers'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectScreen(page, 'Numbers');
    await tabTo(page, deleteButton(page, '6001'));
    await page.keyboard.press('Enter');
    await expectNumberGone(page, '6001');
  });

  test('R6 ex. d: a number that an administrator added stays until its user deletes it', async () => {
    await using running = await launchEva({ added: ['6001'], gone: true });
    const { page } = running;
    await signInEva(running);
    await expect(banner(page)).toContainText('No status uses it.');
    await openPage(page, 'Numbers');
    await expect(myNumber(page, '6001')).toContainText('added by your administrator');
    expect(await axeViolations(page)).toEqual([]);
    await deleteButton(page, '6001').click();
    await expectNumberGone(page, '6001');
  });

  test('R6 ex. e: added by hand and pointed at, it is re-pointed first', async () => {
    await using running = await launchEva({
      added: ['6001'],
      statuses: { Mobile: { makeCallFrom: '6001' } },
      gone: true,
    });
    const { page } = running;
    await signInEva(running);
    await openPage(page, 'Numbers');
    await expect(deleteButton(page, '6001')).toBeDisabled();
    await expect(deleteButton(page, '6001')).toHaveAccessibleDescription('Mobile still points at it.');
    await myNumber(page, '6001').getByRole('link', { name: 'Mobile: Make call from' }).click();
    await choose(editor(page, 'Mobile'), 'Make call from', '6000 (Desk phone)');
    await editor(page, 'Mobile').getByRole('button', { name: 'Done' }).click();
    await openPage(page, 'Numbers');
    await deleteButton(page, '6001').click();
    await expectNumberGone(page, '6001');
  });

  test('a status of the administrator: the user sees who must act, and deletes the number once that is done', async () => {
    await using running = await launchEva({
      statuses: { 'Out of Office': { makeCallFrom: '6001', locked: true } },
      gone: true,
    });
    const { page } = running;
    await signInEva(running);
    await expect(banner(page)).toContainText(
      'Out of Office is defined by your administrator, so only they can change it.',
    );
    await expect(banner(page).getByRole('button')).toHaveCount(0);
    await banner(page).getByRole('link', { name: 'Out of Office' }).click();
    await expect(editor(page, 'Out of Office')).toContainText(
      'Your administrator defined this status, so only they can change it.',
    );
    await expect(editor(page, 'Out of Office').getByRole('combobox')).toHaveCount(0);
    expect(await axeViolations(page)).toEqual([]);
    // The administrator re-points it; the user's page follows by itself.
    await repointForEva(running, '6001', 'prime-phone');
    await expect(banner(page)).toContainText('No status uses it.');
    await banner(page).getByRole('button', { name: 'Delete 6001' }).click();
    await expect(banner(page)).toHaveCount(0);
  });
});

describe.skipIf(electronMissing)('the editor of a user', () => {
  test('statuses of one’s own: added, renamed, switched to, left unsaved, deleted, and back again', async () => {
    await using running = await launchEva();
    const { page } = running;
    await signInEva(running);
    await page.getByRole('button', { name: 'New status…' }).click();
    const form = dialog(page, 'New status');
    await form.getByLabel('Name').fill('Mobile');
    await form.getByRole('button', { name: 'Add status' }).click();
    await expect(form.getByRole('alert')).toContainText('status.exists');
    await form.getByLabel('Name').fill('50% / home?');
    await form.getByRole('button', { name: 'Add status' }).click();
    const mine = editor(page, '50% / home?');
    await expect(mine.getByRole('combobox', { name: 'Make call from' })).toBeVisible();
    await expectFocusKept(page);

    // A number that is not there yet is added on the way.
    await mine.getByRole('combobox', { name: 'Make call from' }).click();
    await page.getByRole('option', { name: 'Add a number…' }).click();
    await expect(dialog(page, 'Add a number').getByLabel('Number')).toBeFocused();
    expect(await axeViolations(page)).toEqual([]);
    await dialog(page, 'Add a number').getByLabel('Number').fill('+49 170 5');
    await page.keyboard.press('Enter');
    await expect(mine.getByRole('combobox', { name: 'Make call from' })).toHaveValue('+49 170 5 (External)');
    await expect(mine).toContainText('Not saved yet');

    // Looking elsewhere loses nothing.
    await statusLink(page, 'Mobile').click();
    await expect(statusLink(page, '50%')).toContainText('(not saved)');
    await openPage(page, 'Numbers');
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('Statuses (not saved)');
    await page.goBack();
    await statusLink(page, '50%').click();
    await expect(mine.getByRole('combobox', { name: 'Make call from' })).toHaveValue('+49 170 5 (External)');
    await mine.getByRole('button', { name: 'Done' }).click();
    await expect(statusLink(page, '50%')).not.toContainText('(not saved)');
    await expectFocusKept(page);

    await page.getByRole('button', { name: 'Actions for 50% / home?' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await dialog(page, 'Rename the status').getByLabel('Name').fill('At home');
    await page.keyboard.press('Enter');
    await expect(editor(page, 'At home')).toBeVisible();

    await page.getByRole('button', { name: /^Eva Kane · 6000/ }).click();
    await page.getByRole('menuitemradio', { name: 'At home' }).click();
    await expect(page.getByRole('button', { name: /^Eva Kane · 6000/ })).toContainText('At home');
    await openPage(page, 'Numbers');
    await expect(deleteButton(page, '+49 170 5')).toBeDisabled();
    await openPage(page, 'Statuses');
    await page.getByRole('button', { name: 'Actions for At home' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(statusLink(page, 'At home')).toHaveCount(0);
    await expectFocusKept(page);
    await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click();
    await expect(statusLink(page, 'At home')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Eva Kane · 6000/ })).toContainText('At home');
  });

  test('what changes underneath is followed, and a draft is kept with a word about it', async () => {
    await using running = await launchEva();
    const { page } = running;
    await signInEva(running);
    await statusLink(page, 'Mobile').click();
    const mobile = editor(page, 'Mobile');
    const caller = mobile.getByRole('combobox', { name: 'Make call from' });
    await setForEva(running, 'Mobile', '--make-call-from', '6001');
    await expect(caller).toHaveValue('6001 (Softphone)');
    await choose(mobile, 'If I do not answer', 'No diversion');
    await setForEva(running, 'Mobile', '--make-call-from', '6000');
    await expect(mobile).toContainText('This status was changed meanwhile');
    await expect(caller).toHaveValue('6000 (Desk phone)');
    await mobile.getByRole('button', { name: 'Done' }).click();
    await expect(mobile.getByRole('combobox', { name: 'If I do not answer' })).toHaveValue('No diversion');
    await expect(mobile).not.toContainText('This status was changed meanwhile');
    await expect(caller).toHaveValue('6000 (Desk phone)');

    // Unsaved changes are asked about on the way out.
    await choose(mobile, 'If I do not answer', 'Voicemail');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await dialog(page, 'Discard the changes?').getByRole('button', { name: 'Go on editing' }).click();
    await mobile.getByRole('button', { name: 'Cancel' }).click();
    await expect(mobile.getByRole('combobox', { name: 'If I do not answer' })).toHaveValue('No diversion');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expectScreen(page, 'Rollcall');
  });
});
