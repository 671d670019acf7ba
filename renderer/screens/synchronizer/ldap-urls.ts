import { parseLdapUrl } from '../../../shared/domain/ldap-url.ts';
import type { Transport } from '../../../shared/domain/synchronizer.ts';

/** What a pasted LDAP path says: where the server is, and which base. */
interface LdapPath {
  url: string;
  /** Empty when the path names none. */
  baseDn: string;
}

/**
 * Splits a pasted `ldap://host/baseDN` (domain.md 2.2, RFC 4516); what follows the base, such as attributes or a
 * filter, is left out. Null when the text is not an LDAP path or names no base.
 */
export function splitLdapPath(text: string): LdapPath | null {
  const match = /^\s*(ldaps?):\/\/([^/?#\s]+)\/([^?#]*)/i.exec(text);
  if (!match) return null;
  const [, scheme = '', host = '', path = ''] = match;
  const baseDn = decoded(path).trim();
  return { url: `${scheme.toLowerCase()}://${host}`, baseDn };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is no escape: people paste what they see.
    return text;
  }
}

/** Ports that mean the same service without and with TLS: LDAP and the global catalogue. */
const TLS_PORTS: Record<string, string> = { '389': '636', '3268': '3269' };
const PLAIN_PORTS = Object.fromEntries(Object.entries(TLS_PORTS).map(([plain, tls]) => [tls, plain]));

/** The URLs as a transport needs them: scheme, and well-known ports with it. */
export function urlsFor(urls: readonly string[], transport: Transport): string[] {
  const secure = transport === 'ldaps';
  return urls.map((url) => {
    const match = /^(ldaps?):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?(.*)$/i.exec(url.trim());
    if (!match) return url;
    const [, scheme = '', host = '', port, rest = ''] = match;
    if (/^ldaps$/i.test(scheme) === secure) return url;
    const other = port === undefined ? undefined : ((secure ? TLS_PORTS : PLAIN_PORTS)[port] ?? port);
    // The port that goes without saying is not said.
    const shown = other === undefined || other === (secure ? '636' : '389') ? '' : `:${other}`;
    return `${secure ? 'ldaps' : 'ldap'}://${host}${shown}${rest}`;
  });
}

/** The transport that a URL asks for by its scheme; the given one when it fits. */
export function transportFor(urls: readonly string[], transport: Transport): Transport {
  const said = urls.filter((url) => /^ldaps?:\/\/./i.test(url));
  if (said.length > 0 && said.every((url) => /^ldaps:/i.test(url))) return 'ldaps';
  return transport;
}

/** Host and port of an LDAP URL in lower case, with the port that goes without saying. Null when it is none. */
function serverOf(url: string, transport: Transport): { host: string; port: number } | null {
  const parts = parseLdapUrl(url);
  if (parts === null) return null;
  const { hostname, port } = parts;
  const secure = parts.secure || transport === 'ldaps';
  return { host: hostname.toLowerCase(), port: port === '' ? (secure ? 636 : 389) : Number(port) };
}

/** Whether a URL names this machine. */
function isThisMachine(url: string): boolean {
  const host = serverOf(url, 'plain')?.host;
  return host === 'localhost' || host === '[::1]' || (host !== undefined && /^127(\.\d+){3}$/.test(host));
}

/** Whether a password would cross the network unencrypted. */
export function sendsPasswordInClear(urls: readonly string[], transport: Transport, bindDn: string): boolean {
  return (
    transport === 'plain' &&
    bindDn.trim() !== '' &&
    urls.some((url) => /^ldap:\/\/./i.test(url) && serverOf(url, transport) !== null && !isThisMachine(url))
  );
}

/** URLs on a port of the global catalogue, which knows fewer attributes (domain.md 2.2). */
export function globalCatalogueUrls(urls: readonly string[]): string[] {
  return urls.filter((url) => [3268, 3269].includes(serverOf(url, 'plain')?.port ?? 0));
}

const STRENGTH: Record<Transport, number> = { plain: 0, starttls: 1, ldaps: 2 };

/** How a server is reached. */
export interface Reach {
  urls: string[];
  transport: Transport;
}

/**
 * The first server that the stored password was not entered for, or not over so weak a transport; null when the
 * stored one may be used. The engine has the last word.
 */
export function newServer(saved: Reach, draft: Reach): string | null {
  const known = new Map<string, number>();
  for (const { name, strength } of reached(saved)) {
    known.set(name, Math.min(strength, known.get(name) ?? strength));
  }
  const found = reached(draft).find(({ name, strength }) => strength < (known.get(name) ?? Infinity));
  return found?.name ?? null;
}

function reached({ urls, transport }: Reach): { name: string; strength: number }[] {
  return urls.flatMap((url) => {
    const server = serverOf(url, transport);
    if (server === null) return [];
    const strength = /^ldaps:/i.test(url) ? STRENGTH.ldaps : STRENGTH[transport];
    return [{ name: `${server.host}:${server.port}`, strength }];
  });
}
