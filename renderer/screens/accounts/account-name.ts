import type { AccountDetail } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';

/** How an account is called: by its name, else by its login. */
export function nameOf({ firstName, lastName, loginId }: AccountDetail): string {
  return (
    [firstName, lastName]
      .filter((part) => part.trim() !== '')
      .map(isolated)
      .join(' ') || loginId
  );
}
