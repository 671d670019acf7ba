import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, launchWith, readerOf, source, suffix } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import {
  acceptKeyFile,
  dialog,
  expect,
  expectAccounts,
  expectIdle,
  expectOutcome,
  expectSaved,
  expectScreen,
  fillSynchronizer,
  formField,
  goTo,
  main,
  newSynchronizer,
  note,
  openSynchronizer,
  panel,
  runRows,
  saveAnyway,
  saveButton,
  syncNow,
  synchronizerMenu,
  synchronizerRow,
  testConnection,
  testStep,
} from './support/screens.ts';

const missing = electronMissing ?? (slapdAvailable ? undefined : 'slapd not found');

describe.skipIf(missing)('a synchronizer', () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(makePeople(30), suffix) });
  });
  afterAll(() => slapd.stop());

  const good = () => ({
    description: source,
    domain: 'acme.example.com',
    server: 'OpenLDAP' as const,
    url: slapd.url,
    baseDn: suffix,
    searchContext: 'ou=people',
    username: slapd.readerDn,
    password: slapd.readerPassword,
  });

  test('a connection test that fails says why and what next; the form is saved all the same, its password is not shown', async () => {
    await using running = await launchWith(configuration(null));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await newSynchronizer(page);

    await fillSynchronizer(page, { ...good(), password: 'not-the-password' });
    await testConnection(page);
    const signIn = testStep(page, /connect and sign in/i, 'Failed');
    await expect(signIn).toContainText(
      `refused to sign in ${slapd.readerDn}: the user name or the password is wrong.`,
    );
    await expect(signIn).toContainText('Check the bind DN and the password of the synchronizer.');
    await expect(testStep(page, /five entries/i, 'Skipped')).toBeVisible();

    await fillSynchronizer(page, { password: slapd.readerPassword, url: 'ldap://127.0.0.1:1' });
    await expect(panel(page, 'Connection test')).toContainText('Settings changed since this test.');
    await testConnection(page);
    await expect(signIn).toContainText('ldap://127.0.0.1:1 cannot be reached: nothing listens on that port.');
    await expect(signIn).toContainText('Check the host name, the port and the firewall');

    await fillSynchronizer(page, { url: slapd.url, baseDn: 'dc=nowhere,dc=com' });
    await testConnection(page);
    const sample = testStep(page, /five entries/i, 'Failed');
    await expect(sample).toContainText('has no entry ou=people,dc=nowhere,dc=com');
    await expect(sample).toContainText('Check the base DN and the search context');

    await saveButton(page).click();
    const question = dialog(page, 'The test failed');
    await expect(question).toContainText('has no entry ou=people,dc=nowhere,dc=com');
    await question.getByRole('button', { name: 'Back to the form' }).click();
    await expect(question).toBeHidden();
    await expectScreen(page, 'New synchronizer');
    await saveButton(page).click();
    await saveAnyway(page);
    await acceptKeyFile(page);
    await expectSaved(page, source);

    await expectNowhere(page, slapd.readerPassword);
    await openSynchronizer(page, source);
    await expect(main(page).getByText('A password is stored')).toBeVisible();
    await expectNowhere(page, slapd.readerPassword);

    // The stored password serves the mended form.
    await fillSynchronizer(page, { baseDn: suffix });
    await testConnection(page);
    await expect(testStep(page, /five entries/i, 'OK')).toBeVisible();
    await saveButton(page).click();
    await expectSaved(page, source);
    await syncNow(page);
    await expectOutcome(page, source, 'Success');
    await expectNowhere(page, slapd.readerPassword);
    expect(running.logs.join('\n')).not.toContain(slapd.readerPassword);
  });

  test('the path assistant, faults beside their fields, and a draft that waits', async () => {
    await using running = await launchWith(configuration(null));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await newSynchronizer(page);

    await saveButton(page).click();
    for (const label of ['Description', 'Domain name', 'Base DN'] as const) {
      await expect(formField(page, label)).toHaveAttribute('aria-invalid', 'true');
      await expect(formField(page, label)).toHaveAccessibleDescription(/must/i);
    }
    await expect(formField(page, 'LDAP path')).toHaveAttribute('aria-invalid', 'true');
    await expect(formField(page, 'Username')).not.toHaveAttribute('aria-invalid', 'true');
    await expect(formField(page, 'Description')).toBeFocused();

    // The documented example (domain.md 2.3).
    await main(page).getByRole('button', { name: 'Show LDAP Path Assistant' }).click();
    await main(page)
      .getByLabel(/full name of the domain controller/i)
      .fill('test-controller.mitel.com');
    await expect(
      main(page).getByRole('radio', { name: 'ldap://test-controller/DC=mitel,DC=com' }),
    ).toBeChecked();
    await main(page).getByRole('button', { name: 'Use', exact: true }).click();
    await expect(formField(page, 'LDAP path')).toHaveValue('ldap://test-controller');
    await expect(formField(page, 'Base DN')).toHaveValue('DC=mitel,DC=com');
    await expect(formField(page, 'Base DN')).not.toHaveAttribute('aria-invalid', 'true');

    await fillSynchronizer(page, {
      description: 'Ottawa',
      username: 'reader@mitel.com',
      password: 'half-typed',
    });
    await goTo(page, 'Accounts');
    await expect(note(page, /unsaved changes are kept/i)).toContainText(
      'The password that you typed is not kept.',
    );
    await goTo(page, 'Synchronization');
    await newSynchronizer(page);
    await expect(formField(page, 'Description')).toHaveValue('Ottawa');
    await expect(formField(page, 'LDAP path')).toHaveValue('ldap://test-controller');
    await expect(main(page).getByLabel('Password', { exact: true })).toHaveValue('');
    await expect(main(page).getByText('Unsaved changes', { exact: true })).toBeVisible();

    // Closing the window asks first, and stays where the person wants to.
    await running.app.evaluate(({ BrowserWindow, dialog: dialogs }) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      dialogs.showMessageBoxSync = (...given: unknown[]) => {
        asked.push((given.at(-1) as { message: string }).message);
        return 0;
      };
      BrowserWindow.getAllWindows()[0]?.close();
    });
    const asked = () => running.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
    await expect.poll(asked).toEqual(['Leave without saving?']);
    await expect(formField(page, 'Description')).toHaveValue('Ottawa');

    await main(page).getByRole('button', { name: 'Discard' }).click();
    await dialog(page, 'Discard the changes?').getByRole('button', { name: 'Discard' }).click();
    await expectScreen(page, 'Synchronization');
    expect(await running.close()).toBe(0);
  });

  test('is duplicated without its password, and deleted with its accounts once its name is typed', async () => {
    await using running = await launchWith(configuration(readerOf(slapd)), { synchronized: true });
    const { page } = running;
    await goTo(page, 'Synchronization');
    await synchronizerMenu(page, source, 'Duplicate');
    await expect(formField(page, 'LDAP path')).toHaveValue(slapd.url);
    await expect(main(page).getByText(/without its password/)).toBeVisible();
    await expect(formField(page, 'Description')).not.toHaveValue(source);
    await fillSynchronizer(page, {
      description: 'Branch directory',
      searchContext: 'ou=Sales,ou=people',
      password: slapd.readerPassword,
    });
    await testConnection(page);
    await saveButton(page).click();
    await expectSaved(page, 'Branch directory');
    await expect(synchronizerRow(page, source)).toBeVisible();

    await synchronizerMenu(page, source, /^Delete/);
    const question = dialog(page, /delete/i);
    const confirm = question.getByRole('button', { name: /^Delete/ });
    await expect(question.getByRole('listitem')).toHaveText([
      /^30 accounts/,
      /^30 phone numbers/,
      /^0 dynamic statuses/,
    ]);
    await expect(confirm).toBeDisabled();
    await question.getByRole('textbox').fill(source.toLowerCase());
    await expect(confirm).toBeDisabled();
    await question.getByRole('textbox').fill(source);
    await confirm.click();
    await expect(question).toBeHidden();
    await expect(note(page, `${source} was deleted`)).toContainText('30 accounts went with it.');
    await expectIdle(page);
    await expect(synchronizerRow(page, source)).toBeHidden();
    await expect(synchronizerRow(page, 'Branch directory')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '0 accounts');
    await goTo(page, 'Runs');
    await expect(runRows(page)).toHaveCount(2);
    await expect(runRows(page).first()).toContainText('removal');
    await runRows(page).first().getByRole('link').click();
    await expect(
      main(page).getByText(`Deleted the synchronizer ${source} and its 30 accounts.`),
    ).toBeVisible();
  });
});

/** Neither in the page's elements nor in what its fields hold. */
async function expectNowhere(page: Page, secret: string): Promise<void> {
  const all = await page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
    return [document.documentElement.outerHTML, ...fields.map(({ value }) => value), location.href].join(
      '\n',
    );
  });
  expect(all).not.toContain(secret);
}
