import type { Me } from '../../../../shared/contract/index.ts';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { WholeAccount } from '../../store/index.ts';
import type { ApiContext } from '../context.ts';
import { getMe, mine, myEvents, myHistory } from '../me.ts';
import { addMyNumber, deleteMyNumber, undoMine } from '../my-edits.ts';
import { repointNumber } from '../number-edits.ts';
import { setOwnPassword } from '../sign-ins.ts';
import { activateStatus, addStatus, deleteStatus, setStatus } from '../statuses.ts';
import { os } from './base.ts';

const by = 'user';

/** What a signed-in user does with their own account; which one that is, the session alone says (E15). */
export const myRoutes = {
  get: os.me.get.handler(({ context: { services, session } }) => getMe(services, session)),
  events: os.me.events.handler(({ context: { services, session }, signal }) =>
    myEvents(services, session, signal),
  ),
  setStatus: os.me.setStatus.handler(({ context, input }) =>
    changeMine(context, ({ accountId }, now) =>
      setStatus(context.services.store, { ...input, accountId, by }, now),
    ),
  ),
  addStatus: os.me.addStatus.handler(({ context, input }) =>
    changeMine(context, ({ accountId }, now) =>
      addStatus(context.services.store, { ...input, accountId, by }, now),
    ),
  ),
  deleteStatus: os.me.deleteStatus.handler(({ context, input }) =>
    changeMine(context, ({ accountId }, now) =>
      deleteStatus(context.services.store, { ...input, accountId, by }, now),
    ),
  ),
  activate: os.me.activate.handler(({ context, input }) =>
    changeMine(context, ({ accountId }, now) =>
      activateStatus(context.services.store, { ...input, accountId }, now),
    ),
  ),
  repoint: os.me.repoint.handler(async ({ context, input }) => {
    const { result, me } = await changedMine(context, ({ accountId }, now) =>
      repointNumber(context.services.store, { ...input, accountId, by }, now),
    );
    return { me, ...result };
  }),
  addNumber: os.me.addNumber.handler(({ context, input }) =>
    changeMine(context, (account, now) => addMyNumber(context.services.store, account, input, now)),
  ),
  deleteNumber: os.me.deleteNumber.handler(({ context, input }) =>
    changeMine(context, (account, now) => deleteMyNumber(context.services.store, account, input.number, now)),
  ),
  undo: os.me.undo.handler(({ context, input }) =>
    changeMine(context, (account, now) => undoMine(context.services.store, account, input.changeId, now)),
  ),
  history: os.me.history.handler(({ context: { services, session }, input }) =>
    myHistory(services.store, session, input.limit),
  ),
  setPassword: os.me.setPassword.handler(async ({ context: { services, session }, input }) => {
    mine(services.store, session);
    await setOwnPassword(services, session, input);
    return getMe(services, session);
  }),
};

async function changeMine(
  context: ApiContext,
  change: (account: WholeAccount, now: number) => unknown,
): Promise<Me> {
  return (await changedMine(context, change)).me;
}

/**
 * Changes the account of whoever is signed in, in one transaction. A write may wait for its turn: who signed in at that window
 * meanwhile is not who asked.
 */
async function changedMine<T>(
  { services, session }: ApiContext,
  change: (account: WholeAccount, now: number) => T,
): Promise<{ result: T; me: Me }> {
  const { accountId } = mine(services.store, session);
  const result = await services.write(() => {
    if (session.accountId !== accountId) {
      throw new RollcallError('session.ended', 'Whoever asked for this is signed out.');
    }
    return change(mine(services.store, session), services.now());
  });
  return { result, me: getMe(services, session) };
}
