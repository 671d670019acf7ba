import {
  PHONE_ROLES,
  type ReferenceSlot,
  type StatusSettings,
  type StatusTemplate,
  type Target,
} from './status.ts';

/** The places of a status that can point at a number, in the order in which a person is led to them (A11). */
export const REFERENCE_SLOTS = [
  'makeCallFrom',
  'sendCallsTo',
  'whenBusy',
  'whenNoAnswer',
] as const satisfies readonly ReferenceSlot[];

/** What the places are called on screens (domain.md 5.2). */
export const SLOT_NAMES: Record<ReferenceSlot, string> = {
  makeCallFrom: 'Make call from',
  sendCallsTo: 'Send my calls to',
  whenBusy: 'When I am on the phone',
  whenNoAnswer: 'If I do not answer',
};

/** What each place takes beside roles and numbers (domain.md 5.2); empty is none. */
export const SPECIAL_TARGETS: Record<ReferenceSlot, readonly string[]> = {
  makeCallFrom: [''],
  sendCallsTo: ['ring-group', 'all-devices'],
  whenBusy: ['pbx-default', 'client-default', 'none', 'voicemail'],
  whenNoAnswer: ['pbx-default', 'client-default', 'none', 'voicemail'],
};

/** Words that are never a number, whichever place they stand in. */
const WORDS: ReadonlySet<string> = new Set([...PHONE_ROLES, ...Object.values(SPECIAL_TARGETS).flat()]);

/** An explicit reference of a status to a number: it holds that number (D1, R6). */
export interface StatusReference {
  number: string;
  slot: ReferenceSlot;
}

/** The phones of an account, as far as its statuses depend on them. */
export interface AccountPhones {
  /** Empty when it has none. */
  deskPhone: string;
  softPhone: string;
  /** All its numbers that are there; those that are gone from the PBX are not (D3). */
  present: ReadonlySet<string>;
}

/** A status of an account as it is shown and used. */
export interface AccountStatus extends StatusTemplate {
  active: boolean;
  broken: boolean;
  /** Whether somebody edited it; else it is the Enterprise's template (E5). */
  edited: boolean;
  /** Whether no template has its name: it is the account's own. */
  own: boolean;
}

/** Whether a target is a number, as opposed to a role or a special target. */
export function isNumberTarget(target: Target): boolean {
  return !WORDS.has(target);
}

/** Whether a target is a role: it follows whatever phone the account has, so it holds no number (D1). */
export function isRole(target: Target): boolean {
  return (PHONE_ROLES as readonly string[]).includes(target);
}

/** Whether a place takes a target: a role, one of its special ones, or any number. */
export function takesTarget(slot: ReferenceSlot, target: Target): boolean {
  return isRole(target) || SPECIAL_TARGETS[slot].includes(target) || isNumberTarget(target);
}

/** The targets of one place. */
export function targetsAt(settings: StatusSettings, slot: ReferenceSlot): readonly Target[] {
  return slot === 'sendCallsTo' ? settings.sendCallsTo : [settings[slot]];
}

/** The numbers that a status holds, each with its places. */
export function referencesOf(settings: StatusSettings): StatusReference[] {
  const seen = new Set<string>();
  return REFERENCE_SLOTS.flatMap((slot) =>
    targetsAt(settings, slot).flatMap((number) => {
      const key = `${slot} ${number}`;
      if (!isNumberTarget(number) || seen.has(key)) return [];
      seen.add(key);
      return [{ number, slot }];
    }),
  );
}

/** Settings with other targets, each of which stands once in `sendCallsTo`. */
function withTargets(settings: StatusSettings, other: (target: Target) => Target): StatusSettings {
  return {
    makeCallFrom: other(settings.makeCallFrom),
    sendCallsTo: [...new Set(settings.sendCallsTo.map(other))],
    whenBusy: other(settings.whenBusy),
    whenNoAnswer: other(settings.whenNoAnswer),
  };
}

/** Settings in which whatever pointed at some numbers points at others, all at once: two numbers may swap (D5). */
export function repointed(settings: StatusSettings, moves: ReadonlyMap<string, Target>): StatusSettings {
  return withTargets(settings, (target) => (isNumberTarget(target) ? (moves.get(target) ?? target) : target));
}

/** Default settings that point at a number where they point at the prime phone: the seed's literal reading (D1). */
export function pointedAtNumber(settings: StatusSettings, number: string): StatusSettings {
  return withTargets(settings, (target) => (target === 'prime-phone' ? number : target));
}

export function sameSettings(one: StatusSettings, other: StatusSettings): boolean {
  return REFERENCE_SLOTS.every(
    (slot) => JSON.stringify(targetsAt(one, slot)) === JSON.stringify(targetsAt(other, slot)),
  );
}

/**
 * Whether a status cannot do what it says: calls cannot be made from a number that is gone (domain.md 5.5), and no place
 * can follow a role that has no phone behind it (D1).
 */
export function isBroken(settings: StatusSettings, phones: AccountPhones): boolean {
  const { makeCallFrom } = settings;
  if (isNumberTarget(makeCallFrom) && !phones.present.has(makeCallFrom)) return true;
  return REFERENCE_SLOTS.some((slot) =>
    targetsAt(settings, slot).some((target) => isRole(target) && phoneBehind(target, phones) === null),
  );
}

/** The phone that a role stands for now; null when there is none. */
export function phoneBehind(role: Target, { deskPhone, softPhone, present }: AccountPhones): string | null {
  const phones = {
    'desk-phone': [deskPhone],
    'soft-phone': [softPhone],
    'prime-phone': [deskPhone, softPhone],
  };
  return (
    (phones[role as keyof typeof phones] ?? []).find((number) => number !== '' && present.has(number)) ?? null
  );
}

/**
 * The statuses of an account: the Enterprise's templates in their order, those that somebody edited in the place of their
 * template, then the account's own. With no status chosen, the first is the active one.
 */
export function statusesOf(account: {
  templates: readonly StatusTemplate[];
  edited: readonly StatusTemplate[];
  /** Name of the active status; empty when none was chosen. */
  active: string;
  phones: AccountPhones;
}): AccountStatus[] {
  const edited = new Map(account.edited.map((status) => [status.name, status]));
  const templated = new Set(account.templates.map(({ name }) => name));
  const all = [
    ...account.templates.map((template) => edited.get(template.name) ?? template),
    ...account.edited.filter(({ name }) => !templated.has(name)),
  ];
  const active = all.find(({ name }) => name === account.active) ?? all[0];
  return all.map((status) => ({
    ...status,
    active: status === active,
    broken: isBroken(status.settings, account.phones),
    edited: edited.has(status.name),
    own: !templated.has(status.name),
  }));
}

/** Stored settings, whatever they are: what is missing or no target at all is none. */
export function toSettings(stored: unknown): StatusSettings {
  const values = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const target = (value: unknown, none: Target) => (typeof value === 'string' ? value : none);
  const list = Array.isArray(values['sendCallsTo']) ? (values['sendCallsTo'] as unknown[]) : [];
  return {
    makeCallFrom: target(values['makeCallFrom'], ''),
    sendCallsTo: list.filter((each): each is Target => typeof each === 'string'),
    whenBusy: target(values['whenBusy'], 'none'),
    whenNoAnswer: target(values['whenNoAnswer'], 'none'),
  };
}
