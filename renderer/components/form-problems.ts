import type { z } from 'zod';

/** What is wrong with each field of a form, by its path; the first finding of each. */
export type Problems = Record<string, string>;

/** What a schema of the contract finds wrong with a form, in words that stand under a field: `Must not be empty`. */
export function problemsOf(schema: z.ZodType, value: unknown): Problems {
  const result = schema.safeParse(value);
  const problems: Problems = {};
  for (const { path, message } of result.error?.issues ?? []) {
    problems[path.map(String).join('.')] ??= asSentence(message);
  }
  return problems;
}

/** `must not be empty` as it stands alone under a field. */
export function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** Moves the focus to the first field of a form that is marked as faulty, once it has been drawn. */
export function focusFirstProblem(form: HTMLElement | null): void {
  // Mantine marks the wrapper of a field, too; only the field itself takes the focus.
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
