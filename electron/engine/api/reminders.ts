import { dayOf } from '../../../shared/domain/day.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import type { NumberUse } from '../../../shared/domain/number-uses.ts';
import { SLOT_NAMES } from '../../../shared/domain/status-rules.ts';
import type { NumberRecord, Store, WholeAccount } from '../store/index.ts';
import { findNumber } from './account-numbers.ts';
import { letterTo, plain, type HeldForUser } from './reminder-letter.ts';

/** A letter to a user who must act. */
export interface Reminder {
  accountId: number;
  loginId: string;
  name: string;
  /** Empty when the account has none. */
  email: string;
  subject: string;
  body: string;
  numbers: string[];
}

/** A number that no user can free, and why. */
export interface PassedOver {
  loginId: string;
  number: string;
  why: string;
}

/**
 * What to write to each user who must act (domain.md 5.5): one letter an account, with the steps for that user. It holds
 * nothing that the user does not see in Rollcall.
 */
export function remindersFor(
  store: Store,
  items: readonly { accountId: number; number: string }[],
): { reminders: Reminder[]; passedOver: PassedOver[] } {
  return store.connection.snapshot(() => {
    const wanted = new Map<number, Set<string>>();
    for (const { accountId, number } of items) {
      wanted.set(accountId, (wanted.get(accountId) ?? new Set()).add(number));
    }
    const reminders: Reminder[] = [];
    const passedOver: PassedOver[] = [];
    for (const [accountId, numbers] of wanted) {
      const account = store.accounts.get(accountId);
      if (account === undefined) {
        const why = `There is no account ${accountId}.`;
        for (const number of numbers) passedOver.push({ loginId: '', number, why });
        continue;
      }
      const { held, passed } = sorted(store, account, numbers);
      passedOver.push(...passed);
      if (held.length > 0) reminders.push(reminderTo(account, held));
    }
    return { reminders, passedOver };
  });
}

/** The numbers that the user frees, and those that they cannot. */
function sorted(store: Store, account: WholeAccount, numbers: ReadonlySet<string>) {
  const { loginId } = account.fields;
  const uses = store.statuses.uses(account.accountId);
  const since = store.accounts.numbersSince(account.accountId);
  const held = new Map<string, HeldForUser>();
  const passed = new Map<string, PassedOver>();
  for (const text of numbers) {
    const row = findNumber(account, text);
    const number = row?.number ?? text;
    const used = uses.get(number) ?? [];
    const why = row === undefined ? `${loginId} has no number ${text}.` : whyNotTheUser(row, used);
    if (why !== null) {
      passed.set(number, { loginId, number, why });
      continue;
    }
    const { state, origin } = row!;
    const at = since.get(number);
    held.set(number, {
      number,
      state,
      origin,
      since: at === undefined ? null : dayOf(at),
      uses: placesIn(used),
    });
  }
  return { held: [...held.values()], passed: [...passed.values()] };
}

/** Why the user has nothing to do about a number; null when they have. */
function whyNotTheUser(row: NumberRecord, uses: NumberUse[]): string | null {
  const { number, state } = row;
  if (state === 'present') return `${number} is not gone, so nothing has to be freed.`;
  const locked = [...new Set(uses.filter((use) => use.locked).map(({ status }) => status))];
  if (locked.length > 0) {
    const are = locked.length === 1 ? 'is' : 'are';
    return `${locked.join(' and ')} ${are} defined by an administrator, who must point it at another number.`;
  }
  if (uses.length === 0 && !isPersonal(row)) {
    return 'Nothing points at it any more: it goes with the next synchronization.';
  }
  return null;
}

/** The places of each status, as they are called on screens. */
function placesIn(uses: readonly NumberUse[]): { status: string; places: string[] }[] {
  const places = new Map<string, string[]>();
  for (const { status, slot } of uses) {
    const name = SLOT_NAMES[slot as keyof typeof SLOT_NAMES] as string | undefined;
    places.set(status, [...(places.get(status) ?? []), ...(name === undefined ? [] : [name])]);
  }
  return [...places].map(([status, names]) => ({ status, places: names }));
}

function reminderTo({ accountId, fields }: WholeAccount, held: readonly HeldForUser[]): Reminder {
  const { loginId, firstName, lastName, email } = fields;
  const name = plain(`${firstName} ${lastName}`) || plain(loginId);
  const numbers = held.map(({ number }) => number);
  return { accountId, loginId, name, email, ...letterTo({ name, loginId }, held), numbers };
}
