import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, isPageAddress, isTrustedSender, pageAddress } from './page-policy.ts';

describe('navigation: only the app’s own origin', () => {
  test.each(['app://rollcall/', 'app://rollcall/acme/pbx-nodes/HQ?x=1#y', 'app://rollcall'])(
    '%s is ours',
    (address) => {
      expect(isPageAddress(address)).toBe(true);
    },
  );

  test.each([
    'https://rollcall/',
    'app://rollcall.example/',
    'app://rollcall:80/',
    'app://rollcall@evil/',
    'app://user@rollcall/',
    'app://ROLLCALL.evil/',
    'app:rollcall/',
    'file:///etc/passwd',
    'data:text/html,hello',
    'javascript:alert(1)',
    'blob:app://rollcall/1',
    'about:blank',
    'not an address',
    '',
  ])('%s is not', (address) => {
    expect(isPageAddress(address)).toBe(false);
  });

  test.each(['/', '/acme/accounts', '/acme/pbx-nodes/HQ%20Berlin?tab=runs', '/a//b'])(
    'path %s leads to the page',
    (path) => {
      expect(pageAddress(path)).toBe(`app://rollcall${path}`);
    },
  );

  test.each([
    '',
    'acme',
    '//evil.example/',
    '/\\evil.example',
    '/a\\b',
    '/a\nb',
    'https://evil.example/',
    '@evil',
  ])('path %j leads nowhere', (path) => {
    expect(pageAddress(path)).toBeNull();
  });
});

describe('the sender of a message', () => {
  const good = { frameAddress: 'app://rollcall/acme', isMainFrame: true, isOurWindow: true };

  test('is trusted as the main frame of our window on our page', () => {
    expect(isTrustedSender(good)).toBe(true);
  });

  test.each([
    ['a frame inside the page', { isMainFrame: false }],
    ['a window that the shell did not make', { isOurWindow: false }],
    ['another origin', { frameAddress: 'https://rollcall/' }],
    ['a look-alike', { frameAddress: 'app://rollcall.evil/' }],
    ['a frame that is gone', { frameAddress: undefined }],
  ])('is not trusted as %s', (_name, change) => {
    expect(isTrustedSender({ ...good, ...change })).toBe(false);
  });
});

test('the policy forbids everything but the page’s own files and nonced styles', () => {
  const directives = new Map(
    contentSecurityPolicy('abc')
      .split('; ')
      .map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
  );
  expect(directives.get('default-src')).toBe(`'none'`);
  expect(directives.get('script-src')).toBe(`'self'`);
  expect(directives.get('style-src')).toBe(`'self' 'nonce-abc'`);
  for (const name of ['connect-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
    expect(directives.get(name)).toBe(`'none'`);
  }
  expect([...directives.values()].join(' ')).not.toMatch(/unsafe|https?:|\*/);
});
