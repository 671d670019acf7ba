import type { AccountFields } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import { isRole } from '../../../shared/domain/status-rules.ts';
import { AccountBulk, type Store, type WholeAccount } from '../store/index.ts';
import { requireAccount } from './account-detail.ts';
import { findNumber, requireNumber, sourceNumber, statusesAt } from './account-numbers.ts';
import { beforeImage, phonesOf, writeEdit } from './manual-account.ts';
import { editStatuses } from './statuses.ts';

/** Points every status that uses a number at another one, or at a role, as an administrator. Call inside a transaction. */
export function repointNumber(
  store: Store,
  input: { accountId: number; from: string; to: string },
  now: number,
): { statuses: string[] } {
  const { account } = requireAccount(store, input.accountId);
  const from = findNumber(account, input.from)?.number ?? input.from;
  const statuses = statusesAt(account, from);
  if (statuses.length === 0) requireNumber(account, from);
  const to = isRole(input.to) ? input.to : requireNumber(account, input.to, 'to choose').number;
  editStatuses(store, account, now, () => {
    store.statuses.movedReferences(account.accountId, [{ from, to }]);
  });
  return { statuses: from === to ? [] : statuses };
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
  const row = requireNumber(account, input.number);
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
  writeEdit(store, account.accountId, edit, beforeImage(account, edit)!, now, 'number-deleted');
  return { deleted: left === null };
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
