import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scanDirectory, type ScanSink } from '../../electron/engine/directory/index.ts';
import { defaultSynchronizer, type DirectorySettings } from '../../shared/domain/synchronizer.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { runCommand } from '../servers/command.ts';
import { ldifLine, makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { parseLdif, type LdifEntry } from '../support/ldif.ts';

const suffix = 'dc=example,dc=com';
const MEGABYTE = 1024 * 1024;

/** What both are asked for: names with and without options, bytes and text, one value and thousands. */
const attributes = [
  'entryUUID',
  'uid',
  'cn',
  'cn;lang-de',
  'sn',
  'givenName',
  'mail',
  'description',
  'description;lang-fr-ca',
  'jpegPhoto',
  'audio',
  'userCertificate;binary',
  'member',
];

/** Names of entries that are hard to write, as LDIF has them. */
const names = [
  'Smith\\, John\\; \\"Jack\\" \\+ \\<Jill\\> \\\\ Bob \\= x',
  '\\#1 first',
  '\\20two blanks\\20',
  'Jos\\C3\\A9 Ñandú 山田 👩‍👩‍👧',
  'one\\0Atwo\\0D\\09three',
  'x+uid=multi',
  'a\\=b\\,c\\=d',
];

/** Bytes that are neither text nor the same twice; a JPEG by its first two, since slapd looks. */
function bytes(length: number, seed: number): Buffer {
  const blocks: Buffer[] = [Buffer.of(0xff, 0xd8)];
  for (let index = 0; blocks.length * 32 < length; index += 1)
    blocks.push(createHash('sha256').update(`${seed} ${index}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

/** One LDIF entry; values that are bytes go as base64. */
function record(dn: string, values: readonly (readonly [string, string | Buffer])[]): string {
  const lines = values.map(([type, value]) =>
    typeof value === 'string' ? ldifLine(type, value) : `${type}:: ${value.toString('base64')}`,
  );
  return `${[ldifLine('dn', dn), ...lines].join('\n')}\n`;
}

async function makeLdif(): Promise<string> {
  const { certificate } = await makeAuthority();
  const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const person = (cn: string, uid: string, ...values: (readonly [string, string | Buffer])[]) =>
    record(`cn=${cn},ou=people,${suffix}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', uid],
      ['sn', uid],
      ...values,
    ]);
  const many = Array.from({ length: 3000 }, (_, index) => index);
  return [
    toLdif(makePeople(60), suffix),
    ...names.map((name, index) =>
      // The name in the DN is a value of cn (and of uid) as well; slapd adds neither by itself.
      record(`cn=${name},ou=people,${suffix}`, [
        ['objectClass', 'inetOrgPerson'],
        ['uid', name.endsWith('=multi') ? 'multi' : `name${index}`],
        ['cn', plainName(name)],
        ['sn', 'x'],
      ]),
    ),
    person(
      'options',
      'options',
      ['cn', 'options'],
      ['cn;lang-de', 'Auswahl'],
      ['cn;lang-de', 'Wahlmöglichkeiten'],
      ['cn;lang-en', 'choices'],
      ['description;lang-fr-ca', 'une note'],
      ['description', ' begins with a blank'],
      ['description', ': and with a colon'],
      ['description', '< and with a bracket'],
      ['description', `a long line ${'that has to be folded '.repeat(50)}`],
      ['userCertificate;binary', der],
    ),
    person('empty', 'empty', ['cn', 'empty'], ['mail', ''], ['mail', 'second@example.com']),
    person(
      'binary',
      'binary',
      ['cn', 'binary'],
      ['jpegPhoto', bytes(3, 1)],
      ['jpegPhoto', bytes(70_000, 2)],
      ['audio', Buffer.from('looks like text')],
      ['audio', Buffer.of(0)],
      ['audio', Buffer.of(0x0a, 0x20, 0x3a, 0xff)],
    ),
    person(
      'huge',
      'huge',
      ['cn', 'huge'],
      ['jpegPhoto', bytes(10 * MEGABYTE, 3)],
      ['description', 'ł'.repeat(5 * MEGABYTE)],
    ),
    person(
      'mails',
      'mails',
      ['cn', 'mails'],
      ...many.map((index): [string, string] => ['mail', `alias-${index}@example.com`]),
    ),
    record(`cn=everybody,ou=people,${suffix}`, [
      ['objectClass', 'groupOfNames'],
      ['cn', 'everybody'],
      ...many.map((index): [string, string] => ['member', `cn=Person\\, No. ${index},ou=people,${suffix}`]),
    ]),
  ].join('\n');
}

/** The first value of a name as LDIF writes it, without its escapes. */
function plainName(name: string): string {
  const first = name.replace(/\+uid=multi$/, '');
  const parts = first.split(/(\\[0-9A-Fa-f]{2}|\\.)/);
  return Buffer.concat(
    parts.map((part) =>
      /^\\[0-9A-Fa-f]{2}$/.test(part)
        ? Buffer.from(part.slice(1), 'hex')
        : Buffer.from(part.startsWith('\\') ? part.slice(1) : part, 'utf8'),
    ),
  ).toString('utf8');
}

/** What our scan finds, in the form that LDIF is parsed to. */
async function scanned(slapd: Slapd, pageSize: number) {
  const entries: LdifEntry[] = [];
  const sink: ScanSink = {
    entry(all, decoder) {
      const found = new Map<string, Buffer[]>();
      for (const [place, attribute] of attributes.entries()) {
        const first = decoder.first[place]!;
        const values = Array.from({ length: decoder.count[place]! }, (_, index) =>
          Buffer.from(all.subarray(decoder.valueStart[first + index], decoder.valueEnd[first + index])),
        );
        if (values.length > 0) found.set(attribute.toLowerCase(), values);
      }
      entries.push({ dn: Buffer.from(all.subarray(decoder.dnStart, decoder.dnEnd)), attributes: found });
    },
    progress: () => undefined,
  };
  const settings: DirectorySettings = {
    ...defaultSynchronizer('openldap'),
    urls: [slapd.url],
    baseDn: suffix,
    searchContext: 'ou=people',
    query: '(objectClass=*)',
    bindDn: slapd.readerDn,
    pageSize,
  };
  const signal = new AbortController().signal;
  const result = await scanDirectory(settings, slapd.readerPassword, attributes, sink, signal);
  expect(result).toMatchObject({ verdict: 'complete', error: null });
  expect(result.evidence.entries).toBe(entries.length);
  return { entries, evidence: result.evidence };
}

describe.skipIf(!slapdAvailable)('the scan against ldapsearch (needs slapd)', () => {
  it('every value of every attribute of every entry, byte for byte and in the same order', async () => {
    const slapd = await startSlapd({ ldif: await makeLdif() });
    onTestFinished(() => slapd.stop());
    const login = ['-x', '-H', slapd.url, '-D', slapd.readerDn, '-w', slapd.readerPassword];
    const search = ['-LLL', '-E', 'pr=500/noprompt', '-b', `ou=people,${suffix}`, '(objectClass=*)'];
    const { code, stdout } = await runCommand('ldapsearch', [...login, ...search, ...attributes], {
      env: { LDAPNOINIT: '1' },
    });
    expect(code).toBe(0);
    // It does fold its lines, and it does write base64: else this would test less than it says.
    expect(stdout).toMatch(/\n [A-Za-z0-9+/]{70,}\n /);
    const expected = parseLdif(stdout);
    const { entries, evidence } = await scanned(slapd, 7);
    expect(evidence.pages).toBe(Math.ceil(entries.length / 7));
    expect(entries.map(({ dn }) => dn.toString('hex'))).toEqual(expected.map(({ dn }) => dn.toString('hex')));

    let values = 0;
    let size = 0;
    for (const [index, entry] of entries.entries()) {
      const theirs = expected[index]!.attributes;
      const dn = entry.dn.toString('utf8');
      for (const attribute of attributes.map((name) => name.toLowerCase())) {
        const [ours = [], ldif = []] = [entry.attributes.get(attribute), theirs.get(attribute)];
        expect(`${dn} ${attribute}: ${ours.length}`).toBe(`${dn} ${attribute}: ${ldif.length}`);
        for (const [place, value] of ours.entries()) {
          // Not toEqual: a difference in ten megabytes is nothing to print.
          if (!value.equals(ldif[place]!)) {
            const start = (of: Buffer) => `${of.length} bytes, ${of.subarray(0, 40).toString('hex')}`;
            throw new Error(
              `${dn} ${attribute} ${place}: ${start(value)} where ldapsearch has ${start(ldif[place]!)}`,
            );
          }
          values += 1;
          size += value.length;
        }
      }
    }
    // What the directory was made for is in it.
    const find = (name: string) =>
      entries.find(({ dn }) => dn.toString('utf8').startsWith(`cn=${name},`))!.attributes;
    expect(find('everybody').get('member')).toHaveLength(3000);
    expect(find('mails').get('mail')).toHaveLength(3000);
    expect(
      find('huge')
        .get('jpegphoto')![0]!
        .equals(bytes(10 * MEGABYTE, 3)),
    ).toBe(true);
    expect(find('huge').get('description')![0]!.length).toBe(10 * MEGABYTE);
    expect(find('empty').get('mail')!.map(String)).toEqual(['', 'second@example.com']);
    expect(find('options').get('cn;lang-de')!.map(String)).toEqual(['Auswahl', 'Wahlmöglichkeiten']);
    expect(find('options').get('cn')!.map(String)).toEqual(['options']);
    expect(find('options').get('usercertificate;binary')).toHaveLength(1);
    expect(find('binary').get('audio')).toHaveLength(3);
    expect(values).toBeGreaterThan(6000);
    expect(size).toBeGreaterThan(20 * MEGABYTE);
  });
});
