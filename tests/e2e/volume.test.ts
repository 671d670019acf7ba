/** 100,000 accounts in the window: what passes between page and engine stays small, whatever a person does. */
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { AccountBulk, openStore } from '../../electron/engine/store/index.ts';
import { emptyFields } from '../../shared/domain/account.ts';
import { makePeople } from '../servers/people.ts';
import { createSource, enterpriseValues } from '../support/store.ts';
import { launchApp, temporaryFolder, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { withEngine } from './support/filled-folder.ts';
import { portBytes, watchPorts } from './support/page-port.ts';
import { accountFilter, accountGrid, accountRow, expect, expectAccounts } from './support/screens.ts';

const ACCOUNTS = 100_000;
const people = makePeople(ACCOUNTS);

/** A data folder with everybody in it, written as a first synchronization would. */
async function fullFolder(): Promise<string> {
  const dataFolder = await temporaryFolder('data');
  const store = openStore(dataFolder);
  store.connection.exec('PRAGMA synchronous = OFF');
  const enterpriseId = store.enterprises.create(enterpriseValues('acme'), Date.now());
  // Two of them, so that there is something to choose from and the facets are shown.
  const sources = ['HQ directory', 'Branch'].map((name) => createSource(store, enterpriseId, name).sourceId);
  const bulk = new AccountBulk(store.connection);
  store.transaction(() =>
    bulk.loadIntoEmpty(() => {
      for (const [index, person] of people.entries()) {
        const fields = {
          ...emptyFields(),
          loginId: person.uid,
          firstName: person.givenName,
          lastName: person.sn,
          email: person.mail,
          department: person.departmentNumber,
          deskPhone: person.telephoneNumber,
          title: person.title,
        };
        const dn = `uid=${person.uid},dc=example,dc=com`;
        const key = Buffer.from(person.entryUUID ?? person.uid);
        const write = { key, keyAttribute: 'entryUUID', dn, hash: Buffer.alloc(16), fields };
        bulk.create(enterpriseId, sources[index % 2]!, write, null, 1);
      }
    }),
  );
  store.close();
  return dataFolder;
}

/** The login of the last account of the list, as the engine orders it. */
function lastLogin(dataFolder: string): Promise<string> {
  return withEngine(dataFolder, async (client) => {
    const sort = { column: 'lastName' as const, descending: false };
    const at = { offset: ACCOUNTS - 1, limit: 1 };
    const { rows } = await client.accounts.query({ enterprise: 'acme', sort, ...at });
    return rows[0]?.loginId ?? '';
  });
}

/** Kilobytes that pass while something is done, and until the list is at rest again. */
async function kilobytesOf(page: Page, act: () => Promise<unknown>): Promise<number> {
  const before = await portBytes(page);
  await act();
  await expect(accountGrid(page).getByRole('row', { name: /\w/ }).nth(1)).toBeVisible();
  await expect(accountGrid(page).locator('[aria-busy=true]')).toHaveCount(0);
  return ((await portBytes(page)) - before) / 1000;
}

/** Where the list stands: the number of the last row that is drawn, the header counted in. */
async function lastRow(page: Page): Promise<number> {
  const rows = accountGrid(page).getByRole('row');
  return Number(await rows.last().getAttribute('aria-rowindex'));
}

function say(what: string, kilobytes: number): void {
  process.stdout.write(`volume: ${what}: ${kilobytes.toFixed(1)} KB\n`);
}

describe.skipIf(electronMissing)(`${ACCOUNTS.toLocaleString('en')} accounts`, () => {
  let running: RunningApp;
  let page: Page;
  let last: string;
  beforeAll(async () => {
    const dataFolder = await fullFolder();
    last = await lastLogin(dataFolder);
    running = await launchApp({ dataFolder });
    ({ page } = running);
  });
  afterAll(() => running?.close());

  test('opening them moves less than 200 KB', async () => {
    await watchPorts(page, '/acme/accounts');
    await kilobytesOf(page, async () => {
      await expectAccounts(page, '100,000 accounts');
      await expect(page.getByRole('combobox', { name: 'Source' })).toBeVisible();
    });
    const opened = (await portBytes(page)) / 1000;
    say('opening the list', opened);
    // Something was counted at all.
    expect(opened).toBeGreaterThan(10);
    expect(opened).toBeLessThan(200);
  });

  test('the last of them is one key away, and so is the first', async () => {
    const first = await accountGrid(page).getByRole('row').nth(1).textContent();
    await accountGrid(page).focus();
    const down = await kilobytesOf(page, async () => {
      await page.keyboard.press('End');
      await expect(accountRow(page, last)).toBeVisible();
    });
    expect(await lastRow(page)).toBe(ACCOUNTS + 1);
    const up = await kilobytesOf(page, async () => {
      await page.keyboard.press('Home');
      await expect(accountGrid(page).getByRole('row').nth(1)).toHaveText(first ?? '');
    });
    say('to the end', down);
    say('back to the start', up);
    expect(down).toBeLessThan(80);
    // It was read before.
    expect(up).toBeLessThan(1);
  });

  test('scrolling reads what comes to rest on the screen, and nothing twice', async () => {
    const scroll = async (pixels: number) => {
      const from = await lastRow(page);
      await page.mouse.wheel(0, pixels);
      await expect.poll(() => lastRow(page)).not.toBe(from);
    };
    await accountGrid(page).hover();
    const steps: number[] = [];
    for (let step = 0; step < 20; step += 1) steps.push(await kilobytesOf(page, () => scroll(640)));
    const total = steps.reduce((sum, each) => sum + each, 0);
    say('20 steps of 20 rows', total);
    say('the largest of them', Math.max(...steps));
    expect(Math.max(...steps)).toBeLessThan(80);
    expect(total).toBeLessThan(300);
    const back = await kilobytesOf(page, () => scroll(-20 * 640));
    say('back over the same rows', back);
    expect(back).toBeLessThan(1);
  });

  test('flying through the list reads nothing on the way', async () => {
    const flown = await kilobytesOf(page, async () => {
      await accountGrid(page).evaluate(async (grid) => {
        for (let at = 1; at <= 120; at += 1) {
          grid.scrollTop = (grid.scrollHeight * at) / 200;
          await new Promise(requestAnimationFrame);
        }
      });
      await expect.poll(() => lastRow(page)).toBeGreaterThan(ACCOUNTS / 2);
    });
    say('flying over 60,000 rows', flown);
    expect(flown).toBeLessThan(150);
  });

  test('the filter follows while it is typed', async () => {
    const someone = people[77_777]!;
    // Slower than the list waits for, so that it follows every letter, and then as fast as it goes.
    const name = someone.sn.slice(0, 6);
    const slowly = await kilobytesOf(page, async () => {
      await accountFilter(page).pressSequentially(name, { delay: 250 });
      await expect(accountGrid(page).getByText(name).first()).toBeVisible();
    });
    say(`typing ${name.length} letters slowly`, slowly);
    expect(slowly).toBeLessThan(name.length * 40);
    const quickly = await kilobytesOf(page, async () => {
      await accountFilter(page).fill('');
      await accountFilter(page).pressSequentially(someone.mail, { delay: 20 });
      await expectAccounts(page, '1 of 100,000 accounts');
    });
    await expect(accountRow(page, someone.uid)).toBeVisible();
    say(`typing ${someone.mail.length} letters quickly`, quickly);
    expect(quickly).toBeLessThan(120);
    const cleared = await kilobytesOf(page, async () => {
      await page.getByRole('button', { name: 'Clear filter' }).click();
      await expectAccounts(page, '100,000 accounts');
    });
    say('clearing it', cleared);
    expect(cleared).toBeLessThan(60);
  });
});
