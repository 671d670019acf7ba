import { createServer } from 'node:net';
import { BerError, berEncoder } from './ber.ts';
import type { BerPart } from './ber.ts';
import { Directory } from './ldap-directory.ts';
import type { ScriptedEntry } from './ldap-directory.ts';
import { START_TLS, decodeRequest, encodeNoticeOfDisconnection } from './ldap-wire.ts';
import type { BindRequest, ExtendedRequest, LdapRequest, LdapResult, SearchRequest } from './ldap-wire.ts';
import { answerBind, answerExtended, answerSearch } from './scripted-answers.ts';
import type { AnswerOptions } from './scripted-answers.ts';
import { ScriptedConnection } from './scripted-connection.ts';
import type { ConnectionOptions } from './scripted-connection.ts';
import { extendedReply, plainReply, searchReply } from './scripted-reply.ts';
import type { ExtendedReply, Reply, SearchReply } from './scripted-reply.ts';

export type { ScriptedEntry } from './ldap-directory.ts';
export type { BindRequest, ExtendedRequest, LdapRequest, SearchRequest } from './ldap-wire.ts';
export type { ScriptedConnection } from './scripted-connection.ts';
export type { ExtendedReply, Reply, SearchReply, SearchResult } from './scripted-reply.ts';

/** Takes over the answer to a search; `return reply.default()` gives it back. */
export type SearchScript = (request: SearchRequest, reply: SearchReply) => Promise<void> | void;

export interface ScriptedLdapOptions extends AnswerOptions, ConnectionOptions {
  entries?: readonly ScriptedEntry[];
  /** The roots of the tree; without them, the domain of the first entry, or `dc=example,dc=com`. */
  namingContexts?: readonly string[];
  /** TLS from the first byte (needs `tls`). */
  ldaps?: boolean;
  /** Writes every length in this many bytes; Active Directory takes 4. */
  lengthBytes?: number;
  /** The port of a server that stopped, to take its place; a free one by default. */
  port?: number;
  /** Called for each connection; nothing is read from it until this has ended. */
  onConnection?: (connection: ScriptedConnection) => Promise<void> | void;
  onBind?: (request: BindRequest, reply: Reply) => Promise<void> | void;
  onSearch?: SearchScript;
  onExtended?: (request: ExtendedRequest, reply: ExtendedReply) => Promise<void> | void;
}

export interface ScriptedLdap {
  readonly url: string;
  readonly port: number;
  /** All connections so far, closed ones included. */
  readonly connections: readonly ScriptedConnection[];
  /** All requests so far, decoded, in the order of their coming. */
  readonly requests: readonly LdapRequest[];
  /** The searches among them. */
  readonly searches: readonly SearchRequest[];
  /** What clients did against the protocol, and scripts that threw. A test of a client should find none. */
  readonly problems: readonly string[];
  /** Changes behaviour from now on: other entries, another script, a new certificate. */
  change(options: Partial<ScriptedLdapOptions>): void;
  /** Tells every client that the server is about to hang up, without hanging up. */
  noticeOfDisconnection(result?: LdapResult): Promise<void>;
  /** Resets every connection; new ones are welcome. */
  destroyConnections(): void;
  stop(): Promise<void>;
}

/** Starts a scripted LDAP server on a free port of 127.0.0.1. */
export async function startScriptedLdap(initial: ScriptedLdapOptions = {}): Promise<ScriptedLdap> {
  const options = { ...initial };
  let directory = new Directory(options.entries ?? [], options.namingContexts);
  const ber = berEncoder(options.lengthBytes === undefined ? {} : { lengthBytes: options.lengthBytes });
  const connections: ScriptedConnection[] = [];
  const requests: LdapRequest[] = [];
  const problems: string[] = [];

  const handle = async (connection: ScriptedConnection, request: LdapRequest): Promise<void> => {
    switch (request.op) {
      case 'bind': {
        const reply: Reply = plainReply(connection, ber, request, () => answerBind(request, reply, options));
        return (options.onBind ?? (() => reply.default()))(request, reply);
      }
      case 'search': {
        const reply: SearchReply = searchReply(connection, ber, request, () =>
          answerSearch(request, reply, options, directory),
        );
        return (options.onSearch ?? (() => reply.default()))(request, reply);
      }
      case 'extended': {
        const reply: ExtendedReply = extendedReply(connection, ber, request, () =>
          answerExtended(request, reply, options),
        );
        return (options.onExtended ?? (() => reply.default()))(request, reply);
      }
      case 'other': {
        // A delete request is primitive (0x4A), its response is not.
        const tag = request.tag === 0x4a ? 0x6b : request.tag + 1;
        const reply: Reply = plainReply(connection, ber, request, async () => undefined, tag);
        return reply.done({ code: 53, message: 'this server is read-only' });
      }
      case 'unbind':
        return connection.end();
      case 'abandon':
        return undefined;
    }
  };

  const receive = (connection: ScriptedConnection, message: Uint8Array): void => {
    let request: LdapRequest;
    try {
      request = decodeRequest(Buffer.from(message), connection.id, connection.secure);
    } catch (error) {
      if (!(error instanceof BerError)) throw error;
      problems.push(`connection ${String(connection.id)}: ${error.message}`);
      const notice = encodeNoticeOfDisconnection(ber, { code: 2, message: error.message });
      void connection.send(notice).then(() => connection.end());
      return;
    }
    requests.push(request);
    // Other operations run side by side; what follows these must wait for their end.
    const alone = request.op === 'bind' || (request.op === 'extended' && request.oid === START_TLS);
    if (alone) connection.hold();
    handle(connection, request)
      .catch((error: unknown) => {
        problems.push(`the script for ${request.op} threw: ${String(error)}`);
        connection.destroyNow();
      })
      .finally(() => {
        if (alone) connection.release();
      });
  };

  const server = createServer((socket) => {
    const connection = new ScriptedConnection(
      connections.length + 1,
      socket,
      options,
      (message) => receive(connection, message),
      (problem) => problems.push(problem),
    );
    connections.push(connection);
    const begin = async (): Promise<void> => {
      await options.onConnection?.(connection);
      connection.begin(options.ldaps === true ? options.tls : undefined);
    };
    begin().catch((error: unknown) => {
      problems.push(`the script for a connection threw: ${String(error)}`);
      connection.destroyNow();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;

  const destroyConnections = (): void => {
    for (const connection of connections) if (connection.open) connection.destroyNow();
  };

  return {
    url: `${options.ldaps === true ? 'ldaps' : 'ldap'}://127.0.0.1:${String(port)}`,
    port,
    connections,
    requests,
    get searches() {
      return requests.filter((request) => request.op === 'search');
    },
    problems,
    change(changes) {
      Object.assign(options, changes);
      if (changes.entries !== undefined || changes.namingContexts !== undefined) {
        directory = new Directory(options.entries ?? [], options.namingContexts);
      }
    },
    async noticeOfDisconnection(result = { code: 52 }) {
      const notice = encodeNoticeOfDisconnection(ber, result);
      await Promise.all(connections.map((connection) => connection.send(notice)));
    },
    destroyConnections,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      destroyConnections();
      await closed;
    },
  };
}

/** One page of a fixed list. Without a cookie the control comes with an empty one: the last page. */
export interface ScriptedPage {
  entries: readonly ScriptedEntry[];
  /** Any bytes; text stands for its UTF-8 bytes, so '0' is the byte 0x30. */
  cookie?: BerPart;
  estimate?: number;
  code?: number;
}

/**
 * Answers the pages of a paged search from a fixed list, attributes as they stand, whatever the filter. A
 * cookie that is not the one just given out is refused with 53; an empty one starts from the first page.
 * Searches without paging, and those of a single entry, get the well-mannered answer.
 */
export function pagesScript(pages: readonly ScriptedPage[]): SearchScript {
  const positions = new Map<number, number>();
  return async (request, reply) => {
    if (request.cookie === undefined || request.scope === 'base') return reply.default();
    const next = request.cookie.length === 0 ? 0 : (positions.get(request.connection) ?? -1) + 1;
    const expected = Buffer.from(next === 0 ? '' : (pages[next - 1]?.cookie ?? ''));
    const page = pages[next];
    if (page === undefined || Buffer.compare(expected, request.cookie) !== 0) {
      return reply.done({ code: 53, message: 'paged results cookie is invalid' });
    }
    positions.set(request.connection, next);
    for (const entry of page.entries) void reply.entry(entry.dn, entry.attributes);
    return reply.done({
      cookie: page.cookie ?? '',
      ...(page.estimate === undefined ? {} : { estimate: page.estimate }),
      ...(page.code === undefined ? {} : { code: page.code }),
    });
  };
}
