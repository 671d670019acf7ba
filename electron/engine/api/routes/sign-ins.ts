import { makeCode, makeCodes } from '../make-codes.ts';
import { getSignIn, revokeSignIn, setPassword, signInOverview, unlockSignIn } from '../sign-ins.ts';
import { os } from './base.ts';

/** How users sign in, for administrators. */
export const signInRoutes = {
  get: os.signIns.get.handler(({ context: { services }, input }) => getSignIn(services, input.accountId)),
  overview: os.signIns.overview.handler(({ context: { services }, input }) =>
    signInOverview(services, input.enterprise),
  ),
  setPassword: os.signIns.setPassword.handler(({ context: { services }, input }) =>
    setPassword(services, input),
  ),
  makeCode: os.signIns.makeCode.handler(({ context: { services }, input }) => makeCode(services, input)),
  makeCodes: os.signIns.makeCodes.handler(({ context: { services }, input }) => makeCodes(services, input)),
  revoke: os.signIns.revoke.handler(({ context: { services }, input }) =>
    revokeSignIn(services, input.accountId),
  ),
  unlock: os.signIns.unlock.handler(({ context: { services }, input }) =>
    unlockSignIn(services, input.accountId),
  ),
};
