import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashCode, hashPassword, isCode, isPassword } from './password-hash.ts';
import { checkedPassword } from './password-rules.ts';

describe('passwords as they are stored', () => {
  test('a hash is right for its password only, and never the same twice', async () => {
    const [one, other] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    expect(one).toMatch(/^scrypt\$15\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(other);
    expect(await isPassword('correct horse', one)).toBe(true);
    for (const wrong of ['', 'correct hors', 'correct horse ', 'Correct horse']) {
      expect(await isPassword(wrong, one)).toBe(false);
    }
  });

  test('the same letters typed in another way are the same password', async () => {
    const hash = await hashPassword('pass\u00e9 compos\u00e9');
    expect(await isPassword('passe\u0301 compose\u0301', hash)).toBe(true);
  });

  test('without a hash it takes as long, and nothing is right', async () => {
    const hash = await hashPassword('correct horse');
    const timed = async (stored: string | undefined) => {
      const start = performance.now();
      expect(await isPassword('wrong', stored)).toBe(false);
      return performance.now() - start;
    };
    await timed(hash);
    const [known, unknown] = [await timed(hash), await timed(undefined)];
    expect(unknown).toBeGreaterThan(known / 5);
    expect(await isPassword('', undefined)).toBe(false);
  });

  test('what is no hash of ours is never right', async () => {
    for (const stored of ['', 'scrypt', 'scrypt$15$AAAA', 'plain$15$a$b', 'scrypt$15$$']) {
      expect(await isPassword('', stored)).toBe(false);
    }
  });

  test('a code is compared whole', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(isCode(left, hashCode(right))).toBe(left === right);
        expect(isCode(left, undefined)).toBe(false);
      }),
    );
  });

  test('a password has ten characters, and not all the same few', () => {
    expect(checkedPassword('correct horse')).toBe('correct horse');
    for (const weak of ['', 'short', 'ninechars', 'aaaaaaaaaaaaaaaa', 'abababababab']) {
      expect(() => checkedPassword(weak)).toThrow(/^The password /);
    }
  });
});
