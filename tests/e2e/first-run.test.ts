import { describe, onTestFinished, test } from 'vitest';
import { makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd } from '../servers/slapd.ts';
import { launchApp, temporaryFolder } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import {
  acceptKeyFile,
  accountFilter,
  accountPanel,
  accountRow,
  attributeField,
  chooseType,
  createEnterprise,
  expect,
  expectAccounts,
  expectEnterprise,
  expectFact,
  expectNumber,
  expectIdle,
  expectOutcome,
  expectSaved,
  expectScreen,
  fillSynchronizer,
  goTo,
  main,
  newestRun,
  newRun,
  newSynchronizer,
  openOutcome,
  openSynchronizer,
  panel,
  progressOf,
  runningIndicator,
  runRows,
  saveButton,
  statusLine,
  syncButton,
  syncNow,
  synchronizerRow,
  testConnection,
  testStep,
} from './support/screens.ts';

const people = makePeople(1000);
const someone = people[500]!;

describe.skipIf(electronMissing ?? (slapdAvailable ? undefined : 'slapd not found'))(
  'from the first run',
  () => {
    test('to 1,000 accounts, an edit, a restart, and a directory that is gone', async () => {
      const slapd = await startSlapd({ ldif: toLdif(people, 'dc=example,dc=com') });
      onTestFinished(() => slapd.stop());
      const folders = {
        dataFolder: await temporaryFolder('data'),
        userData: await temporaryFolder('settings'),
      };

      {
        await using running = await launchApp(folders);
        const { page } = running;
        await expectScreen(page, 'Welcome to Rollcall');
        await createEnterprise(page, {
          id: 'acme',
          description: 'Acme head office',
          domain: 'acme.example.com',
        });
        await expectScreen(page, 'Synchronization');
        await chooseType(page, 'directory');

        await newSynchronizer(page);
        await fillSynchronizer(page, {
          description: 'HQ directory',
          domain: 'acme.example.com',
          server: 'OpenLDAP',
          url: slapd.url,
          baseDn: slapd.suffix,
          searchContext: 'ou=people',
          username: slapd.readerDn,
          password: slapd.readerPassword,
        });
        const test = await testConnection(page);
        await expect(testStep(page, /connect and sign in/i, 'OK')).toBeVisible();
        await expect(testStep(page, /five entries/i, 'OK')).toContainText('5 entries');
        await test.getByText(/^5 samples of/).click();
        await expect(test.getByText(/^uid=.*,ou=people,dc=example,dc=com$/)).toHaveCount(5);
        await expect(test.getByText(/^Login ID: /)).toHaveCount(5);
        await saveButton(page).click();
        await acceptKeyFile(page);
        await expectSaved(page, 'HQ directory');

        // A directory that answers nothing for a moment, so that the beginning is there to be seen.
        const before = await newestRun(page);
        process.kill(slapd.pid, 'SIGSTOP');
        await syncButton(page).click();
        await expect(progressOf(page, 'HQ directory')).toBeVisible();
        await expect(runningIndicator(page)).toHaveAccessibleName(/^1 running/);
        process.kill(slapd.pid, 'SIGCONT');
        await newRun(page, before);
        await openOutcome(page, 'HQ directory', 'Success', 'Created 1,000.');
        await expectFact(main(page), 'Read', '1,000');
        await expect(page.getByRole('tab', { name: 'Created 1,000' })).toHaveAttribute(
          'aria-selected',
          'true',
        );

        await goTo(page, 'Accounts');
        await expectAccounts(page, '1,000 accounts');
        await accountFilter(page).fill(someone.mail);
        await expectAccounts(page, '1 of 1,000 accounts');
        await accountRow(page, someone.uid).click();
        const account = accountPanel(page, someone.cn);
        await expectFact(account, 'Login ID', someone.uid);
        await expectFact(account, 'Department', someone.departmentNumber);
        await expectNumber(account, someone.telephoneNumber);

        await goTo(page, 'Synchronization');
        await openSynchronizer(page, 'HQ directory');
        await fillSynchronizer(page, { description: 'Head office directory' });
        await attributeField(page, 'Title').fill('title');
        await saveButton(page).click();
        await expectSaved(page, 'Head office directory');
        await expect(synchronizerRow(page, 'HQ directory')).toBeHidden();
        await syncNow(page);
        await openOutcome(page, 'Head office directory', 'Success', 'Changed 1,000.');
        expect(await running.close()).toBe(0);
      }

      {
        await using running = await launchApp(folders);
        const { page } = running;
        await expectEnterprise(page, 'Acme head office');
        await expectIdle(page);
        await expect(statusLine(page)).toContainText('Head office directory');
        await expect(statusLine(page)).toContainText('1,000 read, 1,000 changed');
        await goTo(page, 'Synchronization');
        await expectOutcome(page, 'Head office directory', 'Success');
        await goTo(page, 'Runs');
        await expect(runRows(page)).toHaveCount(2);
        await goTo(page, 'Accounts');
        await expectAccounts(page, '1,000 accounts');
        await accountFilter(page).fill(someone.uid);
        await accountRow(page, someone.uid).click();
        await expectFact(accountPanel(page, someone.cn), 'Title', someone.title);
        expect(await running.close()).toBe(0);
      }

      await slapd.stop();
      await using offline = await launchApp(folders);
      const { page } = offline;
      await goTo(page, 'Overview');
      await expect(panel(page, 'Accounts')).toContainText('1,000');
      await goTo(page, 'Synchronization');
      await expectOutcome(page, 'Head office directory', 'Success');
      await syncNow(page);
      await expectOutcome(page, 'Head office directory', 'Failed');
      await expect(main(page).getByText(/cannot be reached: nothing listens on that port\./)).toBeVisible();
      await expect(main(page).getByText('ldap.unreachable')).toBeVisible();
      await openOutcome(
        page,
        'Head office directory',
        'Failed',
        /^The directory could not be read\. Nothing was changed\.$/,
      );
      await goTo(page, 'Accounts');
      await expectAccounts(page, '1,000 accounts');
    });
  },
);
