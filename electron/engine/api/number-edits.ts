import type { AccountFields } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import { isRole } from '../../../shared/domain/status-rules.ts';
import { AccountBulk, UndoRows, type Store, type WholeAccount } from '../store/index.ts';
import { requireAccount } from './account-detail.ts';
import { findNumber, requireNumber, sourceNumber, statusesAt } from './account-numbers.ts';
import { beforeImage, phonesOf, writeEdit, type AccountEdit } from './manual-account.ts';
import { accountStatuses, editStatuses, lockedError, type By } from './statuses.ts';

/**
 * Points every status that uses a number at another one, or at a role. For a user those that an administrator defined are
 * `left`; with no other, `status.locked` (domain.md 5.1). Call inside a transaction.
 */
export function repointNumber(
  store: Store,
  input: { accountId: number; from: string; to: string; by: By },
  now: number,
): { statuses: string[]; left: string[] } {
  const { account } = requireAccount(store, input.accountId);
  const from = findNumber(account, input.from)?.number ?? input.from;
  const statuses = statusesAt(account, from);
  if (statuses.length === 0) requireNumber(account, from);
  const to = isRole(input.to) ? input.to : requireNumber(account, input.to, 'to choose').number;
  const left = input.by === 'admin' ? [] : lockedOf(store, account, statuses);
  if (left.length > 0 && left.length === statuses.length) {
    throw lockedError(left, `point ${left.length === 1 ? 'it' : 'them'} at another number`);
  }
  editStatuses(store, account, now, () => {
    store.statuses.movedReferences(account.accountId, [{ from, to }], new Set(left));
  });
  return { statuses: from === to ? [] : statuses.filter((name) => !left.includes(name)), left };
}

/** Those of some statuses of an account that an administrator defined. */
function lockedOf(store: Store, account: WholeAccount, names: readonly string[]): string[] {
  const locked = accountStatuses(store, account).filter((status) => status.locked);
  return names.filter((name) => locked.some((status) => status.name === name));
}

/**
 * Deletes a number that a person added, or that is gone, once nothing points at it (D4). A person's number that the source
 * has too is the source's alone afterwards: nothing is deleted then. Call inside a transaction.
 */
export function deleteNumber(
  store: Store,
  input: { accountId: number; number: string },
  now: number,
): { deleted: boolean } {
  const { account } = requireAccount(store, input.accountId);
  const { edit, deleted } = numberDeletion(account, input.number);
  const before = beforeImage(account, edit)!;
  // With since when each is as it is: it may be put back.
  before['numbers'] = new UndoRows(store.connection).numbers(account.accountId);
  writeEdit(store, account.accountId, edit, before, now, 'number-deleted');
  return { deleted };
}

/** How a number of an account is deleted (D4), or what keeps it, as the error that says so. */
export function numberDeletion(account: WholeAccount, text: string): { edit: AccountEdit; deleted: boolean } {
  const row = requireNumber(account, text);
  const { number, state, origin } = row;
  const left = sourceNumber(account, number);
  if (!isPersonal(row) && state === 'present') {
    const owner = origin === 'directory' ? 'directory' : 'phone system';
    throw new RollcallError(
      'number.present',
      `The ${owner} still has the number ${number} for ${account.fields.loginId}.`,
      { details: { number } },
    );
  }
  if (left === null) refuseReferenced(account, number);
  const edit = {
    fields: { ...account.fields, ...phonesWithout(account, number) },
    profileId: account.profileId,
    profileChanged: false,
    // The directory's own phones are columns of the account.
    numbers: left?.origin === 'pbx' ? { removed: [], put: [left] } : { removed: [number], put: [] },
  };
  return { edit, deleted: left === null };
}

/**
 * Deletes an account that is gone from the PBX, with the numbers and statuses that kept it (D2). The journal keeps it whole.
 * Call inside a transaction.
 */
export function releaseAndDelete(
  store: Store,
  input: { accountId: number; version: number },
  now: number,
): { deleted: boolean } {
  const { account } = requireAccount(store, input.accountId);
  const { accountId, fields, enterpriseId } = account;
  if (fields.orphan !== 'yes') {
    throw new RollcallError(
      'account.read-only',
      `The account ${fields.loginId} is not gone from its PBX, so it is not released.`,
    );
  }
  const before = new AccountBulk(store.connection).delete(accountId, input.version);
  if (before === null) {
    throw new RollcallError(
      'account.moved',
      `The account ${fields.loginId} was changed by somebody else meanwhile.`,
    );
  }
  store.runs.recordEdit({
    ...{ accountId, kind: 'delete', reasonCode: 'deleted-by-hand' },
    ...{ login: fields.loginId, before, at: now },
  });
  store.seats.settle(enterpriseId);
  return { deleted: true };
}

/** D4: a number goes only when no status points at it. */
function refuseReferenced(account: WholeAccount, number: string): void {
  const statuses = statusesAt(account, number);
  if (statuses.length === 0) return;
  const which = `the ${statuses.length === 1 ? 'status' : 'statuses'} ${statuses.join(', ')}`;
  throw new RollcallError(
    'number.held',
    `The number ${number} of ${account.fields.loginId} is used by ${which}.`,
    { details: { number, statuses } },
  );
}

/** Desk phone and softphone of an account that has no source, without one of its numbers. */
function phonesWithout(account: WholeAccount, number: string): Partial<AccountFields> {
  const { sourceKind, fields, numbers } = account;
  if (sourceKind !== 'manual') return {};
  const next = phonesOf(numbers.filter((each) => each.number !== number));
  return {
    deskPhone: fields.deskPhone === number ? next.deskPhone : fields.deskPhone,
    softPhone: fields.softPhone === number ? next.softPhone : fields.softPhone,
  };
}
