import net from 'node:net';
import tls from 'node:tls';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings, ServerCertificate } from '../../../shared/domain/synchronizer.ts';
import { cancelled, discard, firstReachable, isLoopback, opened, timeout, type LdapTarget } from './dial.ts';
import { asError, bindError, RESULT, socketError, spoken } from './errors.ts';
import { Inbox, protocolError, TAG, type Frame } from './frames.ts';
import { decodeResult, encodeBind, encodeStartTls, type LdapResult } from './messages.ts';
import { certificatesOf, hostOptions, LOOK_ONLY, trustOf, type Trust } from './trust.ts';

export { cancelled, parseLdapUrl, timeout } from './dial.ts';

/** How a connection is opened. */
export type ConnectionSettings = Pick<
  DirectorySettings,
  'urls' | 'transport' | 'caFile' | 'pin' | 'bindDn' | 'timeoutSeconds'
>;

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
  #released = false;
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
    const trust = trustOf(settings);
    return firstReachable(settings, async (target) => {
      const connection = await LdapConnection.#connect(target, settings, trust, signal);
      if (settings.bindDn !== '') await connection.#bind(settings, password ?? '', signal);
      return connection;
    });
  }

  /**
   * The certificates of the first server that answers, whoever it is, its own first: to show them to a person. Nothing
   * is sent to it but what starts TLS. Empty where the transport is plain.
   */
  static async certificates(settings: ConnectionSettings, signal: AbortSignal): Promise<ServerCertificate[]> {
    return firstReachable(settings, async (target) => {
      const connection = await LdapConnection.#connect(target, settings, LOOK_ONLY, signal);
      const { certificates } = connection;
      connection.destroy();
      return certificates;
    });
  }

  /** The certificates that the server showed, its own first; empty without TLS. */
  get certificates(): ServerCertificate[] {
    return certificatesOf(this.#socket);
  }

  /** Whether nobody off this machine can read along: TLS, or a peer on it, by the address that it really has. */
  get isPrivate(): boolean {
    return this.#socket instanceof tls.TLSSocket || isLoopback(this.#socket.remoteAddress);
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

  /**
   * Hands the socket over, secured and bound as it is: whoever takes it listens to it from now on. Throws when the
   * connection is over, or handed over already.
   */
  release(): net.Socket {
    if (this.#ended === null && this.inbox.waiting > 0) {
      throw protocolError('an answer that was not asked for');
    }
    if (this.#ended !== null || this.#released) {
      throw (
        this.#ended ??
        new RollcallError('ldap.incomplete', 'The connection was closed before everything was read.')
      );
    }
    this.#released = true;
    this.#unlisten();
    return this.#socket;
  }

  /** Ends the connection without further ado. */
  destroy(): void {
    this.#onData = () => undefined;
    this.#onEnd = () => undefined;
    discard(this.#socket);
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
            finish(() => reject(asError(error, this.server)));
          }
        },
        (error) => finish(() => reject(error)),
      );
      this.send(encode(messageId));
      if (signal.aborted) onAbort();
    });
  }

  /**
   * Replaces the socket by its TLS form, when the server is one to be trusted. Bytes that came before the handshake are
   * an attack, not data.
   */
  async #secure(options: tls.ConnectionOptions, trust: Trust, timeoutSeconds: number, signal: AbortSignal) {
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
    trust.verify(this.#socket, this.server);
    this.#listen();
  }

  /** Connects and secures the connection. A server that is not trusted is hung up on before anything is sent to it. */
  static async #connect(
    target: LdapTarget,
    settings: ConnectionSettings,
    trust: Trust,
    signal: AbortSignal,
  ): Promise<LdapConnection> {
    const { host, port, name } = target;
    const tlsOptions = { ...trust.options, ...hostOptions(host) };
    const seconds = settings.timeoutSeconds;
    // Two steps, so that "nobody listens" and "the handshake failed" stay two different errors.
    const plain = await opened(net.connect({ host, port }), 'connect', name, seconds, signal);
    if (target.secure) {
      const socket = tls.connect({ ...tlsOptions, socket: plain });
      await opened(socket, 'secureConnect', name, seconds, signal);
      try {
        trust.verify(socket, name);
      } catch (error) {
        discard(socket);
        throw error;
      }
      return new LdapConnection(socket, name);
    }
    const connection = new LdapConnection(plain, name);
    if (settings.transport !== 'starttls') return connection;
    try {
      const result = await connection.exchange(encodeStartTls, TAG.extendedResponse, seconds, signal);
      if (result.code !== RESULT.success) {
        const said = spoken(result.message);
        throw new RollcallError(
          'tls.refused',
          `${name} refused StartTLS with result ${result.code}${said === '' ? '' : ` (${said})`}.`,
        );
      }
      await connection.#secure(tlsOptions, trust, seconds, signal);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
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

function expectAnswer(bytes: Buffer, frame: Frame, messageId: number, tag: number): LdapResult {
  if (frame.messageId === 0 && frame.tag === TAG.extendedResponse) {
    const notice = decodeResult(bytes, frame);
    throw new RollcallError(
      'ldap.incomplete',
      `The server ended the connection: ${spoken(notice.message) || 'it gave no reason'}.`,
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
