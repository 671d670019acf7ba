/** Accessibility of PBX nodes, their form and their page: populated, empty and failed, light and dark (see axe.test.ts). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { device, exportTexts, mdug, pbx, prg, without } from '../support/pbx-node.ts';
import { launchApp, temporaryFolder, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { filledFolder, importInto, runOf } from './support/filled-folder.ts';
import { giveTo } from './support/person.ts';
import { columnRow, filesPanel, rowsOf } from './support/pbx-screens.ts';
import { dialog, expect, formField, main } from './support/screens.ts';
import { stage } from './support/stage.ts';

const LONG = 'A phone system whose name goes on and on to the very last one';

const office = pbx(
  [
    device('3000', 'desk', 'Eva Kane/R&D'),
    device('3001', 'uc', 'Eva Kane/r&d'),
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('4100', 'desk', 'Pat Ito/IT'),
    device('4101', 'uc', 'Pat Ito/IT'),
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
    device('5002', 'desk', 'Ted Fox/Ops'),
    device('8100', 'Voice Mail', 'Voice Mail'),
  ],
  [prg('4000', '4000', '4001'), mdug('4100', '4100', '4101')],
);

interface Look {
  name: string;
  at: string;
  before?: (page: Page) => Promise<unknown>;
  sees: string | RegExp | ((page: Page) => Locator);
}

const part = (name: string, sees: Look['sees']): Look => ({
  name: `a node, ${name}`,
  at: `/acme/pbx-nodes/HQ?tab=${name}`,
  sees,
});

const looks: Look[] = [
  { name: 'nodes', at: '/acme/pbx-nodes', sees: 'A newer export of HQ is there' },
  {
    name: 'the menu of a node',
    at: '/acme/pbx-nodes',
    before: (page) => page.getByRole('button', { name: 'Actions for HQ' }).click(),
    sees: (page) => page.getByRole('menuitem', { name: 'Edit' }),
  },
  {
    name: 'no nodes',
    at: '/bare/pbx-nodes',
    sees: (page) => page.getByRole('heading', { name: 'No PBX node yet' }),
  },
  { name: 'nodes in integrated mode', at: '/micollab/pbx-nodes', sees: 'MiCollab-integrated mode' },
  part('overview', 'Files of the last complete read'),
  part('issues', /^Of/),
  part('held', (page) => rowsOf(main(page), 'held numbers').getByText('4001', { exact: true })),
  part('not-assigned', 'The next synchronization goes by your answers'),
  part('accounts', 'Open in the account list'),
  part('runs', 'All runs of this node'),
  part('settings', 'The same person as 5000'),
  {
    ...part('issues', 'Two numbers, one person?'),
    name: 'the question whose two numbers are',
    at: '/acme/pbx-nodes/HQ?tab=issues&code=pbx.near-match',
    before: (page) => main(page).getByRole('button', { name: 'Same person… 3001, 3000' }).click(),
  },
  {
    ...part('not-assigned', 'This is the same number.'),
    name: 'the question with faults',
    before: async (page) => {
      await main(page).getByRole('button', { name: 'Two numbers, one person…' }).click();
      const question = dialog(page, 'Two numbers, one person?');
      await question.getByLabel('Number', { exact: true }).fill('3000');
      await question.getByLabel('The other number').fill('3000');
      await question.getByRole('button', { name: 'Same person' }).click();
    },
  },
  {
    ...part('not-assigned', (page) => rowsOf(main(page), 'answers').first()),
    name: 'a node, answers kept with it',
    before: (page) => page.getByText('1 answer kept with the node').click(),
  },
  {
    ...part('not-assigned', /^Put all devices of the user/),
    name: 'a node, not assigned, what to do',
    before: (page) => page.getByText('What to do').click(),
  },
  {
    name: 'a run with too few seats',
    at: '/acme/runs/1',
    sees: /^5 seats of Softphone were needed, 3 were free/,
  },
  { name: 'a node that was never synchronized', at: '/micollab/pbx-nodes/~3', sees: 'Never synchronized' },
  { name: 'no such node', at: '/acme/pbx-nodes/Nowhere', sees: /^There is no PBX node/ },
  { name: 'a new node', at: '/acme/pbx-nodes/~new', sees: /^Name the files or the folder/ },
  {
    name: 'a new node with faults',
    at: '/acme/pbx-nodes/~new',
    before: (page) => main(page).getByRole('button', { name: 'Save' }).click(),
    sees: (page) => page.getByText('Must not be empty').first(),
  },
  {
    name: 'the form, everything open',
    at: '/acme/pbx-nodes/~1/edit',
    before: async (page) => {
      await main(page).getByRole('button', { name: 'Show all columns' }).click();
      await main(page)
        .getByText(/device types in this export/)
        .click();
      await main(page).getByRole('button', { name: 'Show', exact: true }).click();
    },
    sees: (page) => columnRow(page, 'MAC address'),
  },
  {
    name: 'the form, a file that is not there',
    at: '/acme/pbx-nodes/~1/edit',
    before: (page) => formField(page, 'Users and devices').fill('/nowhere/users.csv'),
    sees: (page) => filesPanel(page).getByText('file.missing'),
  },
  {
    name: 'the question before a node is saved that cannot be read',
    at: '/acme/pbx-nodes/~1/edit',
    before: async (page) => {
      await formField(page, 'Users and devices').fill('/nowhere/users.csv');
      await filesPanel(page).getByText('file.missing').waitFor();
      await main(page).getByRole('button', { name: 'Save' }).click();
    },
    sees: (page) => dialog(page, 'The export cannot be read like this'),
  },
  {
    name: 'the question before a node is deleted',
    at: '/acme/pbx-nodes/HQ',
    before: (page) => main(page).getByRole('button', { name: 'Delete…' }).click(),
    sees: (page) => dialog(page, 'Delete a PBX node').getByText(/phone numbers of theirs/),
  },
  {
    name: 'the form in integrated mode',
    at: '/micollab/pbx-nodes/~3/edit',
    sees: 'MiCollab-integrated mode',
  },
];

/** With what is known of nodes spoiled. */
const failed: Look[] = [
  { name: 'a node', at: '/acme/pbx-nodes/~1', sees: 'The node cannot be shown' },
  { name: 'nodes', at: '/acme/pbx-nodes', sees: 'The PBX nodes cannot be shown' },
];

async function makeWorld(exports: string): Promise<{ dataFolder: string }> {
  const node = (name: string) => ({
    name,
    type: 'mivoice-business',
    files: {
      devices: path.join(exports, 'users.csv'),
      groups: [path.join(exports, 'prg.csv'), path.join(exports, 'mdug.csv')],
    },
  });
  const enterprise = (id: string, ...pbxNodes: object[]) => ({
    id,
    description: id,
    domain: `${id}.example.com`,
    synchronization: { type: 'pbx' },
    pbxNodes,
  });
  return filledFolder(async (client, folder) => {
    await importInto(client, folder, {
      rollcall: 1,
      enterprises: [
        {
          ...enterprise('acme', node('HQ'), node(LONG)),
          // Fewer than there are people.
          features: [{ name: 'Softphone', seats: 3 }],
          featureProfiles: [{ name: 'Phones', features: ['Softphone'] }],
          synchronization: { type: 'pbx', pbx: { featureProfile: 'Phones' } },
        },
        { ...enterprise('micollab', node('HQ')), mode: 'integrated' },
        enterprise('bare'),
      ],
    });
    const sync = async () =>
      runOf(client, await client.synchronization.start({ enterprise: 'acme', source: 'HQ' }));
    writeExport(exports, office);
    await sync();
    const { rows } = await client.accounts.query({
      enterprise: 'acme',
      text: 'Roe',
      sort: { column: 'loginId', descending: false },
      offset: 0,
      limit: 1,
    });
    const { accountId } = rows[0]!;
    await client.statuses.set({ accountId, name: 'Mobile', settings: { makeCallFrom: '4001' } });
    writeExport(exports, without(office, '4001'));
    await sync();
    const answer = { kind: 'same', with: '5000' } as const;
    await client.pbxNodes.answer({ sourceId: 1, answers: [{ number: '5001', answer }] });
    return {};
  });
}

function writeExport(folder: string, given: typeof office): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(exportTexts(given))) writeFileSync(path.join(folder, name), text);
}

describe.skipIf(electronMissing)('no rule of accessibility is broken', () => {
  let dataFolder = '';
  let running: RunningApp;
  beforeAll(async () => {
    const exports = await temporaryFolder('exports');
    ({ dataFolder } = await makeWorld(exports));
    writeExport(exports, office);
    giveTo((await stage()).person, exports);
    running = await launchApp({ dataFolder });
    await running.page.setViewportSize({ width: 1280, height: 2000 });
  });
  afterAll(() => running?.close());

  async function look({ at, before, sees }: Look): Promise<void> {
    const { page } = running;
    await page.goto(`app://rollcall${at}`);
    await expect(main(page)).toBeVisible();
    await before?.(page);
    const seen =
      typeof sees === 'function' ? sees(page) : page.getByText(sees).filter({ visible: true }).first();
    await expect(seen).toBeVisible({ timeout: 40_000 });
    await expect(page.locator('[aria-busy=true], .mantine-Skeleton-root')).toHaveCount(0);
    expect(await axeViolations(page)).toEqual([]);
  }

  test.each(looks)('$name', look);

  describe('failed', () => {
    const spoil = (sql: string) => {
      const database = new DatabaseSync(path.join(dataFolder, 'rollcall.db'), { timeout: 10_000 });
      database.exec(sql);
      database.close();
    };
    beforeAll(() =>
      spoil(`ALTER TABLE not_assigned RENAME COLUMN device_type TO spoiled;
        ALTER TABLE number RENAME COLUMN since TO spoiled`),
    );
    test('numbers held', () =>
      look({
        name: 'numbers held',
        at: '/acme/pbx-nodes/~1?tab=held',
        sees: 'The held numbers cannot be shown',
      }));
    test('not assigned', () =>
      look({
        name: 'not assigned',
        at: '/acme/pbx-nodes/~1?tab=not-assigned',
        sees: 'The devices cannot be shown',
      }));

    describe('altogether', () => {
      beforeAll(() => spoil('ALTER TABLE number RENAME COLUMN state TO spoiled_too'));
      test.each(failed)('$name', look);
    });
  });
});
