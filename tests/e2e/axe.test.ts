/**
 * Accessibility of every screen and dialog: populated, empty and failed, light and dark. A new screen is one line in
 * one of the lists below.
 */
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { launchApp, temporaryFolder, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { makeAxeWorld, type AxeWorld, type RunName } from './support/axe-world.ts';
import { createEnterprise, dialog, expect, main, saveButton, typeCard } from './support/screens.ts';

/** One look: where, what is done there first, and what must be seen before the rules are applied. */
interface Look {
  name: string;
  at: string | ((world: AxeWorld) => string);
  before?: (page: Page) => Promise<unknown>;
  sees: string | RegExp | ((page: Page) => Locator);
}

const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const menu = (name: string | RegExp) => (page: Page) =>
  page.getByRole('menuitem', { name }).filter({ visible: true }).click();
const openMenu = (page: Page) => page.getByRole('menu').filter({ visible: true });
const list = (page: Page) => page.getByRole('listbox').filter({ visible: true });
const title = (name: string | RegExp) => (page: Page) => dialog(page, name);
const fault = (page: Page) => page.getByText(/^Must /).first();
const failure = (words: string | RegExp) => (page: Page) =>
  page.getByRole('alert').filter({ hasText: words });

/** Does one thing after the other. */
const steps =
  (...all: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of all) await step(page);
  };

/** Chooses an entry of the Enterprise list box. */
const enterprise = (entry: RegExp) =>
  steps(button(/^Enterprise: /), (page) => page.getByRole('option', { name: entry }).click());

/** Chooses an entry of the palette. */
const palette = (words: string) =>
  steps(
    button(/Search or command/),
    (page) => page.getByPlaceholder(/Accounts, synchronizers/).fill(words),
    (page) => page.getByRole('button', { name: words }).last().click(),
  );

const edit = ({ sources }: AxeWorld) => `/acme/synchronization/${sources.working}`;

const frame: Look[] = [
  { name: 'the Enterprise list box', at: '/acme/overview', before: button(/^Enterprise: /), sees: list },
  {
    name: 'New Enterprise',
    at: '/acme/overview',
    before: enterprise(/New Enterprise/),
    sees: title('New Enterprise'),
  },
  {
    name: 'New Enterprise with errors',
    at: '/acme/overview',
    before: steps(enterprise(/New Enterprise/), button('Create Enterprise')),
    sees: fault,
  },
  { name: 'Edit Enterprise', at: '/acme/overview', before: enterprise(/^Edit/), sees: title(/^Edit acme/) },
  {
    name: 'Delete Enterprise',
    at: '/acme/overview',
    before: enterprise(/^Delete/),
    sees: (page) => page.getByRole('dialog').getByRole('listitem').first(),
  },
  { name: 'About', at: '/acme/overview', before: palette('About Rollcall'), sees: 'SQLite' },
  {
    name: 'keyboard shortcuts',
    at: '/acme/overview',
    before: (page) => page.keyboard.press('?'),
    sees: title('Keyboard shortcuts'),
  },
  {
    name: 'the palette',
    at: '/acme/overview',
    before: steps(button(/Search or command/), (page) =>
      page.getByPlaceholder(/Accounts, synchronizers/).fill('bakk'),
    ),
    sees: 'Anouk Bakker',
  },
  {
    name: 'the palette without a match',
    at: '/acme/overview',
    before: steps(button(/Search or command/), (page) =>
      page.getByPlaceholder(/Accounts, synchronizers/).fill('nobody at all'),
    ),
    sees: 'Nothing matches',
  },
  {
    name: 'nothing is running',
    at: '/acme/overview',
    before: button(/nothing is running/i),
    sees: 'Nothing is running.',
  },
  { name: 'settings', at: '/~/settings', sees: 'Data folder' },
  { name: 'no such Enterprise', at: '/elsewhere/overview', sees: /There is no Enterprise/ },
  { name: 'no such screen', at: '/acme/elsewhere', sees: 'There is no such screen' },
];

const synchronization: Look[] = [
  { name: 'AD/LDAP', at: '/acme/synchronization', sees: /wait for/ },
  {
    name: 'the menu of a synchronizer',
    at: '/acme/synchronization',
    before: button('Actions for HQ directory'),
    sees: openMenu,
  },
  {
    name: 'the columns of the table',
    at: '/acme/synchronization',
    before: button(/^Columns of/),
    sees: openMenu,
  },
  {
    name: 'Delete synchronizer',
    at: '/acme/synchronization',
    before: steps(button('Actions for HQ directory'), menu(/Delete/)),
    sees: (page) => page.getByRole('dialog').getByText(/phone numbers of theirs/),
  },
  { name: 'PBX Node', at: '/phones/synchronization', sees: 'At intervals' },
  { name: 'None', at: '/none/synchronization', sees: 'Accounts are added by hand' },
  { name: 'integrated mode', at: '/micollab/synchronization', sees: 'MiCollab-integrated mode' },
  {
    name: 'another type, not applied yet',
    at: '/acme/synchronization',
    before: (page) => typeCard(page, 'none').click(),
    sees: /marked inactive/,
  },
  {
    name: 'a weekly schedule without a day',
    at: '/acme/synchronization',
    before: steps(
      (page) => page.getByText('Weekly', { exact: true }).click(),
      async (page) => {
        const all = page.getByRole('button', { name: 'Every day' });
        if ((await all.count()) > 0) await all.click();
        await page.getByRole('button', { name: 'No day' }).click();
      },
    ),
    sees: (page) => page.getByRole('button', { name: 'Every day' }),
  },
  {
    name: 'the time zones',
    at: '/acme/synchronization',
    before: (page) => page.getByRole('combobox', { name: /zone/i }).click(),
    sees: list,
  },
  {
    name: 'a note after Apply',
    at: '/none/synchronization',
    before: steps(
      (page) => typeCard(page, 'pbx').click(),
      button('Apply'),
      (page) => page.getByRole('alert').filter({ hasText: 'Applied' }).waitFor(),
    ),
    sees: 'Applied',
  },
];

const synchronizer: Look[] = [
  { name: 'new', at: '/acme/synchronization/new', sees: 'New synchronizer' },
  {
    name: 'new, with errors',
    at: '/acme/synchronization/new',
    before: (page) => saveButton(page).click(),
    sees: fault,
  },
  {
    name: 'new, with the Path Assistant',
    at: '/acme/synchronization/new',
    before: steps(button(/LDAP Path Assistant/), (page) =>
      page.getByLabel('Full name of the domain controller').fill('dc1.example.com'),
    ),
    sees: (page) => page.getByRole('radiogroup', { name: 'LDAP path' }),
  },
  {
    name: 'new, with the kinds of server',
    at: '/acme/synchronization/new',
    before: (page) => page.getByRole('combobox', { name: 'Server' }).click(),
    sees: list,
  },
  {
    name: 'a copy',
    at: ({ sources }) => `/acme/synchronization/new?from=${sources.working}`,
    sees: /A copy of HQ directory/,
  },
  { name: 'edit', at: edit, sees: 'Connection test' },
  {
    name: 'edit, changed and about to be discarded',
    at: edit,
    before: steps((page) => page.getByLabel('Base DN').fill('dc=other'), button('Discard')),
    sees: (page) => page.getByRole('dialog'),
  },
  {
    name: 'edit, saved untested',
    at: edit,
    before: steps(
      (page) => page.getByLabel('Base DN').fill('dc=other'),
      (page) => saveButton(page).click(),
    ),
    sees: title(/not been tested/),
  },
  {
    name: 'after a test',
    at: edit,
    before: steps(button('Test connection'), (page) => page.getByText(/samples of/).click()),
    sees: (page) => page.getByText(/^Login ID: /).first(),
  },
  {
    name: 'after a check of the whole directory',
    at: edit,
    before: button('Check the whole directory'),
    sees: (page) => page.getByRole('table', { name: 'How many entries fill each field' }),
  },
  {
    name: 'with the attributes that were seen',
    at: edit,
    before: steps(
      button('Test connection'),
      (page) => page.getByText(/samples of/).waitFor(),
      (page) => page.getByRole('combobox', { name: 'Directory attribute for Title' }).click(),
    ),
    sees: list,
  },
  {
    name: 'after a test that failed',
    at: ({ sources }) => `/acme/synchronization/${sources.failing}`,
    before: button('Test connection'),
    sees: /: Failed/,
  },
  {
    name: 'integrated mode',
    at: ({ sources }) => `/micollab/synchronization/${sources.integrated}`,
    sees: 'MiCollab-integrated mode',
  },
  {
    name: 'no such synchronizer',
    at: '/acme/synchronization/999',
    sees: failure('The synchronizer cannot be shown'),
  },
];

/** Few rows are as good as many, and looked at in half the time. */
const SOME = '/acme/accounts?text=bakk';

const account = (kind: keyof AxeWorld['accounts']) => (world: AxeWorld) =>
  `${SOME}&account=${world.accounts[kind]}`;

const accounts: Look[] = [
  { name: 'the list', at: '/acme/accounts', sees: 'Adébáyò' },
  {
    name: 'the filter without a match',
    at: '/acme/accounts?text=nobody',
    sees: 'No account matches the filter',
  },
  {
    name: 'a facet',
    at: SOME,
    before: (page) => page.getByRole('combobox', { name: 'Source' }).click(),
    sees: list,
  },
  { name: 'the columns', at: SOME, before: button(/^Columns of/), sees: openMenu },
  { name: 'the export menu', at: SOME, before: button('Export all'), sees: openMenu },
  { name: 'an account', at: account('synchronized'), sees: 'Phone numbers' },
  { name: 'an account with a held deletion', at: account('held'), sees: 'Held changes' },
  { name: 'an account made by hand', at: account('manual'), sees: 'Manual: added by a person' },
  {
    name: 'an account being edited',
    at: account('synchronized'),
    before: button('Edit'),
    sees: (page) => page.getByRole('button', { name: 'Save' }),
  },
  {
    name: 'an account made by hand being edited',
    at: account('manual'),
    before: button('Edit'),
    sees: (page) => page.getByRole('button', { name: 'Save' }),
  },
  {
    name: 'Delete account',
    at: account('manual'),
    before: button('Delete…'),
    sees: (page) => page.getByRole('dialog'),
  },
  { name: 'a new account', at: `${SOME}&new=1`, sees: 'New account' },
  {
    name: 'a new account with errors',
    at: `${SOME}&new=1`,
    before: (page) => page.getByRole('complementary').getByRole('button', { name: 'Add account' }).click(),
    sees: fault,
  },
  { name: 'no such account', at: `${SOME}&account=99999`, sees: 'This account is gone' },
  { name: 'integrated mode', at: '/micollab/accounts', sees: /integrated mode/ },
];

const runPage = (name: RunName, tab: string) => ({
  name: `${name} run, ${tab}`,
  at: ({ runs }: AxeWorld) => `/acme/runs/${runs[name]}?tab=${tab}`,
  sees: (page: Page) => page.getByRole('tabpanel'),
});

const runs: Look[] = [
  { name: 'all', at: '/acme/runs', sees: (page) => page.getByRole('table', { name: 'runs' }) },
  {
    name: 'the outcomes to show',
    at: '/acme/runs',
    before: (page) => page.getByLabel('Outcomes to show').first().click(),
    sees: list,
  },
  runPage('success', 'created'),
  runPage('success', 'deleted'),
  runPage('success', 'issues'),
  runPage('success', 'evidence'),
  runPage('warnings', 'created'),
  {
    ...runPage('warnings', 'updated'),
    name: 'warnings run, a changed account opened',
    before: (page) => page.getByRole('tabpanel').getByRole('button', { expanded: false }).first().click(),
    sees: (page) => page.getByRole('link', { name: /^Open the account/ }),
  },
  runPage('warnings', 'deleted'),
  {
    ...runPage('warnings', 'issues'),
    name: 'warnings run, issues opened',
    before: async (page) => {
      const closed = page.getByRole('tabpanel').getByRole('button', { expanded: false });
      await page.getByRole('tabpanel').getByRole('button').first().waitFor();
      while ((await closed.count()) > 0) await closed.first().click();
    },
  },
  runPage('held', 'held'),
  runPage('held', 'issues'),
  runPage('held', 'evidence'),
  runPage('failed', 'created'),
  runPage('failed', 'issues'),
  runPage('failed', 'evidence'),
  runPage('removal', 'deleted'),
  runPage('removal', 'evidence'),
  { name: 'no such run', at: '/acme/runs/999', sees: 'There is no such run' },
  { name: 'a run of another Enterprise', at: '/none/runs/1', sees: 'This run belongs to another Enterprise' },
];

const entry = (of: string, name: string | RegExp) => steps(button(`Actions for ${of}`), menu(name));

const features: Look[] = [
  { name: 'with accounts that wait', at: '/seats/features', sees: '1 inactive' },
  {
    name: 'a new feature with errors',
    at: '/seats/features',
    before: steps(button('Add feature'), button(/^Add$/)),
    sees: fault,
  },
  {
    name: 'fewer seats than are in use',
    at: '/seats/features',
    before: steps(entry('Softphone', 'Edit'), (page) => page.getByLabel('Seats in all').last().fill('1')),
    sees: /2 seats in use, 1 more/,
  },
  {
    name: 'New feature profile',
    at: '/seats/features',
    before: button('Add feature profile'),
    sees: title('New feature profile'),
  },
  { name: 'Edit', at: '/seats/features', before: entry('Full', 'Edit'), sees: title('Edit Full') },
  {
    name: 'Add members',
    at: '/seats/features',
    before: steps(entry('Full', /Add members/), (page) =>
      page.getByRole('checkbox', { name: 'The one that matches' }).check(),
    ),
    sees: '1 account chosen',
  },
  {
    name: 'Delete a profile in use',
    at: '/seats/features',
    before: entry('Full', /Delete/),
    sees: 'It cannot be deleted while it is used by:',
  },
  {
    name: 'the menu in integrated mode',
    at: '/micollab/features',
    before: button('Actions for Default Feature Profile'),
    sees: openMenu,
  },
];

const others: Look[] = [
  { name: 'overview', at: '/acme/overview', sees: /wait for/ },
  { name: 'overview in integrated mode', at: '/micollab/overview', sees: 'Theirs' },
  { name: 'overview without PBX nodes', at: '/phones/overview', sees: 'Sources' },
  { name: 'PBX Nodes', at: '/acme/pbx-nodes', sees: 'PBX Nodes' },
  { name: 'PBX Nodes of an Enterprise with that type', at: '/phones/pbx-nodes', sees: 'PBX Nodes' },
];

const live: Look[] = [
  {
    name: 'synchronization',
    at: '/live/synchronization',
    before: async (page) => {
      if ((await page.getByRole('progressbar').count()) === 0) await button('Sync Now')(page);
    },
    sees: (page) => main(page).getByRole('progressbar'),
  },
  { name: 'overview', at: '/live/overview', sees: (page) => main(page).getByRole('progressbar') },
  { name: 'accounts', at: '/live/accounts', sees: 'The first synchronization is running' },
  { name: 'runs', at: '/live/runs', sees: (page) => main(page).getByRole('progressbar') },
  { name: 'the run', at: '/live/runs/7', sees: 'This run has not ended' },
  {
    name: 'the running indicator',
    at: '/live/pbx-nodes',
    before: button(/^1 running/),
    sees: (page) => page.getByRole('dialog').getByRole('progressbar'),
  },
];

const SCREENS = ['overview', 'synchronization', 'pbx-nodes', 'accounts', 'numbers', 'features', 'runs'];
const empty: Look[] = ['none', 'bare', 'phones'].flatMap((id) =>
  SCREENS.map((screen) => ({
    name: `${screen} of ${id}`,
    at: `/${id}/${screen}`,
    sees: (page: Page) => page.getByRole('heading', { level: 1 }),
  })),
);

/** With what is not counted of accounts, changes and issues spoiled, and whatever is written. */
const failedParts: Look[] = [
  { name: 'accounts', at: '/acme/accounts', sees: failure('The account list cannot be read') },
  { name: 'an account', at: account('manual'), sees: failure(/account cannot be read/) },
  {
    name: 'changes of a run',
    at: ({ runs: { warnings } }) => `/acme/runs/${warnings}?tab=updated`,
    sees: failure('The rows cannot be shown'),
  },
  {
    name: 'issues of a run',
    at: ({ runs: { warnings } }) => `/acme/runs/${warnings}?tab=issues`,
    before: async (page) => {
      const closed = page.getByRole('tabpanel').getByRole('button', { expanded: false });
      if ((await closed.count()) > 0) await closed.first().click();
    },
    sees: failure('The issues cannot be shown'),
  },
  {
    name: 'Edit Enterprise',
    at: '/acme/pbx-nodes',
    before: steps(
      enterprise(/^Edit/),
      (page) => page.getByRole('dialog').getByLabel('Description').fill('Other'),
      button('Save'),
    ),
    sees: failure('The Enterprise was not saved'),
  },
  {
    name: 'Apply',
    at: '/bare/synchronization',
    before: steps((page) => typeCard(page, 'none').click(), button('Apply')),
    sees: failure('The changes were not applied'),
  },
  {
    name: 'a synchronizer that is saved',
    at: edit,
    before: steps(
      (page) => page.getByLabel('Description').fill('Other'),
      (page) => saveButton(page).click(),
    ),
    sees: failure('The synchronizer was not saved'),
  },
];

/** With runs spoiled, too. */
const failedScreens: Look[] = [
  { name: 'overview', at: '/acme/overview', sees: failure('The overview cannot be shown') },
  {
    name: 'synchronization',
    at: '/acme/synchronization',
    sees: failure('The synchronizers cannot be shown'),
  },
  { name: 'runs', at: '/acme/runs', sees: failure('The runs cannot be shown') },
  { name: 'a run', at: '/acme/runs/1', sees: failure('This run cannot be shown') },
];

/** With the list of Enterprises spoiled. */
const failedAltogether: Look[] = [
  { name: 'every screen', at: '/acme/overview', sees: failure('The account list cannot be opened') },
];

/** Before anything was made, in the order of a person's first steps. */
const firstRun: Look[] = [
  { name: 'welcome', at: '/', sees: 'Welcome to Rollcall' },
  {
    name: 'New Enterprise',
    at: '/',
    before: button('Create an Enterprise'),
    sees: title('New Enterprise'),
  },
  { name: 'settings without a key', at: '/~/settings', sees: 'Create key file' },
  {
    name: 'an Enterprise that was just made',
    at: '/',
    before: (page) => createEnterprise(page, { id: 'acme', description: 'Acme', domain: 'acme.example.com' }),
    sees: (page) => page.getByRole('heading', { level: 1, name: 'Synchronization' }),
  },
  {
    name: 'a password that cannot be kept',
    at: '/acme/synchronization/new',
    before: steps(
      (page) => page.getByLabel('Description').fill('HQ directory'),
      (page) => page.getByLabel('Domain name').fill('acme.example.com'),
      (page) => page.getByRole('textbox', { name: 'LDAP path' }).fill('ldap://127.0.0.1:1'),
      (page) => page.getByLabel('Base DN').fill('dc=example,dc=com'),
      (page) => page.getByLabel('Username').fill('cn=reader'),
      (page) => page.getByLabel('Password', { exact: true }).fill('secret'),
      (page) => saveButton(page).click(),
      button('Save anyway'),
    ),
    sees: title(/no key to keep passwords/i),
  },
];

/** Whether colours stand out is judged only of what is on the screen, so that it shows all of the longest forms. */
const TALL = { width: 1280, height: 2000 };

/** Pages that nothing was done on since they were loaded: another address needs no new load there. */
const untouched = new WeakSet<Page>();

async function look(page: Page, { before, sees }: Look, address: string): Promise<void> {
  if (untouched.has(page)) await page.evaluate((path) => history.pushState(null, '', path), address);
  else await page.goto(`app://rollcall${address}`);
  if (before) untouched.delete(page);
  else untouched.add(page);
  await expect(page.getByRole('main')).toBeVisible();
  await before?.(page);
  const seen =
    typeof sees === 'function' ? sees(page) : page.getByText(sees).filter({ visible: true }).first();
  await expect(seen).toBeVisible();
  await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0);
  expect(await axeViolations(page)).toEqual([]);
}

describe.skipIf(electronMissing)('no rule of accessibility is broken', () => {
  let world: AxeWorld;
  let running: RunningApp;
  beforeAll(async () => {
    world = await makeAxeWorld();
    running = await launchApp({ dataFolder: world.dataFolder, env: { ROLLCALL_TEST: '1' } });
    await running.page.setViewportSize(TALL);
  });
  afterAll(async () => {
    await running?.close();
    await world?.stop();
  });

  const damage = (sql: string) => {
    world.damage(sql);
    untouched.delete(running.page);
  };

  const lookAtAll = (looks: Look[]) =>
    test.each(looks)('$name', (each) =>
      look(running.page, each, typeof each.at === 'string' ? each.at : each.at(world)),
    );

  describe('frame', () => lookAtAll(frame));
  describe('synchronization', () => lookAtAll(synchronization));
  describe('synchronizer', () => lookAtAll(synchronizer));
  describe('accounts', () => lookAtAll(accounts));
  describe('runs', () => lookAtAll(runs));
  describe('features', () => lookAtAll(features));
  describe('other screens', () => lookAtAll(others));
  describe('running', () => lookAtAll(live));
  describe('empty', () => lookAtAll(empty));
  describe('failed parts', () => {
    beforeAll(() => {
      damage(`ALTER TABLE account RENAME COLUMN last_name TO spoiled;
        ALTER TABLE change RENAME COLUMN reason_code TO spoiled;
        ALTER TABLE issue RENAME COLUMN message TO spoiled;
        CREATE TRIGGER spoiled_enterprise BEFORE UPDATE ON enterprise BEGIN SELECT RAISE(ABORT, 'spoiled'); END;
        CREATE TRIGGER spoiled_source BEFORE UPDATE ON source BEGIN SELECT RAISE(ABORT, 'spoiled'); END`);
    });
    lookAtAll(failedParts);
  });
  describe('failed screens', () => {
    beforeAll(() => {
      damage('ALTER TABLE run RENAME COLUMN counters TO spoiled');
    });
    lookAtAll(failedScreens);
  });
  describe('failed altogether', () => {
    beforeAll(() => damage('ALTER TABLE source RENAME COLUMN settings TO spoiled'));
    lookAtAll(failedAltogether);
  });

  test('the engine being restarted, and one that cannot run', async () => {
    const { app, page } = running;
    await app.evaluate(killThrice);
    const banner = page.getByRole('alert').filter({ hasText: 'is being restarted' });
    await expect(banner).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    damage('PRAGMA user_version = 9999');
    await expect(page.getByRole('alert').filter({ hasText: 'The engine cannot run' })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await look(page, { name: '', at: '', sees: 'Nothing can be shown' }, '/acme/overview');
  });
});

/** Kills the engine until the shell waits for seconds before it starts the next. Runs in the main process. */
async function killThrice(): Promise<void> {
  const shell = globalThis as unknown as { rollcallTest: { killEngine: () => Promise<number> } };
  let killed: unknown;
  for (let count = 0; count < 3; count += 1) {
    while (shell.rollcallTest.killEngine === killed) await new Promise((resolve) => setTimeout(resolve, 20));
    killed = shell.rollcallTest.killEngine;
    await shell.rollcallTest.killEngine();
  }
}

describe.skipIf(electronMissing)('no rule of accessibility is broken at the first run', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await launchApp({ dataFolder: await temporaryFolder('data') });
    await running.page.setViewportSize(TALL);
  });
  afterAll(() => running?.close());

  test.each(firstRun)('$name', (each) => look(running.page, each, String(each.at)));
});
