import { readFileSync } from 'node:fs';
import path from 'node:path';
import { berEncoder, readElements, type BerPart } from '../servers/ber.ts';
import {
  encodeEntry,
  encodeMessage,
  encodeNoticeOfDisconnection,
  encodeResult,
  pagedResultsControl,
} from '../servers/ldap-wire.ts';

/** What the decoder is asked to find: names of OpenLDAP and of Active Directory, with and without options. */
export const REQUESTED = [
  'entryUUID',
  'uid',
  'givenName',
  'sn',
  'mail',
  'telephoneNumber',
  'cn;lang-de',
  'member',
  'objectGUID',
  'sAMAccountName',
  'userAccountControl',
] as const;

/** Whole LDAPMessages as servers send them: what a slapd sent (record.ts), and the style of a domain controller. */
export function corpus(): Uint8Array[] {
  const recorded = readFileSync(path.join(import.meta.dirname, 'recorded', 'slapd.ber'));
  return [...readElements(recorded).map(({ raw }) => Buffer.from(raw)), ...domainController()];
}

/** Messages with lengths of four bytes, ranges, controls, and everything else that Active Directory is known for. */
function domainController(): Uint8Array[] {
  const ber = berEncoder({ lengthBytes: 4 });
  const entry = (dn: string, attributes: Record<string, readonly BerPart[]>): Uint8Array =>
    encodeMessage(ber, 3, encodeEntry(ber, dn, attributes));
  const members = Array.from({ length: 200 }, (_, index) => `CN=Person ${index},CN=Users,DC=example,DC=com`);
  const paging = pagedResultsControl(ber, Uint8Array.of(1, 0, 0, 0, 255, 7), 900);
  const other = { oid: '1.2.840.113556.1.4.841', critical: true, value: Uint8Array.of(0x30, 0) };
  return [
    ...['José', '山田', 'O\u2019Brien'].map((name, index) =>
      entry(`CN=${name}\\, X,CN=Users,DC=example,DC=com`, {
        objectGUID: [Uint8Array.from({ length: 16 }, (_, at) => at * 16 + index)],
        sAMAccountName: [`user${index}`],
        givenName: [name],
        sn: [name, 'Second'],
        mail: [''],
        userAccountControl: ['514'],
        'cn;lang-de': ['Name'],
        'userCertificate;binary': [Buffer.alloc(700, index)],
      }),
    ),
    entry('CN=All,DC=example,DC=com', { member: [], 'member;range=0-199': members }),
    entry('CN=All,DC=example,DC=com', { 'member;range=200-*': members.slice(0, 20) }),
    encodeMessage(ber, 3, encodeResult(ber, 0x65, {}), [paging, other]),
    encodeMessage(
      ber,
      3,
      encodeResult(ber, 0x65, { code: 10, message: 'x\0', referrals: ['ldap://a', 'ldap://b'] }),
    ),
    encodeMessage(ber, 3, ber.tlv(0x73, ber.tlv(0x04, 'ldap://other.example.com/DC=x??sub'))),
    encodeNoticeOfDisconnection(ber, { code: 52, message: 'going down' }),
  ];
}
