import { isDirectoryNumber, normalNumber } from '../numbers.ts';

/** What a spreadsheet makes of a long number: `1.23E+06`. Which one it was, nobody can say. */
const ROUNDED = /^(\d)(?:[.,](\d+))?E\+(\d{1,2})$/i;

/**
 * Whether the number of a device row can be one of a PBX: a directory number with a digit in it, so not the `Total` below
 * a table, and none that a spreadsheet has rounded.
 */
export function isDeviceNumber(text: string): boolean {
  return isDirectoryNumber(text) && /\d/.test(text) && !ROUNDED.test(text);
}

/**
 * Finds the text, of some that are no numbers of a PBX, that may stand for one: it was written with blanks or signs in
 * between, or rounded by a spreadsheet. Of several the last.
 *
 * @returns undefined for a number that none of the texts may stand for.
 */
export function standIns(texts: readonly string[]): (number: string) => string | undefined {
  const plain = new Map<string, string>();
  const decimals = new Set<number>();
  for (const text of texts) {
    const rounded = ROUNDED.exec(text);
    if (rounded === null) plain.set(bare(text), text);
    else {
      const [, first, rest = '', exponent] = rounded;
      decimals.add(rest.length);
      plain.set(`${first}${rest && `.${rest}`}e+${Number(exponent)}`, text);
    }
  }
  return (number) => {
    const found = plain.get(bare(number));
    if (found !== undefined || !/^[1-9]\d{0,14}$/.test(number)) return found;
    for (const digits of decimals) {
      if (digits > MOST_DECIMALS) continue;
      const text = plain.get(Number(number).toExponential(digits));
      if (text !== undefined) return text;
    }
    return undefined;
  };
}

/** What `toExponential` takes. */
const MOST_DECIMALS = 100;

/** A number without what a person or a program may have put between its signs: `="1000"` and `10 00` are 1000. */
function bare(text: string): string {
  return normalNumber(text.normalize('NFKC')).replace(/[^0-9A-Za-z*#]/g, '');
}
