import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { describe, test } from 'vitest';
import { launchApp, temporaryFolder, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';

/** A line of /proc/PID/status. */
function status(pid: number | undefined, name: string): string | undefined {
  const line = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8').match(new RegExp(`^${name}:\\s*(.*)$`, 'm'));
  return line?.[1];
}

function rendererPid({ app }: RunningApp): Promise<number | undefined> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
}

describe.skipIf(electronMissing)('the app', () => {
  test('opens a window with its name', async () => {
    const running = await launchApp({ dataFolder: await temporaryFolder('data') });
    try {
      await expect(running.page).toHaveTitle(/Rollcall/);
      expect(await running.app.evaluate(({ app }) => app.getName())).toBe('Rollcall');
    } finally {
      await running.close();
    }
  });

  test('runs as an ordinary user, its page in the sandbox', async ({ skip }) => {
    skip(process.platform !== 'linux', 'reads /proc');
    const running = await launchApp({ dataFolder: await temporaryFolder('data') });
    try {
      const { person } = running.stage;
      skip(!person.sandbox, 'this machine does not allow the sandbox');
      const pid = await rendererPid(running);
      expect(status(pid, 'Uid')).not.toMatch(/^0\s/);
      expect(status(running.app.process().pid, 'Uid')).toMatch(new RegExp(`^${person.uid}\\s`));
      // 2: a filter decides which system calls it may make.
      expect(status(pid, 'Seccomp')).toBe('2');
      expect(status(pid, 'NoNewPrivs')).toBe('1');
      expect(await running.page.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(
        false,
      );
    } finally {
      await running.close();
    }
  });
});
