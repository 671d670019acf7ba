import type { Device } from '../../../../shared/domain/mivoice-business/types.ts';
import type { PbxColumn } from '../../../../shared/domain/pbx-node.ts';
import { isYes, splitName } from './device-rows.ts';
import { plainHeader } from './headers.ts';
import type { RowSink } from './rows.ts';

interface Entry {
  firstName: string;
  lastName: string;
  department: string;
  /** Whether the form marks it as the number's prime name. */
  isPrime: boolean;
  /** Another entry of the number says something else, and neither is the prime one: neither is taken. */
  isDoubtful: boolean;
}

/** Entries of the telephone directory by number. */
export type DirectoryEntries = Map<string, Entry>;

/** A sink for the rows of the telephone directory form. */
export function directoryRows(
  headers: readonly string[],
  places: ReadonlyMap<PbxColumn, number>,
  entries: DirectoryEntries,
): RowSink {
  const prime = headers.findIndex((header) => plainHeader(header) === 'primename');
  const at = (column: PbxColumn) => places.get(column) ?? -1;
  const [numberAt, first, last] = [at('number'), at('firstName'), at('lastName')];
  const [name, department] = [at('name'), at('department')];
  return (cells) => {
    const cell = (place: number) => (place < 0 ? '' : cells[place]!);
    const number = cell(numberAt).trim();
    if (number === '') return;
    let [firstName, lastName] = [cell(first), cell(last)];
    if (firstName === '' && lastName === '') ({ firstName, lastName } = splitName(cell(name)));
    const isPrime = isYes(cell(prime));
    const entry = { firstName, lastName, department: cell(department), isPrime, isDoubtful: false };
    const known = entries.get(number);
    if (known === undefined || (isPrime && !known.isPrime)) entries.set(number, entry);
    else if (isPrime === known.isPrime && !isSame(entry, known)) known.isDoubtful = true;
  };
}

function isSame(left: Entry, right: Entry): boolean {
  return (
    left.firstName === right.firstName &&
    left.lastName === right.lastName &&
    left.department === right.department
  );
}

/**
 * Fills the names and departments that devices lack; what a device has stays. Returns how many devices have none because
 * the directory says two things of their number.
 */
export function fillFromDirectory(devices: readonly Device[], entries: DirectoryEntries): number {
  let doubtful = 0;
  for (const device of devices) {
    const entry = entries.get(device.number);
    if (entry === undefined) continue;
    const lacksName = device.firstName === '' && device.lastName === '';
    const lacksDepartment = device.department === '';
    if (!lacksName && !lacksDepartment) continue;
    if (entry.isDoubtful) {
      doubtful += 1;
      continue;
    }
    if (lacksName) [device.firstName, device.lastName] = [entry.firstName, entry.lastName];
    if (lacksDepartment) device.department = entry.department;
  }
  return doubtful;
}
