/** Phone numbers of many people that are gone from the phone system, and kept by what points at them. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import type { EngineClient } from '../../../electron/engine/index.ts';
import { device, NodeFiles, pbx, prg, without } from '../../support/pbx-node.ts';
import { configuration } from './acme.ts';
import { launchApp, temporaryFolder, type LaunchOptions, type RunningApp } from './app.ts';
import { axeViolations } from './axe.ts';
import { filledFolder, importInto, runOf } from './filled-folder.ts';
import { giveTo } from './person.ts';
import { expect, goTo, main } from './screens.ts';
import { stage } from './stage.ts';

/** People with a desk phone and a softphone each; the softphones go. */
const PEOPLE = ['Ann Ash', 'Ben Boe', 'Cid Coe', 'Dan Doe'];
const office = pbx(
  PEOPLE.flatMap((name, index) => [
    device(`${3000 + 10 * index}`, 'desk', `${name}/R&D`),
    device(`${3001 + 10 * index}`, 'uc', `Softphone ${index}`),
  ]),
  PEOPLE.map((_, index) => prg(`${3000 + 10 * index}`, `${3000 + 10 * index}`, `${3001 + 10 * index}`)),
);

/** An app in which the softphones of all are gone, and held: Dan's by a status that an administrator defined. */
export async function launchWithHeld(
  options: Partial<LaunchOptions> = {},
  more: { accounts?: object[] } = {},
): Promise<RunningApp> {
  const files = new NodeFiles(await temporaryFolder('exports'), 'HQ');
  files.write(office);
  const { dataFolder } = await filledFolder(async (client, folder) => {
    await importInto(
      client,
      folder,
      configuration(null, {
        synchronization: { type: 'pbx' },
        pbxNodes: [files.entry()],
        ...more,
      }),
    );
    await synchronize(client);
    const sort = { column: 'loginId', descending: false } as const;
    const people = { enterprise: 'acme', group: 'PRG', sort, offset: 0, limit: 10 } as const;
    const { rows } = await client.accounts.query(people);
    for (const [index, { accountId, loginId }] of rows.entries()) {
      const makeCallFrom = String(Number(loginId) + 1);
      await client.statuses.set({
        ...{ accountId, name: 'Mobile', settings: { makeCallFrom } },
        ...(index === 3 ? { locked: true } : {}),
      });
    }
    files.write(without(office, '3001', '3011', '3021', '3031'));
    await synchronize(client);
    return {};
  });
  giveTo((await stage()).person, files.folder);
  return launchApp({ ...options, dataFolder });
}

async function synchronize(client: EngineClient): Promise<void> {
  await runOf(client, await client.synchronization.start({ enterprise: 'acme' }));
}

/** The row of a number in the list. */
export function numberRow(page: Page, number: string): Locator {
  return main(page)
    .getByRole('grid', { name: 'Numbers' })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: number, exact: true }) });
}

/** What can be done with the numbers that are chosen. */
export function bulkBar(page: Page): Locator {
  return main(page).getByRole('group', { name: 'Chosen numbers' });
}

/** The row of a number in a preview. */
export function previewRow(question: Locator, number: string): Locator {
  return question
    .getByRole('table', { name: 'What would change' })
    .getByRole('row')
    .filter({ hasText: number });
}

/** Opens the list of held numbers. */
export async function showHeld(page: Page): Promise<void> {
  await goTo(page, 'Numbers');
  await main(page).getByRole('radiogroup', { name: 'Saved views' }).getByText(/^Held/).click();
  await expect(numberRow(page, '3001')).toBeVisible();
}

/** What is on the clipboard. */
export async function clipboardOf(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText());
}

/** Has dialogs for a place to save answered with this one; null: cancelled. */
export async function saveTo(app: ElectronApplication, file: string | null): Promise<void> {
  await app.evaluate(({ dialog: dialogs }, filePath) => {
    dialogs.showSaveDialog = () =>
      Promise.resolve(filePath === null ? { canceled: true, filePath: '' } : { canceled: false, filePath });
  }, file);
}

/** What is seen now is as it should be for everybody; a picture of it for whoever asks for one. */
export async function look(page: Page, name: string): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
  const folder = process.env['ROLLCALL_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const file = path.join(folder, `${name}-${colorScheme}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
