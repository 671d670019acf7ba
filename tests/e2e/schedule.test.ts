import { describe, onTestFinished, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, entriesOf, launchWith, source } from './support/acme.ts';
import { launchApp, temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import {
  accountGrid,
  apply,
  applyButton,
  chooseEnterprise,
  choose,
  chooseType,
  dialog,
  expect,
  expectAccounts,
  expectOutcome,
  fillEnterprise,
  formField,
  goTo,
  main,
  openSynchronizer,
  panel,
  saveButton,
  statusLine,
  syncNow,
  synchronizerRow,
  typeCard,
} from './support/screens.ts';

/** Nothing listens there: these stories do not synchronize. */
const nowhere = { url: 'ldap://127.0.0.1:1' };

describe.skipIf(electronMissing)('the Synchronization tab', () => {
  test('a schedule shows its next times, is refused while it is not whole, and is applied', async () => {
    await using running = await launchWith(configuration(nowhere));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await expect(statusLine(page)).toContainText('No schedule');
    await expect(applyButton(page)).toBeHidden();

    const schedule = panel(page, 'Schedule');
    const times = schedule.getByRole('list', { name: /^Next times/ }).getByRole('listitem');
    await schedule.getByText('Daily', { exact: true }).click();
    await schedule.getByLabel('At', { exact: true }).fill('02:00');
    await schedule.getByRole('switch', { name: 'Synchronize by schedule' }).click();
    await expect(schedule.getByText('Every day at 02:00')).toBeVisible();
    await expect(times).toHaveText(Array.from({ length: 5 }, () => / 0?2:00/));
    await expect(times.first()).toHaveText(/^(today|tomorrow) /);
    await apply(page);
    await expect(statusLine(page)).toContainText(/Next: (today|tomorrow) 0?2:00/);

    await schedule.getByText('Weekly', { exact: true }).click();
    await schedule.getByRole('button', { name: 'Every day' }).click();
    await schedule.getByRole('button', { name: 'No day' }).click();
    await expect(schedule.getByText('Choose at least one day')).toBeVisible();
    await expect(applyButton(page)).toBeDisabled();
    await expect(times).toHaveCount(0);
    await schedule.getByRole('checkbox', { name: 'Monday' }).check();
    await schedule.getByRole('checkbox', { name: 'Thursday' }).check();
    await expect(schedule.getByText('Every Monday and Thursday at 02:00')).toBeVisible();
    await expect(times).toHaveCount(5);
    await apply(page);
    await goTo(page, 'Overview');
    await goTo(page, 'Synchronization');
    await expect(schedule.getByRole('checkbox', { name: 'Thursday' })).toBeChecked();
    await expect(schedule.getByRole('checkbox', { name: 'Friday' })).not.toBeChecked();
    await expect(statusLine(page)).toContainText(/Next: \w+ 0?2:00/);
  });

  test('each type shows its own controls only, and what is set for PBX nodes is found after a restart', async () => {
    const dataFolder = await temporaryFolder('data');
    const file = configuration(nowhere, { featureProfiles: [{ name: 'Road warriors' }] });
    {
      await using running = await launchWith(file, { dataFolder });
      const { page } = running;
      await goTo(page, 'Synchronization');
      const profile = main(page).getByRole('combobox', { name: 'Feature profile' });
      await expect(panel(page, 'Synchronizers')).toBeVisible();
      await expect(profile).toBeHidden();

      await chooseType(page, 'none');
      await expect(typeCard(page, 'none')).toBeChecked();
      await expect(panel(page, 'Synchronizers')).toBeHidden();
      await expect(panel(page, 'Schedule')).toBeHidden();
      await expect(profile).toBeHidden();
      await expect(main(page).getByRole('link', { name: 'Add account' })).toBeVisible();

      await typeCard(page, 'pbx').click();
      await expect(panel(page, 'Synchronizers')).toBeHidden();
      await expect(panel(page, 'Schedule')).toBeVisible();
      await expect(panel(page, 'PBX nodes')).toContainText('There is no PBX node yet.');
      await choose(main(page), 'Feature profile', 'Road warriors');
      await main(page).getByRole('checkbox', { name: 'Synchronize Dynamic Extensions only' }).check();
      await apply(page);
      await expect(typeCard(page, 'pbx')).toBeChecked();
      expect(await running.close()).toBe(0);
    }
    await using again = await launchApp({ dataFolder });
    const { page } = again;
    await goTo(page, 'Synchronization');
    await expect(typeCard(page, 'pbx')).toBeChecked();
    await expect(main(page).getByRole('combobox', { name: 'Feature profile' })).toHaveValue('Road warriors');
    await expect(
      main(page).getByRole('checkbox', { name: 'Synchronize Dynamic Extensions only' }),
    ).toBeChecked();
    // The synchronizer waits where it was.
    await chooseType(page, 'directory');
    await expect(synchronizerRow(page, source)).toBeVisible();
  });

  test('in integrated mode everything is seen, disabled, with the reason; synchronizing and the schedule work', async () => {
    const server = await startScriptedLdap({ entries: entriesOf(makePeople(20)) });
    onTestFinished(() => server.stop());
    await using running = await launchWith(configuration({ url: server.url }));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await chooseEnterprise(page, /^Edit acme/);
    const form = dialog(page, 'Edit acme');
    await fillEnterprise(form, { mode: 'Integrated' });
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form).toBeHidden();

    const reason = /runs in integrated mode: this is configured in MiCollab, not here/;
    await expect(main(page).getByText(reason).first()).toBeVisible();
    for (const type of ['none', 'directory', 'pbx'] as const) {
      await expect(typeCard(page, type)).toBeDisabled();
      await expect(typeCard(page, type)).toHaveAccessibleDescription(reason);
    }
    await expect(typeCard(page, 'directory')).toBeChecked();
    await expect(main(page).getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
    await synchronizerRow(page, source)
      .getByRole('button', { name: /^Actions/ })
      .click();
    await expect(page.getByRole('menuitem', { name: 'Duplicate' })).toBeDisabled();
    await expect(page.getByRole('menuitem', { name: /^Delete/ })).toBeDisabled();
    await page.keyboard.press('Escape');

    await openSynchronizer(page, source);
    await expect(main(page).getByText(reason).first()).toBeVisible();
    await expect(saveButton(page)).toBeDisabled();
    for (const label of ['Description', 'LDAP path', 'Base DN', 'User query']) {
      await expect(formField(page, label)).toBeDisabled();
    }
    await expect(formField(page, 'LDAP path')).toHaveValue(server.url);

    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expectOutcome(page, source, 'Success');
    const schedule = panel(page, 'Schedule');
    await schedule.getByText('Daily', { exact: true }).click();
    await schedule.getByLabel('At', { exact: true }).fill('02:00');
    await schedule.getByRole('switch', { name: 'Synchronize by schedule' }).click();
    await apply(page);
    await expect(statusLine(page)).toContainText(/Next: (today|tomorrow) 0?2:00/);

    await goTo(page, 'Accounts');
    await expectAccounts(page, '20 accounts');
    await expect(main(page).getByText(reason).first()).toBeVisible();
    await expect(main(page).getByRole('button', { name: 'Add account' })).toBeDisabled();
    await accountGrid(page).getByRole('row').nth(1).click();
    const account = page.getByRole('complementary');
    await expect(account.getByRole('button', { name: 'Edit' })).toBeDisabled();
    await expect(account.getByRole('button', { name: /^Delete/ })).toBeDisabled();
    await expect(account.getByText(reason)).toBeVisible();
  });
});
