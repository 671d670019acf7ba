import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { answerFor, isScreen, listPageFiles } from './page-files.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'rollcall-page-'));
afterAll(() => rmSync(root, { recursive: true }));
const page = path.join(root, 'page');
mkdirSync(path.join(page, 'chunks'), { recursive: true });
for (const name of ['index.html', 'main.js', 'chunks/a-1.js', 'secret.key']) {
  writeFileSync(path.join(page, name), name);
}
writeFileSync(path.join(root, 'outside.js'), 'outside');
symlinkSync(path.join(root, 'outside.js'), path.join(page, 'link.js'));
symlinkSync(root, path.join(page, 'up'));
const files = listPageFiles(page);
const get = (address: string) => answerFor('GET', address, files);

describe('what app:// serves', () => {
  test('files of the page, with their types', () => {
    expect(get('app://rollcall/main.js')).toEqual({
      kind: 'file',
      file: path.join(page, 'main.js'),
      contentType: 'text/javascript; charset=utf-8',
    });
    expect(get('app://rollcall/chunks/a-1.js?v=1#x')).toMatchObject({ kind: 'file' });
  });

  test.each([
    '',
    '/',
    '/index.html',
    '/acme/accounts',
    '/acme/pbx-nodes/HQ?tab=runs',
    '/acme/dc1.example.com',
    '/M%C3%BCller',
  ])('the page itself for the screen %j', (at) => {
    expect(get(`app://rollcall${at}`)).toEqual({ kind: 'page' });
  });

  test.each([
    '/missing.js',
    '/chunks/missing.css',
    '/chunks/../../outside.js.json',
    '/MAIN.JS',
    '/link.js',
    '/up/outside.js',
  ])('nothing for %s', (at) => {
    expect(get(`app://rollcall${at}`)).toMatchObject({ kind: 'refused' });
  });

  test('no file of an unlisted kind', () => {
    expect(get('app://rollcall/secret.key')).toEqual({ kind: 'page' });
  });

  test.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/%2E%2e%2foutside.js',
    '/chunks/..%2f..%2foutside.js',
    '/..%5coutside.js',
    '/chunks\\..\\..\\outside.js',
    '/%5c%5cserver/share/x.js',
    '//etc/passwd.txt',
    '/%2fetc/passwd.txt',
    '/main.js%00.html',
    '/%00',
    '/%ff',
    '/%',
    '/./main.js',
    '/a%0d%0ab.js',
  ])('traversal by %s is refused', (at) => {
    expect(get(`app://rollcall${at}`)).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('a file’s absolute path is no way in', () => {
    expect(get(`app://rollcall${path.join(page, 'main.js')}`)).toMatchObject({
      kind: 'refused',
      status: 404,
    });
  });

  test.each([
    'app://other/main.js',
    'app://rollcall.evil/main.js',
    'https://rollcall/main.js',
    'file:///main.js',
  ])('other origins such as %s are refused', (address) => {
    expect(get(address)).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('nothing can be sent', () => {
    expect(answerFor('POST', 'app://rollcall/', files)).toMatchObject({ kind: 'refused', status: 405 });
    expect(answerFor('HEAD', 'app://rollcall/', files)).toEqual({ kind: 'page' });
  });
});

test.each([
  ['app://rollcall/', true],
  ['app://rollcall/acme/accounts?text=bell', true],
  ['app://rollcall/%zz/x', false],
  ['app://rollcall/..%2f', false],
  ['app://rollcall/main.js', false],
])('a window may be opened on %s: %s', (address, may) => {
  expect(isScreen(address)).toBe(may);
});
