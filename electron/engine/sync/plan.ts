import {
  ACCOUNT_FIELDS,
  foldLogin,
  loginProblem,
  NUMBER_FIELDS,
  REQUIRED_FIELDS,
  type AccountField,
  type AccountFields,
  type DirectoryField,
} from '../../../shared/domain/account.ts';
import { codePointLabel, type InvalidCharacter } from '../../../shared/domain/characters.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import type { Issue, Severity } from '../../../shared/domain/run.ts';
import type { GoneReason } from '../../../shared/domain/reasons.ts';
import type { Gone } from '../store/index.ts';

/** An entry that differs from what was applied last, as far as the plan needs to know it. */
export interface PlanRecord {
  /** Its number in the spool. */
  record: number;
  dn: string;
  /** The account that has its key; null when the key is new. */
  account: PlanAccount | null;
  /** Its fields; where an attribute has several values, the account's own is preferred. */
  fields: AccountFields;
  /** The first value that may not be imported (domain.md 2.6). */
  invalid: InvalidValue | null;
  /** The first value in which a character is replaced; left out or null where none is. */
  replaced?: InvalidValue | null;
}

/** A place in an attribute that may not be imported as it is. */
export interface InvalidValue extends InvalidCharacter {
  attribute: string;
}

/** A stored account of the source. */
export interface PlanAccount {
  accountId: number;
  version: number;
  fields: AccountFields;
  dn: string;
}

export type RowState = 'apply' | 'held';

interface RowCommon {
  state: RowState;
  reasonCode: string;
  /** Words that belong to the reason. */
  detail: string;
}

/** A new account. Its fields stay in the spool until it is applied. */
export interface CreateRow extends RowCommon {
  record: number;
  dn: string;
  loginId: string;
  loginKey: string;
}

/** A changed account: old and new value of each field that changes. */
export interface UpdateRow extends RowCommon {
  record: number;
  dn: string;
  account: PlanAccount;
  changes: Partial<Record<AccountField, [string, string]>>;
  loginKey: string;
  /** Whether the account is gone from its PBX and stays all the same (D2): then nobody was read. */
  orphan?: true;
}

/** An account whose entry is gone, or disabled. */
export interface DeleteRow extends RowCommon {
  account: PlanAccount;
  /** What the read said. The reason code says more, once the directory was asked again. */
  gone: Gone;
  /** What a second look found; null when nobody looked. */
  looked: GoneReason | null;
}

/** An account whose bytes changed without changing a field: only its hash and DN are brought up to date. */
export interface RefreshRow {
  record: number;
  dn: string;
  accountId: number;
  login: string;
  /** Whether the entry has another DN than before. */
  moved: boolean;
}

/** A plan without rows. */
export function emptyPlan(): Plan {
  return { creates: [], updates: [], deletes: [], refreshes: [], issues: [], skipped: 0, failed: 0 };
}

/** What a synchronization would do. Nothing else decides what happens to an account. */
export interface Plan {
  creates: CreateRow[];
  updates: UpdateRow[];
  deletes: DeleteRow[];
  refreshes: RefreshRow[];
  issues: Issue[];
  /** Entries passed over by rule, and entries that could not be imported. */
  skipped: number;
  failed: number;
}

export interface PlanOptions {
  /** Attribute of each field, for messages. */
  mapping: Record<DirectoryField, string>;
  numbersFollowDirectory: boolean;
}

/**
 * What the records of a read ask for, compared with the stored accounts. Pure: the order of the records does not
 * matter, and no account but those passed in is touched.
 *
 * @param gone accounts to delete with the reason why: `absent` from a complete read, or `disabled`.
 */
export function makePlan(
  records: Iterable<PlanRecord>,
  gone: Iterable<{ account: PlanAccount; reasonCode: 'absent' | 'disabled' }>,
  options: PlanOptions,
): Plan {
  const plan = emptyPlan();
  const replaced = new ReplacedEntries();
  for (const record of records) planRecord(plan, record, options, replaced);
  plan.issues.push(...replaced.issues());
  for (const { account, reasonCode } of gone) {
    plan.deletes.push({ account, reasonCode, gone: reasonCode, looked: null, state: 'apply', detail: '' });
  }
  plan.creates.sort((left, right) => compare(left.loginKey, right.loginKey) || compare(left.dn, right.dn));
  plan.updates.sort((left, right) => left.account.accountId - right.account.accountId);
  plan.deletes.sort((left, right) => left.account.accountId - right.account.accountId);
  plan.refreshes.sort((left, right) => left.accountId - right.accountId);
  return plan;
}

function planRecord(plan: Plan, record: PlanRecord, options: PlanOptions, replaced: ReplacedEntries): void {
  const { account, dn } = record;
  if (record.invalid !== null) {
    plan.skipped += 1;
    plan.issues.push(invalidIssue(dn, record.invalid));
    return;
  }
  const fields = account === null ? record.fields : ownFields(record.fields, account.fields, options);
  const missing = REQUIRED_FIELDS.find((field) => fields[field] === '');
  if (missing !== undefined) {
    plan.failed += 1;
    plan.issues.push(missingIssue(dn, missing, options.mapping));
    return;
  }
  if (record.replaced) replaced.add(dn, record.replaced);
  if (fields.loginId !== account?.fields.loginId) {
    const unusual = unusualLoginIssue(dn, fields.loginId, options.mapping);
    if (unusual !== null) plan.issues.push(unusual);
  }
  const loginKey = foldLogin(fields.loginId);
  if (account === null) {
    plan.creates.push({
      record: record.record,
      dn,
      loginId: fields.loginId,
      loginKey,
      state: 'apply',
      reasonCode: 'new',
      detail: '',
    });
    return;
  }
  const changes: UpdateRow['changes'] = {};
  for (const field of ACCOUNT_FIELDS) {
    if (fields[field] !== account.fields[field]) changes[field] = [account.fields[field], fields[field]];
  }
  if (Object.keys(changes).length === 0) {
    const { accountId, fields: stored } = account;
    const moved = account.dn !== dn;
    plan.refreshes.push({ record: record.record, dn, accountId, login: stored.loginId, moved });
  } else {
    plan.updates.push({
      record: record.record,
      dn,
      account,
      changes,
      loginKey,
      state: 'apply',
      reasonCode: 'changed',
      detail: '',
    });
  }
}

/** The record's fields, with the account's own numbers where the directory does not own them (E14). */
export function ownFields(
  fields: AccountFields,
  stored: AccountFields,
  options: Pick<PlanOptions, 'numbersFollowDirectory'>,
): AccountFields {
  if (options.numbersFollowDirectory) return fields;
  const own = { ...fields };
  for (const field of NUMBER_FIELDS) own[field] = stored[field];
  return own;
}

/** What is said of an entry with a value that may not be imported. */
export function invalidIssue(dn: string, invalid: InvalidValue): Issue {
  const { attribute, kind, position } = invalid;
  const label = codePointLabel(invalid);
  return kind === 'character'
    ? issue(
        'warning',
        'entry.invalid-character',
        dn,
        attribute,
        `${attribute} of ${dn} holds the invalid character ${label} at position ${position + 1}.`,
      )
    : issue(
        'warning',
        'entry.invalid-utf8',
        dn,
        attribute,
        `${attribute} of ${dn} is not UTF-8 text: byte ${label} after ${position} characters.`,
      );
}

/** What is said of an entry that is imported with U+FFFD in place of what may not be imported. */
export function replacedIssue(dn: string, invalid: InvalidValue): Issue {
  const { attribute, kind, position } = invalid;
  const what = kind === 'character' ? 'character' : 'byte (not UTF-8)';
  const message = `${attribute} of ${dn}: the invalid ${what} ${codePointLabel(invalid)} at position ${position + 1} was replaced.`;
  return issue('info', 'entry.replaced-character', dn, attribute, message);
}

/** What is said of an entry without a value that every account needs. */
export function missingIssue(dn: string, field: DirectoryField, mapping: PlanOptions['mapping']): Issue {
  const attribute = mapping[field];
  const message = `${dn} has no ${attribute || field}, which every account needs.`;
  return issue('warning', 'entry.missing-field', dn, attribute, message);
}

/** What is said of an entry whose login ID no form would take; null when any would. */
export function unusualLoginIssue(
  dn: string,
  loginId: string,
  mapping: PlanOptions['mapping'],
): Issue | null {
  const problem = loginProblem(loginId);
  if (problem === null) return null;
  const message = `The login ID ${loginId} of ${dn} ${problem}.`;
  return issue('info', 'entry.unusual-login', dn, mapping.loginId, message);
}

/** Entries with replaced characters that are named one by one: a mapping to the wrong attribute makes them all so. */
const MOST_REPLACED = 1000;

/** Entries that are imported with replaced characters: the first by DN are named, the others counted. */
class ReplacedEntries {
  #first: { dn: string; invalid: InvalidValue }[] = [];
  #count = 0;

  add(dn: string, invalid: InvalidValue): void {
    this.#count += 1;
    this.#first.push({ dn, invalid });
    if (this.#first.length === 2 * MOST_REPLACED) this.#cut();
  }

  /** The same whatever order they came in. */
  issues(): Issue[] {
    this.#cut();
    const issues = this.#first.map(({ dn, invalid }) => replacedIssue(dn, invalid));
    const count = this.#count - issues.length;
    if (count > 0) {
      const message = `${count} more entries were imported with replaced characters.`;
      issues.push({ ...issue('info', 'entry.replaced-character', '', '', message), count });
    }
    return issues;
  }

  #cut(): void {
    this.#first.sort((left, right) => compare(left.dn, right.dn));
    this.#first.length = Math.min(this.#first.length, MOST_REPLACED);
  }
}

/** An issue with the hint of its code. */
export function issue(
  severity: Severity,
  code: Code,
  subject: string,
  field: string,
  message: string,
): Issue {
  return { severity, code, subject, field, message, hint: hintOf(code) };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
