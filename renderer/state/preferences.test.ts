import { beforeEach, expect, test, vi } from 'vitest';
import type { Preferences } from '../../shared/contract/index.ts';
import { usePreferences } from './preferences.ts';

const { told, answers } = vi.hoisted(() => ({
  told: [] as unknown[],
  answers: [] as { resolve: (kept: unknown) => void; reject: (error: Error) => void }[],
}));
vi.mock('./ports.ts', () => ({
  shell: {
    preferences: { set: () => new Promise((resolve, reject) => answers.push({ resolve, reject })) },
  },
}));
vi.mock('../components/use-save-text.ts', () => ({ tellFailed: (error: unknown) => told.push(error) }));

const stored: Preferences = {
  theme: 'light',
  startAtLogin: false,
  keepInTray: true,
  enterprise: 'acme',
  tables: {},
};
const now = () => usePreferences.getState().preferences;
const set = (change: Partial<Preferences>) => usePreferences.getState().set(change);

beforeEach(() => {
  usePreferences.getState().take(stored);
  told.length = 0;
  answers.length = 0;
});

test('what is chosen is seen at once, and what the shell kept afterwards', async () => {
  const saved = set({ theme: 'dark' });
  expect(now()?.theme).toBe('dark');
  answers[0]!.resolve({ ...stored, theme: 'dark', keepInTray: false });
  expect(await saved).toBe(true);
  expect(now()).toEqual({ ...stored, theme: 'dark', keepInTray: false });
});

test('what cannot be kept is taken back and told', async () => {
  const saved = set({ theme: 'dark' });
  answers[0]!.reject(new Error('disk full'));
  expect(await saved).toBe(false);
  expect(now()).toEqual(stored);
  expect(told).toEqual([new Error('disk full')]);
});

test('what was chosen meanwhile stays', async () => {
  const first = set({ theme: 'dark', startAtLogin: true });
  const second = set({ theme: 'system' });
  answers[0]!.reject(new Error('disk full'));
  expect(await first).toBe(false);
  expect(now()).toEqual({ ...stored, theme: 'system' });
  answers[1]!.resolve({ ...stored, theme: 'system' });
  expect(await second).toBe(true);
  expect(now()).toEqual({ ...stored, theme: 'system' });
});

test('of two that cannot be kept, neither is seen', async () => {
  const first = set({ theme: 'dark' });
  const second = set({ theme: 'system' });
  for (const { reject } of answers) reject(new Error('disk full'));
  expect([await first, await second]).toEqual([false, false]);
  expect(now()).toEqual(stored);
});

test('an answer does not undo what was chosen after its question', async () => {
  const first = set({ theme: 'dark' });
  const second = set({ keepInTray: false });
  answers[0]!.resolve({ ...stored, theme: 'dark' });
  expect(await first).toBe(true);
  expect(now()?.keepInTray).toBe(false);
  answers[1]!.resolve({ ...stored, theme: 'dark', keepInTray: false });
  expect(await second).toBe(true);
  expect(now()).toEqual({ ...stored, theme: 'dark', keepInTray: false });
});
