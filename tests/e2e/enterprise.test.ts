import { readFileSync } from 'node:fs';
import { describe, onTestFinished, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, enterprise, entriesOf, launchWith, source } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import {
  chooseEnterprise,
  createEnterprise,
  dialog,
  enterpriseBox,
  expect,
  expectAccounts,
  expectEnterprise,
  expectFact,
  expectScreen,
  fieldOf,
  fillEnterprise,
  goTo,
  main,
  note,
  panel,
  runRows,
  statusLine,
  synchronizerRow,
  typeCard,
} from './support/screens.ts';

describe.skipIf(electronMissing)('Enterprises', () => {
  test('a second one is made and edited; the list box filters every tab; one is deleted, and its files are kept', async () => {
    const server = await startScriptedLdap({ entries: entriesOf(makePeople(25)) });
    onTestFinished(() => server.stop());
    const file = configuration(
      { url: server.url },
      { accounts: [{ loginId: 'visitor', lastName: 'Visitor' }] },
    );
    await using running = await launchWith(file, { synchronized: true });
    const { page } = running;
    await expectEnterprise(page, enterprise);

    // What is wrong stands beside its field, whoever found it.
    await chooseEnterprise(page, /New Enterprise/);
    const form = dialog(page, 'New Enterprise');
    await form.getByRole('button', { name: 'Create Enterprise' }).click();
    await expect(fieldOf(form, 'Enterprise ID')).toBeFocused();
    await expect(fieldOf(form, 'Description')).toHaveAttribute('aria-invalid', 'true');
    await fillEnterprise(form, { id: 'north', description: 'North', domain: 'acme.example.com' });
    await form.getByRole('button', { name: 'Create Enterprise' }).click();
    await expect(
      form.getByText('The domain acme.example.com is that of the Enterprise acme already.'),
    ).toBeVisible();
    await form.getByRole('button', { name: 'Cancel' }).click();

    await createEnterprise(page, { id: 'north', description: 'North', domain: 'north.example.com' });
    await expectScreen(page, 'Synchronization');
    await expect(statusLine(page)).toContainText('No run yet');
    await chooseEnterprise(page, /^Edit north/);
    const edit = dialog(page, 'Edit north');
    await expect(fieldOf(edit, 'Domain')).toHaveValue('north.example.com');
    await fillEnterprise(edit, { description: 'Acme of the north' });
    await edit.getByRole('button', { name: 'Save' }).click();
    await expectEnterprise(page, 'Acme of the north');

    // Each tab of the one, and then of the other.
    await expect(synchronizerRow(page, source)).toBeHidden();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '0 accounts');
    await goTo(page, 'Runs');
    await expect(runRows(page)).toHaveCount(0);
    await expect(main(page).getByText('Nothing has run yet')).toBeVisible();
    await chooseEnterprise(page, new RegExp(enterprise));
    await expectEnterprise(page, enterprise);
    await expectScreen(page, 'Runs');
    await expect(runRows(page)).toHaveCount(1);
    await goTo(page, 'Accounts');
    await expectAccounts(page, '26 accounts');
    await goTo(page, 'Synchronization');
    await expect(synchronizerRow(page, source)).toBeVisible();
    await expect(typeCard(page, 'directory')).toBeChecked();
    await goTo(page, 'Overview');
    await expectFact(panel(page, 'Accounts'), 'In total', '26');

    await chooseEnterprise(page, /^Delete acme/);
    const question = dialog(page, 'Delete acme');
    const confirm = question.getByRole('button', { name: 'Delete Enterprise' });
    await expect(question.getByRole('listitem')).toHaveText([
      /^26 accounts, 1 of them added by hand/,
      /^1 synchronizer/,
      /^1 run/,
    ]);
    await expect(confirm).toBeDisabled();
    await question.getByRole('textbox').fill('Acme');
    await expect(confirm).toBeDisabled();
    await question.getByRole('textbox').fill('acme');
    await confirm.click();
    await expect(question).toBeHidden();

    const told = note(page, /^acme was deleted/);
    await expect(told).toContainText(running.dataFolder);
    const files = (await told.innerText()).split('\n').filter((line) => line.startsWith(running.dataFolder));
    expect(files.length).toBeGreaterThanOrEqual(2);
    const kept = files.map((each) => readFileSync(each, 'utf8')).join('\n');
    expect(kept).toContain(source);
    expect(kept).toContain('visitor');

    await expectEnterprise(page, 'Acme of the north');
    await enterpriseBox(page).click();
    await expect(page.getByRole('option', { name: new RegExp(enterprise) })).toBeHidden();
    await expect(page.getByRole('option', { name: /Acme of the north/ })).toBeVisible();
  });
});
