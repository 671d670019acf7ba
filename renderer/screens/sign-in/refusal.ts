import { ORPCError } from '@orpc/client';

/** How long the engine wants to be left alone after wrong tries, in seconds; 0 when it takes the next one at once. */
export function waitSecondsOf(error: unknown): number {
  if (!(error instanceof ORPCError)) return 0;
  const { details } = (error.data ?? {}) as { details?: { waitSeconds?: unknown } };
  const seconds = details?.waitSeconds;
  return typeof seconds === 'number' && seconds > 0 ? Math.ceil(seconds) : 0;
}

/** A span to wait, as it counts down: `9 s`, `4 min 05 s`. */
export function countdown(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The same for whoever hears it: said once a minute, then at 30 and 10 seconds, so that it does not talk all the time. */
export function spokenCountdown(seconds: number): string {
  if (seconds > 60) return `You can try again in about ${Math.ceil(seconds / 60)} minutes.`;
  if (seconds > 30) return 'You can try again in a minute.';
  if (seconds > 10) return 'You can try again in half a minute.';
  return seconds > 0 ? 'You can try again in a few seconds.' : 'You can try again now.';
}
