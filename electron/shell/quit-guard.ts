/** What the guard rests on. */
export interface QuitGuardOptions {
  /** Whether nobody is there to answer, as in a test. */
  unattended: boolean;
  /** Asks the person whether so many jobs may be cancelled; true quits. */
  ask: (jobs: number) => Promise<boolean>;
  /** Quits: whoever does that asks the guard again. */
  quit: () => void;
}

/** Keeps a quit from cancelling what is running unless a person said so. */
export class QuitGuard {
  readonly #options: QuitGuardOptions;
  #running: ReadonlySet<number> = new Set();
  /** Jobs that a person gave up: so that the quit which follows goes through, and only that one. */
  #givenUp: ReadonlySet<number> = new Set();
  #asking = false;

  constructor(options: QuitGuardOptions) {
    this.#options = options;
  }

  /** The jobs of the engine that have not ended. */
  setRunning(jobs: ReadonlySet<number>): void {
    this.#running = jobs;
  }

  /** Whether the app may quit now. When not, the person is asked, and the quit comes back if they agree. */
  mayQuit(): boolean {
    const open = [...this.#running].filter((jobId) => !this.#givenUp.has(jobId));
    if (open.length === 0 || this.#options.unattended) return true;
    if (!this.#asking) void this.#ask();
    return false;
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    // A desktop that cannot show a question must not keep the app alive for ever.
    const quits = await this.#options.ask(this.#running.size).catch(() => true);
    this.#asking = false;
    if (!quits) return;
    this.#givenUp = new Set(this.#running);
    this.#options.quit();
  }
}
