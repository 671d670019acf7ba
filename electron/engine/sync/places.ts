import { setTimeout as delay } from 'node:timers/promises';

/** How many runs work at a time: each has a thread of its own, and holds a directory's keys in memory. */
const MOST_RUNS = 4;
/** How often a run that waits looks for a place, in milliseconds. */
const POLL_MS = 100;

/** Places for runs: so that a synchronization of fifty Enterprises is not fifty workers at once. */
export class Places {
  #taken = 0;

  /** Works in a place, and says so once when it has to wait for one. Who was cancelled need not wait. */
  async during(
    waiting: { isCancelled: () => boolean; begun: () => void },
    work: () => Promise<void>,
  ): Promise<void> {
    for (let told = false; this.#taken >= MOST_RUNS && !waiting.isCancelled(); told = true) {
      if (!told) waiting.begun();
      await delay(POLL_MS);
    }
    this.#taken += 1;
    try {
      await work();
    } finally {
      this.#taken -= 1;
    }
  }
}
