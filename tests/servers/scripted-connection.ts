import type { Socket } from 'node:net';
import { setMaxListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { TLSSocket, createSecureContext } from 'node:tls';
import { BerError, readTlv } from './ber.ts';
import type { ScriptedEntry } from './ldap-directory.ts';

/** Longer requests than this no honest client sends. */
const MAX_REQUEST = 16 * 1024 * 1024;

/** What a paged search that is under way has left to say. */
export interface PagedSearch {
  entries: readonly ScriptedEntry[];
  /** The request the cookie belongs to; it must stay the same from page to page. */
  identity: string;
  total: number;
  /** Entries the client's own size limit still allows. */
  allowed: number;
}

export interface ConnectionOptions {
  /** Sends in pieces of this many bytes. */
  chunkBytes?: number;
  /** A pause between the pieces. */
  chunkDelayMs?: number;
}

/** One client: splits what comes into messages, sends what it is told to, in order. */
export class ScriptedConnection {
  readonly id: number;
  secure = false;
  /** The DN of the last successful bind; '' for an anonymous one, undefined before any. */
  boundDn: string | undefined;
  open = true;
  readonly pagedSearches = new Map<string, PagedSearch>();
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  readonly #raw: Socket;
  readonly #options: ConnectionOptions;
  readonly #onMessage: (message: Uint8Array) => void;
  readonly #onProblem: (problem: string) => void;
  #socket: Socket;
  #received: Uint8Array = new Uint8Array();
  #holds = 0;
  #queue: Uint8Array[] = [];
  #pumping: Promise<void> | undefined;
  readonly #gone = new AbortController();

  constructor(
    id: number,
    socket: Socket,
    options: ConnectionOptions,
    onMessage: (message: Uint8Array) => void,
    onProblem: (problem: string) => void,
  ) {
    this.id = id;
    this.#raw = socket;
    this.#socket = socket;
    this.#options = options;
    this.#onMessage = onMessage;
    this.#onProblem = onProblem;
    this.closed = new Promise((resolve) => {
      this.#gone.signal.addEventListener('abort', () => resolve());
    });
    setMaxListeners(0, this.#gone.signal);
    socket.setNoDelay(true);
    this.#watch();
  }

  #watch(): void {
    const socket = this.#socket;
    // A client that resets is nothing a server should die of.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.open = false;
      this.#gone.abort();
    });
  }

  #read(): void {
    this.#socket.on('data', (chunk: Uint8Array) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#readMessages();
    });
  }

  /** Starts to read, with TLS from the first byte if given a certificate. */
  begin(tls?: { certificate: string; key: string }): void {
    if (tls === undefined) this.#read();
    else this.startTls(tls);
  }

  #readMessages(): void {
    while (this.#holds === 0 && this.open) {
      let message;
      try {
        message = readTlv(this.#received);
        if (message === undefined && this.#received.length > MAX_REQUEST)
          throw new BerError('it is too long');
      } catch (error) {
        this.#onProblem(`connection ${String(this.id)}: not a message: ${String(error)}`);
        this.#socket.destroy();
        return;
      }
      if (message === undefined) return;
      this.#received = this.#received.subarray(message.raw.length);
      this.#onMessage(message.raw);
    }
  }

  /** Leaves what comes in unread until release(): a bind and StartTLS must be finished before what follows. */
  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.#readMessages();
  }

  /** Sends bytes behind all others; resolves when they are written or the connection is gone. Never rejects. */
  send(bytes: Uint8Array): Promise<void> {
    if (!this.open) return Promise.resolve();
    this.#queue.push(bytes);
    this.#pumping ??= this.#pump();
    return this.#pumping;
  }

  async #pump(): Promise<void> {
    // Lets what is sent in one go leave in one write.
    await Promise.resolve();
    while (this.#queue.length > 0 && this.open) {
      const bytes = Buffer.concat(this.#queue);
      this.#queue = [];
      const size = this.#options.chunkBytes ?? bytes.length;
      for (let at = 0; at < bytes.length && this.open; at += size) {
        await this.#write(bytes.subarray(at, at + size));
        if (this.#options.chunkBytes !== undefined) await this.delay(this.#options.chunkDelayMs ?? 0);
      }
    }
    this.#pumping = undefined;
  }

  #write(bytes: Uint8Array): Promise<void> {
    return Promise.race([
      this.closed,
      new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve())),
    ]);
  }

  /** Waits, but no longer than the connection lives. */
  async delay(ms: number): Promise<void> {
    if (!this.open) return;
    const options = { signal: this.#gone.signal };
    const waited = ms > 0 ? setTimeout(ms, undefined, options) : setImmediate(undefined, options);
    await waited.catch(() => undefined);
  }

  /** Resets the connection (RST) once all that was sent before is out. */
  async destroy(): Promise<void> {
    await this.#pumping;
    this.destroyNow();
    await this.closed;
  }

  /** Resets the connection, whatever is still to be sent. */
  destroyNow(): void {
    this.open = false;
    // The reset is the raw socket's to send, also under TLS.
    if (!this.#raw.destroyed) this.#raw.resetAndDestroy();
    this.#socket.destroy();
  }

  /** Hangs up in good order once all that was sent before is out. */
  async end(): Promise<void> {
    await this.#pumping;
    this.#socket.end();
    await this.closed;
  }

  /** Turns TLS on, as the server. Resolves at once: the handshake comes with the client's next bytes. */
  startTls(tls: { certificate: string; key: string }): void {
    if (this.#received.length > 0) {
      this.#onProblem(`connection ${String(this.id)}: sent plain text behind its StartTLS request`);
      this.#received = new Uint8Array();
    }
    const raw = this.#socket;
    raw.removeAllListeners('data');
    raw.removeAllListeners('close');
    const secureContext = createSecureContext({ cert: tls.certificate, key: tls.key });
    this.#socket = new TLSSocket(raw, { isServer: true, secureContext });
    this.secure = true;
    this.#watch();
    this.#read();
  }
}
