import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeAuthority } from '../servers/certificates.ts';
import { makePeople, toLdif } from '../servers/people.ts';
import { startScriptedLdap, type ScriptedLdapOptions } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { entries } from './scripted-people.ts';
import { configuration, enterpriseId, readerOf, sourceName, Workbench, type Overrides } from './workbench.ts';

/** The connection test of a synchronizer with these settings. */
async function testOf(overrides: Overrides) {
  const bench = await Workbench.open();
  await bench.import(configuration(overrides));
  return bench.client.sources.test({ enterprise: enterpriseId, source: sourceName });
}

async function scripted(options: ScriptedLdapOptions) {
  const server = await startScriptedLdap({ entries, ...options });
  onTestFinished(() => server.stop());
  return server;
}

function resultsOf({ steps }: Awaited<ReturnType<typeof testOf>>): string[] {
  return steps.map(({ id, result }) => `${id} ${result}`);
}

describe.skipIf(!slapdAvailable)('the test of a source against slapd (needs slapd)', () => {
  let slapd: Slapd;
  let authorityPem: string;

  beforeAll(async () => {
    const authority = await makeAuthority();
    const tls = { ca: authority.certificate, ...(await authority.issue({ names: ['127.0.0.1'] })) };
    slapd = await startSlapd({ ldif: toLdif(makePeople(600), 'dc=example,dc=com'), tls });
    authorityPem = tls.ca;
  });
  afterAll(() => slapd.stop());

  it('shows five entries through the mapping, though there are more than the server would give', async () => {
    const found = await testOf(readerOf(slapd));
    expect(resultsOf(found)).toEqual(['connect ok', 'server ok', 'sample ok']);
    expect(found.samples).toHaveLength(5);
    for (const { dn, fields } of found.samples) {
      expect(dn).toContain('dc=example,dc=com');
      expect(fields['directoryKey']).toMatch(/^[0-9a-f-]{36}$/);
      expect(fields['loginId']).not.toBe('');
      expect(fields['lastName']).not.toBe('');
    }
  });

  it.each(['starttls', 'ldaps'] as const)('over %s', async (transport) => {
    const bench = await Workbench.open();
    writeFileSync(`${bench.folder}/ca.pem`, authorityPem);
    const url = transport === 'ldaps' ? slapd.ldapsUrl : slapd.url;
    const secure = { ...readerOf(slapd), url, transport, caFile: `${bench.folder}/ca.pem` };
    const found = await testOf(secure);
    expect(resultsOf(found)).toEqual(['connect ok', 'server ok', 'sample ok']);
    expect(found.samples).toHaveLength(5);
  });

  it('a wrong password fails the first step in the words of a run, and the others are not tried', async () => {
    const found = await testOf({ ...readerOf(slapd), password: { value: 'not-this-one' } });
    expect(resultsOf(found)).toEqual(['connect failed', 'server skipped', 'sample skipped']);
    expect(found.steps[0]?.evidence).toContain('refused to sign in');
    expect(JSON.stringify(found)).not.toContain('not-this-one');
  });

  it('a wrong base fails the sample, and names the base', async () => {
    const found = await testOf({ ...readerOf(slapd), searchContext: 'ou=nowhere' });
    expect(resultsOf(found)).toEqual(['connect ok', 'server ok', 'sample failed']);
    expect(found.steps[2]).toMatchObject({ evidence: expect.stringContaining('ou=nowhere') as string });
    expect(found.steps[2]?.next).toContain('base DN');
  });

  it('a query that matches nobody, and a mapping to nothing, are warnings that say what to mend', async () => {
    const nobody = await testOf({ ...readerOf(slapd), query: '(uid=nobody-of-that-name)' });
    expect(nobody.steps[2]).toMatchObject({ result: 'warning', evidence: 'No entry matches the query.' });
    const unmapped = await testOf({ ...readerOf(slapd), mapping: { loginId: 'employeeNumber' } });
    expect(unmapped.steps[2]).toMatchObject({
      result: 'warning',
      evidence: expect.stringContaining('none has a value for loginId') as string,
    });
  });
});

describe('the test of a source against odd servers', () => {
  it('a server without paging is a warning', async () => {
    const server = await scripted({ paging: false, rootDse: { supportedControl: ['1.2.3'] } });
    const found = await testOf({ url: server.url });
    expect(found.steps[1]).toMatchObject({
      result: 'warning',
      evidence: expect.stringContaining('does not offer paging') as string,
    });
  });

  it('a server that keeps its root entry to itself is a warning, and the sample is shown all the same', async () => {
    const server = await scripted({
      onSearch: (request, reply) => (request.base === '' ? reply.done({ code: 50 }) : reply.default()),
    });
    const found = await testOf({ url: server.url });
    expect(resultsOf(found)).toEqual(['connect ok', 'server warning', 'sample ok']);
    expect(found.samples).toHaveLength(5);
  });

  it('a server that refuses the search is named as the one that refuses', async () => {
    const server = await scripted({
      onSearch: (request, reply) =>
        request.base === '' ? reply.default() : reply.done({ code: 50, message: 'not for you' }),
    });
    const found = await testOf({ url: server.url });
    expect(resultsOf(found)).toEqual(['connect ok', 'server ok', 'sample failed']);
    expect(found.steps[2]?.evidence).toContain('not for you');
    expect(found.steps[2]?.next).not.toContain('fault of Rollcall');
  });
});
