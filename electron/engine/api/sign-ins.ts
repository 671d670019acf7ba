import type { SignIn } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { AccountRecord, SignInCounts, WholeAccount } from '../store/index.ts';
import { requireAccount } from './account-detail.ts';
import { requireEnterprise, type Services, type Session } from './context.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { checkedPassword } from './password-rules.ts';
import { requireSame } from './sessions.ts';
import { signInKind, triesName } from './sign-in.ts';
import { forgetTries, guessing, lockedUntil } from './throttle.ts';

/** How an account signs in; never with what. */
export function getSignIn(services: Services, accountId: number): SignIn {
  const { store } = services;
  const { account } = requireAccount(store, accountId);
  const kind = signInKind(account);
  const credentials = kind === 'own' ? store.signIns.credentials(accountId) : [];
  const codeUntil = credentials.find((each) => each.kind === 'code')?.expiresAt ?? null;
  return {
    kind,
    source: kind === 'directory' ? account.source : null,
    hasPassword: credentials.some((each) => each.kind === 'password'),
    codeUntil: isoOf(codeUntil !== null && codeUntil > services.now() ? codeUntil : null),
    lockedUntil: isoOf(lockedUntil(services, triesOf(account))),
    lastSignIn: isoOf(store.signIns.lastSignIn(accountId)),
  };
}

/** How many accounts of an Enterprise sign in how. */
export function signInOverview(services: Services, enterprise: string): SignInCounts {
  const { store } = services;
  return store.signIns.count(requireEnterprise(store, enterprise).enterpriseId, services.now());
}

/** Gives an account a password, as an administrator: whoever signed in with another one is out. */
export async function setPassword(
  services: Services,
  { accountId, password }: { accountId: number; password: string },
): Promise<SignIn> {
  requireOwn(services, accountId);
  const hash = await hashPassword(checkedPassword(password));
  await services.write(() => {
    const { store } = services;
    // It may be gone by now, or a directory's.
    const account = requireOwn(services, accountId);
    store.signIns.put(accountId, { kind: 'password', hash, madeAt: services.now(), expiresAt: null });
    store.signIns.endSessions(accountId);
    forgetTries(services, triesOf(account));
  });
  return getSignIn(services, accountId);
}

/**
 * Sets a password of the user's own. The current one is asked for, unless they came with a one-time code. All other
 * sessions end, and a code that was handed out does not hold any more.
 */
export async function setOwnPassword(
  services: Services,
  session: Session,
  { current, next }: { current: string; next: string },
): Promise<void> {
  const { store, sessions } = services;
  const { accountId, epoch } = session;
  if (session.role !== 'user' || accountId === undefined) {
    throw new RollcallError('access.denied', 'Only a user who signed in sets their own password.');
  }
  const account = requireOwn(services, accountId);
  checkedPassword(next);
  if (!sessions.cameWithCode(session)) {
    const known = ownPasswordOf(services, account);
    await guessing(services, triesOf(account), () => isPassword(current, known));
  }
  const hash = await hashPassword(next);
  await services.write(() => {
    // Hashing takes its time: they may have signed out meanwhile, or been signed out.
    requireSame(session, epoch);
    requireOwn(services, accountId);
    store.signIns.put(accountId, { kind: 'password', hash, madeAt: services.now(), expiresAt: null });
    store.signIns.remove(accountId, 'code');
    store.signIns.endSessions(accountId);
    sessions.renew(session);
  });
}

/** Takes password and code away, and signs the user out wherever they are. */
export async function revokeSignIn(services: Services, accountId: number): Promise<SignIn> {
  await services.write(() => {
    const { store } = services;
    const { account } = requireAccount(store, accountId);
    store.signIns.remove(accountId, 'password');
    store.signIns.remove(accountId, 'code');
    store.signIns.endSessions(accountId);
    forgetTries(services, triesOf(account));
  });
  return getSignIn(services, accountId);
}

/** Forgets the wrong tries of an account. */
export async function unlockSignIn(services: Services, accountId: number): Promise<SignIn> {
  await services.write(() => {
    const { account } = requireAccount(services.store, accountId);
    forgetTries(services, triesOf(account));
  });
  return getSignIn(services, accountId);
}

/** An account that does not sign in with a directory's password, or `sign-in.of-directory`. */
export function requireOwn({ store }: Pick<Services, 'store'>, accountId: number): WholeAccount {
  const { account } = requireAccount(store, accountId);
  if (signInKind(account) === 'own') return account;
  throw new RollcallError(
    'sign-in.of-directory',
    `The directory that ${account.source} reads keeps the password of ${account.fields.loginId}.`,
  );
}

/** The hash of the password that an account signs in with here; undefined when it has none, or a directory keeps it. */
function ownPasswordOf({ store }: Pick<Services, 'store'>, account: AccountRecord): string | undefined {
  if (signInKind(account) === 'directory') return undefined;
  return store.signIns.credentials(account.accountId).find(({ kind }) => kind === 'password')?.hash;
}

function triesOf({ enterpriseId, fields }: AccountRecord): string {
  return triesName(enterpriseId, fields.loginId);
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
