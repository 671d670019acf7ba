import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_PBX_OPTIONS } from '../../shared/domain/enterprise.ts';
import { DEFAULT_SCHEDULE } from '../../shared/domain/schedule.ts';
import { defaultSynchronizer, type SynchronizerSettings } from '../../shared/domain/synchronizer.ts';
import type { EnterpriseValues } from '../../electron/engine/store/enterprises.ts';
import type { DirectorySource } from '../../electron/engine/store/sources.ts';
import { openStore, type OpenOptions, type Store } from '../../electron/engine/store/store.ts';

/** Data folders of one test file, removed together at its end. */
export class TestFolders {
  readonly #root = mkdtempSync(path.join(os.tmpdir(), 'rollcall-test-'));
  #count = 0;

  /** A path below which nothing exists yet. */
  next(): string {
    this.#count += 1;
    return path.join(this.#root, String(this.#count));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Opens a store for properties: a power cut would lose it, which no property is about. */
export function openQuickStore(root: string, options: OpenOptions = {}): Store {
  const store = openStore(root, options);
  store.connection.exec('PRAGMA synchronous = OFF');
  return store;
}

/** Values of an Enterprise with a directory. */
export function enterpriseValues(name: string): EnterpriseValues {
  return {
    name,
    description: name,
    domain: `${name}.example.org`,
    mode: 'standalone',
    type: 'directory',
    pbx: DEFAULT_PBX_OPTIONS,
    schedule: DEFAULT_SCHEDULE,
  };
}

/** Makes a synchronizer and returns it as the store has it. */
export function createSource(
  store: Store,
  enterpriseId: number,
  name: string,
  change: Partial<SynchronizerSettings> = {},
): DirectorySource {
  const settings: SynchronizerSettings = {
    ...defaultSynchronizer('openldap'),
    domain: 'example.org',
    urls: ['ldap://test:389'],
    baseDn: 'dc=x',
    ...change,
  };
  const sourceId = store.sources.create({ enterpriseId, kind: 'directory', name, settings, profileId: null });
  return store.sources.get(sourceId) as DirectorySource;
}
