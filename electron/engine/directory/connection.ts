import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';
import { asError, bindError, RESULT, socketError } from './errors.ts';
import { Inbox, TAG, type Frame } from './frames.ts';
import { decodeResult, encodeBind, encodeStartTls, type LdapResult } from './messages.ts';

/** How a connection is opened. */
export type ConnectionSettings = Pick<
  DirectorySettings,
  'urls' | 'transport' | 'caFile' | 'bindDn' | 'timeoutSeconds'
>;

/** Where a URL points: `ldap://host:port`, 389 or 636 by default. */
export function parseLdapUrl(url: string, transport: DirectorySettings['transport']) {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new RollcallError(
      'config.invalid',
      `The LDAP path ${url} is not a URL of the form ldap://host:port.`,
    );
  }
  if (!['ldap:', 'ldaps:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw new RollcallError(
      'config.invalid',
      `The LDAP path ${url} is not a URL of the form ldap://host:port.`,
    );
  }
  const secure = transport === 'ldaps' || parsed.protocol === 'ldaps:';
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const port = parsed.port === '' ? (secure ? 636 : 389) : Number(parsed.port);
  return { host, port, secure, name: `${secure ? 'ldaps' : 'ldap'}://${parsed.hostname}:${port}` };
}

/**
 * One LDAP connection, owned by one run. It sends what it is given and hands every received message, still in its
 * buffer, to the one listener. It never reconnects by itself: after a break there is no telling what was missed,
 * and a silent reconnection would be anonymous (ldap.md L7).
 */
export class LdapConnection {
  /** `ldap://host:port` as shown to people. */
  readonly server: string;
  readonly inbox = new Inbox();
  #socket: net.Socket;
  #messageId = 0;
  #onData: () => void = () => undefined;
  #onEnd: (error: RollcallError) => void = () => undefined;
  #ended: RollcallError | null = null;
  #unlisten: () => void = () => undefined;

  private constructor(socket: net.Socket, server: string) {
    this.#socket = socket;
    this.server = server;
    this.#listen();
  }

  /**
   * Connects to the first URL that answers, secures the connection and binds. Throws a RollcallError with one of
   * the `ldap.` and `tls.` codes. A password is never sent over a connection that should have been secured.
   */
  static async open(
    settings: ConnectionSettings,
    password: string | null,
    signal: AbortSignal,
  ): Promise<LdapConnection> {
    if (settings.bindDn !== '' && !password) {
      // A server may answer a bind with a name and no password as a success: an anonymous one (RFC 4513 5.1.2).
      throw new RollcallError('vault.missing-secret', `There is no password for ${settings.bindDn}.`);
    }
    const ca = readAuthority(settings.caFile);
    let unreachable: RollcallError | null = null;
    for (const url of settings.urls) {
      const target = parseLdapUrl(url, settings.transport);
      try {
        const connection = await connect(
          target,
          settings,
          ca,
          signal,
          (socket) => new LdapConnection(socket, target.name),
        );
        if (settings.bindDn !== '') await connection.#bind(settings, password ?? '', signal);
        return connection;
      } catch (error) {
        if (
          !(error instanceof RollcallError) ||
          !['ldap.unreachable', 'ldap.timeout', 'ldap.incomplete'].includes(error.code)
        )
          throw error;
        unreachable ??= error;
      }
    }
    throw unreachable ?? new RollcallError('config.invalid', 'The synchronizer has no LDAP URL.');
  }

  /** The next free message id; 1 to 2^31-1. */
  nextMessageId(): number {
    this.#messageId = (this.#messageId % 0x7fffffff) + 1;
    return this.#messageId;
  }

  send(message: Uint8Array): void {
    this.#socket.write(message);
  }

  /** `onData` after bytes came in; `onEnd` once, when the connection is over. */
  attach(onData: () => void, onEnd: (error: RollcallError) => void): void {
    this.#onData = onData;
    this.#onEnd = onEnd;
    if (this.#ended) onEnd(this.#ended);
  }

  /** Ends the connection without further ado. */
  destroy(): void {
    this.#onData = () => undefined;
    this.#onEnd = () => undefined;
    this.#socket.destroy();
  }

  /** One request and its one answer, for bind and StartTLS. */
  async exchange(
    encode: (messageId: number) => Uint8Array,
    tag: number,
    timeoutSeconds: number,
    signal: AbortSignal,
  ): Promise<LdapResult> {
    const messageId = this.nextMessageId();
    const frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
    return new Promise<LdapResult>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.attach(
          () => undefined,
          () => undefined,
        );
        settle();
      };
      const onAbort = () => finish(() => reject(cancelled()));
      const timer = setTimeout(
        () => finish(() => reject(timeout(this.server, timeoutSeconds))),
        timeoutSeconds * 1000,
      );
      signal.addEventListener('abort', onAbort);
      this.attach(
        () => {
          try {
            if (!this.inbox.next(frame)) return;
            const result = expectAnswer(this.inbox.bytes, frame, messageId, tag);
            this.inbox.compact();
            finish(() => resolve(result));
          } catch (error) {
            finish(() => reject(asError(error)));
          }
        },
        (error) => finish(() => reject(error)),
      );
      this.send(encode(messageId));
      if (signal.aborted) onAbort();
    });
  }

  /** Replaces the socket by its TLS form. Bytes that came before the handshake are an attack, not data. */
  async secure(options: tls.ConnectionOptions, timeoutSeconds: number, signal: AbortSignal): Promise<void> {
    if (this.inbox.waiting > 0) {
      throw new RollcallError('tls.refused', `${this.server} sent data before the TLS handshake.`);
    }
    this.#unlisten();
    this.#socket = await opened(
      tls.connect({ ...options, socket: this.#socket }),
      'secureConnect',
      this.server,
      timeoutSeconds,
      signal,
    );
    this.#listen();
  }

  async #bind(settings: ConnectionSettings, password: string, signal: AbortSignal): Promise<void> {
    try {
      const result = await this.exchange(
        (messageId) => encodeBind(messageId, settings.bindDn, password),
        TAG.bindResponse,
        settings.timeoutSeconds,
        signal,
      );
      if (result.code !== RESULT.success) throw bindError(result, settings.bindDn, this.server);
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  #listen(): void {
    const onData = (chunk: Buffer) => {
      this.inbox.append(chunk);
      this.#onData();
    };
    const onError = (cause: unknown) => {
      if (this.#ended) return;
      this.#ended = socketError(cause, this.server, 'read');
      this.#onEnd(this.#ended);
    };
    const onClose = () => onError(null);
    const socket = this.#socket;
    socket.on('data', onData).on('error', onError).on('close', onClose);
    this.#unlisten = () => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
    };
  }
}

/** The error of an operation that a person cancelled. */
export function cancelled(): RollcallError {
  return new RollcallError('run.cancelled', 'The synchronization was cancelled.');
}

/** The error of a server that fell silent. */
export function timeout(server: string, seconds: number): RollcallError {
  return new RollcallError('ldap.timeout', `${server} did not answer within ${seconds} seconds.`);
}

function expectAnswer(bytes: Buffer, frame: Frame, messageId: number, tag: number): LdapResult {
  if (frame.messageId === 0 && frame.tag === TAG.extendedResponse) {
    const notice = decodeResult(bytes, frame);
    throw new RollcallError(
      'ldap.incomplete',
      `The server ended the connection: ${notice.message || 'no reason given'}.`,
    );
  }
  if (frame.messageId !== messageId || frame.tag !== tag) {
    throw new RollcallError(
      'ldap.protocol',
      `The server answered message ${messageId} with message ${frame.messageId} of type 0x${frame.tag.toString(16)}.`,
    );
  }
  return decodeResult(bytes, frame);
}

function readAuthority(caFile: string | null): string | undefined {
  if (caFile === null) return undefined;
  let text: string;
  try {
    text = readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw new RollcallError('file.unreadable', `The CA file ${caFile} cannot be read.`, { cause });
  }
  // Node ignores what it cannot read here, such as Windows' binary .cer, and would then blame the server.
  if (!/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(text)) {
    throw new RollcallError('file.unreadable', `The CA file ${caFile} holds no certificate in PEM form.`);
  }
  return text;
}

async function connect(
  target: ReturnType<typeof parseLdapUrl>,
  settings: ConnectionSettings,
  ca: string | undefined,
  signal: AbortSignal,
  make: (socket: net.Socket) => LdapConnection,
): Promise<LdapConnection> {
  const { host, port } = target;
  const tlsOptions: tls.ConnectionOptions = {
    host,
    ...(ca === undefined ? {} : { ca }),
    // Server Name Indication takes names only; an address is checked through `host`.
    ...(net.isIP(host) ? {} : { servername: host }),
  };
  const seconds = settings.timeoutSeconds;
  if (target.secure) {
    // Two steps, so that "nobody listens" and "the handshake failed" stay two different errors.
    const plain = await opened(net.connect({ host, port }), 'connect', target.name, seconds, signal);
    const socket = tls.connect({ ...tlsOptions, socket: plain });
    return make(await opened(socket, 'secureConnect', target.name, seconds, signal));
  }
  const connection = make(await opened(net.connect({ host, port }), 'connect', target.name, seconds, signal));
  if (settings.transport !== 'starttls') return connection;
  try {
    const result = await connection.exchange(encodeStartTls, TAG.extendedResponse, seconds, signal);
    if (result.code !== RESULT.success) {
      throw new RollcallError(
        'tls.refused',
        `${target.name} refused StartTLS with result ${result.code}${result.message ? ` (${result.message})` : ''}.`,
      );
    }
    await connection.secure(tlsOptions, seconds, signal);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** Waits until a socket is open; a refused, slow or cancelled one is destroyed and its error typed. */
function opened<S extends net.Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  server: string,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<S> {
  return new Promise<S>((resolve, reject) => {
    const finish = (error: RollcallError | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off(event, onOpen).off('error', onError).off('close', onClose);
      if (error === null) {
        socket.setNoDelay(true);
        resolve(socket);
      } else {
        // A late error of a socket that is being given up must not become an uncaught one.
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      }
    };
    const onAbort = () => finish(cancelled());
    const timer = setTimeout(() => finish(timeout(server, timeoutSeconds)), timeoutSeconds * 1000);
    signal.addEventListener('abort', onAbort);
    const phase = event === 'connect' ? 'connect' : 'tls';
    const onOpen = () => finish(null);
    const onError = (error: unknown) => finish(socketError(error, server, phase));
    const onClose = () => finish(socketError(null, server, phase));
    socket.on(event, onOpen).on('error', onError).on('close', onClose);
    if (signal.aborted) onAbort();
  });
}
