import { ORPCError } from '@orpc/client';
import { notifications } from '@mantine/notifications';
import { flushSync } from 'react-dom';
import { create } from 'zustand';
import type { SessionView } from '../../shared/contract/index.ts';
import { useDrafts } from './drafts.ts';
import { engine, guardedBy } from './ports.ts';
import { queryClient } from './queries.ts';
import { LOST } from './switching-link.ts';

/** How often the engine is told that somebody is there, in milliseconds: sessions end when nobody is. */
const TOUCH_MS = 30_000;
/** How long the engine is left alone after it could not say who works here, in milliseconds. */
const RETRY_MS = 3000;

interface SessionState {
  /** Who works in this window, as the engine says; null until it has. */
  session: SessionView | null;
  /** Why the engine cannot say it; null while it can. */
  failure: unknown;
}

export const useSession = create<SessionState>()(() => ({ session: null, failure: null }));

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
  for (;;) {
    try {
      const views = await guarded(engine.session.watch());
      for (;;) {
        const next = await guarded(views.next());
        if (next.done) return;
        take(next.value);
      }
    } catch (failure) {
      // The port was lost, and the next one begins anew; or the engine itself says that it cannot tell.
      if (!(failure instanceof ORPCError) || failure.code === LOST) return;
      useSession.setState({ failure });
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
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
  useSession.setState({ session, failure: null });
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
