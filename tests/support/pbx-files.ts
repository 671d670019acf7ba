import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import type { Device, Group, PbxExport } from '../../shared/domain/mivoice-business/types.ts';

/*
 * Writes an export in any of the ways in which one may lie there (domain.md 7.1), with a writer of its own: nothing of
 * it comes from the reader.
 */

/** How the files of an export are written. */
export interface Dialect {
  encoding: 'UTF-8' | 'UTF-8 with BOM' | 'UTF-16LE' | 'UTF-16LE without BOM' | 'UTF-16BE' | 'Windows-1252';
  separator: ',' | ';' | '\t';
  lineEnd: '\r\n' | '\n' | '\r';
  /** Lines above the header. */
  titles: string[];
  isAllQuoted: boolean;
  /** Whether group rows repeat the pilot, name it on the first one, or have a row for it alone. */
  pilots: 'repeated' | 'once' | 'own-row';
  /** Which synonym of each header, and which order of the columns: any numbers. */
  choices: number[];
  /** Whether names stand in one column as `Last,First`, where they can. */
  isFullName: boolean;
  /** Further columns that nobody reads. */
  further: { header: string; cell: string }[];
  /** Files that the devices are spread over. */
  blocks: number;
}

/** Headers that mean the same, as forms, spreadsheets and people write them. */
const HEADERS = {
  number: ['Number', 'Directory Number', 'DN', 'Extension', 'prime directory number', 'PRIME DN', ' Number '],
  deviceType: ['Device Type', 'Phone Type', 'SET TYPE', 'DeviceType', 'device-type'],
  mac: ['MAC Address', 'MAC', 'Mac-Address', 'mac_address'],
  firstName: ['First Name', 'Given Name', 'FIRSTNAME', 'First-Name'],
  lastName: ['Last Name', 'Surname', 'last  name'],
  name: ['Name', 'Directory Name', 'Prime Member Name'],
  department: ['Department', 'DEPARTMENT', 'Department:'],
  external: ['External Hot Desk User', 'External Hot Desking License', 'External Hot-Desking'],
  PRG: ['Personal Ring Group', 'PERSONAL RING GROUP', 'Personal Ring Group Number'],
  MDUG: ['Multi-device User Group', 'Multi-Device User Group', 'Multidevice User Group'],
  member: ['Number', 'Member Number', 'Directory Number', 'member number'],
} as const;

/** Bytes of a file, and where its rows end: only there a cut is none inside a row. */
export interface WrittenFile {
  name: string;
  bytes: Buffer;
  /** Offsets behind the text of each row, before its line end or inside or behind it. */
  rowEnds: ReadonlySet<number>;
}

/** Dialects of all kinds. */
export const anyDialect: fc.Arbitrary<Dialect> = fc.record({
  encoding: fc.constantFrom<Dialect['encoding'][]>(
    'UTF-8',
    'UTF-8 with BOM',
    'UTF-16LE',
    'UTF-16LE without BOM',
    'UTF-16BE',
    'Windows-1252',
  ),
  separator: fc.constantFrom<Dialect['separator'][]>(',', ';', '\t'),
  lineEnd: fc.constantFrom<Dialect['lineEnd'][]>('\r\n', '\n', '\r'),
  titles: fc.array(
    fc.constantFrom(
      'User and Services Configuration',
      'Exported on 2026-11-01',
      'sep=;',
      '',
      '"',
      'a,b;c\td',
      ';;;',
    ),
    { maxLength: 3 },
  ),
  isAllQuoted: fc.boolean(),
  pilots: fc.constantFrom<Dialect['pilots'][]>('repeated', 'once', 'own-row'),
  choices: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
  isFullName: fc.boolean(),
  further: fc.uniqueArray(
    fc.record({
      header: fc.constantFrom(
        'COS',
        'Home Element',
        'Location',
        'Service Level',
        'Comments',
        'Zone ID',
        'x;y,z',
      ),
      cell: fc.constantFrom('', '1', 'Full', 'he said "no"', 'a;b,c\td', '=cmd|x'),
    }),
    { selector: ({ header }) => header, maxLength: 3 },
  ),
  blocks: fc.integer({ min: 1, max: 3 }),
});

const text = (maxLength: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...'abcdeKLMN -.') },
        { weight: 3, arbitrary: fc.constantFrom(...'éßüÄŠž€’ ,;"\t') },
        { weight: 1, arbitrary: fc.constantFrom('Ł', '漢', '😀', 'e\u0301', '\ufffd') },
      ),
      { maxLength },
    )
    .map((characters) => characters.join(''));

/** Small exports of all kinds: what the rules make of them is not asked here. */
export const anyExport: fc.Arbitrary<PbxExport> = fc
  .record({
    devices: fc.uniqueArray(
      fc.record({
        number: fc.nat(9999).map(String),
        deviceType: fc.oneof(
          fc.constantFrom(
            '5330 IP',
            'UC Endpoint',
            'App Server Port',
            'EHDU',
            'External Hot Desk User',
            '5020 IP',
          ),
          text(6),
        ),
        mac: fc.constantFrom('', 'A1:21:00:00:00:05', '08-00-0F-12-34-56'),
        firstName: text(6),
        lastName: text(8),
        department: fc.oneof(fc.constantFrom('', 'R&D', 'r&d'), text(6)),
        isExternal: fc.boolean(),
      }),
      { selector: ({ number }) => number, minLength: 1, maxLength: 12 },
    ),
    groups: fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom<Group['kind'][]>('PRG', 'MDUG'),
        pilot: fc.nat(9999).map(String),
        members: fc.uniqueArray(fc.nat(9999).map(String), { maxLength: 5 }),
      }),
      { selector: ({ kind, pilot }) => `${kind} ${pilot}`, maxLength: 5 },
    ),
  })
  .map(({ devices, groups }) => ({
    devices: devices.map(({ isExternal, ...device }): Device => {
      const isByType = /ehdu|external hot desk/i.test(device.deviceType);
      return { ...device, external: isByType || isExternal };
    }),
    groups,
  }));

/** The files of an export in a dialect. Text that the encoding has no bytes for is written as UTF-8. */
export function writtenFiles({ devices, groups }: PbxExport, dialect: Dialect): WrittenFile[] {
  const size = Math.max(1, Math.ceil(devices.length / dialect.blocks));
  const files: WrittenFile[] = [];
  for (let block = 0; block * size < devices.length || block === 0; block += 1) {
    const rows = deviceRows(devices.slice(block * size, (block + 1) * size), devices, dialect);
    files.push(written(`users-${block + 1}.csv`, rows, dialect));
  }
  for (const kind of ['PRG', 'MDUG'] as const) {
    const rows = groupRows(kind, groups, dialect);
    files.push(written(`${kind.toLowerCase()}.csv`, rows, dialect));
  }
  return files;
}

type Row = Record<string, string>;

function deviceRows(block: readonly Device[], all: readonly Device[], { isFullName }: Dialect): Row[] {
  const isFull = isFullName && all.every(canBeFullName);
  return [...block].map((device) => ({
    number: device.number,
    deviceType: device.deviceType,
    mac: device.mac,
    ...(isFull ? { name: fullName(device) } : { firstName: device.firstName, lastName: device.lastName }),
    department: device.department,
    external: device.external ? 'Yes' : 'No',
  }));
}

/** Whether a name comes back from `Last,First` as it was (D15). */
function canBeFullName({ firstName, lastName }: Device): boolean {
  if (lastName.includes(',')) return false;
  return firstName === '' || (firstName.trimStart() === firstName && lastName.trimEnd() === lastName);
}

function fullName({ firstName, lastName }: Device): string {
  return firstName === '' ? lastName : `${lastName},${firstName}`;
}

function groupRows(kind: Group['kind'], groups: readonly Group[], { pilots }: Dialect): Row[] {
  return groups
    .filter((group) => group.kind === kind)
    .flatMap(({ pilot, members }) => {
      if (members.length === 0) return [{ [kind]: pilot, member: '' }];
      const rows = members.map((member, index): Row => {
        const isNamed = pilots === 'repeated' || (pilots === 'once' && index === 0);
        return { [kind]: isNamed ? pilot : '', member };
      });
      return pilots === 'own-row' ? [{ [kind]: pilot, member: '' }, ...rows] : rows;
    });
}

/** Columns of a file that has no rows: those of its form. */
function columnsOf(name: string, rows: readonly Row[]): string[] {
  if (rows[0] !== undefined) return Object.keys(rows[0]);
  return [name.startsWith('prg') ? 'PRG' : 'MDUG', 'member'];
}

function written(name: string, rows: readonly Row[], dialect: Dialect): WrittenFile {
  const { choices, further, titles, lineEnd } = dialect;
  const pick = (place: number, count: number) => choices[place % choices.length]! % count;
  const known = columnsOf(name, rows).map((column, place) => {
    const synonyms = HEADERS[column as keyof typeof HEADERS];
    return { column, header: synonyms[pick(place, synonyms.length)]! };
  });
  const others = further.map(({ header, cell }) => ({ column: null, header, cell }));
  const columns: { column: string | null; header: string; cell?: string }[] = [];
  for (const [place, each] of [...known, ...others].entries()) {
    columns.splice(pick(place, columns.length + 1), 0, each);
  }
  const lines = [
    ...titles,
    line(
      columns.map(({ header }) => header),
      dialect,
    ),
    ...rows.map((row) =>
      line(
        columns.map(({ column, cell }) => (column === null ? (cell ?? '') : row[column]!)),
        dialect,
      ),
    ),
  ];
  return encoded(name, lines, lineEnd, dialect.encoding);
}

function line(cells: readonly string[], { separator, isAllQuoted }: Dialect): string {
  const cell = (content: string) =>
    isAllQuoted || /[",;\t\r\n]/.test(content) ? `"${content.replaceAll('"', '""')}"` : content;
  return cells.map(cell).join(separator);
}

/** What Windows-1252 has where Latin-1 has control characters. */
const HIGH = new Map([...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((character) => [character, 0]));
const HIGH_BYTES = [
  0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
  0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];
for (const [place, character] of [...HIGH.keys()].entries()) HIGH.set(character, HIGH_BYTES[place]!);

/** Bytes of a text in Windows-1252; null when it cannot be written, or would be taken for UTF-8. */
function windows1252(content: string): Buffer | null {
  const bytes: number[] = [];
  for (const character of content) {
    const code = character.codePointAt(0)!;
    const byte = HIGH.get(character) ?? (code < 0x80 || (code >= 0xa0 && code < 0x100) ? code : undefined);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  const buffer = Buffer.from(bytes);
  for (let at = 0; at < buffer.length; at += 1) {
    for (let length = 2; length <= 4 && buffer[at]! >= 0x80; length += 1) {
      if (at + length <= buffer.length && isUtf8(buffer.subarray(at, at + length))) return null;
    }
  }
  return buffer;
}

function encoded(
  name: string,
  lines: readonly string[],
  lineEnd: string,
  encoding: Dialect['encoding'],
): WrittenFile {
  const whole = lines.map((each) => each + lineEnd).join('');
  const isLatin = encoding === 'Windows-1252' && windows1252(whole) !== null;
  const bytesOf = (content: string): Buffer => {
    if (isLatin) return windows1252(content)!;
    if (encoding === 'UTF-16BE') return Buffer.from(content, 'utf16le').swap16();
    return Buffer.from(content, encoding.startsWith('UTF-16') ? 'utf16le' : 'utf8');
  };
  const mark = ['UTF-8 with BOM', 'UTF-16LE', 'UTF-16BE'].includes(encoding)
    ? bytesOf('\ufeff')
    : Buffer.alloc(0);
  const rowEnds = new Set<number>();
  let offset = mark.length;
  for (const each of lines) {
    offset += bytesOf(each).length;
    rowEnds.add(offset);
    for (const character of lineEnd) {
      offset += bytesOf(character).length;
      rowEnds.add(offset);
    }
  }
  return { name, bytes: Buffer.concat([mark, bytesOf(whole)]), rowEnds };
}
