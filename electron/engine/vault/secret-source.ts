import { readFileSync } from 'node:fs';

/** Where a secret may live outside the vault. */
export type SecretReference = { env: string } | { file: string };

/**
 * The referenced secret while it resolves, else null (E12: references are preferred over the vaulted value as
 * long as they do). An environment variable must be set and not empty; a file must be readable, and one
 * newline at its end is not part of the secret, nor is a byte order mark. Empty counts as unresolved: an empty
 * password would turn a bind into an anonymous one (E15).
 */
export function resolveSecret(
  reference: SecretReference | null,
  env: Record<string, string | undefined>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): string | null {
  if (reference === null) return null;
  if ('env' in reference) return env[reference.env] || null;
  try {
    const text = readFile(reference.file);
    return text.replace(/^\uFEFF/, '').replace(/\r?\n$/, '') || null;
  } catch {
    return null;
  }
}
