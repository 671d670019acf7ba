import { RollcallError } from '../../../shared/domain/errors.ts';
import { adminLock, putLock, type AdminLock } from './admin-lock.ts';
import type { Services, Session } from './context.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { checkedPassword } from './password-rules.ts';
import { guessing } from './throttle.ts';
import type { Store } from '../store/index.ts';
import { requireSame } from './sessions.ts';

/** Under which name wrong tries of the lock are counted. No Enterprise's login is called so. */
const NAME = 'administrator';

/** How the lock is set. */
export function lockState(store: Store): { isSet: boolean; idleMinutes: number } {
  const lock = adminLock(store);
  return { isSet: lock !== null, idleMinutes: lock?.idleMinutes ?? 15 };
}

/** Lets somebody be the administrator, or throws `access.denied`, `lock.refused` or `sign-in.locked`. */
export async function unlock(services: Services, mayBe: boolean, password: string): Promise<void> {
  if (!mayBe) throw new RollcallError('access.denied', 'Nobody administers Rollcall from here.');
  const lock = adminLock(services.store);
  if (lock === null) return;
  await prove(services, password, lock);
  // It may have been changed while the old one was looked at.
  if (adminLock(services.store)?.hash !== lock.hash) {
    throw new RollcallError('lock.refused', 'The lock was changed meanwhile.');
  }
}

/** Sets, changes or removes the lock. */
export async function setLock(
  services: Services,
  session: Session,
  input: { current: string; next: string | null; idleMinutes: number },
): Promise<{ isSet: boolean; idleMinutes: number }> {
  const { epoch } = session;
  const lock = adminLock(services.store);
  if (lock !== null && session.via === 'window') {
    await prove(services, input.current, lock);
  }
  const hash = input.next === null ? null : await hashPassword(checkedPassword(input.next));
  await services.write(() => {
    // Whoever asked may have walked away, and another one may have changed it.
    requireSame(session, epoch);
    if (adminLock(services.store)?.hash !== lock?.hash) {
      throw new RollcallError('lock.refused', 'The lock was changed meanwhile.');
    }
    putLock(services.store, hash === null ? null : { hash, idleMinutes: input.idleMinutes });
    services.store.signIns.forgetTries(NAME);
    services.sessions.stayAdministrator(session);
  });
  return lockState(services.store);
}

async function prove(services: Services, password: string, lock: AdminLock): Promise<void> {
  try {
    await guessing(services, NAME, () => isPassword(password, lock.hash));
  } catch (error) {
    const refused = error instanceof RollcallError && error.code === 'sign-in.refused';
    throw refused ? new RollcallError('lock.refused', 'The password is not right.') : error;
  }
}
