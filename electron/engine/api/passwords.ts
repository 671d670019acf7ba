import { passwordName, type DirectorySource } from '../store/index.ts';
import { resolveSecret } from '../vault/index.ts';
import type { Services } from './context.ts';

/** A source's bind password: the reference while it resolves, else what was vaulted (E12); null when there is none. */
export function passwordOf(
  services: Pick<Services, 'vault' | 'env'>,
  source: DirectorySource,
): string | null {
  return (
    resolveSecret(source.settings.passwordReference, services.env) ??
    services.vault.get(passwordName(source.sourceId))
  );
}
