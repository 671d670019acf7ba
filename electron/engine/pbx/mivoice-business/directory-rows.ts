import { compareText } from '../../../../shared/domain/mivoice-business/order.ts';
import type { Device, Doubt } from '../../../../shared/domain/mivoice-business/types.ts';
import type { PbxColumn } from '../../../../shared/domain/pbx-node.ts';
import { isYes, splitName } from './device-rows.ts';
import { plainHeader } from './headers.ts';
import { OddRows } from './odd-characters.ts';
import type { RowSink } from './rows.ts';

/** What the telephone directory says of a number once. */
interface Entry {
  firstName: string;
  lastName: string;
  department: string;
  /** Whether the form marks it as the number's prime name. */
  isPrime: boolean;
  /** Why it cannot be believed. */
  doubt: Doubt | undefined;
}

/** Entries of the telephone directory by number. */
export type DirectoryEntries = Map<string, Entry[]>;

/** A sink for the rows of the telephone directory form. */
export function directoryRows(
  path: string,
  headers: readonly string[],
  { places, entries }: { places: ReadonlyMap<PbxColumn, number>; entries: DirectoryEntries },
): RowSink {
  const prime = headers.findIndex((header) => plainHeader(header) === 'primename');
  const at = (column: PbxColumn) => places.get(column) ?? -1;
  const [numberAt, first, last] = [at('number'), at('firstName'), at('lastName')];
  const [name, department] = [at('name'), at('department')];
  const oddRows = new OddRows(path, headers);
  return (cells, line, odd) => {
    oddRows.requireNumber(odd, numberAt, line);
    const cell = (place: number) => (place < 0 ? '' : cells[place]!);
    const number = cell(numberAt).trim();
    if (number === '') return;
    let [firstName, lastName] = [cell(first), cell(last)];
    if (firstName === '' && lastName === '') ({ firstName, lastName } = splitName(cell(name)));
    const doubt = oddRows.doubtOf(odd, { number, line, places: [...places] });
    const entry = { firstName, lastName, department: cell(department), isPrime: isYes(cell(prime)), doubt };
    const known = entries.get(number);
    if (known === undefined) entries.set(number, [entry]);
    else if (!known.some((each) => isSame(each, entry))) known.push(entry);
  };
}

function isSame(left: Entry, right: Entry): boolean {
  return (
    left.firstName === right.firstName &&
    left.lastName === right.lastName &&
    left.department === right.department &&
    left.isPrime === right.isPrime &&
    left.doubt?.detail === right.doubt?.detail
  );
}

/**
 * Fills the names and departments that devices lack; what a device has stays. The prime name of a number counts before
 * others. Where two count and differ, nobody can say who has the number: its row cannot be believed then (D19).
 */
export function fillFromDirectory(devices: readonly Device[], entries: DirectoryEntries): void {
  for (const device of devices) {
    const all = entries.get(device.number) ?? [];
    const primes = all.filter(({ isPrime }) => isPrime);
    const counting = primes.length > 0 ? primes : all;
    if (counting.length > 0) fill(device, counting);
  }
}

function fill(device: Device, entries: readonly Entry[]): void {
  const { number } = device;
  const lacksName = device.firstName === '' && device.lastName === '';
  const lacksDepartment = device.department === '';
  if (!lacksName && !lacksDepartment) return;
  const named = entries.filter(({ firstName, lastName }) => firstName !== '' || lastName !== '');
  const names = new Map(named.map((each) => [JSON.stringify([each.firstName, each.lastName]), each]));
  const departments = new Set(entries.map(({ department }) => department).filter((each) => each !== ''));
  const [name] = names.values();
  const [department] = departments;
  if (lacksName && names.size === 1) [device.firstName, device.lastName] = [name!.firstName, name!.lastName];
  if (lacksDepartment && departments.size === 1) device.department = department!;
  const odd = entries
    .flatMap(({ doubt }) => doubt ?? [])
    .sort((left, right) => compareText(left.detail, right.detail))[0];
  const doubt =
    odd ??
    (lacksName && names.size > 1
      ? {
          field: 'lastName',
          detail: `The telephone directory has several names for ${number}, and none of them is its prime name.`,
        }
      : lacksDepartment && departments.size > 1
        ? {
            field: 'department',
            detail: `The telephone directory has several departments for ${number}.`,
            isMild: true,
          }
        : undefined);
  if (doubt !== undefined) device.doubt ??= doubt;
}
