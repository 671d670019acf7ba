import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Device, Group, PbxExport } from '../../shared/domain/mivoice-business/types.ts';

/** What a test says of a device beside its number. */
export interface DeviceOptions {
  mac?: string;
  external?: boolean;
}

/** Short names of device types that most tests need. */
const TYPES: Record<string, string> = {
  desk: '5330 IP',
  minet: 'App Server Port',
  uc: 'UC Endpoint',
  ehdu: 'External Hot Desk User',
};

/**
 * A device: `device('3000', 'desk', 'Eva Kane/R&D')`. The person is first name, a blank, last name, a slash, department;
 * blanks after the first one belong to the last name. A device type that is none of `TYPES` is taken as it is.
 */
export function device(number: string, type: string, person = '', options: DeviceOptions = {}): Device {
  const slash = person.indexOf('/');
  const name = slash < 0 ? person : person.slice(0, slash);
  const blank = name.indexOf(' ');
  return {
    number,
    deviceType: TYPES[type] ?? type,
    mac: options.mac ?? '',
    firstName: blank < 0 ? name : name.slice(0, blank),
    lastName: blank < 0 ? '' : name.slice(blank + 1),
    department: slash < 0 ? '' : person.slice(slash + 1),
    external: options.external ?? type === 'ehdu',
  };
}

/** A Personal Ring Group. */
export function prg(pilot: string, ...members: string[]): Group {
  return { kind: 'PRG', pilot, members };
}

/** A Multi-device User Group. */
export function mdug(pilot: string, ...members: string[]): Group {
  return { kind: 'MDUG', pilot, members };
}

/** An export; nobody shares its rows. */
export function pbx(devices: Device[], groups: Group[] = []): PbxExport {
  return structuredClone({ devices, groups });
}

/** The same export without some numbers. Groups whose pilot goes, go too. */
export function without(given: PbxExport, ...numbers: string[]): PbxExport {
  return pbx(
    given.devices.filter(({ number }) => !numbers.includes(number)),
    given.groups
      .filter(({ pilot }) => !numbers.includes(pilot))
      .map((group) => ({ ...group, members: group.members.filter((member) => !numbers.includes(member)) })),
  );
}

/** The same export, in which devices have further or other values. */
export function withDevice(given: PbxExport, number: string, change: Partial<Device>): PbxExport {
  return pbx(
    given.devices.map((each) => (each.number === number ? { ...each, ...change } : each)),
    given.groups,
  );
}

/** So many people: `p0` … with a desk phone each, from `first` on, and with a softphone of their own in a PRG where asked. */
export function crowdOf(
  count: number,
  options: { first?: number; groups?: number; department?: string } = {},
): PbxExport {
  const { first = 20_000, groups = 0, department = 'Hall' } = options;
  const devices: Device[] = [];
  const rings: Group[] = [];
  for (let index = 0; index < count; index += 1) {
    const desk = String(first + 10 * index);
    devices.push(device(desk, 'desk', `P${index} Person${index}/${department}`));
    if (index >= groups) continue;
    const soft = String(first + 10 * index + 1);
    devices.push(device(soft, 'uc', `Softphone ${index}`));
    rings.push(prg(desk, desk, soft));
  }
  return { devices, groups: rings };
}

/** Two exports in one. */
export function together(...parts: PbxExport[]): PbxExport {
  return pbx(
    parts.flatMap(({ devices }) => devices),
    parts.flatMap(({ groups }) => groups),
  );
}

/** Names of the files of a node, in its folder. */
export const DEVICE_FILE = 'users.csv';
export const PRG_FILE = 'prg.csv';
export const MDUG_FILE = 'mdug.csv';

/** Texts of the three files of an export, as the forms of the PBX would give them. */
export function exportTexts({ devices, groups }: PbxExport): Record<string, string> {
  const users = devices.map((each) => [
    each.number,
    each.deviceType,
    each.mac,
    each.firstName,
    each.lastName,
    each.department,
    each.external ? 'Yes' : 'No',
  ]);
  return {
    [DEVICE_FILE]: csv([
      'Number,Device Type,MAC Address,First Name,Last Name,Department,External Hot Desk User'.split(','),
      ...users,
    ]),
    [PRG_FILE]: csv([
      ['Personal Ring Group', 'Member Index', 'Number'],
      ...memberRows(groups.filter(({ kind }) => kind === 'PRG')),
    ]),
    [MDUG_FILE]: csv([
      ['Multi-device User Group', 'Member Index', 'Number'],
      ...memberRows(groups.filter(({ kind }) => kind === 'MDUG')),
    ]),
  };
}

function memberRows(groups: readonly Group[]): string[][] {
  return groups.flatMap(({ pilot, members }) =>
    // A group that names no member has its pilot as the only one (D10).
    (members.length === 0 ? [pilot] : members).map((member, index) => [pilot, String(index + 1), member]),
  );
}

function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A node of a configuration file, and the folder with its files. */
export class NodeFiles {
  readonly name: string;
  readonly folder: string;
  /** When the files were written; each writing is a minute later, so that none is older than one that was read. */
  #writtenAt: number;

  constructor(root: string, name: string, writtenAt = Date.now() - 60 * 60_000) {
    this.name = name;
    this.folder = path.join(root, name);
    this.#writtenAt = writtenAt;
    mkdirSync(this.folder, { recursive: true });
  }

  /** The entry of a configuration file for it. */
  entry(overrides: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      name: this.name,
      type: 'mivoice-business',
      files: { devices: this.path(DEVICE_FILE), groups: [this.path(PRG_FILE), this.path(MDUG_FILE)] },
      ...overrides,
    };
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  /** Writes the three files of an export, all of one age. */
  write(given: PbxExport): void {
    const at = (this.#writtenAt += 60_000);
    for (const [file, text] of Object.entries(exportTexts(given))) this.put(file, text, at);
  }

  /** Writes one file as it is; `at` is when it was written, in epoch milliseconds. */
  put(file: string, text: string | Buffer, at = (this.#writtenAt += 60_000)): void {
    writeFileSync(this.path(file), text);
    utimesSync(this.path(file), at / 1000, at / 1000);
  }

  /** Puts files in the place of all that lie in the folder, all of one age. */
  replaceAll(files: readonly { name: string; bytes: Buffer }[]): void {
    rmSync(this.folder, { recursive: true });
    mkdirSync(this.folder);
    const at = (this.#writtenAt += 60_000);
    for (const { name, bytes } of files) this.put(name, bytes, at);
  }

  /** Rewrites a file in place, as a later export or a broken copy would. */
  mangle(file: string, change: (bytes: Buffer) => Buffer): void {
    this.put(file, change(readFileSync(this.path(file))));
  }

  remove(file: string): void {
    rmSync(this.path(file));
  }
}
