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

/** A number as it is compared: `+49 (30) 12-34` and `+49301234` are one. Shown as typed. */
export function normalNumber(text: string): string {
  return text.replace(/[\s().\-/]/g, '');
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
