import type { AccountRecord } from '../store/index.ts';
import { allNumbers } from './account-numbers.ts';

/** How an LDIF file begins (RFC 2849). */
export const LDIF_START = 'version: 1\n';

const WIDTH = 76;

/** An account as an inetOrgPerson (RFC 2798) below an organizational unit named for its Enterprise. */
export function ldifEntry(account: AccountRecord, enterprise: string): string {
  const { fields } = account;
  const fullName = [fields.firstName, fields.lastName].filter((name) => name !== '').join(' ');
  const attributes: [name: string, ...values: string[]][] = [
    ['dn', `uid=${escapeValue(fields.loginId)},ou=${escapeValue(enterprise)}`],
    ['objectClass', 'top', 'person', 'organizationalPerson', 'inetOrgPerson'],
    ['uid', fields.loginId],
    // The object class demands cn and sn.
    ['cn', fields.displayName || fullName || fields.loginId],
    ['sn', fields.lastName || fields.loginId],
    ['givenName', fields.firstName],
    ['displayName', fields.displayName],
    ['mail', fields.email],
    ['departmentNumber', fields.department],
    ['telephoneNumber', ...allNumbers(account)],
    ['mobile', fields.mobile],
    ['title', fields.title],
    ['physicalDeliveryOfficeName', fields.location],
  ];
  const text = attributes
    .flatMap(([name, ...values]) => values.filter((value) => value !== '').map((value) => line(name, value)))
    .join('');
  return `\n${text}`;
}

/** One attribute line, in base64 where RFC 2849 demands it, folded. */
function line(name: string, value: string): string {
  const text = isSafe(value) ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`;
  // Everything is ASCII by now, so characters are bytes and no fold can split one.
  let folded = text.slice(0, WIDTH);
  for (let at = WIDTH; at < text.length; at += WIDTH - 1) folded += `\n ${text.slice(at, at + WIDTH - 1)}`;
  return `${folded}\n`;
}

/** SAFE-STRING of RFC 2849 without what would survive it but not every editor and reader: controls, blanks at the end. */
function isSafe(value: string): boolean {
  return /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/.test(value) && !value.endsWith(' ');
}

/** A value inside a DN (RFC 4514, section 2.4). */
function escapeValue(value: string): string {
  return (
    value
      .replace(/["+,;<>\\]/g, '\\$&')
      .replaceAll('\u0000', '\\00')
      // Line ends in a DN are legal and unreadable.
      .replace(/[\r\n]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
      .replace(/^[ #]/, '\\$&')
      .replace(/ $/, '\\ ')
  );
}
