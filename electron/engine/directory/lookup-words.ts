import { isBinaryAttribute, displayKey } from '../../../shared/domain/synchronizer.ts';
import { isSecret } from './sample.ts';

/** Characters of all shown values of one attribute. */
const LONGEST_VALUES = 80;
/** Values that are shown of one attribute. */
const MOST_VALUES = 3;

/** `employeeType is "left"`: an attribute and its values, shortened, for a person. A secret is not shown. */
export function attributeIs(attribute: string, values: readonly Uint8Array[]): string {
  if (values.length === 0) return `${attribute} has no value`;
  if (isSecret(attribute)) return `${attribute} has a value that is not shown`;
  const texts: string[] = [];
  let room = LONGEST_VALUES;
  for (const value of values.slice(0, MOST_VALUES)) {
    if (room <= 0) break;
    const text = shortened(asText(attribute, value), room);
    room -= text.length;
    texts.push(`"${text}"`);
  }
  const more = values.length - texts.length;
  return `${attribute} is ${texts.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Text without what would break a line or turn the reading direction round. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

function asText(attribute: string, value: Uint8Array): string {
  // More bytes than can be shown, and not all: a value may have ten million.
  const part = value.subarray(0, 8 * LONGEST_VALUES);
  if (isBinaryAttribute(attribute)) return displayKey(attribute, part);
  return plainText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(part));
}

/** At most so many characters; no half of one is left. */
function shortened(text: string, room: number): string {
  const characters = [...text];
  return characters.length <= room ? text : `${characters.slice(0, Math.max(1, room - 1)).join('')}…`;
}
