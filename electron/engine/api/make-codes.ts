import type { SignInCode } from '../../../shared/contract/index.ts';
import type { OwnAccount } from '../store/index.ts';
import { requireEnterprise, type Services } from './context.ts';
import { newCode, shownCode } from './one-time-codes.ts';
import { hashCode } from './password-hash.ts';
import { triesName } from './sign-in.ts';
import { requireOwn } from './sign-ins.ts';
import { forgetTries } from './throttle.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Codes that are made before others get their turn. */
const CODES_AT_ONCE = 2000;

const OF_DIRECTORY = 'The directory keeps its password.';
const GONE = 'There is no such account in the Enterprise.';

/** For whom no code was made, and why. */
type PassedOver = { loginId: string; why: string }[];

/** A code that was made, and is kept as its hash only. */
interface Made {
  account: OwnAccount;
  code: string;
  hash: string;
}

/** Makes a one-time code for one account. Its password, if it has one, stays. */
export async function makeCode(
  services: Services,
  { accountId, days }: { accountId: number; days: number },
): Promise<SignInCode> {
  return services.write(() => {
    const { enterpriseId, fields } = requireOwn(services, accountId);
    const { loginId, firstName, lastName, email } = fields;
    const until = services.now() + days * DAY_MS;
    const made = codeFor({ accountId, loginId, firstName, lastName, email });
    keep(services, enterpriseId, made, until);
    return told(made, until);
  });
}

/**
 * Makes one-time codes for many: for these accounts, or for all that have neither password nor code. All are kept, or none:
 * nobody would ever be told a code of which only its hash is left.
 */
export async function makeCodes(
  services: Services,
  input: { enterprise: string; accountIds?: number[] | undefined; days: number },
): Promise<{ codes: SignInCode[]; passedOver: PassedOver }> {
  const { store } = services;
  const { enterpriseId } = requireEnterprise(store, input.enterprise);
  const { accounts, passedOver } = chosen(services, enterpriseId, input.accountIds);
  const made: Made[] = [];
  for (const account of accounts) {
    made.push(codeFor(account));
    if (made.length % CODES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const until = services.now() + input.days * DAY_MS;
  const kept = await services.write(() => {
    const accountIds = made.map(({ account }) => account.accountId);
    // Of those that are gone meanwhile, or a directory's now, nothing is kept.
    const still = new Set(
      store.signIns
        .some(enterpriseId, accountIds)
        .filter(({ byDirectory }) => !byDirectory)
        .map(({ accountId }) => accountId),
    );
    for (const each of made) {
      if (still.has(each.account.accountId)) keep(services, enterpriseId, each, until);
    }
    return still;
  });
  return {
    codes: made.filter(({ account }) => kept.has(account.accountId)).map((each) => told(each, until)),
    passedOver: [
      ...passedOver,
      ...made
        .filter(({ account }) => !kept.has(account.accountId))
        .map(({ account }) => ({ loginId: account.loginId, why: GONE })),
    ],
  };
}

function chosen(
  services: Services,
  enterpriseId: number,
  accountIds: readonly number[] | undefined,
): { accounts: OwnAccount[]; passedOver: PassedOver } {
  const { store } = services;
  if (accountIds === undefined) {
    return { accounts: store.signIns.without(enterpriseId, services.now()), passedOver: [] };
  }
  const found = store.signIns.some(enterpriseId, accountIds);
  const known = new Set(found.map(({ accountId }) => accountId));
  const unknown = [...new Set(accountIds)].filter((accountId) => !known.has(accountId));
  return {
    accounts: found.filter(({ byDirectory }) => !byDirectory),
    passedOver: [
      ...found
        .filter(({ byDirectory }) => byDirectory)
        .map(({ loginId }) => ({ loginId, why: OF_DIRECTORY })),
      ...unknown.map((accountId) => ({ loginId: `account ${accountId}`, why: GONE })),
    ],
  };
}

function codeFor({ accountId, loginId, firstName, lastName, email }: OwnAccount): Made {
  const code = newCode();
  return { account: { accountId, loginId, firstName, lastName, email }, code, hash: hashCode(code) };
}

/** Keeps a code in the place of an older one, and lets the user try at once. Call in a transaction. */
function keep(services: Services, enterpriseId: number, { account, hash }: Made, until: number): void {
  const { accountId, loginId } = account;
  const { store } = services;
  store.signIns.put(accountId, { kind: 'code', hash, madeAt: services.now(), expiresAt: until });
  forgetTries(services, triesName(enterpriseId, loginId));
}

function told({ account, code }: Made, until: number): SignInCode {
  return { ...account, code: shownCode(code), expiresAt: new Date(until).toISOString() };
}
