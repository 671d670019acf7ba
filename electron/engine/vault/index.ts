export { openVault } from './vault.ts';
export type { SecretRow, SecretStorage, Vault, VaultOptions, VaultStatus } from './vault.ts';
export { resolveSecret } from './secret-source.ts';
export type { SecretReference } from './secret-source.ts';
