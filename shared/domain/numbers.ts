/** What a number is for its account (domain.md 4.3). */
export type NumberKind = 'desk' | 'soft' | 'external' | 'other';
export type NumberOrigin = 'pbx' | 'directory' | 'manual' | 'user';
/** D3: the last two are removed, or held while referenced. */
export type NumberState = 'present' | 'deleted-on-pbx' | 'reassigned';

/** A number that a phone system has for an account. */
export interface PbxNumber {
  number: string;
  kind: NumberKind;
}

/**
 * D6, the order of directory numbers: shorter first, then by digits; those with anything but digits come last, by code
 * unit. "Lowest" is the first in this order.
 */
export function compareNumbers(left: string, right: string): number {
  const [leftDigits, rightDigits] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (leftDigits !== rightDigits) return leftDigits ? -1 : 1;
  if (leftDigits && left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a text can be a directory number: 1 to 32 digits, letters and signs, without blanks or commas. */
export function isDirectoryNumber(text: string): boolean {
  return /^[0-9A-Za-z*#+_.:-]{1,32}$/.test(text);
}

/** The country codes of E.164: of one, two or three digits, none the beginning of another. */
const COUNTRY_CODE =
  '(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[03578]|9[679])\\d)';

/**
 * After these a `(0)` is not the zero that is left out from abroad: numbers of some countries begin with a zero of their
 * own (39 Italy, 378 San Marino, 379 Vatican, 225, 229, 241, 242), and two code areas have no such zero (1 and 7).
 */
const KEEPS_ZERO = '(?!(?:1|7|39|378|379|225|229|241|242)[\\s.\\-/]*\\()';

/** `+44 (0)`, `0044 (0)`: the zero in brackets directly after the country code. */
const TRUNK_ZERO = new RegExp(
  `^\\s*((?:\\+|00)\\s*${KEEPS_ZERO}${COUNTRY_CODE})[\\s.\\-/]*\\(\\s*0\\s*\\)(?=[\\s.\\-/]*[\\d(])`,
);

/**
 * An international number behind the prefix `00`. Country codes do not begin with a zero, and numbers have 15 digits at
 * most; what has fewer than nine digits with the prefix may be an extension, which has up to seven.
 */
const BEHIND_PREFIX = new RegExp(`^00(?=${COUNTRY_CODE})(\\d{7,15})$`);

/**
 * A number as it is compared; shown as typed. `+49 (30) 12-34` and `+49301234` are one, and so are `0044 20 7946 0123`,
 * `+44 (0)20 7946 0123` and `+442079460123`. Whatever is not certain stays apart: a zero without brackets, national
 * numbers, and extensions.
 */
export function normalNumber(text: string): string {
  const isInternational = /^\s*(?:\+|00)/.test(text);
  const plain = (isInternational ? text.replace(TRUNK_ZERO, '$1') : text).replace(/[\s().\-/]/g, '');
  return isInternational ? plain.replace(BEHIND_PREFIX, '+$1') : plain;
}

/** Numbers of an account as the field `pbxNumbers` holds them, in D6's order: `3000 desk, 3001 soft`. */
export function numberList(numbers: readonly PbxNumber[]): string {
  return [...numbers]
    .sort((left, right) => compareNumbers(left.number, right.number))
    .map(({ number, kind }) => `${number} ${kind}`)
    .join(', ');
}

/** The numbers of a `numberList`. */
export function numbersOf(list: string): PbxNumber[] {
  if (list === '') return [];
  return list.split(', ').map((each) => {
    const blank = each.lastIndexOf(' ');
    return { number: each.slice(0, blank), kind: each.slice(blank + 1) as NumberKind };
  });
}
