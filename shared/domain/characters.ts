/**
 * Valid characters of a directory synchronization (seed; domain.md 2.6):
 * 0x9, 0xA, 0xD, 0x20–0xD7FF, 0xE000–0xFFFD, 0x10000–0x10FFFF.
 */

/** A place in a text value that may not be imported. */
export interface InvalidCharacter {
  kind: 'character' | 'utf8';
  /** Code points before the offending one. */
  position: number;
  /** The code point, or the offending byte when the bytes are not UTF-8. */
  codePoint: number;
}

/** Whether a code point lies in the seed's ranges. */
export function isValidCodePoint(codePoint: number): boolean {
  return (
    codePoint === 0x9 ||
    codePoint === 0xa ||
    codePoint === 0xd ||
    (codePoint >= 0x20 && codePoint <= 0xd7ff) ||
    (codePoint >= 0xe000 && codePoint <= 0xfffd) ||
    (codePoint >= 0x10000 && codePoint <= 0x10ffff)
  );
}

/** The first invalid character of a string, or null. Lone surrogates are invalid. */
export function findInvalidCharacter(text: string): InvalidCharacter | null {
  let position = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (!isValidCodePoint(codePoint)) return { kind: 'character', position, codePoint };
    position += 1;
  }
  return null;
}

/**
 * The first place in `bytes[start, end)` that is not UTF-8 (RFC 3629: no overlong forms, no surrogates) or not a
 * valid character, or null. Works on bytes because decoding first would turn broken UTF-8 into U+FFFD, which is
 * itself valid (domain.md 2.6).
 */
export function findInvalidBytes(bytes: Uint8Array, start = 0, end = bytes.length): InvalidCharacter | null {
  let position = 0;
  let at = start;
  while (at < end) {
    const first = bytes[at]!;
    if (first < 0x80) {
      if (first < 0x20 && first !== 0x9 && first !== 0xa && first !== 0xd) {
        return { kind: 'character', position, codePoint: first };
      }
      at += 1;
      position += 1;
      continue;
    }
    let length: number;
    let codePoint: number;
    let lowest: number;
    if (first >= 0xc2 && first <= 0xdf) [length, codePoint, lowest] = [2, first & 0x1f, 0x80];
    else if (first >= 0xe0 && first <= 0xef) [length, codePoint, lowest] = [3, first & 0x0f, 0x800];
    else if (first >= 0xf0 && first <= 0xf4) [length, codePoint, lowest] = [4, first & 0x07, 0x10000];
    else return { kind: 'utf8', position, codePoint: first };
    if (at + length > end) return { kind: 'utf8', position, codePoint: first };
    for (let offset = 1; offset < length; offset += 1) {
      const next = bytes[at + offset]!;
      if ((next & 0xc0) !== 0x80) return { kind: 'utf8', position, codePoint: first };
      codePoint = (codePoint << 6) | (next & 0x3f);
    }
    if (codePoint < lowest || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
      return { kind: 'utf8', position, codePoint: first };
    }
    if (codePoint === 0xfffe || codePoint === 0xffff) return { kind: 'character', position, codePoint };
    at += length;
    position += 1;
  }
  return null;
}

/** The same text with each invalid character replaced by U+FFFD (the "replace and import" setting). */
export function replaceInvalidCharacters(text: string): string {
  let result = '';
  for (const character of text) {
    result += isValidCodePoint(character.codePointAt(0) ?? 0) ? character : '\ufffd';
  }
  return result;
}

/**
 * The text of `bytes[start, end)` with nothing lost: each byte that is not UTF-8, or belongs to a character that may
 * not be imported, is written as a backslash and two hex digits. Of a DN it is the same DN (RFC 4514 section 2.4).
 */
export function escapedText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; ;) {
    const found = findInvalidBytes(bytes, at, end);
    let offset = end;
    if (found !== null) {
      offset = at;
      for (let character = 0; character < found.position; character += 1) offset += lengthOf(bytes[offset]!);
    }
    text += keepingDecoder.decode(bytes.subarray(at, offset));
    if (found === null) return text;
    at = offset + (found.kind === 'utf8' ? 1 : lengthOf(bytes[offset]!));
    for (const byte of bytes.subarray(offset, at))
      text += `\\${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  }
}

/** A decoder that leaves a byte order mark where it is. */
const keepingDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes of the character that begins with a byte of good UTF-8. */
function lengthOf(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** How a message names a code point, or a byte that is not UTF-8. */
export function codePointLabel({ kind, codePoint }: InvalidCharacter): string {
  const hex = codePoint.toString(16).toUpperCase();
  return kind === 'character' ? `U+${hex.padStart(4, '0')}` : `0x${hex.padStart(2, '0')}`;
}
