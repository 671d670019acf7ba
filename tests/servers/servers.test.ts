import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BerError, berEncoder, readElements, readInteger, readTlv } from './ber.ts';
import { makeAuthority } from './certificates.ts';
import type { Authority } from './certificates.ts';
import { runLdapsearch } from './command.ts';
import type { CommandResult } from './command.ts';
import { escapeDnValue, ldifLine, makePeople, personDn, toLdif } from './people.ts';
import { slapdAvailable, startSlapd } from './slapd.ts';
import type { Slapd } from './slapd.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-servers-'));
const caFile = join(folder, 'ca.pem');
let authority: Authority;

beforeAll(async () => {
  authority = await makeAuthority();
  writeFileSync(caFile, authority.certificate);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ldapsearch = (url: string, ...args: string[]): Promise<CommandResult> =>
  runLdapsearch(url, args, caFile);

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('people', () => {
  it('are the same each time, unique, and a longer list begins with the shorter one', () => {
    const people = makePeople(20_000);
    expect(people.slice(0, 250)).toEqual(makePeople(250));
    expect(makePeople(5, { seed: 2 })).not.toEqual(people.slice(0, 5));
    for (const field of ['uid', 'mail', 'telephoneNumber', 'mobile', 'entryUUID'] as const) {
      expect(new Set(people.map((person) => person[field])).size).toBe(20_000);
    }
    expect(people.every((person) => /^[a-z]+\d*$/.test(person.uid))).toBe(true);
    expect(new Set(people.map((person) => person.ou)).size).toBe(6);
    const names = people.map((person) => person.cn).join(' ');
    for (const name of ['José', 'Łukasz', 'Zoë', 'Nguyễn', '山田', 'Ólafur', "O'Brien", 'van der Berg']) {
      expect(names).toContain(name);
    }
  });

  it('write LDIF that needs no luck', () => {
    expect(ldifLine('cn', 'plain')).toBe('cn: plain');
    expect(ldifLine('cn', '')).toBe('cn: ');
    for (const value of [' a', 'a ', ':a', '<a', 'é', 'a\nb', 'a\rb', 'a\0b']) {
      expect(ldifLine('cn', value)).toBe(`cn:: ${Buffer.from(value).toString('base64')}`);
    }
    expect(escapeDnValue('#a, "b" + <c>; \\ ')).toBe('\\#a\\, \\"b\\" \\+ \\<c\\>\\; \\\\\\ ');
    expect(escapeDnValue(' ')).toBe('\\ ');
  });
});

describe('BER', () => {
  it('writes and reads integers and lengths of all sizes', () => {
    const ber = berEncoder();
    for (const value of [0, 1, 127, 128, 255, 256, 32767, 32768, 2 ** 31 - 1, -1, -128, -129, -32769]) {
      const tlv = readTlv(ber.integer(value));
      expect(readInteger(tlv?.value ?? new Uint8Array())).toBe(value);
    }
    expect(Buffer.from(ber.integer(128)).toString('hex')).toBe('02020080');
    for (const size of [0, 127, 128, 255, 256, 70_000]) {
      for (const encoder of [ber, berEncoder({ lengthBytes: 4 })]) {
        const bytes = encoder.tlv(0x04, new Uint8Array(size));
        expect(readTlv(bytes)?.value.length).toBe(size);
        expect(readTlv(bytes.subarray(0, -1))).toBeUndefined();
      }
    }
    expect(() => readTlv(Uint8Array.of(0x30, 0x80, 0, 0))).toThrow(BerError);
    expect(() => readElements(Uint8Array.of(0x04, 5, 1))).toThrow(BerError);
  });
});

describe.skipIf(!slapdAvailable)('slapd', () => {
  const people = makePeople(1200);
  let slapd: Slapd;

  beforeAll(async () => {
    const server = await authority.issue({ names: ['127.0.0.1', 'localhost'] });
    const ldif = toLdif(people, 'dc=example,dc=com');
    slapd = await startSlapd({ ldif, tls: { ca: authority.certificate, ...server } });
  });
  afterAll(() => slapd.stop());

  const asReader = (): string[] => ['-D', slapd.readerDn, '-w', slapd.readerPassword, '-b', slapd.suffix];

  it('gives all people in pages, and 500 without', async () => {
    const all = await slapd.search(`ou=people,${slapd.suffix}`, '(uid=*)', ['uid', 'cn']);
    expect(count(all, /^uid: /gm)).toBe(1200);
    expect(all).not.toContain('#');
    const unpaged = await ldapsearch(slapd.url, ...asReader(), '(uid=*)', 'uid');
    expect(unpaged.code).toBe(4);
    expect(count(unpaged.stdout, /^uid: /gm)).toBe(500);
    const admin = await slapd.search(slapd.suffix, '(uid=*)', ['uid'], { as: 'admin', pageSize: 0 });
    expect(count(admin, /^uid: /gm)).toBe(1200);
  });

  it('keeps names, DNs and UUIDs as they were made', async () => {
    const client = new Client({ url: slapd.url });
    await client.bind(slapd.readerDn, slapd.readerPassword);
    const person = people.find(({ ou, sn }) => ou.includes(',') && /^[\u4e00-\u9fff]+$/.test(sn));
    if (person === undefined) throw new Error('nobody to look for');
    const { searchEntries } = await client.search(slapd.suffix, {
      filter: `(uid=${person.uid})`,
      attributes: ['*', 'entryUUID', 'userPassword'],
    });
    expect(searchEntries).toHaveLength(1);
    expect(searchEntries[0]).toMatchObject({
      dn: personDn(person, slapd.suffix).replace('\\,', '\\2C'),
      cn: person.cn,
      entryUUID: person.entryUUID,
    });
    const reader = await client.search(slapd.readerDn, { scope: 'base' });
    expect(reader.searchEntries[0]).not.toHaveProperty('userPassword');
    await client.unbind();
  });

  it('refuses a wrong password, an unknown base and strangers', async () => {
    const wrong = await ldapsearch(slapd.url, '-D', slapd.readerDn, '-w', 'x', '-b', slapd.suffix);
    expect(wrong.code).toBe(49);
    await expect(slapd.search(`ou=none,${slapd.suffix}`, '(uid=*)')).rejects.toThrow(/No such object/);
    await expect(slapd.search(slapd.suffix, '(uid=*)', [], { as: 'anonymous' })).rejects.toThrow(
      'ended with 32',
    );
  });

  it('speaks StartTLS and ldaps with a certificate the clients check', async () => {
    expect((await ldapsearch(slapd.url, '-ZZ', ...asReader(), '-s', 'base')).code).toBe(0);
    expect((await ldapsearch(slapd.ldapsUrl, ...asReader(), '-s', 'base')).code).toBe(0);
    const client = new Client({ url: slapd.ldapsUrl, tlsOptions: { ca: authority.certificate } });
    await client.bind(slapd.readerDn, slapd.readerPassword);
    await client.unbind();
    await expect(new Client({ url: slapd.ldapsUrl }).bind(slapd.readerDn, 'x')).rejects.toThrow(
      /certificate/,
    );
  });

  it('takes changes, and keeps them over a kill and a restart', async () => {
    const dn = `uid=newhire,ou=people,${slapd.suffix}`;
    await slapd.add(`dn: ${dn}\nobjectClass: inetOrgPerson\nuid: newhire\ncn: New Hire\nsn: Hire\n`);
    await slapd.modify(`dn: ${dn}\nchangetype: modify\nreplace: sn\nsn: Hired\n`);
    const before = slapd.pid;
    slapd.kill();
    await slapd.restart();
    expect(slapd.pid).not.toBe(before);
    expect(await slapd.search(dn, '(objectClass=*)', ['sn'], { scope: 'base' })).toContain('sn: Hired');
    await slapd.delete(dn);
    expect(await slapd.search(slapd.suffix, '(uid=newhire)')).toBe('');
    await expect(slapd.delete(dn)).rejects.toThrow('ended with 32');
  });

  it('says why it does not start', async () => {
    await expect(startSlapd({ extraConfig: 'nonsense' })).rejects.toThrow('nonsense');
    const ldif = `dn: uid=x,ou=people,dc=example,dc=com\nobjectClass: unheardOf\n`;
    await expect(startSlapd({ ldif })).rejects.toThrow('unheardOf');
  });
});
