import { renameSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ipcMain } from 'electron';
import Store from 'electron-store';
import type { Preferences } from '../../shared/contract/shell.ts';
import { defaultSettings, readSettings, type StoredSettings, type WindowState } from './settings-schema.ts';

/**
 * The person's preferences, and where their window was: `settings.json` in the app's own folder. They are read once
 * and kept in memory; a disk that cannot be written to costs the memory of them, never the app.
 */
export class Settings {
  readonly #store: Store<StoredSettings> | null;
  readonly #listeners = new Set<(preferences: Preferences) => void>();
  #settings: StoredSettings;

  constructor(folder: string) {
    this.#settings = loadSettings(path.join(folder, 'settings.json'));
    this.#store = openStore(folder);
    this.#write();
  }

  get preferences(): Preferences {
    const { window: _window, ...preferences } = this.#settings;
    return preferences;
  }

  get window(): WindowState | null {
    return this.#settings.window;
  }

  /** Changes what is named, and tells the listeners. */
  change(preferences: Partial<Preferences>): Preferences {
    const named = Object.entries(preferences).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(named) };
    this.#write();
    for (const listener of this.#listeners) listener(this.preferences);
    return this.preferences;
  }

  rememberWindow(window: WindowState): void {
    this.#settings = { ...this.#settings, window };
    this.#write();
  }

  /** Tells every change of the preferences from now on. Returns what ends it. */
  onChange(listener: (preferences: Preferences) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #write(): void {
    try {
      if (this.#store !== null) this.#store.store = this.#settings;
    } catch {
      // A full disk or a read-only home: what was chosen holds until the app ends.
    }
  }
}

/** The settings of a file; what is broken is kept beside it, for whoever wants to look. */
function loadSettings(file: string): StoredSettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return defaultSettings();
  }
  const { settings, sound } = readSettings(text);
  if (!sound) {
    try {
      renameSync(file, path.join(path.dirname(file), 'settings.broken.json'));
    } catch {
      // Then it is overwritten.
    }
  }
  return settings;
}

function openStore(folder: string): Store<StoredSettings> | null {
  try {
    const store = new Store<StoredSettings>({ name: 'settings', cwd: folder, configFileMode: 0o600 });
    // It answers every page on a channel of its own, which is not checked for its sender; nobody here needs it.
    ipcMain.removeAllListeners('electron-store-get-data');
    return store;
  } catch {
    return null;
  }
}
