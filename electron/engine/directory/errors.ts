import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import type { LdapResult } from './messages.ts';

/** Result codes that Rollcall tells apart (RFC 4511 appendix A). */
export const RESULT = {
  success: 0,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  strongerAuthRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  unavailableCriticalExtension: 12,
  confidentialityRequired: 13,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
} as const;

/** Characters of a server's own words in a message of ours. */
const LONGEST_WORDS = 300;

/** Active Directory's reasons inside a result 49 (`data 52e`): what each says about the bind account. */
const ACTIVE_DIRECTORY_REASONS: Record<string, [Code, string]> = {
  '525': ['ldap.invalid-credentials', 'the user does not exist'],
  '52e': ['ldap.invalid-credentials', 'the user name or the password is wrong'],
  '530': ['ldap.account-locked', 'sign-in is not permitted at this time'],
  '531': ['ldap.account-locked', 'sign-in is not permitted from this machine'],
  '532': ['ldap.account-locked', 'the password has expired'],
  '533': ['ldap.account-locked', 'the account is disabled'],
  '701': ['ldap.account-locked', 'the account has expired'],
  '773': ['ldap.account-locked', 'the password must be changed first'],
  '775': ['ldap.account-locked', 'the account is locked'],
};

/** A bind that the server answered with something else than success. */
export function bindError(result: LdapResult, bindDn: string, server: string): RollcallError {
  const details = { server, bindDn, result: result.code };
  if (result.code === RESULT.invalidCredentials) {
    const data = /\bdata ([0-9a-f]+)/i.exec(result.message)?.[1]?.toLowerCase();
    const [code, reason] = ACTIVE_DIRECTORY_REASONS[data ?? ''] ?? [
      'ldap.invalid-credentials',
      'the user name or the password is wrong',
    ];
    return new RollcallError(code, `${server} refused to sign in ${bindDn}: ${reason}.`, { details });
  }
  if (result.code === RESULT.strongerAuthRequired || result.code === RESULT.confidentialityRequired) {
    return new RollcallError(
      'ldap.encryption-required',
      `${server} refuses to sign in ${bindDn} without encryption.`,
      { details },
    );
  }
  if (result.code === RESULT.inappropriateAuthentication || result.code === RESULT.noSuchObject) {
    return new RollcallError(
      'ldap.invalid-credentials',
      `${server} refused to sign in ${bindDn}${words(result)}.`,
      { details },
    );
  }
  return new RollcallError(
    'ldap.refused-by-server',
    `${server} answered the sign-in of ${bindDn} with result ${result.code}${words(result)}.`,
    { details },
  );
}

/** A search whose final result is not success. */
export function searchError(result: LdapResult, base: string, server: string): RollcallError {
  const details = { server, base, result: result.code, matchedDn: result.matchedDn };
  switch (result.code) {
    case RESULT.noSuchObject:
    case RESULT.invalidDnSyntax: {
      const nearest = result.matchedDn === '' ? '' : ` (the nearest entry is ${spoken(result.matchedDn)})`;
      return new RollcallError('ldap.base-not-found', `${server} has no entry ${base}${nearest}.`, {
        details,
      });
    }
    case RESULT.sizeLimitExceeded:
    case RESULT.adminLimitExceeded:
      return new RollcallError('ldap.size-limit', `${server} cut the answer at its size limit.`, { details });
    case RESULT.timeLimitExceeded:
      return new RollcallError('ldap.time-limit', `${server} cut the answer at its time limit.`, { details });
    case RESULT.referral:
      return new RollcallError(
        'ldap.referral',
        `${server} refers to another server for ${base}: ${referralWords(result.referrals)}.`,
        { details },
      );
    default:
      return new RollcallError(
        'ldap.refused-by-server',
        `${server} ended the search of ${base} with result ${result.code}${words(result)}.`,
        { details },
      );
  }
}

function words(result: LdapResult): string {
  const said = spoken(result.message);
  return said === '' ? '' : ` (${said})`;
}

/** The first referral URLs, in words. */
export function referralWords(urls: readonly string[]): string {
  const shown = urls.slice(0, 3).map(spoken);
  return shown.join(', ') || 'it names none';
}

/** A text of the server's that is fit to stand in a sentence: one line, not too long. */
export function spoken(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const characters = [...line.slice(0, 2 * LONGEST_WORDS)];
  return characters.length > LONGEST_WORDS ? `${characters.slice(0, LONGEST_WORDS).join('')}…` : line;
}

const TLS_CODES: Record<string, [Code, string]> = {
  CERT_HAS_EXPIRED: ['tls.expired', 'its certificate has expired'],
  CERT_NOT_YET_VALID: ['tls.expired', 'its certificate is not valid yet'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls.name-mismatch', 'its certificate is made out to another name'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls.untrusted', 'its certificate is self-signed'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls.untrusted', 'its certificate was signed by a CA that is not trusted'],
  UNABLE_TO_GET_ISSUER_CERT: ['tls.untrusted', 'its certificate was signed by a CA that is not trusted'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls.untrusted',
    'its certificate was signed by a CA that is not trusted',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'tls.untrusted',
    'its certificate was signed by a CA that is not trusted',
  ],
  CERT_SIGNATURE_FAILURE: ['tls.untrusted', 'the signature of its certificate is not valid'],
  CERT_UNTRUSTED: ['tls.untrusted', 'its certificate is not trusted'],
  CERT_REVOKED: ['tls.untrusted', 'its certificate was revoked'],
  INVALID_CA: ['tls.untrusted', 'its certificate was signed by something that is not a CA'],
  INVALID_PURPOSE: ['tls.untrusted', 'its certificate is not made for a server'],
};

/** A socket or TLS failure as a typed error. `phase` ends the sentence for what has no better name. */
export function socketError(
  cause: unknown,
  server: string,
  phase: 'connect' | 'tls' | 'read',
): RollcallError {
  if (cause instanceof RollcallError) return cause;
  const code = errorCode(cause);
  const certificate = TLS_CODES[code];
  if (certificate) {
    return new RollcallError(certificate[0], `${server} cannot be trusted: ${certificate[1]}.`, { cause });
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO' || (phase === 'tls' && code !== 'ETIMEDOUT')) {
    return new RollcallError(
      phase === 'read' ? 'ldap.incomplete' : 'tls.refused',
      `${server} did not complete the TLS handshake (${code || 'connection closed'}).`,
      { cause },
    );
  }
  if (phase === 'read') {
    return new RollcallError(
      'ldap.incomplete',
      `The connection to ${server} broke off before the answer was complete (${code || 'closed'}).`,
      { cause },
    );
  }
  const reasons: Record<string, string> = {
    ENOTFOUND: 'the host name is not known',
    EAI_AGAIN: 'the host name could not be looked up',
    ECONNREFUSED: 'nothing listens on that port',
    EHOSTUNREACH: 'there is no route to the host',
    ENETUNREACH: 'there is no route to the network',
    ETIMEDOUT: 'it does not answer',
    ECONNRESET: 'it closed the connection at once',
  };
  return new RollcallError(
    'ldap.unreachable',
    `${server} cannot be reached: ${reasons[code] ?? (code || 'the connection closed')}.`,
    { cause },
  );
}

function errorCode(cause: unknown): string {
  if (cause instanceof AggregateError) return errorCode(cause.errors[0]);
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return '';
}

/** Whatever was thrown while a server was talked to, as an Error that names the server. */
export function asError(thrown: unknown, server: string): Error {
  if (thrown instanceof RollcallError) return naming(thrown, server);
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What was thrown where messages are decoded can say no more than "The server": with its name instead. */
export function naming(error: RollcallError, server: string): RollcallError {
  const unnamed = 'The server ';
  if (!error.message.startsWith(unnamed)) return error;
  const { code, details } = error;
  return new RollcallError(code, `${server} ${error.message.slice(unnamed.length)}`, {
    ...(details === undefined ? {} : { details }),
    cause: error,
  });
}
