import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** Memory-hard, some 100 ms and 32 MB each: log2 of N, with r 8 and p 1 (RFC 7914). */
const COST = 15;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Passwords that are hashed or compared wait for each other: many at once would be an attack on the memory. */
let queue: Promise<unknown> = Promise.resolve();

/** What is stored of a password: `scrypt$15$SALT$KEY`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return `scrypt$${COST}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/**
 * Whether a password is the one of a hash. Without a hash it takes as long, and is never true: who has no password cannot be
 * told by the time it takes.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [kind, cost, salt, key] = (stored ?? `scrypt$${COST}$${'A'.repeat(22)}$`).split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false;
  const found = await derive(password, Buffer.from(salt, 'base64url'), Number(cost));
  const wanted = Buffer.from(key, 'base64url');
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** What is stored of a one-time code: it has 80 bits by chance, so that a plain hash tells nothing of it. */
export function hashCode(code: string): string {
  return `sha256$${createHash('sha256').update(`rollcall code ${code}`).digest('base64url')}`;
}

/** Whether a code is the one of a hash. */
export function isCode(code: string, stored: string | undefined): boolean {
  const [found, wanted] = [Buffer.from(hashCode(code)), Buffer.from(stored ?? '')];
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };
  const next = queue.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        // The same letters may be typed in two ways; both are the same password.
        scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => {
          if (error === null) resolve(key);
          else reject(error);
        });
      }),
  );
  queue = next.catch(() => undefined);
  return next;
}
