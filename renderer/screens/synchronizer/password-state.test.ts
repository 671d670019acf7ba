import { describe, expect, it } from 'vitest';
import {
  initialPassword,
  isPasswordChanged,
  mustEnterAgain,
  passwordChoice,
  storedWords,
} from './password-state.ts';

describe('the choice of the password', () => {
  it('keeps a stored one until it is touched', () => {
    expect(initialPassword({ kind: 'stored', name: null, problem: null })).toEqual({ kind: 'keep' });
    expect(initialPassword({ kind: 'environment', name: 'X', problem: null })).toEqual({ kind: 'keep' });
    expect(initialPassword({ kind: 'none', name: null, problem: null })).toEqual({
      kind: 'typed',
      value: '',
    });
    expect(initialPassword(null)).toEqual({ kind: 'typed', value: '' });
  });

  it.each([
    [{ kind: 'keep' as const }, { kind: 'keep' }, false],
    [{ kind: 'remove' as const }, { kind: 'none' }, true],
    [{ kind: 'typed' as const, value: '' }, { kind: 'none' }, false],
    [{ kind: 'typed' as const, value: ' x ' }, { kind: 'set', value: ' x ' }, true],
  ])('%j', (edit, choice, changed) => {
    expect(passwordChoice(edit)).toEqual(choice);
    expect(isPasswordChanged(edit)).toBe(changed);
  });

  it('says where it comes from', () => {
    expect(storedWords({ kind: 'environment', name: 'LDAP_PASSWORD', problem: null })).toBe(
      'From the environment variable LDAP_PASSWORD',
    );
    expect(storedWords({ kind: 'file', name: '/run/pw', problem: null })).toBe('From the file /run/pw');
  });

  it('wants a stored one again for a server that it was not entered for', () => {
    const saved = { urls: ['ldap://dc1'], transport: 'plain' as const };
    const other = { urls: ['ldap://dc2'], transport: 'plain' as const };
    expect(mustEnterAgain(saved, other, { kind: 'keep' })).toContain('dc2:389');
    expect(mustEnterAgain(saved, saved, { kind: 'keep' })).toBeNull();
    expect(mustEnterAgain(saved, other, { kind: 'typed', value: 'x' })).toBeNull();
    expect(mustEnterAgain(null, other, { kind: 'keep' })).toBeNull();
  });
});
