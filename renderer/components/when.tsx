import { Text, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { relativeTime, shortTime, stamp } from './times.ts';

/** One clock for every relative time on the page. */
const TICK_MS = 15_000;
let now = Date.now();
const subscribers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  if (subscribers.size === 0) now = Date.now();
  subscribers.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of subscribers) each();
  }, TICK_MS);
  return () => {
    subscribers.delete(listener);
    if (subscribers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, as of the page's clock, in epoch milliseconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A moment relative to now, with the full stamp on hover and for screen readers. `at` is ISO 8601. */
export function When({ at, inline = false }: { at: string; inline?: boolean }) {
  // What happened since the clock last ticked is not in the future.
  const current = Math.max(useNow(), Date.parse(at));
  return (
    <Tooltip label={stamp(at)}>
      <Text
        component="time"
        dateTime={at}
        size={inline ? undefined : 'sm'}
        inherit={inline}
        tabIndex={inline ? -1 : undefined}
      >
        {relativeTime(Date.parse(at), current)}
      </Text>
    </Tooltip>
  );
}

/** A moment to come, such as `today 02:00`, with the full stamp on hover. */
export function Upcoming({ at }: { at: string }) {
  const current = useNow();
  return (
    <Tooltip label={stamp(at)}>
      <Text component="time" dateTime={at} inherit>
        {shortTime(Date.parse(at), current)}
      </Text>
    </Tooltip>
  );
}
