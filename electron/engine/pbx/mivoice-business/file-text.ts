import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import { isOddText } from './odd-characters.ts';

/** How the bytes of a file become text. Plain ASCII is UTF-8. */
export type Encoding = 'UTF-8' | 'UTF-8 with BOM' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252';

/** What Windows-1252 has at 0x80 to 0x9F; a blank where it has nothing. The rest is as in Latin-1. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
/** So many zeros can stand where a row was; a single one is a character that somebody typed. */
const ZERO_BLOCK = '\0'.repeat(4);

/** First bytes of what is often saved in the place of an export. */
const BINARY: readonly [what: string, ...mark: number[]][] = [
  ['a workbook or an archive', 0x50, 0x4b, 3, 4],
  ['an old workbook (.xls)', 0xd0, 0xcf, 0x11, 0xe0],
  ['a packed file (gzip)', 0x1f, 0x8b],
];

/**
 * The text of a file, chunk by chunk, in the encoding that its bytes show. No byte becomes U+FFFD: what is in no
 * encoding is `csv.encoding`. Where bytes begin like a character of UTF-8, all of them must be UTF-8; where the first
 * that are not ASCII do not, none may look like it, for then the file is a mixture and either reading spoils names.
 */
export class FileText {
  readonly #path: string;
  #encoding: Encoding | null = null;
  /** Whether characters beyond ASCII decided between UTF-8 and Windows-1252. */
  #isDecided = false;
  #decoder: TextDecoder | null = null;
  /** Bytes that wait for the rest of their character. */
  #pending: Uint8Array = new Uint8Array(0);
  /** Line ends so far. */
  #lines = 0;
  /** The end of the text so far. */
  #tail = '';
  /** Whether there was any odd character so far (odd-characters.ts). */
  isOdd = false;
  /** Characters that were lost before the file was written: U+FFFD in the file itself. */
  replaced = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get encoding(): Encoding {
    return this.#encoding ?? 'UTF-8';
  }

  /** Whether the text so far ends with a line end. */
  get endsWithLine(): boolean {
    return this.#tail.endsWith('\n') || this.#tail.endsWith('\r');
  }

  /** The text of further bytes; a character that is not whole yet comes with the next. Throws `csv.encoding`, `file.truncated`. */
  decode(chunk: Uint8Array): string {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    this.#pending = bytes.subarray(0, 0);
    // Four bytes tell all that the beginning of a file can tell.
    if (this.#encoding === null && bytes.length < 4) {
      this.#pending = Uint8Array.from(bytes);
      return '';
    }
    return this.#seen(this.#decoded(this.#afterMark(bytes), false));
  }

  /** The text of the bytes that are left at the end of the file. Throws `file.truncated` when they are half a character, or zeros. */
  end(): string {
    const bytes = this.#pending;
    this.#pending = bytes.subarray(0, 0);
    const text = this.#seen(this.#decoded(this.#afterMark(bytes), true));
    if (this.#tail.endsWith('\0')) throw this.#zeros(this.#lines + 1);
    return text;
  }

  /** Settles the encoding at the first bytes of the file, and takes their byte order mark away. */
  #afterMark(bytes: Uint8Array): Uint8Array {
    if (this.#encoding !== null) return bytes;
    const starts = (...mark: number[]) => mark.every((byte, place) => bytes[place] === byte);
    if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) throw this.#unknown('it is UTF-32');
    for (const [what, ...mark] of BINARY) {
      if (!starts(...mark)) continue;
      const message = `${this.#path} is ${what}, not text. Save it as CSV.`;
      throw new RollcallError('csv.encoding', message);
    }
    if (starts(0xff, 0xfe)) return this.#wide('UTF-16LE', bytes.subarray(2));
    if (starts(0xfe, 0xff)) return this.#wide('UTF-16BE', bytes.subarray(2));
    if (starts(0xef, 0xbb, 0xbf)) {
      this.#encoding = 'UTF-8 with BOM';
      this.#decideUtf8();
      return bytes.subarray(3);
    }
    // Without a mark UTF-16 is evident where every second byte of the first characters is zero, as in a header.
    const units = Math.min(8, bytes.length >> 1);
    const zeros = [0, 0];
    for (let at = 0; at < 2 * units; at += 1) if (bytes[at] === 0) zeros[at % 2]! += 1;
    if (units > 1 && zeros[1] === units && zeros[0] === 0) return this.#wide('UTF-16LE', bytes);
    if (units > 1 && zeros[0] === units && zeros[1] === 0) return this.#wide('UTF-16BE', bytes);
    this.#encoding = 'UTF-8';
    return bytes;
  }

  #wide(encoding: 'UTF-16LE' | 'UTF-16BE', bytes: Uint8Array): Uint8Array {
    this.#encoding = encoding;
    this.#decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });
    return bytes;
  }

  #decideUtf8(): void {
    this.#isDecided = true;
    this.#decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  }

  #decoded(bytes: Uint8Array, isLast: boolean): string {
    if (this.#encoding === 'UTF-16LE' || this.#encoding === 'UTF-16BE')
      return this.#decodedWide(bytes, isLast);
    if (!this.#isDecided) {
      if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const at = bytes.findIndex((byte) => byte > 0x7f);
      const kind = sequenceAt(bytes, at);
      if (kind === 'unfinished' && !isLast) return this.#decodedBefore(bytes, at);
      if (kind === 'unfinished') throw this.#cut();
      if (kind === 'whole') this.#decideUtf8();
      else {
        this.#isDecided = true;
        this.#encoding = 'Windows-1252';
      }
    }
    return this.#encoding === 'Windows-1252'
      ? this.#decoded1252(bytes, isLast)
      : this.#decodedUtf8(bytes, isLast);
  }

  /** ASCII up to a place; the bytes from there on wait. */
  #decodedBefore(bytes: Uint8Array, at: number): string {
    this.#pending = Uint8Array.from(bytes.subarray(at));
    return Buffer.from(bytes.subarray(0, at)).toString('latin1');
  }

  #decodedUtf8(bytes: Uint8Array, isLast: boolean): string {
    try {
      return this.#decoder!.decode(bytes, { stream: true }) + (isLast ? this.#flushed() : '');
    } catch (cause) {
      if (cause instanceof RollcallError) throw cause;
      const line = this.#lineOfFirst(bytes, (part) => !isUtf8(part));
      throw this.#unknown(`its beginning is UTF-8, line ${line} is not`);
    }
  }

  #flushed(): string {
    try {
      return this.#decoder!.decode();
    } catch {
      throw this.#cut();
    }
  }

  #decodedWide(bytes: Uint8Array, isLast: boolean): string {
    const whole = bytes.length & ~1;
    let units = bytes.subarray(0, whole);
    if (this.#encoding === 'UTF-16BE') units = Buffer.from(units).swap16();
    if (whole < bytes.length) {
      if (isLast) throw this.#cut();
      this.#pending = Uint8Array.from(bytes.subarray(whole));
    }
    try {
      return this.#decoder!.decode(units, { stream: true }) + (isLast ? this.#flushed() : '');
    } catch (cause) {
      if (cause instanceof RollcallError) throw cause;
      throw this.#unknown(`it is not ${this.#encoding} near line ${this.#lines + 1}`);
    }
  }

  #decoded1252(bytes: Uint8Array, isLast: boolean): string {
    let whole = bytes.length;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (byte < 0x80) continue;
      if (byte < 0xa0 && WINDOWS_1252[byte - 0x80] === ' ') {
        const line = this.#lineOfFirst(bytes, (part) => part.includes(byte));
        throw this.#unknown(`line ${line} has the byte 0x${byte.toString(16).toUpperCase()}`);
      }
      const kind = sequenceAt(bytes, at);
      if (kind === 'whole') {
        const line = this.#lineOfFirst(
          bytes,
          (part) => part.byteOffset + part.length > bytes.byteOffset + at,
        );
        throw this.#unknown(`line ${line} looks like UTF-8, what stands before does not`);
      }
      if (kind === 'unfinished' && !isLast) {
        whole = at;
        break;
      }
    }
    if (whole < bytes.length) this.#pending = Uint8Array.from(bytes.subarray(whole));
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, whole).toString('latin1');
    return text.replaceAll(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
  }

  /** Looks at text before it is handed out: what a crash left behind, what is odd or was lost before, and where lines end. */
  #seen(text: string): string {
    if (text === '') return text;
    const zeros = (this.#tail + text).indexOf(ZERO_BLOCK);
    if (zeros >= 0) {
      const before = text.slice(0, Math.max(0, zeros - this.#tail.length));
      throw this.#zeros(this.#lines + 1 + lineEnds(before));
    }
    this.isOdd ||= isOddText(text);
    for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) this.replaced += 1;
    this.#lines += lineEnds(text);
    this.#tail = (this.#tail + text).slice(1 - ZERO_BLOCK.length);
    return text;
  }

  /** The line of the first part between line feeds that fits; parts are views of `bytes`. */
  #lineOfFirst(bytes: Uint8Array, fits: (part: Uint8Array) => boolean): number {
    let line = this.#lines + 1;
    for (let at = 0; at < bytes.length; line += 1) {
      const end = bytes.indexOf(0x0a, at);
      const next = end < 0 ? bytes.length : end + 1;
      if (fits(bytes.subarray(at, next))) return line;
      at = next;
    }
    return line;
  }

  #zeros(line: number): RollcallError {
    const what = 'has zero bytes where rows should be: a part of it is lost, as after a crash';
    return new RollcallError('file.truncated', `${this.#path}, line ${line}, ${what}.`);
  }

  #cut(): RollcallError {
    return new RollcallError('file.truncated', `${this.#path} ends inside a character.`);
  }

  #unknown(what: string): RollcallError {
    return new RollcallError('csv.encoding', `The encoding of ${this.#path} cannot be told: ${what}.`);
  }
}

/** Line feeds of a text. A file with carriage returns alone counts as one line here; only messages name these lines. */
function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Whether a character of UTF-8 with more than one byte stands at a place, or the beginning of one at the very end. */
function sequenceAt(bytes: Uint8Array, at: number): 'whole' | 'unfinished' | 'none' {
  const first = bytes[at]!;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return 'none';
  for (let place = at + 1; place < at + length; place += 1) {
    if (place >= bytes.length) return 'unfinished';
    if ((bytes[place]! & 0xc0) !== 0x80) return 'none';
  }
  return isUtf8(bytes.subarray(at, at + length)) ? 'whole' : 'none';
}
