import { cultures, titles } from './names.ts';
import type { Name } from './names.ts';

/** One made-up employee. The same seed always gives the same people. */
export interface Person {
  /** ASCII, unique. */
  uid: string;
  givenName: string;
  sn: string;
  cn: string;
  mail: string;
  departmentNumber: string;
  /** Unique, as mobile is. */
  telephoneNumber: string;
  mobile: string;
  title: string;
  /** The town. */
  l: string;
  entryUUID?: string;
  /** The organizational unit the entry stands in. */
  ou: string;
}

/** The organizational units of the demo company. */
export const defaultOus: readonly string[] = [
  'Head Office',
  'Sales',
  'Engineering',
  'Support',
  'Finance & Legal',
  'Research, Development',
];

const towns = ['Ottawa', 'München', 'Kraków', 'São Paulo', 'Reykjavík', '東京', 'Bristol', 'Málaga'];

/**
 * Makes people, deterministically. A longer list begins with the shorter one: makePeople(300) starts with
 * makePeople(250), so a test can let a company grow.
 */
export function makePeople(
  count: number,
  options: { seed?: number; ous?: readonly string[] } = {},
): Person[] {
  const ous = options.ous ?? defaultOus;
  const random = mulberry32(options.seed ?? 1);
  const uids = new Map<string, number>();
  const mails = new Map<string, number>();
  const names = new Set<string>();
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    let name = pickName(random);
    for (let again = 0; again < 8 && names.has(name.cn); again += 1) name = pickName(random);
    if (names.has(name.cn) && name.given.ascii === undefined) name = withInitial(name, random);
    names.add(name.cn);
    const given = toAscii(name.given);
    const surname = toAscii(name.surname);
    const ouIndex = Math.floor(random() * ous.length);
    const ou = ous[ouIndex] ?? 'Head Office';
    people.push({
      uid: unique(uids, `${given.slice(0, 1)}${surname}`),
      givenName: name.given.name,
      sn: name.surname.name,
      cn: name.cn,
      mail: `${unique(mails, `${given}.${surname}`)}@example.com`,
      departmentNumber: String(1000 + ouIndex * 100 + Math.floor(random() * 4) * 10),
      telephoneNumber: phone('613', index),
      mobile: phone('343', index),
      title: pick(random, titles[ou] ?? titles['*'] ?? []),
      l: pick(random, towns),
      entryUUID: uuid(random),
      ou,
    });
  }
  return people;
}

/** The DN of a person's entry below `ou=people`. */
export function personDn(person: Person, suffix: string): string {
  return `uid=${escapeDnValue(person.uid)},ou=${escapeDnValue(person.ou)},ou=people,${suffix}`;
}

/**
 * LDIF for slapadd or ldapadd: the units below `ou=people` (those of the people unless named; none for an
 * empty list), then the people as inetOrgPerson. Empty values are left out.
 */
export function toLdif(
  people: readonly Person[],
  suffix: string,
  options: { ous?: readonly string[] } = {},
): string {
  const ous = options.ous ?? [...new Set(people.map((person) => person.ou))];
  const records = ous.map((ou) =>
    ldifRecord(`ou=${escapeDnValue(ou)},ou=people,${suffix}`, [
      ['objectClass', 'organizationalUnit'],
      ['ou', ou],
    ]),
  );
  for (const person of people) {
    const { uid, givenName, sn, cn, mail, departmentNumber, telephoneNumber, mobile, title, l, ou } = person;
    const values = { uid, givenName, sn, cn, mail, departmentNumber, telephoneNumber, mobile, title, l, ou };
    records.push(
      ldifRecord(personDn(person, suffix), [
        ['objectClass', 'inetOrgPerson'],
        ...Object.entries(values),
        ['entryUUID', person.entryUUID ?? ''],
      ]),
    );
  }
  return records.join('\n');
}

/** One LDIF entry, with base64 where RFC 2849 asks for it. */
export function ldifRecord(dn: string, attributes: readonly (readonly [string, string])[]): string {
  const lines = attributes.filter(([, value]) => value !== '').map(([type, value]) => ldifLine(type, value));
  return `${ldifLine('dn', dn)}\n${lines.join('\n')}\n`;
}

/** One LDIF line; RFC 2849's SAFE-STRING decides between `:` and `::`. */
export function ldifLine(type: string, value: string): string {
  // A trailing space would be safe by the grammar, but is easily lost: RFC 2849 advises base64.
  const safe = /^(?:[\x01-\x09\x0b\x0c\x0e-\x1f\x21-\x39\x3b\x3d-\x7f][\x01-\x09\x0b\x0c\x0e-\x7f]*)?$/;
  if (safe.test(value) && !value.endsWith(' ')) return `${type}: ${value}`;
  return `${type}:: ${Buffer.from(value, 'utf8').toString('base64')}`;
}

/** Escapes a value for use in a DN (RFC 4514). */
export function escapeDnValue(value: string): string {
  const escaped = value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&');
  return value.length > 1 && value.endsWith(' ') ? `${escaped.slice(0, -1)}\\ ` : escaped;
}

interface PickedName {
  given: Name;
  surname: Name;
  cn: string;
}

function pickName(random: () => number): PickedName {
  const culture = pick(random, cultures);
  const given = pick(random, culture.given);
  const surname = pick(random, culture.surnames);
  const order = culture.surnameFirst === true ? [surname, given] : [given, surname];
  return { given, surname, cn: order.map((part) => part.name).join(' ') };
}

function withInitial(name: PickedName, random: () => number): PickedName {
  const initial = String.fromCharCode(65 + Math.floor(random() * 26));
  return { ...name, cn: `${name.given.name} ${initial}. ${name.surname.name}` };
}

/** Lower-case letters only: accents fall away, letters that are no accents are spelled out. */
function toAscii(name: Name): string {
  const letters: Record<string, string> = {
    ł: 'l',
    ø: 'o',
    ß: 'ss',
    æ: 'ae',
    þ: 'th',
    ð: 'd',
    đ: 'd',
    ı: 'i',
  };
  return (name.ascii ?? name.name)
    .toLowerCase()
    .replace(/[łøßæþðđı]/g, (letter) => letters[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
}

function unique(seen: Map<string, number>, wanted: string): string {
  const before = seen.get(wanted) ?? 0;
  seen.set(wanted, before + 1);
  // No name ends in a digit, so a numbered one never meets another's own.
  return before === 0 ? wanted : `${wanted}${String(before + 1)}`;
}

function phone(area: string, index: number): string {
  const line = String(index % 10_000).padStart(4, '0');
  return `+1 ${area} ${String(555 + Math.floor(index / 10_000))} ${line}`;
}

function pick<T>(random: () => number, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function uuid(random: () => number): string {
  const bytes = Buffer.alloc(16);
  for (let offset = 0; offset < 16; offset += 4) bytes.writeUInt32BE(Math.floor(random() * 2 ** 32), offset);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A small generator with a seed; Math.random has none. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
