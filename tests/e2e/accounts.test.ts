import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, launchWith, readerOf, source, suffix } from './support/acme.ts';
import { temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { mustRollcall } from './support/command.ts';
import {
  accountFilter,
  accountGrid,
  accountPanel,
  accountRow,
  choose,
  dialog,
  expect,
  expectAccounts,
  expectFact,
  expectNumber,
  fieldOf,
  goTo,
  main,
  note,
} from './support/screens.ts';

describe.skipIf(electronMissing)('an account of a person’s own', () => {
  test('is added, edited and deleted; what is wrong stands beside its field', async () => {
    const file = configuration(null, { synchronization: { type: 'none' } });
    await using running = await launchWith(file);
    const { page } = running;
    await goTo(page, 'Accounts');
    await main(page).getByRole('button', { name: 'Add account' }).first().click();
    const added = accountPanel(page, 'New account');
    const save = added.getByRole('button', { name: 'Add account' });

    await fieldOf(added, 'Login ID').fill('ekane');
    await save.click();
    await expect(fieldOf(added, 'Last name')).toBeFocused();
    await expect(fieldOf(added, 'Last name')).toHaveAttribute('aria-invalid', 'true');
    await expect(fieldOf(added, 'Last name')).toHaveAccessibleDescription(/must/i);
    await expect(fieldOf(added, 'Login ID')).not.toHaveAttribute('aria-invalid', 'true');

    await fieldOf(added, 'Last name').fill('Kane');
    await fieldOf(added, 'First name').fill('Eva');
    await added.getByRole('button', { name: 'Add number' }).click();
    await fieldOf(added, 'Number 1').fill('3000');
    await save.click();
    const eva = accountPanel(page, 'Eva Kane');
    await expectFact(eva, 'Login ID', 'ekane');
    await expectNumber(eva, '3000');
    await expectAccounts(page, '1 account');
    await expect(accountRow(page, 'ekane')).toBeVisible();

    // One login ID, whatever its case (domain.md 4.2).
    await main(page).getByRole('button', { name: 'Add account' }).first().click();
    await fieldOf(added, 'Login ID').fill('EKane');
    await fieldOf(added, 'Last name').fill('Kane');
    await save.click();
    await expect(fieldOf(added, 'Login ID')).toHaveAttribute('aria-invalid', 'true');
    await expect(fieldOf(added, 'Login ID')).toHaveAccessibleDescription(/belongs to another account/);
    await expectAccounts(page, '1 account');
    await fieldOf(added, 'Login ID').fill('e@');
    await save.click();
    await expect(fieldOf(added, 'Login ID')).toHaveAccessibleDescription(/@/);
    await fieldOf(added, 'Login ID').fill('ekane2');
    await save.click();
    await expectAccounts(page, '2 accounts');

    await accountRow(page, 'ekane').click();
    await eva.getByRole('button', { name: 'Edit' }).click();
    await fieldOf(eva, 'Department').fill('Sales');
    await eva.getByRole('button', { name: 'Save' }).click();
    await expectFact(eva, 'Department', 'Sales');
    await expect(accountRow(page, 'ekane')).toContainText('Sales');

    await eva.getByRole('button', { name: /^Delete/ }).click();
    const question = dialog(page, 'Delete account');
    await expect(question).toContainText('Eva Kane');
    await question.getByRole('button', { name: 'Keep' }).click();
    await expectAccounts(page, '2 accounts');
    await eva.getByRole('button', { name: /^Delete/ }).click();
    await question.getByRole('button', { name: 'Delete account' }).click();
    await expectAccounts(page, '1 account');
    await expect(accountRow(page, 'ekane')).toBeHidden();
    await expect(accountRow(page, 'ekane2')).toBeVisible();
    await expect(eva).toBeHidden();
  });
});

const missing = electronMissing ?? (slapdAvailable ? undefined : 'slapd not found');

describe.skipIf(missing)('accounts of a directory', () => {
  const people = makePeople(30);
  const someone = people[7]!;
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await startSlapd({ ldif: toLdif(people, suffix) });
  });
  afterAll(() => slapd.stop());

  test('are the directory’s to change; they are found, sorted, sifted and exported', async () => {
    const manual = [{ loginId: 'visitor', lastName: 'Visitor' }];
    await using running = await launchWith(configuration(readerOf(slapd), { accounts: manual }), {
      synchronized: true,
    });
    const { app, page, dataFolder } = running;
    await goTo(page, 'Accounts');
    await expectAccounts(page, '31 accounts');

    await accountFilter(page).fill(someone.telephoneNumber);
    await expectAccounts(page, '1 of 31 accounts');
    await accountRow(page, someone.uid).click();
    const account = accountPanel(page, someone.cn);
    await account.getByRole('button', { name: 'Edit' }).click();
    for (const label of ['Login ID', 'Last name', 'E-mail']) {
      await expect(fieldOf(account, label)).toHaveAttribute('readonly');
      await expect(fieldOf(account, label)).toHaveAccessibleDescription(
        new RegExp(`The synchronizer ${source} owns these fields\\.`),
      );
    }
    // What is added by hand is a person's.
    await account.getByRole('button', { name: 'Add number' }).click();
    await fieldOf(account, 'Number 1').fill('0170 1234');
    await account.getByRole('button', { name: 'Save' }).click();
    await expectNumber(account, '0170 1234');
    await account.getByRole('button', { name: 'Close the account' }).click();
    await expect(account).toBeHidden();
    await accountFilter(page).fill('');

    const logins = [...people.map(({ uid }) => uid), 'visitor'].sort();
    const header = accountGrid(page).getByRole('columnheader', { name: 'Login ID' });
    const first = accountGrid(page).getByRole('row').nth(1);
    await header.getByRole('button').click();
    await expect(header).toHaveAttribute('aria-sort', 'ascending');
    await expect(first).toContainText(logins[0]!);
    await header.getByRole('button').click();
    await expect(header).toHaveAttribute('aria-sort', 'descending');
    await expect(first).toContainText(logins.at(-1)!);

    const filters = page.getByRole('search', { name: 'Filter accounts' });
    await choose(filters, 'Source', 'Manual (1)');
    await expectAccounts(page, '1 of 31 accounts');
    await expect(accountRow(page, 'visitor')).toBeVisible();
    await choose(filters, 'Source', `${source} (30)`);
    await expectAccounts(page, '30 of 31 accounts');
    await filters.getByRole('button', { name: 'Clear filter' }).click();
    await expectAccounts(page, '31 accounts');

    const target = path.join(await temporaryFolder('export'), 'accounts.csv');
    await app.evaluate(({ dialog: dialogs }, filePath) => {
      dialogs.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, target);
    await main(page).getByRole('button', { name: 'Export all' }).click();
    await page.getByRole('menuitem', { name: /CSV/ }).click();
    await expect(note(page, 'Saved')).toContainText(target);
    const exported = readFileSync(target, 'utf8');
    expect(exported).toContain(someone.mail);
    expect(exported).toBe(await mustRollcall(dataFolder, ['accounts', 'export', '--format', 'csv']));
  });
});
