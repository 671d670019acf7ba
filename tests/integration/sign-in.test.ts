import { rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { verifyPassword } from '../../electron/engine/directory/index.ts';
import type { SynchronizerSettings } from '../../shared/domain/synchronizer.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { ldifRecord } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { people, settingsFor, suffix } from './second-looks-bench.ts';
import { configuration, readerOf, temporaryFolder, Workbench } from './workbench.ts';

const PASSWORD = 'a password of the directory';
const query = '(&(objectClass=inetOrgPerson)(employeeType=staff))';
const bind = { signal: new AbortController().signal, onSent: () => undefined };

const person = (uid: string, parent = `ou=Berlin,${people}`, employeeType = 'staff') =>
  ldifRecord(`uid=${uid},${parent}`, [
    ['objectClass', 'inetOrgPerson'],
    ['uid', uid],
    ['cn', uid],
    ['sn', uid],
    ['employeeType', employeeType],
    ['employeeNumber', `n-${uid}`],
    ['userPassword', PASSWORD],
  ]);
const unit = (name: string, parent = people) =>
  ldifRecord(`ou=${name},${parent}`, [['objectClass', 'organizationalUnit']]);
const at = (uid: string) => `uid=${uid},ou=Berlin,${people}`;

/** A way through to a port of this machine by one of its other addresses; null when it has none. */
async function detour(port: number): Promise<string | null> {
  const address = Object.values(os.networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
  if (address === undefined) return null;
  const server = net.createServer((socket) => {
    const through = net.connect(port, '127.0.0.1');
    socket.on('error', () => through.destroy()).pipe(through);
    through.on('error', () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => void server.close());
  return `ldap://${address}:${(server.address() as net.AddressInfo).port}`;
}

describe.skipIf(!slapdAvailable)('sign-in at a real directory (needs slapd; E15)', () => {
  let slapd: Slapd;
  let settings: SynchronizerSettings;
  let folder: string;
  let caFile: string;

  beforeAll(async () => {
    const authority = await makeAuthority();
    const tls = await authority.issue({ names: ['127.0.0.1', 'localhost'] });
    folder = temporaryFolder();
    caFile = path.join(folder, 'ca.pem');
    writeFileSync(caFile, authority.certificate);
    slapd = await startSlapd({
      tls: { ca: authority.certificate, ...tls },
      ldif: [
        unit('Berlin'),
        unit('Paris'),
        unit('other', suffix),
        ...['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus'].map((uid) => person(uid)),
        person('former', undefined, 'left'),
        person('elsewhere', `ou=other,${suffix}`),
      ].join('\n'),
    });
    settings = settingsFor(slapd.url, { bindDn: slapd.readerDn, query });
  });
  afterAll(async () => {
    await slapd.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A person as a run would have stored them. */
  async function known(dn: string, keyAttribute = 'entryuuid') {
    const ldif = await slapd.search(dn, '(objectClass=*)', [keyAttribute], { scope: 'base', as: 'admin' });
    const key = new RegExp(`^${keyAttribute}: (.*)$`, 'im').exec(ldif)?.[1];
    if (key === undefined) throw new Error(`no key in ${ldif}`);
    return { key: Buffer.from(key), keyAttribute, dn };
  }
  const verify = (
    who: Awaited<ReturnType<typeof known>>,
    password = PASSWORD,
    overrides: Partial<SynchronizerSettings> = {},
  ) => verifyPassword({ ...settings, ...overrides }, slapd.readerPassword, who, password, bind);
  /** The code and the cause of a sign-in that could not be tried. */
  const failure = async (call: Promise<boolean>) => {
    const error: unknown = await call.then(
      (is) => expect.fail(`it answered ${is}`),
      (reason: unknown) => reason,
    );
    const { code, message, cause } = error as { code: string; message: string; cause?: { code: string } };
    return { code, message, cause: cause?.code };
  };

  it('the right password is right, and no other', async () => {
    const ann = await known(at('ann'));
    expect(await verify(ann)).toBe(true);
    for (const wrong of ['', '\0', `${PASSWORD}\0`, `${PASSWORD} `, PASSWORD.toUpperCase(), '*']) {
      expect(await verify(ann, wrong)).toBe(false);
    }
  });

  it('over StartTLS and LDAPS too', async () => {
    const ann = await known(at('ann'));
    const startTls = { transport: 'starttls' as const, caFile };
    expect(await verify(ann, PASSWORD, startTls)).toBe(true);
    expect(await verify(ann, 'wrong', startTls)).toBe(false);
    expect(await verify(ann, PASSWORD, { urls: [slapd.ldapsUrl], transport: 'ldaps', caFile })).toBe(true);
    const distrusted = await failure(verify(ann, PASSWORD, { transport: 'starttls' }));
    expect(distrusted).toMatchObject({ code: 'sign-in.unavailable', cause: 'tls.untrusted' });
  });

  it('never over a plain connection off this machine, by whatever name', async (context) => {
    const ann = await known(at('ann'));
    const url = await detour(slapd.port);
    if (url === null) return context.skip('this machine has no other address');
    expect(await failure(verify(ann, PASSWORD, { urls: [url] }))).toMatchObject({
      code: 'sign-in.unprotected',
    });
    const name = { urls: [`ldap://localhost:${slapd.port}`] };
    expect(await verify(ann, PASSWORD, name)).toBe(true);
  });

  it('finds who moved or was renamed by the key, and binds as the DN of today', async () => {
    const [bob, cid] = [await known(at('bob')), await known(at('cid'))];
    await slapd.modify(
      `dn: ${at('bob')}\nchangetype: modrdn\nnewrdn: uid=robert\ndeleteoldrdn: 1\nnewsuperior: ou=Paris,${people}\n`,
    );
    await slapd.modify(`dn: ${at('cid')}\nchangetype: modrdn\nnewrdn: cn=Cid Æsop\\, jr.\ndeleteoldrdn: 0\n`);
    // Somebody else has the old place now, with the same password.
    await slapd.add(person('bob'));
    expect(await verify(bob)).toBe(true);
    expect(await verify(cid)).toBe(true);
    await slapd.delete(at('bob'));
    expect(await verify(bob)).toBe(true);
    await slapd.delete(`uid=robert,ou=Paris,${people}`);
    await slapd.add(person('bob'));
    expect(await verify(bob)).toBe(false);
  });

  it('whoever is outside the query or the base does not sign in', async () => {
    expect(await verify(await known(at('former')))).toBe(false);
    expect(await verify(await known(`uid=elsewhere,ou=other,${suffix}`))).toBe(false);
    const dan = await known(at('dan'));
    expect(await verify(dan)).toBe(true);
    await slapd.modify(`dn: ${at('dan')}\nchangetype: modify\nreplace: employeeType\nemployeeType: left\n`);
    expect(await verify(dan)).toBe(false);
    const ann = await known(at('ann'));
    expect(await verify(ann, PASSWORD, { searchContext: 'ou=Berlin,ou=people' })).toBe(true);
    expect(await verify(ann, PASSWORD, { searchContext: 'ou=people,ou=Berlin' })).toBe(true);
    expect(await verify(ann, PASSWORD, { searchContext: 'ou=Paris,ou=people' })).toBe(false);
    expect(await verify(ann, PASSWORD, { searchContext: 'ou=Paris,ou=people; ou=Berlin,ou=people' })).toBe(
      true,
    );
    const nowhere = await failure(verify(ann, PASSWORD, { searchContext: 'ou=nowhere' }));
    expect(nowhere).toMatchObject({ code: 'sign-in.unavailable', cause: 'ldap.base-not-found' });
  });

  it('a key is compared to the byte; two entries with it let nobody in', async () => {
    const eve = await known(at('eve'), 'employeeNumber');
    expect(await verify(eve)).toBe(true);
    expect(await verify({ ...eve, key: Buffer.from('N-EVE') })).toBe(false);
    expect(await verify({ ...eve, key: Buffer.from('*') })).toBe(false);
    expect(await verify({ ...eve, key: Buffer.from('n-eve)(uid=*') })).toBe(false);
    await slapd.modify(
      `dn: ${at('fay')}\nchangetype: modify\nreplace: employeeNumber\nemployeeNumber: n-eve\n`,
    );
    expect(await failure(verify(eve))).toMatchObject({
      code: 'sign-in.unavailable',
      cause: 'entry.duplicate-key',
    });
  });

  it('what keeps the bind account out says nothing about the person', async () => {
    const ann = await known(at('ann'));
    const wrong = await failure(verifyPassword(settings, 'wrong', ann, PASSWORD, bind));
    expect(wrong).toMatchObject({ code: 'sign-in.unavailable', cause: 'ldap.invalid-credentials' });
    const none = await failure(verifyPassword(settings, null, ann, PASSWORD, bind));
    expect(none).toMatchObject({ code: 'sign-in.unavailable', cause: 'vault.missing-secret' });
    expect(JSON.stringify([wrong, none])).not.toContain(PASSWORD);
  });

  it('a second server answers where the first is down', async () => {
    const ann = await known(at('ann'));
    expect(await verify(ann, PASSWORD, { urls: ['ldap://127.0.0.1:1', slapd.url] })).toBe(true);
  });

  it('through the contract: accounts of a run sign in, and only where they are', async () => {
    const bench = await Workbench.open();
    const file = configuration({ ...readerOf(slapd), query });
    const acme = file.enterprises[0]!;
    await bench.import({
      ...file,
      enterprises: [
        acme,
        { ...acme, id: 'other', description: 'Other', domain: 'other.example.com', synchronizers: [] },
      ],
    });
    expect((await bench.synchronize()).outcome).toBe('success');
    const signIn = (loginId: string, password: string, enterprise = 'acme') =>
      bench.window('w1').session.signIn({ enterprise, loginId, password });
    const { accountId } = await bench.account('ann');
    expect(await signIn('ANN', PASSWORD)).toMatchObject({ role: 'user', account: { accountId } });
    expect(await bench.client.signIns.get({ accountId })).toMatchObject({
      kind: 'directory',
      source: 'HQ directory',
      lastSignIn: expect.any(String) as string,
    });
    for (const [login, password, enterprise] of [
      ['ann', 'wrong', 'acme'],
      ['ann', PASSWORD, 'other'],
      ['former', PASSWORD, 'acme'],
    ] as const) {
      await expect(signIn(login, password, enterprise)).rejects.toMatchObject({ code: 'sign-in.refused' });
    }
    // A server that is down is nobody's wrong try.
    slapd.kill();
    for (let tries = 0; tries < 6; tries += 1) {
      await expect(signIn('ann', PASSWORD)).rejects.toMatchObject({
        code: 'sign-in.unavailable',
        message: 'The directory cannot be asked now.',
      });
    }
    await slapd.restart();
    expect((await signIn('ann', PASSWORD)).role).toBe('user');
    // A synchronizer that goes takes its accounts along.
    const { sources } = await bench.client.sources.list({ enterprise: 'acme' });
    const { jobId } = await bench.client.synchronizers.delete({
      sourceId: sources[0]!.sourceId,
      confirm: 'HQ directory',
    });
    await bench.client.synchronization.wait({ jobId });
    expect((await bench.window('w1').session.current()).ended).toBe('account-gone');
    await expect(signIn('ann', PASSWORD)).rejects.toMatchObject({ code: 'sign-in.refused' });
  });
});
