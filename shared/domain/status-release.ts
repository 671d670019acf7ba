import type { ReferenceSlot, StatusSettings, StatusTemplate, Target } from './status.ts';
import {
  isNumberTarget,
  referencesOf,
  repointed,
  sameSettings,
  type StatusReference,
} from './status-rules.ts';

/** What an action puts in the place of a number: another target, or nothing. */
export type Replacement = { kind: 'repoint'; to: Target } | { kind: 'release' };

/** A place of a status that names a number, and what it names afterwards. */
export interface ChangedPlace {
  status: string;
  slot: ReferenceSlot;
  locked: boolean;
  from: string;
  /** Empty when the place names nothing, or one target less, afterwards. */
  to: Target;
}

/** A reference as it is stored, with the status that it belongs to. */
export interface PlacedReference extends StatusReference {
  status: string;
}

/** The statuses of an account that somebody edited, and the references to numbers that lie beside them. */
export interface HeldStatuses {
  edited: readonly StatusTemplate[];
  references: readonly PlacedReference[];
}

/** What stands where a number was, once it is released: nothing to call from, the phone system's default elsewhere. */
const RELEASED: Record<ReferenceSlot, Target> = {
  makeCallFrom: '',
  sendCallsTo: '',
  whenBusy: 'pbx-default',
  whenNoAnswer: 'pbx-default',
};

/** Settings in which no place names the number; every other place is as it was (D4). */
export function withoutNumber(settings: StatusSettings, number: string): StatusSettings {
  if (!isNumberTarget(number)) return settings;
  const released = (slot: ReferenceSlot, target: Target) => (target === number ? RELEASED[slot] : target);
  return {
    makeCallFrom: released('makeCallFrom', settings.makeCallFrom),
    sendCallsTo: settings.sendCallsTo.filter((target) => target !== number),
    whenBusy: released('whenBusy', settings.whenBusy),
    whenNoAnswer: released('whenNoAnswer', settings.whenNoAnswer),
  };
}

/** Settings in which a replacement stands wherever the number stood. */
export function replaced(settings: StatusSettings, number: string, by: Replacement): StatusSettings {
  return by.kind === 'release'
    ? withoutNumber(settings, number)
    : repointed(settings, new Map([[number, by.to]]));
}

/** Every place of an account that names the number, with what it names after the replacement. */
export function placesOf(
  { edited, references }: HeldStatuses,
  number: string,
  by: Replacement,
): ChangedPlace[] {
  const locked = new Map(edited.map((status) => [status.name, status.locked]));
  return allReferences({ edited, references })
    .filter((each) => each.number === number)
    .map(({ status, slot }) => ({
      ...{ status, slot, locked: locked.get(status) ?? false, from: number },
      to: by.kind === 'release' ? RELEASED[slot] : by.to,
    }));
}

/** The statuses of an account after a replacement. */
export function heldAfter(held: HeldStatuses, number: string, by: Replacement): HeldStatuses {
  const edited = held.edited.map((status) => {
    const settings = replaced(status.settings, number, by);
    return sameSettings(settings, status.settings) ? status : { ...status, settings };
  });
  const said = new Set(edited.flatMap(ownReferences).map(keyOf));
  const stray = strayReferences(held).flatMap((each) => {
    if (each.number !== number) return [each];
    if (by.kind === 'release' || !isNumberTarget(by.to)) return [];
    const moved = { ...each, number: by.to };
    return said.has(keyOf(moved)) ? [] : [moved];
  });
  return { edited, references: [...edited.flatMap(ownReferences), ...stray] };
}

/** References that no status says itself, such as those of an older store. */
function strayReferences({ edited, references }: HeldStatuses): PlacedReference[] {
  const said = new Set(edited.flatMap(ownReferences).map(keyOf));
  return references.filter((each) => !said.has(keyOf(each)));
}

function allReferences(held: HeldStatuses): PlacedReference[] {
  return [...held.edited.flatMap(ownReferences), ...strayReferences(held)];
}

function ownReferences({ name, settings }: StatusTemplate): PlacedReference[] {
  return referencesOf(settings).map((reference) => ({ ...reference, status: name }));
}

function keyOf({ number, status, slot }: PlacedReference): string {
  return JSON.stringify([number, status, slot]);
}
