import { errorInfo } from '../../shared/domain/errors.ts';

/** How often history is looked through, in milliseconds, beside after each run. */
const EVERY_MS = 24 * 60 * 60 * 1000;

/** What housekeeping rests on. */
export interface HousekeepingOptions {
  /** Throws away what is too old, until that is done or it is told to stop. */
  prune: (isStopped: () => boolean) => Promise<unknown>;
  /** Faults that belong into the log. */
  log: (event: string, fields: Record<string, unknown>) => void;
  /** The machine's timer by default; returns what stops it. */
  repeat?: (act: () => void, everyMs: number) => () => void;
}

/** Throws history away that is too old (E9): when it is woken, and daily once it was started. One look at a time. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #working: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #stopTimer: (() => void) | null = null;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  /** Looks now, and every day. */
  start(): void {
    this.#stopTimer = (this.#options.repeat ?? repeatedly)(() => this.wake(), EVERY_MS);
    this.wake();
  }

  /** Looks now, or once more after the look that is under way. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#working !== null) {
      this.#again = true;
      return;
    }
    this.#working = this.#look().finally(() => {
      this.#working = null;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Stops; resolves when the look that is under way has come to a halt. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer?.();
    await this.#working;
  }

  async #look(): Promise<void> {
    try {
      // In a later turn: whoever wakes it has something more urgent to do.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#options.prune(() => this.#stopped);
    } catch (error) {
      this.#options.log('history.fault', { ...errorInfo(error) });
    }
  }
}

function repeatedly(act: () => void, everyMs: number): () => void {
  const timer = setInterval(act, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
