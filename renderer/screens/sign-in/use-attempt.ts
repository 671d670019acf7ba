import { useEffect, useState } from 'react';
import { waitSecondsOf } from './refusal.ts';

/** One try to get in at a time, what came of it, and how long the next one has to wait. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  /** When the next try may begin, epoch milliseconds. */
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  const wait = Math.max(0, Math.ceil((until - now) / 1000));

  useEffect(() => {
    if (until === 0) return;
    const timer = setInterval(() => {
      const at = Date.now();
      setNow(at);
      if (at >= until) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [until]);

  /** True: it was let in. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    try {
      await work();
      setError(null);
      return true;
    } catch (refused) {
      const seconds = waitSecondsOf(refused);
      setError(refused);
      setTries((before) => before + 1);
      // One look at the clock: with two, a wait of nothing could be one of a millisecond.
      const at = Date.now();
      setNow(at);
      setUntil(at + seconds * 1000);
      return false;
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    error,
    /** How many were refused: the same refusal once more is said once more. */
    tries,
    wait,
    attempt,
  };
}
