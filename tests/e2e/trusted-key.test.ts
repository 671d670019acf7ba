import { describe, test } from 'vitest';
import { makePeople, personDn } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, launchWith, source, suffix } from './support/acme.ts';
import { electronMissing } from './support/available.ts';

// By a computed name: its types are Node's, and those of the page's crypto, which these tests know, are not the same.
const certificates = new URL('../servers/certificates.ts', import.meta.url).href;
const { selfSigned } = (await import(certificates)) as {
  selfSigned: (name: string) => Promise<{ certificate: string; key: string }>;
};
import {
  acceptKeyFile,
  expect,
  expectOutcome,
  expectSaved,
  fillSynchronizer,
  formField,
  goTo,
  main,
  newSynchronizer,
  openSynchronizer,
  panel,
  saveButton,
  syncNow,
  testConnection,
  testStep,
} from './support/screens.ts';

const bindDn = `cn=reader,${suffix}`;
const password = 'a-secret-for-the-right-server-only';

describe.skipIf(electronMissing)('a server whose certificate no CA vouches for', () => {
  test('shows its key, which is trusted with a click, and refused when it is another one', async () => {
    const entries = makePeople(3).map((person) => ({
      dn: personDn(person, suffix),
      attributes: {
        objectClass: ['inetOrgPerson'],
        entryUUID: [person.entryUUID ?? ''],
        uid: [person.uid],
        sn: [person.sn],
      },
    }));
    const tls = await selfSigned('127.0.0.1');
    await using server = Object.assign(
      await startScriptedLdap({ entries, credentials: { [bindDn]: password }, tls, ldaps: true }),
      { [Symbol.asyncDispose]: () => server.stop() },
    );
    await using running = await launchWith(configuration(null));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await newSynchronizer(page);
    await fillSynchronizer(page, {
      description: source,
      domain: 'acme.example.com',
      server: 'OpenLDAP',
      url: server.url,
      baseDn: suffix,
      searchContext: 'ou=people',
      username: bindDn,
      password,
    });
    await testConnection(page);
    const signIn = testStep(page, /connect and sign in/i, 'Failed');
    await expect(signIn).toContainText('its certificate is self-signed');
    const shown = panel(page, 'Connection test').getByRole('list', { name: /certificates of the server/i });
    await expect(shown).toContainText('CN=127.0.0.1');
    await expect(shown).toContainText('Key sha256/');
    const pin = formField(page, 'Trusted key');
    await expect(pin).toHaveValue('');
    expect(server.requests).toHaveLength(0);

    await panel(page, 'Connection test').getByRole('button', { name: 'Trust this key' }).click();
    await expect(pin).toHaveValue(/^sha256\/[A-Za-z0-9+/]{43}=$/);
    await expect(shown).toContainText(await pin.inputValue());
    await expect(panel(page, 'Connection test')).toContainText('Settings changed since this test.');
    await testConnection(page);
    await expect(testStep(page, /connect and sign in/i, 'OK')).toContainText('trusted by its key');
    await expect(shown).toBeHidden();
    await saveButton(page).click();
    await acceptKeyFile(page);
    await expectSaved(page, source);
    await syncNow(page);
    await expectOutcome(page, source, 'Success');

    const before = server.requests.length;
    server.change({ tls: await selfSigned('127.0.0.1') });
    await openSynchronizer(page, source);
    await testConnection(page);
    await expect(testStep(page, /connect and sign in/i, 'Failed')).toContainText(
      'does not have the key that is trusted',
    );
    expect(server.requests).toHaveLength(before);
    await main(page).getByRole('button', { name: 'Clear the trusted key' }).click();
    await expect(pin).toHaveValue('');
    await expect(main(page).getByRole('button', { name: 'Clear the trusted key' })).toBeHidden();
  });
});
