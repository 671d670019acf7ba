import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient, Session } from '../engine/index.ts';
import type { EngineHost } from './engine-host.ts';

/**
 * Does something with a client of the engine, for the shell itself, over a port of its own. When the engine dies the
 * port closes, and whatever is under way fails. Throws when there is no engine.
 */
export async function withEngine<T>(
  host: Pick<EngineHost, 'connect' | 'state'>,
  session: Session,
  act: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const port = host.connect(session);
  if (port === null) throw new RollcallError('store.busy', host.state.message);
  const client: EngineClient = createORPCClient(new RPCLink({ port }));
  port.start();
  try {
    return await act(client);
  } finally {
    port.close();
  }
}
