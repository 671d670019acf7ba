import type { Status } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { ReferenceSlot, StatusSettings, Target } from '../../../shared/domain/status.ts';
import {
  isNumberTarget,
  REFERENCE_SLOTS,
  SLOT_NAMES,
  statusesOf,
  takesTarget,
  targetsAt,
  type AccountStatus,
} from '../../../shared/domain/status-rules.ts';
import type { AccountRecord, Store, WholeAccount } from '../store/index.ts';
import { requireAccount } from './account-detail.ts';
import { accountPhones, requireNumber } from './account-numbers.ts';

/** Settings of which some are given. */
type GivenSettings = { [Slot in ReferenceSlot]?: StatusSettings[Slot] | undefined };

/** The dynamic statuses of an account. */
export function listStatuses(store: Store, accountId: number): { loginId: string; statuses: Status[] } {
  const { account } = requireAccount(store, accountId);
  return { loginId: account.fields.loginId, statuses: accountStatuses(store, account).map(toStatus) };
}

/** Sets what was given of a status, as an administrator. Call inside a transaction. */
export function setStatus(
  store: Store,
  input: { accountId: number; name: string; settings: GivenSettings; locked?: boolean | undefined },
  now: number,
): Status {
  const { account } = requireAccount(store, input.accountId);
  const status = requireStatus(accountStatuses(store, account), input.name, account);
  const settings = withGiven(account, status.settings, input.settings);
  const { name } = status;
  editStatuses(store, account, now, () => {
    store.statuses.put(account.accountId, { name, settings, locked: input.locked ?? status.locked });
  });
  return toStatus(accountStatuses(store, account).find((each) => each.name === name)!);
}

/**
 * Changes statuses of an account by hand: what it overwrites is journalled, and the account's version rises, unless
 * nothing changed. Call inside a transaction.
 */
export function editStatuses(store: Store, account: WholeAccount, now: number, change: () => void): void {
  const { accountId, fields, profileId } = account;
  const before = store.statuses.image(accountId);
  change();
  if (JSON.stringify(store.statuses.image(accountId)) === JSON.stringify(before)) return;
  store.accounts.update(accountId, fields, profileId);
  store.runs.recordEdit({
    accountId,
    kind: 'update',
    reasonCode: 'statuses-edited',
    login: fields.loginId,
    before: { ...before },
    at: now,
  });
}

function accountStatuses(store: Store, account: AccountRecord): AccountStatus[] {
  return statusesOf({ ...store.statuses.of(account.accountId)!, phones: accountPhones(account) });
}

/** The status with that name, to the letter or else without regard to case. */
function requireStatus(statuses: AccountStatus[], name: string, { fields }: AccountRecord): AccountStatus {
  const same = (each: AccountStatus) => each.name.toLowerCase() === name.toLowerCase();
  const status = statuses.find((each) => each.name === name) ?? statuses.find(same);
  if (status !== undefined) return status;
  const names = statuses.map((each) => each.name).join(', ');
  throw new RollcallError(
    'status.not-found',
    `The account ${fields.loginId} has no status ${name}. It has: ${names}.`,
  );
}

function withGiven(account: AccountRecord, before: StatusSettings, given: GivenSettings): StatusSettings {
  const settings = { ...before };
  const take = (slot: ReferenceSlot, target: Target) =>
    checkedTarget(account, slot, target, targetsAt(before, slot));
  for (const slot of REFERENCE_SLOTS) {
    if (slot === 'sendCallsTo') {
      if (given.sendCallsTo === undefined) continue;
      settings.sendCallsTo = [...new Set(given.sendCallsTo.map((target) => take(slot, target)))];
    } else if (given[slot] !== undefined) settings[slot] = take(slot, given[slot]);
  }
  return settings;
}

/** A target as it is stored. A number must be the account's, and there, unless the place has it already (D3). */
function checkedTarget(
  account: AccountRecord,
  slot: ReferenceSlot,
  target: Target,
  before: readonly Target[],
): Target {
  if (!takesTarget(slot, target)) {
    const what = target === '' ? 'nothing' : target;
    throw new RollcallError('usage.invalid', `${SLOT_NAMES[slot]} cannot be ${what}.`);
  }
  if (!isNumberTarget(target) || before.includes(target)) return target;
  return requireNumber(account, target, 'to choose').number;
}

function toStatus({ name, settings, active, locked, broken, edited }: AccountStatus): Status {
  return { name, active, locked, ...settings, broken, edited };
}
