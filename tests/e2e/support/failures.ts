/**
 * Keeps what the windows showed when a test failed: pictures and the app's words, in .cache/e2e. Vitest loads this
 * file in front of every window test. A test closes its app before anybody knows that it failed, so each app leaves
 * a last picture when it closes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';

export interface LastSeen {
  /** Takes a picture of every window, the last one: the app is about to close. */
  close(): Promise<void>;
}

interface Seen extends LastSeen {
  pictures: Buffer[];
  logs(): readonly string[];
  closed: boolean;
  look(): Promise<void>;
}

const folder = path.join(import.meta.dirname, '..', '..', '..', '.cache', 'e2e');
let seen: Seen[] = [];

/** Registers an app whose pictures are wanted if the test that started it fails. */
export function remember(app: ElectronApplication, logs: () => readonly string[]): LastSeen {
  const entry: Seen = {
    pictures: [],
    logs,
    closed: false,
    async close() {
      await entry.look();
      entry.closed = true;
    },
    async look() {
      const pictures: Buffer[] = [];
      for (const window of app.windows()) {
        // A window that hangs or is gone shows nothing.
        const picture = await window.screenshot({ timeout: 3000 }).catch(() => undefined);
        if (picture) pictures.push(picture);
      }
      if (pictures.length > 0) entry.pictures = pictures;
    },
  };
  seen.push(entry);
  return entry;
}

/** Forgets the apps that are closed; one that was started for a whole file lives on. */
export function forgetClosed(): void {
  seen = seen.filter((entry) => !entry.closed);
}

/** Writes what is known of the apps; returns the files, relative to the project. */
export async function keep(testName: string): Promise<string[]> {
  const name = testName
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 100);
  const files: string[] = [];
  mkdirSync(folder, { recursive: true });
  for (const [number, entry] of seen.entries()) {
    if (!entry.closed) await entry.look();
    const stem = path.join(folder, seen.length > 1 ? `${name}-${number + 1}` : name);
    for (const [index, picture] of entry.pictures.entries()) {
      const file = index === 0 ? `${stem}.png` : `${stem}-window-${index + 1}.png`;
      writeFileSync(file, picture);
      files.push(file);
    }
    writeFileSync(`${stem}.log`, `${entry.logs().join('\n')}\n`);
    files.push(`${stem}.log`);
  }
  return files.map((file) => path.relative(process.cwd(), file));
}
