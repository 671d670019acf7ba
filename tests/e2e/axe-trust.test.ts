/** Accessibility of previews, held rows and undo: populated, empty and failed, light and dark (see axe.test.ts). */
import type { Locator, Page } from '@playwright/test';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import {
  demoConfiguration,
  demoEntriesAmiss,
  demoEntriesLater,
  startDemoDirectory,
} from '../../build/demo-data.ts';
import type { ScriptedLdap } from '../servers/scripted-ldap.ts';
import { launchApp, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { axeViolations } from './support/axe.ts';
import { filledFolder, importInto, runOf } from './support/filled-folder.ts';
import { dialog, expect, main } from './support/screens.ts';

/** What there is to look at: runs by what they did, and previews by their hash. */
interface World {
  dataFolder: string;
  runs: Record<'success' | 'undone' | 'undo' | 'held' | 'approval', number>;
  previews: { open: string; applied: string };
}

interface Look {
  name: string;
  at: string | ((world: World) => string);
  before?: (page: Page) => Promise<unknown>;
  sees: string | RegExp | ((page: Page) => Locator);
}

const button = (name: string | RegExp) => (page: Page) =>
  main(page).getByRole('button', { name }).first().click();
const choose = (page: Page) => main(page).getByRole('checkbox').nth(1).check();
const panel = (page: Page) => page.getByRole('tabpanel');
const steps =
  (...all: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of all) await step(page);
  };

const previewPart = (part: string): Look => ({
  name: `a preview, ${part}`,
  at: ({ previews }) => `/acme/previews/${previews.open}?tab=${part}`,
  sees: panel,
});

const looks: Look[] = [
  ...['created', 'updated', 'deleted', 'held', 'issues', 'evidence'].map(previewPart),
  {
    ...previewPart('held'),
    name: 'a preview, a held row opened',
    before: (page) => panel(page).getByRole('button', { expanded: false }).first().click(),
    sees: (page) => page.getByRole('table', { name: /^Fields of/ }),
  },
  {
    name: 'the question before a preview is applied',
    at: ({ previews }) => `/acme/previews/${previews.open}`,
    before: button('Apply these changes…'),
    sees: (page) => dialog(page, /^Apply these/),
  },
  {
    name: 'a preview that was applied',
    at: ({ previews }) => `/acme/previews/${previews.applied}`,
    sees: 'These changes were applied',
  },
  { name: 'no such preview', at: '/acme/previews/00000000', sees: 'There is no such preview' },
  { name: 'previews', at: '/acme/previews', sees: /^Would/ },
  { name: 'no previews', at: '/bare/previews', sees: 'No previews' },
  { name: 'Synchronization, with a preview', at: '/acme/synchronization', sees: '1 preview' },
  { name: 'held rows', at: '/acme/held', sees: /^Choose all/ },
  {
    name: 'held rows, some chosen',
    at: '/acme/held',
    before: choose,
    sees: /1 of \d+ chosen/,
  },
  {
    name: 'the question before rows are approved',
    at: '/acme/held',
    before: steps(button(/^Choose all/), button('Approve…')),
    sees: (page) => dialog(page, /^Approve \d+ deletions/),
  },
  {
    name: 'held rows, none found',
    at: '/acme/held',
    before: (page) => page.getByRole('textbox', { name: 'Filter waiting rows' }).fill('nobody at all'),
    sees: /^Nothing matches/,
  },
  { name: 'answers', at: '/acme/held?tab=answers', sees: /^Ask again$/ },
  { name: 'nothing waits', at: '/bare/held', sees: 'Nothing waits for you' },
  { name: 'no answers', at: '/bare/held?tab=answers', sees: 'No answers yet' },
  {
    name: 'a run, held rows',
    at: ({ runs }) => `/acme/runs/${runs.held}?tab=held`,
    sees: /wait here no more/,
  },
  {
    name: 'a run, all that it held',
    at: ({ runs }) => `/acme/runs/${runs.held}?tab=held`,
    before: button(/^Show all/),
    sees: (page) => page.getByRole('table', { name: 'Held rows' }),
  },
  {
    name: 'a run, rows chosen to be undone',
    at: ({ runs }) => `/acme/runs/${runs.success}?tab=created`,
    before: choose,
    sees: /^Undo for this account/,
  },
  {
    name: 'the question before rows are undone',
    at: ({ runs }) => `/acme/runs/${runs.success}?tab=created`,
    before: steps(choose, button(/^Undo for this account/)),
    sees: (page) => dialog(page, /^Undo 1 row/),
  },
  {
    name: 'the question before a run is undone',
    at: ({ runs }) => `/acme/runs/${runs.success}`,
    before: button('Undo…'),
    sees: (page) => dialog(page, /^Undo run/),
  },
  { name: 'a run that was undone', at: ({ runs }) => `/acme/runs/${runs.undone}`, sees: /^Undone by/ },
  { name: 'an undo', at: ({ runs }) => `/acme/runs/${runs.undo}`, sees: /^Undid run/ },
  { name: 'an approval', at: ({ runs }) => `/acme/runs/${runs.approval}`, sees: /^Approved:/ },
  {
    name: 'history settings',
    at: '/~/settings',
    before: (page) => page.getByLabel('Changes and issues, in days').fill('0'),
    sees: /^Must be 1 to/,
  },
];

/** With what was made of previews and held rows spoiled. */
const failed: Look[] = [
  { name: 'previews', at: '/acme/previews', sees: 'The previews cannot be shown' },
  {
    name: 'a preview',
    at: ({ previews }) => `/acme/previews/${previews.open}`,
    sees: 'This preview cannot be shown',
  },
  { name: 'held rows', at: '/acme/held', sees: 'The waiting rows cannot be shown' },
  { name: 'answers', at: '/acme/held?tab=answers', sees: 'The answers cannot be shown' },
  { name: 'history settings', at: '/~/settings', sees: 'How long history is kept cannot be asked for' },
];

function makeWorld(directory: ScriptedLdap): Promise<World> {
  return filledFolder(async (client, folder) => {
    const demo = demoConfiguration(directory.url);
    const bare = {
      id: 'bare',
      description: 'Bare',
      domain: 'bare.example.com',
      synchronization: { type: 'directory' },
    };
    await importInto(client, folder, { ...demo, enterprises: [...demo.enterprises, bare] });
    const run = async (started: Promise<{ jobId: number }>) => (await runOf(client, await started)).id;
    const preview = async () => {
      const { jobId } = await client.plans.preview({ enterprise: 'acme' });
      return (await client.plans.wait({ jobId })).previews[0]!.plan;
    };
    const success = await run(client.synchronization.start({ enterprise: 'acme' }));
    directory.change({ entries: demoEntriesLater() });
    const applied = await preview();
    const undone = await run(client.plans.apply({ plan: applied }));
    const undo = await run(client.runs.undo({ id: undone }));
    directory.change({ entries: demoEntriesAmiss() });
    const held = await run(client.synchronization.start({ enterprise: 'acme' }));
    const seen = (row: { heldId: number; runId: number }) => ({
      rows: [{ heldId: row.heldId, runId: row.runId }],
    });
    const { rows } = await client.held.list({ enterprise: 'acme', kind: 'delete', limit: 3 });
    await client.held.keep(seen(rows[0]!));
    await client.held.reject(seen(rows[1]!));
    const approval = await run(client.held.approve(seen(rows[2]!)));
    return {
      runs: { success, undone, undo, held, approval },
      previews: { applied, open: await preview() },
    };
  });
}

describe.skipIf(electronMissing)('no rule of accessibility is broken', () => {
  let world: World;
  let directory: ScriptedLdap;
  let running: RunningApp;
  beforeAll(async () => {
    directory = await startDemoDirectory(0);
    world = await makeWorld(directory);
    running = await launchApp({ dataFolder: world.dataFolder });
    await running.page.setViewportSize({ width: 1280, height: 2000 });
  });
  afterAll(async () => {
    await running?.close();
    directory?.destroyConnections();
    await directory?.stop();
  });

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

  test.each(looks)('$name', look);

  describe('failed', () => {
    beforeAll(() => {
      const database = new DatabaseSync(path.join(world.dataFolder, 'rollcall.db'), { timeout: 10_000 });
      database.exec(`ALTER TABLE plan RENAME COLUMN rests_on TO spoiled;
        ALTER TABLE plan RENAME COLUMN counters TO spoiled_too;
        ALTER TABLE held_row RENAME COLUMN login TO spoiled;
        ALTER TABLE remembered RENAME COLUMN login TO spoiled;
        INSERT OR REPLACE INTO setting (name, value) VALUES ('retention', '{')`);
      database.close();
    });
    test.each(failed)('$name', look);
    test('who works in the window', async () => {
      const database = new DatabaseSync(path.join(world.dataFolder, 'rollcall.db'), { timeout: 10_000 });
      // Whether there is a lock stands there.
      database.exec('ALTER TABLE setting RENAME COLUMN value TO spoiled');
      database.close();
      await look({ name: '', at: '/acme/previews', sees: 'Rollcall cannot tell who works in this window' });
    });
  });
});
