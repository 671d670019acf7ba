import { RollcallError } from '../../../shared/domain/errors.ts';
import { LIMITS } from './limits.ts';

/** LDAP tags that Rollcall receives (RFC 4511 section 4). */
export const TAG = {
  sequence: 0x30,
  integer: 0x02,
  octetString: 0x04,
  enumerated: 0x0a,
  boolean: 0x01,
  set: 0x31,
  bindResponse: 0x61,
  searchEntry: 0x64,
  searchDone: 0x65,
  searchReference: 0x73,
  extendedResponse: 0x78,
  intermediate: 0x79,
  controls: 0xa0,
  referral: 0xa3,
} as const;

/** Position of one element's content in a buffer: `[start, end)`. */
export interface Element {
  tag: number;
  start: number;
  end: number;
}

/** A malformed message: never a RangeError from deep inside. */
export function protocolError(what: string): RollcallError {
  return new RollcallError('ldap.protocol', `The server sent something that is not valid LDAP: ${what}.`);
}

/**
 * Reads tag and definite length at `at`, within `limit`. LDAP forbids the indefinite form (RFC 4511 5.1).
 * Writes into `into` to spare an allocation per element.
 */
export function readElement(bytes: Uint8Array, at: number, limit: number, into: Element): Element {
  if (at + 2 > limit) throw protocolError('an element is cut short');
  const first = bytes[at + 1]!;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) throw protocolError('an indefinite length');
    if (count > 4 || start + count > limit) throw protocolError('an over-long length');
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + bytes[start + index]!;
    start += count;
  }
  if (start + length > limit) throw protocolError('an element is longer than its container');
  into.tag = bytes[at]!;
  into.start = start;
  into.end = start + length;
  return into;
}

/** An element of the expected tag, else a protocol error that names what was expected. */
export function expectElement(
  bytes: Uint8Array,
  at: number,
  limit: number,
  into: Element,
  tag: number,
  what: string,
): Element {
  readElement(bytes, at, limit, into);
  if (into.tag !== tag) throw protocolError(`${what} expected, tag 0x${into.tag.toString(16)} found`);
  return into;
}

/** An INTEGER or ENUMERATED of at most four bytes. */
export function readInteger(bytes: Uint8Array, element: Element): number {
  const length = element.end - element.start;
  if (length < 1 || length > 4) throw protocolError('an integer of an odd size');
  let value = bytes[element.start]! & 0x80 ? -1 : 0;
  for (let at = element.start; at < element.end; at += 1) value = (value << 8) | bytes[at]!;
  return value;
}

/** One LDAPMessage inside an inbox. Positions are valid until the inbox is compacted. */
export interface Frame {
  messageId: number;
  /** Tag of the protocolOp. */
  tag: number;
  start: number;
  end: number;
  /** Content of `controls [0]`; equal when there are none. */
  controlsStart: number;
  controlsEnd: number;
}

/**
 * Collects what the socket delivers into one buffer and finds message boundaries in it. Frames stay in place, so
 * that a whole page can be decoded after the request for the next one has gone out (ldap.md, "Speed").
 */
export class Inbox {
  #bytes = Buffer.allocUnsafe(256 * 1024);
  #read = 0;
  #write = 0;
  #taken = 0;
  readonly #element: Element = { tag: 0, start: 0, end: 0 };

  /** The buffer that frame positions refer to. Replaced when it grows: fetch it again after `append`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Bytes delivered and not yet returned as a frame. */
  get waiting(): number {
    return this.#write - this.#read;
  }

  /** Bytes held for frames that were returned and not yet dropped by `compact`. */
  get held(): number {
    return this.#read;
  }

  append(chunk: Uint8Array): void {
    const needed = this.#write + chunk.length;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.#write);
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#write);
    this.#write = needed;
  }

  /** How many messages were returned so far: whether the server gets anywhere. */
  get taken(): number {
    return this.#taken;
  }

  /** The next whole message into `frame`, or false when more bytes are needed. */
  next(frame: Frame): boolean {
    const bytes = this.#bytes;
    const at = this.#read;
    const end = this.#messageEnd(at);
    if (end < 0 || end > this.#write) return false;
    const element = this.#element;
    expectElement(bytes, at, end, element, TAG.sequence, 'a message');
    const bodyEnd = element.end;
    expectElement(bytes, element.start, bodyEnd, element, TAG.integer, 'a message id');
    frame.messageId = readInteger(bytes, element);
    readElement(bytes, element.end, bodyEnd, element);
    frame.tag = element.tag;
    frame.start = element.start;
    frame.end = element.end;
    frame.controlsStart = frame.controlsEnd = element.end;
    if (element.end < bodyEnd) {
      readElement(bytes, element.end, bodyEnd, element);
      if (element.tag === TAG.controls) {
        frame.controlsStart = element.start;
        frame.controlsEnd = element.end;
      }
    }
    this.#read = end;
    this.#taken += 1;
    return true;
  }

  /** Drops returned frames: their positions are void afterwards. */
  compact(): void {
    if (this.#read === 0) return;
    this.#bytes.copyWithin(0, this.#read, this.#write);
    this.#write -= this.#read;
    this.#read = 0;
  }

  /** End of the message that starts at `at`, or -1 while its length is not known yet. */
  #messageEnd(at: number): number {
    const bytes = this.#bytes;
    if (this.#write - at < 2) return -1;
    if (bytes[at] !== TAG.sequence)
      throw protocolError(`a message that begins with 0x${bytes[at]!.toString(16)}`);
    const first = bytes[at + 1]!;
    if (first < 0x80) return at + 2 + first;
    const count = first & 0x7f;
    if (count === 0) throw protocolError('an indefinite length');
    if (count > 4) throw protocolError('an over-long length');
    if (this.#write - at < 2 + count) return -1;
    let length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + bytes[at + 2 + index]!;
    if (length > LIMITS.messageBytes) throw protocolError(`a message of ${length} bytes`);
    return at + 2 + count + length;
  }
}
