import type { AccountEntry } from '../../../shared/contract/configuration-file.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import type { AccountRecord } from '../store/index.ts';
import type { EnterpriseScope } from './configuration-scope.ts';
import { beforeImage, createAccount, numberChanges, phonesOf, writeEdit } from './manual-account.ts';

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
  if (fields.pbxNode !== found?.fields.pbxNode && !hasNode(scope, fields.pbxNode)) {
    const message = `names the PBX node "${fields.pbxNode}", which "${scope.name}" does not have`;
    scope.problem([...at, 'pbxNode'], message);
    return;
  }
  const presentProfile =
    found &&
    (found.featureProfile === null ? null : (scope.profile(found.featureProfile)?.profileId ?? null));
  const profileId = scope.profileId(entry.featureProfile, presentProfile, [...at, 'featureProfile']);
  const numbers = entry.numbers && numberChanges(found, entry.numbers);
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
    const account = { fields, profileId, numbers: numbers?.put ?? [] };
    const accountId = createAccount(store, scope.enterpriseId, account, now);
    scope.moved.push({ accountId, from: null });
    scope.changed('account', fields.loginId, 'created');
    return;
  }
  const edit = { fields, profileId, profileChanged: profileId !== presentProfile, numbers };
  const before = beforeImage(found, edit);
  if (before === null) {
    scope.changed('account', fields.loginId, 'unchanged');
    return;
  }
  if (scope.locked) scope.refuse(at, 'the accounts');
  writeEdit(store, found.accountId, edit, before, now);
  if (edit.profileChanged) scope.moved.push({ accountId: found.accountId, from: presentProfile ?? null });
  scope.changed('account', fields.loginId, 'updated');
}

/** Domain.md 4.2: an account is on one of the nodes of its Enterprise, or on none. */
function hasNode({ job, enterpriseId }: EnterpriseScope, name: string): boolean {
  return name === '' || job.store.sources.find(enterpriseId, name)?.kind === 'pbx';
}

function fieldsAfter(entry: AccountEntry, found: AccountRecord | undefined): AccountFields {
  const fields = { ...(found?.fields ?? { ...emptyFields(), loginId: entry.loginId }) };
  for (const field of FILE_FIELDS) fields[field] = entry[field] ?? fields[field];
  if (entry.numbers === undefined) return fields;
  const prime = phonesOf(entry.numbers.filter((each) => each.prime === true));
  const { deskPhone, softPhone } = fields;
  const present = { deskPhone: prime.deskPhone || deskPhone, softPhone: prime.softPhone || softPhone };
  return { ...fields, ...phonesOf(entry.numbers, present) };
}
