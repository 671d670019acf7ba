import { randomBytes } from 'node:crypto';

/** Crockford's alphabet: no letter that could be taken for a digit, and no U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits: nobody finds one by trying, nor by its hash. */
const LENGTH = 16;

/** A new one-time code by chance, without dashes. */
export function newCode(): string {
  // 256 is a multiple of 32, so that every letter is as likely.
  return Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A code as it is handed out: `7KQ4-M2XD-9TRP-C3WN`. */
export function shownCode(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? '';
}

/** What somebody typed, as the code that it could be; null when it is none. */
export function typedCode(text: string): string | null {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    // Whatever kind of dash a mail made of it.
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return code.length === LENGTH && [...code].every((letter) => LETTERS.includes(letter)) ? code : null;
}
