import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { escapeDnValue, ldifRecord } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { parseLdif } from '../support/ldif.ts';
import { configuration, readerOf, Workbench } from './workbench.ts';

const suffix = 'dc=example,dc=com';
const attributes = ['entryUUID', 'uid', 'givenName', 'sn', 'mail', 'departmentNumber', 'telephoneNumber'];
const mapping = {
  displayName: 'cn',
  title: 'title',
  location: 'l',
  mobile: 'mobile',
  mailbox: 'description',
};
const mapped: Record<string, string> = {
  loginId: 'uid',
  firstName: 'givenName',
  lastName: 'sn',
  email: 'mail',
  department: 'departmentNumber',
  deskPhone: 'telephoneNumber',
  ...mapping,
};

/** Texts that get lost easily. Each becomes the cn, sn and title of a person, and the name of their entry. */
const texts: Record<string, string> = {
  accents: 'José Ñandú Łukasz Ørsted Þór',
  decomposed: 'Jose\u0301 N\u0303andu\u0301',
  cjk: '山田 太郎 张伟 김민준',
  emoji: '👩‍👩‍👧‍👦 Ann 🇩🇪 𝒜',
  rtl: 'محمد דוד',
  comma: 'Smith, John; "Jack" + <Jill> \\ Bob = x',
  hash: '#1 first',
  leading: '  two blanks before',
  trailing: 'two blanks after  ',
  bom: '\ufeffBOM at the start',
  inner: 'a  b\u00a0c\u3000d',
  tab: 'a\tb',
  lines: 'first\nsecond\r\nthird',
  long: 'ł'.repeat(50_000),
  nulls: '(null)',
  percent: "%00 %s ${x} {{y}} ' OR 1=1 --",
  last: '\uffef\u{10ffff}\ue000\ud7ff',
};

function ldif(): string {
  const records = Object.entries(texts).map(([uid, text]) => {
    const name = uid === 'long' ? 'long' : text;
    return ldifRecord(`cn=${dnValue(name)},ou=people,${suffix}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', uid],
      ['cn', name],
      ['sn', text],
      ['title', text],
      ['l', text.slice(0, 100)],
      ['description', text],
    ]);
  });
  records.push(
    // slapd keeps an empty IA5 string.
    `dn: cn=empty,ou=people,${suffix}\nobjectClass: inetOrgPerson\nuid: empty\ncn: empty\nsn: empty\nmail:\n`,
    ldifRecord(`cn=many,ou=people,${suffix}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', 'many'],
      ...['many', 'Zweite', 'Äußerste', 'anfang'].map((cn): [string, string] => ['cn', cn]),
      ...['Zed', 'Ä', 'a'].map((sn): [string, string] => ['sn', sn]),
      ...['z@example.com', 'a@example.com', 'M@example.com'].map((mail): [string, string] => ['mail', mail]),
      ...['+1 613 555 0102', '+1 613 555 0101'].map((phone): [string, string] => ['telephoneNumber', phone]),
    ]),
    ldifRecord(`cn=Two+uid=rdn,ou=people,${suffix}`, [
      ['objectClass', 'inetOrgPerson'],
      ['uid', 'rdn'],
      ['cn', 'Two'],
      ['sn', 'Two'],
    ]),
  );
  return records.join('\n');
}

/** A DN value with its control characters in hex as well. */
function dnValue(text: string): string {
  return escapeDnValue(text).replace(/[\n\r\t]/g, (c) => `\\0${c.charCodeAt(0).toString(16)}`);
}

/** What is stored of each account beside what the contract shows: DN and key bytes, by account id. */
function storedKeys(folder: string): Map<number, { dn: Buffer; key: Buffer; attribute: string }> {
  const database = new DatabaseSync(path.join(folder, 'rollcall.db'), { readOnly: true });
  try {
    const rows = database
      .prepare('SELECT account_id, CAST(dn AS BLOB) AS dn, source_key, key_attribute FROM account')
      .all();
    return new Map(
      rows.map((row) => [
        Number(row['account_id']),
        {
          dn: Buffer.from(row['dn'] as Uint8Array),
          key: Buffer.from(row['source_key'] as Uint8Array),
          attribute: String(row['key_attribute']),
        },
      ]),
    );
  } finally {
    database.close();
  }
}

describe.skipIf(!slapdAvailable)('values as ldapsearch prints them (needs slapd)', () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: ldif() });
  });
  afterAll(() => slapd.stop());

  async function synchronized(query = '(objectClass=inetOrgPerson)') {
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), query, mapping, pageSize: 3 }));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ complete: true });
    return { bench, run };
  }

  it('every field of every entry, its DN and its key, byte for byte', async () => {
    const { bench, run } = await synchronized();
    expect(run).toMatchObject({ outcome: 'success' });
    expect(run.counters.created).toBe(Object.keys(texts).length + 3);
    const wanted = [...attributes, ...Object.values(mapping)];
    const entries = parseLdif(
      await slapd.search(`ou=people,${suffix}`, '(objectClass=inetOrgPerson)', wanted),
    );
    expect(entries).toHaveLength(run.counters.created);
    const accounts = new Map((await bench.accounts()).map((account) => [account.loginId, account]));
    const keys = storedKeys(bench.folder);
    let compared = 0;
    for (const { dn, attributes: entry } of entries) {
      const uid = entry.get('uid')?.[0]?.toString('utf8') ?? '';
      const account = accounts.get(uid);
      if (account === undefined) throw new Error(`${uid} has no account`);
      for (const [field, attribute] of Object.entries(mapped)) {
        const expected = entry.get(attribute.toLowerCase())?.[0] ?? Buffer.alloc(0);
        const value = account[field as keyof typeof account];
        const stored = Buffer.from(typeof value === 'string' ? value : '', 'utf8');
        expect({ uid, field, hex: stored.toString('hex') }).toEqual({
          uid,
          field,
          hex: expected.toString('hex'),
        });
        compared += expected.length;
      }
      const stored = keys.get(account.accountId);
      expect(stored?.key.toString('hex')).toBe(entry.get('entryuuid')?.[0]?.toString('hex'));
      expect(stored?.attribute).toBe('entryuuid');
      expect(stored?.dn.toString('hex')).toBe(dn.toString('hex'));
    }
    expect(compared).toBeGreaterThan(300_000);
    // The texts are what they were before slapd had them, not only what came back.
    for (const [uid, text] of Object.entries(texts)) {
      const account = accounts.get(uid);
      expect(account?.lastName).toBe(text);
      expect(account?.title).toBe(text);
    }
    expect(accounts.get('empty')?.email).toBe('');

    const again = await bench.synchronize();
    expect(again).toMatchObject({ outcome: 'success' });
    expect(again.counters.unchanged).toBe(entries.length);
  });

  it('of several values the first one delivered counts, and an account keeps the one it has', async () => {
    const { bench } = await synchronized('(uid=many)');
    const before = await bench.account('many');
    expect(before).toMatchObject({ lastName: 'Zed', email: 'z@example.com', deskPhone: '+1 613 555 0102' });
    const dn = `cn=many,ou=people,${suffix}`;
    const modify = (attribute: string, ...values: string[]): Promise<void> =>
      slapd.modify(
        [
          `dn: ${dn}`,
          'changetype: modify',
          `replace: ${attribute}`,
          ...values.map((v) => `${attribute}: ${v}`),
          '',
        ].join('\n'),
      );
    await modify('mail', 'new@example.com', 'a@example.com', 'z@example.com');
    expect((await bench.synchronize()).counters).toMatchObject({ updated: 0, unchanged: 1 });
    expect(await bench.account('many')).toEqual(before);
    await modify('mail', 'new@example.com', 'a@example.com');
    expect((await bench.synchronize()).counters).toMatchObject({ updated: 1 });
    expect((await bench.account('many')).email).toBe('new@example.com');
  });

  it.each<[string, string, string[]]>([
    ['hex escapes', '(sn=Jos\\c3\\a9*)', ['accents', 'decomposed']],
    ['the same literally', '(sn=José*)', ['accents', 'decomposed']],
    ['hex escapes of one letter', '(&(objectClass=inetOrgPerson)(sn=\\c5\\81*))', ['long']],
    ['CJK', '(sn=山田*)', ['cjk']],
    ['an emoji', '(sn=*🇩🇪*)', ['emoji']],
    ['an escaped asterisk and parentheses', '(|(sn=\\28null\\29)(sn=\\2a))', ['nulls']],
    ['a backslash', '(sn=*\\5c*)', ['comma']],
    ['not and or', '(&(objectClass=inetOrgPerson)(|(uid=rdn)(uid=tab))(!(uid=tab)))', ['rdn']],
    ['blanks round the filter', '  (uid=rdn)  ', ['rdn']],
    ['presence', '(mail=*)', ['empty', 'many']],
    ['an extensible match', '(uid:caseExactMatch:=rdn)', ['rdn']],
  ])('a query with %s finds the right people', async (_name, query, logins) => {
    const { bench } = await synchronized(query);
    expect((await bench.logins()).sort()).toEqual([...logins].sort());
  });
});

describe('values that slapd would not keep', () => {
  it('empty values, values without a set, odd names and control characters', async () => {
    const person = (uid: string, more: Record<string, (string | Uint8Array)[]>) => ({
      dn: `uid=${uid},ou=people,${suffix}`,
      attributes: { ENTRYuuid: [`key-${uid}`], UID: [uid], sn: ['x'], ...more },
    });
    const server = await startScriptedLdap({
      lengthBytes: 4,
      entries: [
        person('empty', { givenName: [''], mail: ['', 'second@example.com'], departmentNumber: [] }),
        person('options', { 'givenName;lang-de': ['Falsch'], GIVENNAME: ['Richtig'] }),
        person('control', { givenName: ['a\u0001b'] }),
        person('broken', { givenName: [Uint8Array.of(0x41, 0xc3, 0x28)] }),
        person('nonchar', { givenName: ['a\uffff'] }),
        person('nolast', { sn: [''] }),
        person('bom', { givenName: ['\ufeffx'] }),
      ],
    });
    onTestFinished(() => server.stop());
    const bench = await Workbench.open();
    await bench.import(configuration({ url: server.url, query: '(uid=*)' }));
    const run = await bench.synchronize();
    expect(run).toMatchObject({ outcome: 'warnings', complete: true });
    expect(run.counters).toMatchObject({ read: 7, created: 3, skipped: 3, failed: 1 });
    const issues = run.issues.map(({ code, subject, field }) => [code, subject.split(',')[0], field]).sort();
    expect(issues).toEqual([
      ['entry.invalid-character', 'uid=control', 'givenName'],
      ['entry.invalid-character', 'uid=nonchar', 'givenName'],
      ['entry.invalid-utf8', 'uid=broken', 'givenName'],
      ['entry.missing-field', 'uid=nolast', 'sn'],
    ]);
    expect(await bench.account('empty')).toMatchObject({ firstName: '', email: '', department: '' });
    expect((await bench.account('options')).firstName).toBe('Richtig');
    expect((await bench.account('bom')).firstName).toBe('\ufeffx');

    await bench.import(configuration({ url: server.url, query: '(uid=*)', invalidCharacters: 'replace' }));
    const replaced = await bench.synchronize();
    expect(replaced.counters).toMatchObject({ created: 3, unchanged: 3, failed: 1 });
    expect((await bench.account('control')).firstName).toBe('a\ufffdb');
    expect((await bench.account('broken')).firstName).toBe('A\ufffd(');
    expect((await bench.account('nonchar')).firstName).toBe('a\ufffd');
    const told = replaced.issues.filter(({ code }) => code === 'entry.replaced-character');
    expect(told.map(({ severity, subject }) => [severity, subject.split(',')[0]]).sort()).toEqual([
      ['info', 'uid=broken'],
      ['info', 'uid=control'],
      ['info', 'uid=nonchar'],
    ]);
    // Told when it is imported, not each time it is read.
    const again = await bench.synchronize();
    expect(again.issues.filter(({ code }) => code === 'entry.replaced-character')).toEqual([]);
  });
});
