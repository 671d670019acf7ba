import type { KnownAccount, Person, RuleResult } from '../../shared/domain/mivoice-business/types.ts';

/**
 * The stored accounts after a result was applied in full, held rows approved as the same person: one for each person, and
 * those that were left as they are.
 *
 * @param ids gives an id to each person who is new.
 * @param before the stored accounts that the rules were given.
 */
export function accountsOf(
  result: RuleResult,
  ids: (person: Person) => number,
  before: readonly KnownAccount[] = [],
): KnownAccount[] {
  const left = new Set(result.left);
  const accounts = result.people.map((person): KnownAccount => {
    const { key, firstName, lastName, department, group, deskPhone, softPhone, numbers } = person;
    return {
      accountId: person.accountId ?? ids(person),
      ...{ key, firstName, lastName, department, group, deskPhone, softPhone },
      numbers: numbers.map((number) => ({ ...number })),
    };
  });
  return [...accounts, ...before.filter(({ accountId }) => left.has(accountId))];
}

/** Ids that nobody has yet: one after the other from `first`. */
export function idsFrom(first: number): (person: Person) => number {
  let next = first;
  return () => next++;
}
