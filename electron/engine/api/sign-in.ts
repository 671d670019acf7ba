import { createHash } from 'node:crypto';
import { foldLogin } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { verifyPassword, type PersonBind } from '../directory/index.ts';
import { AccountBulk, type AccountRecord, type Credential } from '../store/index.ts';
import type { Services } from './context.ts';
import { typedCode } from './one-time-codes.ts';
import { hashCode, isCode, isPassword } from './password-hash.ts';
import { passwordOf } from './passwords.ts';
import { guessed } from './throttle.ts';

/** Who was let in, and how. */
interface Admitted {
  accountId: number;
  /** With a one-time code, which is used up by that. */
  withCode: boolean;
  /** How often the account's sessions had been ended when the proof was looked at: what ends them later ends this one too. */
  generation: number;
}

/** Lets an account in, in the transaction that finds its proof still to hold; null when it does not. */
type Admission = () => Admitted | null;

/** How an account signs in: with the directory's password, or with one, or a code, of Rollcall's own. */
export function signInKind({ sourceKind }: Pick<AccountRecord, 'sourceKind'>): 'directory' | 'own' {
  return sourceKind === 'directory' ? 'directory' : 'own';
}

/**
 * Under which name tries of a login are counted, whether or not there is such an account. As a hash: people type their
 * passwords where the login belongs.
 */
export function triesName(enterpriseId: number, loginId: string): string {
  const login = `${enterpriseId}/${foldLogin(loginId.trim())}`;
  return `${enterpriseId}/${createHash('sha256').update(login).digest('base64url')}`;
}

/**
 * Lets a user in (E15), also one whose account has no seat. Throws `sign-in.refused` whatever was wrong, `sign-in.locked`
 * after too many tries, and `sign-in.unavailable` or `sign-in.unprotected` where a directory could not be asked.
 */
export async function signIn(
  services: Services,
  input: { enterprise: string; loginId: string; password: string },
  signal: AbortSignal = new AbortController().signal,
): Promise<Admitted> {
  const { store } = services;
  const { loginId, password } = input;
  // No Enterprise has the number 0: of one that is not there, wrong tries count all the same.
  const enterpriseId = store.enterprises.find(input.enterprise)?.enterpriseId ?? 0;
  return guessed(services, triesName(enterpriseId, loginId), (spend) => {
    const account =
      store.accounts.find(enterpriseId, loginId) ?? store.accounts.find(enterpriseId, loginId.trim());
    return account !== undefined && signInKind(account) === 'directory'
      ? byDirectory(services, account, password, { signal, onSent: spend })
      : byOwn(services, account, password);
  });
}

/** With the password of the directory, and never with anything that is stored here. */
async function byDirectory(
  services: Services,
  account: AccountRecord,
  password: string,
  bind: PersonBind,
): Promise<Admission | null> {
  // It takes no less time than for whoever is nobody, however soon the directory answers, or is not even asked.
  const asLong = isPassword(password, undefined).catch(() => false);
  try {
    return await askDirectory(services, account, password, bind);
  } finally {
    await asLong;
  }
}

async function askDirectory(
  services: Services,
  { accountId, sourceId }: AccountRecord,
  password: string,
  bind: PersonBind,
): Promise<Admission | null> {
  const { store } = services;
  // Before the bind: what ends the sessions meanwhile was meant for this one too.
  const generation = store.signIns.generation(accountId);
  const source = store.sources.get(sourceId!);
  const accounts = new AccountBulk(store.connection);
  const identity = accounts.identity(accountId);
  if (generation === undefined || source?.kind !== 'directory' || identity === undefined) return null;
  if (password === '') return null;
  const bindPassword = bindPasswordOf(services, source);
  if (!(await verifyPassword(source.settings, bindPassword, identity, password, bind))) return null;
  return () => {
    // The run of another process may have removed it meanwhile, or made it somebody else's.
    const isSame =
      store.accounts.get(accountId)?.sourceId === sourceId &&
      accounts.identity(accountId)?.key.equals(identity.key) === true;
    return isSame ? admitted(services, accountId, { withCode: false, generation }) : null;
  };
}

function bindPasswordOf(services: Services, source: Parameters<typeof passwordOf>[1]): string | null {
  try {
    return passwordOf(services, source);
  } catch (cause) {
    throw new RollcallError('sign-in.unavailable', 'The directory cannot be asked now.', { cause });
  }
}

/** With a password or a one-time code. It takes as long for whoever has neither, or is nobody. */
async function byOwn(
  services: Services,
  account: AccountRecord | undefined,
  typed: string,
): Promise<Admission | null> {
  const { store } = services;
  const credentials = account === undefined ? [] : store.signIns.credentials(account.accountId);
  const hashOf = (kind: Credential['kind']) => credentials.find((each) => each.kind === kind)?.hash;
  const code = typedCode(typed);
  const codeHash = hashOf('code');
  if (account !== undefined && code !== null && isCode(code, codeHash)) {
    // Whoever comes second with it finds it gone.
    return ownAdmission(services, account, true, () =>
      store.signIns.takeCode(account.accountId, hashCode(code), services.now()),
    );
  }
  const passwordHash = hashOf('password');
  const isRight = await isPassword(typed, passwordHash);
  if (account === undefined || !isRight) return null;
  // Hashing takes its time: it may have been changed or taken away meanwhile.
  return ownAdmission(services, account, false, () =>
    store.signIns.credentials(account.accountId).some(({ hash }) => hash === passwordHash),
  );
}

function ownAdmission(
  services: Services,
  { accountId }: AccountRecord,
  withCode: boolean,
  stillHolds: () => boolean,
): Admission {
  const { store } = services;
  return () => {
    const account = store.accounts.get(accountId);
    if (account === undefined || signInKind(account) !== 'own' || !stillHolds()) return null;
    return admitted(services, accountId, { withCode, generation: store.signIns.generation(accountId)! });
  };
}

function admitted(services: Services, accountId: number, how: Omit<Admitted, 'accountId'>): Admitted {
  services.store.signIns.signedIn(accountId, services.now());
  return { accountId, ...how };
}
