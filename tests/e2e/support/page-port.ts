/**
 * The page's own port to the engine, seen from inside the page: how much passes over it, and how long an answer takes.
 * Both work on the port that the page itself uses, through main and its relay, and need nothing of the app.
 */
import type { Page } from '@playwright/test';

/** What the page keeps for the test. */
interface Watched {
  /** Bytes in UTF-8 of everything that passed, both ways, over all ports. */
  bytes: number;
  engine: MessagePort | null;
}

interface WatchedWindow {
  watched: Watched;
}

/** Starts counting, and loads the page anew so that nothing that passes is missed. */
export async function watchPorts(page: Page, address: string): Promise<void> {
  await page.addInitScript(() => {
    const watched: Watched = { bytes: 0, engine: null };
    Object.assign(globalThis, { watched });
    const sizeOf = (data: unknown) => new TextEncoder().encode(String(data)).length;
    const own: TypedPropertyDescriptor<unknown> | undefined = Object.getOwnPropertyDescriptor(
      MessagePort.prototype,
      'postMessage',
    );
    const post = own?.value as (this: MessagePort, ...given: unknown[]) => void;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]) {
      watched.bytes += sizeOf(given[0]);
      post.apply(this, given);
    };
    window.addEventListener('message', (event: MessageEvent<{ type?: string; has?: string[] } | string>) => {
      if (typeof event.data === 'string' || event.data.type !== 'rollcall:ports') return;
      for (const [index, name] of (event.data.has ?? []).entries()) {
        const port = event.ports[index];
        port?.addEventListener('message', ({ data }) => (watched.bytes += sizeOf(data)));
        if (name === 'engine') watched.engine = port ?? null;
      }
    });
  });
  await page.goto(`app://rollcall${address}`);
}

/** Bytes that passed since the page was loaded. */
export function portBytes(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as WatchedWindow).watched.bytes);
}

/** Calls that are asked for again and again, by the address of the procedure. */
export type Calls = readonly (readonly [procedure: string, input: unknown])[];

/**
 * Asks the engine for one call after the other, one every `everyMs`, whether or not the last was answered, until
 * `stopAsking`. They go over the page's own port, so they wait behind whatever else the page asks for.
 */
export async function startAsking(page: Page, calls: Calls, everyMs: number): Promise<void> {
  await page.evaluate(
    ([all, ms]) => {
      const { watched } = globalThis as unknown as WatchedWindow;
      const port = watched.engine;
      if (!port) throw new Error('the page has no port to the engine');
      const asked = new Map<string, { procedure: string; at: number }>();
      const answered: [procedure: string, ms: number][] = [];
      const refused: string[] = [];
      port.addEventListener('message', ({ data }) => {
        const { i, p } = JSON.parse(String(data)) as { i: string; p: { s?: number } };
        const call = asked.get(i);
        if (!call) return;
        asked.delete(i);
        answered.push([call.procedure, performance.now() - call.at]);
        if (p.s !== undefined && p.s >= 400) refused.push(String(data).slice(0, 300));
      });
      let count = 0;
      const timer = setInterval(() => {
        const call = all[count % all.length];
        if (!call) return;
        const [procedure, input] = call;
        // What oRPC sends for a call; its own ids are numbers.
        const i = `test-${count++}`;
        asked.set(i, { procedure, at: performance.now() });
        port.postMessage(JSON.stringify({ i, p: { u: procedure, b: { json: input } } }));
      }, ms);
      Object.assign(globalThis, {
        stopAsking: () => {
          clearInterval(timer);
          return { answered, refused, open: asked.size };
        },
      });
    },
    [calls, everyMs] as const,
  );
}

/** What the calls came to: milliseconds of each answer, and how many had none when the asking ended. */
export async function stopAsking(
  page: Page,
): Promise<{ answered: [procedure: string, ms: number][]; refused: string[]; open: number }> {
  return page.evaluate(() =>
    (
      globalThis as unknown as {
        stopAsking(): { answered: [string, number][]; refused: string[]; open: number };
      }
    ).stopAsking(),
  );
}
