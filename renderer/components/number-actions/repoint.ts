import type { AccountDetail, Status } from '../../../shared/contract/index.ts';
import { PHONE_ROLES, type PhoneRole } from '../../../shared/domain/status.ts';
import { phoneBehind, referencesOf, SLOT_NAMES } from '../../../shared/domain/status-rules.ts';
import { isolated } from '../isolated.ts';
import { NUMBER_KINDS } from '../number-words.ts';

/** A status that points at a number, and from which places. */
export interface Pointing {
  name: string;
  places: string[];
  locked: boolean;
}

/** The statuses that point at a number, with the places that do. */
export function pointingAt(statuses: readonly Status[], number: string): Pointing[] {
  return statuses.flatMap((status) => {
    const places = referencesOf(status)
      .filter((reference) => reference.number === number)
      .map(({ slot }) => SLOT_NAMES[slot]);
    return places.length === 0 ? [] : [{ name: status.name, places, locked: status.locked }];
  });
}

/** What statuses can be pointed at. */
export interface TargetChoice {
  value: string;
  label: string;
  /** A role with no phone behind it would break the status (D1). */
  disabled: boolean;
}

const ROLE_NAMES: Record<PhoneRole, string> = {
  'desk-phone': 'Desk phone',
  'soft-phone': 'Softphone',
  'prime-phone': 'Prime phone',
};

/** The roles of an account, and its numbers that are there, but for the one that statuses are taken away from (D1, D3). */
export function targetsOf(
  account: Pick<AccountDetail, 'deskPhone' | 'softPhone' | 'numbers'>,
  from: string,
): { roles: TargetChoice[]; numbers: TargetChoice[] } {
  const present = account.numbers.filter(({ state }) => state === 'present');
  const phones = {
    deskPhone: account.deskPhone ?? '',
    softPhone: account.softPhone ?? '',
    present: new Set(present.map(({ number }) => number)),
  };
  return {
    roles: PHONE_ROLES.map((role) => {
      const phone = phoneBehind(role, phones);
      const behind = phone === null ? 'there is none' : `now ${isolated(phone)}`;
      return { value: role, label: `${ROLE_NAMES[role]} (${behind})`, disabled: phone === null };
    }),
    numbers: present
      .filter(({ number }) => number !== from)
      .map(({ number, kind }) => ({
        value: number,
        label: `${isolated(number)} ${NUMBER_KINDS[kind]}`,
        disabled: false,
      })),
  };
}

/** The roles, where numbers of several accounts are pointed elsewhere: what is behind each differs. */
export function rolesForAll(): { roles: TargetChoice[]; numbers: TargetChoice[] } {
  const roles = (['prime-phone', 'desk-phone', 'soft-phone'] as const).map((role) => ({
    value: role,
    label: ROLE_NAMES[role],
    disabled: false,
  }));
  return { roles, numbers: [] };
}

/** What is offered first: the prime phone, else any number; null when there is nothing to choose. */
export function firstTarget({ roles, numbers }: ReturnType<typeof targetsOf>): string | null {
  const prime = roles.find(({ value, disabled }) => value === 'prime-phone' && !disabled);
  return (prime ?? roles.find(({ disabled }) => !disabled) ?? numbers[0])?.value ?? null;
}

/** What a target is called in a sentence: `their prime phone`, `3001`. */
export function targetWord(target: string): string {
  const role = PHONE_ROLES.find((each) => each === target);
  return role === undefined ? isolated(target) : `the ${ROLE_NAMES[role].toLowerCase()}`;
}

/** What a target of a status is called in a list: a role by its name, a number as typed, nothing as a dash. */
export function callerWord(target: string): string {
  const role = PHONE_ROLES.find((each) => each === target);
  return role === undefined ? target || 'nothing' : ROLE_NAMES[role];
}
