import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownArguments, parseArguments, settingsFolder } from './arguments.ts';

const parse = (...line: string[]) => parseArguments(line, {}, '/home/eva');

describe('the command line', () => {
  test('nothing means the default data folder, a window, and the page shown last', () => {
    expect(parse()).toEqual({ dataFolder: null, hidden: false, address: null, results: [] });
  });

  test('--data names the data folder, in both forms, relative to the current one', () => {
    expect(parse('--data', 'x')).toMatchObject({ dataFolder: path.resolve('/home/eva/x') });
    expect(parse('--data=/srv/rollcall')).toMatchObject({ dataFolder: path.resolve('/srv/rollcall') });
  });

  test('--data goes before ROLLCALL_DATA, which goes before the default', () => {
    const env = { ROLLCALL_DATA: '/env' };
    expect(parseArguments([], env, '/').dataFolder).toBe(path.resolve('/env'));
    expect(parseArguments(['--data', '/line'], env, '/').dataFolder).toBe(path.resolve('/line'));
    expect(parseArguments(['--data'], env, '/').dataFolder).toBe(path.resolve('/env'));
    expect(parseArguments([], { ROLLCALL_DATA: '' }, '/').dataFolder).toBeNull();
  });

  test('an address is one of ours, or it is passed over', () => {
    expect(parse('app://rollcall/acme/accounts').address).toBe('/acme/accounts');
    expect(parse('/acme').address).toBe('/acme');
    expect(parse('https://evil.example/').address).toBeNull();
    expect(parse('app://evil/acme').address).toBeNull();
    expect(parse('//evil').address).toBeNull();
  });

  test('results files are told by their names, also where a desktop gives an address', () => {
    const absolute = path.resolve('/tmp/b.ROLLCALL');
    expect(parse('a.rollcall', absolute)).toMatchObject({
      results: [path.resolve('/home/eva/a.rollcall'), absolute],
      address: null,
    });
    expect(parse('file:///tmp/with%20blank.rollcall').results).toEqual([
      path.resolve('/tmp/with blank.rollcall'),
    ]);
    // An Enterprise may be called anything; an address of the page is one.
    expect(parse('app://rollcall/a.rollcall')).toMatchObject({ results: [], address: '/a.rollcall' });
    expect(parse('--x=a.rollcall').results).toEqual([]);
    expect(parse('--data', 'x.rollcall')).toMatchObject({
      dataFolder: path.resolve('/home/eva/x.rollcall'),
      results: [],
    });
  });

  test('Chromium’s switches are passed over', () => {
    expect(parse('--no-sandbox', '--hidden', '--disable-gpu', '-x')).toEqual({
      dataFolder: null,
      hidden: true,
      address: null,
      results: [],
    });
  });

  test('our arguments begin after the executable, or after the app’s folder', () => {
    expect(ownArguments(['/bin/rollcall', '--hidden'], null)).toEqual(['--hidden']);
    expect(ownArguments(['electron', '--inspect=0', '-r', 'loader', '/app', '/acme'], '/app')).toEqual([
      '/acme',
    ]);
  });
});

test('each data folder has settings of its own, outside of it', () => {
  const own = settingsFolder('/config', null);
  const other = settingsFolder('/config', '/srv/a');
  expect(own).toBe(path.join('/config', 'Rollcall'));
  expect(other.startsWith(path.join(own, 'folders'))).toBe(true);
  expect(settingsFolder('/config', '/srv/a')).toBe(other);
  expect(settingsFolder('/config', '/srv/b')).not.toBe(other);
});
