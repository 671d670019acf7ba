import { isDeviceNumber } from './device-number.ts';
import { excluder } from './exclusions.ts';
import { short } from './names.ts';
import { byNumber, listOf } from './order.ts';
import type { Cause } from './frozen.ts';
import type { Device, Doubt, Exclusions, NotAssigned, RuleIssue } from './types.ts';

/** The rows of an export, sorted out (domain.md 3.7, step 1). */
export interface SortedOut {
  /** Devices that can belong to somebody, by number, in D6's order. */
  usable: Map<string, Device>;
  /** D19: numbers with several rows, of which none wins, and numbers whose row cannot be believed; with the reason. */
  quarantined: Map<string, Cause>;
  /** D13: numbers whose rows are all excluded. */
  excluded: Set<string>;
  notAssigned: NotAssigned[];
  issues: RuleIssue[];
}

/**
 * Parts the devices that can be used from those that cannot: no number (D19), excluded (D13), one number twice (D19), a
 * row that cannot be believed (D19).
 *
 * @param isKnown whether an account has a number.
 */
export function sortOut(
  devices: readonly Device[],
  exclude: Exclusions,
  isKnown: (number: string) => boolean,
): SortedOut {
  const sorted: SortedOut = {
    ...{ usable: new Map(), quarantined: new Map(), excluded: new Set() },
    ...{ notAssigned: [], issues: [] },
  };
  const reasonOf = excluder(exclude);
  const rows = new Map<string, Device[]>();
  for (const device of devices) {
    if (isDeviceNumber(device.number)) listOf(rows, device.number).push(device);
    else sortUnusable(sorted, device);
  }
  for (const [number, same] of byNumber(rows, ([each]) => each)) {
    const device = same[0]!;
    const reasons = same.map(reasonOf);
    if (reasons.every((reason) => reason !== '')) {
      sorted.excluded.add(number);
      same.forEach((each, place) => {
        sorted.notAssigned.push({
          device: each,
          code: 'pbx.excluded',
          detail: sentence(reasons[place]!),
          near: '',
        });
      });
    } else if (same.length > 1) {
      sorted.quarantined.set(number, {
        ...{ code: 'pbx.duplicate-number', detail: `${number} has several device rows` },
      });
      const message = `${number} has ${same.length} device rows, so none of them counts.`;
      for (const each of same) {
        sorted.notAssigned.push({ device: each, code: 'pbx.duplicate-number', detail: message, near: '' });
      }
      sorted.issues.push({
        ...{ severity: 'warning', code: 'pbx.duplicate-number', subject: number, field: 'number', message },
      });
    } else if (device.doubt !== undefined && (!device.doubt.isMild || isKnown(number))) {
      sorted.quarantined.set(number, { code: 'pbx.unclear-row', detail: `the row of ${number} is unclear` });
      sorted.notAssigned.push({ device, code: 'pbx.unclear-row', detail: device.doubt.detail, near: '' });
      sorted.issues.push(unclear(number, device.doubt));
    } else {
      sorted.usable.set(number, device);
      if (device.doubt !== undefined) sorted.issues.push(unclear(number, device.doubt));
    }
  }
  return sorted;
}

function unclear(number: string, { field, detail }: Doubt): RuleIssue {
  return { severity: 'warning', code: 'pbx.unclear-row', subject: number, field, message: detail };
}

function sortUnusable({ notAssigned, issues }: SortedOut, device: Device): void {
  const number = short(device.number);
  const message =
    device.number === ''
      ? `A device row has no directory number (device type "${short(device.deviceType)}").`
      : `"${number}" is no directory number: 1 to 32 digits, letters and signs, one digit at least, without blanks or commas.`;
  notAssigned.push({ device, code: 'pbx.unknown-number', detail: message, near: '' });
  issues.push({ severity: 'warning', code: 'pbx.unknown-number', subject: number, field: 'number', message });
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
