import { describe, onTestFinished, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, entriesOf, launchWith, source, suffix } from './support/acme.ts';
import { launchApp, temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { expectFocusKept, tabTo, typeInto } from './support/keyboard.ts';
import {
  accountFilter,
  accountGrid,
  accountPanel,
  applyButton,
  dialog,
  expect,
  expectAccounts,
  expectEnterprise,
  expectOutcome,
  expectSaved,
  expectScreen,
  fieldOf,
  formField,
  main,
  newRun,
  panel,
  statusLine,
  syncButton,
  testStep,
  typeCard,
} from './support/screens.ts';

const people = makePeople(40);
const someone = people[3]!;
const bindDn = `cn=reader,${suffix}`;
const password = 'reader-secret';

describe.skipIf(electronMissing)('with the keyboard only', () => {
  test('from the first start to the first synchronization', async () => {
    const server = await startScriptedLdap({
      entries: entriesOf(people),
      credentials: { [bindDn]: password },
    });
    onTestFinished(() => server.stop());
    await using running = await launchApp({ dataFolder: await temporaryFolder('data') });
    const { page } = running;
    const { keyboard } = page;

    await expectScreen(page, 'Welcome to Rollcall');
    await tabTo(page, main(page).getByRole('button', { name: 'Create an Enterprise' }));
    await keyboard.press('Enter');
    const form = dialog(page, 'New Enterprise');
    await expect(fieldOf(form, 'Enterprise ID')).toBeFocused();
    await keyboard.type('acme');
    await typeInto(page, fieldOf(form, 'Description'), 'Acme head office');
    await typeInto(page, fieldOf(form, 'Domain'), 'acme.example.com');
    await keyboard.press('Enter');
    await expect(form).toBeHidden();
    await expectEnterprise(page, 'Acme head office');
    await expectScreen(page, 'Synchronization');
    await expectFocusKept(page);

    if (!(await typeCard(page, 'directory').isChecked())) {
      await tabTo(page, typeCard(page, 'none'));
      await keyboard.press('ArrowDown');
    }
    await expect(typeCard(page, 'directory')).toBeChecked();
    await tabTo(page, applyButton(page));
    await keyboard.press('Enter');
    await expect(applyButton(page)).toBeHidden();

    await tabTo(page, main(page).getByRole('link', { name: 'Add', exact: true }).first());
    await keyboard.press('Enter');
    await expectScreen(page, 'New synchronizer');
    await expectFocusKept(page);
    await typeInto(page, formField(page, 'Description'), source);
    await typeInto(page, formField(page, 'Domain name'), 'acme.example.com');
    const kind = main(page).getByRole('combobox', { name: 'Server', exact: true });
    await tabTo(page, kind);
    await keyboard.press('ArrowDown');
    const chosen = page.getByRole('option', { name: 'OpenLDAP' });
    await expect(chosen).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(kind).toHaveValue('OpenLDAP');
    await typeInto(page, formField(page, 'LDAP path'), server.url);
    await typeInto(page, formField(page, 'Base DN'), suffix);
    await typeInto(page, formField(page, 'Username'), bindDn);
    await typeInto(page, main(page).getByLabel('Password', { exact: true }), password);
    await tabTo(page, panel(page, 'Connection test').getByRole('button', { name: 'Test connection' }));
    await keyboard.press('Enter');
    await expect(testStep(page, /five entries/i, 'OK')).toBeVisible();
    await expectFocusKept(page);
    await keyboard.press('Control+S');
    await tabTo(page, dialog(page, /no key to keep passwords/i).getByRole('button', { name: /key file/i }));
    await keyboard.press('Enter');
    await expectSaved(page, source);
    await expectFocusKept(page);

    await tabTo(page, syncButton(page), 'Shift+Tab');
    await keyboard.press('Enter');
    await newRun(page, null);
    await expectOutcome(page, source, 'Success');
    await expectFocusKept(page);
    await expect(statusLine(page)).toContainText('40 read, 40 changed');
  });

  test('the palette, the filter and the panels', async () => {
    const server = await startScriptedLdap({ entries: entriesOf(people) });
    onTestFinished(() => server.stop());
    await using running = await launchWith(configuration({ url: server.url }), { synchronized: true });
    const { page } = running;
    const { keyboard } = page;
    await expectScreen(page, 'Overview');

    // To a screen, by its name.
    await keyboard.press('Control+K');
    const palette = page.getByRole('dialog').getByRole('textbox', { name: 'Search or command' });
    await expect(palette).toBeFocused();
    await keyboard.type('Accounts');
    await keyboard.press('Enter');
    await expectScreen(page, 'Accounts');
    await expectFocusKept(page);
    await expect(palette).toBeHidden();

    // The list: filter, choose, open, close.
    await keyboard.press('/');
    await expect(accountFilter(page)).toBeFocused();
    await keyboard.type(someone.mail);
    await expectAccounts(page, '1 of 40 accounts');
    await keyboard.press('ArrowDown');
    await expect(accountGrid(page)).toBeFocused();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    const account = accountPanel(page, someone.cn);
    await expect(account).toBeVisible();
    await keyboard.press('Escape');
    await expect(account).toBeHidden();
    await expect(accountGrid(page)).toBeFocused();

    // To an account, by its number, from another screen.
    await keyboard.press('Control+K');
    await expect(palette).toBeFocused();
    await keyboard.type('Runs');
    await keyboard.press('Enter');
    await expectScreen(page, 'Runs');
    await expect(palette).toBeHidden();
    await keyboard.press('Control+K');
    await expect(palette).toBeFocused();
    await keyboard.type(someone.uid);
    await expect(page.getByText(someone.cn, { exact: true })).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(account).toBeVisible();
    await expectFocusKept(page);

    // A dialog gives the focus back.
    await tabTo(page, account.getByRole('button', { name: /^Delete/ }));
    await keyboard.press('Enter');
    const question = dialog(page, 'Delete account');
    await expect(question.getByRole('button', { name: 'Keep' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(account.getByRole('button', { name: /^Delete/ })).toBeFocused();
    await keyboard.press('Escape');
    await expect(account).toBeHidden();
    await expectFocusKept(page);
    await keyboard.press('?');
    const shortcuts = dialog(page, 'Keyboard shortcuts');
    await expect(shortcuts).toBeVisible();
    await keyboard.press('Escape');
    await expect(shortcuts).toBeHidden();
    await expectFocusKept(page);

    // What was chosen for the screen stays; a search that finds nothing says so, and Escape leaves.
    await keyboard.press('Control+K');
    await expect(palette).toBeFocused();
    await keyboard.type('no such thing at all');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await keyboard.press('Escape');
    await expect(palette).toBeHidden();
    await expectFocusKept(page);
  });
});
