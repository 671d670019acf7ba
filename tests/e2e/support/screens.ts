/**
 * The screens as a person uses them. Everything is found by role, label and text, and what a screen calls a thing
 * stands here and nowhere else, so that stories read as sentences.
 */
import { expect as impatient, type Locator, type Page } from '@playwright/test';

/** Waits longer than Playwright does by itself: two processors share an Electron, a directory and the tests. */
export const expect = impatient.configure({ timeout: 15_000 });

export type ScreenName =
  'Overview' | 'Synchronization' | 'PBX Nodes' | 'Accounts' | 'Numbers' | 'Statuses' | 'Features' | 'Runs';

/** What the outcome of a run is called. */
export type OutcomeWord =
  'Success' | 'Warnings' | 'Held for approval' | 'Failed' | 'Cancelled' | 'Interrupted';

const TYPES = {
  none: 'None',
  directory: 'Active Directory/LDAP Synchronizer',
  pbx: 'PBX Node Synchronizer',
} as const;

// The frame.

/** The screen itself, without what stands round it. */
export function main(page: Page): Locator {
  return page.getByRole('main');
}

export function tab(page: Page, name: ScreenName): Locator {
  return page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true });
}

/** Waits for the screen with this title. */
export async function expectScreen(page: Page, title: string | RegExp): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** Chooses a tab, and waits for its screen. */
export async function goTo(page: Page, name: ScreenName): Promise<void> {
  await tab(page, name).click();
  await expectScreen(page, name === 'Statuses' ? 'Status templates' : name);
}

/** A box of a screen, by its title. */
export function panel(page: Page, title: string): Locator {
  return main(page).getByRole('region', { name: title, exact: true });
}

export function dialog(page: Page, title: string | RegExp): Locator {
  return page.getByRole('dialog', { name: title });
}

/** A note at the corner of the window. */
export function note(page: Page, text: string | RegExp): Locator {
  return page.getByRole('alert').filter({ hasText: text });
}

/** Chooses an entry of a list box. */
export async function choose(scope: Locator, label: string | RegExp, option: string | RegExp): Promise<void> {
  await scope.getByRole('combobox', { name: label, exact: true }).click();
  await scope.page().getByRole('option', { name: option }).click();
}

/** How many synchronizations run, as the header says it. */
export function runningIndicator(page: Page): Locator {
  return page.getByRole('banner').getByRole('button', { name: /running/ });
}

export async function expectIdle(page: Page): Promise<void> {
  await expect(runningIndicator(page)).toHaveAccessibleName(/nothing is running/i);
}

/** The line at the foot: the last run and the next due time. */
export function statusLine(page: Page): Locator {
  return page.getByRole('contentinfo');
}

/** The address of the newest run of the chosen Enterprise; null before the first. */
export async function newestRun(page: Page): Promise<string | null> {
  await expect(statusLine(page)).toHaveText(/^(Last:|No run yet)/);
  const link = statusLine(page).getByRole('link');
  return (await link.count()) === 0 ? null : link.getAttribute('href');
}

// Enterprises.

export interface EnterpriseValues {
  id: string;
  description: string;
  domain: string;
  mode?: 'Standalone' | 'Integrated';
}

/** The list box at the top. */
export function enterpriseBox(page: Page): Locator {
  return page
    .getByRole('banner')
    .getByRole('button', { name: /^(Enterprise: |Choose an Enterprise|New Enterprise)/ });
}

/** Chooses an entry of the Enterprise list box: an Enterprise by its description, or a command below. */
export async function chooseEnterprise(page: Page, entry: string | RegExp): Promise<void> {
  await enterpriseBox(page).click();
  await page.getByRole('listbox', { name: 'Enterprises' }).getByRole('option', { name: entry }).click();
}

export async function expectEnterprise(page: Page, description: string): Promise<void> {
  await expect(enterpriseBox(page)).toHaveAccessibleName(`Enterprise: ${description}`);
}

/** Fills the form of an Enterprise; what is not named stays. */
export async function fillEnterprise(form: Locator, values: Partial<EnterpriseValues>): Promise<void> {
  if (values.id !== undefined) await form.getByLabel('Enterprise ID').fill(values.id);
  if (values.description !== undefined) await form.getByLabel('Description').fill(values.description);
  if (values.domain !== undefined) await form.getByLabel('Domain').fill(values.domain);
  if (values.mode !== undefined) await form.getByLabel(values.mode, { exact: true }).check();
}

/** Makes the Enterprise, from the first-run screen or from the list box, and waits until it is the chosen one. */
export async function createEnterprise(page: Page, values: EnterpriseValues): Promise<void> {
  await expect(enterpriseBox(page)).toBeVisible();
  const first = main(page).getByRole('button', { name: 'Create an Enterprise' });
  if ((await first.count()) > 0) await first.click();
  else await chooseEnterprise(page, /New Enterprise/);
  const form = dialog(page, 'New Enterprise');
  await fillEnterprise(form, values);
  await form.getByRole('button', { name: 'Create Enterprise' }).click();
  await expect(form).toBeHidden();
  await expectEnterprise(page, values.description);
}

// Synchronization.

export function typeCard(page: Page, type: keyof typeof TYPES): Locator {
  return panel(page, 'Synchronization type').getByRole('radio', { name: TYPES[type], exact: true });
}

export function applyButton(page: Page): Locator {
  return main(page).getByRole('button', { name: 'Apply', exact: true });
}

/** Applies what was changed on the Synchronization tab; the button goes when that is done, and stays when it failed. */
export async function apply(page: Page): Promise<void> {
  await applyButton(page).click();
  await expect(applyButton(page)).toBeHidden();
}

/** Chooses a synchronization type and applies it. */
export async function chooseType(page: Page, type: keyof typeof TYPES): Promise<void> {
  await typeCard(page, type).click();
  await apply(page);
}

/** The row of a synchronizer in the table of the Synchronization tab. */
export function synchronizerRow(page: Page, name: string): Locator {
  return main(page)
    .getByRole('table', { name: 'synchronizers' })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) });
}

/** Chooses an entry of a synchronizer's menu. */
export async function synchronizerMenu(page: Page, name: string, entry: string | RegExp): Promise<void> {
  await synchronizerRow(page, name)
    .getByRole('button', { name: /^Actions/ })
    .click();
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Waits until the last run of a synchronizer is shown to have ended so. */
export async function expectOutcome(page: Page, name: string, outcome: OutcomeWord): Promise<void> {
  await expect(synchronizerRow(page, name).getByText(outcome, { exact: true })).toBeVisible();
}

/** The link to the newest run of a synchronizer that read everything. */
export function lastGoodRun(page: Page, name: string): Locator {
  return synchronizerRow(page, name).getByRole('link', {
    name: new RegExp(`last good run of ${escaped(name)}`, 'i'),
  });
}

export function syncButton(page: Page): Locator {
  return main(page).getByRole('button', { name: 'Sync Now', exact: true });
}

/** How far a synchronization is, where one runs. */
export function progressOf(page: Page, source: string): Locator {
  return main(page).getByRole('progressbar', { name: `Progress of ${source}` });
}

/** Synchronizes everything of the Enterprise and waits until a new run has ended. Answers with its address. */
export async function syncNow(page: Page): Promise<string> {
  const before = await newestRun(page);
  await syncButton(page).click();
  return newRun(page, before);
}

/** Waits for a run that was not there before. */
export async function newRun(page: Page, before: string | null): Promise<string> {
  const link = statusLine(page).getByRole('link');
  await expect(link).toHaveAttribute('href', before === null ? /\/runs\/\d+$/ : otherThan(before));
  await expectIdle(page);
  return (await link.getAttribute('href'))!;
}

function otherThan(address: string): RegExp {
  return new RegExp(`^(?!${escaped(address)}$)`);
}

/** Opens the page that explains the last run of a synchronizer, and waits for its sentence. */
export async function openOutcome(
  page: Page,
  name: string,
  outcome: OutcomeWord,
  sentence: string | RegExp,
): Promise<void> {
  await expectOutcome(page, name, outcome);
  await synchronizerRow(page, name)
    .getByRole('link', { name: new RegExp(`last run of ${escaped(name)}`, 'i') })
    .click();
  await expectScreen(page, new RegExp(`^Run \\d+ of ${escaped(name)}`));
  await expect(main(page).getByText(sentence)).toBeVisible();
}

// The form of a synchronizer.

export interface SynchronizerValues {
  description: string;
  domain: string;
  server: 'Active Directory' | 'OpenLDAP' | RegExp;
  url: string;
  baseDn: string;
  searchContext: string;
  username: string;
  password: string;
}

/** A text field of a form. */
export function fieldOf(form: Locator, label: string): Locator {
  return form.getByRole('textbox', { name: label, exact: true });
}

/** A text field of the screen. */
export function formField(page: Page, label: string): Locator {
  return fieldOf(main(page), label);
}

/** Fills the form of a synchronizer; what is not named stays. */
export async function fillSynchronizer(page: Page, values: Partial<SynchronizerValues>): Promise<void> {
  const form = main(page);
  const fill = async (label: string, value: string | undefined) => {
    if (value !== undefined) await formField(page, label).fill(value);
  };
  await fill('Description', values.description);
  await fill('Domain name', values.domain);
  // First: it sets query, key and mapping.
  if (values.server !== undefined) await choose(form, 'Server', values.server);
  await fill('LDAP path', values.url);
  await fill('Base DN', values.baseDn);
  await fill('Search context', values.searchContext);
  await fill('Username', values.username);
  if (values.password !== undefined) await form.getByLabel('Password', { exact: true }).fill(values.password);
}

/** The field of the mapping that names the attribute for a field of the account. */
export function attributeField(page: Page, field: string): Locator {
  return main(page).getByRole('combobox', { name: `Directory attribute for ${field}`, exact: true });
}

/** Opens the form of a new synchronizer from the Synchronization tab. */
export async function newSynchronizer(page: Page): Promise<void> {
  await main(page)
    .getByRole('link', { name: /^Add( \(unsaved\))?$/ })
    .first()
    .click();
  await expectScreen(page, 'New synchronizer');
}

export function saveButton(page: Page): Locator {
  return main(page).getByRole('button', { name: 'Save', exact: true });
}

/** Opens a synchronizer from the table. */
export async function openSynchronizer(page: Page, name: string): Promise<void> {
  await main(page).getByRole('link', { name, exact: true }).click();
  await expectScreen(page, name);
  await expect(saveButton(page)).toBeVisible();
}

/** Presses Test connection and waits for the end of the test. */
export async function testConnection(page: Page): Promise<Locator> {
  const box = panel(page, 'Connection test');
  const button = box.getByRole('button', { name: 'Test connection' });
  await button.click();
  await expect(button).toBeVisible();
  await expect(box.getByText(/settings changed since/i)).toBeHidden();
  return box;
}

/** A step of the connection test, with its result: `OK`, `Failed`, `Skipped`. */
export function testStep(page: Page, step: RegExp, result: string): Locator {
  return panel(page, 'Connection test')
    .getByRole('list', { name: 'Steps of the test' })
    .getByRole('listitem')
    .filter({ hasText: step })
    .filter({ hasText: new RegExp(`: ${result}`) });
}

/** Where passwords have no key yet: accepts the key file that is offered (E12). */
export async function acceptKeyFile(page: Page): Promise<void> {
  await dialog(page, /no key to keep passwords/i)
    .getByRole('button', { name: /key file/i })
    .click();
}

/** Answers the question whether to save a connection that is not known to work. */
export async function saveAnyway(page: Page): Promise<void> {
  await dialog(page, /test failed|not been tested/i)
    .getByRole('button', { name: 'Save anyway' })
    .click();
}

/** Waits until the form was saved: the Synchronization tab is back, with the synchronizer in its table. */
export async function expectSaved(page: Page, name: string): Promise<void> {
  await expectScreen(page, 'Synchronization');
  await expect(synchronizerRow(page, name)).toBeVisible();
}

// Accounts.

export function accountGrid(page: Page): Locator {
  return main(page).getByRole('grid', { name: 'Accounts' });
}

/** The row of an account: one that has this text in a cell. */
export function accountRow(page: Page, cell: string): Locator {
  return accountGrid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: cell, exact: true }) });
}

export function accountFilter(page: Page): Locator {
  return page.getByRole('search', { name: 'Filter accounts' }).getByRole('textbox');
}

/** How many accounts the list has, in its own words: `1,000 accounts`, `2 of 1,000 accounts`. */
export async function expectAccounts(page: Page, words: string): Promise<void> {
  await expect(
    main(page)
      .getByRole('status')
      .filter({ hasText: /accounts?$/ }),
  ).toHaveText(words);
}

/** The panel of an account beside the list. */
export function accountPanel(page: Page, name: string | RegExp): Locator {
  return page.getByRole('complementary', { name });
}

/** Waits until an account's panel lists a phone number. */
export async function expectNumber(account: Locator, number: string): Promise<void> {
  const numbers = account.getByRole('region', { name: 'Phone numbers' });
  await expect(numbers.getByText(number, { exact: true })).toBeVisible();
}

/** Waits until a field has this value where an account or a run is read. */
export async function expectFact(scope: Locator, label: string, value: string | undefined): Promise<void> {
  const facts = async () => {
    const labels = await scope.getByRole('term').allTextContents();
    const values = await scope.getByRole('definition').allTextContents();
    return Object.fromEntries(labels.map((each, index) => [each, values[index]]));
  };
  await expect.poll(async () => (await facts())[label]).toBe(value);
}

// Runs.

export function runRows(page: Page): Locator {
  return main(page)
    .getByRole('table', { name: 'runs' })
    .getByRole('row')
    .filter({ hasNot: page.getByRole('columnheader') });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
