import type { Account } from '../../../shared/contract/index.ts';
import type { AccountRecord, Store } from '../store/index.ts';
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
  const { deskPhone, softPhone, ...texts } = fields;
  return {
    accountId: account.accountId,
    enterprise,
    enterpriseId: account.enterpriseId,
    ...texts,
    source: account.source,
    sourceId: account.sourceId,
    sourceKind: account.sourceKind,
    group: null,
    active: account.active,
    orphan: false,
    featureProfile: account.featureProfile,
    deskPhone: deskPhone || null,
    softPhone: softPhone || null,
    softPhoneKind: null,
    numbers: numbersOf(account),
  };
}

/** The directory's own desk and soft phone are columns of the account; every other number is a row (E5). */
function numbersOf(account: AccountRecord): Account['numbers'] {
  const { deskPhone, softPhone } = account.fields;
  const rows = new Map(account.numbers.map((number) => [number.number, number]));
  if (account.sourceKind === 'directory') {
    if (softPhone && !rows.has(softPhone)) {
      rows.set(softPhone, { number: softPhone, kind: 'soft', origin: 'directory', state: 'present' });
    }
    if (deskPhone && !rows.has(deskPhone)) {
      rows.set(deskPhone, { number: deskPhone, kind: 'desk', origin: 'directory', state: 'present' });
    }
  }
  return [...rows.values()]
    .sort((left, right) => (left.number < right.number ? -1 : 1))
    .map((number) => ({
      ...number,
      heldBy: [
        ...(number.origin === 'manual' ? ['manual'] : []),
        ...account.references
          .filter((reference) => reference.number === number.number)
          .map((reference) => `status:${reference.status}`),
      ],
    }));
}
