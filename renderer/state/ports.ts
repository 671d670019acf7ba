/**
 * The page's two ports: one to the engine, one to the shell. They come from the preload after the page said
 * `rollcall:ready`, and the engine's comes anew each time its worker was restarted.
 */
import { createORPCClient, ORPCError, type ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract, shellContract } from '../../shared/contract/index.ts';

type PortName = 'engine' | 'shell';

/** A port that may not be there yet, and may be replaced. Calls wait for it; those of a lost one fail. */
class SwitchingLink implements ClientLink<Record<never, never>> {
  #current = newConnection();

  /** Uses `port` from now on. */
  connect(port: MessagePort): void {
    if (this.#current.isConnected()) {
      this.#current.lose();
      this.#current = newConnection();
    }
    this.#current.use(port);
  }

  async call(...args: Parameters<ClientLink<Record<never, never>>['call']>): Promise<unknown> {
    const { link, lost } = this.#current;
    return Promise.race([link.then((ready) => ready.call(...args)), lost]);
  }

  /** Rejects when the port in use now is lost. */
  get lost(): Promise<never> {
    return this.#current.lost;
  }
}

function newConnection() {
  let resolve: (link: RPCLink<Record<never, never>>) => void = () => undefined;
  let lose: () => void = () => undefined;
  let connected = false;
  const link = new Promise<RPCLink<Record<never, never>>>((settle) => (resolve = settle));
  const lost = new Promise<never>((_, reject) => {
    lose = () => {
      reject(
        new ORPCError('engine.restarted', {
          message: 'The engine was restarted before it answered.',
          data: { hint: 'Nothing was lost. Try again.' },
        }),
      );
    };
  });
  // Nobody may be waiting when it is lost.
  lost.catch(() => undefined);
  return {
    link,
    lost,
    lose: () => {
      lose();
    },
    isConnected: () => connected,
    use(port: MessagePort) {
      connected = true;
      port.start();
      resolve(new RPCLink({ port }));
    },
  };
}

const links: Record<PortName, SwitchingLink> = { engine: new SwitchingLink(), shell: new SwitchingLink() };

/** Asks the engine: the product. */
export const engine: ContractRouterClient<typeof contract> = createORPCClient(links.engine);

/** Asks the shell: the window's own matters. */
export const shell: ContractRouterClient<typeof shellContract> = createORPCClient(links.shell);

/** Rejects when the engine's port in use now is lost, so that whoever reads a stream from it can begin anew. */
export function engineLost(): Promise<never> {
  return links.engine.lost;
}

const reconnected = new Set<() => void>();

/** Calls back each time a new engine port was taken into use. Returns how to stop that. */
export function onEngineConnected(listener: () => void): () => void {
  reconnected.add(listener);
  return () => reconnected.delete(listener);
}

/** Listens for ports and tells the preload that the page is ready for them. */
export function receivePorts(): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || !isPorts(event.data)) return;
    for (const [index, name] of event.data.has.entries()) {
      const port = event.ports[index];
      if (port === undefined) continue;
      links[name].connect(port);
      if (name === 'engine') for (const listener of reconnected) listener();
    }
  });
  window.postMessage('rollcall:ready', location.origin);
}

function isPorts(data: unknown): data is { type: 'rollcall:ports'; has: PortName[] } {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'rollcall:ports';
}
