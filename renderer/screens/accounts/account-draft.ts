import { contract, type AccountDetail, type ManualAccount } from '../../../shared/contract/index.ts';
import { loginProblem } from '../../../shared/domain/account.ts';
import { asSentence, problemsOf, type Problems } from '../../components/form-problems.ts';

/** A number as the form has it. */
export type DraftNumber = ManualAccount['numbers'][number];

/** What a person changed in the form of an account, on the version they began with. */
export interface AccountDraft {
  version: number;
  changes: Partial<ManualAccount>;
}

/** The text fields of the form, in its order. */
const TEXT_FIELDS = [
  'loginId',
  'firstName',
  'lastName',
  'pbxNode',
  'mailbox',
  'displayName',
  'email',
  'department',
  'title',
  'location',
  'mobile',
] as const satisfies (keyof ManualAccount)[];

export type TextField = (typeof TEXT_FIELDS)[number];

const createSchema = contract.accounts.create['~orpc'].inputSchema!.shape.account;
const updateSchema = contract.accounts.update['~orpc'].inputSchema!.shape.account;

/** The form of an account: what is stored, or empty for a new one. */
export function valuesOf(detail: AccountDetail | null): ManualAccount {
  const texts = Object.fromEntries(TEXT_FIELDS.map((field) => [field, detail?.[field] ?? '']));
  return {
    ...(texts as Record<TextField, string>),
    featureProfile: detail?.featureProfile ?? null,
    numbers: (detail?.numbers ?? [])
      .filter(({ origin }) => origin === 'manual')
      .map(({ number, kind }) => ({ number, kind })),
  };
}

/** Only what differs from what is stored: that is what an update sends. */
export function changesIn(stored: ManualAccount, changes: Partial<ManualAccount>): Partial<ManualAccount> {
  const differs = ([field, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(stored[field as keyof ManualAccount]);
  return Object.fromEntries(Object.entries(changes).filter(differs));
}

/** What is wrong with a new account, by field. */
export function problemsOfNew(account: ManualAccount): Problems {
  return withOwnRules(problemsOf(createSchema, account), account);
}

/** What is wrong with the changes of an account, by field. What is not changed is not judged. */
export function problemsOfChanges(changes: Partial<ManualAccount>): Problems {
  return withOwnRules(problemsOf(updateSchema, changes), changes);
}

/** Rules that no schema of single fields can say (domain.md 4.2). */
function withOwnRules(problems: Problems, account: Partial<ManualAccount>): Problems {
  const all = { ...problems };
  const login = account.loginId === undefined ? null : loginProblem(account.loginId);
  if (login !== null) all.loginId ??= asSentence(login);
  const seen = new Set<string>();
  for (const [index, { number }] of (account.numbers ?? []).entries()) {
    if (seen.has(number.trim())) all[`numbers.${index}.number`] ??= 'Stands here twice';
    seen.add(number.trim());
  }
  return all;
}
