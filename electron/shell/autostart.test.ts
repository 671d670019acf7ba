import { expect, test } from 'vitest';
import { autostartEntry, autostartFile } from './autostart.ts';

test('the file lies where desktops look', () => {
  expect(autostartFile({}, '/home/eva')).toBe('/home/eva/.config/autostart/rollcall.desktop');
  expect(autostartFile({ XDG_CONFIG_HOME: '/cfg' }, '/home/eva')).toBe('/cfg/autostart/rollcall.desktop');
  expect(autostartFile({ XDG_CONFIG_HOME: 'relative' }, '/home/eva')).toContain('/home/eva/.config/');
});

test('the entry starts Rollcall without a window', () => {
  const text = autostartEntry(['/opt/Rollcall/rollcall', '--hidden']);
  expect(text).toMatch(/^\[Desktop Entry\]\nType=Application\nName=Rollcall\n/);
  expect(text).toContain('\nExec="/opt/Rollcall/rollcall" "--hidden"\n');
});

test('no path can add a command or a line', () => {
  const exec = (argument: string) => /^Exec=(.*)$/m.exec(autostartEntry([argument]))?.[1];
  expect(exec('/a b')).toBe('"/a b"');
  expect(exec('/a"b')).toBe('"/a\\\\"b"');
  expect(exec('/a$(x)`y`')).toBe('"/a\\\\$(x)\\\\`y\\\\`"');
  expect(exec('/100%f')).toBe('"/100%%f"');
  expect(exec('/a\\b')).toBe('"/a\\\\\\\\b"');
  expect(autostartEntry(['/a\nExec=evil']).match(/^Exec=/gm)).toHaveLength(1);
});
