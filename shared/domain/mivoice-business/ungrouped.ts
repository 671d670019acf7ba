import { answersByNumber, endsOfChains, type Answer } from './answers.ts';
import { claim, peopleOf, type IdentityContext } from './identities.ts';
import { accountNames, called, identityOf, isNameless } from './names.ts';
import { listOf } from './order.ts';
import { loneUnit, type Unit } from './units.ts';
import type { DeviceClass } from './classify.ts';
import type { KnownIndex } from './known-index.ts';
import type { Device, KnownAccount, NotAssigned, PersonAnswers, RuleIssue } from './types.ts';

/** Devices that are in no group of a person. */
export interface Ungrouped {
  /** In D6's order. */
  devices: readonly Device[];
  /** Further ones that make nobody by themselves, unless a person says so (D12). In D6's order. */
  unclear: readonly NotAssigned[];
  /** Devices that are in no account of this node whatever is answered, such as resilient copies. */
  settled: readonly NotAssigned[];
  /** People of groups. */
  groupUnits: readonly Unit[];
  /** Names of accounts that are left, with their keys. */
  leftNames: ReadonlyMap<string, string>;
  answers: PersonAnswers;
  /** Whether a number has a device that can be used, in whatever place. */
  isUsable: (number: string) => boolean;
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
 * which is not there does not act: its device is looked at like any other. Neither does one that names a device which
 * is in no account itself, but its device is not looked at then: a person made of it could decide who gets the device that
 * was named, so that the answer would act the next time, and that person would be gone.
 */
export function sortUngrouped(ungrouped: Ungrouped): UngroupedResult {
  const answers = answersByNumber(ungrouped.answers);
  dropAnswersOfNobody(ungrouped, answers);
  const { result, idle, isPresent } = attempt(ungrouped, answers);
  if (idle.length > 0) settle(idle, result, ungrouped, isPresent);
  return result;
}

/**
 * Takes out the *same person* answers that name no device of the export, or one another. A chain is followed through every
 * device that is in no account of a group: an account that goes makes a copy of its device (D9), and nothing may follow
 * from that.
 */
function dropAnswersOfNobody(
  { devices, unclear, settled, isUsable }: Ungrouped,
  answers: Map<string, Answer>,
): void {
  const chains = new Map<string, string>();
  const inNoGroup = [...devices, ...[...unclear, ...settled].map(({ device }) => device)];
  for (const { number } of inNoGroup) {
    const answer = answers.get(number);
    if (answer?.kind === 'same') chains.set(number, answer.with);
  }
  for (const [number, end] of endsOfChains(chains)) {
    if (end === null || !isUsable(end)) answers.delete(number);
  }
}

/** @returns `idle`: devices whose *same person* answer names nobody. */
function attempt(
  ungrouped: Ungrouped,
  answers: ReadonlyMap<string, Answer>,
): { result: UngroupedResult; idle: Device[]; isPresent: IdentityContext['isPresent'] } {
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
  return { result, idle: join(result, { groupUnits, waiting, joining }), isPresent: context.isPresent };
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

/**
 * Places devices whose answer names a device of no account, without a look at names: what an account is known by stays a
 * person, what somebody has stays theirs, and the others wait.
 */
function settle(
  idle: readonly Device[],
  result: UngroupedResult,
  { unclear, groupUnits, index, classOf }: Ungrouped,
  isPresent: IdentityContext['isPresent'],
): void {
  const rows = new Map(unclear.map((row) => [row.device, row]));
  const others = idle.filter((device) => {
    const row = rows.get(device);
    if (row !== undefined) result.notAssigned.push(row);
    else if (isNameless(device)) result.units.push(loneUnit(device));
    else {
      const account = claim(device, { index, isPresent });
      if (account === null) return true;
      const unit = keptUnit(device, account, result, { index, classOf });
      result.units.push(unit);
    }
    return false;
  });
  const units = new Map([...groupUnits, ...result.units].map((unit) => [unit.key, unit]));
  for (const device of others) {
    const unit = index
      .owners(device.number)
      .filter((account) => {
        const lead = units.get(account.key)?.lead;
        return lead !== undefined && identityOf(accountNames(lead)) === identityOf(account);
      })
      .map(({ key }) => units.get(key)!)[0];
    if (unit !== undefined) listOf(result.joins, unit).push(device);
    else {
      const detail = 'It was answered to be the same person as a number that is in no account.';
      result.notAssigned.push({ device, code: 'pbx.needs-group', detail, near: '' });
    }
  }
}

/** The person of a device that an account is known by, with the account's softphones that nobody else has been given. */
function keptUnit(
  lead: Device,
  account: KnownAccount,
  result: UngroupedResult,
  { index, classOf }: Pick<Ungrouped, 'index' | 'classOf'>,
): Unit {
  const kind = classOf(lead);
  if (kind === 'external') return loneUnit(lead);
  const own = new Set(account.numbers.map(({ number }) => number));
  const isOwn = (device: Device) => own.has(device.number) && identityOf(device) === identityOf(lead);
  const isSoft = (device: Device) => classOf(device) !== kind && SOFT.includes(classOf(device));
  // What became a person only since the lead was not looked at.
  const rest = result.units.find(
    (unit) =>
      !unit.isSeparate &&
      index.holder(unit.key) === null &&
      isOwn(unit.lead) &&
      unit.devices.every((device) => isSoft(device)),
  );
  const unit = loneUnit(lead, [lead, ...(rest?.devices ?? [])]);
  if (rest !== undefined) {
    result.units = result.units.filter((each) => each !== rest);
    result.joins.set(unit, result.joins.get(rest) ?? []);
    result.joins.delete(rest);
  }
  for (const place of SOFT) {
    if (unit.devices.some((device) => classOf(device) === place)) continue;
    const extras = result.notAssigned
      .filter(({ device, code }) => code === 'pbx.needs-group' && isOwn(device) && classOf(device) === place)
      .map(({ device }) => device);
    const extra = extras.find(({ number }) => number === account.softPhone) ?? extras[0];
    if (extra === undefined) continue;
    unit.devices.push(extra);
    result.notAssigned = result.notAssigned.filter(({ device }) => device !== extra);
  }
  return unit;
}

const SOFT: readonly DeviceClass[] = ['minet', 'uc-endpoint'];

/** D12: an answer is shown wherever it acts. */
function answered({ number }: Device, message: string): RuleIssue {
  return { severity: 'info', code: 'pbx.answered', subject: number, field: '', message };
}
