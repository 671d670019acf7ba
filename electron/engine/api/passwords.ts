import { passwordName, type Source } from '../store/index.ts';
import { resolveSecret } from '../vault/index.ts';
import type { Services } from './context.ts';

/**
 * A source's bind password: the reference while it resolves, else what was vaulted (E12); null when there is none, as of a
 * node that is read from files.
 */
export function passwordOf(services: Pick<Services, 'vault' | 'env'>, source: Source): string | null {
  if (source.kind !== 'directory') return null;
  return (
    resolveSecret(source.settings.passwordReference, services.env) ??
    services.vault.get(passwordName(source.sourceId))
  );
}
