import type { AccountFields } from '../../../shared/domain/account.ts';
import type { Person } from '../../../shared/domain/mivoice-business/index.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type { Remembered } from '../store/index.ts';
import type { Memories } from './memory.ts';
import { orphanKey } from './pbx-entries.ts';
import type { CreateRow, DeleteRow, Plan, UpdateRow } from './plan.ts';
import type { RowEntries } from './row-entries.ts';

/** An account that has a number. */
interface Owner {
  accountId: number;
  key: string;
  fields: Pick<AccountFields, 'loginId' | 'lastName' | 'pbxNumbers'>;
}

type Row = CreateRow | UpdateRow | DeleteRow;

/** Says of each row that waits for a number who keeps that number, or who does not get it yet, and why. */
export function explainTransfers(
  plan: Plan,
  of: {
    accounts: readonly Owner[];
    people: readonly Pick<Person, 'key' | 'firstName' | 'lastName' | 'numbers'>[];
    entries: Pick<RowEntries, 'write'>;
    memories: Memories;
  },
): void {
  const { accounts, people, entries, memories } = of;
  const rows: Row[] = [...plan.creates, ...plan.updates, ...plan.deletes];
  const waiting = rows.filter(({ reasonCode }) => reasonCode === 'number-held');
  if (waiting.length === 0) return;
  const planned = new Set(rows.flatMap((row) => ('account' in row ? row.account.accountId : [])));
  const coming = new Set(rows.flatMap((row) => ('gone' in row ? [] : row.dn)));
  for (const row of waiting) {
    const number = row.detail;
    if (gains(row, number, entries)) {
      const owner = ownerOf(number, accounts);
      const waits = owner !== undefined && planned.has(owner.accountId);
      row.detail = keeperWords(number, owner, { waits, memories });
      continue;
    }
    const taker = people.find(({ numbers }) => numbers.some((each) => each.number === number));
    if (taker === undefined) continue;
    const said = coming.has(taker.key) ? undefined : answerAbout([taker.key], memories);
    const why = said === undefined ? 'whose own row waits' : `whose own row was ${answered(said)}`;
    row.detail = `${number} would go to ${[taker.firstName, taker.lastName].join(' ').trim()} (${taker.key}), ${why}`;
  }
}

/** The account that has a number, so that nobody else gets it. */
export function ownerOf<A extends Owner>(number: string, accounts: readonly A[]): A | undefined {
  return accounts.find(({ fields }) => numbersOf(fields.pbxNumbers).some((each) => each.number === number));
}

/**
 * Who keeps a number, and why.
 *
 * @param waits whether something of that account waits for an answer.
 */
export function keeperWords(
  number: string,
  owner: Owner | undefined,
  { waits, memories }: { waits: boolean; memories: Memories },
): string {
  if (owner === undefined) return `${number} is an account’s that stays as it is`;
  const { loginId, lastName } = owner.fields;
  const called = lastName === '' ? loginId : `${loginId} (${lastName})`;
  if (waits) return `${number} belongs to ${called}, whose own row waits`;
  const said = answerAbout([owner.key, orphanKey(owner.accountId)], memories);
  if (said === undefined) return `${number} belongs to ${called}, which stays as it is`;
  const what = said.answer === 'kept' ? 'which was' : 'whose own change was';
  return `${number} stays with ${called}, ${what} ${answered(said)}`;
}

function answered({ answer, runId }: Remembered): string {
  return `${answer} in run ${runId}. Take that answer back to settle it`;
}

/** What was said last about an account that is known by one of these keys, and turned it down. */
function answerAbout(keys: readonly string[], memories: Memories): Remembered | undefined {
  return [...memories.all()]
    .filter(
      ({ answer, key }) =>
        ['kept', 'rejected'].includes(answer) && keys.includes(Buffer.from(key).toString()),
    )
    .toSorted((left, right) => right.at - left.at)[0];
}

/** Whether a row would bring its account a number. */
function gains(row: Row, number: string, entries: Pick<RowEntries, 'write'>): boolean {
  if ('gone' in row) return false;
  const stored = 'account' in row ? row.account.fields : undefined;
  const has = (text: string) => numbersOf(text).some((each) => each.number === number);
  return has(entries.write(row.record, stored).fields.pbxNumbers) && !has(stored?.pbxNumbers ?? '');
}
