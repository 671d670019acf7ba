import { expect, test } from 'vitest';
import { helpAddress } from './help-links.ts';

test.each(['https://www.mitel.com/document-center', 'https://www.mitel.com/document-center/a/b?c=1#d'])(
  '%s opens',
  (url) => {
    expect(helpAddress(url)).toBe(url);
  },
);

test.each([
  'http://www.mitel.com/document-center',
  'https://www.mitel.com/',
  'https://www.mitel.com/document-centers',
  'https://www.mitel.com/document-center/../login',
  'https://www.mitel.com/document-center/%2e%2e%2flogin',
  'https://www.mitel.com/document-center/..%5clogin',
  'https://mitel.com/document-center',
  'https://www.mitel.com.evil.example/document-center',
  'https://evil.example/www.mitel.com/document-center',
  'https://user:word@www.mitel.com/document-center',
  'https://www.mitel.com:8443/document-center',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ms-settings:',
  '\\\\server\\share',
  '',
])('%j does not', (url) => {
  expect(helpAddress(url)).toBeNull();
});
