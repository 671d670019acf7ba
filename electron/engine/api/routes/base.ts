import { implement } from '@orpc/server';
import { contract, requireRole, toContractError } from '../../../../shared/contract/index.ts';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { ApiContext, Services, Session } from '../context.ts';
import { requireReading } from '../read-only.ts';
import { actorOf, requireSame, sessionEnded } from '../sessions.ts';

/**
 * Every procedure passes here: who may call it is checked first, its errors leave in the one documented form, and when
 * it says that it writes, every listener is told that the store changed. Nothing is answered to whoever is somebody else by
 * then: an answer that comes after a sign-out, or a stream that goes on, would reach the next person at that window.
 */
export const os = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, procedure, path, next }) => {
    const { role, writes, notFromWindows } = procedure['~orpc'].meta;
    const { session } = context;
    const { epoch } = session;
    try {
      requireRole(session.role, role);
      if (session.readOnly === true) requireReading(path.join('.'));
      if (notFromWindows !== undefined && session.via === 'window') {
        throw new RollcallError('access.denied', notFromWindows);
      }
      // What changes who works there looks itself whether somebody else does meanwhile.
      if (path[0] === 'session') return await next();
      const result = await next({ context: { services: actingFor(context.services, session, epoch) } });
      requireSame(session, epoch);
      if (writes === true) {
        if (session.client !== undefined) context.services.sessions.touch(session);
        context.services.events.storeChanged();
      }
      if (!isStream(result.output)) return result;
      const output: unknown = whileSame(session, epoch, result.output);
      return { ...result, output: output as typeof result.output };
    } catch (error) {
      // A refusal, too, is for whoever asked.
      const isTheirs = path[0] === 'session' || session.epoch === epoch;
      throw toContractError(isTheirs ? error : sessionEnded());
    }
  });

/**
 * The services as somebody uses them: what they write names them, and is not written when it had to wait until they were
 * gone.
 */
function actingFor(services: Services, session: Session, epoch: string | undefined): Services {
  const actor = actorOf(session);
  const write: Services['write'] = (work) =>
    services.write(() => {
      requireSame(session, epoch);
      return services.store.as(actor, work);
    });
  // Own properties, since services are also spread; looked at by nobody on the way.
  const own = Object.getOwnPropertyDescriptors(services);
  return Object.create(services, { ...own, write: { value: write, enumerable: true } }) as Services;
}

function isStream(output: unknown): output is AsyncGenerator {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}

/** A stream as long as the same person works there. */
async function* whileSame(session: Session, epoch: string | undefined, stream: AsyncGenerator) {
  for await (const piece of stream) {
    if (session.epoch !== epoch) return;
    yield piece;
  }
}
