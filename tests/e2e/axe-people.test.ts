/** Accessibility of signing in, of a user's pages and of what administrators see of users, light and dark (see axe.test.ts). */
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { launchApp, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { LOGINS, makePeopleWorld, PASSWORD, UMA, type PeopleWorld } from './support/axe-people-world.ts';
import { bulkBar } from './support/held-world.ts';
import { choose, dialog, expect, expectScreen, main, panel } from './support/screens.ts';
import { editor, handOver, statusLink, trySignIn } from './support/user-world.ts';

interface Look {
  name: string;
  at: string | ((world: PeopleWorld) => string);
  before?: (page: Page) => Promise<unknown>;
  sees: string | RegExp | ((page: Page) => Locator);
}

const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const item = (menu: string, name: string) => async (page: Page) => {
  await button(menu)(page);
  await page.getByRole('menuitem', { name }).click();
};
const field = (page: Page) => editor(page, 'Mobile').getByRole('combobox', { name: 'Make call from' });
const mobile = '/~/me/statuses/Mobile';

/** Where nobody has signed in. */
const signIn = (enterprise: string, login: string) => async (page: Page) => {
  await choose(main(page), 'Enterprise', enterprise);
  await trySignIn(page, login, 'not the password');
};
const outside: Look[] = [
  { name: 'the sign-in', at: '/', sees: (page) => page.getByRole('combobox', { name: 'Enterprise' }) },
  {
    name: 'the sign-in, its Enterprises',
    at: '/',
    before: (page) => page.getByRole('combobox', { name: 'Enterprise' }).click(),
    sees: (page) => page.getByRole('option', { name: 'Far away' }),
  },
  {
    name: 'the sign-in, nothing typed',
    at: '/',
    before: (page) => page.getByRole('button', { name: 'Sign in', exact: true }).click(),
    sees: 'Choose your Enterprise.',
  },
  { name: 'the sign-in, refused', at: '/', before: signIn('Bare', 'nobody'), sees: 'sign-in.refused' },
  {
    name: 'the sign-in, locked out',
    at: '/',
    before: signIn('Acme head office', LOGINS.ian),
    sees: /^You can try again in 1\d min \d\d s/,
  },
  {
    name: 'the sign-in, a directory that does not answer',
    at: '/',
    before: signIn('Far away', UMA),
    sees: 'The directory does not answer',
  },
];

/** What Eva sees: numbers of hers are gone. */
const eva: Look[] = [
  { name: 'statuses, several numbers gone', at: '/~/me/statuses', sees: /^1 status still uses it/ },
  {
    name: 'a status of the administrator',
    at: '/~/me/statuses/Out%20of%20Office',
    sees: /^Your administrator defined this status/,
  },
  {
    name: 'the options of a place',
    at: mobile,
    before: (page) => field(page).click(),
    sees: (page) => page.getByRole('option', { name: /6001/ }),
  },
  {
    name: 'the options of a place that takes many',
    at: mobile,
    before: (page) => editor(page, 'Mobile').getByRole('combobox', { name: 'Send my calls to' }).click(),
    sees: (page) => page.getByRole('option', { name: 'Desk phone (6000)' }),
  },
  {
    name: 'a status, unsaved',
    at: mobile,
    before: (page) => choose(editor(page, 'Mobile'), 'Make call from', '6000 (Desk phone)'),
    sees: 'Not saved yet',
  },
  {
    name: 'statuses, one unsaved elsewhere',
    at: mobile,
    before: async (page) => {
      await choose(editor(page, 'Mobile'), 'Make call from', '6000 (Desk phone)');
      await statusLink(page, 'In a Meeting').click();
    },
    sees: '(not saved)',
  },
  {
    name: 'the menu of a status',
    at: mobile,
    before: button('Actions for Mobile'),
    sees: (page) => page.getByRole('menuitem', { name: 'Back to the default' }),
  },
  {
    name: 'the menu of a status of the administrator',
    at: mobile,
    before: button('Actions for Out of Office'),
    sees: /^Your administrator defined it/,
  },
  {
    name: 'the list to switch to',
    at: mobile,
    before: button(/^Eva Kane · 6000/),
    sees: (page) => page.getByRole('menuitemradio', { name: 'Mobile' }),
  },
  {
    name: 'the menu',
    at: mobile,
    before: button('Menu'),
    sees: (page) => page.getByRole('menuitem', { name: 'Change password…' }),
  },
  { name: 'no such status', at: '/~/me/statuses/Nowhere', sees: /^There is no status/ },
  { name: 'no such page', at: '/~/me/nowhere', sees: 'There is no such page' },
  { name: 'numbers', at: '/~/me/numbers', sees: 'Belongs to somebody else now' },
  {
    name: 'history',
    at: '/~/me/history',
    sees: (page) => page.getByRole('table', { name: 'History' }),
  },
  {
    name: 'a new status without a name',
    at: mobile,
    before: async (page) => {
      await button('New status…')(page);
      await button('Add status')(page);
    },
    sees: 'Type a name.',
  },
  {
    name: 'a number that is there already',
    at: '/~/me/numbers',
    before: async (page) => {
      await button('Add a number…')(page);
      await dialog(page, 'Add a number').getByLabel('Number').fill('6000');
      await button('Add number')(page);
    },
    sees: 'number.exists',
  },
  {
    name: 'the name of a status of her own',
    at: '/~/me/statuses',
    before: item('Actions for While I am', 'Rename…'),
    sees: (page) => dialog(page, 'Rename the status'),
  },
  {
    name: 'another password, refused',
    at: mobile,
    before: async (page) => {
      await item('Menu', 'Change password…')(page);
      const form = dialog(page, 'Change password');
      await form.getByLabel('Current password', { exact: true }).fill('not it');
      await form.getByLabel('New password', { exact: true }).fill('stones in a river');
      await form.getByLabel('New password once more', { exact: true }).fill('stones in a river');
      await form.getByRole('button', { name: 'Change password' }).click();
    },
    sees: 'The password was not changed',
  },
  {
    name: 'about',
    at: mobile,
    before: item('Menu', 'About Rollcall'),
    sees: /^Version \d/,
  },
];

/** What Nora sees, who has nothing: she comes with a one-time code. */
const nora: Look[] = [
  { name: 'statuses, none may be added', at: '/~/me/statuses', sees: /^Your administrator does not let/ },
  { name: 'no numbers', at: '/~/me/numbers', sees: 'You have no phone number yet' },
  { name: 'no history', at: '/~/me/history', sees: 'Nothing happened yet' },
  {
    name: 'a first password',
    at: '/~/me/numbers',
    before: async (page) => {
      await button('Set a password…')(page);
      await dialog(page, 'Set a password').getByRole('button', { name: 'Set password' }).click();
    },
    sees: 'Type a new one.',
  },
];

const account = (who: keyof PeopleWorld['accounts'], enterprise: string) => (world: PeopleWorld) =>
  `/${enterprise}/accounts?account=${world.accounts[who]}`;

/** What administrators see of it, but for what held-numbers and status-templates look at. */
const administration: Look[] = [
  { name: 'status templates', at: '/acme/statuses', sees: 'No unsaved changes' },
  {
    name: 'a status template, open and faulty',
    at: '/acme/statuses',
    before: async (page) => {
      await button(/^Mobile.* Make call from/)(page);
      await main(page).getByRole('textbox', { name: 'Name' }).fill('In a Meeting');
      await button('Preview changes…')(page);
    },
    sees: 'Another status has this name',
  },
  {
    name: 'status templates, the options of a place',
    at: '/acme/statuses',
    before: async (page) => {
      await button(/^Mobile.* Make call from/)(page);
      await main(page).getByRole('combobox', { name: 'Make call from' }).click();
    },
    sees: (page) => page.getByRole('option', { name: 'Desk phone' }),
  },
  {
    name: 'a re-pointing that is refused here and breaks there',
    at: '/acme/numbers',
    before: async (page) => {
      // They are asked for first, so the box is not checked at once.
      await main(page).getByRole('checkbox', { name: 'Choose all numbers' }).click();
      await bulkBar(page).getByRole('button', { name: 'Re-point…' }).click();
      await choose(dialog(page, /^Re-point/), 'Point them at', 'Softphone');
    },
    sees: (page) =>
      dialog(page, /^Re-point/)
        .getByText(/would be broken/)
        .first(),
  },
  {
    name: 'an account, its sign-in and statuses',
    at: account('eva', 'acme'),
    sees: 'Signs in with a password.',
  },
  { name: 'an account that is locked out', at: account('ian', 'acme'), sees: /: wrong tries$/ },
  {
    name: 'an account of a directory',
    at: account('uma', 'far'),
    sees: /^Signs in with the directory password/,
  },
  {
    name: 'the days of a code',
    at: account('eva', 'acme'),
    before: button('Make one-time code…'),
    sees: (page) => dialog(page, /^One-time code for/),
  },
  {
    name: 'a password that is too short',
    at: account('eva', 'acme'),
    before: async (page) => {
      await button('Set password…')(page);
      const setting = dialog(page, /^Password of/);
      await setting.getByLabel('New password').fill('short');
      await setting.getByRole('button', { name: 'Set password' }).click();
    },
    sees: /fewer than 10 characters/,
  },
  {
    name: 'the question before a sign-in is taken away',
    at: account('eva', 'acme'),
    before: button('Take sign-in away…'),
    sees: (page) => dialog(page, /^Take the sign-in of/),
  },
  {
    name: 'a new status of an account, with a name that is taken',
    at: account('eva', 'acme'),
    before: async (page) => {
      await button('Add status…')(page);
      await dialog(page, /^New status of/)
        .getByLabel('Name of the status')
        .fill('mobile');
    },
    sees: 'There is a status Mobile already.',
  },
  {
    name: 'a lock that is typed differently',
    at: '/~/settings',
    before: async (page) => {
      const lock = panel(page, 'Lock');
      await lock.getByLabel('New password', { exact: true }).fill('stones in a river');
      await lock.getByLabel('New password again', { exact: true }).fill('pebbles');
      await page.keyboard.press('Tab');
    },
    sees: 'The two passwords differ.',
  },
];

/** With what is known of people spoiled. */
const failed: Look[] = [
  { name: 'status templates', at: '/acme/statuses', sees: /^The status templates cannot be shown/ },
  { name: 'the sign-in of an account', at: account('eva', 'acme'), sees: /^How the account signs in cannot/ },
  { name: 'the statuses of an account', at: account('eva', 'acme'), sees: 'The statuses cannot be read' },
];

describe.skipIf(electronMissing)('no rule of accessibility is broken', () => {
  let world: PeopleWorld;
  let running: RunningApp;
  beforeAll(async () => {
    world = await makePeopleWorld();
    running = await launchApp({ dataFolder: world.dataFolder });
    await running.page.setViewportSize({ width: 1280, height: 2000 });
  });
  afterAll(() => running?.close());

  async function look({ at, before, sees }: Look): Promise<void> {
    const { page } = running;
    await page.goto(`app://rollcall${typeof at === 'string' ? at : at(world)}`);
    await expect(main(page)).toBeVisible();
    await before?.(page);
    const seen =
      typeof sees === 'function' ? sees(page) : page.getByText(sees).filter({ visible: true }).first();
    await expect(seen).toBeVisible();
    await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0);
    expect(await axeViolations(page)).toEqual([]);
  }

  /** Lets somebody in, wherever the window is. */
  async function enter(enterprise: string, login: string, password: string): Promise<void> {
    const { page } = running;
    await page.goto('app://rollcall/');
    await choose(main(page), 'Enterprise', enterprise);
    await trySignIn(page, login, password);
    await expectScreen(page, 'Statuses');
  }

  async function signOut(): Promise<void> {
    await running.page.goto('app://rollcall/~/me/statuses');
    await item('Menu', 'Sign out')(running.page);
    await expectScreen(running.page, 'Rollcall');
  }

  describe('in the administration', () => {
    test.each(administration)('$name', look);
    afterAll(() => handOver(running.page));
  });

  describe('outside', () => {
    test.each(outside)('$name', look);
  });

  describe('for a user with nothing', () => {
    beforeAll(() => enter('Bare', LOGINS.nora, world.code));
    test.each(nora)('$name', look);
    afterAll(signOut);
  });

  describe('for a user whose numbers are gone', () => {
    beforeAll(() => enter('Acme head office', LOGINS.eva, PASSWORD));
    test.each(eva)('$name', look);

    test('their account cannot be read', async () => {
      world.damage('ALTER TABLE status_template RENAME COLUMN settings TO spoiled');
      try {
        await look({ name: '', at: '/~/me/statuses', sees: 'Your account cannot be shown' });
      } finally {
        world.damage('ALTER TABLE status_template RENAME COLUMN spoiled TO settings');
      }
    });

    test('they are signed out', async () => {
      world.damage(`UPDATE sign_in SET generation = generation + 1 WHERE account_id = ${world.accounts.eva}`);
      await look({ name: '', at: '/', sees: /^You were signed out, since the password/ });
    });
  });

  describe('failed', () => {
    beforeAll(async () => {
      await button('Open as administrator')(running.page);
      await expect(running.page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
      world.damage(`ALTER TABLE status_template RENAME COLUMN settings TO spoiled;
        ALTER TABLE credential RENAME COLUMN hash TO spoiled`);
    });
    test.each(failed)('$name', look);
  });
});
