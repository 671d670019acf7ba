/** The day of a moment in this machine's time zone, as `2026-11-23`. `at` is epoch milliseconds. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const pad = (number: number, digits: number) => String(number).padStart(digits, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
