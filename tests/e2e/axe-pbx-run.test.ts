/** Accessibility of what other screens show of PBX nodes: runs, held rows, numbers, accounts (see axe.test.ts). */
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { device, pbx, prg, withDevice, without } from '../support/pbx-node.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { mustRollcall, rollcall } from './support/command.ts';
import { launchWithNode } from './support/pbx-screens.ts';
import { dialog, expect, main } from './support/screens.ts';

const office = pbx(
  [
    device('3000', 'desk', 'Eva Kane/R&D'),
    device('3001', 'uc', 'Eva Kane/R&D'),
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('7000', 'desk', 'Ian Poe/Legal'),
  ],
  [prg('4000', '4000', '4001')],
);

interface Look {
  name: string;
  at: string;
  before?: (page: Page) => Promise<unknown>;
  sees: string | RegExp | ((page: Page) => Locator);
}

const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const steps =
  (...all: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of all) await step(page);
  };

/** Opens a number of the list. */
const number = (text: string) => (page: Page) =>
  page.getByRole('gridcell', { name: text, exact: true }).first().click();

const looks: Look[] = [
  { name: 'the PBX Node type', at: '/acme/synchronization', sees: /^HQ: 1 change waits for you/ },
  {
    name: 'the PBX Node type, a box that is not applied',
    at: '/acme/synchronization',
    before: (page) => page.getByRole('checkbox', { name: 'Synchronize Dynamic Extensions only' }).check(),
    sees: /^Not applied yet\. After Apply/,
  },
  { name: 'the Overview', at: '/acme/overview', sees: /gone from the PBX and kept/ },
  { name: 'numbers', at: '/acme/numbers', sees: 'Eva Kane (3000)' },
  { name: 'held numbers', at: '/acme/numbers?view=held', sees: 'Max Roe (4000)' },
  { name: 'no conflicts', at: '/acme/numbers?view=conflicts', sees: 'No conflicts' },
  { name: 'manual numbers', at: '/acme/numbers?view=manual', sees: '+49 (30) 12-34' },
  { name: 'no number that matches', at: '/acme/numbers?text=nobody', sees: 'No number matches the filter' },
  {
    name: 'the columns of numbers',
    at: '/acme/numbers',
    before: button(/^Columns of/),
    sees: /^Who must act$/,
  },
  {
    name: 'a held number',
    at: '/acme/numbers?view=held',
    before: number('4001'),
    sees: /^Deleted on the phone system; kept/,
  },
  {
    name: 'a number of an account that is gone',
    at: '/acme/numbers?view=held',
    before: number('7000'),
    sees: 'Release and delete…',
  },
  {
    name: 'the question before statuses are re-pointed',
    at: '/acme/numbers?view=held',
    before: steps(number('4001'), button('Re-point…')),
    sees: (page) => dialog(page, /^Re-point/).getByRole('list', { name: 'Statuses that change' }),
  },
  {
    name: 'the question before a number is deleted',
    at: '/acme/numbers?view=manual',
    before: steps(number('+49 (30) 12-34'), button('Delete…')),
    sees: (page) => dialog(page, 'Delete number'),
  },
  {
    name: 'the question before an account is released',
    at: '/acme/numbers?view=held',
    before: steps(number('7000'), button('Release and delete…')),
    sees: (page) => dialog(page, 'Release and delete'),
  },
  {
    name: 'an account, statuses',
    at: '/acme/accounts?text=Roe',
    before: number('Roe'),
    sees: /Broken: calls cannot/,
  },
  {
    name: 'an account that is gone',
    at: '/acme/accounts?text=Poe',
    before: number('Poe'),
    sees: /^Release and/,
  },
  {
    name: 'held rows that ask for the person',
    at: '/acme/held',
    sees: (page) => page.getByRole('button', { name: 'Same person: 5000' }),
  },
  {
    name: 'the question before a new person takes a number',
    at: '/acme/held',
    before: button('New person: 5000'),
    sees: (page) => dialog(page, /^New person/),
  },
  { name: 'a run, numbers', at: '/acme/runs/2?tab=numbers', sees: 'number kept' },
  {
    name: 'a run, a change of numbers',
    at: '/acme/runs/2?tab=updated',
    before: button('3000'),
    sees: /^removed 3001 Softphone/,
  },
  { name: 'a run, evidence', at: '/acme/runs/2?tab=evidence', sees: 'Files' },
];

describe.skipIf(electronMissing)('no rule of accessibility is broken', () => {
  let running: Awaited<ReturnType<typeof launchWithNode>>;
  beforeAll(async () => {
    running = await launchWithNode({
      synchronized: true,
      write: (files) => files.write(office),
      overrides: {
        accounts: [
          { loginId: 'lobby', lastName: 'Lobby', numbers: [{ number: '+49 (30) 12-34', kind: 'external' }] },
        ],
      },
    });
    const { dataFolder, files, page } = running;
    for (const [login, phone] of [
      ['4000', '4001'],
      ['7000', '7000'],
    ] as const)
      await mustRollcall(dataFolder, ['statuses', 'set', login, 'Mobile', '--make-call-from', phone]);
    const later = without(office, '4001', '3001', '7000');
    files.write(withDevice(later, '5000', { firstName: 'Tom', lastName: 'Berg' }));
    await rollcall(dataFolder, ['sync']);
    await page.setViewportSize({ width: 1280, height: 2000 });
  });
  afterAll(() => running?.close());

  async function look({ at, before, sees }: Look): Promise<void> {
    const { page } = running;
    await page.goto(`app://rollcall${at}`);
    await expect(main(page)).toBeVisible();
    await before?.(page);
    const seen =
      typeof sees === 'function' ? sees(page) : page.getByText(sees).filter({ visible: true }).first();
    await expect(seen).toBeVisible();
    await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0);
    expect(await axeViolations(page)).toEqual([]);
  }

  test.each(looks)('$name', look);

  describe('failed', () => {
    beforeAll(() => {
      const database = new DatabaseSync(path.join(running.dataFolder, 'rollcall.db'), { timeout: 10_000 });
      // The list itself is kept in memory, what is shown of its rows is not.
      for (const column of ['origin', 'since'])
        database.exec(`ALTER TABLE number RENAME COLUMN ${column} TO spoiled_${column}`);
      database.close();
    });
    test('numbers', () => look({ name: 'numbers', at: '/acme/numbers', sees: 'The numbers cannot be read' }));
    test('a number', () =>
      look({ name: 'a number', at: '/acme/numbers?number=1:3000', sees: 'The number cannot be read' }));
  });
});
