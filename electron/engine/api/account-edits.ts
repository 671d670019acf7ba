import type { ManualAccount } from '../../../shared/contract/index.ts';
import { emptyFields, loginProblem, type AccountFields } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { AccountBulk, type Enterprise, type Store, type WholeAccount } from '../store/index.ts';
import { lockOf, requireAccount, type EditableField } from './account-detail.ts';
import { FILE_FIELDS } from './configuration-accounts.ts';
import {
  beforeImage,
  createAccount,
  numberChanges,
  phonesOf,
  writeEdit,
  type NumberChanges,
} from './manual-account.ts';

/** What was given of an account; what is left out stays as it is. */
type Given = { [Field in keyof ManualAccount]?: ManualAccount[Field] | undefined };

/** Fields of the account that are given under their own names. */
const OWN_FIELDS = ['loginId', ...FILE_FIELDS] as const;

/** Makes an account by hand. Call inside a transaction, like the others here. */
export function createManualAccount(
  store: Store,
  input: { enterpriseId: number; account: ManualAccount },
  now: number,
): { accountId: number } {
  const enterprise = store.enterprises.get(input.enterpriseId);
  if (enterprise === undefined) {
    throw new RollcallError(
      'enterprise.not-found',
      `There is no Enterprise with the id ${input.enterpriseId}.`,
    );
  }
  refuseIntegrated(enterprise);
  const { enterpriseId } = enterprise;
  const { account } = input;
  checkLogin(store, enterpriseId, account.loginId, 0);
  checkNumbers(account.numbers);
  const fields = { ...emptyFields(), ...phonesOf(account.numbers) };
  for (const field of OWN_FIELDS) fields[field] = account[field];
  const profileId = profileIdOf(store, enterpriseId, account.featureProfile);
  const numbers = numberChanges(undefined, account.numbers).put;
  const accountId = createAccount(store, enterpriseId, { fields, profileId, numbers }, now);
  store.seats.settle(enterpriseId, [{ accountId, from: null }]);
  return { accountId };
}

/** Sets what was given; refuses fields that a source owns when they differ (domain.md 4.4). */
export function updateAccount(
  store: Store,
  input: { accountId: number; version: number; account: Given },
  now: number,
): { accountId: number } {
  const { accountId } = input;
  const { account: found, enterprise } = requireAccount(store, accountId);
  refuseIntegrated(enterprise);
  refuseMoved(found, input.version);
  const given = input.account;
  const { enterpriseId } = found;
  const profileId =
    given.featureProfile === undefined
      ? found.profileId
      : profileIdOf(store, enterpriseId, given.featureProfile);
  refuseLocked(found, enterprise, given);
  if (given.loginId !== undefined && given.loginId !== found.fields.loginId) {
    checkLogin(store, enterpriseId, given.loginId, accountId);
  }
  const fields: AccountFields = { ...found.fields };
  for (const field of OWN_FIELDS) fields[field] = given[field] ?? fields[field];
  let numbers: NumberChanges | undefined;
  if (given.numbers !== undefined) {
    checkNumbers(given.numbers);
    numbers = numberChanges(found, given.numbers);
    refuseHeld(found, numbers);
    if (found.sourceKind === 'manual') Object.assign(fields, phonesOf(given.numbers, found.fields));
  }
  const edit = { fields, profileId, profileChanged: profileId !== found.profileId, numbers };
  const before = beforeImage(found, edit);
  if (before !== null) writeEdit(store, accountId, edit, before, now);
  if (edit.profileChanged) store.seats.settle(enterpriseId, [{ accountId, from: found.profileId }]);
  return { accountId };
}

/** Deletes an account with all it owns; the journal keeps it whole, so that it can be restored (E9). */
export function deleteAccount(
  store: Store,
  input: { accountId: number; version: number },
  now: number,
): { deleted: boolean } {
  const { account, enterprise } = requireAccount(store, input.accountId);
  refuseIntegrated(enterprise);
  refuseMoved(account, input.version);
  const { accountId, fields, enterpriseId } = account;
  const before = new AccountBulk(store.connection).delete(accountId, input.version);
  store.runs.recordEdit({
    accountId,
    kind: 'delete',
    reasonCode: 'deleted-by-hand',
    login: fields.loginId,
    before,
    at: now,
  });
  store.seats.settle(enterpriseId);
  return { deleted: true };
}

/** D22: in MiCollab-integrated mode the accounts are made in MiCollab. */
function refuseIntegrated(enterprise: Enterprise): void {
  if (enterprise.mode !== 'integrated') return;
  throw new RollcallError(
    'enterprise.integrated',
    `The Enterprise ${enterprise.name} runs in MiCollab-integrated mode, which owns its accounts.`,
  );
}

function refuseMoved(account: WholeAccount, version: number): void {
  if (account.version === version) return;
  throw new RollcallError(
    'account.moved',
    `The account ${account.fields.loginId} was changed by somebody else meanwhile.`,
  );
}

function refuseLocked(found: WholeAccount, enterprise: Enterprise, given: Given): void {
  const { editable, lockedBecause } = lockOf(found, enterprise);
  const isLocked = (field: EditableField) => !editable.includes(field);
  const fields = OWN_FIELDS.filter(
    (field) => isLocked(field) && given[field] !== undefined && given[field] !== found.fields[field],
  );
  if (fields.length === 0) return;
  throw new RollcallError('account.read-only', `${lockedBecause} Not changed: ${fields.join(', ')}.`, {
    details: { fields },
  });
}

/** D4: a number goes only when no status points at it. One that stays as the source's own goes nowhere. */
function refuseHeld(found: WholeAccount, { removed }: NumberChanges): void {
  const { deskPhone, softPhone } = found.fields;
  const own = found.sourceKind === 'manual' ? [] : [deskPhone, softPhone];
  const held = found.references.filter(({ number }) => removed.includes(number) && !own.includes(number));
  const [first] = held;
  if (first === undefined) return;
  const statuses = held.filter(({ number }) => number === first.number).map(({ status }) => status);
  throw new RollcallError(
    'number.held',
    `The number ${first.number} is used by the ${statuses.length === 1 ? 'status' : 'statuses'} ${statuses.join(', ')}.`,
    { details: { number: first.number, statuses } },
  );
}

/** The rules of a login ID that a person gives (domain.md 4.2). */
function checkLogin(store: Store, enterpriseId: number, loginId: string, accountId: number): void {
  const problem = loginProblem(loginId);
  if (problem !== null) throw new RollcallError('usage.invalid', `The login ID ${problem}.`);
  const holder = store.accounts.find(enterpriseId, loginId);
  if (holder !== undefined && holder.accountId !== accountId) {
    throw new RollcallError(
      'account.exists',
      `The login ID ${holder.fields.loginId} belongs to another account.`,
    );
  }
  if (!/^\d+$/.test(loginId)) return;
  const other = store.accounts.numberHolder(enterpriseId, loginId, accountId);
  if (other !== undefined) {
    throw new RollcallError(
      'account.exists',
      `The login ID ${loginId} is a number of the account ${other}; a login ID of digits only must not be another account's number.`,
    );
  }
}

function checkNumbers(numbers: ManualAccount['numbers']): void {
  const seen = new Set<string>();
  for (const { number } of numbers) {
    if (seen.has(number)) throw new RollcallError('usage.invalid', `The number ${number} is given twice.`);
    seen.add(number);
  }
}

function profileIdOf(store: Store, enterpriseId: number, name: string | null): number | null {
  if (name === null) return null;
  const profile = store.profiles.find(enterpriseId, name);
  if (profile === undefined) {
    throw new RollcallError('profile.not-found', `The Enterprise has no feature profile ${name}.`);
  }
  return profile.profileId;
}
