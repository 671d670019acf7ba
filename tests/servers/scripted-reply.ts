import type { BerEncoder, BerPart } from './ber.ts';
import { encodeEntry, encodeMessage, encodeResult, pagedResultsControl } from './ldap-wire.ts';
import type { Control, LdapRequest, LdapResult } from './ldap-wire.ts';
import type { ScriptedConnection } from './scripted-connection.ts';

/** The end of a search. With `cookie` or `estimate` it carries the paged results control. */
export interface SearchResult extends LdapResult {
  cookie?: BerPart;
  estimate?: number;
}

/** The end of an extended operation. */
export interface ExtendedResult extends LdapResult {
  oid?: string;
  value?: BerPart;
}

/**
 * What a script can answer. Everything goes out in the order of the calls, awaited or not; the promises
 * resolve when it is written, and never reject. A script that ends without done() leaves the client waiting.
 */
export interface Reply<Result extends LdapResult = LdapResult> {
  done(result?: Result): Promise<void>;
  /** An IntermediateResponse (0x79). */
  intermediate(response?: { oid?: string; value?: BerPart; controls?: readonly Control[] }): Promise<void>;
  /** Any operation in an envelope, with the request's message id or another. */
  message(op: Uint8Array, options?: { messageId?: number; controls?: readonly Control[] }): Promise<void>;
  /** Bytes as they are. */
  raw(bytes: Uint8Array): Promise<void>;
  /** Waits, but no longer than the connection lives. */
  delay(ms: number): Promise<void>;
  /** Resets the connection once what was sent is out. */
  destroy(): Promise<void>;
  /** Hangs up in good order once what was sent is out. */
  end(): Promise<void>;
  /** The well-mannered answer. */
  default(): Promise<void>;
  /** Builds elements for message() and raw(). */
  readonly ber: BerEncoder;
  readonly connection: ScriptedConnection;
}

export interface SearchReply extends Reply<SearchResult> {
  entry(
    dn: BerPart,
    attributes: Readonly<Record<string, readonly BerPart[]>>,
    controls?: readonly Control[],
  ): Promise<void>;
  /** A SearchResultReference. */
  reference(urls: readonly string[], controls?: readonly Control[]): Promise<void>;
}

export type ExtendedReply = Reply<ExtendedResult>;

/** Which response belongs to a request. */
const responseTags = { bind: 0x61, search: 0x65, extended: 0x78 } as const;

function makeReply(
  connection: ScriptedConnection,
  ber: BerEncoder,
  request: LdapRequest,
  wellMannered: () => Promise<void>,
): Omit<Reply, 'done'> {
  const message: Reply['message'] = (op, { messageId = request.messageId, controls = [] } = {}) =>
    connection.send(encodeMessage(ber, messageId, op, controls));
  return {
    message,
    intermediate({ oid, value, controls = [] } = {}) {
      const name = oid === undefined ? [] : [ber.tlv(0x80, oid)];
      const content = value === undefined ? [] : [ber.tlv(0x81, value)];
      return message(ber.tlv(0x79, ...name, ...content), { controls });
    },
    raw: (bytes) => connection.send(bytes),
    delay: (ms) => connection.delay(ms),
    destroy: () => connection.destroy(),
    end: () => connection.end(),
    default: wellMannered,
    ber,
    connection,
  };
}

/** The reply to a bind, and to any operation whose answer is a plain result with the given tag. */
export function plainReply(
  connection: ScriptedConnection,
  ber: BerEncoder,
  request: LdapRequest,
  wellMannered: () => Promise<void>,
  tag: number = responseTags.bind,
): Reply {
  const reply = makeReply(connection, ber, request, wellMannered);
  return {
    ...reply,
    done: (result = {}) => reply.message(encodeResult(ber, tag, result), { controls: result.controls ?? [] }),
  };
}

/** The reply to an extended request. */
export function extendedReply(
  connection: ScriptedConnection,
  ber: BerEncoder,
  request: LdapRequest,
  wellMannered: () => Promise<void>,
): ExtendedReply {
  const reply = makeReply(connection, ber, request, wellMannered);
  return {
    ...reply,
    done(result = {}) {
      const name = result.oid === undefined ? [] : [ber.tlv(0x8a, result.oid)];
      const value = result.value === undefined ? [] : [ber.tlv(0x8b, result.value)];
      const op = encodeResult(ber, responseTags.extended, result, ...name, ...value);
      return reply.message(op, { controls: result.controls ?? [] });
    },
  };
}

/** The reply to a search. */
export function searchReply(
  connection: ScriptedConnection,
  ber: BerEncoder,
  request: LdapRequest,
  wellMannered: () => Promise<void>,
): SearchReply {
  const reply = makeReply(connection, ber, request, wellMannered);
  return {
    ...reply,
    entry: (dn, attributes, controls = []) => reply.message(encodeEntry(ber, dn, attributes), { controls }),
    reference: (urls, controls = []) =>
      reply.message(ber.tlv(0x73, ...urls.map((url) => ber.tlv(0x04, url))), { controls }),
    done(result = {}) {
      const { cookie, estimate } = result;
      const paged = cookie === undefined && estimate === undefined;
      const controls = [
        ...(result.controls ?? []),
        ...(paged ? [] : [pagedResultsControl(ber, cookie ?? new Uint8Array(), estimate)]),
      ];
      return reply.message(encodeResult(ber, responseTags.search, result), { controls });
    },
  };
}
