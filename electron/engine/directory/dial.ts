import net from 'node:net';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings } from '../../../shared/domain/synchronizer.ts';
import { socketError } from './errors.ts';

/** A server as it is connected to. */
export interface LdapTarget {
  host: string;
  port: number;
  /** TLS from the first byte. */
  secure: boolean;
  /** `ldap://host:port` as shown to people. */
  name: string;
}

/** Where a URL points: `ldap://host:port`, 389 or 636 by default. */
export function parseLdapUrl(url: string, transport: DirectorySettings['transport']): LdapTarget {
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

/** Whether what is sent to an address stays on this machine. */
export function isLoopback(address: string | undefined): boolean {
  const plain = (address ?? '').replace(/^::ffff:/i, '');
  return plain === '::1' || (net.isIPv4(plain) && plain.startsWith('127.'));
}

/** What works with the first server that can be reached; the error of the first one when none can. */
export async function firstReachable<T>(
  settings: Pick<DirectorySettings, 'urls' | 'transport'>,
  work: (target: LdapTarget) => Promise<T>,
): Promise<T> {
  let unreachable: RollcallError | null = null;
  for (const url of settings.urls) {
    try {
      return await work(parseLdapUrl(url, settings.transport));
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

/** Waits until a socket is open; a refused, slow or cancelled one is destroyed and its error typed. */
export function opened<S extends net.Socket>(
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
        discard(socket);
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

/** Gives a socket up. A late error of it must not become an uncaught one. */
export function discard(socket: net.Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}

/** The error of an operation that a person cancelled. */
export function cancelled(): RollcallError {
  return new RollcallError('run.cancelled', 'The synchronization was cancelled.');
}

/** The error of a server that fell silent. */
export function timeout(server: string, seconds: number): RollcallError {
  return new RollcallError('ldap.timeout', `${server} did not answer within ${seconds} seconds.`);
}
