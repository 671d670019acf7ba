import { expect, test } from 'vitest';
import { defaultSettings, readSettings } from './settings-schema.ts';

test('a sound file is taken as it is', () => {
  const settings = {
    ...defaultSettings(),
    theme: 'dark' as const,
    tables: { accounts: { hidden: ['fax'] } },
  };
  expect(readSettings(JSON.stringify(settings))).toEqual({ settings, sound: true });
});

test('what a later version added is dropped, what an earlier one lacks is filled in', () => {
  expect(readSettings('{"theme":"dark","later":1}')).toEqual({
    settings: { ...defaultSettings(), theme: 'dark' },
    sound: true,
  });
});

test.each(['', '{', 'null', '[]', '"x"', '\u0000'])('%j is broken: everything is the default', (text) => {
  expect(readSettings(text)).toEqual({ settings: defaultSettings(), sound: false });
});

test('one odd field costs only itself', () => {
  const window = { x: 'left', y: 0, width: 1, height: 1, maximized: false, path: '/' };
  expect(readSettings(JSON.stringify({ theme: 'dark', keepInTray: 'yes', window }))).toEqual({
    settings: { ...defaultSettings(), theme: 'dark' },
    sound: false,
  });
});

test('starting at login and staying in the tray are off until somebody wants them', () => {
  expect(defaultSettings()).toMatchObject({ startAtLogin: false, keepInTray: false });
});
