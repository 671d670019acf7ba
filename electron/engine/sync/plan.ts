import {
  ACCOUNT_FIELDS,
  foldLogin,
  loginProblem,
  NUMBER_FIELDS,
  REQUIRED_FIELDS,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import { hintOf, type Code } from '../../../shared/domain/codes.ts';
import type { Issue, Severity } from '../../../shared/domain/run.ts';

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
  invalid: { attribute: string; kind: 'character' | 'utf8'; position: number; codePoint: number } | null;
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
}

/** An account whose entry is gone, or disabled. */
export interface DeleteRow extends RowCommon {
  account: PlanAccount;
}

/** An account whose bytes changed without changing a field: only its hash and DN are brought up to date. */
export interface RefreshRow {
  record: number;
  dn: string;
  accountId: number;
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
  mapping: Record<AccountField, string>;
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
  const plan: Plan = {
    creates: [],
    updates: [],
    deletes: [],
    refreshes: [],
    issues: [],
    skipped: 0,
    failed: 0,
  };
  for (const record of records) planRecord(plan, record, options);
  for (const { account, reasonCode } of gone) plan.deletes.push({ account, reasonCode, state: 'apply' });
  plan.creates.sort((left, right) => compare(left.loginKey, right.loginKey) || compare(left.dn, right.dn));
  plan.updates.sort((left, right) => left.account.accountId - right.account.accountId);
  plan.deletes.sort((left, right) => left.account.accountId - right.account.accountId);
  plan.refreshes.sort((left, right) => left.accountId - right.accountId);
  return plan;
}

function planRecord(plan: Plan, record: PlanRecord, options: PlanOptions): void {
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
    const attribute = options.mapping[missing];
    plan.issues.push(
      issue(
        'warning',
        'entry.missing-field',
        dn,
        attribute,
        `${dn} has no ${attribute || missing}, which every account needs.`,
      ),
    );
    return;
  }
  const problem = loginProblem(fields.loginId);
  if (problem !== null && fields.loginId !== account?.fields.loginId) {
    const attribute = options.mapping.loginId;
    plan.issues.push(
      issue(
        'info',
        'entry.unusual-login',
        dn,
        attribute,
        `The login ID ${fields.loginId} of ${dn} ${problem}.`,
      ),
    );
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
    });
    return;
  }
  const changes: UpdateRow['changes'] = {};
  for (const field of ACCOUNT_FIELDS) {
    if (fields[field] !== account.fields[field]) changes[field] = [account.fields[field], fields[field]];
  }
  if (Object.keys(changes).length === 0) {
    plan.refreshes.push({ record: record.record, dn, accountId: account.accountId });
  } else {
    plan.updates.push({
      record: record.record,
      dn,
      account,
      changes,
      loginKey,
      state: 'apply',
      reasonCode: 'changed',
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

function invalidIssue(dn: string, invalid: NonNullable<PlanRecord['invalid']>): Issue {
  const { attribute, kind, position, codePoint } = invalid;
  const code = codePoint.toString(16).toUpperCase();
  return kind === 'character'
    ? issue(
        'warning',
        'entry.invalid-character',
        dn,
        attribute,
        `${attribute} of ${dn} holds the invalid character U+${code.padStart(4, '0')} at position ${position + 1}.`,
      )
    : issue(
        'warning',
        'entry.invalid-utf8',
        dn,
        attribute,
        `${attribute} of ${dn} is not UTF-8 text: byte 0x${code.padStart(2, '0')} after ${position} characters.`,
      );
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
