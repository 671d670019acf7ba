import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { X509Certificate } from '@peculiar/x509';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  makeAuthority,
  selfSigned,
  type Authority,
  type IssuedCertificate,
} from '../servers/certificates.ts';
import { startScriptedLdap, type ScriptedLdap } from '../servers/scripted-ldap.ts';
import { entries, suffix } from './scripted-people.ts';
import {
  configuration,
  enterpriseId,
  expectSentence,
  sourceName,
  Workbench,
  type Overrides,
} from './workbench.ts';

const bindDn = `cn=reader,${suffix}`;
const password = 'a-secret-for-the-right-server-only';
const day = 24 * 60 * 60 * 1000;
type Transport = 'ldaps' | 'starttls';

/** The pin of a certificate, by another library than the one that Rollcall uses. */
function pinOf(pem: string): string {
  const [first] = pem.split(/(?<=-----END CERTIFICATE-----)/);
  const spki = new X509Certificate(first!).publicKey.rawData;
  return `sha256/${createHash('sha256').update(new Uint8Array(spki)).digest('base64')}`;
}

async function serverWith(tls: IssuedCertificate, transport: Transport): Promise<ScriptedLdap> {
  const credentials = { [bindDn]: password };
  const server = await startScriptedLdap({ entries, credentials, tls, ldaps: transport === 'ldaps' });
  onTestFinished(() => server.stop());
  return server;
}

function settings(server: ScriptedLdap, transport: Transport, overrides: Overrides) {
  const login = { bindDn, password: { value: password } };
  return configuration({ url: server.url, transport, ...login, ...overrides });
}

/** The password, in whatever form, must not have left for a server; nor may anything but what starts TLS. */
function expectNothingSent(server: ScriptedLdap, transport: Transport): void {
  expect(new Set(server.requests.map(({ op }) => op))).toEqual(
    new Set(transport === 'ldaps' ? [] : ['extended']),
  );
}

const testOf = (bench: Workbench) =>
  bench.client.sources.test({ enterprise: enterpriseId, source: sourceName });

describe.each<Transport>(['ldaps', 'starttls'])(
  'a server that is trusted by its key, over %s',
  (transport) => {
    let authority: Authority;
    let caFile: string;

    beforeAll(async () => {
      authority = await makeAuthority();
    });

    async function workbench() {
      const bench = await Workbench.open();
      caFile = path.join(bench.folder, 'ca.pem');
      writeFileSync(caFile, authority.certificate);
      return bench;
    }

    it('is read and tested, whoever vouches for it, and whatever its name', async () => {
      const tls = await selfSigned('elsewhere.example.org');
      const server = await serverWith(tls, transport);
      const bench = await workbench();
      await bench.import(settings(server, transport, { pin: pinOf(tls.certificate) }));
      expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true, error: null });
      const found = await testOf(bench);
      expect(found.steps.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok']);
      expect(found.steps[0]?.evidence).toContain('trusted by its key');
      expect(found.certificates).toEqual([]);
      // One connection for the run and one for the test: what is verified once is not connected to anew.
      expect(server.connections).toHaveLength(2);
      expect(server.requests.every(({ op, secure }) => secure || op === 'extended')).toBe(true);
      expect(server.problems).toEqual([]);
    });

    it('is not spoken to when its key is another one, though a CA vouches for it', async () => {
      const old = await authority.issue({ names: ['127.0.0.1'] });
      const server = await serverWith(old, transport);
      const bench = await workbench();
      const trusting = settings(server, transport, { caFile, pin: pinOf(old.certificate) });
      await bench.import(trusting);
      expect((await bench.synchronize()).outcome).toBe('success');
      const accounts = await bench.accounts();

      const renewed = await authority.issue({ names: ['127.0.0.1'] });
      const impostor = await serverWith(renewed, transport);
      await bench.import(settings(impostor, transport, { caFile, pin: pinOf(old.certificate) }));
      const run = await bench.synchronize();
      expect(run).toMatchObject({ outcome: 'failed', complete: false, error: { code: 'tls.key-changed' } });
      expect(run.counters).toMatchObject({ read: 0, deleted: 0, heldDeletes: 0 });
      expectSentence(run.error?.message ?? '', password);
      expect(run.error?.message).toContain(pinOf(renewed.certificate));
      const found = await testOf(bench);
      expect(found.steps.map(({ result }) => result)).toEqual(['failed', 'skipped', 'skipped']);
      expect(found.steps[0]?.next).toContain('trust the new one');
      expect(found.certificates.map(({ key }) => key)).toEqual([pinOf(renewed.certificate)]);
      expectNothingSent(impostor, transport);
      expect(await bench.accounts()).toEqual(accounts);

      // The key that is shown is the one to trust; without a pin, the CA decides again.
      await bench.import(settings(impostor, transport, { pin: found.certificates[0]!.key }));
      expect(await bench.synchronize()).toMatchObject({ complete: true });
      await bench.import(settings(impostor, transport, { caFile, pin: null }));
      expect(await bench.synchronize()).toMatchObject({ complete: true });
    });

    it('shows its certificates when nobody vouches for it, and hears nothing', async () => {
      const leaf = await authority.issue({
        names: ['127.0.0.1'],
        notBefore: new Date('2020-01-02T03:04:05Z'),
        notAfter: new Date('2046-05-06T07:08:09Z'),
      });
      const chain = { certificate: leaf.certificate + authority.certificate, key: leaf.key };
      const server = await serverWith(chain, transport);
      const bench = await workbench();
      await bench.import(settings(server, transport, {}));
      const found = await testOf(bench);
      expect(found.steps[0]).toMatchObject({ id: 'connect', result: 'failed' });
      expect(found.steps[0]?.next).toContain("trust the server's key");
      const issuer = 'CN=Rollcall test authority';
      expect(found.certificates).toMatchObject([
        {
          subject: 'CN=127.0.0.1',
          issuer,
          validFrom: '2020-01-02T03:04:05.000Z',
          validTo: '2046-05-06T07:08:09.000Z',
          key: pinOf(leaf.certificate),
        },
        { subject: issuer, issuer, key: pinOf(authority.certificate) },
      ]);
      expectNothingSent(server, transport);
      // The key of the CA is not the server's.
      await bench.import(settings(server, transport, { pin: pinOf(authority.certificate) }));
      expect((await bench.synchronize()).error?.code).toBe('tls.key-changed');
      expectNothingSent(server, transport);
    });

    it.each<[string, () => Promise<IssuedCertificate>]>([
      ['another name', () => authority.issue({ names: ['ldap.example.org'] })],
      [
        'the past',
        () =>
          authority.issue({
            names: ['127.0.0.1'],
            notBefore: new Date(Date.now() - 9 * day),
            notAfter: new Date(Date.now() - day),
          }),
      ],
      ['itself', () => selfSigned('127.0.0.1')],
    ])('shows a certificate made out to %s', async (_name, make) => {
      const tls = await make();
      const server = await serverWith(tls, transport);
      const bench = await workbench();
      await bench.import(settings(server, transport, { caFile }));
      expect((await testOf(bench)).certificates.map(({ key }) => key)).toEqual([pinOf(tls.certificate)]);
      expectNothingSent(server, transport);
    });

    it('may have a certificate that expired: the test says so, and the run goes on', async () => {
      const notAfter = new Date(Date.now() - day);
      const tls = await authority.issue({
        names: ['127.0.0.1'],
        notBefore: new Date(Date.now() - 9 * day),
        notAfter,
      });
      const server = await serverWith(tls, transport);
      const bench = await workbench();
      await bench.import(settings(server, transport, { pin: pinOf(tls.certificate) }));
      expect(await bench.synchronize()).toMatchObject({ outcome: 'success', complete: true });
      const { steps } = await testOf(bench);
      expect(steps.map(({ result }) => result)).toEqual(['warning', 'ok', 'ok']);
      expect(steps[0]?.evidence).toContain(`expired on ${notAfter.toISOString().slice(0, 10)}`);
    });
  },
);

it('a server that is trusted, and one without TLS, show no certificates', async () => {
  const server = await startScriptedLdap({ credentials: { [bindDn]: 'another password' } });
  onTestFinished(() => server.stop());
  const bench = await Workbench.open();
  await bench.import(configuration({ url: server.url, bindDn, password: { value: password } }));
  const found = await testOf(bench);
  expect(found.steps[0]).toMatchObject({ result: 'failed' });
  expect(found.certificates).toEqual([]);
  // The failed sign-in was not followed by another look.
  expect(server.connections).toHaveLength(1);
});
