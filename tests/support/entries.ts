import { EntryDecoder } from '../../electron/engine/directory/entry-decoder.ts';
import type { ScanResult, ScanSink } from '../../electron/engine/directory/scan.ts';
import type { ErrorInfo } from '../../shared/domain/errors.ts';
import { emptyFields } from '../../shared/domain/account.ts';
import { DEFAULT_GUARD } from '../../shared/domain/guard-policy.ts';
import type { FieldMapping, ImportSettings } from '../../shared/domain/synchronizer.ts';
import { berEncoder, readTlv, type BerPart } from '../servers/ber.ts';
import { encodeEntry } from '../servers/ldap-wire.ts';

/** An entry as a test writes it. */
export interface TestEntry {
  dn: string;
  attributes: Readonly<Record<string, readonly BerPart[]>>;
}

const ber = berEncoder();

/** Encodes entries and has them decoded in one buffer, as a page of a scan would arrive. */
export function feed(sink: ScanSink, attributes: readonly string[], entries: readonly TestEntry[]): void {
  const decoder = new EntryDecoder(attributes);
  const contents = entries.map(({ dn, attributes: values }) => readTlv(encodeEntry(ber, dn, values))!.value);
  const bytes = Buffer.concat(contents);
  let at = 0;
  for (const content of contents) {
    decoder.decode(bytes, at, at + content.length);
    sink.entry(bytes, decoder);
    at += content.length;
  }
  // The inbox is used again for the next page: nobody may rely on these bytes.
  bytes.fill(0xee);
}

/** Mapping of a small directory: key, login, names, mail, department and both phones. */
export const MAPPING: FieldMapping = {
  ...emptyFields(),
  directoryKey: 'entryUUID',
  loginId: 'uid',
  firstName: 'givenName',
  lastName: 'sn',
  email: 'mail',
  department: 'departmentNumber',
  deskPhone: 'telephoneNumber',
  softPhone: 'ipPhone',
  title: 'title',
};

export const IMPORT: ImportSettings = {
  skipDisabled: true,
  mapping: MAPPING,
  numbersFollowDirectory: true,
  invalidCharacters: 'skip',
  guard: DEFAULT_GUARD,
};

/** What a scan of these entries says of itself. */
export function scanResult(
  entries: number,
  verdict: ScanResult['verdict'] = 'complete',
  error: ErrorInfo | null = null,
): ScanResult {
  return {
    verdict,
    error,
    evidence: {
      server: 'ldap://test:389',
      bindDn: '',
      filter: '(uid=*)',
      scope: 'sub',
      paging: true,
      bases: [],
      entries,
      pages: 1,
      controls: [],
      estimate: 0,
    },
    workingContext: null,
  };
}
