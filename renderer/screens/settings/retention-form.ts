import type { Retention } from '../../../shared/contract/index.ts';

/** The settings as they are typed: a field may be empty for a while. */
export type RetentionForm = Record<keyof Retention, number | string>;

/** The fields with their limits (contract/runs.ts). */
export const FIELDS: readonly {
  name: keyof Retention;
  label: string;
  description: string;
  least: number;
  most: number;
}[] = [
  {
    name: 'journalDays',
    label: 'Changes and issues, in days',
    description: 'And what undo puts back',
    least: 1,
    most: 3650,
  },
  {
    name: 'journalRuns',
    label: 'Changes of each source, in runs',
    description: 'Whichever limit comes first',
    least: 1,
    most: 10_000,
  },
  {
    name: 'runDays',
    label: 'Runs, in days',
    description: 'With outcome and counters',
    least: 1,
    most: 3650,
  },
];

/** The settings that a form means; null while one of them is not valid. */
export function retentionOf(form: RetentionForm): Retention | null {
  const numbers = FIELDS.map(({ name, least, most }) => {
    const value = form[name];
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? ([name, value] as const)
      : null;
  });
  if (numbers.includes(null)) return null;
  return Object.fromEntries(numbers.filter((each) => each !== null)) as unknown as Retention;
}

/** Whether anything is kept for a shorter time than before. */
export function shortens(before: Retention, after: Retention): boolean {
  return FIELDS.some(({ name }) => after[name] < before[name]);
}
