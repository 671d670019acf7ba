import { isDeviceNumber, standIns } from './device-number.ts';
import { called, short } from './names.ts';
import { byNumber } from './order.ts';
import type { Cause } from './frozen.ts';
import type { KnownIndex } from './known-index.ts';
import type { Device, RuleIssue } from './types.ts';

/** Numbers of accounts that an export names although it has no device row with them. */
export interface Mentions {
  /** With the reason to leave their accounts as they are. */
  mentioned: Map<string, Cause>;
  /** One for each that a row writes in another way. */
  issues: RuleIssue[];
}

/**
 * Finds numbers of accounts that are not absent from the export (D20), though none of its device rows has them: a row
 * writes them in another way. A group that still has a number as a member does not make it present: its device is gone
 * (rule 6), and the issue about the member says so.
 */
export function findMentions(devices: readonly Device[], index: KnownIndex): Mentions {
  const found: Mentions = { mentioned: new Map(), issues: [] };
  const rows = new Set(devices.map(({ number }) => number));
  const texts = [...rows].filter((number) => !isDeviceNumber(number)).sort();
  if (texts.length === 0) return found;
  const standIn = standIns(texts);
  const numbers = new Set(index.accounts.flatMap((account) => account.numbers.map(({ number }) => number)));
  for (const number of byNumber(numbers, (each) => each)) {
    const text = rows.has(number) ? undefined : standIn(number);
    if (text === undefined) continue;
    const detail = `the row of "${short(text)}" may be that of ${number}`;
    found.mentioned.set(number, { code: 'pbx.unknown-number', detail });
    const message = `"${short(text)}" may be ${number}, which has no device row: ${ownersOf(number, index)} stays as it is.`;
    found.issues.push({
      ...{ severity: 'warning', code: 'pbx.unknown-number', subject: number, field: 'number', message },
    });
  }
  return found;
}

/** The accounts that have a number, as messages name them; empty when there is none. */
function ownersOf(number: string, index: KnownIndex): string {
  return index
    .owners(number)
    .map((account) => called(account, account.key))
    .join(', ');
}
