import { escapedText } from '../../../shared/domain/characters.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Range } from './attribute-names.ts';
import type { LdapConnection } from './connection.ts';
import { converse, refuse, type Patience } from './conversation.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { RESULT, searchError, spoken } from './errors.ts';
import { protocolError, TAG, type Frame } from './frames.ts';
import { LIMITS } from './limits.ts';
import { decodeResult, encodeSearch } from './messages.ts';

/** An attribute that did not come whole: what is there of it, and the number of the value that is wanted next. */
interface Gathered {
  values: Buffer[];
  next: number;
  whole: boolean;
}

/**
 * Reads one entry by its DN, with these attributes; null when there is none. Answers with a copy of the content of its
 * SearchResultEntry (RFC 4511 4.5.2).
 */
export type EntryReader = (dn: string, attributes: readonly string[]) => Promise<Buffer | null>;

/**
 * The entry with all values of the asked-for attributes, where they come in ranges (MS-ADTS 3.1.1.3.1.3.3): Active
 * Directory gives 1,500 values at a time as `member;range=0-1499`, and the rest when asked for `member;range=1500-*`,
 * until a chunk ends in `*`. The entry is read anew from the first chunk on, one round trip a chunk, and comes back as
 * the content of a SearchResultEntry.
 *
 * Answers with an `ldap.incomplete` when it cannot be had whole: it is gone, or a chunk does not follow the one before.
 * Throws `ldap.protocol` when it goes beyond LIMITS, and what `search` throws.
 */
export function readInRanges(
  server: string,
  dn: Buffer,
  attributes: readonly string[],
  search: EntryReader,
): Promise<Buffer | RollcallError> {
  return new RangedEntry(server, dn, attributes).read(search);
}

class RangedEntry {
  readonly #server: string;
  readonly #dn: Buffer;
  readonly #attributes: readonly string[];
  readonly #decoder: EntryDecoder;
  readonly #gathered: Gathered[];
  #bytes: number;

  constructor(server: string, dn: Buffer, attributes: readonly string[]) {
    this.#server = server;
    this.#dn = dn;
    this.#attributes = attributes;
    this.#decoder = new EntryDecoder(attributes);
    this.#gathered = attributes.map(() => ({ values: [], next: 0, whole: false }));
    this.#bytes = dn.length;
  }

  async read(search: EntryReader): Promise<Buffer | RollcallError> {
    const name = escapedText(this.#dn);
    let asked = this.#attributes;
    let missing = [...this.#gathered.keys()];
    while (missing.length > 0) {
      const chunk = await search(name, asked);
      if (chunk === null || !this.#isEntry(chunk)) {
        return new RollcallError(
          'ldap.incomplete',
          `${spoken(name)} was found, and then gone when the rest of its values was asked for.`,
        );
      }
      for (const index of missing) {
        const problem = this.#add(index, chunk);
        if (problem !== null) return problem;
      }
      missing = missing.filter((index) => !this.#gathered[index]!.whole);
      asked = missing.map((index) => `${this.#attributes[index]};range=${this.#gathered[index]!.next}-*`);
    }
    return encodeEntry(this.#dn, this.#attributes, this.#gathered);
  }

  /** Decodes an answer, and tells whether it is about this entry. */
  #isEntry(bytes: Buffer): boolean {
    const decoder = this.#decoder;
    decoder.decode(bytes, 0, bytes.length);
    return bytes.subarray(decoder.dnStart, decoder.dnEnd).equals(this.#dn);
  }

  /** Takes over the values of an attribute from the answer that was decoded last. */
  #add(index: number, bytes: Buffer): RollcallError | null {
    const decoder = this.#decoder;
    const attribute = this.#gathered[index]!;
    const range = decoder.range[index] ?? null;
    const count = decoder.count[index]!;
    if (!follows(attribute.next, range, count)) return this.#doesNotFollow(index, range, count);
    const start = decoder.first[index]!;
    for (let at = start; at < start + count; at += 1) {
      const value = Buffer.from(bytes.subarray(decoder.valueStart[at], decoder.valueEnd[at]));
      attribute.values.push(value);
      this.#bytes += value.length;
    }
    attribute.next += count;
    attribute.whole = range === null || range.to === Infinity;
    const values = this.#gathered.reduce((sum, { next }) => sum + next, 0);
    if (values > LIMITS.values) throw protocolError(`an entry with more than ${LIMITS.values} values`);
    if (this.#bytes > LIMITS.messageBytes) throw protocolError(`an entry of ${this.#bytes} bytes in ranges`);
    return null;
  }

  #doesNotFollow(index: number, range: Range | null, count: number): RollcallError {
    const said =
      range === null ? 'no range' : `values ${range.from} to ${range.to === Infinity ? '*' : range.to}`;
    const { next } = this.#gathered[index]!;
    return new RollcallError(
      'ldap.incomplete',
      `${this.#server} did not give all values of ${this.#attributes[index]} of ${spoken(this.#dn.toString('utf8'))}: asked for those from number ${next} on, it sent ${said}, ${count} in all.`,
    );
  }
}

/** Whether a chunk begins where the one before ended, and holds as many values as it says. */
function follows(next: number, range: Range | null, count: number): boolean {
  // The first answer brings most attributes whole, or not at all.
  if (range === null) return next === 0;
  if (range.from !== next) return false;
  return range.to === Infinity ? count > 0 || next === 0 : count > 0 && count === range.to - next + 1;
}

/** Reads single entries over a connection that nobody else uses meanwhile. */
export function entryReader(connection: LdapConnection, patience: Patience): EntryReader {
  const frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  return async (dn, attributes) => {
    const messageId = connection.nextMessageId();
    let entry: Buffer | null = null;
    const ask = () => {
      const filter = '(objectClass=*)';
      connection.send(encodeSearch(messageId, { base: dn, scope: 'base', filter, attributes, page: null }));
    };
    const take = () => {
      const { inbox } = connection;
      while (inbox.next(frame)) {
        if (frame.messageId !== messageId) refuse(connection, frame, messageId);
        if (frame.tag === TAG.searchDone) {
          const done = decodeResult(inbox.bytes, frame);
          inbox.compact();
          return done;
        }
        if (frame.tag !== TAG.searchEntry || entry !== null) {
          throw protocolError(`a message of type 0x${frame.tag.toString(16)} in a search for one entry`);
        }
        entry = Buffer.from(inbox.bytes.subarray(frame.start, frame.end));
      }
      inbox.compact();
      return null;
    };
    const result = await converse(connection, patience, ask, take);
    if (result.code === RESULT.noSuchObject) return null;
    if (result.code !== RESULT.success) throw searchError(result, dn, connection.server);
    return entry;
  };
}

/** A SearchResultEntry without its own tag, in DER. */
function encodeEntry(dn: Buffer, attributes: readonly string[], gathered: readonly Gathered[]): Buffer {
  const list = attributes.map((name, index) =>
    element(TAG.sequence, [
      element(TAG.octetString, [Buffer.from(name)]),
      element(
        TAG.set,
        gathered[index]!.values.map((value) => element(TAG.octetString, [value])),
      ),
    ]),
  );
  return Buffer.concat([element(TAG.octetString, [dn]), element(TAG.sequence, list)]);
}

function element(tag: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = [tag];
  if (length < 0x80) header.push(length);
  else
    header.push(0x84, (length >>> 24) & 0xff, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
  return Buffer.concat([Buffer.from(header), ...parts]);
}
