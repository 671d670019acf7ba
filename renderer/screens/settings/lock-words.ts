/** How many minutes without use it takes until the administration locks itself. */
export const IDLE_MINUTES = { least: 1, most: 1440 } as const;

/** The lock as it is typed in. */
export interface LockForm {
  current: string;
  next: string;
  again: string;
  idleMinutes: string | number;
}

/** Nothing typed yet. */
export function emptyLock(idleMinutes: number): LockForm {
  return { current: '', next: '', again: '', idleMinutes };
}

/** What is sent of what was typed; null while it makes no sense. A lock that is set may keep its password. */
export function lockOf(
  { current, next, again, idleMinutes }: LockForm,
  isSet: boolean,
): { current: string; next: string; idleMinutes: number } | null {
  const minutes = typeof idleMinutes === 'number' ? idleMinutes : Number.parseInt(idleMinutes, 10);
  const fits = Number.isInteger(minutes) && minutes >= IDLE_MINUTES.least && minutes <= IDLE_MINUTES.most;
  if (!fits || (isSet && current === '')) return null;
  const wanted = next === '' && isSet ? current : next;
  if (wanted === '' || (next !== again && !(next === '' && isSet))) return null;
  return { current, next: wanted, idleMinutes: minutes };
}

/** Why the second password does not fit the first; null when it does, or while it is still typed. */
export function whyNotAgain({ next, again }: Pick<LockForm, 'next' | 'again'>): string | null {
  return again !== '' && !next.startsWith(again) ? 'The two passwords differ.' : null;
}
