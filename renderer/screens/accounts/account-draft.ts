import { contract, type AccountDetail, type ManualAccount } from '../../../shared/contract/index.ts';
import { loginProblem } from '../../../shared/domain/account.ts';
import { changesIn } from '../../components/changes.ts';
import { asSentence, problemsOf, type Problems } from '../../components/form-problems.ts';
import { numberEdits, withNumberEdits } from './number-edits.ts';

/** A number as the form has it. */
export type DraftNumber = ManualAccount['numbers'][number];

/** What a person changed in the form of an account, on the version they began with. */
export interface AccountDraft {
  version: number;
  changes: Partial<ManualAccount>;
  /** The numbers that `changes.numbers` were made of. */
  numbersBefore?: DraftNumber[];
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

/** A draft with a further change; null when it holds nothing but what is stored. */
export function withChange(
  draft: AccountDraft,
  stored: ManualAccount,
  change: Partial<ManualAccount>,
): AccountDraft | null {
  const changes = { ...draft.changes, ...change };
  if (Object.keys(changesIn(stored, changes)).length === 0) return null;
  const numbersBefore = changes.numbers === undefined ? undefined : (draft.numbersBefore ?? stored.numbers);
  return { version: draft.version, changes, ...(numbersBefore && { numbersBefore }) };
}

/** What was typed so far, on what is stored now. Numbers that others added meanwhile stay. */
export function rebased(draft: AccountDraft, version: number, stored: ManualAccount): AccountDraft {
  const { changes, numbersBefore } = draft;
  if (changes.numbers === undefined || numbersBefore === undefined) return { ...draft, version };
  const numbers = withNumberEdits(stored.numbers, numberEdits(numbersBefore, changes.numbers));
  return { version, changes: { ...changes, numbers }, numbersBefore: stored.numbers };
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
