import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';
import { failpoint } from '../failpoint.ts';
import { cancelled, LdapConnection, timeout } from './connection.ts';
import { searchBases, type SearchBase } from './dn.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { asError, RESULT, searchError } from './errors.ts';
import { protocolError, TAG, type Frame } from './frames.ts';
import { decodePaging, decodeResult, decodeStrings, encodeSearch, type LdapResult } from './messages.ts';

/** Entries are worked on early when a page (or an answer without pages) grows past this many bytes. */
const EARLY_DECODE_BYTES = 4 * 1024 * 1024;
/** How often silence and cancellation are looked at, in milliseconds. */
const WATCH_MS = 50;
/** An empty page may come before the last one; so many in a row are a server that goes round in circles. */
const MOST_EMPTY_PAGES = 1000;
/** Referrals that are remembered of one base; one is enough to make a read partial. */
const MOST_REFERRALS = 1000;

/** What was read of one base. */
export interface BaseEvidence {
  base: string;
  entries: number;
  pages: number;
  /** Final LDAP result code; null when the search never ended. */
  result: number | null;
  /** Referrals that were not followed. */
  referrals: string[];
  /** Whether the search context worked in the opposite order only (domain.md 2.4). */
  reversed: boolean;
}

/** Why a read may, or may not, be trusted to be the whole truth (safety.md 1). */
export interface ReadEvidence {
  server: string;
  bindDn: string;
  filter: string;
  scope: 'sub';
  paging: boolean;
  bases: BaseEvidence[];
  entries: number;
  pages: number;
}

/** How a scan ended (E6): `failed` read nothing, `partial` not everything, `complete` provably all. */
export interface ScanResult {
  verdict: 'complete' | 'partial' | 'failed';
  /** Why it is not complete. */
  error: ErrorInfo | null;
  evidence: ReadEvidence;
  /** The search context in the order that the directory uses, when it was typed the other way round. */
  workingContext: string | null;
}

/** Receives the entries of a scan. Called synchronously; positions in the decoder are void afterwards. */
export interface ScanSink {
  entry(bytes: Buffer, decoder: EntryDecoder): void;
  /** After each page and at least every quarter of a second: entries so far, and the server's estimate (0: unknown). */
  progress(entries: number, estimate: number): void;
}

/**
 * Reads all entries below the bases that match the query, over a connection of its own. Pages are asked for ahead:
 * the request for the next page leaves before this one is worked on. Never throws for what the server does: the
 * verdict says how far the answer can be trusted.
 */
export async function scanDirectory(
  settings: DirectorySettings,
  password: string | null,
  attributes: readonly string[],
  sink: ScanSink,
  signal: AbortSignal,
): Promise<ScanResult> {
  const evidence: ReadEvidence = {
    server: settings.urls[0] ?? '',
    bindDn: settings.bindDn,
    filter: settings.query,
    scope: 'sub',
    paging: settings.paging,
    bases: [],
    entries: 0,
    pages: 0,
  };
  const found: { base: SearchBase; reversed: boolean }[] = [];
  let error: RollcallError | null = null;
  let connection: LdapConnection | null = null;
  try {
    const bases = searchBases(settings.baseDn, settings.searchContext);
    connection = await LdapConnection.open(settings, password, signal);
    evidence.server = connection.server;
    failpoint('scan.connected');
    const decoder = new EntryDecoder(attributes);
    for (const base of bases) {
      const search = new BaseSearch(connection, settings, attributes, decoder, sink, evidence, signal);
      const result = await search.run(base);
      found.push({ base, reversed: result.reversed });
      error ??= completeness(result, connection.server);
    }
  } catch (cause) {
    // A full disk is not the directory's doing: nothing is to be concluded from such a read, not even in part.
    if (!(cause instanceof RollcallError) || cause.code.startsWith('store.')) throw cause;
    error = cause;
  } finally {
    connection?.destroy();
  }
  const verdict = error === null ? 'complete' : evidence.entries === 0 ? 'failed' : 'partial';
  return {
    verdict,
    error: error?.toInfo() ?? null,
    evidence,
    workingContext: verdict === 'complete' ? workingContextOf(found) : null,
  };
}

/**
 * The search context as the directory has it, when a part of it was typed the other way round (domain.md 2.4). Null
 * when it works as typed, and when a part works in one order below one base and in the other below another.
 */
function workingContextOf(found: readonly { base: SearchBase; reversed: boolean }[]): string | null {
  const working = new Map<string, string>();
  for (const { base, reversed } of found) {
    const context = (reversed ? base.reversedContext : base.context) ?? '';
    if (working.has(base.context) && working.get(base.context) !== context) return null;
    working.set(base.context, context);
  }
  return found.some(({ reversed }) => reversed) ? [...working.values()].join('; ') : null;
}

/** What keeps one base's answer from being the whole truth, or null. */
function completeness(base: BaseEvidence, server: string): RollcallError | null {
  if (base.referrals.length === 0) return null;
  return new RollcallError(
    'ldap.referral',
    `${server} refers to other servers for a part of ${base.base}: ${base.referrals.slice(0, 3).join(', ')}.`,
  );
}

/** The paged search of one base. */
class BaseSearch {
  readonly #connection: LdapConnection;
  readonly #settings: DirectorySettings;
  readonly #attributes: readonly string[];
  readonly #decoder: EntryDecoder;
  readonly #sink: ScanSink;
  readonly #evidence: ReadEvidence;
  readonly #signal: AbortSignal;
  readonly #frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  /** Positions of entries that arrived and were not worked on yet: start, end, start, end… */
  #pending: number[] = [];
  #messageId = 0;
  #estimate = 0;
  #lastMessageAt = 0;
  #lastProgressAt = 0;
  #pageEnded = false;
  #emptyPages = 0;
  /** Whether paging was asked for, as critical: the answer must then speak of it too (RFC 2696). */
  #expectsPaging = false;

  constructor(
    connection: LdapConnection,
    settings: DirectorySettings,
    attributes: readonly string[],
    decoder: EntryDecoder,
    sink: ScanSink,
    evidence: ReadEvidence,
    signal: AbortSignal,
  ) {
    this.#connection = connection;
    this.#settings = settings;
    this.#attributes = attributes;
    this.#decoder = decoder;
    this.#sink = sink;
    this.#evidence = evidence;
    this.#signal = signal;
  }

  /** Searches the base; when the server has no such entry, once more with the search context turned round. */
  async run(base: SearchBase): Promise<BaseEvidence> {
    const found: BaseEvidence = {
      base: base.dn,
      entries: 0,
      pages: 0,
      result: null,
      referrals: [],
      reversed: false,
    };
    this.#evidence.bases.push(found);
    let paging = this.#settings.paging;
    let result = await this.#pages(found, base.dn, paging);
    if (result.code === RESULT.unavailableCriticalExtension && found.entries === 0 && paging) {
      // The server has no paging (RFC 2696): ask once for everything. A limit of its own then makes this partial.
      paging = this.#evidence.paging = false;
      result = await this.#pages(found, base.dn, paging);
    }
    if (result.code === RESULT.noSuchObject && base.reversed !== null && found.entries === 0) {
      const typedResult = result;
      result = await this.#pages(found, base.reversed, paging);
      if (result.code === RESULT.noSuchObject)
        throw searchError(typedResult, base.dn, this.#connection.server);
      found.base = base.reversed;
      found.reversed = true;
    }
    if (result.code !== RESULT.success) throw searchError(result, found.base, this.#connection.server);
    return found;
  }

  /** All pages of one search. Resolves with the final result; rejects when the conversation broke off. */
  #pages(found: BaseEvidence, base: string, paging: boolean): Promise<LdapResult> {
    const connection = this.#connection;
    const request = (cookie: Uint8Array) => {
      this.#messageId = connection.nextMessageId();
      this.#expectsPaging = paging;
      connection.send(
        encodeSearch(this.#messageId, {
          base,
          scope: 'sub',
          filter: this.#settings.query,
          attributes: this.#attributes,
          page: paging ? { size: this.#settings.pageSize, cookie } : null,
        }),
      );
    };
    return new Promise<LdapResult>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearInterval(watch);
        connection.attach(
          () => undefined,
          () => undefined,
        );
        settle();
      };
      const fail = (error: unknown) => {
        // What did arrive is true all the same: it may still create and update (E6).
        try {
          this.#work(found);
        } catch (later) {
          error = later;
        }
        finish(() => reject(asError(error)));
      };
      const onData = () => {
        try {
          const last = this.#take(found, request);
          if (last) finish(() => resolve(last));
        } catch (error) {
          fail(error);
        }
      };
      const watch = setInterval(() => {
        if (this.#signal.aborted) fail(cancelled());
        else if (performance.now() - this.#lastMessageAt > this.#settings.timeoutSeconds * 1000) {
          fail(timeout(connection.server, this.#settings.timeoutSeconds));
        }
      }, WATCH_MS);
      this.#lastMessageAt = performance.now();
      connection.attach(onData, fail);
      try {
        request(new Uint8Array());
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Takes what has arrived. Returns the final result when this was the last page. */
  #take(found: BaseEvidence, request: (cookie: Uint8Array) => void): LdapResult | null {
    const { inbox } = this.#connection;
    const frame = this.#frame;
    let last: LdapResult | null = null;
    while (last === null && inbox.next(frame)) {
      this.#lastMessageAt = performance.now();
      if (frame.messageId !== this.#messageId) this.#refuse(frame);
      if (frame.tag === TAG.searchEntry) {
        this.#pending.push(frame.start, frame.end);
      } else if (frame.tag === TAG.searchReference) {
        const urls = decodeStrings(inbox.bytes, frame.start, frame.end);
        if (found.referrals.length < MOST_REFERRALS) found.referrals.push(...urls);
      } else if (frame.tag === TAG.searchDone) {
        last = this.#endOfPage(found, request);
      } else {
        throw protocolError(`a message of type 0x${frame.tag.toString(16)} in a search`);
      }
    }
    if (last !== null || this.#pageEnded || inbox.held > EARLY_DECODE_BYTES) {
      this.#pageEnded = false;
      this.#work(found);
    } else {
      this.#reportProgress(false);
    }
    return last;
  }

  /** Reads the end of a page and, when there is a next one, asks for it at once. */
  #endOfPage(found: BaseEvidence, request: (cookie: Uint8Array) => void): LdapResult | null {
    const frame = this.#frame;
    const { bytes } = this.#connection.inbox;
    const result = decodeResult(bytes, frame);
    const paging = decodePaging(bytes, frame);
    found.pages += 1;
    this.#evidence.pages += 1;
    this.#pageEnded = true;
    if (paging !== null) this.#estimate = paging.estimate;
    // Only an empty cookie ends a paged search: a page without entries does not, nor does the cookie "0" (L1).
    if (result.code === RESULT.success && paging !== null && paging.cookie.length > 0) {
      this.#emptyPages = this.#pending.length > 0 ? 0 : this.#emptyPages + 1;
      if (this.#emptyPages > MOST_EMPTY_PAGES) {
        throw new RollcallError(
          'ldap.incomplete',
          `${this.#connection.server} sent ${MOST_EMPTY_PAGES} empty pages in a row and always promised more.`,
        );
      }
      request(paging.cookie);
      return null;
    }
    if (result.code === RESULT.success && paging === null && this.#expectsPaging) {
      throw new RollcallError(
        'ldap.incomplete',
        `${this.#connection.server} ended a paged search without saying that it was at its last page. If it does not offer paging, clear "Server supports paging results".`,
      );
    }
    found.result = result.code;
    return result;
  }

  /** Decodes the entries that wait, then drops their bytes. */
  #work(found: BaseEvidence): void {
    const { inbox } = this.#connection;
    const pending = this.#pending;
    this.#pending = [];
    for (let index = 0; index < pending.length; index += 2) {
      this.#decoder.decode(inbox.bytes, pending[index]!, pending[index + 1]!);
      found.entries += 1;
      this.#evidence.entries += 1;
      this.#sink.entry(inbox.bytes, this.#decoder);
    }
    inbox.compact();
    if (pending.length > 0) failpoint('scan.page');
    // Time spent here is ours, not the server's silence.
    this.#lastMessageAt = performance.now();
    this.#reportProgress(true);
    if (this.#signal.aborted) throw cancelled();
  }

  #reportProgress(always: boolean): void {
    const now = performance.now();
    if (!always && now - this.#lastProgressAt < 250) return;
    this.#lastProgressAt = now;
    this.#sink.progress(this.#evidence.entries + this.#pending.length / 2, this.#estimate);
  }

  #refuse(frame: Frame): never {
    if (frame.messageId === 0 && frame.tag === TAG.extendedResponse) {
      const notice = decodeResult(this.#connection.inbox.bytes, frame);
      throw new RollcallError(
        'ldap.incomplete',
        `${this.#connection.server} ended the connection: ${notice.message || 'it gave no reason'}.`,
      );
    }
    throw protocolError(`an answer to message ${frame.messageId} where ${this.#messageId} is expected`);
  }
}
