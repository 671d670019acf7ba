import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the schema files are, or undefined. */
export const schemaFolder = [
  '/etc/ldap/schema',
  '/etc/openldap/schema',
  '/usr/local/etc/openldap/schema',
].find((folder) => existsSync(join(folder, 'inetorgperson.schema')));
const moduleFolder = ['/usr/lib/ldap', '/usr/lib64/openldap', '/usr/lib/openldap'].find((folder) =>
  existsSync(join(folder, 'back_mdb.la')),
);

/** Certificates for ldaps:// and StartTLS, all PEM. */
export interface ServerTls {
  ca: string;
  certificate: string;
  key: string;
}

export interface SlapdOptions {
  /** Entries below the suffix, loaded with slapadd before the server starts. */
  ldif?: string;
  suffix?: string;
  tls?: ServerTls;
  /** Soft and hard limit of an unpaged search by anyone but the root DN; 500 unless told otherwise. */
  sizeLimit?: number;
  /** The largest page the server hands out; a client that asks for more is refused. */
  maxPageSize?: number;
  /** Access rules in front of the usual ones, such as `access to attrs=mail by * none`. The administrator sees all. */
  access?: readonly string[];
  /** Lines for the end of slapd.conf, within the database section. */
  extraConfig?: string;
}

/**
 * AppArmor's profile (enforced on Ubuntu) lets /usr/sbin/slapd touch only its own folders, and holds for
 * that path: a copy in our folder is free of it.
 */
export function outsideAppArmor(path: string, folder: string): string {
  if (!existsSync('/sys/kernel/security/apparmor') || !existsSync('/etc/apparmor.d/usr.sbin.slapd'))
    return path;
  const copy = join(folder, 'slapd');
  copyFileSync(path, copy);
  return copy;
}

/** slapd.conf; writes the certificates it names into the folder. */
export function slapdConfig(
  options: SlapdOptions & {
    suffix: string;
    folder: string;
    adminDn: string;
    adminPassword: string;
    readerDn: string;
  },
): string {
  const { folder, tls } = options;
  const limit = String(options.sizeLimit ?? 500);
  const page = options.maxPageSize === undefined ? '' : ` size.pr=${String(options.maxPageSize)}`;
  const lines = ['core', 'cosine', 'inetorgperson', 'nis'].map(
    (name) => `include ${join(schemaFolder ?? '', `${name}.schema`)}`,
  );
  if (moduleFolder !== undefined) lines.push(`modulepath ${moduleFolder}`, 'moduleload back_mdb');
  lines.push(
    `pidfile ${join(folder, 'slapd.pid')}`,
    `argsfile ${join(folder, 'slapd.args')}`,
    'threads 4',
    `sizelimit size.soft=${limit} size.hard=${limit} size.unchecked=unlimited${page} size.prtotal=unlimited`,
  );
  if (tls !== undefined) {
    const files = { CACertificate: tls.ca, Certificate: tls.certificate, CertificateKey: tls.key };
    for (const [name, pem] of Object.entries(files)) {
      const file = join(folder, `${name}.pem`);
      writeFileSync(file, pem, { mode: 0o600 });
      lines.push(`TLS${name}File ${file}`);
    }
    lines.push('TLSVerifyClient never');
  }
  lines.push(
    'database mdb',
    `suffix "${options.suffix}"`,
    `rootdn "${options.adminDn}"`,
    `rootpw ${options.adminPassword}`,
    `directory ${join(folder, 'data')}`,
    // The file grows as needed; this is only the address space set aside.
    `maxsize ${String(4 * 1024 ** 3)}`,
    'dbnosync',
    'index objectClass,uid,entryUUID eq',
    'access to attrs=userPassword by anonymous auth by * none',
    ...(options.access ?? []),
    `access to * by dn.exact="${options.readerDn}" read by * none`,
    options.extraConfig ?? '',
    '',
  );
  return lines.join('\n');
}

/** The suffix entry, ou=people and the reader, in front of the caller's entries and unless they bring their own. */
export function baseLdif(suffix: string, readerDn: string, readerPassword: string, ldif: string): string {
  const given = new Set(
    [...ldif.matchAll(/^dn: *(.*)$/gim)].map((match) => (match[1] ?? '').trim().toLowerCase()),
  );
  const [type = 'dc', value = ''] = (suffix.split(',')[0] ?? '').split('=');
  const kinds: Record<string, string> = {
    dc: `objectClass: dcObject\nobjectClass: organization\no: ${value}`,
    o: 'objectClass: organization',
    ou: 'objectClass: organizationalUnit',
    c: 'objectClass: country',
  };
  const own: [string, string][] = [
    [suffix, `${kinds[type.toLowerCase()] ?? 'objectClass: extensibleObject'}\n${type}: ${value}`],
    [`ou=people,${suffix}`, 'objectClass: organizationalUnit\nou: people'],
    [
      readerDn,
      `objectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: ${readerPassword}`,
    ],
  ];
  const base = own.filter(([dn]) => !given.has(dn.toLowerCase())).map(([dn, body]) => `dn: ${dn}\n${body}\n`);
  return `${base.join('\n')}\n${ldif}\n`;
}
