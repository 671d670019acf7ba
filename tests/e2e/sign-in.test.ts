/** Who works in the window: users sign in and out, and the administration may have a lock (E15). */
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { describe, onTestFinished, test } from 'vitest';
import { makePeople, personDn, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd } from '../servers/slapd.ts';
import { configuration, readerOf, suffix } from './support/acme.ts';
import { launchApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { filledFolder, importInto, runOf } from './support/filled-folder.ts';
import { call, takePorts } from './support/own-ports.ts';
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
} from './support/screens.ts';
import {
  banner,
  handOver,
  launchEva,
  LOGIN,
  myNumber,
  openPage,
  setLock,
  signInEva,
  statusLink,
  trySignIn,
} from './support/user-world.ts';

const OWN = 'ferns under glass';

/** A user gives themselves a password. */
async function setPassword(page: Page, password: string): Promise<void> {
  await main(page).getByRole('button', { name: 'Set a password…' }).click();
  const form = dialog(page, 'Set a password');
  await form.getByLabel('New password', { exact: true }).fill(password);
  await form.getByLabel('New password once more', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Set password' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expectScreen(page, 'Rollcall');
}

/** Chooses a command in the window's menu. */
async function chooseInMenu(app: ElectronApplication, command: string): Promise<void> {
  await app.evaluate(({ Menu }, id) => void Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), command);
}

/** What is refused to whoever is not an administrator. */
async function expectNoAdministrator(page: Page, code: string): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Screens' })).toHaveCount(0);
  await takePorts(page);
  const answer = await call(page, 'engine', '/enterprises/list');
  expect(answer?.p.b.json).toMatchObject({ code });
}

describe.skipIf(electronMissing)('signing in', () => {
  test('refusals, then a code, a password of one’s own, and out again', async () => {
    await using running = await launchEva();
    const { page, code } = running;
    await handOver(page);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByLabel('Login ID')).toBeFocused();
    await trySignIn(page, LOGIN, 'not the code');
    await expect(page.getByRole('alert')).toContainText('sign-in.refused');
    await expect(page.getByLabel('Login ID')).toHaveValue(LOGIN);
    await expect(page.getByLabel('Password or one-time code', { exact: true })).toHaveValue('');
    await trySignIn(page, LOGIN, code);
    await expectScreen(page, 'Statuses');

    await setPassword(page, 'short');
    const form = dialog(page, 'Set a password');
    await expect(form.getByRole('alert')).toContainText('password.weak');
    await form.getByLabel('New password', { exact: true }).fill(OWN);
    await form.getByLabel('New password once more', { exact: true }).fill(OWN);
    await form.getByRole('button', { name: 'Set password' }).click();
    await expect(note(page, 'Password set')).toBeVisible();
    await expect(page.getByText('Set a password, so that you can sign in again')).toHaveCount(0);

    await signOut(page);
    await trySignIn(page, LOGIN, code);
    await expect(page.getByRole('alert')).toContainText('sign-in.refused');
    await trySignIn(page, LOGIN, OWN);
    await expectScreen(page, 'Statuses');

    await signOut(page);
    await page.getByRole('button', { name: 'Open as administrator' }).click();
    await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  });
});

describe.skipIf(electronMissing)('the lock of administration', () => {
  test('is asked for its password, makes a person wait after wrong tries, and keeps no user out', async () => {
    await using running = await launchEva();
    const { page, code } = running;
    await setLock(running, 'stones in a river');
    await expectScreen(page, 'Rollcall');
    expect(await axeViolations(page)).toEqual([]);
    const administrator = page.getByRole('form', { name: 'Administrator' });
    const field = administrator.getByLabel("Administrator's password", { exact: true });
    const button = administrator.getByRole('button', { name: 'Unlock' });
    // Three wrong tries in a row at least; on a slow machine the wait after the third may be over when the fourth comes.
    const alert = administrator.getByRole('alert');
    for (let tries = 1; tries <= 5; tries += 1) {
      await field.fill('wrong');
      await page.keyboard.press('Enter');
      await expect(field).toHaveValue('');
      await expect(alert).toContainText(tries <= 3 ? 'lock.refused' : /lock\.refused|sign-in\.locked/);
      if (await alert.getByText('sign-in.locked').isVisible()) break;
    }
    await expect(alert).toContainText('sign-in.locked');
    await expect(button).toBeDisabled();
    await expect(administrator).toContainText(/You can try again in \d s\./);
    await expect(button).toBeEnabled();
    await field.fill('stones in a river');
    await button.click();
    await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();

    await page.getByRole('button', { name: 'Lock' }).click();
    await expectScreen(page, 'Rollcall');
    await trySignIn(page, LOGIN, code);
    await expectScreen(page, 'Statuses');
  });
});

describe.skipIf(electronMissing)('the session of a user', () => {
  test('is ended by an administrator in another window, and says so', async () => {
    await using running = await launchEva();
    const { app, page } = running;
    await signInEva(running);
    await setPassword(page, OWN);
    await expect(note(page, 'Password set')).toBeVisible();
    const opened = app.waitForEvent('window');
    await app.evaluate(({ Menu }) => {
      const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File');
      file?.submenu?.items.find(({ label }) => label === 'New Window')?.click();
    });
    // A window of its own is the administrator's, whoever works in the others.
    const other = await opened;
    await goTo(other, 'Accounts');
    await accountRow(other, LOGIN).first().click();
    const signIn = accountPanel(other, /Kane/).getByRole('region', { name: 'Sign-in' });
    await signIn.getByRole('button', { name: 'Take sign-in away…' }).click();
    await dialog(other, /^Take the sign-in of/)
      .getByRole('button', { name: 'Take sign-in away' })
      .click();
    await expectScreen(page, 'Rollcall');
    await expect(main(page)).toContainText(
      'You were signed out, since the password was changed or taken away.',
    );
    await expect(page.getByText('Eva Kane')).toHaveCount(0);
    await trySignIn(page, LOGIN, OWN);
    await expect(page.getByRole('alert')).toContainText('sign-in.refused');
    await expect(other.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  });

  test('outlives a reload, follows no address of the administration, and ends with the engine', async () => {
    await using running = await launchEva({ env: { ROLLCALL_TEST: '1' } });
    const { app, page } = running;
    await signInEva(running);
    await openPage(page, 'Numbers');
    await page.reload();
    await expectScreen(page, 'Numbers');
    await expect(myNumber(page, LOGIN)).toBeVisible();
    await page.goto('app://rollcall/acme/accounts');
    await expectScreen(page, 'Statuses');
    await expectNoAdministrator(page, 'access.denied');
    await page.reload();
    await expectScreen(page, 'Statuses');

    await app.evaluate(() =>
      (
        globalThis as unknown as { rollcallTest: { killEngine(): Promise<number> } }
      ).rollcallTest.killEngine(),
    );
    await expectScreen(page, 'Rollcall');
    await expect(page.getByText('Eva Kane')).toHaveCount(0);
    await expectNoAdministrator(page, 'access.denied');
    await page.reload();
    await expectScreen(page, 'Rollcall');
    await expectNoAdministrator(page, 'access.denied');
  });

  test('has no use for the commands of the menu that are an administrator’s', async () => {
    await using running = await launchEva();
    const { app, page, dataFolder } = running;
    await signInEva(running);
    await statusLink(page, 'Mobile').click();
    const address = page.url();
    const runs = () => {
      const database = new DatabaseSync(path.join(dataFolder, 'rollcall.db'), { readOnly: true });
      const { count } = database.prepare('SELECT count(*) AS count FROM run').get() as { count: number };
      database.close();
      return count;
    };
    const before = runs();
    for (const command of [
      ...[
        'sync-now',
        'preview',
        'settings',
        'new-enterprise',
        'add',
        'export-results',
        'search',
        'find',
        'help',
      ],
      ...['go-overview', 'go-synchronization', 'go-pbx-nodes', 'go-accounts', 'go-numbers', 'go-statuses'],
      ...['go-features', 'go-runs'],
    ]) {
      await chooseInMenu(app, command);
    }
    // Commands come one after the other, so whatever one of them did has happened when this one has.
    await chooseInMenu(app, 'about');
    await expect(dialog(page, 'About Rollcall')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(page.url()).toBe(address);
    expect(app.windows()).toHaveLength(1);
    expect(runs()).toBe(before);
  });
});

describe.skipIf(electronMissing)('an account of a MiVoice Office 250', () => {
  /**
   * A node of this type is kept, and not synchronized yet: that the number is found to be gone waits for the 250's
   * connector, so the state that it will leave is put into the database. What the user does about it is the same.
   */
  test('R6 ex. f: its user frees a number that is gone as at any other', async () => {
    const { dataFolder, code } = await filledFolder(async (client, folder) => {
      const branch = { name: 'Branch', type: 'mivoice-office-250', host: '10.0.0.9', port: 4000 };
      const numbers = [
        { number: '100', kind: 'desk' },
        { number: '101', kind: 'soft' },
      ];
      const accounts = [{ loginId: '100', firstName: 'Mia', lastName: 'Tan', numbers }];
      const file = configuration(null, { synchronization: { type: 'pbx' }, pbxNodes: [branch], accounts });
      await importInto(client, folder, file);
      const { rows } = await client.numbers.list({ enterprise: 'acme', search: '101' });
      const { accountId } = rows[0]!;
      await client.statuses.set({ accountId, name: 'Mobile', settings: { makeCallFrom: '101' } });
      await client.statuses.set({ accountId, name: 'In a Meeting', settings: { whenBusy: '101' } });
      const { code } = await client.signIns.makeCode({ accountId });
      return { code };
    });
    const database = new DatabaseSync(path.join(dataFolder, 'rollcall.db'));
    database.exec(`UPDATE account SET source_key = CAST('100' AS BLOB), key_attribute = 'main extension',
        source_id = (SELECT source_id FROM source WHERE name = 'Branch');
      UPDATE number SET origin = 'pbx';
      UPDATE number SET state = 'deleted-on-pbx' WHERE number = '101'`);
    database.close();

    await using running = await launchApp({ dataFolder });
    const { page } = running;
    await handOver(page);
    await trySignIn(page, '100', code);
    await expectScreen(page, 'Statuses');
    await expect(banner(page)).toContainText('101 was deleted on the phone system.');
    await expect(banner(page)).toContainText('2 statuses still use it.');
    await banner(page).getByRole('button', { name: 'Re-point 2 statuses' }).click();
    await expect(banner(page)).toContainText('Nothing uses 101 any more.');
    await banner(page).getByRole('button', { name: 'Delete 101' }).click();
    await expect(banner(page)).toHaveCount(0);
    await openPage(page, 'Numbers');
    await expect(myNumber(page, '100')).toBeVisible();
    await expect(myNumber(page, '101')).toHaveCount(0);
  });
});

describe.skipIf(electronMissing ?? (slapdAvailable ? undefined : 'slapd not found'))(
  'with the password of the directory',
  () => {
    test('the directory decides, at the Enterprise that is chosen; and when it is gone, nobody is blamed', async () => {
      const people = makePeople(2);
      const [ann] = people as [(typeof people)[number]];
      const slapd = await startSlapd({ ldif: toLdif(people, suffix) });
      onTestFinished(() => slapd.stop());
      const secret = 'what the directory knows';
      await slapd.modify(
        `dn: ${personDn(ann, suffix)}\nchangetype: modify\nadd: userPassword\nuserPassword: ${secret}\n`,
      );
      const { dataFolder } = await filledFolder(async (client, folder) => {
        const { enterprises } = configuration(readerOf(slapd));
        const other = { id: 'other', description: 'Other house', domain: 'other.example.com' };
        await importInto(client, folder, { rollcall: 1, enterprises: [...enterprises, other] });
        await runOf(client, await client.synchronization.start({ enterprise: 'acme' }));
        return {};
      });
      await using running = await launchApp({ dataFolder });
      const { page } = running;
      await handOver(page);
      const alert = page.getByRole('alert');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('combobox', { name: 'Enterprise' })).toBeFocused();
      await expect(main(page)).toContainText('Choose your Enterprise.');
      await choose(main(page), 'Enterprise', 'Other house');
      await trySignIn(page, ann.uid, secret);
      await expect(alert).toContainText('sign-in.refused');
      await choose(main(page), 'Enterprise', 'Acme head office');
      await trySignIn(page, ann.uid, 'something else');
      await expect(alert).toContainText('sign-in.refused');
      // Logins are told apart without regard to case (E13).
      await trySignIn(page, ann.uid.toUpperCase(), secret);
      await expectScreen(page, 'Statuses');
      await expect(page.getByRole('banner')).toContainText(`${ann.givenName} ${ann.sn}`);
      await page.getByRole('button', { name: 'Menu' }).click();
      await expect(page.getByRole('menuitem', { name: /password/ })).toHaveCount(0);
      await page.keyboard.press('Escape');
      await signOut(page);

      await slapd.stop();
      await choose(main(page), 'Enterprise', 'Acme head office');
      await trySignIn(page, ann.uid, secret);
      await expect(alert).toContainText('The directory does not answer');
      await expect(alert).toContainText('sign-in.unavailable');
      expect(running.logs.join('\n')).not.toContain(secret);
    });
  },
);
