import { expect, test } from 'vitest';
import { runtimeOf, stillFailed } from './electron-runtime.ts';
import { verify } from './pinned-electron.ts';

const HOUR_MS = 60 * 60 * 1000;
const failure = JSON.stringify({ version: '45.4.1', at: 1_000_000, reason: 'github.com is not in reach' });

test('an Electron with Node 24 runs the current build, an older one the old build', () => {
  expect(['45.4.1', '40.0.0', '39.9.9', '25.1.1'].map(runtimeOf)).toEqual([
    'current',
    'current',
    'old',
    'old',
  ]);
});

test('a failed download is remembered for a day, and only for its version', () => {
  expect(stillFailed(failure, '45.4.1', 1_000_000 + HOUR_MS)).toBe('github.com is not in reach');
  expect(stillFailed(failure, '45.4.1', 1_000_000 + 25 * HOUR_MS)).toBeUndefined();
  expect(stillFailed(failure, '45.4.2', 1_000_000 + HOUR_MS)).toBeUndefined();
});

test('a clock that was set back, or a broken note, does not keep a download away for ever', () => {
  expect(stillFailed(failure, '45.4.1', 0)).toBeUndefined();
  expect(stillFailed('{"version":', '45.4.1', 0)).toBeUndefined();
  expect(stillFailed(undefined, '45.4.1', 0)).toBeUndefined();
});

test('an archive with another checksum than the pinned one is refused', () => {
  expect(() => verify(Buffer.from('something else'))).toThrow(/not what was pinned/);
});
