import { expect, test } from 'vitest';
import { trouble } from './run-trouble.ts';

test('a run says why it failed, and why it is partial', () => {
  const error = { code: 'ldap.unreachable' as const, message: 'Nobody answers.', hint: 'Check.' };
  expect(trouble({ outcome: 'cancelled', complete: false, error })).toBeNull();
  expect(trouble({ outcome: 'failed', complete: false, error })).toBe(error);
  expect(trouble({ outcome: 'warnings', complete: false, error: null })?.code).toBe('ldap.incomplete');
  expect(trouble({ outcome: 'warnings', complete: true, error: null })).toBeNull();
  expect(trouble({ outcome: 'held', complete: true, error: null })).toBeNull();
  expect(trouble({ outcome: 'interrupted', complete: false, error: null })?.code).toBe('run.interrupted');
});
