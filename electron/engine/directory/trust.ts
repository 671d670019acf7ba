import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { DirectorySettings, ServerCertificate } from '../../../shared/domain/synchronizer.ts';

/** How a server proves who it is: by a certificate of a CA, or by the key that a person accepted (ldap.md). */
export interface Trust {
  options: tls.ConnectionOptions;
  /** Called when the handshake is done and before anything is sent. Throws when the server is not to be trusted. */
  verify(socket: net.Socket, server: string): void;
}

/** Certificates of a chain that are looked at. */
const LONGEST_CHAIN = 10;

/**
 * What the settings trust. With a pin, the server's key decides and nothing else: neither the CA nor the name nor the
 * dates, since a person accepted just this key. Throws `file.unreadable` for a CA file that is none.
 */
export function trustOf({ caFile, pin }: Pick<DirectorySettings, 'caFile' | 'pin'>): Trust {
  if (pin !== null) return { options: ANY_CERTIFICATE, verify: requireKey(pin) };
  const ca = readAuthority(caFile);
  return { options: ca === undefined ? {} : { ca }, verify: () => undefined };
}

/**
 * Takes any certificate. Only for `requireKey`, and to show a person whose certificate it is over a connection that is
 * closed again before anything is sent.
 */
const ANY_CERTIFICATE: tls.ConnectionOptions = {
  rejectUnauthorized: false,
  checkServerIdentity: () => undefined,
};

/** Trusts nobody and refuses nobody: for looking at certificates, never for a bind. */
export const LOOK_ONLY: Trust = { options: ANY_CERTIFICATE, verify: () => undefined };

/** Options that any handshake with a host has. */
export function hostOptions(host: string): tls.ConnectionOptions {
  // Server Name Indication takes names only; an address is checked through `host`.
  return { host, ...(net.isIP(host) ? {} : { servername: host }) };
}

function requireKey(pin: string): Trust['verify'] {
  return (socket, server) => {
    const [leaf] = certificatesOf(socket);
    if (leaf?.key === pin) return;
    const shown = leaf === undefined ? 'it shows none' : `it shows ${leaf.key} (${leaf.subject})`;
    throw new RollcallError(
      'tls.key-changed',
      `${server} does not have the key that is trusted, ${pin}: ${shown}.`,
      { details: { server, pin, certificate: leaf ?? null } },
    );
  };
}

/** The certificates that the peer showed, its own first; empty without TLS. */
export function certificatesOf(socket: net.Socket): ServerCertificate[] {
  if (!(socket instanceof tls.TLSSocket)) return [];
  const chain: ServerCertificate[] = [];
  const seen = new Set<string>();
  let next: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next !== undefined && Buffer.isBuffer(next.raw) && chain.length < LONGEST_CHAIN) {
    const certificate = new X509Certificate(next.raw);
    // A root names itself as its issuer.
    if (seen.has(certificate.fingerprint256)) break;
    seen.add(certificate.fingerprint256);
    chain.push(described(certificate));
    next = next.issuerCertificate;
  }
  return chain;
}

function described(certificate: X509Certificate): ServerCertificate {
  const line = (name: string) => name.split('\n').filter(Boolean).reverse().join(', ');
  return {
    subject: line(certificate.subject),
    issuer: line(certificate.issuer),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    key: keyOf(certificate),
  };
}

/** SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 5280 4.1), as `sha256/BASE64`. */
function keyOf(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return `sha256/${createHash('sha256').update(spki).digest('base64')}`;
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
