import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  AuthorityKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 60 * 60 * 1000;

/** A server's certificate and its PKCS#8 key, both PEM. */
export interface IssuedCertificate {
  certificate: string;
  key: string;
}

export interface IssueOptions {
  /** Host names and IP addresses; the first is also the common name. */
  names: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
}

/** A certificate authority made for one test. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  issue(options: IssueOptions): Promise<IssuedCertificate>;
}

/** Makes a certificate authority that lives as long as the test. */
export async function makeAuthority(name = 'Rollcall test authority'): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      keys,
      notBefore: new Date(Date.now() - 30 * day),
      notAfter: new Date(Date.now() + 365 * day),
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  return {
    certificate: pem(certificate.toString('pem')),
    async issue({ names, notBefore, notAfter }) {
      const own = await newKeys();
      const issued = await X509CertificateGenerator.create(
        {
          subject: `CN=${names[0] ?? 'server'}`,
          issuer: certificate.subject,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: algorithm,
          notBefore: notBefore ?? new Date(Date.now() - day),
          notAfter: notAfter ?? new Date(Date.now() + 30 * day),
          extensions: [
            new BasicConstraintsExtension(false, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
            new SubjectAlternativeNameExtension(
              names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
            ),
            await SubjectKeyIdentifierExtension.create(own.publicKey),
            await AuthorityKeyIdentifierExtension.create(keys.publicKey),
          ],
        },
        webcrypto,
      );
      return { certificate: pem(issued.toString('pem')), key: await keyPem(own) };
    },
  };
}

/** A certificate that vouches for itself, for a host name or an IP address. */
export async function selfSigned(name: string): Promise<IssuedCertificate> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      keys,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 30 * day),
      signingAlgorithm: algorithm,
      extensions: [
        new SubjectAlternativeNameExtension([{ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }]),
      ],
    },
    webcrypto,
  );
  return { certificate: pem(certificate.toString('pem')), key: await keyPem(keys) };
}

async function keyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return pem(PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'));
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** GnuTLS wants the line feed at the end of the file. */
function pem(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
