/** How times are written. All take epoch milliseconds unless they say ISO 8601. */

const STAMP = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short' });

/** The full stamp of an ISO 8601 time, in this machine's zone. */
export function stamp(at: string): string {
  return STAMP.format(new Date(at));
}

/** Date and time, short, of an ISO 8601 time. */
export function dateTime(at: string): string {
  return DATE_TIME.format(new Date(at));
}

/** How long ago: `just now`, `2 min ago`, `3 h ago`, `yesterday`, then the date. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 60) return 'just now';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  const days = daysBetween(at, now);
  if (hours < 24 && days <= 1) return `${hours} h ago`;
  if (days === 1) return `yesterday ${TIME.format(at)}`;
  if (days < 7) return `${days} days ago`;
  return DATE_TIME.format(at);
}

/** A time to come: `today 02:00`, `tomorrow 02:00`, `Fri 02:00`, then the date. */
export function shortTime(at: number, now: number): string {
  const days = daysBetween(now, at);
  if (days <= 0) return `today ${TIME.format(at)}`;
  if (days === 1) return `tomorrow ${TIME.format(at)}`;
  if (days < 7) return `${WEEKDAY.format(at)} ${TIME.format(at)}`;
  return DATE_TIME.format(at);
}

/** A span of milliseconds: `0.8 s`, `12 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Midnights between two moments, in this machine's zone. */
function daysBetween(from: number, to: number): number {
  const start = new Date(from).setHours(0, 0, 0, 0);
  const end = new Date(to).setHours(0, 0, 0, 0);
  return Math.round((end - start) / 86_400_000);
}
