import { randomBytes } from 'node:crypto';
import type { BerPart } from './ber.ts';
import { dnKey, parseDn } from './ldap-dn.ts';
import { matches, selectAttributes } from './ldap-directory.ts';
import type { Directory, ScriptedEntry } from './ldap-directory.ts';
import { PAGED_RESULTS, START_TLS } from './ldap-wire.ts';
import type { BindRequest, ExtendedRequest, SearchRequest } from './ldap-wire.ts';
import type { PagedSearch } from './scripted-connection.ts';
import type { ExtendedReply, Reply, SearchReply } from './scripted-reply.ts';

/** How the well-mannered mode behaves. */
export interface AnswerOptions {
  /** DNs (or other names, such as user@domain) and their passwords. */
  credentials?: Readonly<Record<string, string>>;
  /** Whether one may read without a password; yes unless there are credentials. */
  anonymous?: boolean;
  /** Certificate and key, PEM: StartTLS is offered, and with `ldaps` spoken from the first byte. */
  tls?: { certificate: string; key: string };
  /** Refuses binds and searches without TLS with result 8, as domain controllers do. */
  requireTls?: boolean;
  /** No paging: the control is unknown, and refused with 12 where it is critical. */
  paging?: boolean;
  /** The largest page; more is cut down to it in silence, and an unpaged search ends there with result 4. */
  maxPageSize?: number;
  /** The most values of one attribute; longer ones come as `;range=`. */
  maxValues?: number;
  /** Attributes of the root DSE beyond, or instead of, the usual ones. */
  rootDse?: Readonly<Record<string, readonly BerPart[]>>;
  /** A pause before each entry. */
  entryDelayMs?: number;
  /** A pause before each answer to a search. */
  pageDelayMs?: number;
}

/** Answers a bind. */
export async function answerBind(request: BindRequest, reply: Reply, options: AnswerOptions): Promise<void> {
  const { connection } = reply;
  // A failed bind leaves the connection anonymous (RFC 4513, 4).
  connection.boundDn = undefined;
  if (request.version !== 3) return reply.done({ code: 2, message: 'version 3 only' });
  if (request.mechanism !== undefined) return reply.done({ code: 7, message: 'simple binds only' });
  if (options.requireTls === true && !connection.secure) {
    return reply.done({ code: 8, message: 'Transport encryption required.' });
  }
  if (request.password === '') {
    if (request.dn !== '') return reply.done({ code: 53, message: 'a name without a password' });
    if (!anonymousAllowed(options)) return reply.done({ code: 48, message: 'anonymous bind disallowed' });
    connection.boundDn = '';
    return reply.done();
  }
  const known = Object.entries(options.credentials ?? {}).find(([name]) => sameName(name, request.dn));
  if (known?.[1] !== request.password) return reply.done({ code: 49 });
  connection.boundDn = request.dn;
  return reply.done();
}

function anonymousAllowed(options: AnswerOptions): boolean {
  return options.anonymous ?? Object.keys(options.credentials ?? {}).length === 0;
}

function sameName(a: string, b: string): boolean {
  const [left, right] = [parseDn(a), parseDn(b)];
  if (left !== undefined && right !== undefined) return dnKey(left) === dnKey(right);
  return a.toLowerCase() === b.toLowerCase();
}

/** Answers an extended request: StartTLS, and nothing else. */
export async function answerExtended(
  request: ExtendedRequest,
  reply: ExtendedReply,
  options: AnswerOptions,
): Promise<void> {
  const { connection } = reply;
  if (request.oid !== START_TLS || options.tls === undefined) {
    return reply.done({ code: 2, message: 'unsupported extended operation' });
  }
  if (connection.secure) return reply.done({ code: 1, oid: START_TLS, message: 'TLS already started' });
  await reply.done({ oid: START_TLS });
  connection.startTls(options.tls);
}

/** Answers a search of the root DSE or of the directory. */
export async function answerSearch(
  request: SearchRequest,
  reply: SearchReply,
  options: AnswerOptions,
  directory: Directory,
): Promise<void> {
  if (options.pageDelayMs !== undefined) await reply.delay(options.pageDelayMs);
  const supported = options.paging === false ? [] : [PAGED_RESULTS];
  const unknown = request.controls.find((c) => c.critical === true && !supported.includes(c.oid));
  if (unknown !== undefined)
    return reply.done({ code: 12, message: `control ${unknown.oid} is not supported` });
  if (request.base === '' && request.scope === 'base')
    return answerRootDse(request, reply, options, directory);
  if (options.requireTls === true && !reply.connection.secure) {
    return reply.done({ code: 8, message: 'Transport encryption required.' });
  }
  if (!anonymousAllowed(options) && (reply.connection.boundDn ?? '') === '') {
    return reply.done({ code: 1, message: 'a successful bind must be completed on the connection' });
  }
  const base = directory.find(request.base);
  if (base === undefined) return reply.done({ code: 34, message: 'invalid DN' });
  if ('matchedDn' in base) return reply.done({ code: 32, matchedDn: base.matchedDn });
  const find = (): ScriptedEntry[] => directory.search(base.parts, request.scope, request.filter);
  if (request.pageSize !== undefined && options.paging !== false)
    return answerPage(request, reply, options, find);

  const found = find();
  const limit = Math.min(options.maxPageSize ?? Infinity, request.sizeLimit || Infinity);
  await sendEntries(found.slice(0, limit), request, reply, options);
  return reply.done({ code: found.length > limit ? 4 : 0 });
}

async function answerPage(
  request: SearchRequest,
  reply: SearchReply,
  options: AnswerOptions,
  find: () => ScriptedEntry[],
): Promise<void> {
  const { pagedSearches } = reply.connection;
  const key = Buffer.from(request.cookie ?? '').toString('hex');
  const identity = JSON.stringify([request.base, request.scope, request.filterText, request.attributes]);
  let search: PagedSearch | undefined;
  if (key === '') {
    const entries = find();
    search = { entries, identity, total: entries.length, allowed: request.sizeLimit || Infinity };
  } else {
    search = pagedSearches.get(key);
    pagedSearches.delete(key);
  }
  if (search === undefined || search.identity !== identity) {
    return reply.done({ code: 53, message: 'paged results cookie is invalid' });
  }
  // A page size of 0 with a cookie gives the search up (RFC 2696).
  if (request.pageSize === 0 && key !== '') return reply.done({ cookie: '', estimate: search.total });
  const size = Math.min(request.pageSize || Infinity, options.maxPageSize ?? Infinity, search.allowed);
  const rest = search.entries.slice(size);
  const allowed = search.allowed - size;
  await sendEntries(search.entries.slice(0, size), request, reply, options);
  if (rest.length === 0) return reply.done({ cookie: '', estimate: search.total });
  if (allowed <= 0) return reply.done({ code: 4, cookie: '' });
  // Bytes that are neither text nor the same twice: a client may only hand them back.
  const cookie = Buffer.concat([Uint8Array.of(0, 0xff), randomBytes(6)]);
  pagedSearches.set(cookie.toString('hex'), { ...search, entries: rest, allowed });
  return reply.done({ cookie, estimate: search.total });
}

async function sendEntries(
  entries: readonly ScriptedEntry[],
  request: SearchRequest,
  reply: SearchReply,
  options: AnswerOptions,
): Promise<void> {
  const { typesOnly } = request;
  let count = 0;
  for (const entry of entries) {
    if (!reply.connection.open) return;
    if (options.entryDelayMs !== undefined) await reply.delay(options.entryDelayMs);
    const selected = selectAttributes(entry, request.attributes, { typesOnly, maxValues: options.maxValues });
    const written = reply.entry(entry.dn, selected);
    count += 1;
    // Waiting for each write would cost a system call an entry; never waiting, all the memory there is.
    if (options.entryDelayMs !== undefined || count % 500 === 0) await written;
  }
}

async function answerRootDse(
  request: SearchRequest,
  reply: SearchReply,
  options: AnswerOptions,
  directory: Directory,
): Promise<void> {
  const attributes = {
    objectClass: ['top'],
    namingContexts: directory.namingContexts,
    supportedLDAPVersion: ['3'],
    supportedControl: options.paging === false ? [] : [PAGED_RESULTS],
    supportedExtension: options.tls === undefined ? [] : [START_TLS],
    vendorName: ['Rollcall scripted server'],
    ...options.rootDse,
  };
  const present = Object.entries(attributes).filter(([, values]) => values.length > 0);
  const entry: ScriptedEntry = { dn: '', attributes: Object.fromEntries(present) };
  // `+` brings them all here: in the root DSE nearly everything is operational.
  const requested = request.attributes.includes('+') ? ['*'] : request.attributes;
  if (matches(entry, request.filter)) {
    await reply.entry('', selectAttributes(entry, requested, { typesOnly: request.typesOnly }));
  }
  return reply.done();
}
