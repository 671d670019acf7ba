/** What administrators do about numbers that are kept only because something points at them, and how users get in. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';
import { temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import {
  bulkBar,
  clipboardOf,
  launchWithHeld,
  look,
  numberRow,
  previewRow,
  saveTo,
  showHeld,
} from './support/held-world.ts';
import { openNode, openPart } from './support/pbx-screens.ts';
import {
  accountPanel,
  accountRow,
  choose,
  dialog,
  expect,
  expectScreen,
  goTo,
  main,
  note,
  panel,
} from './support/screens.ts';

describe.skipIf(electronMissing)('held numbers', () => {
  test('R6: many are chosen, previewed, re-pointed and deleted at once; one is released', async () => {
    await using running = await launchWithHeld();
    const { page } = running;
    await showHeld(page);
    await expect(numberRow(page, '3001')).toContainText('The user');
    await expect(numberRow(page, '3001')).toContainText('kept: used by Mobile (Make call from)');
    await expect(numberRow(page, '3031')).toContainText('An administrator');
    await expect(bulkBar(page).getByRole('button')).toHaveCount(0);

    // By the keyboard: Space chooses a row, Shift and Space all up to another one.
    await main(page).getByRole('grid', { name: 'Numbers' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect(bulkBar(page)).toContainText('1 number chosen');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Space');
    await expect(bulkBar(page)).toContainText('3 numbers chosen');
    await numberRow(page, '3031').getByRole('checkbox', { name: 'Choose 3031 of 3030' }).check();
    await expect(bulkBar(page)).toContainText('4 numbers chosen');
    await numberRow(page, '3021').getByRole('checkbox').uncheck();
    await expect(bulkBar(page)).toContainText('3 numbers chosen');
    // Nothing of that opened a number.
    await expect(main(page).getByRole('complementary')).toHaveCount(0);
    await look(page, 'numbers-chosen');

    await bulkBar(page).getByRole('button', { name: 'Re-point…' }).click();
    const question = dialog(page, 'Re-point 3 numbers');
    await expect(previewRow(question, '3001')).toContainText('Mobile, Make call from: 3001 → Prime phone');
    await expect(previewRow(question, '3031')).toContainText('(defined by an administrator)');
    await choose(question, 'Point them at', 'Softphone');
    await expect(previewRow(question, '3001')).toContainText('3001 → Softphone');
    await expect(previewRow(question, '3001')).toContainText('would be broken');
    await choose(question, 'Point them at', 'Desk phone');
    await expect(previewRow(question, '3001')).toContainText('3001 → Desk phone');
    await question.getByRole('checkbox', { name: 'And delete the numbers' }).check();
    await expect(previewRow(question, '3001')).toContainText('The number is deleted.');
    await expect(question.getByRole('status')).toHaveText('Would be: 3 places changed, 3 numbers deleted');
    await look(page, 'repoint-preview');
    await question.getByRole('button', { name: 'Re-point 3 numbers' }).click();
    await expect(note(page, 'Re-pointed')).toContainText('3 places changed, 3 numbers deleted.');
    await expect(numberRow(page, '3001')).toHaveCount(0);
    await expect(numberRow(page, '3021')).toBeVisible();
    await expect(bulkBar(page).getByRole('button')).toHaveCount(0);

    // The last one from its panel, which says what a release does.
    await numberRow(page, '3021').click();
    const shown = main(page).getByRole('complementary', { name: '3021' });
    await shown.getByRole('button', { name: 'Release…', exact: true }).click();
    const release = dialog(page, 'Release 1 number');
    await expect(release).toContainText('Every place that names the number is emptied');
    await expect(previewRow(release, '3021')).toContainText('Mobile, Make call from: 3021 → nothing');
    await look(page, 'release-preview');
    await release.getByRole('button', { name: 'Release 1 number' }).click();
    await expect(note(page, 'Released')).toContainText('1 place changed.');
    // Nothing holds it, and nobody has to act: it is listed until it goes.
    await expect(numberRow(page, '3021')).toContainText('Nothing holds it any more');
    await expect(numberRow(page, '3021')).not.toContainText('The user');
    expect(running.logs.join('\n')).not.toContain('[page] uncaught');
  });

  test('all of a view are chosen at once, and none again; nothing is done without the button', async () => {
    await using running = await launchWithHeld();
    const { page } = running;
    await showHeld(page);
    // They are asked for first, so the box is not checked at once.
    await main(page).getByRole('checkbox', { name: 'Choose all numbers' }).click();
    await expect(bulkBar(page)).toContainText('4 numbers chosen');
    await bulkBar(page).getByRole('button', { name: 'Re-point…' }).click();
    const question = dialog(page, 'Re-point 4 numbers');
    await expect(previewRow(question, '3001')).toContainText('3001 → Prime phone');
    await expect(question.getByRole('button', { name: 'Re-point 4 numbers' })).toBeEnabled();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await bulkBar(page).getByRole('button', { name: 'Choose none' }).click();
    await expect(bulkBar(page).getByRole('button')).toHaveCount(0);
  });

  test('a node’s page offers the same; users are reminded by letters that are copied or opened', async () => {
    await using running = await launchWithHeld();
    const { page, app } = running;
    await openNode(page, 'HQ');
    const part = await openPart(page, 'Numbers held');
    await part.getByRole('checkbox', { name: 'Choose all held numbers shown' }).check();
    await expect(bulkBar(page)).toContainText('4 numbers chosen');
    await look(page, 'node-held');
    await bulkBar(page).getByRole('button', { name: 'Remind…' }).click();
    const letters = dialog(page, 'Remind 3 users');
    const ann = letters.getByRole('region', { name: 'Letter to Ann Ash' });
    await expect(ann.getByRole('textbox', { name: /^Subject/ })).toHaveValue(/3001/);
    await expect(ann.getByRole('textbox', { name: /^Text/ })).toHaveValue(/Mobile/);
    await expect(letters.getByRole('region', { name: 'Passed over' })).toContainText('3031 of 3030');
    await look(page, 'remind');

    await ann.getByRole('button', { name: 'Copy the letter to Ann Ash' }).click();
    await expect(letters.getByRole('status')).toHaveText('Copied: the letter to Ann Ash');
    expect(await clipboardOf(app)).toMatch(/^To: Ann Ash\nSubject: .*3001[^]*Mobile/);
    await letters.getByRole('button', { name: 'Copy all' }).click();
    await expect(letters.getByRole('status')).toHaveText('Copied: 3 letters');
    expect(await clipboardOf(app)).toContain('To: Cid Coe');

    await app.evaluate(({ shell }) => {
      shell.openExternal = (url) => {
        (globalThis as { openedMail?: string }).openedMail = url;
        return Promise.resolve();
      };
    });
    await ann.getByRole('button', { name: 'Open mail to Ann Ash' }).click();
    await expect(letters.getByRole('status')).toContainText('Opened for Ann Ash');
    expect(await app.evaluate(() => (globalThis as { openedMail?: string }).openedMail)).toMatch(
      /^mailto:\?subject=[^&]*3001[^&]*&body=[^&]*$/,
    );

    const target = path.join(await temporaryFolder('letters'), 'letters.csv');
    await saveTo(app, target);
    await letters.getByRole('button', { name: 'Save as CSV' }).click();
    await expect(note(page, 'Saved')).toContainText(target);
    expect(readFileSync(target, 'utf8')).toMatch(
      /^\uFEFFLogin ID,Name,E-mail,Numbers,Subject,Text\r\n3000,Ann Ash/,
    );
  });
});

describe.skipIf(electronMissing)('how users get in', () => {
  test('E15: codes for many go into a file, and into nothing when nobody names one', async () => {
    await using running = await launchWithHeld();
    const { page, app } = running;
    await goTo(page, 'Accounts');
    const open = async () => {
      await main(page).getByRole('button', { name: 'Sign-in', exact: true }).click();
      await page.getByRole('menuitem', { name: 'One-time codes for many…' }).click();
    };
    await open();
    const question = dialog(page, 'One-time codes for many');
    await expect(question).toContainText('4 accounts have neither a password nor a one-time code.');
    await look(page, 'codes-for-many');
    await saveTo(app, null);
    await question.getByRole('button', { name: 'Save 4 codes…' }).click();
    await expect(question.getByRole('button', { name: 'Save 4 codes…' })).toBeEnabled();
    await expect(question).toContainText('4 accounts have neither');

    const target = path.join(await temporaryFolder('codes'), 'codes.csv');
    await saveTo(app, target);
    await question.getByRole('button', { name: 'Save 4 codes…' }).click();
    await expect(note(page, 'Saved')).toContainText(target);
    await expect(question).toBeHidden();
    const lines = readFileSync(target, 'utf8').trimEnd().split('\r\n');
    expect(lines[0]).toBe('\uFEFFLogin ID,First name,Last name,E-mail,One-time code,Valid until');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^3000,Ann,Ash,,[A-Z0-9]{4}(-[A-Z0-9]{4}){3},20\d\d-/);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    await open();
    await expect(question).toContainText('Every account can sign in already');
    await expect(question.getByRole('button', { name: /^Save/ })).toBeDisabled();
    await expect(question.getByRole('list', { name: 'How accounts sign in' })).toContainText(
      '4 with a one-time code that was not used yet',
    );
    const code = /[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}/.exec(lines[1] ?? '')![0];
    expect(running.logs.join('\n')).not.toContain(code);
  });

  test('an account gets a code that is shown once, then a password, and loses both', async () => {
    await using running = await launchWithHeld();
    const { page, app } = running;
    await goTo(page, 'Accounts');
    await accountRow(page, '3000').first().click();
    const account = accountPanel(page, /Ash/);
    const signIn = account.getByRole('region', { name: 'Sign-in' });
    await expect(signIn).toContainText('Cannot sign in: it has neither a password nor a one-time code.');
    await expect(signIn.getByRole('button', { name: 'Take sign-in away…' })).toHaveAccessibleDescription(
      'It has neither a password nor a one-time code, and never signed in.',
    );
    await signIn.getByRole('button', { name: 'Make one-time code…' }).click();
    const making = dialog(page, /^One-time code for/);
    await making.getByRole('button', { name: 'Make code' }).click();
    await expect(making).toContainText('It is not shown again');
    await making.getByRole('button', { name: 'Copy' }).click();
    await expect(making.getByRole('status')).toHaveText('Copied');
    const code = await clipboardOf(app);
    await expect(making.getByText(code, { exact: true })).toBeVisible();
    await look(page, 'one-time-code');
    await making.getByRole('button', { name: 'Done' }).click();
    await expect(signIn).toContainText('Signs in with a one-time code.');
    await expect(main(page)).not.toContainText(code);

    await signIn.getByRole('button', { name: 'Set password…' }).click();
    const setting = dialog(page, /^Password of/);
    await setting.getByLabel('New password').fill('short');
    await setting.getByRole('button', { name: 'Set password' }).click();
    await expect(setting.getByRole('alert')).toContainText('fewer than 10 characters');
    await setting.getByLabel('New password').fill('correct horse battery');
    await setting.getByRole('button', { name: 'Set password' }).click();
    await expect(signIn).toContainText('Signs in with a password, or once with a one-time code.');
    await look(page, 'account-sign-in');
    await signIn.getByRole('button', { name: 'Take sign-in away…' }).click();
    const taking = dialog(page, /^Take the sign-in of/);
    await expect(taking).toContainText('at once, and the user is signed out wherever they are.');
    await taking.getByRole('button', { name: 'Take sign-in away' }).click();
    await expect(signIn).toContainText('Cannot sign in');
  });

  test('statuses are edited, added, renamed, made active, locked and deleted for a user', async () => {
    await using running = await launchWithHeld();
    const { page } = running;
    await goTo(page, 'Accounts');
    await accountRow(page, '3000').first().click();
    const account = accountPanel(page, /Ash/);
    const statuses = account.getByRole('list', { name: 'Dynamic statuses' });
    const mobile = statuses.getByRole('listitem').filter({ hasText: 'Mobile' });
    await expect(mobile).toContainText('Broken: calls cannot be made from a number that is gone');
    await mobile.getByRole('button', { name: 'Change the status Mobile' }).click();
    const editing = dialog(page, /^Mobile of/);
    await choose(editing, 'Make call from', /^Desk phone/);
    await look(page, 'status-dialog');
    await editing.getByRole('button', { name: 'Done' }).click();
    await expect(editing).toBeHidden();
    await expect(mobile).toContainText('Make call from: Desk phone');

    await mobile.getByRole('button', { name: 'Change the status Mobile' }).click();
    await editing.getByRole('switch', { name: /^Defined by an administrator/ }).click();
    await expect(editing.getByRole('switch', { name: /^Defined by an administrator/ })).toBeChecked();
    await editing.getByRole('button', { name: 'Make active' }).click();
    await expect(editing).toContainText('The active status.');
    await expect(editing.getByRole('button', { name: 'Rename…' })).toHaveAccessibleDescription(
      /it is renamed there, for everybody/,
    );
    await editing.getByRole('button', { name: 'Back to default…' }).click();
    await dialog(page, 'Back to default?').getByRole('button', { name: 'Back to default' }).click();
    await expect(mobile).toContainText('as the Enterprise has it');

    await account.getByRole('button', { name: 'Add status…' }).click();
    const adding = dialog(page, /^New status of/);
    await adding.getByLabel('Name of the status').fill('mobile');
    await expect(adding).toContainText('There is a status Mobile already.');
    await adding.getByLabel('Name of the status').fill('Garden');
    await adding.getByRole('button', { name: 'Add status' }).click();
    await dialog(page, /^Garden of/)
      .getByRole('button', { name: 'Rename…' })
      .click();
    const renaming = dialog(page, 'Rename Garden');
    await renaming.getByLabel('Name of the status').fill('Roof');
    await renaming.getByRole('button', { name: 'Rename' }).click();
    await dialog(page, /^Roof of/)
      .getByRole('button', { name: 'Delete…' })
      .click();
    await dialog(page, 'Delete the status?').getByRole('button', { name: 'Delete status' }).click();
    await expect(note(page, 'Status deleted')).toContainText('Roof');
    await expect(statuses.getByText('Roof')).toHaveCount(0);

    const history = account.getByRole('region', { name: 'History' });
    await expect(history).toContainText('by Administrator');
    await history.scrollIntoViewIfNeeded();
    await look(page, 'account-history');
  });

  test('E15: with a lock set, the administration asks for its password', async () => {
    await using running = await launchWithHeld();
    const { page } = running;
    await page.getByRole('link', { name: 'Settings' }).click();
    await expectScreen(page, 'Settings');
    const lock = panel(page, 'Lock');
    await expect(lock).toContainText('whoever opens Rollcall on this machine is its administrator');
    await lock.getByLabel('New password', { exact: true }).fill('correct horse battery');
    await expect(lock.getByRole('button', { name: 'Set lock' })).toBeDisabled();
    await lock.getByLabel('New password again', { exact: true }).fill('correct horse battery');
    await lock.getByRole('button', { name: 'Set lock' }).click();
    await expect(lock).toContainText('The administration is behind a password.');
    await look(page, 'settings-lock');
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    const password = page.getByLabel("Administrator's password", { exact: true });
    await expect(password).toBeVisible();
    await look(page, 'locked');
    await password.fill('wrong password');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Screens' })).toHaveCount(0);
    // After a wrong one, the next try has to wait a little.
    const unlock = page.getByRole('button', { name: 'Unlock' });
    await expect(unlock).toBeEnabled();
    await password.fill('correct horse battery');
    await unlock.click();
    await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();

    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(lock.getByRole('button', { name: 'Remove lock' })).toBeDisabled();
    await lock.getByLabel('Password now', { exact: true }).fill('correct horse battery');
    await lock.getByRole('button', { name: 'Remove lock' }).click();
    await expect(note(page, 'Lock removed')).toBeVisible();
    await expect(lock).toContainText('whoever opens Rollcall on this machine is its administrator');
    expect(running.logs.join('\n')).not.toContain('correct horse');
  });
});
