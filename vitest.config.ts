import path from 'node:path';
import { defineConfig } from 'vitest/config';

const cache = path.join(import.meta.dirname, '.cache');

// vitest leaves a token below this folder, and HOME may be read-only. It also keeps a test that forgets to
// choose a data folder away from the person's own.
process.env['XDG_DATA_HOME'] = path.join(cache, 'data');
process.env['XDG_CONFIG_HOME'] = path.join(cache, 'config');

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
          include: ['electron/**/*.test.ts', 'shared/**/*.test.ts', 'build/**/*.test.ts'],
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
    ],
  },
});
