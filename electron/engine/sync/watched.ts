/** How often the cancel flag is looked at while something waits for the network, in milliseconds. */
const LOOK_MS = 50;

/** Does something that waits for the network, with a signal that is aborted once the job is cancelled (E1). */
export async function watched<T>(
  job: { isCancelled(): boolean },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const watch = setInterval(() => {
    if (job.isCancelled()) abort.abort();
  }, LOOK_MS);
  try {
    return await work(abort.signal);
  } finally {
    clearInterval(watch);
  }
}
