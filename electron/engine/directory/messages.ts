import { BerWriter, BindRequest, Control, ExtendedRequest, SearchRequest, type Filter } from 'ldapts';
import { TextFilter } from './filter.ts';
import {
  expectElement,
  protocolError,
  readElement,
  readInteger,
  TAG,
  type Element,
  type Frame,
} from './frames.ts';
import { LIMITS } from './limits.ts';

/** OID of the paged results control (RFC 2696). */
export const PAGED_RESULTS = '1.2.840.113556.1.4.319';
/** OID of Active Directory's Show Deleted control (MS-ADTS 3.1.1.3.4.1.14): tombstones are found too. */
const SHOW_DELETED = '1.2.840.113556.1.4.417';
const START_TLS = '1.3.6.1.4.1.1466.20037';

/**
 * Rollcall's own paging control (RFC 2696). The cookie is opaque bytes: empty at first, then whatever the server
 * gave, the text `0` included.
 */
class PagingControl extends Control {
  readonly #size: number;
  readonly #cookie: Uint8Array;

  constructor(size: number, cookie: Uint8Array) {
    super(PAGED_RESULTS, { critical: true });
    this.#size = size;
    this.#cookie = cookie;
  }

  override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(this.#size);
    // The writer refuses an empty buffer, so the first page's cookie is an empty string.
    if (this.#cookie.length === 0) value.writeString('');
    else value.writeBuffer(Buffer.from(this.#cookie), TAG.octetString);
    value.endSequence();
    writer.writeBuffer(value.buffer, TAG.octetString);
  }
}

/** Show Deleted has no value. Critical: a server without it must say so, rather than answer another question. */
class ShowDeletedControl extends Control {
  constructor() {
    super(SHOW_DELETED, { critical: true });
  }
}

/** One search as it goes on the wire. */
export interface SearchParameters {
  base: string;
  scope: 'base' | 'one' | 'sub';
  /** Text (RFC 4515), or a filter that writes itself. */
  filter: string | Filter;
  attributes: readonly string[];
  /** Entries wanted at most; none by default: a limit that cuts a scan must be the server's, and seen as such. */
  sizeLimit?: number;
  /** Finds Active Directory's tombstones too. */
  showDeleted?: boolean;
  /** Page size and cookie; null sends no paging control. */
  page: { size: number; cookie: Uint8Array } | null;
}

/** A simple bind (RFC 4511 4.2). */
export function encodeBind(messageId: number, dn: string, password: string): Buffer {
  return new BindRequest({ messageId, dn, password }).write();
}

/** StartTLS (RFC 4511 4.14). */
export function encodeStartTls(messageId: number): Buffer {
  return new ExtendedRequest({ messageId, oid: START_TLS }).write();
}

/** A search (RFC 4511 4.5.1), without a time limit of its own. */
export function encodeSearch(messageId: number, search: SearchParameters): Buffer {
  const controls = [
    ...(search.page ? [new PagingControl(search.page.size, search.page.cookie)] : []),
    ...(search.showDeleted === true ? [new ShowDeletedControl()] : []),
  ];
  return new SearchRequest({
    messageId,
    baseDN: search.base,
    scope: search.scope,
    derefAliases: 'never',
    sizeLimit: search.sizeLimit ?? 0,
    timeLimit: 0,
    filter: typeof search.filter === 'string' ? new TextFilter(search.filter) : search.filter,
    attributes: [...search.attributes],
    ...(controls.length > 0 ? { controls } : {}),
  }).write();
}

/** LDAPResult (RFC 4511 4.1.9). */
export interface LdapResult {
  code: number;
  matchedDn: string;
  message: string;
  referrals: string[];
}

/** Decodes the LDAPResult at the start of a response. */
export function decodeResult(bytes: Buffer, frame: Frame): LdapResult {
  const element: Element = { tag: 0, start: 0, end: 0 };
  expectElement(bytes, frame.start, frame.end, element, TAG.enumerated, 'a result code');
  const code = readInteger(bytes, element);
  expectElement(bytes, element.end, frame.end, element, TAG.octetString, 'a matched DN');
  const matchedDn = textOf(bytes, element, LIMITS.dnBytes);
  expectElement(bytes, element.end, frame.end, element, TAG.octetString, 'a diagnostic message');
  const message = textOf(bytes, element).replace(/\0+$/, '');
  const referrals: string[] = [];
  if (element.end < frame.end && bytes[element.end] === TAG.referral) {
    readElement(bytes, element.end, frame.end, element);
    referrals.push(...decodeStrings(bytes, element.start, element.end));
  }
  return { code, matchedDn, message, referrals };
}

/** Text of the server's, as much of it as is kept. */
function textOf(bytes: Buffer, { start, end }: Element, most: number = LIMITS.textBytes): string {
  return bytes.toString('utf8', start, Math.min(end, start + most));
}

/**
 * A run of OCTET STRINGs, such as the URLs of a SearchResultReference (RFC 4511 4.5.3), which has at least one. All
 * must be well formed; those beyond LIMITS.referrals are not kept, and longer ones are cut.
 */
export function decodeStrings(bytes: Buffer, start: number, end: number): string[] {
  const element: Element = { tag: 0, start: 0, end: 0 };
  const strings: string[] = [];
  if (start === end) throw protocolError('a list of URLs without any');
  for (let at = start; at < end; at = element.end) {
    expectElement(bytes, at, end, element, TAG.octetString, 'a string');
    if (strings.length >= LIMITS.referrals) continue;
    strings.push(textOf(bytes, element));
  }
  return strings;
}

/** Walks the controls of a response (RFC 4511 4.1.11): `onType` gets the element of each one's type and its end. */
function eachControl(bytes: Buffer, frame: Frame, onType: (type: Element, end: number) => boolean): void {
  const control: Element = { tag: 0, start: 0, end: 0 };
  const type: Element = { tag: 0, start: 0, end: 0 };
  for (let at = frame.controlsStart; at < frame.controlsEnd; at = control.end) {
    expectElement(bytes, at, frame.controlsEnd, control, TAG.sequence, 'a control');
    expectElement(bytes, control.start, control.end, type, TAG.octetString, 'a control type');
    if (onType(type, control.end)) return;
  }
}

/** Adds the types (OIDs) of a response's controls to those that are known already; LIMITS.controls of them at most. */
export function noteControls(bytes: Buffer, frame: Frame, known: string[]): void {
  eachControl(bytes, frame, ({ start, end }) => {
    const type = bytes.toString('latin1', start, Math.min(end, start + LIMITS.textBytes));
    if (!known.includes(type)) known.push(type);
    return known.length >= LIMITS.controls;
  });
}

/** What a server's paging control says (RFC 2696): its estimate, 0 when unknown, and the next cookie. */
export interface PagingAnswer {
  estimate: number;
  cookie: Buffer;
}

/** The paging control among a response's controls, or null when there is none. */
export function decodePaging(bytes: Buffer, frame: Frame): PagingAnswer | null {
  let answer: PagingAnswer | null = null;
  eachControl(bytes, frame, (part, end) => {
    if (bytes.toString('latin1', part.start, part.end) !== PAGED_RESULTS) return false;
    answer = pagingAnswer(bytes, part.end, end);
    return true;
  });
  return answer;
}

/** What follows the type of a paging control, in `bytes[start, end)`. */
function pagingAnswer(bytes: Buffer, start: number, end: number): PagingAnswer {
  const part: Element = { tag: 0, start: 0, end: 0 };
  let next = start;
  if (next < end && bytes[next] === TAG.boolean) next = readElement(bytes, next, end, part).end;
  if (next >= end) throw protocolError('a paging control without a value');
  expectElement(bytes, next, end, part, TAG.octetString, 'a control value');
  expectElement(bytes, part.start, part.end, part, TAG.sequence, 'a paging control');
  const limit = part.end;
  expectElement(bytes, part.start, limit, part, TAG.integer, 'a paging estimate');
  const estimate = Math.max(0, readInteger(bytes, part));
  expectElement(bytes, part.end, limit, part, TAG.octetString, 'a paging cookie');
  const size = part.end - part.start;
  if (size > LIMITS.cookieBytes) throw protocolError(`a paging cookie of ${size} bytes`);
  return { estimate, cookie: Buffer.from(bytes.subarray(part.start, part.end)) };
}
