import { accountNames, fullName, isNamedAfterNumber, short, type Names } from './names.ts';
import type { PersonAnswers, RuleIssue, SamePersonAnswer } from './types.ts';

/**
 * Takes out the *same person* answers that were given about somebody else: one of the two numbers now has another first
 * and another last name (D8 (4)), so that a person would silently get somebody else's phone (D6). Each is warned about.
 * Answers of which no names were kept act as they are.
 *
 * @param now who has the numbers of devices that can be used. An answer about any other number does not act in any case.
 */
export function dropVoidAnswers(
  { same, separate }: PersonAnswers,
  now: ReadonlyMap<string, Names>,
): { answers: PersonAnswers; issues: RuleIssue[] } {
  const voided = new Set<string>();
  const issues: RuleIssue[] = [];
  // Of several about one number the last counts.
  for (const answer of new Map(same.map((each) => [each.number, each])).values()) {
    const others = strangers(answer, now);
    if (others.length === 0) continue;
    voided.add(answer.number);
    issues.push(warning(answer, others));
  }
  return {
    answers: voided.size === 0 ? { same, separate } : { same: without(same, voided), separate },
    issues,
  };
}

function without(same: readonly SamePersonAnswer[], voided: ReadonlySet<string>): SamePersonAnswer[] {
  return same.filter(({ number }) => !voided.has(number));
}

/** Of the two numbers, those that are somebody else's now, in words. */
function strangers(answer: SamePersonAnswer, names: ReadonlyMap<string, Names>): string[] {
  return (['number', 'with'] as const).flatMap((side) => {
    const number = answer[side];
    const before = answer.was?.[side];
    const now = names.get(number);
    if (before === undefined || now === undefined || isStillThere(number, before, now)) return [];
    return [`${number} was ${nameOf(before)} and is ${nameOf(now)} now`];
  });
}

/** D8 (3): first or last name unchanged. Who had no names, or was named after the number, may be named. */
function isStillThere(number: string, before: Names, after: Names): boolean {
  if (isNamedAfterNumber({ ...before, key: number })) return true;
  const now = accountNames({ ...after, number });
  const isKept = (field: 'firstName' | 'lastName') =>
    now[field].trim() !== '' && now[field] === before[field];
  return isKept('firstName') || isKept('lastName');
}

function nameOf(names: Names): string {
  return short(fullName(names)).trim() || 'without a name';
}

function warning({ number, with: other }: SamePersonAnswer, others: readonly string[]): RuleIssue {
  const message = `The answer that ${number} is the same person as ${other} does not act any more: ${others.join('; ')}. Answer anew on the page of the node, or take the answer back.`;
  return { severity: 'warning', code: 'pbx.answered', subject: number, field: '', message };
}

/** What is kept with an answer of the names of its two numbers; nothing where neither is known. */
export function wasOf(own: Names | undefined, other: Names | undefined): Pick<SamePersonAnswer, 'was'> {
  if (own === undefined && other === undefined) return {};
  return { was: { ...(own && { number: own }), ...(other && { with: other }) } };
}
