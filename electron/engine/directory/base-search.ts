import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';
import { failpoint } from '../failpoint.ts';
import { cancelled, type LdapConnection } from './connection.ts';
import { converse, refuse, type Patience } from './conversation.ts';
import type { SearchBase } from './dn.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { RESULT, searchError } from './errors.ts';
import type { BaseEvidence, ReadEvidence } from './evidence.ts';
import { protocolError, TAG, type Frame } from './frames.ts';
import { LIMITS } from './limits.ts';
import {
  decodePaging,
  decodeResult,
  decodeStrings,
  encodeSearch,
  noteControls,
  type LdapResult,
} from './messages.ts';
import { entryReader, readInRanges } from './ranges.ts';

/** Entries are worked on early when a page (or an answer without pages) grows past this many bytes. */
const EARLY_DECODE_BYTES = 4 * 1024 * 1024;
/** Progress is told so often at least, in milliseconds. */
const PROGRESS_MS = 250;

/** Receives the entries of a scan. Called synchronously; positions in the decoder are void afterwards. */
export interface ScanSink {
  entry(bytes: Buffer, decoder: EntryDecoder): void;
  /** After each page and at least every quarter of a second: entries so far, and the server's estimate (0: unknown). */
  progress(entries: number, estimate: number): void;
  /** How many of the entries so far had a DN that came before (D19), where the sink knows. */
  readonly repeated?: number;
}

/** What all searches of one scan share. */
export interface ScanContext {
  settings: DirectorySettings;
  attributes: readonly string[];
  sink: ScanSink;
  evidence: ReadEvidence;
  patience: Patience;
}

/** The paged search of one base. */
export class BaseSearch {
  /** Why an entry could not be had whole: the read is partial, though it goes on. */
  problem: RollcallError | null = null;
  readonly #connection: LdapConnection;
  readonly #context: ScanContext;
  readonly #decoder: EntryDecoder;
  readonly #frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  /** Positions of entries that arrived and were not worked on yet: start, end, start, end… */
  #pending: number[] = [];
  /** DNs of entries with attributes in ranges, to be read once more when this search is over. */
  readonly #ranged: Buffer[] = [];
  #rangedBytes = 0;
  #messageId = 0;
  #estimate = 0;
  /** The largest estimate, as far as it went into the evidence. */
  #largestEstimate = 0;
  #lastProgressAt = 0;
  #pageEnded = false;
  #emptyPages = 0;
  #repeatedPages = 0;
  #pageEntries = 0;
  #repeatedBefore = 0;
  /** Whether paging was asked for, as critical: the answer must then speak of it too (RFC 2696). */
  #expectsPaging = false;

  constructor(connection: LdapConnection, context: ScanContext) {
    this.#connection = connection;
    this.#context = context;
    this.#decoder = new EntryDecoder(context.attributes);
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
    const { evidence } = this.#context;
    evidence.bases.push(found);
    let paging = evidence.paging;
    let result = await this.#pages(found, base.dn, paging);
    if (result.code === RESULT.unavailableCriticalExtension && found.entries === 0 && paging) {
      // The server has no paging (RFC 2696): ask once for everything. A limit of its own then makes this partial.
      paging = evidence.paging = false;
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
    await this.#followRanges(found);
    return found;
  }

  /** All pages of one search. Resolves with the final result; rejects when the conversation broke off. */
  async #pages(found: BaseEvidence, base: string, paging: boolean): Promise<LdapResult> {
    const connection = this.#connection;
    const { settings, attributes, patience } = this.#context;
    const request = (cookie: Uint8Array) => {
      this.#messageId = connection.nextMessageId();
      this.#expectsPaging = paging;
      connection.send(
        encodeSearch(this.#messageId, {
          base,
          scope: 'sub',
          filter: settings.query,
          attributes,
          page: paging ? { size: settings.pageSize, cookie } : null,
        }),
      );
    };
    try {
      return await converse(
        connection,
        patience,
        () => request(new Uint8Array()),
        () => this.#take(found, request),
      );
    } catch (error) {
      // What did arrive is true all the same: it may still create and update (E6).
      this.#work(found);
      throw error;
    }
  }

  /** Takes what has arrived. Returns the final result when this was the last page. */
  #take(found: BaseEvidence, request: (cookie: Uint8Array) => void): LdapResult | null {
    const { inbox } = this.#connection;
    const frame = this.#frame;
    let last: LdapResult | null = null;
    while (last === null && inbox.next(frame)) {
      if (frame.messageId !== this.#messageId) refuse(this.#connection, frame, this.#messageId);
      if (frame.controlsEnd > frame.controlsStart) {
        noteControls(inbox.bytes, frame, this.#context.evidence.controls);
      }
      if (frame.tag === TAG.searchEntry) {
        this.#pending.push(frame.start, frame.end);
        this.#pageEntries += 1;
      } else if (frame.tag === TAG.searchReference) {
        const urls = decodeStrings(inbox.bytes, frame.start, frame.end);
        found.referrals.push(...urls.slice(0, LIMITS.referrals - found.referrals.length));
      } else if (frame.tag === TAG.searchDone) {
        last = this.#endOfPage(found, request);
        if (last !== null) this.#expectNothingMore();
      } else {
        throw protocolError(`a message of type 0x${frame.tag.toString(16)} in a search`);
      }
    }
    if (last !== null || this.#pageEnded || inbox.held > EARLY_DECODE_BYTES) {
      const ended = this.#pageEnded;
      this.#pageEnded = false;
      this.#work(found);
      if (ended && last === null) this.#refuseCircle();
    } else {
      this.#reportProgress(false);
    }
    return last;
  }

  /**
   * Nothing of a search may follow its last result (RFC 4511 4.5.2): an entry that was overtaken would be missed. A notice
   * of disconnection may.
   */
  #expectNothingMore(): void {
    const { inbox } = this.#connection;
    const next: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
    while (inbox.next(next)) {
      if (next.messageId === 0) continue;
      throw protocolError(`a message of type 0x${next.tag.toString(16)} after the last result of a search`);
    }
  }

  /** Reads the end of a page and, when there is a next one, asks for it at once. */
  #endOfPage(found: BaseEvidence, request: (cookie: Uint8Array) => void): LdapResult | null {
    const frame = this.#frame;
    const { server, inbox } = this.#connection;
    const result = decodeResult(inbox.bytes, frame);
    const paging = decodePaging(inbox.bytes, frame);
    found.pages += 1;
    this.#context.evidence.pages += 1;
    this.#pageEnded = true;
    if (paging !== null) this.#noteEstimate(paging.estimate);
    // Only an empty cookie ends a paged search: a page without entries does not, nor does the cookie "0" (L1).
    if (result.code === RESULT.success && paging !== null && paging.cookie.length > 0) {
      this.#emptyPages = this.#pageEntries > 0 ? 0 : this.#emptyPages + 1;
      if (this.#emptyPages > LIMITS.emptyPages) {
        throw new RollcallError(
          'ldap.incomplete',
          `${server} sent ${LIMITS.emptyPages} empty pages in a row and always promised more.`,
        );
      }
      request(paging.cookie);
      return null;
    }
    if (result.code === RESULT.success && paging === null && this.#expectsPaging) {
      throw new RollcallError(
        'ldap.incomplete',
        `${server} ended a paged search without saying that it was at its last page. If it does not offer paging, clear "Server supports paging results".`,
      );
    }
    found.result = result.code;
    return result;
  }

  /**
   * Gives a search up that only repeats itself. Cookies do not tell: a server may use the same one for every page. One
   * repeated entry makes the read partial already, so nothing is lost by not waiting for an end that never comes.
   */
  #refuseCircle(): void {
    const repeated = this.#context.sink.repeated ?? 0;
    const all = this.#pageEntries > 0 && repeated - this.#repeatedBefore >= this.#pageEntries;
    // An empty page in between is no way out of the circle.
    if (all) this.#repeatedPages += 1;
    else if (this.#pageEntries > 0) this.#repeatedPages = 0;
    this.#repeatedBefore = repeated;
    this.#pageEntries = 0;
    if (this.#repeatedPages < LIMITS.repeatedPages) return;
    throw new RollcallError(
      'ldap.incomplete',
      `${this.#connection.server} sent the same entries again on ${LIMITS.repeatedPages} pages in a row and always promised more.`,
    );
  }

  /** Decodes the entries that wait, then drops their bytes. */
  #work(found: BaseEvidence): void {
    const { inbox } = this.#connection;
    const decoder = this.#decoder;
    const pending = this.#pending;
    this.#pending = [];
    for (let index = 0; index < pending.length; index += 2) {
      decoder.decode(inbox.bytes, pending[index]!, pending[index + 1]!);
      if (decoder.partial) this.#postpone(inbox.bytes);
      else this.#deliver(found, inbox.bytes);
    }
    inbox.compact();
    if (pending.length > 0) failpoint('scan.page');
    this.#reportProgress(true);
    if (this.#context.patience.signal.aborted) throw cancelled();
  }

  /** Hands the entry that was decoded last to the sink. */
  #deliver(found: BaseEvidence, bytes: Buffer): void {
    const { evidence, sink } = this.#context;
    if (evidence.entries >= LIMITS.entries) {
      throw new RollcallError(
        'ldap.incomplete',
        `${this.#connection.server} sent more than ${LIMITS.entries} entries, which is as many as are read.`,
      );
    }
    found.entries += 1;
    evidence.entries += 1;
    sink.entry(bytes, this.#decoder);
  }

  /** Keeps the DN of an entry of which only a part of the values came; the rest of it is dropped with its page. */
  #postpone(bytes: Buffer): void {
    const dn = Buffer.from(bytes.subarray(this.#decoder.dnStart, this.#decoder.dnEnd));
    this.#rangedBytes += dn.length;
    if (this.#rangedBytes > LIMITS.rangedDnBytes) {
      throw new RollcallError(
        'ldap.incomplete',
        `${this.#connection.server} sent attributes in parts for more entries than can be followed.`,
      );
    }
    this.#ranged.push(dn);
  }

  /** Reads the entries whose attributes came in ranges, and delivers them whole. */
  async #followRanges(found: BaseEvidence): Promise<void> {
    if (this.#ranged.length === 0) return;
    const { attributes, patience } = this.#context;
    const reader = entryReader(this.#connection, patience);
    for (const dn of this.#ranged) {
      const entry = await readInRanges(this.#connection.server, dn, attributes, reader);
      if (entry instanceof RollcallError) {
        this.problem ??= entry;
        continue;
      }
      this.#decoder.decode(entry, 0, entry.length);
      this.#deliver(found, entry);
      this.#reportProgress(false);
    }
  }

  #noteEstimate(estimate: number): void {
    this.#estimate = estimate;
    this.#context.evidence.estimate += Math.max(0, estimate - this.#largestEstimate);
    this.#largestEstimate = Math.max(this.#largestEstimate, estimate);
  }

  #reportProgress(always: boolean): void {
    const now = performance.now();
    if (!always && now - this.#lastProgressAt < PROGRESS_MS) return;
    this.#lastProgressAt = now;
    this.#context.sink.progress(this.#context.evidence.entries + this.#pending.length / 2, this.#estimate);
  }
}
