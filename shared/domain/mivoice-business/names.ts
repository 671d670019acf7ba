import type { Device, KnownAccount } from './types.ts';

/** What a person is told by on a PBX (R3). */
export interface Names {
  firstName: string;
  lastName: string;
  department: string;
}

/** First name, last name and department as one text: equal for equal names by code point (R3, A15), and for no others. */
export function identityOf({ firstName, lastName, department }: Names): string {
  return `${firstName.length}:${lastName.length}:${firstName}${lastName}${department}`;
}

/** A19: without first and last name, blanks included, nobody is told by names. */
export function isNameless({ firstName, lastName }: Pick<Names, 'firstName' | 'lastName'>): boolean {
  return firstName.trim() === '' && lastName.trim() === '';
}

/** Names of the account that a device makes: as delivered (D15), and after the number where there are none (A19, D10). */
export function accountNames({
  firstName,
  lastName,
  department,
  number,
}: Names & Pick<Device, 'number'>): Names {
  return { firstName, lastName: isNameless({ firstName, lastName }) ? number : lastName, department };
}

/** Whether an account was named after its number (A19), so that names which come later change no identity. */
export function isNamedAfterNumber({
  firstName,
  lastName,
  key,
}: Pick<KnownAccount, 'firstName' | 'lastName' | 'key'>): boolean {
  return firstName.trim() === '' && (lastName === key || lastName.trim() === '');
}

/** A person as messages name them: `Eva Kane (3000)`. Long names are cut. */
export function called(
  { firstName, lastName }: Pick<Names, 'firstName' | 'lastName'>,
  number: string,
): string {
  const name = fullName({ firstName, lastName });
  return name === '' || name === number ? number : `${short(name)} (${number})`;
}

/** First and last name with a blank between. */
export function fullName({ firstName, lastName }: Pick<Names, 'firstName' | 'lastName'>): string {
  return firstName === '' ? lastName : lastName === '' ? firstName : `${firstName} ${lastName}`;
}

const LONGEST = 80;

/** A text as a message can hold it: cut, though not inside a character. */
export function short(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
