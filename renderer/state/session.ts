import { notifications } from '@mantine/notifications';
import { flushSync } from 'react-dom';
import { create } from 'zustand';
import type { SessionView } from '../../shared/contract/index.ts';
import { useDrafts } from './drafts.ts';
import { engine, guardedBy } from './ports.ts';
import { queryClient } from './queries.ts';

/** How often the engine is told that somebody is there, in milliseconds: sessions end when nobody is. */
const TOUCH_MS = 30_000;

interface SessionState {
  /** Who works in this window, as the engine says; null until it has. */
  session: SessionView | null;
}

export const useSession = create<SessionState>()(() => ({ session: null }));

/** Lets a user in. Throws what the engine refuses with; the page changes by itself when it does not. */
export async function signIn(input: {
  enterprise: string;
  loginId: string;
  password: string;
}): Promise<void> {
  take(await engine.session.signIn(input));
}

/** Opens the administration; the password is that of the lock, and empty where there is none. */
export async function unlock(password: string): Promise<void> {
  take(await engine.session.unlock({ password }));
}

/** A user signs out, or an administrator locks or hands over. */
export async function signOut(): Promise<void> {
  take(await engine.session.signOut());
}

/**
 * Follows who works in this window, on the engine's port of now. `onPerson` is called for each person that comes, and once
 * for whoever is there already, since the streams of an earlier port are gone.
 */
export async function followSession(onPerson: (session: SessionView) => void): Promise<void> {
  const guarded = guardedBy('engine');
  listener = onPerson;
  told = null;
  try {
    const views = await engine.session.watch();
    for (;;) {
      const next = await guarded(views.next());
      if (next.done) return;
      take(next.value);
    }
  } catch {
    // The port was lost; the next one begins anew.
  }
}

let listener: (session: SessionView) => void = () => undefined;
/** Whose streams are followed now. */
let told: string | null = null;

/** Somebody else sees nothing of what was on the screen before. */
function take(session: SessionView): void {
  const before = useSession.getState().session;
  const person = personOf(session);
  if (before !== null && personOf(before) !== person) {
    flushSync(() => useSession.setState({ session: null }));
    queryClient.clear();
    notifications.clean();
    if (session.role === 'user') useDrafts.setState({ drafts: {} });
  }
  useSession.setState({ session });
  if (told === person) return;
  told = person;
  listener(session);
}

function personOf({ role, account }: SessionView): string {
  return `${role} ${account?.accountId ?? ''}`;
}

/** Tells the engine now and then that somebody is there. */
export function tellPresence(): void {
  let last = 0;
  const touch = (): void => {
    const role = useSession.getState().session?.role;
    const now = performance.now();
    if (role === undefined || role === 'anyone' || now - last < TOUCH_MS) return;
    last = now;
    engine.session.touch().catch(() => undefined);
  };
  for (const event of ['keydown', 'pointerdown', 'wheel'] as const)
    window.addEventListener(event, touch, { passive: true, capture: true });
}
