/** The page's ports in the hands of a test: what a page that was taken over could do. */
import type { Page } from '@playwright/test';

/** What oRPC sends for a call, and for an answer. */
export interface Answer {
  i: string;
  p: { s?: number; b: { json: Record<string, unknown> } };
}

/** Takes the page's ports over, and leaves them in `globalThis.testPorts` as they come. */
export async function takePorts(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ports: Record<string, MessagePort> = {};
    Object.assign(globalThis, { testPorts: ports });
    await new Promise<void>((resolve) => {
      window.addEventListener('message', (event: MessageEvent<{ type?: string; has?: string[] }>) => {
        if (event.data.type !== 'rollcall:ports') return;
        event.data.has?.forEach((name, index) => {
          const port = event.ports[index];
          if (!port) return;
          ports[name] = port;
          port.start();
        });
        resolve();
      });
      window.postMessage('rollcall:ready', location.origin);
    });
  });
}

/** Calls a procedure over one of those ports and answers with its first answer; null after two seconds of silence. */
export async function call(
  page: Page,
  name: 'engine' | 'shell',
  procedure: string,
  input: unknown = {},
): Promise<Answer | null> {
  return page.evaluate(
    async ([to, address, json]) => {
      const port = (globalThis as unknown as { testPorts: Record<string, MessagePort> }).testPorts[to];
      if (!port) return null;
      const i = String(Math.random());
      return new Promise<Answer | null>((resolve) => {
        setTimeout(() => resolve(null), 2000);
        port.addEventListener('message', (event: MessageEvent<string>) => {
          const message = JSON.parse(event.data) as Answer;
          if (message.i === i) resolve(message);
        });
        port.postMessage(JSON.stringify({ i, p: { u: address, b: { json } } }));
      });
    },
    [name, procedure, input] as const,
  );
}
