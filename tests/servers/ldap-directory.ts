import type { BerPart } from './ber.ts';
import { dnKey, parseDn, splitDn } from './ldap-dn.ts';
import { evaluateFilter } from './ldap-filter.ts';
import type { Filter } from './ldap-filter.ts';

/** An entry the scripted server holds. */
export interface ScriptedEntry {
  dn: string;
  attributes: Readonly<Record<string, readonly BerPart[]>>;
}

interface IndexedEntry {
  entry: ScriptedEntry;
  parts: string[];
}

/** Attributes `*` does not bring and `+` does, as OpenLDAP has it. */
const operational = new Set(
  [
    'entryUUID entryCSN entryDN createTimestamp modifyTimestamp creatorsName modifiersName',
    'structuralObjectClass subschemaSubentry hasSubordinates numSubordinates contextCSN nsUniqueId',
  ]
    .join(' ')
    .toLowerCase()
    .split(' '),
);

/** The entries of a scripted server and what RFC 4511 says a search finds in them. */
export class Directory {
  readonly namingContexts: readonly string[];
  readonly #entries: IndexedEntry[];
  /** Every DN that exists, with those that exist only because something stands below them. */
  readonly #existing = new Map<string, string>();

  /** Without naming contexts, the domain (the `dc=` parts, else the last part) of the first entry is the one. */
  constructor(entries: readonly ScriptedEntry[], namingContexts?: readonly string[]) {
    this.#entries = entries.map((entry) => ({ entry, parts: mustParse(entry.dn) }));
    this.namingContexts = namingContexts ?? [domainOf(entries[0]?.dn)];
    const contexts = this.namingContexts.map(mustParse);
    contexts.forEach((parts, index) => this.#existing.set(dnKey(parts), this.namingContexts[index] ?? ''));
    for (const { entry, parts } of this.#entries) {
      const context = contexts.find((candidate) => isAtOrBelow(parts, candidate));
      const depth = context?.length ?? parts.length;
      const written = splitDn(entry.dn);
      // Glue above the entry, up to its naming context, exists but is never returned.
      for (let from = 0; parts.length - from >= depth; from += 1) {
        const key = dnKey(parts.slice(from));
        if (this.#existing.has(key)) break;
        this.#existing.set(key, written.slice(from).join(',').trim());
      }
    }
  }

  /** What a base DN leads to: its parts, or the nearest entry that does exist; undefined for a malformed DN. */
  find(base: string): { parts: string[] } | { matchedDn: string } | undefined {
    const parts = parseDn(base);
    if (parts === undefined) return undefined;
    if (this.#existing.has(dnKey(parts))) return { parts };
    for (let from = 1; from < parts.length; from += 1) {
      const matchedDn = this.#existing.get(dnKey(parts.slice(from)));
      if (matchedDn !== undefined) return { matchedDn };
    }
    return { matchedDn: '' };
  }

  /** The entries within the scope that match. */
  search(base: readonly string[], scope: 'base' | 'one' | 'sub', filter: Filter): ScriptedEntry[] {
    const found: ScriptedEntry[] = [];
    for (const { entry, parts } of this.#entries) {
      const depth = parts.length - base.length;
      if (scope === 'base' ? depth !== 0 : scope === 'one' ? depth !== 1 : depth < 0) continue;
      if (isAtOrBelow(parts, base) && matches(entry, filter)) found.push(entry);
    }
    return found;
  }
}

/** Whether an entry matches a filter. */
export function matches(entry: ScriptedEntry, filter: Filter): boolean {
  return evaluateFilter(filter, (attribute) => valuesOf(entry, attribute)) === true;
}

function valuesOf(entry: ScriptedEntry, attribute: string): BerPart[] {
  const values: BerPart[] = [];
  for (const [type, own] of Object.entries(entry.attributes))
    if (describes(attribute, type)) values.push(...own);
  // Every entry has a class, even one whose author saved the line: (objectClass=*) finds it.
  if (values.length === 0 && attribute.toLowerCase() === 'objectclass') return ['top'];
  return values;
}

/** Whether an asked-for description covers an attribute: `cn` covers `cn;lang-de`, not the other way round. */
function describes(asked: string, type: string): boolean {
  const [askedBase, ...askedOptions] = asked.toLowerCase().split(';');
  const [base, ...options] = type.toLowerCase().split(';');
  return askedBase === base && askedOptions.every((option) => options.includes(option));
}

/**
 * The attributes of an entry that a request asks for. `maxValues` cuts long ones into ranges, as Active
 * Directory's MaxValRange does: `member;range=0-1499`, and the last one ends in `-*`.
 */
export function selectAttributes(
  entry: ScriptedEntry,
  requested: readonly string[],
  options: { typesOnly?: boolean; maxValues?: number | undefined } = {},
): Record<string, readonly BerPart[]> {
  const selected: Record<string, readonly BerPart[]> = {};
  const allUser = requested.length === 0 || requested.includes('*');
  for (const [type, values] of Object.entries(entry.attributes)) {
    const isOperational = operational.has(type.toLowerCase().split(';')[0] ?? '');
    const asked = requested.find((name) => describes(name.replace(/;range=[^;]*/i, ''), type));
    if (asked === undefined && !(isOperational ? requested.includes('+') : allUser)) continue;
    if (options.typesOnly === true) selected[type] = [];
    else Object.assign(selected, inRanges(type, values, asked, options.maxValues));
  }
  return selected;
}

function inRanges(
  type: string,
  values: readonly BerPart[],
  asked: string | undefined,
  maxValues: number | undefined,
): Record<string, readonly BerPart[]> {
  const range = /;range=(\d+)-(\d+|\*)/i.exec(asked ?? '');
  if (maxValues === undefined || (range === null && values.length <= maxValues)) return { [type]: values };
  const from = Number(range?.[1] ?? 0);
  const wantedEnd = range === null || range[2] === '*' ? Infinity : Number(range[2]) + 1;
  const end = Math.min(from + maxValues, wantedEnd, values.length);
  const name = `${type};range=${String(from)}-${end === values.length ? '*' : String(end - 1)}`;
  // Active Directory puts the plain name beside the range, without values.
  return { ...(range === null ? { [type]: [] } : {}), [name]: values.slice(from, end) };
}

function domainOf(dn: string | undefined): string {
  if (dn === undefined) return 'dc=example,dc=com';
  const written = splitDn(dn);
  const isDomain = (rdn: string): boolean => /^\s*dc\s*=/i.test(rdn);
  let from = Math.max(0, written.length - 1);
  while (from > 0 && isDomain(written[from] ?? '') && isDomain(written[from - 1] ?? '')) from -= 1;
  return written.slice(from).join(',').trim();
}

function isAtOrBelow(parts: readonly string[], base: readonly string[]): boolean {
  const offset = parts.length - base.length;
  return offset >= 0 && base.every((part, index) => part === parts[offset + index]);
}

function mustParse(dn: string): string[] {
  const parts = parseDn(dn);
  if (parts === undefined) throw new Error(`not a DN: ${dn}`);
  return parts;
}
