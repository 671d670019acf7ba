import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ldifRecord } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { configuration, enterpriseId, readerOf, sourceName, Workbench } from './workbench.ts';

const ldif = ldifRecord('uid=ann,ou=people,dc=example,dc=com', [
  ['objectClass', 'inetOrgPerson'],
  ['uid', 'ann'],
  ['cn', 'Ann Lee'],
  ['sn', 'Lee'],
  ['givenName', 'Ann'],
  ['mail', 'ann@example.com'],
  ['street', '1 Main Street'],
  ['mobile', '+1 613 555 0100'],
]);

/** None of them is the name that slapd answers with. */
const aliases = {
  loginId: 'userID',
  firstName: 'gn',
  lastName: 'surname',
  email: 'rfc822Mailbox',
  location: 'streetAddress',
  mobile: 'mobileTelephoneNumber',
  displayName: 'commonName',
};
const fields = {
  loginId: 'ann',
  firstName: 'Ann',
  lastName: 'Lee',
  email: 'ann@example.com',
  location: '1 Main Street',
  mobile: '+1 613 555 0100',
  displayName: 'Ann Lee',
};

describe.skipIf(!slapdAvailable)('attributes mapped by another of their names (needs slapd)', () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif });
  });
  afterAll(() => slapd.stop());

  it('fill their fields, in a synchronization and in the test of a source', async () => {
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), mapping: aliases }));
    expect(await bench.synchronize()).toMatchObject({ outcome: 'success', counters: { created: 1 } });
    expect(await bench.account('ann')).toMatchObject(fields);
    const test = await bench.client.sources.test({ enterprise: enterpriseId, source: sourceName });
    expect(test.steps.map((step) => step.result)).toEqual(['ok', 'ok', 'ok']);
    expect(test.samples).toMatchObject([{ fields }]);
  });
});
