import { BerCursor, BerError, readText } from './ber.ts';
import type { BerEncoder, BerPart } from './ber.ts';
import { decodeFilter, filterText } from './ldap-filter.ts';
import type { Filter } from './ldap-filter.ts';

export const PAGED_RESULTS = '1.2.840.113556.1.4.319';
export const START_TLS = '1.3.6.1.4.1.1466.20037';
export const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036';

export interface Control {
  oid: string;
  critical?: boolean;
  value?: BerPart;
}

/** What every request has. */
interface RequestBase {
  /** Which connection it came on, counted from 1. */
  connection: number;
  /** Whether TLS was on when it arrived. */
  secure: boolean;
  messageId: number;
  controls: Control[];
  /** The whole message as it came. */
  raw: Uint8Array;
}

export interface BindRequest extends RequestBase {
  op: 'bind';
  version: number;
  dn: string;
  password: string;
  /** Set for SASL; simple binds have none. */
  mechanism?: string;
}

export interface SearchRequest extends RequestBase {
  op: 'search';
  base: string;
  scope: 'base' | 'one' | 'sub';
  derefAliases: number;
  sizeLimit: number;
  timeLimit: number;
  typesOnly: boolean;
  filter: Filter;
  /** The filter as RFC 4515 writes it. */
  filterText: string;
  filterBytes: Uint8Array;
  attributes: string[];
  /** Set when the request carries the paged results control. */
  pageSize?: number;
  cookie?: Uint8Array;
}

export interface ExtendedRequest extends RequestBase {
  op: 'extended';
  oid: string;
  value?: Uint8Array;
}

export interface AbandonRequest extends RequestBase {
  op: 'abandon';
  target: number;
}

export interface UnbindRequest extends RequestBase {
  op: 'unbind';
}

/** Modify, add, delete, rename, compare: the server is read-only. */
export interface OtherRequest extends RequestBase {
  op: 'other';
  tag: number;
}

export type LdapRequest =
  BindRequest | SearchRequest | ExtendedRequest | AbandonRequest | UnbindRequest | OtherRequest;

/** Decodes one request, strictly: what RFC 4511 does not allow is a BerError. */
export function decodeRequest(raw: Uint8Array, connection: number, secure: boolean): LdapRequest {
  const outer = new BerCursor(raw);
  const message = new BerCursor(outer.take(0x30).value);
  outer.end();
  const messageId = message.integer();
  if (messageId < 1 || messageId > 2 ** 31 - 1) throw new BerError(`the message id ${String(messageId)}`);
  const op = message.take();
  const controls = message.nextTag === 0xa0 ? decodeControls(message.take().value) : [];
  message.end();
  const base: RequestBase = { connection, secure, messageId, controls, raw };
  switch (op.tag) {
    case 0x60:
      return decodeBind(op.value, base);
    case 0x63:
      return decodeSearch(op.value, base);
    case 0x77: {
      const fields = new BerCursor(op.value);
      const request: ExtendedRequest = { ...base, op: 'extended', oid: fields.text(0x80) };
      const value = fields.takeIf(0x81)?.value;
      fields.end();
      return value === undefined ? request : { ...request, value };
    }
    case 0x50:
      return { ...base, op: 'abandon', target: integerOf(op.value) };
    case 0x42:
      if (op.value.length > 0) throw new BerError('an unbind with something in it');
      return { ...base, op: 'unbind' };
    case 0x66:
    case 0x68:
    case 0x4a:
    case 0x6c:
    case 0x6e:
      return { ...base, op: 'other', tag: op.tag };
    default:
      throw new BerError(`the operation 0x${op.tag.toString(16)}`);
  }
}

function decodeBind(value: Uint8Array, base: RequestBase): BindRequest {
  const fields = new BerCursor(value);
  const version = fields.integer();
  const dn = fields.text();
  const auth = fields.take();
  fields.end();
  if (auth.tag === 0x80) return { ...base, op: 'bind', version, dn, password: readText(auth.value) };
  if (auth.tag !== 0xa3) throw new BerError(`the authentication choice 0x${auth.tag.toString(16)}`);
  return { ...base, op: 'bind', version, dn, password: '', mechanism: new BerCursor(auth.value).text() };
}

function decodeSearch(value: Uint8Array, base: RequestBase): SearchRequest {
  const fields = new BerCursor(value);
  const dn = fields.text();
  const scope = (['base', 'one', 'sub'] as const)[fields.integer(0x0a)];
  if (scope === undefined) throw new BerError('an unknown search scope');
  const derefAliases = fields.integer(0x0a);
  const sizeLimit = fields.integer();
  const timeLimit = fields.integer();
  const typesOnly = fields.boolean();
  const filterElement = fields.take();
  const filter = decodeFilter(filterElement);
  const attributeList = new BerCursor(fields.take(0x30).value);
  fields.end();
  const attributes: string[] = [];
  while (attributeList.nextTag !== undefined) attributes.push(attributeList.text());
  const request: SearchRequest = {
    ...base,
    op: 'search',
    base: dn,
    scope,
    derefAliases,
    sizeLimit,
    timeLimit,
    typesOnly,
    filter,
    filterText: filterText(filter),
    filterBytes: filterElement.raw,
    attributes,
  };
  const paged = base.controls.find((control) => control.oid === PAGED_RESULTS);
  if (paged === undefined) return request;
  if (typeof paged.value !== 'object') throw new BerError('a paged results control without a value');
  const outer = new BerCursor(paged.value);
  const control = new BerCursor(outer.take(0x30).value);
  outer.end();
  const pageSize = control.integer();
  const cookie = control.take(0x04).value;
  control.end();
  return { ...request, pageSize, cookie };
}

function decodeControls(value: Uint8Array): Control[] {
  const list = new BerCursor(value);
  const controls: Control[] = [];
  while (list.nextTag !== undefined) {
    const fields = new BerCursor(list.take(0x30).value);
    const control: Control = { oid: fields.text(), critical: fields.nextTag === 0x01 && fields.boolean() };
    const controlValue = fields.takeIf(0x04)?.value;
    fields.end();
    controls.push(controlValue === undefined ? control : { ...control, value: controlValue });
  }
  return controls;
}

function integerOf(value: Uint8Array): number {
  let result = 0;
  for (const byte of value) result = result * 256 + byte;
  return result;
}

/** The end of an operation. */
export interface LdapResult {
  /** 0, success, unless told otherwise. */
  code?: number;
  matchedDn?: string;
  message?: string;
  referrals?: readonly string[];
  controls?: readonly Control[];
}

/** A whole message: the envelope, the operation and the controls. */
export function encodeMessage(
  ber: BerEncoder,
  messageId: number,
  op: Uint8Array,
  controls: readonly Control[] = [],
): Uint8Array {
  if (controls.length === 0) return ber.tlv(0x30, ber.integer(messageId), op);
  const encoded = controls.map(({ oid, critical, value }) =>
    ber.tlv(
      0x30,
      ber.tlv(0x04, oid),
      ...(critical === true ? [ber.boolean(true)] : []),
      ...(value === undefined ? [] : [ber.tlv(0x04, value)]),
    ),
  );
  return ber.tlv(0x30, ber.integer(messageId), op, ber.tlv(0xa0, ...encoded));
}

/** The operation part of a result message: `tag` says of which kind, `extra` comes behind the common fields. */
export function encodeResult(
  ber: BerEncoder,
  tag: number,
  result: LdapResult,
  ...extra: readonly Uint8Array[]
): Uint8Array {
  const { code = 0, matchedDn = '', message = '', referrals = [] } = result;
  const urls = referrals.length === 0 ? [] : [ber.tlv(0xa3, ...referrals.map((url) => ber.tlv(0x04, url)))];
  return ber.tlv(
    tag,
    ber.integer(code, 0x0a),
    ber.tlv(0x04, matchedDn),
    ber.tlv(0x04, message),
    ...urls,
    ...extra,
  );
}

/** The operation part of a search result entry; an empty list makes an attribute without values. */
export function encodeEntry(
  ber: BerEncoder,
  dn: BerPart,
  attributes: Readonly<Record<string, readonly BerPart[]>>,
): Uint8Array {
  const list = Object.entries(attributes).map(([type, values]) =>
    ber.tlv(0x30, ber.tlv(0x04, type), ber.tlv(0x31, ...values.map((value) => ber.tlv(0x04, value)))),
  );
  return ber.tlv(0x64, ber.tlv(0x04, dn), ber.tlv(0x30, ...list));
}

/** The paged results control of an answer. */
export function pagedResultsControl(ber: BerEncoder, cookie: BerPart, estimate = 0): Control {
  return { oid: PAGED_RESULTS, value: ber.tlv(0x30, ber.integer(estimate), ber.tlv(0x04, cookie)) };
}

/** The message by which a server says it is about to hang up. */
export function encodeNoticeOfDisconnection(ber: BerEncoder, result: LdapResult): Uint8Array {
  const op = encodeResult(ber, 0x78, result, ber.tlv(0x8a, NOTICE_OF_DISCONNECTION));
  return encodeMessage(ber, 0, op);
}
