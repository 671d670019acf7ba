/*
 * BER for the scripted server. It shares nothing with the product's decoder nor with ldapts, on purpose: a
 * mistake made once must not be able to hide in both ends of the wire.
 */

/** One element on the wire. */
export interface Tlv {
  tag: number;
  value: Uint8Array;
  /** Tag, length and value. */
  raw: Uint8Array;
}

/** Bytes, or text to be sent as UTF-8. */
export type BerPart = Uint8Array | string;

/** What the peer sent is not what the protocol allows. */
export class BerError extends Error {}

/** Builds elements; see berEncoder. */
export interface BerEncoder {
  /** An element with this tag; the parts are put one after the other. */
  tlv(tag: number, ...parts: readonly BerPart[]): Uint8Array;
  integer(value: number, tag?: number): Uint8Array;
  boolean(value: boolean, tag?: number): Uint8Array;
}

/**
 * An encoder. `lengthBytes` writes every length in that many bytes, as Active Directory does with four
 * (`84 00 00 00 05`): legal, and a trap for decoders that know only the shortest form.
 */
export function berEncoder(options: { lengthBytes?: number } = {}): BerEncoder {
  const tlv = (tag: number, ...parts: readonly BerPart[]): Uint8Array => {
    const chunks = parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part));
    let length = 0;
    for (const chunk of chunks) length += chunk.length;
    return Buffer.concat([Uint8Array.of(tag), berLength(length, options.lengthBytes), ...chunks]);
  };
  return {
    tlv,
    integer(value, tag = 0x02) {
      // Two's complement in the fewest bytes: stop once the sign bit tells the truth.
      const bytes: number[] = [];
      let rest = value;
      do {
        bytes.unshift(((rest % 256) + 256) % 256);
        rest = Math.floor(rest / 256);
      } while (!((rest === 0 && (bytes[0] ?? 0) < 0x80) || (rest === -1 && (bytes[0] ?? 0) >= 0x80)));
      return tlv(tag, Uint8Array.from(bytes));
    },
    boolean(value, tag = 0x01) {
      return tlv(tag, Uint8Array.of(value ? 0xff : 0));
    },
  };
}

/** The bytes of a length; more than needed when `lengthBytes` says so. */
export function berLength(length: number, lengthBytes?: number): Uint8Array {
  if (lengthBytes === undefined && length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0 || bytes.length < (lengthBytes ?? 1); rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

/** The element at an offset, or undefined while it has not arrived in full. */
export function readTlv(bytes: Uint8Array, offset = 0): Tlv | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  if ((tag & 0x1f) === 0x1f) throw new BerError('a tag number of more than one byte: LDAP has none');
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) throw new BerError('an indefinite length: LDAP forbids it');
    if (count > 4) throw new BerError(`a length of ${String(count)} bytes`);
    if (bytes.length < start + count) return undefined;
    length = 0;
    for (const byte of bytes.subarray(start, start + count)) length = length * 256 + byte;
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) return undefined;
  return { tag, value: bytes.subarray(start, end), raw: bytes.subarray(offset, end) };
}

/** The elements a constructed value is made of. */
export function readElements(value: Uint8Array): Tlv[] {
  const elements: Tlv[] = [];
  for (let offset = 0; offset < value.length;) {
    const element = readTlv(value, offset);
    if (element === undefined) throw new BerError('an element is longer than what holds it');
    elements.push(element);
    offset += element.raw.length;
  }
  return elements;
}

/** Takes elements one by one and insists on their tags. */
export class BerCursor {
  readonly #elements: Tlv[];

  constructor(value: Uint8Array) {
    this.#elements = readElements(value);
  }

  /** The tag that comes next, or undefined at the end. */
  get nextTag(): number | undefined {
    return this.#elements[0]?.tag;
  }

  /** The next element; its tag must be the given one. */
  take(tag?: number): Tlv {
    const element = this.#elements.shift();
    if (element === undefined) throw new BerError('an element is missing');
    if (tag !== undefined && element.tag !== tag) {
      throw new BerError(`tag 0x${element.tag.toString(16)} where 0x${tag.toString(16)} belongs`);
    }
    return element;
  }

  /** The next element, if its tag is the given one. */
  takeIf(tag: number): Tlv | undefined {
    return this.nextTag === tag ? this.take() : undefined;
  }

  integer(tag = 0x02): number {
    return readInteger(this.take(tag).value);
  }

  text(tag = 0x04): string {
    return readText(this.take(tag).value);
  }

  boolean(tag = 0x01): boolean {
    return readBoolean(this.take(tag).value);
  }

  /** Everything must have been taken. */
  end(): void {
    if (this.#elements.length > 0) throw new BerError('an element too many');
  }
}

/** A signed integer of up to six bytes, which must be in its shortest form. */
export function readInteger(value: Uint8Array): number {
  const [first, second] = value;
  if (first === undefined || value.length > 6)
    throw new BerError(`an integer of ${String(value.length)} bytes`);
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new BerError('an integer that is not in its shortest form');
  }
  let result = first >= 0x80 ? first - 256 : first;
  for (const byte of value.subarray(1)) result = result * 256 + byte;
  return result;
}

/** A boolean; LDAP allows only 0xFF for true. */
export function readBoolean(value: Uint8Array): boolean {
  if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff))
    throw new BerError('a boolean neither 00 nor FF');
  return value[0] === 0xff;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text; bytes that are not UTF-8 are an error. */
export function readText(value: Uint8Array): string {
  try {
    return strictUtf8.decode(value);
  } catch {
    throw new BerError('text that is not UTF-8');
  }
}
