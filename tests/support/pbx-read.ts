import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readExport, type FileMemory, type PbxRead } from '../../electron/engine/pbx/index.ts';
import { DEFAULT_MIVOICE_BUSINESS, type MiVoiceBusinessSettings } from '../../shared/domain/pbx-node.ts';

/** When the files of a test were written, and when they are read, unless it says otherwise. Epoch milliseconds. */
export const WRITTEN = Date.parse('2026-11-20T10:00:00Z');
export const NOW = Date.parse('2026-11-20T12:00:00Z');

/** The header of a device form. */
export const DEVICE_HEADER = 'Number,Device Type,MAC Address,First Name,Last Name,Department';

/** A folder with export files, and reads of it. */
export class ReadBench {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  /** Writes a file; lines are ended with CR LF. */
  put(name: string, content: readonly string[] | Buffer | string, at = WRITTEN): string {
    const bytes = Array.isArray(content)
      ? content.map((line) => `${line}\r\n`).join('')
      : (content as Buffer | string);
    writeFileSync(this.path(name), bytes);
    utimesSync(this.path(name), at / 1000, at / 1000);
    return this.path(name);
  }

  /** A device file with one row for each `number,type,mac,first,last,department`. */
  devices(name: string, rows: readonly string[], at = WRITTEN): string {
    return this.put(name, [DEVICE_HEADER, ...rows], at);
  }

  /** So many devices with numbers from `first` on. */
  crowd(name: string, count: number, first = 3000, at = WRITTEN): string {
    const rows = Array.from(
      { length: count },
      (_, place) => `${first + place},5330 IP,,P${place},Person,Hall`,
    );
    return this.devices(name, rows, at);
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true });
  }

  /** Settings that name files of the folder. */
  named(devices: string, groups: readonly string[] = [], directory: string | null = null) {
    const files = {
      devices: this.path(devices),
      groups: groups.map((each) => this.path(each)),
      directory: directory === null ? null : this.path(directory),
    };
    return { files } satisfies Partial<MiVoiceBusinessSettings>;
  }

  /** Reads the folder, or what the settings name. */
  read(
    settings: Partial<MiVoiceBusinessSettings> = { folder: this.folder },
    before: readonly FileMemory[] = [],
    more: { signal?: AbortSignal; now?: number; progress?: (rows: number, estimate: number) => void } = {},
  ): Promise<PbxRead> {
    const { signal = new AbortController().signal, now = NOW, progress = () => undefined } = more;
    const { guard } = DEFAULT_MIVOICE_BUSINESS;
    return readExport({ ...DEFAULT_MIVOICE_BUSINESS, ...settings }, { before, now, guard, signal, progress });
  }
}

/** Codes of what a read says, the error first. */
export function codesOfRead({ error, issues }: PbxRead): string[] {
  return [...(error === null ? [] : [error.code]), ...issues.map(({ code }) => code)];
}
