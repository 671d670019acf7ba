import type { BerPart } from './ber.ts';
import { afterFirstPage, type HostileLine, type Misbehaviour } from './hostile-lines.ts';
import { pagesScript, type ScriptedEntry } from './scripted-ldap.ts';

/** What the first person's title becomes by the line of the 10 MB value. */
export const HUGE_TEXT = `${'ł'.repeat(5 * 1024 * 1024)}.`;
/** How many values the line of the ranges gives the first person's e-mail, theirs being the last. */
const MANY_VALUES = 5000;

/** Lines about entries, and about the pages they come in. */
export const entryLines = {
  'an entry without attributes': async ({ entries }) => ({
    onSearch: inPages(entries.map((entry, index) => (index === 0 ? { ...entry, attributes: {} } : entry))),
  }),
  // The first person's phone is the one that a status refers to; the second has no key then, the third no name.
  'an attribute with zero values': async ({ entries }) => ({
    onSearch: inPages(
      first(entries, [{ telephoneNumber: [] }, { entryUUID: [] }, { sn: [] }, { mail: [], givenName: [] }]),
    ),
  }),
  'invalid UTF-8': async ({ entries }) => ({
    entries: first(entries, [
      { telephoneNumber: [Uint8Array.of(0x31, 0xff)] },
      { sn: [Uint8Array.of(0x41, 0xc3, 0x28)] },
      // A surrogate, and a slash written too long.
      { givenName: [Uint8Array.of(0xed, 0xa0, 0x80)] },
      { uid: [Uint8Array.of(0xc0, 0xaf)] },
    ]),
  }),
  'forbidden characters': async ({ entries }) => ({
    entries: first(entries, [
      { telephoneNumber: ['1\u0000'] },
      { sn: ['a\u0001b'] },
      { givenName: ['a\uffff'] },
      { mail: ['\u001f'] },
    ]),
  }),
  'a 10 MB value': async ({ entries }) => ({ entries: first(entries, [{ title: [HUGE_TEXT] }]) }),
  '5,000 values with ;range=': async ({ entries }) => ({
    entries: first(entries, [
      {
        mail: [
          ...Array.from({ length: MANY_VALUES - 1 }, (_, index) => `alias-${index}@example.com`),
          ...(entries[0]!.attributes['mail'] ?? []),
        ],
      },
    ]),
    maxValues: 1500,
  }),
  'options such as ;lang-de and ;binary': async ({ entries }) => ({
    onSearch: inPages(
      entries.map((entry) => ({
        ...entry,
        attributes: {
          'givenName;lang-de': ['Falsch'],
          'uid;x-old': ['old'],
          ...entry.attributes,
          'sn;lang-fr': ['Faux'],
          'SN;lang-de;x-y': ['Falsch'],
          'userCertificate;binary': [Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00)],
          'mail;binary': [Uint8Array.of(0xff, 0x00)],
          'telephoneNumber;x-home': ['0'],
        },
      })),
    ),
  }),
  'attribute names in odd case': async ({ entries }) => ({
    onSearch: inPages(
      entries.map((entry, index) => ({
        ...entry,
        attributes: renamed(entry.attributes, (name) => odd(name, index)),
      })),
    ),
  }),
  'DNs with escaped commas, hex pairs, leading #, multi-valued RDNs': async ({ entries }) => ({
    onSearch: inPages(entries.map((entry, index) => ({ ...entry, dn: ODD_DNS[index] ?? entry.dn }))),
  }),
  'a repeated entry across pages': async ({ entries }) => ({
    onSearch: pagesScript([
      { entries: entries.slice(0, 10), cookie: 'a' },
      { entries: [entries[9]!, ...entries.slice(10, -1)], cookie: '' },
    ]),
  }),
  'an empty page with a cookie': async ({ entries }) => ({
    onSearch: pagesScript([
      { entries: entries.slice(0, 10), cookie: 'a' },
      { entries: [], cookie: 'b' },
      { entries: entries.slice(10), cookie: '' },
    ]),
  }),
  'the cookie 0': async ({ entries }) => ({
    onSearch: pagesScript([
      { entries: entries.slice(0, 10), cookie: '0' },
      { entries: entries.slice(10), cookie: '' },
    ]),
  }),
  // Goes round in circles: half of the people again and again, with an empty page between.
  'a cookie that never ends': async ({ entries }) => {
    let page = 0;
    return {
      onSearch: afterFirstPage((_, reply) => {
        page += 1;
        if (page % 2 === 0)
          for (const entry of entries.slice(0, 15)) void reply.entry(entry.dn, entry.attributes);
        return reply.done({ cookie: `page ${page}` });
      }),
    };
  },
  referrals: async ({ entries }) => ({
    onSearch: afterFirstPage((_, reply) => {
      for (const entry of entries.slice(10, -1)) void reply.entry(entry.dn, entry.attributes);
      void reply.reference(['ldap://other.example.com/ou=abroad,ou=people,dc=example,dc=com']);
      return reply.done({ cookie: '' });
    }),
  }),
} satisfies Partial<Record<HostileLine, Misbehaviour>>;

/** DNs that are hard to read, one for each of the first people. */
export const ODD_DNS: readonly string[] = [
  'cn=Smith\\, John; \\"Jack\\" \\+ Jill,ou=people,dc=example,dc=com',
  'cn=Jos\\c3\\a9 \\5c \\2c,ou=people,dc=example,dc=com',
  'cn=\\#1 first,ou=people,dc=example,dc=com',
  'cn=#0403616263,ou=people,dc=example,dc=com',
  'cn=Two + uid=names,ou=people,dc=example,dc=com',
  'cn=\\20two blanks\\20,ou=R\\2c D+l=Ottawa,ou=people,dc=example,dc=com',
  'OU=a\\=b , CN="quoted, as RFC 2253 has it" ,ou=people,dc=example,dc=com',
];

/** The entries, the first of them with other values of some attributes. */
function first(
  entries: readonly ScriptedEntry[],
  changes: readonly ScriptedEntry['attributes'][],
): ScriptedEntry[] {
  return entries.map((entry, index) => ({
    ...entry,
    attributes: { ...entry.attributes, ...changes[index] },
  }));
}

/** Sends the entries in three pages, with all their attributes, whichever were asked for. */
function inPages(entries: readonly ScriptedEntry[]) {
  return pagesScript([
    { entries: entries.slice(0, 10), cookie: 'a' },
    { entries: entries.slice(10, 20), cookie: 'b' },
    { entries: entries.slice(20), cookie: '' },
  ]);
}

function renamed(
  attributes: Readonly<Record<string, readonly BerPart[]>>,
  name: (old: string) => string,
): Record<string, readonly BerPart[]> {
  return Object.fromEntries(Object.entries(attributes).map(([old, values]) => [name(old), values]));
}

/** Upper case, lower case, or each letter the other way round, by turns. */
function odd(name: string, turn: number): string {
  if (turn % 3 === 0) return name.toUpperCase();
  if (turn % 3 === 1) return name.toLowerCase();
  return [...name].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}
