import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { Facts, Mismatch, Question, Reply, SeenEntry } from './lookup-decision.ts';
import { RESULT, searchError } from './errors.ts';
import { allOf, attributesOf, conditionsOf, equalityFilter, type EncodedFilter } from './lookup-filter.ts';
import { fulfils } from './lookup-fulfilment.ts';
import { dnMark, parentOf, type LookupPlaces } from './lookup-places.ts';
import { attributeIs } from './lookup-words.ts';
import type { SmallEntry, SmallResult, SmallSearch, SmallSearches } from './small-search.ts';

const ANY_ENTRY = '(objectClass=*)';
/** Asks for no attribute at all (RFC 4511 4.5.1.8). */
const NO_ATTRIBUTES = ['1.1'];
/** Active Directory's word for a tombstone. */
const IS_DELETED = 'isDeleted';
/** Result codes of a server that does not let us look (RFC 4511 appendix A). */
const REFUSED = new Set<number>([RESULT.inappropriateAuthentication, 50]);

type Answer = { result: SmallResult; entries: SmallEntry[] };

/**
 * The questions of second looks, each as the searches that answer it. Methods throw a RollcallError when the conversation
 * broke off; whatever the server says is a Reply. What is the same for many accounts is asked once.
 */
export class LookupQuestions {
  readonly #searches: SmallSearches;
  readonly #settings: SynchronizerSettings;
  readonly #places: LookupPlaces;
  readonly #key: string;
  /** The key attribute and, where it counts, what says that an entry is disabled. */
  readonly #attributes: string[];
  readonly #conditions: EncodedFilter[];
  readonly #containers = new Map<string, Promise<Reply<string[]>>>();
  readonly #visible = new Map<string, Promise<Reply<true>>>();
  #keySearch: Promise<Reply<true>> | null = null;

  constructor(searches: SmallSearches, settings: SynchronizerSettings, places: LookupPlaces) {
    this.#searches = searches;
    this.#settings = settings;
    this.#places = places;
    this.#key = settings.mapping.directoryKey;
    this.#attributes = [this.#key, ...(settings.skipDisabled ? ['userAccountControl'] : [])];
    this.#conditions = conditionsOf(settings.query);
  }

  /** Asks, and writes the reply into the facts. `entry` is the one that the look-ups found. */
  async ask(question: Question, facts: Facts, entry: SeenEntry | undefined): Promise<void> {
    const dn = entry?.dn ?? facts.dn;
    switch (question) {
      case 'dn':
        facts.dnReply = await this.#atDn(dn, ANY_ENTRY, true);
        return;
      case 'key':
        facts.keyReply = await this.#withKey(facts.key);
        return;
      case 'inside':
        facts.insideReply = await this.#inside(facts.key);
        return;
      case 'query':
        facts.queryReply = await this.#atDn(dn, this.#settings.query, false);
        return;
      case 'mismatch':
        facts.mismatchReply = await this.#mismatch(dn, facts.key);
        return;
      case 'tombstone':
        facts.tombstoneReply = await this.#tombstone(facts.key);
        return;
      case 'container':
        facts.containerReply = await this.#container(parentOf(dn));
        return;
    }
  }

  /** The entry at a DN, when it matches. `mayBeGone`: whether "no such object" is an answer here or a contradiction. */
  async #atDn(base: string, filter: SmallSearch['filter'], mayBeGone: boolean): Promise<Reply<SeenEntry>> {
    const search: SmallSearch = { base, scope: 'base', filter, attributes: this.#attributes, most: 1 };
    const answer = await this.#searches.entries(search);
    const [entry] = answer.entries;
    if (mayBeGone && entry === undefined && answer.result.code === RESULT.noSuchObject) {
      return { kind: 'absent' };
    }
    const failure = this.#failure(answer, search);
    if (failure !== null) return failure;
    return entry === undefined ? { kind: 'absent' } : { kind: 'found', value: this.#seen(entry) };
  }

  /** Up to two entries with the key, wherever we may look. */
  async #withKey(key: Uint8Array): Promise<Reply<SeenEntry[]>> {
    const found = await this.#below(this.#places.wide, equalityFilter(this.#key, key));
    if (found.kind !== 'absent') return found;
    const works = await this.#keySearchWorks();
    return works.kind === 'found' ? found : works;
  }

  /** Whether the server finds the key below one of the search bases. */
  async #inside(key: Uint8Array): Promise<Reply<true>> {
    const found = await this.#below(this.#places.searched, equalityFilter(this.#key, key));
    if (found.kind === 'found') return { kind: 'found', value: true };
    if (found.kind !== 'absent') return found;
    const works = await this.#keySearchWorks();
    return works.kind === 'found' ? found : works;
  }

  /**
   * Whether a search by key finds an entry that is known to be there. On an attribute that cannot be compared, or that
   * the bind account may read but not search, every such search finds nothing, and nothing would follow from it.
   */
  #keySearchWorks(): Promise<Reply<true>> {
    this.#keySearch ??= this.#tryKeySearch();
    return this.#keySearch;
  }

  async #tryKeySearch(): Promise<Reply<true>> {
    for (const base of this.#places.searched) {
      const attributes = [this.#key];
      const search: SmallSearch = { base, scope: 'sub', filter: this.#settings.query, attributes, most: 1 };
      const key = (await this.#searches.entries(search)).entries[0]?.values[0]?.[0];
      if (key === undefined) continue;
      const found = await this.#below(this.#places.wide, equalityFilter(this.#key, key));
      if (found.kind === 'found') return { kind: 'found', value: true };
      const why = `A search by ${this.#key} finds nothing, not even an entry that is there.`;
      return found.kind === 'absent' ? { kind: 'failed', why } : found;
    }
    return { kind: 'failed', why: `No entry is left that shows whether a search by ${this.#key} works.` };
  }

  /** The first condition of the query that an entry does not fulfil, and what its attributes are. */
  async #mismatch(dn: string, key: Uint8Array): Promise<Reply<Mismatch>> {
    for (const condition of this.#conditions) {
      const matches = await this.#atDn(dn, condition, false);
      if (matches.kind === 'found') continue;
      if (matches.kind !== 'absent') return matches;
      return this.#attributesOf(condition, dn, key);
    }
    return { kind: 'absent' };
  }

  async #attributesOf(condition: EncodedFilter, dn: string, key: Uint8Array): Promise<Reply<Mismatch>> {
    const named = attributesOf(condition);
    if (named.length === 0) return { kind: 'absent' };
    const attributes = [this.#key, ...named];
    const search: SmallSearch = { base: dn, scope: 'base', filter: ANY_ENTRY, attributes, most: 1 };
    const answer = await this.#searches.entries(search);
    const failure = this.#failure(answer, search);
    if (failure !== null) return failure;
    // It must still be there: an entry that vanished meanwhile matches no condition either.
    const [keys = [], ...values] = answer.entries[0]?.values ?? [];
    if (!keys.some((each) => each.equals(key))) {
      return { kind: 'failed', why: `${dn} changed while it was looked at.` };
    }
    const mismatch: Mismatch = { shown: [], hidden: [] };
    for (const [index, attribute] of named.entries()) {
      const own = values[index] ?? [];
      mismatch.shown.push(attributeIs(attribute, own));
      if (own.length > 0) continue;
      const visible = await this.#isVisible(attribute, parentOf(dn));
      if (visible.kind === 'absent') mismatch.hidden.push(attribute);
      else if (visible.kind !== 'found') return visible;
    }
    const valuesOf = (attribute: string) =>
      values[named.findIndex((each) => each.toLowerCase() === attribute.toLowerCase())] ?? [];
    if (fulfils(condition, valuesOf) === true) {
      const why = `${dn} matches the query by what it shows (${mismatch.shown.join('; ')}), and the server does not find it: what we may read and what we may search by differ.`;
      return { kind: 'failed', why };
    }
    return { kind: 'found', value: mismatch };
  }

  /**
   * Whether an entry of a container shows a value of an attribute. Rights are often given by container, so what is seen
   * elsewhere says nothing of this one.
   */
  #isVisible(attribute: string, container: string): Promise<Reply<true>> {
    const name = `${attribute.toLowerCase()} ${dnMark(container)}`;
    const known = this.#visible.get(name);
    if (known !== undefined) return known;
    const visible = this.#seenIn(container, attribute);
    this.#visible.set(name, visible);
    return visible;
  }

  async #seenIn(base: string, attribute: string): Promise<Reply<true>> {
    if (base === '') return { kind: 'absent' };
    const { entries } = await this.#searches.entries({
      base,
      scope: 'one',
      filter: `(${attribute}=*)`,
      attributes: [attribute],
      most: 1,
    });
    const isShown = entries.some((entry) => entry.values[0]!.length > 0);
    return isShown ? { kind: 'found', value: true } : { kind: 'absent' };
  }

  /** A tombstone with the key. Most bind accounts may not see any: that is no failure. */
  async #tombstone(key: Uint8Array): Promise<Reply<string>> {
    const filter = allOf(equalityFilter(IS_DELETED, Buffer.from('TRUE')), equalityFilter(this.#key, key));
    for (const base of this.#places.wide) {
      const { entries } = await this.#searches.entries({
        base,
        scope: 'sub',
        filter,
        attributes: [this.#key, IS_DELETED],
        most: 2,
        showDeleted: true,
      });
      const tombstone = entries.find(
        ({ values: [keys, deleted] }) =>
          keys!.some((each) => each.equals(key)) &&
          deleted!.some((each) => each.toString('latin1').toUpperCase() === 'TRUE'),
      );
      if (tombstone !== undefined) return { kind: 'found', value: tombstone.dn };
    }
    return { kind: 'absent' };
  }

  #container(dn: string): Promise<Reply<string[]>> {
    const mark = dnMark(dn);
    const known = this.#containers.get(mark);
    if (known !== undefined) return known;
    const asked = this.#lookInto(dn);
    this.#containers.set(mark, asked);
    return asked;
  }

  /**
   * One or two entries of a container that the query finds, however deep. Others are no proof: a server may show the
   * container and its departments, and not the people.
   */
  async #lookInto(base: string): Promise<Reply<string[]>> {
    // Below the empty DN stand naming contexts, not people.
    if (base === '') return { kind: 'absent' };
    const search: SmallSearch = {
      base,
      scope: 'sub',
      filter: this.#settings.query,
      attributes: NO_ATTRIBUTES,
      most: 2,
    };
    const answer = await this.#searches.entries(search);
    const { entries, result } = answer;
    // The limit of two is ours; and what was seen was seen, whatever lives elsewhere.
    const well = result.code === RESULT.success || result.code === RESULT.sizeLimitExceeded;
    if (well && entries.length > 0) return { kind: 'found', value: entries.map((entry) => entry.dn) };
    if (entries.length === 0 && result.code === RESULT.noSuchObject) return { kind: 'absent' };
    return this.#failure(answer, search) ?? { kind: 'absent' };
  }

  /** Entries below some places that match, two at most; `absent` only when every place was searched to its end. */
  async #below(bases: readonly string[], filter: EncodedFilter): Promise<Reply<SeenEntry[]>> {
    const found: SeenEntry[] = [];
    let failure: Reply<never> | null = null;
    for (const base of bases) {
      const search: SmallSearch = { base, scope: 'sub', filter, attributes: this.#attributes, most: 2 };
      const answer = await this.#searches.entries(search);
      found.push(...answer.entries.map((entry) => this.#seen(entry)));
      failure ??= this.#failure(answer, search);
    }
    if (found.length > 0) return { kind: 'found', value: found };
    return failure ?? { kind: 'absent' };
  }

  #seen({ dn, values }: SmallEntry): SeenEntry {
    const [keys = [], control = []] = values;
    const flags = Number(control[0]?.toString('latin1') ?? 0);
    return { dn, keys, disabled: Number.isSafeInteger(flags) && (flags & 0x2) !== 0 };
  }

  /** What keeps an answer from being the whole truth, or null. */
  #failure({ result }: Answer, { base }: SmallSearch): Reply<never> | null {
    const { server } = this.#searches;
    if (REFUSED.has(result.code))
      return { kind: 'refused', why: `${server} does not let us look at ${base}` };
    if (result.code !== RESULT.success) {
      return { kind: 'failed', why: searchError(result, base, server).message };
    }
    const elsewhere = result.references.filter((url) => !holdsNobody(url, this.#settings.server));
    if (elsewhere.length === 0) return null;
    const why = `${server} refers to other servers for a part of ${base}: ${elsewhere.slice(0, 3).join(', ')}.`;
    return { kind: 'failed', why };
  }
}

/**
 * Whether a reference leads to a part of the tree without people. Active Directory refers to its DNS zones and its
 * configuration in every search of a whole domain (MS-ADTS 3.1.1.3.1.4).
 */
export function holdsNobody(url: string, server: SynchronizerSettings['server']): boolean {
  if (server !== 'active-directory') return false;
  const dn = /^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(url)?.[1];
  if (dn === undefined) return false;
  try {
    return /^(dc=(domain|forest)dnszones|cn=configuration),dc=/i.test(decodeURIComponent(dn));
  } catch {
    return false;
  }
}
