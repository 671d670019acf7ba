import { BerWriter, BindRequest, Control, ExtendedRequest, SearchRequest } from 'ldapts';
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

/** OID of the paged results control (RFC 2696). */
export const PAGED_RESULTS = '1.2.840.113556.1.4.319';
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

/** One search as it goes on the wire. */
export interface SearchParameters {
  base: string;
  scope: 'base' | 'sub';
  filter: string;
  attributes: readonly string[];
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

/** A search without limits of its own: a limit that cuts the answer must be the server's, and seen as such. */
export function encodeSearch(messageId: number, search: SearchParameters): Buffer {
  return new SearchRequest({
    messageId,
    baseDN: search.base,
    scope: search.scope,
    derefAliases: 'never',
    sizeLimit: 0,
    timeLimit: 0,
    filter: new TextFilter(search.filter),
    attributes: [...search.attributes],
    ...(search.page ? { controls: [new PagingControl(search.page.size, search.page.cookie)] } : {}),
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
  const matchedDn = bytes.toString('utf8', element.start, element.end);
  expectElement(bytes, element.end, frame.end, element, TAG.octetString, 'a diagnostic message');
  const message = bytes.toString('utf8', element.start, element.end).replace(/\0+$/, '');
  const referrals: string[] = [];
  if (element.end < frame.end && bytes[element.end] === TAG.referral) {
    readElement(bytes, element.end, frame.end, element);
    referrals.push(...decodeStrings(bytes, element.start, element.end));
  }
  return { code, matchedDn, message, referrals };
}

/** A run of OCTET STRINGs, such as the URLs of a SearchResultReference. */
export function decodeStrings(bytes: Buffer, start: number, end: number): string[] {
  const element: Element = { tag: 0, start: 0, end: 0 };
  const strings: string[] = [];
  for (let at = start; at < end; at = element.end) {
    expectElement(bytes, at, end, element, TAG.octetString, 'a string');
    strings.push(bytes.toString('utf8', element.start, element.end));
  }
  return strings;
}

/** What a server's paging control says (RFC 2696): its estimate, 0 when unknown, and the next cookie. */
export interface PagingAnswer {
  estimate: number;
  cookie: Buffer;
}

/** The paging control among a response's controls, or null when there is none. */
export function decodePaging(bytes: Buffer, frame: Frame): PagingAnswer | null {
  const control: Element = { tag: 0, start: 0, end: 0 };
  const part: Element = { tag: 0, start: 0, end: 0 };
  for (let at = frame.controlsStart; at < frame.controlsEnd; at = control.end) {
    expectElement(bytes, at, frame.controlsEnd, control, TAG.sequence, 'a control');
    expectElement(bytes, control.start, control.end, part, TAG.octetString, 'a control type');
    if (bytes.toString('latin1', part.start, part.end) !== PAGED_RESULTS) continue;
    let next = part.end;
    if (next < control.end && bytes[next] === TAG.boolean)
      next = readElement(bytes, next, control.end, part).end;
    if (next >= control.end) throw protocolError('a paging control without a value');
    expectElement(bytes, next, control.end, part, TAG.octetString, 'a control value');
    expectElement(bytes, part.start, part.end, part, TAG.sequence, 'a paging control');
    const limit = part.end;
    expectElement(bytes, part.start, limit, part, TAG.integer, 'a paging estimate');
    const estimate = Math.max(0, readInteger(bytes, part));
    expectElement(bytes, part.end, limit, part, TAG.octetString, 'a paging cookie');
    return { estimate, cookie: Buffer.from(bytes.subarray(part.start, part.end)) };
  }
  return null;
}
