import path from 'node:path';
import { defineConfig } from 'vitest/config';

const cache = path.join(import.meta.dirname, '.cache');

// vitest leaves a token below this folder, and HOME may be read-only. It also keeps a test that forgets to
// choose a data folder away from the person's own.
process.env['XDG_DATA_HOME'] = path.join(cache, 'data');
process.env['XDG_CONFIG_HOME'] = path.join(cache, 'config');

/** Tests in the real window. */
const inTheWindow = {
  globalSetup: ['tests/e2e/support/build-first.ts'],
  setupFiles: ['tests/e2e/support/each-file.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/** Tests in the window that measure, or that start, kill and quit whole apps. */
const ALONE = ['launch', 'live', 'quit', 'shell', 'speed', 'volume'].map(
  (name) => `tests/e2e/${name}.test.ts`,
);

export default defineConfig({
  cacheDir: path.join(cache, 'vite'),
  test: {
    pool: 'forks',
    globals: false,
    maxWorkers: 2,
    fsModuleCachePath: path.join(cache, 'vitest'),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Of the page only what needs no page: pure logic, in Node.
          include: [
            'electron/**/*.test.ts',
            'shared/**/*.test.ts',
            'renderer/**/*.test.{ts,tsx}',
            'build/**/*.test.ts',
          ],
          // Property tests with 10,000 cases take their time on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          globalSetup: ['tests/support/build-first.ts'],
          include: ['tests/integration/**/*.test.ts', 'tests/servers/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...inTheWindow,
          name: 'alone',
          include: ALONE,
          // After all others, one file at a time: a window that waits for a processor looks like one that hangs.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        test: {
          ...inTheWindow,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: ALONE,
          // What is looked at here does not depend on time, so several windows may share the processors: they wait much.
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
        },
      },
    ],
  },
});
