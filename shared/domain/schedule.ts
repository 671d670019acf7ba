/** When an Enterprise synchronizes by itself (E4; interfaces.md). Exactly one of the three forms. */
export type ScheduleRule =
  /** Minutes between two due times, 15 to 43,200 (30 days). */
  | { kind: 'interval'; minutes: number }
  /** Local time of day, `HH:mm`, in the schedule's time zone. */
  | { kind: 'daily'; at: string }
  | { kind: 'weekly'; days: Weekday[]; at: string };

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Schedule {
  enabled: boolean;
  rule: ScheduleRule;
  /** IANA name; null means the machine's own zone. */
  timeZone: string | null;
}

export const MINIMUM_INTERVAL_MINUTES = 15;
export const MAXIMUM_INTERVAL_MINUTES = 30 * 24 * 60;

/** Off, and every 24 hours when switched on (domain.md 1.4). */
export const DEFAULT_SCHEDULE: Schedule = {
  enabled: false,
  rule: { kind: 'interval', minutes: 24 * 60 },
  timeZone: null,
};

/** Minutes of a span such as `15m`, `24h` or `30d`; null when it is not one. */
export function parseSpan(text: string): number | null {
  const match = /^(\d{1,6})(m|h|d)$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * { m: 1, h: 60, d: 24 * 60 }[match[2] as 'm' | 'h' | 'd'];
}

/** The shortest span that means the same number of minutes. */
export function formatSpan(minutes: number): string {
  if (minutes % (24 * 60) === 0 && minutes >= 2 * 24 * 60) return `${minutes / (24 * 60)}d`;
  if (minutes % 60 === 0) return `${minutes / 60}h`;
  return `${minutes}m`;
}
