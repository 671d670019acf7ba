import type { AccountEntry } from '../../../shared/contract/configuration-file.ts';
import { ACCOUNT_FIELDS, emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import type { AccountRecord, NumberRecord } from '../store/index.ts';
import type { EnterpriseScope } from './configuration-scope.ts';

/** Fields of an account that the file names as such; login and phones have keys of their own. */
export const FILE_FIELDS = [
  'firstName',
  'lastName',
  'email',
  'department',
  'title',
  'location',
  'displayName',
  'mobile',
  'mailbox',
  'pbxNode',
] as const;

/** Creates or updates an account made by hand, by its login ID. Each edit is journalled. */
export function importAccount(scope: EnterpriseScope, entry: AccountEntry, index: number): void {
  const { store, at: now } = scope.job;
  const at = ['accounts', index];
  const found = store.accounts.find(scope.enterpriseId, entry.loginId);
  if (found !== undefined && found.sourceId !== null) {
    scope.problem(
      [...at, 'loginId'],
      `"${entry.loginId}" belongs to an account of the source "${found.source}"`,
    );
    return;
  }
  if (found === undefined && entry.lastName === undefined) {
    scope.problem([...at, 'lastName'], 'is missing: a new account needs it');
    return;
  }
  const fields = fieldsAfter(entry, found);
  const presentProfile =
    found &&
    (found.featureProfile === null ? null : (scope.profile(found.featureProfile)?.profileId ?? null));
  const profileId = scope.profileId(entry.featureProfile, presentProfile, [...at, 'featureProfile']);
  const numbers = entry.numbers && numberChanges(found?.numbers ?? [], entry.numbers);
  const stillUsed = found?.references.find(({ number }) => numbers?.removed.includes(number));
  if (stillUsed !== undefined) {
    scope.problem(
      [...at, 'numbers'],
      `leaves out the number "${stillUsed.number}", to which the status "${stillUsed.status}" points`,
    );
    return;
  }

  if (found === undefined) {
    if (scope.locked) scope.refuse(at, 'the accounts');
    const accountId = store.accounts.createManual(scope.enterpriseId, fields, profileId);
    for (const number of numbers?.put ?? []) store.accounts.addNumber(accountId, number, now);
    store.runs.recordEdit({ accountId, kind: 'create', login: fields.loginId, before: null, at: now });
    scope.changed('account', fields.loginId, 'created');
    return;
  }
  const before = beforeImage(found, fields, profileId !== presentProfile, numbers);
  if (before === null) {
    scope.changed('account', fields.loginId, 'unchanged');
    return;
  }
  if (scope.locked) scope.refuse(at, 'the accounts');
  const { accountId } = found;
  store.accounts.update(accountId, fields, profileId);
  for (const number of [...(numbers?.removed ?? []), ...(numbers?.put ?? []).map((each) => each.number)]) {
    store.accounts.removeNumber(accountId, number);
  }
  for (const number of numbers?.put ?? []) store.accounts.addNumber(accountId, number, now);
  store.runs.recordEdit({ accountId, kind: 'update', login: fields.loginId, before, at: now });
  scope.changed('account', fields.loginId, 'updated');
}

function fieldsAfter(entry: AccountEntry, found: AccountRecord | undefined): AccountFields {
  const fields = { ...(found?.fields ?? { ...emptyFields(), loginId: entry.loginId }) };
  for (const field of FILE_FIELDS) fields[field] = entry[field] ?? fields[field];
  if (entry.numbers !== undefined) {
    fields.deskPhone = entry.numbers.find(({ kind }) => kind === 'desk')?.number ?? '';
    fields.softPhone = entry.numbers.find(({ kind }) => kind === 'soft')?.number ?? '';
  }
  return fields;
}

interface NumberChanges {
  /** Manual numbers that the file no longer names. */
  removed: string[];
  /** Numbers that are new, or become manual, or of another kind. */
  put: NumberRecord[];
}

/** What it takes until exactly the wanted numbers are the manual ones. Numbers of other origins are not touched. */
function numberChanges(
  present: NumberRecord[],
  wanted: readonly { number: string; kind?: NumberRecord['kind'] | undefined }[],
): NumberChanges {
  const removed = present
    .filter(({ origin, number }) => origin === 'manual' && !wanted.some((each) => each.number === number))
    .map(({ number }) => number);
  const put = wanted
    .map(({ number, kind = 'other' }): NumberRecord => ({ number, kind, origin: 'manual', state: 'present' }))
    .filter(
      ({ number, kind }) =>
        !present.some((each) => each.number === number && each.kind === kind && each.origin === 'manual'),
    );
  return { removed, put };
}

/** What the edit overwrites, for the journal; null when it changes nothing. */
function beforeImage(
  found: AccountRecord,
  fields: AccountFields,
  profileChanged: boolean,
  numbers: NumberChanges | undefined,
): Record<string, unknown> | null {
  const before: Record<string, unknown> = {};
  for (const field of ACCOUNT_FIELDS) {
    if (found.fields[field] !== fields[field]) before[field] = found.fields[field];
  }
  if (profileChanged) before['featureProfile'] = found.featureProfile;
  if (numbers !== undefined && numbers.removed.length + numbers.put.length > 0)
    before['numbers'] = found.numbers;
  return Object.keys(before).length === 0 ? null : before;
}
