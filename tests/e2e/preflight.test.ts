import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';
import { ldifRecord, makePeople, toLdif } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, launchWith, source, suffix } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import { temporaryFolder } from './support/app.ts';
import {
  expect,
  expectAccounts,
  fillSynchronizer,
  formField,
  goTo,
  newSynchronizer,
  note,
  panel,
  runRows,
} from './support/screens.ts';

const missing = electronMissing ?? (slapdAvailable ? undefined : 'slapd not found');

describe.skipIf(missing)('the check of the whole directory', () => {
  let slapd: Slapd;
  beforeAll(async () => {
    const odd = ldifRecord(`uid=odd,ou=people,${suffix}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', 'odd'],
      ['cn', 'Odd'],
      ['sn', 'Odd'],
      ['givenName', 'a\u0001'],
    ]);
    slapd = await startSlapd({ ldif: `${toLdif(makePeople(200), suffix)}\n${odd}` });
  });
  afterAll(() => slapd.stop());

  test('names what would keep entries out before anything is saved, and exports the list', async () => {
    await using running = await launchWith(configuration(null));
    const { app, page } = running;
    await goTo(page, 'Synchronization');
    await newSynchronizer(page);
    const check = panel(page, 'Whole directory');
    const start = check.getByRole('button', { name: 'Check the whole directory' });

    // What is missing for a check is shown beside its field, as for a test.
    await start.click();
    await expect(formField(page, 'Base DN')).toHaveAttribute('aria-invalid', 'true');

    await fillSynchronizer(page, {
      description: source,
      domain: 'acme.example.com',
      server: 'OpenLDAP',
      url: slapd.url,
      baseDn: suffix,
      searchContext: 'ou=people',
      username: slapd.readerDn,
      password: slapd.readerPassword,
    });
    await start.click();
    await expect(check).toContainText('201 entries read; 200 can be imported.');
    const found = check.getByRole('list', { name: 'What was found' });
    await expect(found).toContainText('Warning entry.invalid-character: 1');
    await expect(found).toContainText('or set the synchronizer to replace invalid characters.');
    await found.getByText('Show').click();
    await expect(found.getByText(`givenName of uid=odd,ou=people,${suffix} holds`)).toBeVisible();
    const rates = check.getByRole('table', { name: 'How many entries fill each field' });
    await expect(rates.getByRole('row', { name: 'Login ID uid 100 %' })).toBeVisible();
    await expect(rates.getByRole('row', { name: 'E-mail mail 99 %' })).toBeVisible();

    const target = path.join(await temporaryFolder('export'), 'check.csv');
    await app.evaluate(({ dialog: dialogs }, filePath) => {
      dialogs.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, target);
    await check.getByRole('button', { name: 'Export the whole list as CSV' }).click();
    await expect(note(page, 'Saved')).toContainText(target);
    const lines = readFileSync(target, 'utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFFDN,Attribute,Code,Position,Code point,Message');
    expect(lines[1]).toContain(`"uid=odd,ou=people,${suffix}",givenName,entry.invalid-character,2,U+0001,`);
    expect(lines).toHaveLength(3);

    await fillSynchronizer(page, { searchContext: '' });
    await expect(check).toContainText('Settings changed since this check. Check again.');
    expect(running.logs.join('\n')).not.toContain(slapd.readerPassword);

    await goTo(page, 'Runs');
    await expect(runRows(page)).toHaveCount(0);
    await goTo(page, 'Accounts');
    await expectAccounts(page, '0 accounts');
  });

  test('can be cancelled while the server is silent, and says why a directory could not be read', async () => {
    const silent = await startScriptedLdap({ onSearch: () => undefined });
    onTestFinished(() => silent.stop());
    await using running = await launchWith(configuration(null));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await newSynchronizer(page);
    await fillSynchronizer(page, { server: 'OpenLDAP', url: silent.url, baseDn: suffix });
    const check = panel(page, 'Whole directory');
    const start = check.getByRole('button', { name: 'Check the whole directory' });
    await start.click();
    await expect(check.getByRole('progressbar', { name: 'Progress of the check' })).toBeVisible();
    await expect(check.getByRole('status')).toContainText('Connecting…');
    await expect.poll(() => silent.searches.length).toBe(1);
    await check.getByRole('button', { name: 'Cancel the check' }).click();
    await expect(start).toBeVisible();
    await Promise.all(silent.connections.map(({ closed }) => closed));

    await fillSynchronizer(page, { url: 'ldap://127.0.0.1:1' });
    await start.click();
    await expect(check).toContainText('Nothing could be read.');
    await expect(check).toContainText('ldap://127.0.0.1:1 cannot be reached: nothing listens on that port.');
    await expect(check).toContainText('ldap.unreachable');
  });
});
