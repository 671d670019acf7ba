import { answersByNumber, endsOfChains, type Answer } from './answers.ts';
import { peopleOf } from './identities.ts';
import { called, identityOf, isNameless } from './names.ts';
import { listOf } from './order.ts';
import { loneUnit, type Unit } from './units.ts';
import type { DeviceClass } from './classify.ts';
import type { KnownIndex } from './known-index.ts';
import type { Device, NotAssigned, PersonAnswers, RuleIssue } from './types.ts';

/** Devices that are in no group of a person. */
export interface Ungrouped {
  /** In D6's order. */
  devices: readonly Device[];
  /** Further ones that make nobody by themselves, unless a person says so (D12). In D6's order. */
  unclear: readonly NotAssigned[];
  /** People of groups. */
  groupUnits: readonly Unit[];
  /** Names of accounts that are left, with their keys. */
  leftNames: ReadonlyMap<string, string>;
  answers: PersonAnswers;
  index: KnownIndex;
  classOf: (device: Device) => DeviceClass;
}

export interface UngroupedResult {
  units: Unit[];
  /** Devices that are joined to a person, of a group or not. */
  joins: Map<Unit, Device[]>;
  notAssigned: NotAssigned[];
  /** Where an answer acts. */
  issues: RuleIssue[];
}

/**
 * Makes people of ungrouped devices: what was answered first (D12), then by names (R3). An answer that names a number
 * which nobody has does not act: its device is looked at like any other.
 */
export function sortUngrouped(ungrouped: Ungrouped): UngroupedResult {
  const answers = answersByNumber(ungrouped.answers);
  const first = attempt(ungrouped, answers);
  if (first.idle.length === 0) return first.result;
  for (const { number } of first.idle) answers.delete(number);
  const { result, idle } = attempt(ungrouped, answers);
  for (const device of idle) {
    const detail = 'It was answered to be the same person as a number that nobody has.';
    result.notAssigned.push({ device, code: 'pbx.needs-group', detail, near: '' });
  }
  return result;
}

/** @returns `idle`: devices whose *same person* answer names nobody. */
function attempt(
  ungrouped: Ungrouped,
  answers: ReadonlyMap<string, Answer>,
): { result: UngroupedResult; idle: Device[] } {
  const { devices, unclear, groupUnits, leftNames, index, classOf } = ungrouped;
  const result: UngroupedResult = { units: [], joins: new Map(), notAssigned: [], issues: [] };
  const waiting = new Map<string, string>();
  const joining: Device[] = [];
  const buckets = new Map<string, Device[]>();
  /** Whether an answer says where the device goes. */
  const isAnswered = (device: Device) => {
    const answer = answers.get(device.number);
    if (answer?.kind === 'separate') {
      result.units.push({ ...loneUnit(device), isSeparate: true });
      result.issues.push(
        answered(device, `${called(device, device.number)} is a person of its own, as was answered.`),
      );
    }
    if (answer?.kind === 'same') {
      waiting.set(device.number, answer.with);
      joining.push(device);
    }
    return answer !== undefined;
  };
  for (const row of unclear) if (!isAnswered(row.device)) result.notAssigned.push(row);
  for (const device of devices) {
    if (isAnswered(device)) continue;
    // A19: what has no names is never merged.
    if (isNameless(device)) result.units.push(loneUnit(device));
    else listOf(buckets, identityOf(device)).push(device);
  }
  const taken = new Map(leftNames);
  const present = new Set(buckets.keys());
  for (const { lead, key } of groupUnits) {
    if (isNameless(lead)) continue;
    const identity = identityOf(lead);
    if (!taken.has(identity)) taken.set(identity, key);
    present.add(identity);
  }
  const context = {
    ...{ index, classOf },
    takenBy: (identity: string) => taken.get(identity) ?? '',
    isPresent: (identity: string) => present.has(identity),
  };
  for (const bucket of buckets.values()) {
    const { units, extras, near } = peopleOf(bucket, context);
    for (const unit of units) result.units.push(unit);
    for (const device of extras) {
      const detail = `It has the same first name, last name and department as ${near}, but is in no group with it.`;
      result.notAssigned.push({ device, code: 'pbx.needs-group', detail, near });
    }
  }
  return { result, idle: join(result, { groupUnits, waiting, joining }) };
}

/** Joins devices to the people that were named. Returns those whose answer names nobody. */
function join(
  { units, joins, issues }: UngroupedResult,
  of: { groupUnits: readonly Unit[]; waiting: ReadonlyMap<string, string>; joining: readonly Device[] },
): Device[] {
  if (of.joining.length === 0) return [];
  const holders = new Map<string, Unit>();
  for (const unit of [...of.groupUnits, ...units]) {
    for (const { number } of unit.devices) holders.set(number, unit);
  }
  const ends = endsOfChains(of.waiting);
  return of.joining.filter((device) => {
    const unit = holders.get(ends.get(device.number) ?? '');
    if (unit === undefined) return true;
    listOf(joins, unit).push(device);
    issues.push(
      answered(device, `${device.number} belongs to ${called(unit.lead, unit.key)}, as was answered.`),
    );
    return false;
  });
}

/** D12: an answer is shown wherever it acts. */
function answered({ number }: Device, message: string): RuleIssue {
  return { severity: 'info', code: 'pbx.answered', subject: number, field: '', message };
}
