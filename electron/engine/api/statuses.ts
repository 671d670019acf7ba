import type { Status } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  DEFAULT_SETTINGS,
  type ReferenceSlot,
  type StatusSettings,
  type Target,
} from '../../../shared/domain/status.ts';
import {
  isNumberTarget,
  REFERENCE_SLOTS,
  SLOT_NAMES,
  statusesOf,
  takesTarget,
  targetsAt,
  type AccountStatus,
} from '../../../shared/domain/status-rules.ts';
import { foldName } from '../../../shared/domain/status-templates.ts';
import type { AccountRecord, StatusImage, Store, WholeAccount } from '../store/index.ts';
import { requireAccount } from './account-detail.ts';
import { accountPhones, requireNumber } from './account-numbers.ts';

/** For whom a status is edited: a user cannot touch what an administrator defined (domain.md 5.1). */
export type By = 'admin' | 'user';

/** Settings of which some are given. */
type GivenSettings = { [Slot in ReferenceSlot]?: StatusSettings[Slot] | undefined };

/** A status of an account, and who asks. */
interface Asked {
  accountId: number;
  name: string;
  by: By;
}

/** So many statuses an account has at most. */
export const MOST_STATUSES = 64;

/** The dynamic statuses of an account. */
export function listStatuses(store: Store, accountId: number): { loginId: string; statuses: Status[] } {
  const { account } = requireAccount(store, accountId);
  return { loginId: account.fields.loginId, statuses: accountStatuses(store, account).map(toStatus) };
}

/** Sets what was given of a status; one of the account's own may get another name. Call inside a transaction. */
export function setStatus(
  store: Store,
  input: Asked & { rename?: string | undefined; settings: GivenSettings; locked?: boolean | undefined },
  now: number,
): Status {
  const { account } = requireAccount(store, input.accountId);
  const { accountId } = account;
  const status = editable(store, account, input);
  const settings = withGiven(account, status.settings, input.settings);
  const locked = input.by === 'admin' ? (input.locked ?? status.locked) : status.locked;
  const name = input.rename === undefined ? status.name : newName(store, account, input.rename, status);
  editStatuses(store, account, now, () => {
    if (name !== status.name) store.statuses.rename(accountId, status.name, name);
    store.statuses.put(accountId, { name, settings, locked });
  });
  return statusNamed(store, account, name);
}

/** Adds a status of the account's own: as the default ones are, but for what is given. Call inside a transaction. */
export function addStatus(
  store: Store,
  input: Asked & { settings: GivenSettings; locked?: boolean | undefined },
  now: number,
): Status {
  const { account } = requireAccount(store, input.accountId);
  if (input.by === 'user' && !store.statuses.usersMayAdd(account.enterpriseId)) {
    throw new RollcallError(
      'status.not-allowed',
      'Users of this Enterprise cannot add statuses of their own.',
    );
  }
  const name = newName(store, account, input.name, null);
  if (accountStatuses(store, account).length >= MOST_STATUSES) {
    throw new RollcallError('usage.invalid', `An account has ${MOST_STATUSES} statuses at most.`);
  }
  const settings = withGiven(account, DEFAULT_SETTINGS, input.settings);
  const locked = input.by === 'admin' && input.locked === true;
  editStatuses(store, account, now, () => {
    store.statuses.put(account.accountId, { name, settings, locked });
  });
  return statusNamed(store, account, name);
}

/**
 * Deletes a status of the account's own, and with it what it points at (domain.md 5.5): was it the active one, the first is
 * now. One of a template goes back to what the Enterprise has. Call inside a transaction.
 */
export function deleteStatus(store: Store, input: Asked, now: number): { deleted: boolean } {
  const { account } = requireAccount(store, input.accountId);
  const { accountId } = account;
  const { name, own } = editable(store, account, input);
  editStatuses(store, account, now, () => {
    store.statuses.remove(accountId, name);
    if (own && store.statuses.of(accountId)?.active === name) store.statuses.setActive(accountId, '');
  });
  return { deleted: own };
}

/** Makes a status the active one; an administrator's, too. Call inside a transaction. */
export function activateStatus(
  store: Store,
  input: { accountId: number; name: string },
  now: number,
): Status {
  const { account } = requireAccount(store, input.accountId);
  const { name, active } = requireStatus(accountStatuses(store, account), input.name, account);
  if (!active) {
    editStatuses(
      store,
      account,
      now,
      () => store.statuses.setActive(account.accountId, name),
      'status-activated',
    );
  }
  return statusNamed(store, account, name);
}

/**
 * Changes statuses of an account by hand, or which one is active: what it overwrites is journalled, and the account's
 * version rises, unless nothing changed. Call inside a transaction.
 */
export function editStatuses(
  store: Store,
  account: WholeAccount,
  now: number,
  change: () => void,
  reasonCode = 'statuses-edited',
): void {
  const { accountId, fields, profileId } = account;
  const active = () => store.statuses.of(accountId)!.active;
  const statusText = () => JSON.stringify(store.statuses.image(accountId));
  const [image, text, activeStatus] = [statusesNow(store, accountId), statusText(), active()];
  change();
  const before = {
    ...(statusText() === text ? {} : image),
    ...(active() === activeStatus ? {} : { activeStatus }),
  };
  if (Object.keys(before).length === 0) return;
  store.accounts.update(accountId, fields, profileId);
  const login = fields.loginId;
  store.runs.recordEdit({ accountId, kind: 'update', reasonCode, login, before, at: now });
}

/** What is stored of an account's statuses as the journal keeps it, with the names of the templates that there are now. */
export function statusesNow(store: Store, accountId: number): StatusImage & { templates: string[] } {
  const templates = store.statuses.of(accountId)!.templates.map(({ name }) => name);
  return { ...store.statuses.image(accountId), templates };
}

/** The statuses of an account, as they are used. */
export function accountStatuses(store: Store, account: AccountRecord): AccountStatus[] {
  return statusesOf({ ...store.statuses.of(account.accountId)!, phones: accountPhones(account) });
}

/** A status as the contract shows it. */
export function toStatus({ name, settings, active, locked, broken, edited, own }: AccountStatus): Status {
  return { name, active, locked, ...settings, broken, edited, own };
}

/** `status.locked` of statuses that an administrator defined and that a user would change. */
export function lockedError(names: readonly string[], what: string): RollcallError {
  const are = names.length === 1 ? 'is' : 'are';
  return new RollcallError(
    'status.locked',
    `${names.join(' and ')} ${are} defined by an administrator. Only an administrator can ${what}.`,
    { details: { statuses: names } },
  );
}

function statusNamed(store: Store, account: AccountRecord, name: string): Status {
  return toStatus(accountStatuses(store, account).find((each) => each.name === name)!);
}

/** The status that is asked for, unless whoever asks may not change it: `status.locked`. */
function editable(store: Store, account: AccountRecord, { name, by }: Asked): AccountStatus {
  const status = requireStatus(accountStatuses(store, account), name, account);
  if (by === 'user' && status.locked) throw lockedError([status.name], 'change it');
  return status;
}

/** The status with that name, to the letter or else without regard to case. */
function requireStatus(statuses: AccountStatus[], name: string, { fields }: AccountRecord): AccountStatus {
  const same = (each: AccountStatus) => foldName(each.name) === foldName(name);
  const status = statuses.find((each) => each.name === name) ?? statuses.find(same);
  if (status !== undefined) return status;
  const names = statuses.map((each) => each.name).join(', ');
  throw new RollcallError(
    'status.not-found',
    `The account ${fields.loginId} has no status ${name}. It has: ${names}.`,
  );
}

/** A name for a new status, or another one for a status of the account's own: no other status has it in any case. */
function newName(store: Store, account: AccountRecord, name: string, renamed: AccountStatus | null): string {
  if (renamed?.name === name) return name;
  if (renamed?.own === false) {
    throw new RollcallError(
      'usage.invalid',
      `The status ${renamed.name} is one of the Enterprise’s, so it keeps its name.`,
    );
  }
  const other = accountStatuses(store, account).find(
    (each) => each.name !== renamed?.name && foldName(each.name) === foldName(name),
  );
  if (other === undefined) return name;
  throw new RollcallError('status.exists', `There is a status ${other.name} already.`, {
    details: { status: other.name },
  });
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
