import { expect, test } from 'vitest';
import { keySentence } from './vault-words.ts';

test('each kind of key has its sentence, and the file is named', () => {
  const of = (source: 'environment' | 'keychain' | 'file' | 'none') =>
    keySentence({ source, keyFile: '/data/key', problem: null });
  expect(of('environment')).toContain('ROLLCALL_KEY');
  expect(of('file')).toContain('/data/key');
  expect(new Set([of('environment'), of('keychain'), of('file'), of('none')]).size).toBe(4);
});
