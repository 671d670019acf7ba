import type { Filter } from 'ldapts';
import { escapedText } from '../../../shared/domain/characters.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';
import { cancelled, LdapConnection, timeout } from './connection.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { asError, RESULT, searchError, spoken } from './errors.ts';
import { protocolError, TAG, type Frame } from './frames.ts';
import { LIMITS } from './limits.ts';
import { decodeResult, decodeStrings, encodeSearch, type LdapResult } from './messages.ts';

/** Searches that may be under way at once. Active Directory lets a client have 20 (MaxActiveQueries). */
export const SEARCHES_AT_ONCE = 20;
/** How often silence and cancellation are looked at, in milliseconds. */
const WATCH_MS = 50;
/** References (RFC 4511 4.5.3) that one small answer may bring. */
const MOST_REFERENCES = 100;

/** A search of which at most a handful of entries is expected. */
export interface SmallSearch {
  base: string;
  scope: 'base' | 'one' | 'sub';
  filter: string | Filter;
  attributes: readonly string[];
  /** Entries that are wanted at most. An answer with more is against the protocol. */
  most: number;
  showDeleted?: boolean;
}

/** How a small search ended. */
export interface SmallResult extends LdapResult {
  /** Parts of the tree that the server left out because they live elsewhere. */
  references: string[];
}

/** An entry that was copied out of the receive buffer: its values for each asked-for attribute. */
export interface SmallEntry {
  dn: string;
  values: Buffer[][];
}

/** A search that has no answer yet. */
interface Pending {
  search: SmallSearch;
  onEntry: (bytes: Buffer, start: number, end: number) => void;
  resolve: (result: SmallResult) => void;
  reject: (error: Error) => void;
  entries: number;
  references: string[];
  /** When it, or one that was asked before it, last heard from the server; performance.now(). */
  heardAt: number;
}

/**
 * Small searches, several under way at once, over one connection of their own. Whatever is not an answer to one of
 * them (a break, silence, something that is not LDAP, a wrong message id) ends all of them with that error: after it
 * there is no telling which answers were lost.
 */
export class SmallSearches {
  readonly #connection: LdapConnection;
  readonly #timeoutSeconds: number;
  readonly #signal: AbortSignal;
  /** By message id, in the order of asking. */
  readonly #pending = new Map<number, Pending>();
  readonly #frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  readonly #watch: NodeJS.Timeout;
  /** When all must be done, however busy the server is; performance.now(). */
  readonly #deadline = performance.now() + LIMITS.readMs;
  #ended: Error | null = null;

  private constructor(connection: LdapConnection, timeoutSeconds: number, signal: AbortSignal) {
    this.#connection = connection;
    this.#timeoutSeconds = timeoutSeconds;
    this.#signal = signal;
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    connection.attach(
      () => this.#take(),
      (error) => this.#end(error),
    );
  }

  /** Connects to exactly this server and binds. Throws a RollcallError with one of the `ldap.` and `tls.` codes. */
  static async open(
    settings: DirectorySettings,
    password: string | null,
    server: string,
    signal: AbortSignal,
  ): Promise<SmallSearches> {
    const connection = await LdapConnection.open({ ...settings, urls: [server] }, password, signal);
    return new SmallSearches(connection, settings.timeoutSeconds, signal);
  }

  /** `ldap://host:port` as shown to people. */
  get server(): string {
    return this.#connection.server;
  }

  /**
   * Searches; resolves with the server's result, whatever it is. Rejects with a RollcallError when the conversation
   * broke off, and with what `onEntry` throws: then all later searches reject with the same. Positions are void after
   * `onEntry` returned. The caller keeps to SEARCHES_AT_ONCE.
   */
  ask(
    search: SmallSearch,
    onEntry: (bytes: Buffer, start: number, end: number) => void,
  ): Promise<SmallResult> {
    return new Promise<SmallResult>((resolve, reject) => {
      if (this.#ended !== null) {
        reject(this.#ended);
        return;
      }
      const messageId = this.#connection.nextMessageId();
      const sent = { ...search, page: null, sizeLimit: search.scope === 'base' ? 0 : search.most };
      // Encoded first: a malformed filter is the caller's affair, and no reason to end the others.
      const message = encodeSearch(messageId, sent);
      const now = performance.now();
      this.#pending.set(messageId, {
        search,
        onEntry,
        resolve,
        reject,
        entries: 0,
        references: [],
        heardAt: now,
      });
      this.#connection.send(message);
    });
  }

  /** Reads one entry by its DN: the content of its SearchResultEntry; null when there is none. */
  async one(dn: string, attributes: readonly string[]): Promise<Buffer | null> {
    const found: Buffer[] = [];
    const search: SmallSearch = { base: dn, scope: 'base', filter: '(objectClass=*)', attributes, most: 1 };
    const result = await this.ask(search, (bytes, start, end) => {
      found.push(Buffer.from(bytes.subarray(start, end)));
    });
    if (result.code === RESULT.noSuchObject) return null;
    if (result.code !== RESULT.success) throw searchError(result, dn, this.server);
    return found[0] ?? null;
  }

  /** Searches, and copies the entries out. */
  async entries(search: SmallSearch): Promise<{ result: SmallResult; entries: SmallEntry[] }> {
    const decoder = new EntryDecoder(search.attributes);
    const entries: SmallEntry[] = [];
    const result = await this.ask(search, (bytes, start, end) => {
      decoder.decode(bytes, start, end);
      entries.push(copied(bytes, decoder, search.attributes.length));
    });
    return { result, entries };
  }

  close(): void {
    this.#end(new RollcallError('ldap.incomplete', `The connection to ${this.server} was closed.`));
  }

  #take(): void {
    const { inbox } = this.#connection;
    try {
      while (this.#ended === null && inbox.next(this.#frame)) this.#message();
      inbox.compact();
    } catch (error) {
      this.#end(asError(error, this.#connection.server));
    }
  }

  #message(): void {
    const frame = this.#frame;
    const { bytes } = this.#connection.inbox;
    const pending = this.#pending.get(frame.messageId);
    if (pending === undefined) this.#refuse();
    this.#heard(pending);
    if (frame.tag === TAG.searchEntry) {
      pending.entries += 1;
      if (pending.entries > pending.search.most) {
        throw protocolError(`more than ${pending.search.most} entries where no more were asked for`);
      }
      pending.onEntry(bytes, frame.start, frame.end);
    } else if (frame.tag === TAG.searchReference) {
      pending.references.push(...decodeStrings(bytes, frame.start, frame.end));
      if (pending.references.length > MOST_REFERENCES) {
        throw protocolError(`more than ${MOST_REFERENCES} references in a small answer`);
      }
    } else if (frame.tag === TAG.searchDone) {
      const result = decodeResult(bytes, frame);
      this.#pending.delete(frame.messageId);
      pending.resolve({ ...result, references: pending.references });
    } else {
      throw protocolError(`a message of type 0x${frame.tag.toString(16)} in a search`);
    }
  }

  /**
   * A server may work on one search after the other: an answer shows that those behind it have not been forgotten. It
   * shows nothing about those before it, so a search that is never answered is noticed while others go on.
   */
  #heard(from: Pending): void {
    const now = performance.now();
    let behind = false;
    for (const pending of this.#pending.values()) {
      behind ||= pending === from;
      if (behind) pending.heardAt = now;
    }
  }

  #look(): void {
    if (this.#signal.aborted) this.#end(cancelled());
    const now = performance.now();
    if (now > this.#deadline) this.#end(timeout(this.server, LIMITS.readMs / 1000));
    const oldest = now - this.#timeoutSeconds * 1000;
    for (const { heardAt } of this.#pending.values()) {
      if (heardAt < oldest) {
        this.#end(timeout(this.server, this.#timeoutSeconds));
        return;
      }
    }
  }

  #end(error: Error): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    clearInterval(this.#watch);
    this.#connection.destroy();
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }

  #refuse(): never {
    const frame = this.#frame;
    if (frame.messageId === 0 && frame.tag === TAG.extendedResponse) {
      const notice = decodeResult(this.#connection.inbox.bytes, frame);
      throw new RollcallError(
        'ldap.incomplete',
        `${this.server} ended the connection: ${spoken(notice.message) || 'it gave no reason'}.`,
      );
    }
    throw protocolError(`an answer to message ${frame.messageId}, which was not asked`);
  }
}

function copied(bytes: Buffer, decoder: EntryDecoder, attributes: number): SmallEntry {
  const values: Buffer[][] = [];
  for (let attribute = 0; attribute < attributes; attribute += 1) {
    const first = decoder.first[attribute]!;
    const copies: Buffer[] = [];
    for (let index = first; index < first + decoder.count[attribute]!; index += 1) {
      copies.push(Buffer.from(bytes.subarray(decoder.valueStart[index], decoder.valueEnd[index])));
    }
    values.push(copies);
  }
  return { dn: escapedText(bytes, decoder.dnStart, decoder.dnEnd), values };
}

/** Works through items, so many at once, and ends with the first error. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
