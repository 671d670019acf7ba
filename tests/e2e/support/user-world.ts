/** A user of a phone system, who works in the window of an administrator who handed it over. */
import type { Locator, Page } from '@playwright/test';
import type { EngineClient } from '../../../electron/engine/index.ts';
import type { Status } from '../../../shared/contract/index.ts';
import { device, NodeFiles, pbx, prg, without } from '../../support/pbx-node.ts';
import { configuration } from './acme.ts';
import { launchApp, temporaryFolder, type LaunchOptions, type RunningApp } from './app.ts';
import { mustRollcall, rollcall } from './command.ts';
import { filledFolder, importInto, runOf } from './filled-folder.ts';
import { giveTo } from './person.ts';
import { expect, expectScreen } from './screens.ts';
import { stage } from './stage.ts';

/** The login of Eva, who has a desk phone and a softphone: 6000 and 6001. */
export const LOGIN = '6000';

const office = pbx(
  [
    device('6000', 'desk', 'Eva Kane/R&D'),
    device('6001', 'uc', 'Softphone 1'),
    device('7000', 'desk', 'Ian Poe/Legal'),
  ],
  [prg('6000', '6000', '6001')],
);

/** How Eva's account is before the app starts. */
export interface EvaOptions extends Partial<LaunchOptions> {
  /** Statuses that are set, by name. */
  statuses?: Record<string, Partial<Pick<Status, 'makeCallFrom' | 'whenBusy' | 'whenNoAnswer' | 'locked'>>>;
  /** Numbers that an administrator added. */
  added?: readonly string[];
  /** Whether the phone system has lost her softphone, and was synchronized since. */
  gone?: boolean;
}

export interface EvaWorld extends RunningApp {
  readonly dataFolder: string;
  readonly files: NodeFiles;
  /** What she signs in with for the first time. */
  readonly code: string;
}

/** Starts the app with Eva's account. */
export async function launchEva(options: EvaOptions = {}): Promise<EvaWorld> {
  const files = new NodeFiles(await temporaryFolder('exports'), 'HQ');
  files.write(office);
  const { statuses = {}, added = [], gone = false, ...launch } = options;
  const { dataFolder, code } = await filledFolder(async (client, folder) => {
    await importInto(
      client,
      folder,
      configuration(null, { synchronization: { type: 'pbx' }, pbxNodes: [files.entry()] }),
    );
    await synchronize(client);
    const accountId = await accountOf(client);
    if (added.length > 0) await addNumbers(client, accountId, added);
    for (const [name, { locked, ...settings }] of Object.entries(statuses)) {
      await client.statuses.set({ accountId, name, settings, ...(locked === undefined ? {} : { locked }) });
    }
    if (gone) {
      files.write(without(office, '6001'));
      await synchronize(client);
    }
    return { code: (await client.signIns.makeCode({ accountId })).code };
  });
  giveTo((await stage()).person, files.folder);
  const running = await launchApp({ ...launch, dataFolder });
  return Object.assign(running, { dataFolder, files, code });
}

/** The phone system loses her softphone while the app is open, and is synchronized. */
export async function loseSoftphone({ files, dataFolder }: EvaWorld): Promise<void> {
  files.write(without(office, '6001'));
  const { status, stdout, stderr } = await rollcall(dataFolder, ['sync']);
  // What is kept, and who is on no account, are warnings.
  if (status !== 0 && status !== 2) throw new Error(`The sync ended with ${status}: ${stdout}${stderr}`);
}

/** The administrator points whatever uses a number of Eva's elsewhere. */
export async function repointForEva({ dataFolder }: EvaWorld, from: string, to: string): Promise<void> {
  await mustRollcall(dataFolder, ['numbers', 'repoint', LOGIN, from, to]);
}

/** The administrator sets a status of hers. */
export async function setForEva({ dataFolder }: EvaWorld, name: string, ...rest: string[]): Promise<void> {
  await mustRollcall(dataFolder, ['statuses', 'set', LOGIN, name, ...rest]);
}

/** Sets the lock of administration, as a command would. */
export async function setLock({ dataFolder }: EvaWorld, password: string): Promise<void> {
  await mustRollcall(dataFolder, ['lock', 'set'], `${password}\n`);
}

/** The administrator hands the window over. */
export async function handOver(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hand over to a user' }).click();
  await expectScreen(page, 'Rollcall');
}

/** Types what somebody signs in with, and presses the button. */
export async function trySignIn(page: Page, loginId: string, password: string): Promise<void> {
  await page.getByLabel('Login ID').fill(loginId);
  await page.getByLabel('Password or one-time code', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Hands the window over to Eva, who signs in. */
export async function signInEva({ page, code }: EvaWorld): Promise<void> {
  await handOver(page);
  await trySignIn(page, LOGIN, code);
  await expectScreen(page, 'Statuses');
}

/** A page of hers, in the navigation. */
export function pageLink(page: Page, name: 'Statuses' | 'Numbers' | 'History'): Locator {
  return page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: new RegExp(`^${name}`) });
}

/** Opens a page of hers. */
export async function openPage(page: Page, name: 'Statuses' | 'Numbers' | 'History'): Promise<void> {
  await pageLink(page, name).click();
  await expectScreen(page, name);
}

/** The row of one of her numbers. */
export function myNumber(page: Page, number: string): Locator {
  return page
    .getByRole('table', { name: 'Numbers' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader').getByText(number, { exact: true }) });
}

/** What deletes one of her numbers, in its row. */
export function deleteButton(page: Page, number: string): Locator {
  return myNumber(page, number).getByRole('button', { name: `Delete ${number}` });
}

/** What is said above every page of numbers that are gone. */
export function banner(page: Page): Locator {
  return page.getByRole('region', { name: 'Numbers that are gone' });
}

/** A status of hers in the list. */
export function statusLink(page: Page, name: string): Locator {
  return page
    .getByRole('navigation', { name: 'Statuses' })
    .getByRole('link', { name: new RegExp(`^${name}`) });
}

/** The editor of a status. */
export function editor(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** Waits until a number is not among hers any more. */
export async function expectNumberGone(page: Page, number: string): Promise<void> {
  await expect(myNumber(page, LOGIN)).toBeVisible();
  await expect(myNumber(page, number)).toHaveCount(0);
}

async function synchronize(client: EngineClient): Promise<void> {
  await runOf(client, await client.synchronization.start({ enterprise: 'acme' }));
}

async function accountOf(client: EngineClient): Promise<number> {
  const { rows } = await client.numbers.list({ enterprise: 'acme', search: LOGIN });
  const row = rows.find(({ loginId }) => loginId === LOGIN);
  if (row === undefined) throw new Error('Eva has no account');
  return row.accountId;
}

async function addNumbers(client: EngineClient, accountId: number, added: readonly string[]): Promise<void> {
  const { version } = await client.accounts.get({ accountId });
  const numbers = added.map((number) => ({ number, kind: 'other' as const }));
  await client.accounts.update({ accountId, version, account: { numbers } });
}
