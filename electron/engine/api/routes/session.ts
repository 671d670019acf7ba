import { setLock, lockState, unlock } from '../administration.ts';
import { signIn } from '../sign-in.ts';
import type { ApiContext } from '../context.ts';
import { requireSame } from '../sessions.ts';
import { os } from './base.ts';

/** Who works in a client, and how that changes. */
export const sessionRoutes = {
  current: os.session.current.handler(({ context }) => view(context)),
  watch: os.session.watch.handler(({ context: { services, session }, signal }) =>
    services.sessions.watch(session, mayBeAdministrator(session), signal),
  ),
  signIn: os.session.signIn.handler(async ({ context, input, signal }) => {
    const { services, session } = context;
    const { epoch } = session;
    const user = await signIn(services, input, signal);
    requireSame(session, epoch);
    services.sessions.enterUser(session, user);
    return view(context);
  }),
  unlock: os.session.unlock.handler(async ({ context, input }) => {
    const { services, session } = context;
    const { epoch } = session;
    await unlock(services, mayBeAdministrator(session), input.password);
    requireSame(session, epoch);
    services.sessions.enterAdministrator(session);
    return view(context);
  }),
  signOut: os.session.signOut.handler(({ context }) => {
    context.services.sessions.leave(context.session);
    return view(context);
  }),
  touch: os.session.touch.handler(({ context: { services, session } }) => {
    services.sessions.touch(session);
    return {};
  }),
  lock: os.session.lock.handler(({ context: { services } }) => lockState(services.store)),
  setLock: os.session.setLock.handler(async ({ context: { services, session }, input }) => {
    const state = await setLock(services, session, input);
    services.sessions.wakeAll();
    return state;
  }),
};

function view({ services, session }: ApiContext) {
  return services.sessions.view(session, mayBeAdministrator(session));
}

/** Whether a client may become the administrator: what it is worth by itself. A user's own browser, later, is not. */
function mayBeAdministrator(session: ApiContext['session']): boolean {
  return session.mayAdminister === true;
}
