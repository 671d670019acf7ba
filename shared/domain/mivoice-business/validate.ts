import { isDirectoryNumber } from '../numbers.ts';
import { excluder } from './exclusions.ts';
import { short } from './names.ts';
import { byNumber, listOf } from './order.ts';
import type { Device, Exclusions, NotAssigned, RuleIssue } from './types.ts';

/** The rows of an export, sorted out (domain.md 3.7, step 1). */
export interface SortedOut {
  /** Devices that can belong to somebody, by number, in D6's order. */
  usable: Map<string, Device>;
  /** D19: numbers with several rows. None of the rows wins. */
  quarantined: Set<string>;
  /** D13: numbers whose rows are all excluded. */
  excluded: Set<string>;
  notAssigned: NotAssigned[];
  issues: RuleIssue[];
}

/** Parts the devices that can be used from those that cannot: no number (D19), excluded (D13), one number twice (D19). */
export function sortOut(devices: readonly Device[], exclude: Exclusions): SortedOut {
  const sorted: SortedOut = {
    ...{ usable: new Map(), quarantined: new Set(), excluded: new Set() },
    ...{ notAssigned: [], issues: [] },
  };
  const reasonOf = excluder(exclude);
  const rows = new Map<string, Device[]>();
  for (const device of devices) {
    if (isDirectoryNumber(device.number)) listOf(rows, device.number).push(device);
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
      sorted.quarantined.add(number);
      const message = `${number} has ${same.length} device rows, so none of them counts.`;
      for (const each of same) {
        sorted.notAssigned.push({ device: each, code: 'pbx.duplicate-number', detail: message, near: '' });
      }
      sorted.issues.push({
        ...{ severity: 'warning', code: 'pbx.duplicate-number', subject: number, field: 'number', message },
      });
    } else sorted.usable.set(number, device);
  }
  return sorted;
}

function sortUnusable({ notAssigned, issues }: SortedOut, device: Device): void {
  const number = short(device.number);
  const message =
    device.number === ''
      ? `A device row has no directory number (device type "${short(device.deviceType)}").`
      : `"${number}" is no directory number: 1 to 32 digits, letters and signs, without blanks or commas.`;
  notAssigned.push({ device, code: 'pbx.unknown-number', detail: message, near: '' });
  issues.push({ severity: 'warning', code: 'pbx.unknown-number', subject: number, field: 'number', message });
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
