import type { PersonAnswers } from './types.ts';

/** What was answered about a device (D12). */
export type Answer = { kind: 'separate' } | { kind: 'same'; with: string };

/** Answers by number. Of several about one number the last counts, and *separate* before *same*. */
export function answersByNumber({ same, separate }: PersonAnswers): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const each of same) answers.set(each.number, { kind: 'same', with: each.with });
  for (const number of separate) answers.set(number, { kind: 'separate' });
  return answers;
}

/**
 * For each device that waits to be joined, the number at the end of its chain of *same person* answers; null when the
 * chain goes round in a circle.
 */
export function endsOfChains(waiting: ReadonlyMap<string, string>): Map<string, string | null> {
  const ends = new Map<string, string | null>();
  for (const start of waiting.keys()) {
    const passed = new Set<string>();
    let number = start;
    // A chain is walked up to where another one was walked before, so that long ones cost no more than their length.
    while (waiting.has(number) && !ends.has(number) && !passed.has(number)) {
      passed.add(number);
      number = waiting.get(number)!;
    }
    const end = passed.has(number) ? null : ends.has(number) ? ends.get(number)! : number;
    for (const each of passed) ends.set(each, end);
  }
  return ends;
}
