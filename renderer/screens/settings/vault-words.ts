import type { VaultState } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';

/** Which key seals the stored passwords, in a sentence (E12). */
export function keySentence({ source, keyFile }: VaultState): string {
  switch (source) {
    case 'environment':
      return 'Passwords are sealed with the key in the environment variable ROLLCALL_KEY.';
    case 'keychain':
      return "Passwords are sealed with a key in this machine's keychain.";
    case 'file':
      return `Passwords are sealed with the key in the file ${isolated(keyFile)}. Only your user account can read it.`;
    case 'none':
      return 'There is no key yet, so no password can be stored.';
  }
}
