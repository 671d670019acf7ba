/**
 * `npm run screenshots`: takes pictures of every screen, light and dark, on the demo's data, into docs/screenshots
 * (or `--to FOLDER`), in a real Electron on a screen of its own. `--few` takes the main screens, light, only.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { launchApp, temporaryFolder } from '../tests/e2e/support/app.ts';
import { giveTo } from '../tests/e2e/support/person.ts';
import { stage, strikeStage } from '../tests/e2e/support/stage.ts';
import { buildApp } from './app.ts';
import {
  demoConfiguration,
  demoEntriesAmiss,
  demoEntriesLater,
  rollcall,
  startDemoDirectory,
} from './demo-data.ts';
import { findElectron } from './electron-runtime.ts';
import { projectFolder } from './output.ts';

const few = process.argv.includes('--few');
const to = process.argv.includes('--to') ? process.argv[process.argv.indexOf('--to') + 1] : undefined;
const folder = path.resolve(to ?? path.join(projectFolder, 'docs', 'screenshots'));

/** One picture: where it is taken, and what is done there first. */
interface Picture {
  name: string;
  address: string;
  /** What must be seen before the picture is taken. */
  sees: (page: Page) => ReturnType<Page['getByText']>;
  before?: (page: Page) => Promise<void>;
  /** Among the few. */
  main?: boolean;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first();

const pictures: Picture[] = [
  { name: 'overview', address: '/acme/overview', sees: heading('Overview'), main: true },
  { name: 'synchronization', address: '/acme/synchronization', sees: heading('Synchronizers'), main: true },
  {
    name: 'synchronizer',
    address: '/acme/synchronization/1',
    sees: (page) => page.getByText('Five entries').first(),
    before: (page) => page.getByRole('button', { name: 'Test connection' }).click(),
    main: true,
  },
  {
    name: 'field-mappings',
    address: '/acme/synchronization/1',
    sees: (page) => page.getByRole('table', { name: 'Field mappings' }),
    before: async (page) => {
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('Five entries').first().waitFor();
      await page.getByRole('table', { name: 'Field mappings' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'delete-synchronizer',
    address: '/acme/synchronization',
    sees: (page) => page.getByRole('dialog'),
    before: async (page) => {
      await page.getByRole('button', { name: 'Actions for HQ directory' }).click();
      await page.getByRole('menuitem', { name: /Delete/ }).click();
    },
  },
  {
    name: 'accounts',
    address: '/acme/accounts',
    sees: (page) => page.getByText('Adébáyò').first(),
    main: true,
  },
  {
    name: 'account',
    address: '/acme/accounts',
    sees: (page) => page.getByRole('heading', { name: /Bakker/ }).first(),
    before: (page) => page.getByText('Anouk').first().click(),
    main: true,
  },
  { name: 'runs', address: '/acme/runs', sees: heading('Runs'), main: true },
  { name: 'run', address: '/acme/runs/2', sees: heading(/Run 2/), main: true },
  { name: 'run-issues', address: '/acme/runs/2?tab=issues', sees: heading(/Run 2/) },
  { name: 'run-held', address: '/acme/runs/3?tab=held', sees: heading(/Run 3/), main: true },
  { name: 'run-evidence', address: '/acme/runs/3?tab=evidence', sees: heading(/Run 3/) },
  {
    name: 'preview',
    address: '/acme/previews',
    sees: heading(/^Preview of/),
    before: (page) => page.getByRole('link', { name: /^Would/ }).click(),
    main: true,
  },
  { name: 'held', address: '/acme/held', sees: heading('Held rows'), main: true },
  {
    name: 'approve',
    address: '/acme/held',
    sees: (page) => page.getByRole('dialog'),
    before: async (page) => {
      await page.getByRole('button', { name: /^Choose all/ }).click();
      await page.getByRole('button', { name: 'Approve…' }).click();
    },
  },
  {
    name: 'undo',
    address: '/acme/runs/2',
    sees: (page) => page.getByRole('dialog'),
    before: (page) => page.getByRole('button', { name: 'Undo…' }).click(),
  },
  { name: 'pbx-nodes', address: '/acme/pbx-nodes', sees: heading('PBX Nodes') },
  { name: 'settings', address: '/~/settings', sees: heading('Settings') },
  {
    name: 'search',
    address: '/acme/overview',
    sees: (page) => page.getByText('Anouk Bakker').first(),
    before: async (page) => {
      await page.getByRole('button', { name: /Search or command/ }).click();
      await page.getByPlaceholder(/Accounts, synchronizers/).fill('bakk');
    },
  },
  {
    name: 'new-enterprise',
    address: '/acme/overview',
    sees: (page) => page.getByRole('dialog'),
    before: async (page) => {
      await page.getByRole('button', { name: /Enterprise:/ }).click();
      await page.getByRole('option', { name: /New Enterprise/ }).click();
    },
  },
];

try {
  const runtime = await findElectron();
  say(`${runtime.note}.`);
  await buildApp(runtime.runtime);
  await takeAll();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  strikeStage();
}

async function takeAll(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const directory = await startDemoDirectory(0);
  try {
    const dataFolder = await temporaryFolder('screenshots');
    const emptyFolder = await temporaryFolder('first-run');
    await fill(dataFolder, directory);
    for (const theme of few ? (['light'] as const) : (['light', 'dark'] as const)) {
      await take(emptyFolder, theme, [
        {
          name: 'first-run',
          address: '/',
          sees: (page) => page.getByRole('main').getByRole('button').first(),
        },
      ]);
      await take(dataFolder, theme, few ? pictures.filter(({ main }) => main) : pictures);
    }
  } finally {
    await directory.stop();
  }
}

/** Three synchronizations: the first, one some weeks later with a preview before it, and one on a day when too many people are missing. */
async function fill(
  dataFolder: string,
  directory: Awaited<ReturnType<typeof startDemoDirectory>>,
): Promise<void> {
  const input = JSON.stringify(demoConfiguration(directory.url));
  await rollcall(dataFolder, ['config', 'import', '-'], { input, show: false });
  await rollcall(dataFolder, ['sync'], { show: false });
  directory.change({ entries: demoEntriesLater() });
  await rollcall(dataFolder, ['sync', '--preview'], { show: false });
  await rollcall(dataFolder, ['sync'], { show: false });
  directory.change({ entries: demoEntriesAmiss() });
  await rollcall(dataFolder, ['sync'], { show: false });
  giveTo((await stage()).person, dataFolder);
}

async function take(dataFolder: string, theme: 'light' | 'dark', wanted: Picture[]): Promise<void> {
  const app = await launchApp({ dataFolder, colorScheme: theme });
  try {
    const { page } = app;
    await page.getByRole('main').waitFor();
    for (const { name, address, sees, before } of wanted) {
      await page.goto(`app://rollcall${address}`);
      await page.getByRole('main').waitFor();
      await before?.(page);
      await sees(page).waitFor();
      // Skeletons are gone, and so is whatever moves.
      await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
      const file = path.join(folder, `${name}-${theme}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
      say(path.relative(process.cwd(), file));
    }
  } finally {
    await app.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
