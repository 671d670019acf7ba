import type { Page } from '@playwright/test';
import { describe, onTestFinished, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, entriesOf, launchWith, source } from './support/acme.ts';
import type { RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { rollcall } from './support/command.ts';
import {
  accountFilter,
  chooseEnterprise,
  dialog,
  expect,
  expectAccounts,
  expectEnterprise,
  expectFact,
  expectIdle,
  expectOutcome,
  fillEnterprise,
  goTo,
  lastGoodRun,
  main,
  newRun,
  newestRun,
  note,
  openOutcome,
  panel,
  progressOf,
  runningIndicator,
  runRows,
  statusLine,
  syncButton,
  syncNow,
  synchronizerRow,
} from './support/screens.ts';

const few = entriesOf(makePeople(30));
const many = entriesOf(makePeople(90));
/** Slow enough that what runs can be seen and stopped: the whole list takes some seconds. */
const slow = { entries: many, entryDelayMs: 40 };

async function directory() {
  const server = await startScriptedLdap({ entries: few });
  onTestFinished(() => server.stop());
  return { server, file: configuration({ url: server.url, pageSize: 10 }) };
}

/** Opens another window, as the menu does. */
async function newWindow({ app }: RunningApp): Promise<Page> {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label.includes('File'));
    file?.submenu?.items.find(({ label }) => label === 'New Window')?.click();
  });
  return opened;
}

describe.skipIf(electronMissing)('while the window is open', () => {
  test('a synchronization is cancelled, and changes nothing', async () => {
    const { server, file } = await directory();
    await using running = await launchWith(file, { synchronized: true });
    const { page } = running;
    await goTo(page, 'Synchronization');
    const before = await newestRun(page);
    server.change(slow);
    await syncButton(page).click();
    await expect(progressOf(page, source)).toBeVisible();
    await expect(synchronizerRow(page, source)).toContainText(/Reading, [1-9]\d* entr/);
    await synchronizerRow(page, source)
      .getByRole('button', { name: /^cancel/i })
      .click();
    await newRun(page, before);
    await openOutcome(page, source, 'Cancelled', 'This synchronization was cancelled. Nothing was changed.');
    await expect(main(page).getByText('run.cancelled')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '30 accounts');
    // The last good run is still the first one.
    await goTo(page, 'Synchronization');
    await expect(lastGoodRun(page, source)).toHaveAttribute('href', before!);
  });

  test('a run of the command line appears by itself', async () => {
    const { server, file } = await directory();
    await using running = await launchWith(file, { synchronized: true });
    const { page } = running;
    const other = await newWindow(running);
    await goTo(page, 'Accounts');
    await expectAccounts(page, '30 accounts');
    await goTo(other, 'Runs');
    await expect(runRows(other)).toHaveCount(1);

    server.change(slow);
    const command = rollcall(running.dataFolder, ['sync']);
    await expect(runningIndicator(page)).toHaveAccessibleName(/^1 running/);
    await expect(panel(other, 'Running now')).toContainText(new RegExp(`^Running now${source}`));
    expect(await command).toMatchObject({ status: 0 });

    await expect(runRows(other)).toHaveCount(2);
    await expect(runRows(other).first()).toContainText('Success');
    await expect(panel(other, 'Running now')).toBeHidden();
    await expectAccounts(page, '90 accounts');
    await expect(statusLine(page)).toContainText('90 read, 60 changed');
    await expectIdle(page);
  });

  test('two windows of one data folder agree', async () => {
    const { file } = await directory();
    await using running = await launchWith(file);
    const { page } = running;
    const other = await newWindow(running);
    await goTo(page, 'Overview');
    await goTo(other, 'Synchronization');

    await chooseEnterprise(page, /^Edit acme/);
    const form = dialog(page, 'Edit acme');
    await fillEnterprise(form, { description: 'Acme of the north' });
    await form.getByRole('button', { name: 'Save' }).click();
    await expectEnterprise(page, 'Acme of the north');
    await expectEnterprise(other, 'Acme of the north');

    // And the other way round: what runs in one is seen in both, and so is what came of it.
    await syncNow(other);
    await expectOutcome(other, source, 'Success');
    await expect(statusLine(page)).toContainText('30 read, 30 changed');
    await expectFact(panel(page, 'Accounts'), 'In total', '30');
  });

  test('an engine that dies in the middle of a run is replaced, and nothing is lost', async () => {
    const { server, file } = await directory();
    await using running = await launchWith(file, { synchronized: true, env: { ROLLCALL_TEST: '1' } });
    const { app, page } = running;
    await goTo(page, 'Synchronization');
    server.change(slow);
    await syncButton(page).click();
    await expect(synchronizerRow(page, source)).toContainText(/Reading, [1-9]\d* entr/);
    await goTo(page, 'Accounts');
    await accountFilter(page).fill('an');

    // The new engine is quick: the banner is looked for in every frame.
    const banner = page.waitForFunction(() =>
      /engine stopped and is being restarted/.test(document.body.innerText),
    );
    await app.evaluate(async () => {
      await (
        globalThis as unknown as { rollcallTest: { killEngine(): Promise<number> } }
      ).rollcallTest.killEngine();
    });
    await banner;
    await expect(note(page, /engine stopped/)).toBeHidden();
    await expectIdle(page);
    await expect(accountFilter(page)).toHaveValue('an');
    await accountFilter(page).fill('');
    await expectAccounts(page, '30 accounts');
    await goTo(page, 'Synchronization');
    await openOutcome(
      page,
      source,
      'Interrupted',
      /cut off before it saved anything\. Nothing was changed\.$/,
    );

    server.change({ entries: many, entryDelayMs: 0 });
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expectOutcome(page, source, 'Success');
    await goTo(page, 'Accounts');
    await expectAccounts(page, '90 accounts');
  });
});
