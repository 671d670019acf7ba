import { byNumber } from './order.ts';
import { allDevices, type Unit } from './units.ts';
import type { DeviceClass } from './classify.ts';
import type { Device, KnownAccount, Person, RuleIssue } from './types.ts';
import type { NumberKind, PbxNumber } from '../numbers.ts';

/** The phones of a person. */
export interface Phones extends Pick<Person, 'deskPhone' | 'softPhone' | 'softPhoneKind' | 'numbers'> {
  /** Softphones that are further numbers only (R1, R2). */
  furtherSoftphones: Device[];
}

/**
 * Chooses the desk phone and the one softphone of a person (R1, R2, R4, D11; domain.md 3.7, step 5): the pilot, else the
 * one that the account has in that place, else the lowest (D6).
 */
export function choosePhones(
  unit: Unit,
  account: KnownAccount | null,
  classOf: (device: Device) => DeviceClass,
): Phones {
  const choose = (devices: readonly Device[], kind: DeviceClass, had: string | undefined) => {
    const some = devices.filter((device) => classOf(device) === kind);
    const pilot = some.find((device) => device === unit.lead);
    return pilot ?? some.find(({ number }) => number === had) ?? byNumber(some, ({ number }) => number)[0];
  };
  const softOf = (devices: readonly Device[]) =>
    // R2: Minet over UC Endpoint, also when the pilot is a UC Endpoint (D11).
    choose(devices, 'minet', account?.softPhone) ?? choose(devices, 'uc-endpoint', account?.softPhone);
  // D12: what a person joined fills places that are free, and takes none.
  const desk =
    choose(unit.devices, 'desk', account?.deskPhone) ?? choose(unit.joined, 'desk', account?.deskPhone);
  const soft = softOf(unit.devices) ?? softOf(unit.joined);
  const numbers: PbxNumber[] = [];
  const furtherSoftphones: Device[] = [];
  for (const device of byNumber(allDevices(unit), ({ number }) => number)) {
    const kind = kindOf(classOf(device), device === soft);
    numbers.push({ number: device.number, kind });
    if (kind === 'other') furtherSoftphones.push(device);
  }
  return {
    ...{ deskPhone: desk?.number ?? '', softPhone: soft?.number ?? '', numbers, furtherSoftphones },
    softPhoneKind: soft === undefined ? '' : classOf(soft) === 'minet' ? 'minet' : 'uc-endpoint',
  };
}

/** A3: a softphone that is not the softphone is a plain number of the account. */
function kindOf(kind: DeviceClass, isSoftphone: boolean): NumberKind {
  if (kind === 'desk' || kind === 'external') return kind;
  return isSoftphone ? 'soft' : 'other';
}

/** A4: a second softphone is no error. One of the other kind is a warning (R1), one of the same kind in a group is regular (R5). */
export function secondSoftphoneIssues(
  { softPhone, softPhoneKind, furtherSoftphones }: Phones,
  name: string,
  classOf: (device: Device) => DeviceClass,
): RuleIssue[] {
  return furtherSoftphones.map((device) => ({
    severity: classOf(device) === softPhoneKind ? 'info' : 'warning',
    code: 'pbx.second-softphone',
    subject: device.number,
    field: 'softPhone',
    message: `${name} has the softphone ${softPhone}; ${device.number} is kept as a further number.`,
  }));
}

/**
 * D5: which number took the place of which, for a renumbered person: the number that an account is known by, its desk
 * phone and its softphone, where the old one is gone from the person and the new one was not there before.
 */
export function movedNumbers(
  account: KnownAccount,
  key: string,
  { deskPhone, softPhone, numbers }: Phones,
): Person['moved'] {
  const before = new Set([account.key, ...account.numbers.map(({ number }) => number)]);
  const now = new Set(numbers.map(({ number }) => number));
  const moved = new Map<string, string>();
  const places: [string, string][] = [
    [account.key, key],
    [account.deskPhone, deskPhone],
    [account.softPhone, softPhone],
  ];
  const arrived = new Set<string>();
  for (const [from, to] of places) {
    if (from === '' || to === '' || now.has(from) || before.has(to)) continue;
    if (moved.has(from) || arrived.has(to)) continue;
    moved.set(from, to);
    arrived.add(to);
  }
  return [...moved].map(([from, to]) => ({ from, to }));
}
