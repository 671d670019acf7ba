import type { Client, Entry } from 'ldapts';
import { DIRECTORY_FIELDS } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  displayKey,
  isBinaryAttribute,
  mappedAttributes,
  type FieldMapping,
  type SynchronizerSettings,
} from '../../../shared/domain/synchronizer.ts';
import { primaryName } from './attribute-names.ts';
import { searchBases } from './dn.ts';
import { TextFilter } from './filter.ts';

/** How many entries a test shows. */
const SAMPLE_ENTRIES = 5;
/** How many entries it looks at, to tell which attributes are filled. */
const MOST_LOOKED_AT = 100;
/** Characters of a shown value. */
const LONGEST_VALUE = 120;

/** Attributes that hold or may help to find a secret: neither shown nor counted. `secretary` is a person. */
const SECRET =
  /passw|passphrase|pwd|secret(?!ary)|hash|checksum|credential|private-?key|pkcs12|krb.*key|keytab|token|otp(?!ion)/i;

/** A PIN at the end of a word, which `mapping` and `opinion` do not have, or in front of what it is part of. */
const PIN = /pin(?![a-z])|pin(code|number)/i;
/** A PIN that capitals alone tell from the next word: `userPinReset`, `userPINReset`. */
const PIN_IN_CAPITALS = /(?<![A-Z])(Pin(?=[A-Z])|PIN(?=[A-Z][a-z]))|^pin(?=[A-Z])/;

/** What stands for the value of such an attribute when the mapping names one. */
const NOT_SHOWN = '(not shown)';

/** An entry as the mapping would import it, and as it came. */
interface SampleEntry {
  dn: string;
  fields: Record<string, string>;
  /** First value of each attribute, shortened. */
  attributes: Record<string, string>;
}

/** What a few entries show of a directory. */
export interface Sample {
  samples: SampleEntry[];
  /** Attributes seen, with how many of the looked-at entries have a value. */
  attributes: { name: string; filled: number }[];
  lookedAt: number;
}

/** Values of one entry by the server's own names; only those that say something. */
type Values = Map<string, (string | Buffer)[]>;

/** Reads a few entries of a synchronizer with all their attributes. Throws a typed error when a search fails. */
export async function readSample(client: Client, settings: SynchronizerSettings): Promise<Sample> {
  const { mapping, query } = settings;
  // Operational attributes such as entryUUID come only by name.
  const wanted = ['*', ...mappedAttributes(mapping)];
  const entries: Entry[] = [];
  for (const base of searchBases(settings.baseDn, settings.searchContext)) {
    const most = MOST_LOOKED_AT - entries.length;
    if (most <= 0) break;
    const search = (dn: string) => searchEntries(client, dn, { query, attributes: wanted, most });
    const found = await search(base.dn).catch(async (error: unknown) => {
      if (!isNoSuchObject(error) || base.reversed === null) throw explain(error, base.dn);
      return search(base.reversed).catch(() => {
        throw explain(error, base.dn);
      });
    });
    entries.push(...found.slice(0, most));
  }
  const samples: SampleEntry[] = [];
  for (const entry of entries.slice(0, SAMPLE_ENTRIES)) {
    const values = valuesOf(entry);
    await readBytes(client, entry.dn, values);
    samples.push({ dn: entry.dn, fields: fieldsOf(mapping, values), attributes: shown(values) });
  }
  return { samples, attributes: countAttributes(entries), lookedAt: entries.length };
}

async function searchEntries(
  client: Client,
  base: string,
  search: { query: string; attributes: string[]; most: number },
): Promise<Entry[]> {
  stayConnected(client);
  const { searchEntries: found } = await client.search(base, {
    scope: 'sub',
    filter: new TextFilter(search.query),
    attributes: search.attributes,
    sizeLimit: search.most,
    timeLimit: 0,
  });
  return found;
}

/** ldapts would open a new connection by itself, and an anonymous one. */
function stayConnected(client: Client): void {
  if (client.isConnected) return;
  throw new RollcallError('ldap.incomplete', 'The connection was closed before everything was read.');
}

/** ldapts adds what was asked for and not answered, without values: it must not hide the server's own name. */
function valuesOf(entry: Entry): Values {
  const values: Values = new Map();
  for (const [given, value] of Object.entries(entry)) {
    const filled = [value].flat().filter((each) => each.length > 0);
    // Active Directory gives the values of a large attribute in parts, and says so behind its name.
    const name = given.replace(/;range=.*$/i, '');
    if (name !== 'dn' && filled.length > 0) values.set(name, filled);
  }
  return values;
}

/**
 * Reads the values that are bytes once more, as bytes. Which these are shows only now: the server has its own spelling
 * of the names, and what is not UTF-8 came with replacement characters.
 */
async function readBytes(client: Client, dn: string, values: Values): Promise<void> {
  const names = [...values].flatMap(([name, given]) => {
    const garbled = given.some((value) => typeof value === 'string' && value.includes('\uFFFD'));
    return !isSecret(name) && (garbled || isBinaryAttribute(name)) ? [name] : [];
  });
  if (names.length === 0) return;
  stayConnected(client);
  const { searchEntries: found } = await client.search(dn, {
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: names,
    explicitBufferAttributes: names,
    timeLimit: 0,
  });
  if (found[0] === undefined) return;
  for (const [name, given] of valuesOf(found[0])) if (values.has(name)) values.set(name, given);
}

/** The fields as an import would fill them, with what tells entries apart in front. */
function fieldsOf(mapping: FieldMapping, values: Values): Record<string, string> {
  const exact = new Map([...values].map(([name, given]) => [name.toLowerCase(), given]));
  const aliases = new Map([...values].map(([name, given]) => [primaryName(name), given]));
  const text = (attribute: string) => {
    const value = (exact.get(attribute.toLowerCase()) ?? aliases.get(primaryName(attribute)))?.[0];
    if (value === undefined) return '';
    if (isSecret(attribute)) return NOT_SHOWN;
    if (typeof value === 'string') return shortened(value);
    return shortened(isBinaryAttribute(attribute) ? displayKey(attribute, value) : value.toString('utf8'));
  };
  const fields: Record<string, string> = { directoryKey: text(mapping.directoryKey) };
  for (const field of DIRECTORY_FIELDS) if (mapping[field] !== '') fields[field] = text(mapping[field]);
  return fields;
}

/** The first value of each attribute as people can read it. */
function shown(values: Values): Record<string, string> {
  const open = [...values].filter(([name]) => !isSecret(name));
  return Object.fromEntries(
    open.map(([name, [value = '']]) => {
      if (typeof value === 'string') return [name, shortened(value)];
      const known = isBinaryAttribute(name);
      return [name, shortened(known ? displayKey(name, value) : value.toString('hex'))];
    }),
  );
}

function shortened(text: string): string {
  if (text.length <= LONGEST_VALUE) return text;
  // By characters, so that no half of one is left.
  return `${[...text.slice(0, 2 * LONGEST_VALUE)].slice(0, LONGEST_VALUE - 1).join('')}…`;
}

function countAttributes(entries: readonly Entry[]): Sample['attributes'] {
  const counts = new Map<string, { name: string; filled: number }>();
  for (const entry of entries) {
    for (const name of valuesOf(entry).keys()) {
      if (isSecret(name)) continue;
      const count = counts.get(name.toLowerCase());
      if (count === undefined) counts.set(name.toLowerCase(), { name, filled: 1 });
      else count.filled += 1;
    }
  }
  return [...counts.values()].sort((left, right) =>
    left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1,
  );
}

/** Whether an attribute's name says that it holds, or helps to find, a secret. */
export function isSecret(attribute: string): boolean {
  return [SECRET, PIN, PIN_IN_CAPITALS].some((pattern) => pattern.test(attribute));
}

function isNoSuchObject(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 32;
}

function explain(error: unknown, base: string): RollcallError {
  if (isNoSuchObject(error)) {
    return new RollcallError('ldap.base-not-found', `The server has no entry ${base}.`, { cause: error });
  }
  if (error instanceof RollcallError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RollcallError('ldap.refused-by-server', `The search of ${base} failed: ${message}`, {
    cause: error,
  });
}
