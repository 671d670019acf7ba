import { foldLogin } from '../../shared/domain/account.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { toErrorInfo, usageError } from './failures.ts';
import { enterpriseNames } from './source-condition.ts';

/** An account as it was found by its login ID. */
export interface FoundAccount {
  accountId: number;
  /** As it is written today. */
  loginId: string;
  enterprise: string;
}

/**
 * The account that has a login ID today, without regard to case. Throws `account.not-found`, or `usage.invalid` when
 * several Enterprises have one.
 */
export async function findAccount(
  client: EngineClient,
  { enterprise }: { enterprise?: string },
  login: string,
): Promise<FoundAccount> {
  const found: FoundAccount[] = [];
  for (const each of await enterpriseNames(client, enterprise)) {
    const account = await accountIn(client, each, login);
    if (account !== undefined) found.push(account);
  }
  const [account, other] = found;
  if (account === undefined) {
    throw new RollcallError('account.not-found', `No account has the login ID ${login}.`);
  }
  if (other !== undefined) {
    throw usageError(`several Enterprises have an account ${login}: name one with --enterprise`);
  }
  return account;
}

async function accountIn(
  client: EngineClient,
  enterprise: string,
  loginId: string,
): Promise<FoundAccount | undefined> {
  try {
    const { accounts } = await client.accounts.explain({ enterprise, loginId });
    const found = accounts.find(
      (account) => account.exists && foldLogin(account.loginId) === foldLogin(loginId),
    );
    return found && { accountId: found.accountId, loginId: found.loginId, enterprise };
  } catch (error) {
    // Another Enterprise may have it.
    if (toErrorInfo(error).code === 'account.not-found') return undefined;
    throw error;
  }
}
