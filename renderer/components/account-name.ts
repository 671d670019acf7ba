import type { AccountDetail } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';

/** How an account is called: by its name, else by its login. */
export function nameOf({
  firstName,
  lastName,
  loginId,
}: Pick<AccountDetail, 'firstName' | 'lastName' | 'loginId'>): string {
  return (
    [firstName, lastName]
      .filter((part) => part.trim() !== '')
      .map(isolated)
      .join(' ') || isolated(loginId)
  );
}
