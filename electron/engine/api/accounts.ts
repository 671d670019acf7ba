import type { Account } from '../../../shared/contract/index.ts';
import type { AccountRecord, Store } from '../store/index.ts';
import { groupOf, shownNumbers, softPhoneKindOf } from './account-numbers.ts';
import { chosenEnterprises } from './context.ts';
import { exportAccounts } from './export-accounts.ts';

/** Where the next page begins. */
interface Place {
  enterprise: string;
  loginId: string;
}

/** A page of accounts, ordered by Enterprise, then login ID. */
export function listAccounts(
  store: Store,
  input: { enterprise?: string | undefined; after?: Place | undefined; limit: number },
): { accounts: Account[]; next: Place | null } {
  const { after, limit } = input;
  const accounts: Account[] = [];
  for (const enterprise of chosenEnterprises(store, input.enterprise)) {
    if (after !== undefined && enterprise.name < after.enterprise) continue;
    const page = store.accounts.page(enterprise.enterpriseId, {
      limit: limit - accounts.length,
      ...(after?.enterprise === enterprise.name ? { after: after.loginId } : {}),
    });
    accounts.push(...page.map((account) => toAccount(enterprise.name, account)));
    if (accounts.length === limit) {
      return { accounts, next: { enterprise: enterprise.name, loginId: page.at(-1)!.fields.loginId } };
    }
  }
  return { accounts, next: null };
}

/** The account list of one Enterprise, or of all, as text in pieces. */
export function exportChosenAccounts(store: Store, enterprise: string | undefined, format: 'csv' | 'ldif') {
  const ids = chosenEnterprises(store, enterprise).map((each) => each.enterpriseId);
  return exportAccounts(store, ids, format);
}

/** An account as the contract shows it. */
export function toAccount(enterprise: string, account: AccountRecord): Account {
  const { fields } = account;
  const { deskPhone, softPhone, pbxNumbers: _, group, softPhoneKind, orphan, ...texts } = fields;
  return {
    accountId: account.accountId,
    enterprise,
    enterpriseId: account.enterpriseId,
    ...texts,
    source: account.source,
    sourceId: account.sourceId,
    sourceKind: account.sourceKind,
    group: groupOf(group),
    active: account.active,
    orphan: orphan === 'yes',
    featureProfile: account.featureProfile,
    deskPhone: deskPhone || null,
    softPhone: softPhone || null,
    softPhoneKind: softPhoneKindOf(softPhoneKind),
    numbers: shownNumbers(account),
  };
}
