import { ACCOUNT_FIELDS, type AccountFields } from '../../../shared/domain/account.ts';
import { compareNumbers, numbersOf } from '../../../shared/domain/numbers.ts';
import type { AccountRecord, NumberRecord, Store } from '../store/index.ts';

/** What a person, or a configuration file, wants the numbers of an account to be. */
export type WantedNumbers = readonly { number: string; kind?: NumberRecord['kind'] | undefined }[];

/** What it takes until exactly the wanted numbers are the manual ones. */
export interface NumberChanges {
  /** Manual numbers that are not wanted any more, and that nobody else has for the account. */
  removed: string[];
  /** Numbers that are new, become manual or the phone system's again, or are of another kind. */
  put: NumberRecord[];
}

/** An edit of an account, as it is written and journalled. */
export interface AccountEdit {
  fields: AccountFields;
  profileId: number | null;
  profileChanged: boolean;
  numbers: NumberChanges | undefined;
}

/**
 * Numbers of other origins are not touched, unless one is wanted as a manual one: then it is one row (A14), and as gone
 * from the phone system as before (D3). A manual one that is not wanted any more and that the phone system has too becomes
 * the phone system's again.
 */
export function numberChanges(
  found: Pick<AccountRecord, 'numbers' | 'fields'> | undefined,
  wanted: WantedNumbers,
): NumberChanges {
  const stored = new Map(found?.numbers.map((row) => [row.number, row]));
  const onPbx = new Map(numbersOf(found?.fields.pbxNumbers ?? '').map((each) => [each.number, each]));
  const dropped = [...stored.values()].filter(
    ({ origin, number }) => origin === 'manual' && !wanted.some((each) => each.number === number),
  );
  const removed: string[] = [];
  const put: NumberRecord[] = [];
  for (const { number } of dropped) {
    const left = onPbx.get(number);
    if (left === undefined) removed.push(number);
    else put.push({ ...left, origin: 'pbx', state: 'present' });
  }
  for (const { number, kind = 'other' } of wanted) {
    const row = stored.get(number);
    if (row?.origin === 'manual' && row.kind === kind) continue;
    put.push({ number, kind, origin: 'manual', state: row?.state ?? 'present' });
  }
  return { removed, put };
}

type Phones = Pick<AccountFields, 'deskPhone' | 'softPhone'>;

/** Desk phone and softphone of an account without a source: of several the one that it has, else the lowest (D6). */
export function phonesOf(numbers: WantedNumbers, present: Phones = { deskPhone: '', softPhone: '' }): Phones {
  const ordered = [...numbers].sort((one, other) => compareNumbers(one.number, other.number));
  const phone = (wanted: NumberRecord['kind'], had: string) => {
    const fitting = ordered.filter(({ kind }) => kind === wanted).map(({ number }) => number);
    return fitting.includes(had) ? had : (fitting[0] ?? '');
  };
  return { deskPhone: phone('desk', present.deskPhone), softPhone: phone('soft', present.softPhone) };
}

/** What an edit overwrites, for the journal; null when it changes nothing. */
export function beforeImage(found: AccountRecord, edit: AccountEdit): Record<string, unknown> | null {
  const before: Record<string, unknown> = {};
  for (const field of ACCOUNT_FIELDS) {
    if (found.fields[field] !== edit.fields[field]) before[field] = found.fields[field];
  }
  if (edit.profileChanged) before['featureProfile'] = found.featureProfile;
  if (edit.numbers !== undefined && edit.numbers.removed.length + edit.numbers.put.length > 0)
    before['numbers'] = found.numbers;
  return Object.keys(before).length === 0 ? null : before;
}

/** Makes an account that has no source, and journals it. Call inside a transaction. */
export function createAccount(
  store: Store,
  enterpriseId: number,
  account: { fields: AccountFields; profileId: number | null; numbers: readonly NumberRecord[] },
  now: number,
): number {
  const accountId = store.accounts.createManual(enterpriseId, account.fields, account.profileId);
  for (const number of account.numbers) store.accounts.addNumber(accountId, number, now);
  const login = account.fields.loginId;
  store.runs.recordEdit({ accountId, kind: 'create', login, before: null, at: now });
  return accountId;
}

/** Writes an edit and journals what it overwrote. Call inside a transaction. */
export function writeEdit(
  store: Store,
  accountId: number,
  edit: AccountEdit,
  before: Record<string, unknown>,
  now: number,
  reasonCode = 'edited',
): void {
  store.accounts.update(accountId, edit.fields, edit.profileId);
  const { removed = [], put = [] } = edit.numbers ?? {};
  for (const number of removed) store.accounts.removeNumber(accountId, number);
  for (const number of put) store.accounts.addNumber(accountId, number, now);
  const login = edit.fields.loginId;
  store.runs.recordEdit({ accountId, kind: 'update', reasonCode, login, before, at: now });
}
