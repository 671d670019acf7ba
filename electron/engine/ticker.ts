import { errorInfo } from '../../shared/domain/errors.ts';

/** How often the schedules are looked at, in milliseconds. */
const TICK_MS = 20_000;

/** What a ticker rests on. */
export interface TickerOptions {
  /** Starts whatever is due. */
  startDue: () => Promise<unknown>;
  /** Faults that belong into the log. */
  log: (event: string, fields: Record<string, unknown>) => void;
  /** Milliseconds between two looks. */
  everyMs?: number;
  /** The machine's timer by default; returns what stops it. */
  repeat?: (act: () => void, everyMs: number) => () => void;
}

/**
 * Looks at the schedules at once and then again and again, as `rollcall sync --due` does once (E4). A look that takes
 * long is never joined by a second one. Returns what stops it; resolves when the look that was under way is over.
 */
export function startTicker(options: TickerOptions): () => Promise<void> {
  const { startDue, log, everyMs = TICK_MS, repeat = repeatedly } = options;
  let looking: Promise<void> | null = null;
  const look = (): void => {
    looking ??= Promise.resolve()
      .then(() => startDue())
      .then(
        () => undefined,
        (error: unknown) => log('schedule.fault', { ...errorInfo(error) }),
      )
      .finally(() => {
        looking = null;
      });
  };
  const stop = repeat(look, everyMs);
  look();
  return async () => {
    stop();
    await looking;
  };
}

function repeatedly(act: () => void, everyMs: number): () => void {
  const timer = setInterval(act, everyMs);
  return () => clearInterval(timer);
}
