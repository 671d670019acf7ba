/** The PBX Nodes tab, a node's form and its page, as a person uses them. */
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { NodeFiles } from '../../support/pbx-node.ts';
import { configuration } from './acme.ts';
import { launchApp, temporaryFolder, type RunningApp } from './app.ts';
import { importConfiguration, rollcall } from './command.ts';
import { giveTo } from './person.ts';
import { dialog, expect, expectScreen, goTo, main, newestRun, newRun, panel } from './screens.ts';
import { stage } from './stage.ts';

/** What the state of a node is called. */
export type StateWord =
  'Never synchronized' | 'Synchronized' | 'Synchronized with warnings' | 'Held' | 'Failed' | 'Disabled';

/** A part of a node's page. */
export type PartName =
  'Overview' | 'Issues' | 'Numbers held' | 'Not assigned' | 'Accounts' | 'Runs' | 'Settings';

/** An app whose Enterprise gets its accounts from PBX nodes, and export files of a node that it may read. */
export async function launchWithNode(
  options: {
    /** Whether the node is configured already. */
    configured?: boolean;
    synchronized?: boolean;
    write?: (files: NodeFiles) => void;
    overrides?: Record<string, unknown>;
    node?: Record<string, unknown>;
  } = {},
): Promise<RunningApp & { dataFolder: string; files: NodeFiles }> {
  const files = new NodeFiles(await temporaryFolder('exports'), 'HQ');
  options.write?.(files);
  giveTo((await stage()).person, files.folder);
  const dataFolder = await temporaryFolder('data');
  const file = configuration(null, {
    synchronization: { type: 'pbx' },
    pbxNodes: options.configured === false ? [] : [files.entry(options.node)],
    ...options.overrides,
  });
  await importConfiguration(dataFolder, file);
  if (options.synchronized) {
    const { status, stdout, stderr } = await rollcall(dataFolder, ['sync']);
    // Who is on no account is a warning.
    if (status !== 0 && status !== 2) throw new Error(`The sync ended with ${status}: ${stdout}${stderr}`);
  }
  const running = await launchApp({ dataFolder });
  return Object.assign(running, { files, dataFolder });
}

/** Has the next dialog for files or a folder answered with these. */
export async function answerFileDialog(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: filePaths.length === 0, filePaths: [...filePaths] });
  }, paths);
}

/** The row of a node in the table of the tab. */
export function nodeRow(page: Page, name: string): Locator {
  return main(page)
    .getByRole('table', { name: 'PBX nodes' })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) });
}

/** Chooses an entry of a node's menu. */
export async function nodeMenu(page: Page, name: string, entry: string | RegExp): Promise<void> {
  await nodeRow(page, name)
    .getByRole('button', { name: /^Actions/ })
    .click();
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Opens a node's page from the tab. */
export async function openNode(page: Page, name: string): Promise<void> {
  await goTo(page, 'PBX Nodes');
  await nodeRow(page, name).getByRole('link', { name, exact: true }).click();
  await expectScreen(page, name);
}

/** Opens a part of a node's page. */
export async function openPart(page: Page, part: PartName): Promise<Locator> {
  const tab = main(page).getByRole('tab', { name: new RegExp(`^${part}( [\\d,]+)?$`) });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  return main(page).getByRole('tabpanel', { name: new RegExp(`^${part}`) });
}

/** Waits until a node's page says that it stands so. */
export async function expectState(page: Page, state: StateWord): Promise<void> {
  await expect(main(page).getByText(state, { exact: true }).first()).toBeVisible();
}

/** Synchronizes the node whose page is shown, and waits for its run. */
export async function syncNode(page: Page): Promise<void> {
  const before = await newestRun(page);
  await main(page).getByRole('button', { name: 'Sync now', exact: true }).first().click();
  await newRun(page, before);
}

/** What the files of a form were found to say. */
export function filesPanel(page: Page): Locator {
  return panel(page, 'What the files say');
}

/** The row of a column in the mapper. */
export function columnRow(page: Page, column: string): Locator {
  return main(page)
    .getByRole('table', { name: /^Columns of / })
    .getByRole('row')
    .filter({ hasText: column });
}

/** The rows of a table of a node's page. */
export function rowsOf(scope: Locator, table: string): Locator {
  return scope
    .getByRole('table', { name: table })
    .getByRole('row')
    .filter({ hasNot: scope.page().getByRole('columnheader') });
}

/** Agrees to save although the export cannot be read as it is. */
export async function saveInDoubt(page: Page): Promise<void> {
  await dialog(page, 'The export cannot be read like this')
    .getByRole('button', { name: 'Save anyway' })
    .click();
}
