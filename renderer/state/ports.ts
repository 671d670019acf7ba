/**
 * The page's two ports: one to the engine, one to the shell. They come from the preload after the page said
 * `rollcall:ready`, and the engine's comes anew each time its worker was restarted.
 */
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract, shellContract } from '../../shared/contract/index.ts';
import { SwitchingLink } from './switching-link.ts';

type PortName = 'engine' | 'shell';

const links: Record<PortName, SwitchingLink> = { engine: new SwitchingLink(), shell: new SwitchingLink() };

/** Asks the engine: the product. */
export const engine: ContractRouterClient<typeof contract> = createORPCClient(links.engine);

/** Asks the shell: the window's own matters. */
export const shell: ContractRouterClient<typeof shellContract> = createORPCClient(links.shell);

/** What reads a stream step by step: each step rejects when the port of now is lost. */
export function guardedBy(name: PortName): <T>(step: Promise<T>) => Promise<T> {
  return links[name].guard();
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
  askForPorts();
}

/** Asks for ports, also for new ones; where there is no engine, the shell tries once more to start one. */
export function askForPorts(): void {
  window.postMessage('rollcall:ready', location.origin);
}

function isPorts(data: unknown): data is { type: 'rollcall:ports'; has: PortName[] } {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'rollcall:ports';
}
