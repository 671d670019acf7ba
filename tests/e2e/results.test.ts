import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, entriesOf, launchWith } from './support/acme.ts';
import { launchApp, temporaryFolder, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { call, takePorts } from './support/own-ports.ts';
import { giveTo } from './support/person.ts';
import { expect, goTo, main, note, tab } from './support/screens.ts';
import { startAgain } from './support/second-start.ts';

const people = makePeople(12);
const [ann] = people as [(typeof people)[number]];

/** The dialog of the system: it is answered with this place. */
async function saveTo(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

async function chooseToOpen(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
}

/** Message boxes that the app showed since; each is answered with its last button. */
async function watchMessages(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    dialog.showMessageBox = (...given: unknown[]) => {
      const { message, detail } = given.at(-1) as { message: string; detail: string };
      shown.push(`${message}\n${detail}`);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  return () => app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
}

const menu = (app: ElectronApplication, id: string) =>
  app.evaluate(({ Menu }, entry) => void Menu.getApplicationMenu()?.getMenuItemById(entry)?.click(), id);

const banner = (page: Page) => page.getByRole('region', { name: 'Results file' });

describe.skipIf(electronMissing)('issue 4: results travel as a file', () => {
  let file = '';
  let other: RunningApp;
  let otherData = '';
  let otherSettings = '';

  beforeAll(async () => {
    const server = await startScriptedLdap({ entries: entriesOf(people) });
    const running = await launchWith(configuration({ url: server.url }), { synchronized: true });
    try {
      file = path.join(await temporaryFolder('saved'), 'acme.rollcall');
      await saveTo(running.app, file);
      await goTo(running.page, 'Runs');
      await main(running.page).getByRole('button', { name: 'Export results…' }).click();
      await expect(note(running.page, 'acme.rollcall')).toBeVisible();
    } finally {
      await running.close();
      await server.stop();
    }
    otherData = await temporaryFolder('data');
    otherSettings = await temporaryFolder('settings');
    // Another workstation, where nothing was ever configured: the file is double-clicked.
    other = await launchApp({
      dataFolder: otherData,
      userData: otherSettings,
      args: [file],
      env: { ROLLCALL_TEST: '1' },
    });
  });
  afterAll(() => other.close());

  test('the file is its owner’s', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('a double click opens it, and nothing but it', async () => {
    await expect(banner(other.page)).toHaveText(
      /^Results of acme, exported .+ with Rollcall \d+\.\d+\.\d+\. Nothing can be changed here\.$/,
    );
    await expect(other.page).toHaveURL('app://rollcall/acme/runs');
    expect(other.app.windows()).toHaveLength(1);
    const title = await other.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getTitle(),
    );
    expect(title).toBe('acme.rollcall – Rollcall');
  });

  test('runs and their changes are there', async () => {
    const { page } = other;
    await expect(main(page).getByRole('row')).toHaveCount(2);
    await main(page).getByRole('row').nth(1).getByRole('link').first().click();
    await expect(page).toHaveURL(/\/acme\/runs\/\d+/);
    await expect(main(page)).toContainText(ann.uid);
    await expect(main(page).getByRole('button', { name: /Undo|Approve|Sync Now/ })).toHaveCount(0);
    await expect(banner(page)).toBeVisible();
  });

  test('accounts are there, with their history, and nothing to change them with', async () => {
    const { page } = other;
    await goTo(page, 'Accounts');
    await expect(main(page).getByRole('status').filter({ hasText: '12 accounts' })).toBeVisible();
    await expect(main(page).getByRole('button', { name: 'Add account' })).toHaveCount(0);
    await main(page).getByText(ann.mail, { exact: true }).first().click();
    const panel = page.getByRole('complementary');
    await expect(panel).toContainText(ann.telephoneNumber);
    await expect(panel.getByRole('region', { name: 'History' })).toContainText('HQ directory');
    await expect(panel.getByRole('button', { name: /Edit|Delete/ })).toHaveCount(0);
  });

  test('every screen shows itself without a failure, and offers no change', async () => {
    const { page } = other;
    for (const name of [
      'Overview',
      'Synchronization',
      'PBX Nodes',
      'Accounts',
      'Numbers',
      'Statuses',
      'Features',
      'Runs',
    ] as const) {
      await goTo(page, name);
      await expect(banner(page)).toBeVisible();
      await expect(main(page).locator('[aria-busy="true"]')).toHaveCount(0);
      await expect(main(page)).not.toContainText('results.read-only');
      await expect(
        main(page).getByRole('button', { name: /^(Sync Now|Preview|Add|Apply|Save)/ }),
      ).toHaveCount(0);
      expect(await axeViolations(page)).toEqual([]);
    }
    await goTo(page, 'Synchronization');
    await main(page).getByRole('link', { name: 'HQ directory' }).first().click();
    const form = main(page).getByRole('group', { name: 'Settings of the synchronizer' });
    await expect(form.getByRole('textbox').first()).toBeDisabled();
    await expect(form.locator('input:enabled, button:enabled')).toHaveCount(0);
    await expect(main(page).getByRole('button', { name: /Save|Test/ })).toHaveCount(0);
    await page.getByRole('link', { name: 'Settings' }).click();
    await expect(main(page).getByText(file)).toBeVisible();
    await expect(main(page)).not.toContainText('results.read-only');
    await tab(page, 'Runs').click();
  });

  test('the menu starts and makes nothing there', async () => {
    const { app, page } = other;
    await menu(app, 'new-enterprise');
    await menu(app, 'sync-now');
    await menu(app, 'go-accounts');
    await expect(page).toHaveURL(/accounts/);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('a second start hands its file over; a bad one is told with what and where', async () => {
    const messages = await watchMessages(other.app);
    const appeared = other.app.waitForEvent('window');
    expect(await startAgain(other, otherData, otherSettings, file)).toBe(0);
    const second = await appeared;
    await expect(banner(second)).toBeVisible();
    await second.close();
    const bad = path.join(await temporaryFolder('bad'), 'bad.rollcall');
    writeFileSync(bad, 'SQLite format 3');
    giveTo(other.stage.person, path.dirname(bad));
    await chooseToOpen(other.app, bad);
    await menu(other.app, 'open-results');
    await expect
      .poll(messages)
      .toEqual([
        `bad.rollcall cannot be opened\n${bad} is not a results file: it is not packed with gzip.\n\nChoose a file that Rollcall wrote with "Export results"; its name ends in .rollcall.`,
      ]);
    await expect.poll(() => other.app.windows().length).toBe(1);
  });

  test('an engine that dies is replaced, and the file is opened again', async () => {
    const { app, page } = other;
    await app.evaluate(() =>
      (
        globalThis as unknown as { rollcallTest: { killEngine(): Promise<number> } }
      ).rollcallTest.killEngine(),
    );
    await goTo(page, 'Accounts');
    await goTo(page, 'Runs');
    await page.reload();
    await expect(banner(page)).toBeVisible();
    await goTo(page, 'Accounts');
    await expect(main(page).getByRole('status').filter({ hasText: '12 accounts' })).toBeVisible();
  });

  test('a page that is taken over can change nothing', async () => {
    await other.page.reload();
    await takePorts(other.page);
    for (const [procedure, input] of [
      ['/synchronization/start', {}],
      ['/enterprises/create', {}],
      ['/accounts/delete', { accountId: 1, version: 1 }],
      ['/results/export', { enterprise: 'acme', file: '/tmp/x.rollcall', overwrite: true }],
      ['/vault/createKeyFile', {}],
    ] as const) {
      const answer = await call(other.page, 'engine', procedure, input);
      expect([procedure, answer?.p.b.json]).toMatchObject([procedure, { code: 'results.read-only' }]);
    }
    await saveTo(other.app, path.join(await temporaryFolder('saved'), 'again.rollcall'));
    const answer = await call(other.page, 'shell', '/files/exportResults', { enterprise: 'acme' });
    expect(answer?.p.b.json).toMatchObject({ code: 'results.read-only' });
    // What is exported from such a window is what it shows; this machine's own data folder has no acme.
    const list = path.join(await temporaryFolder('saved'), 'list.csv');
    await saveTo(other.app, list);
    await call(other.page, 'shell', '/files/exportAccounts', { enterprise: 'acme', format: 'csv' });
    expect(readFileSync(list, 'utf8')).toContain(ann.mail);
  });

  test('its temporary folder goes with its last window', async () => {
    // The app's own home is its temporary folder (support/app.ts).
    const temporary = await other.app.evaluate(({ app }) => app.getPath('temp'));
    const left = () => readdirSync(temporary).filter((name) => name.startsWith('rollcall-results-'));
    expect(left()).toHaveLength(1);
    const appeared = other.app.waitForEvent('window');
    await other.app.evaluate(({ Menu }) => {
      const file_ = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File');
      file_?.submenu?.items.find(({ label }) => label === 'New Window')?.click();
    });
    const own = await appeared;
    // A window on this machine's own data folder, which is empty.
    await expect(own.getByRole('heading', { level: 1, name: 'Welcome to Rollcall' })).toBeVisible();
    await expect(banner(own)).toHaveCount(0);
    await other.page.close();
    await expect.poll(left).toEqual([]);
  });
});
