import { z } from 'zod';
import { parseLdapUrl } from '../domain/ldap-url.ts';
import { PIN_PATTERN } from '../domain/synchronizer.ts';

/** What single values of the configuration file must look like. */

/** Control characters and lone surrogates: text with them can be neither shown nor typed nor compared. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** Marks with which a name reads as another one, or breaks a line of a table. */
const TURNING = /[\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

const TOO_LONG = 1024;

/** One line of text. */
export const line = (most = TOO_LONG) =>
  z
    .string()
    .max(most, { error: `must have at most ${most} characters` })
    .refine((text) => !CONTROL.test(text), { error: 'must not contain control characters' });

/** How long a name of an export may be where it is kept with a setting. */
export const MOST_NAME = TOO_LONG;

/** A name as the export of a PBX delivers it, whatever characters it has (D15). */
export const exported = z.string().max(MOST_NAME, { error: `must have at most ${MOST_NAME} characters` });

/** One line of text that says something. */
export const filled = (most = TOO_LONG) => line(most).regex(/\S/, { error: 'must not be empty' });

/** A name or description as the forms take it (domain.md 1.1, 2.2, 6). */
export const name = (most: number) =>
  filled(most)
    .regex(/^[^|]*$/, { error: 'must not contain the vertical bar |' })
    .refine((text) => !TURNING.test(text), {
      error: 'must not contain marks that turn the direction of the text, or line separators',
    });

/** A string that a function finds nothing wrong with. */
export const checked = (problem: (text: string) => string | null, most = TOO_LONG) =>
  line(most).superRefine((text, context) => {
    const found = problem(text);
    if (found !== null) context.addIssue({ code: 'custom', message: found });
  });

/** The same of one that is not empty, which is said already when it is. */
export const filledAnd = (most: number, problem: (text: string) => string | null) =>
  filled(most).superRefine((text, context) => {
    const found = text.trim() === '' ? null : problem(text);
    if (found !== null) context.addIssue({ code: 'custom', message: found });
  });

/** The key of a server that is trusted (ldap.md). */
export const pin = z.string().regex(PIN_PATTERN, {
  error: 'must be sha256/ and the SHA-256 of a public key in base64, as the connection test shows it',
});

/** The name or address of a host, or nothing (domain.md 3.1: a voice mail server). */
export const host = (most: number) =>
  line(most).regex(/^[\p{L}\p{N}._:-]*$/u, { error: 'must be a host name or an IP address' });

/** The beginning of a MAC address. */
export const macPrefix = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}[:.-]?){1,6}$/, { error: 'must be the beginning of a MAC address' });

/** A whole number in a range. */
export const integer = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

/** Shape of a DNS suffix; it need not resolve (domain.md 1.1). */
function domainProblem(text: string): string | null {
  const label = /^[\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;
  const fits = text.length <= 253 && text.split('.').every((each) => label.test(each));
  return fits ? null : 'must be a domain name such as acme.example.com';
}

/** The name of a DNS domain. */
export const domain = checked(domainProblem);

/** An LDAP URL with scheme, host and port only. */
export function ldapUrlProblem(text: string): string | null {
  const expected = 'must be an LDAP URL such as ldap://dc1.example.com or ldaps://dc1.example.com:636';
  const url = parseLdapUrl(text);
  if (url === null) return expected;
  if (url.username !== '' || url.password !== '') {
    return 'must not contain a user name or password: they belong in bindDn and password';
  }
  if (url.hostname === '' || url.port === '0') return expected;
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    return 'must end after host and port: the base belongs in baseDn';
  }
  return null;
}

/**
 * Whether a query has the outline of a filter (RFC 4515): one expression in balanced parentheses. Parentheses of
 * values are escaped as \28 and \29, so every one counts. The real parser is the directory room's.
 */
export function queryProblem(text: string): string | null {
  const filter = text.trim();
  if (!filter.startsWith('(')) return 'must be a filter in parentheses, such as (objectClass=person)';
  let depth = 0;
  for (let at = 0; at < filter.length; at += 1) {
    if (filter[at] === '(') depth += 1;
    if (filter[at] === ')') depth -= 1;
    if (depth < 0) return 'has a closing parenthesis too many';
    if (depth === 0 && at < filter.length - 1) return 'must be one filter; put (&…) or (|…) round several';
  }
  if (depth > 0) return `lacks ${depth === 1 ? 'a closing parenthesis' : `${depth} closing parentheses`}`;
  return /\(\s*\)/.test(filter) ? 'contains an empty pair of parentheses' : null;
}

/** A name of the IANA time zone database. */
export function timeZoneProblem(text: string): string | null {
  const expected = 'must be an IANA time zone such as Europe/Berlin';
  // Offsets such as +02:00 are accepted by Intl, but they know no daylight saving time.
  if (!/^[A-Za-z]/.test(text)) return expected;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return null;
  } catch {
    return expected;
  }
}

/**
 * An Enterprise ID (domain.md 1.1). It becomes part of a domain name, so it has no blanks; and part of the address of a
 * page, where `.` and `..` mean something else.
 */
export const enterpriseId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error:
    'must consist of 1 to 64 letters, digits, dashes, dots and underscores, and begin with a letter or digit',
});
