import { ACCOUNT_FIELDS, type AccountFields } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { historyField, partName } from '../../../shared/domain/history-fields.ts';
import type { AccountStatus } from '../../../shared/domain/status-rules.ts';
import { foldName } from '../../../shared/domain/status-templates.ts';
import {
  accountEvents,
  UndoRows,
  type AccountEventRecord,
  type NumberRecord,
  type StatusImage,
  type Store,
  type WholeAccount,
} from '../store/index.ts';
import { findNumber, sourceNumber } from './account-numbers.ts';
import { writeEdit } from './manual-account.ts';
import { deleteNumber } from './number-edits.ts';
import { accountStatuses, MOST_STATUSES, statusesNow } from './statuses.ts';

/** So many numbers an account has at most when its user adds one. */
const MOST_NUMBERS = 64;

/** Adds a number of the user's own (A13): no synchronization deletes it. Call inside a transaction. */
export function addMyNumber(
  store: Store,
  account: WholeAccount,
  input: { number: string; kind: 'external' | 'other' },
  now: number,
): void {
  const { number } = input;
  if (!/^[0-9A-Za-z*#+_.:()/ -]*$/.test(number) || !/\d/.test(number)) {
    throw new RollcallError('usage.invalid', `${number} is not a phone number.`);
  }
  const found = findNumber(account, number);
  if (found !== undefined) {
    throw new RollcallError('number.exists', `You have the number ${found.number} already.`, {
      details: { number: found.number },
    });
  }
  if (account.numbers.length >= MOST_NUMBERS) {
    throw new RollcallError('usage.invalid', `You can have ${MOST_NUMBERS} numbers at most.`);
  }
  const row: NumberRecord = { number, kind: input.kind, origin: 'user', state: 'present' };
  const { accountId, fields, profileId } = account;
  const edit = { fields, profileId, profileChanged: false, numbers: { removed: [], put: [row] } };
  const before = { numbers: numbersNow(store, accountId) };
  writeEdit(store, accountId, edit, before, now, 'number-added-by-hand');
}

/**
 * Deletes a number for its user: one of their own, or one that is gone (R6, D4). `number.present` of one that its source has
 * too, which would not go, and of one that an administrator added and that works. Call inside a transaction.
 */
export function deleteMyNumber(store: Store, account: WholeAccount, text: string, now: number): void {
  const row = findNumber(account, text);
  const source = row === undefined ? null : sourceNumber(account, row.number);
  if (source !== null) {
    const owner = source.origin === 'directory' ? 'directory' : 'phone system';
    throw new RollcallError('number.present', `The ${owner} still has the number ${source.number}.`, {
      details: { number: source.number },
    });
  }
  if (row !== undefined && isOfAdministrator(row)) {
    throw new RollcallError('number.present', ADMINISTRATORS, { details: { number: row.number } });
  }
  deleteNumber(store, { accountId: account.accountId, number: text }, now);
}

/** Why its user does not delete a number that `isOfAdministrator`. */
export const ADMINISTRATORS = 'Your administrator added it, and it works: only they can delete it.';

/** Whether a number is one that an administrator added and that works: it is not the user's to delete. */
export function isOfAdministrator({ origin, state }: NumberRecord): boolean {
  return origin === 'manual' && state === 'present';
}

/** The last change, when it was the user's own and nothing happened to the account since; null when there is none. */
export function undoableChange(store: Store, account: WholeAccount): AccountEventRecord | null {
  const [newest] = accountEvents(store, account.accountId, 1);
  if (newest === undefined || newest.runId !== null || newest.actor !== 'user') return null;
  if (newest.state !== 'applied' || newest.kind !== 'update' || newest.before === null) return null;
  return newest.afterVersion === account.version ? newest : null;
}

/** What the last change was, for the button that puts it back: `Undo: Mobile › Make call from 6001 → 3000`. */
export function undoSentence({ reasonCode, fields }: AccountEventRecord): string {
  const isUndo = reasonCode === 'undone-by-hand';
  const verb = isUndo ? 'Redo' : 'Undo';
  const phrases = Object.entries(fields).flatMap(([field, [before, after]]) => {
    // What was put back is told as it was done, and would be again.
    const [from, to] = isUndo ? [after, before] : [before, after];
    return phraseOf(field, from, to) ?? [];
  });
  if (phrases.length === 0) return `${verb} the last change`;
  const rest = phrases.length === 1 ? '' : ` and ${phrases.length - 1} more`;
  return `${verb}: ${phrases[0]}${rest}`;
}

/** What became of a number or a status, short; null of a field of the account itself. */
function phraseOf(field: string, before: unknown, after: unknown): string | null {
  const about = historyField(field);
  const [from, to] = [before, after].map((value) => (typeof value === 'string' ? value : null));
  const change = `${from ?? 'Nothing'} → ${to ?? 'Nothing'}`;
  switch (about?.about) {
    case undefined:
      return null;
    case 'activeStatus':
      return `Active status ${change}`;
    case 'number':
      if (from === null) return `Number ${about.number} added`;
      return `Number ${about.number} ${to === null ? 'deleted' : change}`;
    case 'status':
      if (about.part === 'name') return `${from} renamed to ${to}`;
      if (about.part !== null) return `${about.status} › ${partName(about.part)} ${change}`;
      if (to === 'locked' || to === 'unlocked') return `${about.status} ${to}`;
      return `${about.status} ${to === 'added' || from === 'removed' ? 'added' : 'deleted'}`;
  }
}

/**
 * Puts the last change of a user back, and journals that in turn: so it can be done again in the same way. `row.moved` when
 * something happened since, also when an administrator locked what would change, or when it would bring a status that the
 * user may not add now. Call inside a transaction.
 */
export function undoMine(store: Store, account: WholeAccount, changeId: number, now: number): void {
  const change = undoableChange(store, account);
  if (change?.changeId !== changeId) throw moved('Something happened to your account since');
  const { accountId } = account;
  const then = change.before!;
  const before = imageLike(store, account, then);
  const statusesBefore = accountStatuses(store, account);
  const fields = { ...account.fields, ...fieldsIn(then) };
  if ('numbers' in then) putNumbers(store, accountId, then['numbers'] as StoredNumber[], now);
  if ('statuses' in then) store.statuses.restore(accountId, then as unknown as StatusImage);
  if (typeof then['activeStatus'] === 'string') store.statuses.setActive(accountId, then['activeStatus']);
  store.accounts.update(accountId, fields, account.profileId);
  const statusesAfter = accountStatuses(store, store.accounts.get(accountId)!);
  refuseLocked(statusesBefore, statusesAfter);
  refuseOtherTemplates(store, account, then['templates'], [statusesBefore, statusesAfter]);
  refuseAdded(store, account, [statusesBefore, statusesAfter]);
  store.runs.recordEdit({
    ...{ accountId, kind: 'update', login: fields.loginId, before, at: now },
    reasonCode: change.reasonCode === 'undone-by-hand' ? 'redone-by-hand' : 'undone-by-hand',
  });
}

type StoredNumber = NumberRecord & { since?: number };

/** The numbers of an account as the journal keeps them, since when each is as it is included. */
function numbersNow(store: Store, accountId: number): object[] {
  return new UndoRows(store.connection).numbers(accountId);
}

/** What an account has now of everything that an image holds. */
function imageLike(
  store: Store,
  { accountId, fields }: WholeAccount,
  image: Record<string, unknown>,
): Record<string, unknown> {
  const now: Record<string, unknown> = {};
  for (const field of ACCOUNT_FIELDS) if (field in image) now[field] = fields[field];
  if ('numbers' in image) now['numbers'] = numbersNow(store, accountId);
  if ('statuses' in image) Object.assign(now, statusesNow(store, accountId));
  if ('activeStatus' in image) now['activeStatus'] = store.statuses.of(accountId)!.active;
  return now;
}

function fieldsIn(image: Record<string, unknown>): Partial<AccountFields> {
  const given = ACCOUNT_FIELDS.filter((field) => typeof image[field] === 'string');
  return Object.fromEntries(given.map((field) => [field, image[field]]));
}

function putNumbers(store: Store, accountId: number, then: readonly StoredNumber[], now: number): void {
  const kept = new Set(then.map(({ number }) => number));
  for (const { number } of store.accounts.get(accountId)!.numbers)
    if (!kept.has(number)) store.accounts.removeNumber(accountId, number);
  for (const { number, kind, origin, state, since } of then)
    store.accounts.addNumber(accountId, { number, kind, origin, state }, since ?? now);
}

/** The Enterprise's templates may be others since: what an administrator keeps to themselves stays as it is (domain.md 5.1). */
function refuseLocked(before: readonly AccountStatus[], after: readonly AccountStatus[]): void {
  for (const { name, locked } of [...before, ...after]) {
    if (locked && textIn(before, name) !== textIn(after, name)) {
      throw moved(`An administrator defines the status ${name} now`);
    }
  }
  const names = new Set(after.map(({ name }) => foldName(name)));
  if (names.size < after.length) throw moved(TWO_OF_A_NAME);
}

const TWO_OF_A_NAME = 'The Enterprise has a status of the same name now';

type BeforeAndAfter = readonly [before: readonly AccountStatus[], after: readonly AccountStatus[]];

/** What was one of the Enterprise's comes back as one of the Enterprise's, and what was the user's own as that. */
function refuseOtherTemplates(
  store: Store,
  { enterpriseId }: WholeAccount,
  then: unknown,
  [before, after]: BeforeAndAfter,
): void {
  if (!Array.isArray(then)) return;
  const folded = (names: readonly unknown[]) => new Set(names.map((name) => foldName(String(name))));
  const were = folded(then);
  const are = folded(store.statuses.templates(enterpriseId).map(({ name }) => name));
  for (const { name } of [...before, ...after]) {
    if (textIn(before, name) === textIn(after, name)) continue;
    const [was, is] = [were.has(foldName(name)), are.has(foldName(name))];
    if (was && !is) throw moved(`The Enterprise has no status ${name} any more`);
    if (!was && is) throw moved(TWO_OF_A_NAME);
  }
}

/** What is put back is no way round what adding a status is refused for (domain.md 5.1). */
function refuseAdded(store: Store, { enterpriseId }: WholeAccount, [before, after]: BeforeAndAfter): void {
  const own = (statuses: readonly AccountStatus[]) => statuses.filter((each) => each.own).length;
  if (own(after) > own(before) && !store.statuses.usersMayAdd(enterpriseId)) {
    throw moved('Users of this Enterprise cannot add statuses of their own now');
  }
  if (after.length > before.length && after.length > MOST_STATUSES) {
    throw moved(`An account has ${MOST_STATUSES} statuses at most`);
  }
}

/** A status with what a user can change of it, as it is compared. */
function textIn(statuses: readonly AccountStatus[], name: string): string {
  const found = statuses.find((each) => foldName(each.name) === foldName(name));
  return JSON.stringify([found?.name, found?.settings, found?.locked]);
}

function moved(why: string): RollcallError {
  return new RollcallError('row.moved', `${why}, so the change is not put back.`);
}
