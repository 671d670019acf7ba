import { RollcallError } from '../../../shared/domain/errors.ts';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { searchBases } from './dn.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { referralWords, RESULT, searchError } from './errors.ts';
import { allOf, conditionsOf, equalityFilter, type EncodedFilter } from './lookup-filter.ts';
import { holdsNobody } from './lookup-questions.ts';
import type { SmallResult, SmallSearches } from './small-search.ts';

/** An account of a directory, as its entry is found again. */
export interface KnownPerson {
  /** Its directory key, as bytes, and the attribute that holds it. */
  key: Uint8Array;
  keyAttribute: string;
  /** Where its entry was last; only to be named. It may have moved. */
  dn: string;
}

/** An entry that has the key. */
interface Found {
  /** As the server wrote it; null when it is no text. */
  dn: string | null;
  disabled: boolean;
}

/**
 * The DN of the one enabled entry that has a person's key and is what the synchronizer would read: below its bases and
 * inside its query. Null when there is none such. Throws a RollcallError when that cannot be told, or when there are two.
 */
export async function findPerson(
  searches: SmallSearches,
  settings: SynchronizerSettings,
  person: KnownPerson,
): Promise<string | null> {
  const { keyAttribute, key } = person;
  const filter = allOf(...conditionsOf(settings.query), equalityFilter(keyAttribute, key));
  const found: Found[] = [];
  let elsewhere: RollcallError | null = null;
  for (const { dn, reversed } of searchBases(settings.baseDn, settings.searchContext)) {
    let base = dn;
    let result = await entriesBelow(searches, base, filter, person, found);
    if (result.code === RESULT.noSuchObject && reversed !== null) {
      base = reversed;
      result = await entriesBelow(searches, base, filter, person, found);
    }
    if (found.length > 1) {
      throw new RollcallError('entry.duplicate-key', `Two entries have the key of ${person.dn}.`);
    }
    if (result.code !== RESULT.success) throw searchError(result, base, searches.server);
    const urls = result.references.filter((url) => !holdsNobody(url, settings.server));
    if (urls.length > 0) {
      elsewhere ??= new RollcallError(
        'ldap.referral',
        `${searches.server} refers to other servers for a part of ${base}: ${referralWords(urls)}.`,
      );
    }
  }
  const [entry] = found;
  if (entry === undefined && elsewhere !== null) throw elsewhere;
  if (entry === undefined || entry.disabled) return null;
  // To bind without a name is to bind as nobody, with whatever password.
  if (entry.dn === null || entry.dn === '') {
    throw new RollcallError('ldap.protocol', `${searches.server} sent an entry whose DN is no text.`);
  }
  return entry.dn;
}

/** Adds the entries below a base that match, and whose key is the same to the byte, as a synchronization has it. */
async function entriesBelow(
  searches: SmallSearches,
  base: string,
  filter: EncodedFilter,
  { key, keyAttribute }: KnownPerson,
  found: Found[],
): Promise<SmallResult> {
  const attributes = [keyAttribute, 'userAccountControl'];
  const decoder = new EntryDecoder(attributes);
  return searches.ask({ base, scope: 'sub', filter, attributes, most: 2 }, (bytes, start, end) => {
    decoder.decode(bytes, start, end);
    const values = (attribute: number) =>
      Array.from({ length: decoder.count[attribute]! }, (_, index) => {
        const at = decoder.first[attribute]! + index;
        return bytes.subarray(decoder.valueStart[at], decoder.valueEnd[at]);
      });
    if (!values(0).some((value) => value.equals(key))) return;
    // The same flag as the scan's, whether or not disabled entries are imported (domain.md 2.5).
    const flags = Number(values(1)[0]?.toString('latin1') ?? 0);
    found.push({
      dn: textOf(bytes.subarray(decoder.dnStart, decoder.dnEnd)),
      disabled: Number.isSafeInteger(flags) && (flags & 0x2) !== 0,
    });
  });
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
