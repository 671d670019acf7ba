import { createHash, X509Certificate } from 'node:crypto';
import { makeAuthority, selfSigned, type Authority } from './certificates.ts';
import { entryLines } from './hostile-entries.ts';
import { afterFirstPage, type HostileLine, type Misbehaviour } from './hostile-lines.ts';
import { wireLines } from './hostile-wire.ts';
import { startScriptedLdap } from './scripted-ldap.ts';
import type { ScriptedEntry, ScriptedLdap, ScriptedLdapOptions } from './scripted-ldap.ts';

/** The bind account of the hostile server and its password. */
export const HOSTILE_BIND = {
  dn: 'cn=reader,dc=example,dc=com',
  password: 'a-secret-nobody-may-see',
} as const;

const day = 24 * 60 * 60 * 1000;
const HOST = '127.0.0.1';

/** Lines about certificates and StartTLS; their servers show a certificate. */
const tlsLines = {
  'StartTLS refused': async () => ({
    onExtended: (_request, reply) => reply.done({ code: 2, message: 'unsupported extended operation' }),
  }),
  'certificate expired': async ({ authority }) => {
    const now = Date.now();
    const [notBefore, notAfter] = [new Date(now - 10 * day), new Date(now - day)];
    return { tls: await authority.issue({ names: [HOST], notBefore, notAfter }) };
  },
  'certificate self-signed': async () => ({ tls: await selfSigned(HOST) }),
  'certificate with a wrong name': async ({ authority }) => ({
    tls: await authority.issue({ names: ['ldap.example.org'] }),
  }),
  // By the same authority and with the right name: only the key is another.
  'certificate replaced since last time': async ({ authority }) => ({
    tls: await authority.issue({ names: [HOST] }),
  }),
} satisfies Partial<Record<HostileLine, Misbehaviour>>;

/** Lines about results, and about the bind. */
const answerLines = {
  'paging refused as unavailable critical extension': async ({ entries }) => ({
    // It is asked once more without paging, and then cuts its answer short.
    paging: false,
    maxPageSize: Math.floor(entries.length / 2),
  }),
  'size limit after page 1': async () => ({
    onSearch: afterFirstPage((_, reply) => reply.done({ code: 4 })),
  }),
  busy: async () => ({ onSearch: afterFirstPage((_, reply) => reply.done({ code: 51 })) }),
  unavailable: async () => ({ onSearch: (_, reply) => reply.done({ code: 52, message: 'shutting down' }) }),
  'success with no entries': async () => ({ onSearch: (_, reply) => reply.done({ cookie: '' }) }),
  'a password that stops working between pages': async () => ({
    onSearch: afterFirstPage((_, reply) => reply.done({ code: 49, message: 'the password has changed' })),
  }),
} satisfies Partial<Record<HostileLine, Misbehaviour>>;

const misbehaviours: Record<Exclude<HostileLine, 'refuses the connection'>, Misbehaviour> = {
  ...wireLines,
  ...entryLines,
  ...tlsLines,
  ...answerLines,
};

/** Whether a line is about TLS: its server must be met with StartTLS. */
export function needsTls(line: HostileLine): boolean {
  return line in tlsLines;
}

/** A server on a real socket that can do each line of safety.md's last section, and can behave again. */
export class HostileLdap {
  readonly url: string;
  /** The authority that its certificate is signed by. */
  readonly authority: Authority;
  readonly #healthy: ScriptedLdapOptions;
  #server: ScriptedLdap;
  #stopped = false;

  private constructor(server: ScriptedLdap, healthy: ScriptedLdapOptions, authority: Authority) {
    this.#server = server;
    this.url = server.url;
    this.#healthy = { ...healthy, port: server.port };
    this.authority = authority;
  }

  /** Starts a server that behaves, with a bind account (HOSTILE_BIND) and StartTLS. */
  static async start(entries: readonly ScriptedEntry[]): Promise<HostileLdap> {
    const authority = await makeAuthority();
    const healthy: ScriptedLdapOptions = {
      entries,
      credentials: { [HOSTILE_BIND.dn]: HOSTILE_BIND.password },
      tls: await authority.issue({ names: [HOST] }),
      paging: true,
      maxPageSize: Infinity,
      maxValues: Infinity,
      onConnection: () => undefined,
      onBind: (_request, reply) => reply.default(),
      onSearch: (_request, reply) => reply.default(),
      onExtended: (_request, reply) => reply.default(),
    };
    return new HostileLdap(await startScriptedLdap(healthy), healthy, authority);
  }

  /** The key of the certificate that it shows when it behaves: SHA-256 of the SubjectPublicKeyInfo (RFC 5280 4.1). */
  get pin(): string {
    const { publicKey } = new X509Certificate(this.#healthy.tls?.certificate ?? '');
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    return `sha256/${createHash('sha256').update(spki).digest('base64')}`;
  }

  /** What clients did against the protocol. */
  get problems(): readonly string[] {
    return this.#server.problems;
  }

  /** The searches that the server was asked since it last started. */
  get searches(): ScriptedLdap['searches'] {
    return this.#server.searches;
  }

  /** From now on it does what the line says. */
  async turn(line: HostileLine): Promise<void> {
    await this.heal();
    if (line === 'refuses the connection') return this.stop();
    const scene = { entries: this.#healthy.entries ?? [], authority: this.authority };
    this.#server.change(await misbehaviours[line](scene));
  }

  /** From now on it behaves. */
  async heal(): Promise<void> {
    if (this.#stopped) {
      this.#server = await startScriptedLdap(this.#healthy);
      this.#stopped = false;
    }
    this.#server.change(this.#healthy);
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.#server.stop();
  }
}
