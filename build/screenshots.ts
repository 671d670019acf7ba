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
import { PBX_ENTERPRISE, pbxEnterprise, writePbxFiles } from './demo-pbx.ts';
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
  before?: (page: Page, dataFolder: string) => Promise<void>;
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
  { name: 'pbx-nodes', address: '/harbor/pbx-nodes', sees: heading('PBX Nodes'), main: true },
  { name: 'pbx-node', address: '/harbor/pbx-nodes/HQ', sees: heading('HQ'), main: true },
  {
    name: 'pbx-node-not-assigned',
    address: '/harbor/pbx-nodes/HQ?tab=not-assigned',
    sees: (page) => page.getByText('5202').first(),
    main: true,
  },
  {
    name: 'pbx-node-issues',
    address: '/harbor/pbx-nodes/HQ?tab=issues&code=pbx.near-match',
    before: (page) =>
      page
        .getByRole('button', { name: /^Same person…/ })
        .first()
        .scrollIntoViewIfNeeded(),
    sees: (page) => page.getByRole('button', { name: /^Same person…/ }).first(),
  },
  {
    name: 'pbx-two-numbers',
    address: '/harbor/pbx-nodes/HQ?tab=issues&code=pbx.near-match',
    before: (page) =>
      page
        .getByRole('button', { name: /^Same person…/ })
        .first()
        .click(),
    sees: (page) => page.getByRole('dialog'),
  },
  {
    name: 'pbx-node-settings',
    address: '/harbor/pbx-nodes/HQ?tab=settings',
    sees: (page) => page.getByText('Softphone MAC prefix').first(),
  },
  {
    name: 'pbx-node-numbers-held',
    address: '/harbor/pbx-nodes/HQ?tab=held',
    sees: (page) => page.getByText('6001').first(),
  },
  {
    name: 'pbx-node-files',
    address: '/harbor/pbx-nodes/~2/edit',
    sees: (page) => page.getByText(/a synchronization would make/).first(),
  },
  {
    name: 'pbx-synchronization',
    address: '/harbor/synchronization',
    sees: (page) => page.getByText('Synchronize Dynamic Extensions only').first(),
    main: true,
  },
  { name: 'pbx-run', address: '/harbor/runs/6', sees: heading(/Run 6/), main: true },
  {
    name: 'pbx-run-numbers',
    address: '/harbor/runs/6?tab=numbers',
    before: (page) => page.getByText('deleted on the PBX').first().scrollIntoViewIfNeeded(),
    sees: heading(/Run 6/),
  },
  {
    name: 'pbx-run-evidence',
    address: '/harbor/runs/6?tab=evidence',
    before: (page) => page.getByText('mdug.csv').last().scrollIntoViewIfNeeded(),
    sees: heading(/Run 6/),
  },
  {
    name: 'pbx-preview',
    address: '/harbor/previews',
    sees: heading(/^Preview of/),
    before: (page) =>
      page
        .getByRole('link', { name: /^Would/ })
        .first()
        .click(),
  },
  { name: 'pbx-same-person', address: '/harbor/held', sees: heading('Held rows') },
  { name: 'numbers', address: '/harbor/numbers', sees: heading('Numbers'), main: true },
  {
    name: 'numbers-held',
    address: '/harbor/numbers?view=held',
    sees: (page) => page.getByText('6001').first(),
  },
  {
    name: 'numbers-repoint',
    address: '/harbor/numbers?view=held',
    sees: (page) => page.getByRole('dialog').getByRole('table'),
    before: async (page) => {
      await page.getByRole('checkbox', { name: /6001/ }).first().check();
      await page.getByRole('button', { name: 'Re-point…' }).click();
    },
  },
  {
    name: 'status-templates',
    address: '/harbor/statuses',
    sees: heading('Status templates'),
    before: (page) =>
      page
        .getByRole('button', { name: /^Mobile/ })
        .first()
        .click(),
    main: true,
  },
  { name: 'pbx-features', address: '/harbor/features', sees: heading('Features'), main: true },
  {
    name: 'features',
    address: '/acme/features',
    sees: (page) => page.getByRole('cell', { name: 'Softphone' }).first(),
    before: async (page) => {
      const form = page.getByRole('form', { name: 'New feature' });
      const there = page.getByRole('cell', { name: 'Softphone', exact: true });
      await page.getByText('No licensed feature yet').or(there).first().waitFor();
      // The pictures of the other colours have made it.
      if (await there.isVisible()) return;
      await page.getByRole('button', { name: 'Add feature', exact: true }).click();
      await form.getByLabel('Feature').fill('Softphone');
      await form.getByLabel('Seats in all').fill('500');
      await form.getByRole('button', { name: 'Add' }).click();
    },
  },
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
  // From here on it is a user's window.
  {
    name: 'sign-in',
    address: '/',
    sees: heading('Rollcall'),
    before: async (page) => {
      await page.getByRole('button', { name: 'Hand over to a user' }).click();
      await page.getByLabel('Login ID').waitFor();
    },
  },
  {
    name: 'user-statuses',
    address: '/',
    sees: (page) => page.getByLabel('Make call from').first(),
    before: async (page, dataFolder) => {
      await signIn(page, dataFolder);
      await page
        .getByRole('link', { name: /^Mobile/ })
        .last()
        .click();
    },
    main: true,
  },
  { name: 'user-numbers', address: '/~/me/numbers', sees: heading('Numbers') },
  { name: 'user-history', address: '/~/me/history', sees: heading('History') },
];

/** Somebody whose number is stuck signs in, with a one-time code. */
async function signIn(page: Page, dataFolder: string): Promise<void> {
  const { output } = await rollcall(
    dataFolder,
    ['codes', '--enterprise', PBX_ENTERPRISE, '--login', '6000', '--json'],
    { show: false },
  );
  const { codes } = JSON.parse(output) as { codes: { code: string }[] };
  const leave = page.getByRole('button', { name: 'Hand over to a user' });
  await leave.or(page.getByLabel('Login ID')).first().waitFor();
  if (await leave.isVisible()) await leave.click();
  await page.getByRole('combobox', { name: 'Enterprise' }).click();
  await page.getByRole('option', { name: /[Hh]arbor/ }).click();
  await page.getByLabel('Login ID').fill('6000');
  await page.getByLabel('Password or one-time code', { exact: true }).fill(codes[0]!.code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Statuses' }).first().waitFor();
}

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

/**
 * Of the directory three synchronizations: the first, one some weeks later with a preview before it, and one on a day
 * when too many people are missing. Of the phone systems two, with a preview between them.
 */
async function fill(
  dataFolder: string,
  directory: Awaited<ReturnType<typeof startDemoDirectory>>,
): Promise<void> {
  const acme = ['--enterprise', 'acme'];
  const harbor = ['--enterprise', PBX_ENTERPRISE];
  const exportsFolder = path.join(dataFolder, 'exports');
  const quietly = (...args: string[]) => rollcall(dataFolder, args, { show: false });
  writePbxFiles(exportsFolder, 'first');
  const { enterprises, ...rest } = demoConfiguration(directory.url);
  const input = JSON.stringify({ ...rest, enterprises: [...enterprises, pbxEnterprise(exportsFolder)] });
  await rollcall(dataFolder, ['config', 'import', '-'], { input, show: false });
  await quietly('sync', ...acme);
  directory.change({ entries: demoEntriesLater() });
  await quietly('sync', '--preview', ...acme);
  await quietly('sync', ...acme);
  directory.change({ entries: demoEntriesAmiss() });
  await quietly('sync', ...acme);
  await quietly('sync', ...harbor);
  await quietly('statuses', 'set', '6000', 'Mobile', '--make-call-from', '6001', ...harbor);
  writePbxFiles(exportsFolder, 'later');
  await quietly('sync', '--preview', ...harbor, '--source', 'HQ');
  await quietly('sync', ...harbor, '--source', 'HQ');
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
      await before?.(page, dataFolder);
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
