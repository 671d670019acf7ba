import {
  PHONE_ROLES,
  type PhoneRole,
  type ReferenceSlot,
  type StatusSettings,
  type Target,
} from '../../../shared/domain/status.ts';
import {
  isNumberTarget,
  isRole,
  phoneBehind,
  SPECIAL_TARGETS,
  targetsAt,
} from '../../../shared/domain/status-rules.ts';
import { targetWords } from '../../../shared/domain/status-words.ts';
import type { MyNumber } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { NUMBER_KINDS } from '../number-words.ts';

/** The phones of an account, as its statuses can be pointed at them. */
export interface EditorPhones {
  /** Null or empty when it has none. */
  deskPhone: string | null;
  softPhone: string | null;
  numbers: readonly Pick<MyNumber, 'number' | 'kind' | 'state'>[];
}

/** Something that a place of a status can be pointed at. */
export interface TargetOption {
  value: Target;
  label: string;
  disabled: boolean;
  /** Whether it is a number that is not there any more (D3). */
  gone: boolean;
}

/** Options under one heading. */
export interface TargetGroup {
  group: string;
  items: TargetOption[];
}

const SPECIAL = 'Special';
const GONE = 'Gone';
const KIND_GROUPS = [
  ['desk', 'Desk'],
  ['soft', 'Soft'],
  ['external', 'External'],
  ['other', 'Other'],
] as const;

/** What is said of a number that is not there any more. */
const GONE_WORDS: Record<Exclude<MyNumber['state'], 'present'>, string> = {
  'deleted-on-pbx': 'deleted on the phone system',
  reassigned: 'somebody else’s now',
};

/**
 * What one place of a status can be pointed at, under headings (domain.md 5.4). Numbers that are gone come last, and
 * cannot be chosen anew (D3): only what the place has already, `kept`, stays a choice.
 */
export function targetGroups(
  slot: ReferenceSlot,
  phones: EditorPhones,
  kept: readonly Target[] = [],
): TargetGroup[] {
  const behind = accountPhones(phones);
  const there = phones.numbers.filter(({ state }) => state === 'present');
  const known = new Set(phones.numbers.map(({ number }) => number));
  const option = (value: Target, disabled = false): TargetOption => ({
    value,
    label: targetLabel(value, phones),
    disabled,
    gone: false,
  });
  const strangers = [...new Set(kept)].filter((target) => isNumberTarget(target) && !known.has(target));
  const gone = phones.numbers.filter(({ state }) => state !== 'present').map(({ number }) => number);
  return [
    {
      group: 'Follows the phone',
      items: ROLES.map((role) => option(role, phoneBehind(role, behind) === null && !kept.includes(role))),
    },
    ...KIND_GROUPS.map(([kind, group]) => ({
      group,
      items: there.filter((number) => number.kind === kind).map(({ number }) => option(number)),
    })),
    { group: SPECIAL, items: SPECIAL_TARGETS[slot].map((special) => option(special)) },
    {
      group: GONE,
      items: [...gone, ...strangers].map((number) => ({
        ...option(number, !kept.includes(number)),
        gone: true,
      })),
    },
  ].filter(({ items }) => items.length > 0);
}

/** The roles, the one that most people want first. */
const ROLES: readonly PhoneRole[] = ['prime-phone', ...PHONE_ROLES.filter((role) => role !== 'prime-phone')];

/** What a target is called where it is chosen or shown: `Prime phone (3000)`, `6001 (deleted on the phone system)`. */
export function targetLabel(target: Target, phones: EditorPhones): string {
  if (isRole(target)) {
    const phone = phoneBehind(target, accountPhones(phones));
    return `${targetWords(target)} (${phone === null ? 'there is none' : isolated(phone)})`;
  }
  if (!isNumberTarget(target)) return targetWords(target);
  const number = phones.numbers.find((each) => each.number === target);
  const text = isolated(target);
  if (number === undefined) return `${text} (not a number of this account)`;
  return number.state === 'present'
    ? `${text} (${NUMBER_KINDS[number.kind]})`
    : `${text} (${GONE_WORDS[number.state]})`;
}

/** What does not work about one place of a status, as a sentence (D1, D3, domain.md 5.5); null when it works. */
export function problemAt(
  slot: ReferenceSlot,
  settings: StatusSettings,
  phones: EditorPhones,
): string | null {
  for (const target of targetsAt(settings, slot)) {
    if (isRole(target)) {
      if (phoneBehind(target, accountPhones(phones)) === null) {
        return `There is no ${targetWords(target).toLowerCase()}.`;
      }
    } else if (isNumberTarget(target)) {
      const state = phones.numbers.find(({ number }) => number === target)?.state;
      if (state === undefined) return `${isolated(target)} is not a number of this account.`;
      if (state === 'present') continue;
      if (slot === 'makeCallFrom') return `No calls can be made from ${isolated(target)}.`;
      return `Calls to ${isolated(target)} reach ${state === 'reassigned' ? 'somebody else' : 'nobody'}.`;
    }
  }
  return null;
}

/** What became of a number that is gone, as a sentence. */
export function goneSentence(number: string, state: MyNumber['state']): string {
  return state === 'reassigned'
    ? `${isolated(number)} now belongs to somebody else on the phone system.`
    : `${isolated(number)} was deleted on the phone system.`;
}

/** What can stand in the place of a number everywhere: phones and numbers that are there, but for itself (D3). */
export function repointGroups(phones: EditorPhones, from: string): TargetGroup[] {
  return targetGroups('makeCallFrom', phones)
    .filter(({ group }) => group !== SPECIAL && group !== GONE)
    .map(({ group, items }) => ({ group, items: items.filter(({ value }) => value !== from) }))
    .filter(({ items }) => items.length > 0);
}

/** What is offered first in the place of a number: the prime phone, else another phone or number that is there. */
export function firstOffer(groups: readonly TargetGroup[]): Target | null {
  return groups.flatMap(({ items }) => items).find(({ disabled }) => !disabled)?.value ?? null;
}

function accountPhones({ deskPhone, softPhone, numbers }: EditorPhones) {
  return {
    deskPhone: deskPhone ?? '',
    softPhone: softPhone ?? '',
    present: new Set(numbers.filter(({ state }) => state === 'present').map(({ number }) => number)),
  };
}
