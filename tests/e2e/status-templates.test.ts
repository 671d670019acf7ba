/** Status templates: the Statuses tab (domain.md 5.1, 5.3, D1, E5). */
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { describe, expect as expectNow, test } from 'vitest';
import { createEngine, type EngineClient } from '../../electron/engine/index.ts';
import { configuration } from './support/acme.ts';
import { launchApp, temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { importConfiguration } from './support/command.ts';
import { filledFolder, importInto, withEngine } from './support/filled-folder.ts';
import { expectFocusKept, tabTo } from './support/keyboard.ts';
import {
  accountPanel,
  accountRow,
  choose,
  dialog,
  expect,
  expectScreen,
  fieldOf,
  goTo,
  main,
  note,
  panel,
} from './support/screens.ts';

const account = (lastName: string, number: string, kind: 'desk' | 'soft' = 'desk') => ({
  loginId: lastName.toLowerCase(),
  lastName,
  numbers: [{ number, kind }],
});
const people = [
  account('Ash', '3000'),
  account('Birch', '3001'),
  account('Cedar', '3002', 'soft'),
  account('Elm', '3003'),
];

const file = (accounts: object[], overrides: Record<string, unknown> = {}) =>
  configuration(null, { synchronization: { type: 'none' }, accounts, ...overrides });

/** An Enterprise with four people, one of whom edited *Mobile*, and one of whom has no desk phone. */
async function filled(overrides: Record<string, unknown> = {}) {
  return filledFolder(async (client, folder) => {
    await importInto(client, folder, file(people, overrides));
    const sort = { column: 'loginId', descending: false } as const;
    const { rows } = await client.accounts.query({ enterprise: 'acme', sort, offset: 0, limit: 10 });
    const idOf = (login: string) => rows.find(({ loginId }) => loginId === login)!.accountId;
    const birch = idOf('birch');
    await client.statuses.set({ accountId: birch, name: 'Mobile', settings: { makeCallFrom: '3001' } });
    return { ash: idOf('ash'), birch };
  });
}

/** Does something as the user of an account, with an engine on a data folder that no app has open. */
async function asUser(
  dataFolder: string,
  accountId: number,
  act: (client: EngineClient) => Promise<void>,
): Promise<void> {
  const engine = await createEngine({ dataFolder, env: {}, createKeyFile: 'yes', version: '0.0.0-test' });
  try {
    await act(engine.client({ role: 'user', accountId }));
  } finally {
    await engine.close();
  }
}

async function open(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Statuses' }).click();
  await expectScreen(page, 'Status templates');
}

const list = (page: Page) => main(page).getByRole('list', { name: 'Status templates' });
const items = (page: Page) => list(page).locator('> li');
const opener = (page: Page, name: string) =>
  list(page).getByRole('button', { name: new RegExp(`^${name}.* Make call from`) });
const settingsOf = (page: Page, name: string) =>
  main(page).getByRole('group', { name: `Settings of ${name}`, exact: true });
const button = (scope: Locator, name: string | RegExp) => scope.getByRole('button', { name });

/** Opens a template, and answers with its fields. */
async function edit(page: Page, name: string): Promise<Locator> {
  await opener(page, name).click();
  const fields = settingsOf(page, name);
  await expect(fields).toBeVisible();
  return fields;
}

async function preview(page: Page): Promise<Locator> {
  await button(main(page), 'Preview changes…').click();
  const shown = dialog(page, 'Preview of the changes');
  await expect(shown.getByRole('list', { name: 'Changes' })).toBeVisible();
  return shown;
}

async function apply(page: Page, shown: Locator, label: string): Promise<void> {
  await button(shown, label).click();
  await expect(shown).toBeHidden();
  await expect(note(page, 'The status templates are changed.')).toBeVisible();
  await expect(main(page).getByText('No unsaved changes')).toBeVisible();
}

describe.skipIf(electronMissing)('the Statuses tab', () => {
  test('E5: a change is previewed with whom it touches, then made for all who edited nothing', async () => {
    const { dataFolder, ash } = await filled();
    await using running = await launchApp({ dataFolder });
    const { page } = running;
    await open(page);
    await expect(items(page)).toHaveCount(8);
    await expect(button(main(page), 'Preview changes…')).toBeDisabled();

    const mobile = await edit(page, 'Mobile');
    await choose(mobile, 'Make call from', 'Desk phone');
    await expect(opener(page, 'Mobile')).toContainText('Make call from: Desk phone');
    // What was edited is still there after a look elsewhere.
    await goTo(page, 'Numbers');
    await expect(note(page, 'Unsaved changes are kept')).toBeVisible();
    await open(page);
    const shown = await preview(page);
    await expect(shown.getByRole('listitem')).toHaveText(
      /^Mobile: Make call from: Prime phone → Desk phone\. Changes for 3 accounts at once; 1 edited theirs and keeps it; broken for 1, which has no desk phone\./,
    );
    await expect(shown.getByRole('row', { name: /birch.*Stays as edited.*Mobile/ })).toBeVisible();
    await expect(shown.getByRole('row', { name: /cedar.*Broken from then on.*Mobile/ })).toBeVisible();
    await apply(page, shown, 'Change for 3 accounts');
    await expectFocusKept(page);

    await goTo(page, 'Accounts');
    await accountRow(page, 'cedar').click();
    const statuses = accountPanel(page, /Cedar/);
    await expect(statuses.getByText('Make call from: Desk phone').first()).toBeVisible();
    await running.close();
    await withEngine(dataFolder, async (client) => {
      const { statuses: of } = await client.statuses.list({ accountId: ash });
      expectNow(of.find(({ name }) => name === 'Mobile')).toMatchObject({
        makeCallFrom: 'desk-phone',
        edited: false,
      });
    });
  });

  test('with the keyboard only: rename, order, add, remove, and back to what Rollcall comes with', async () => {
    const { dataFolder, birch } = await filled();
    await using running = await launchApp({ dataFolder });
    const { page } = running;
    await open(page);
    await tabTo(page, opener(page, 'Mobile'));
    await page.keyboard.press('Enter');
    const name = fieldOf(settingsOf(page, 'Mobile'), 'Name');
    await tabTo(page, name);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('In the office');
    await page.keyboard.press('Control+S');
    await expect(main(page).getByText('Another status has this name')).toBeVisible();
    await expect(main(page).getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('On the road');
    const up = button(list(page), 'Move On the road up');
    await tabTo(page, up, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(items(page).first()).toContainText('On the road');
    await expect(up).toBeFocused();
    await expect(up).toHaveAttribute('aria-disabled', 'true');
    await expect(main(page).getByRole('status').filter({ hasText: 'number 1 of 8' })).toHaveCount(1);

    const remove = button(list(page), 'Remove Do Not Disturb');
    await tabTo(page, remove);
    await page.keyboard.press('Enter');
    await expect(items(page)).toHaveCount(7);
    await expect(opener(page, 'Gone for the Day')).toBeFocused();

    await tabTo(page, button(main(page), 'Add status'));
    await page.keyboard.press('Enter');
    await expect(fieldOf(settingsOf(page, 'the new status'), 'Name')).toBeFocused();
    await page.keyboard.type('At lunch');
    const shown = await preview(page);
    const changes = shown.getByRole('listitem');
    await expect(changes.filter({ hasText: /^On the road: was called Mobile/ })).toHaveCount(1);
    await expect(changes.filter({ hasText: /^At lunch: new/ })).toHaveCount(1);
    await expect(changes.filter({ hasText: /^Do Not Disturb: removed/ })).toHaveCount(1);
    expectNow(await axeViolations(page)).toEqual([]);
    await apply(page, shown, 'Change for 4 accounts');
    await expect(items(page)).toHaveCount(8);
    await expect(items(page).last()).toContainText('At lunch');

    await button(main(page), 'Back to the statuses that Rollcall comes with').click();
    await expect(items(page).last()).toContainText('Out of Office');
    await button(main(page), 'Discard').click();
    await button(dialog(page, 'Discard the changes?'), 'Discard').click();
    await expect(items(page).last()).toContainText('At lunch');
    await expectFocusKept(page);
    await running.close();
    await withEngine(dataFolder, async (client) => {
      const { statuses } = await client.statuses.list({ accountId: birch });
      expectNow(statuses.find(({ makeCallFrom }) => makeCallFrom === '3001')).toMatchObject({
        name: 'On the road',
        edited: true,
      });
    });
  });

  test('5.1: what an administrator defines, a user cannot change; options are kept', async () => {
    const { dataFolder, ash } = await filled({ mode: 'integrated' });
    await using running = await launchApp({ dataFolder });
    const { page } = running;
    await open(page);
    const meeting = await edit(page, 'In a Meeting');
    await meeting.getByRole('switch', { name: /^Defined by the administrator/ }).check({ force: true });
    await expect(list(page).getByRole('img', { name: 'Defined by the administrator' })).toBeVisible();
    const options = panel(page, 'Options');
    await options.getByRole('radio', { name: 'The desk phone’s number' }).check();
    await options.getByRole('switch', { name: /^Users may add/ }).uncheck({ force: true });
    expectNow(await axeViolations(page)).toEqual([]);
    const shown = await preview(page);
    await expect(shown.getByRole('listitem')).toHaveCount(3);
    await apply(page, shown, 'Change for 4 accounts');
    await running.close();
    await withEngine(dataFolder, async (client) => {
      const { enterprises } = await client.enterprises.list();
      const { enterpriseId } = enterprises[0]!;
      expectNow(await client.statuses.templates({ enterpriseId })).toMatchObject({
        pointAt: 'number',
        usersMayAdd: false,
        isDefault: false,
      });
      const { statuses } = await client.statuses.list({ accountId: ash });
      expectNow(statuses.find(({ name }) => name === 'In a Meeting')).toMatchObject({ locked: true });
    });
    await asUser(dataFolder, ash, async (user) => {
      const settings = { makeCallFrom: 'desk-phone' };
      const error = await user.me
        .setStatus({ name: 'In a Meeting', settings })
        .catch((failed: unknown) => failed);
      expectNow(error).toMatchObject({ code: 'status.locked' });
      const { statuses } = await user.me.setStatus({ name: 'Mobile', settings });
      expectNow(statuses.find(({ name }) => name === 'Mobile')).toMatchObject(settings);
    });
  });

  test('something that changed meanwhile is shown before anything is made', async () => {
    const { dataFolder } = await filled();
    await using running = await launchApp({ dataFolder });
    const { page } = running;
    await open(page);
    await choose(await edit(page, 'Mobile'), 'If I do not answer', 'No diversion');
    const shown = await preview(page);
    await expect(button(shown, 'Change for 3 accounts')).toBeVisible();
    // Another process on the same data folder.
    await importConfiguration(dataFolder, file([...people, account('Fir', '3004')]));
    await button(shown, 'Change for 3 accounts').click();
    await expect(shown.getByText('Something changed meanwhile')).toBeVisible();
    await expect(button(shown, 'Change for 4 accounts')).toBeVisible();
    await apply(page, shown, 'Change for 4 accounts');
  });

  test('a results file shows them, and offers no change', async () => {
    const { dataFolder } = await filled();
    const saved = path.join(await temporaryFolder('saved'), 'acme.rollcall');
    {
      await using running = await launchApp({ dataFolder });
      await running.app.evaluate(({ dialog: system }, filePath) => {
        system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, saved);
      await goTo(running.page, 'Runs');
      await button(main(running.page), 'Export results…').click();
      await expect(note(running.page, 'acme.rollcall')).toBeVisible();
    }
    await using other = await launchApp({ dataFolder: await temporaryFolder('data'), args: [saved] });
    const { page } = other;
    await open(page);
    await expect(items(page)).toHaveCount(8);
    const fields = await edit(page, 'Mobile');
    await expect(fieldOf(fields, 'Name')).toBeDisabled();
    await expect(main(page).locator('fieldset :is(input, button):enabled')).toHaveCount(0);
    await expect(button(main(page), /^(Add|Move|Remove|Preview|Back|Discard)/)).toHaveCount(0);
    expectNow(await axeViolations(page)).toEqual([]);
  });
});
