import type { Account } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import { compareNumbers, normalNumber, numbersOf } from '../../../shared/domain/numbers.ts';
import type { AccountPhones } from '../../../shared/domain/status-rules.ts';
import type { AccountRecord, NumberRecord } from '../store/index.ts';

/** All numbers of an account, each once: its desk phone, its softphone, then the others in the order of the store. */
export function allNumbers({ fields, numbers }: AccountRecord): string[] {
  const own = [fields.deskPhone, fields.softPhone].filter((number) => number !== '');
  return [...new Set([...own, ...numbers.map(({ number }) => number)])];
}

/**
 * All numbers of an account in D6's order. The directory's own desk and soft phone are columns of the account; every other
 * number is a row (E5).
 */
export function numberRows(account: AccountRecord): NumberRecord[] {
  const rows = new Map(account.numbers.map((number) => [number.number, number]));
  if (account.sourceKind === 'directory') {
    const { deskPhone, softPhone } = account.fields;
    for (const [number, kind] of [
      [softPhone, 'soft'],
      [deskPhone, 'desk'],
    ] as const) {
      if (number === '' || rows.has(number)) continue;
      rows.set(number, { number, kind, origin: 'directory', state: 'present' });
    }
  }
  return [...rows.values()].sort((left, right) => compareNumbers(left.number, right.number));
}

/** A number as its source has it for an account, whether or not a person added it too (A14); null when it does not. */
export function sourceNumber(account: AccountRecord, number: string): NumberRecord | null {
  if (account.sourceKind === 'pbx') {
    const found = numbersOf(account.fields.pbxNumbers).find((each) => each.number === number);
    return found === undefined ? null : { ...found, origin: 'pbx', state: 'present' };
  }
  const own = numberRows({ ...account, numbers: [] });
  return own.find((each) => each.number === number) ?? null;
}

/** A number of an account, as it is written or else as it is compared. */
export function findNumber(account: AccountRecord, text: string): NumberRecord | undefined {
  const rows = numberRows(account);
  const normal = normalNumber(text);
  return (
    rows.find(({ number }) => number === text) ??
    rows.find(({ number }) => normal !== '' && normalNumber(number) === normal)
  );
}

/** The same, or `number.not-found`. One that is to be chosen must be there: `number.gone` (D3). */
export function requireNumber(account: AccountRecord, text: string, choice?: 'to choose'): NumberRecord {
  const row = findNumber(account, text);
  const { loginId } = account.fields;
  if (row === undefined) {
    throw new RollcallError('number.not-found', `The account ${loginId} has no number ${text}.`);
  }
  if (choice === undefined || row.state === 'present') return row;
  const where =
    row.state === 'reassigned'
      ? 'is no longer its own on the phone system'
      : 'is no longer on the phone system';
  throw new RollcallError(
    'number.gone',
    `The number ${row.number} of ${loginId} ${where}, so it cannot be chosen.`,
    { details: { number: row.number, state: row.state } },
  );
}

/** The phones that the statuses of an account depend on. */
export function accountPhones(account: AccountRecord): AccountPhones {
  const { deskPhone, softPhone } = account.fields;
  const there = numberRows(account).filter(({ state }) => state === 'present');
  return { deskPhone, softPhone, present: new Set(there.map(({ number }) => number)) };
}

/** Names of the statuses that point at a number of an account. */
export function statusesAt({ references }: AccountRecord, number: string): string[] {
  return references.filter((each) => each.number === number).map(({ status }) => status);
}

/** What keeps a number: that a person added it (A13), and the statuses that point at it. */
export function heldBy(row: Pick<NumberRecord, 'origin'>, statuses: readonly string[]): string[] {
  return [...(isPersonal(row) ? ['manual'] : []), ...statuses.map((status) => `status:${status}`)];
}

/** The numbers of an account as the contract shows them. */
export function shownNumbers(account: AccountRecord): Account['numbers'] {
  return numberRows(account).map((row) => ({
    ...row,
    heldBy: heldBy(row, statusesAt(account, row.number)),
  }));
}

/** PRG or MDUG; null for none. */
export function groupOf(text: string): Account['group'] {
  return text === 'PRG' || text === 'MDUG' ? text : null;
}

/** Which kind of softphone an account has; null for none. */
export function softPhoneKindOf(text: string): Account['softPhoneKind'] {
  return text === 'minet' || text === 'uc-endpoint' ? text : null;
}
