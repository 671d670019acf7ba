import type { MessagePort } from 'node:worker_threads';

/** The part of Electron's MessagePortMain that the relay uses. */
export interface PagePort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/**
 * Connects a page's port with the engine's, since Electron's ports cannot be handed to a worker. Main looks at nothing
 * that passes, except that it is text, which is all that oRPC sends. When one side closes, so does the other.
 */
export function relay(page: PagePort, engine: MessagePort): void {
  page.on('message', ({ data }) => {
    if (typeof data === 'string') engine.postMessage(data);
  });
  engine.on('message', (data: unknown) => page.postMessage(data));
  page.on('close', () => engine.close());
  engine.on('close', () => page.close());
  page.start();
}
