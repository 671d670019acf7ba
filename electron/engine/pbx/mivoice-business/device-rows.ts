import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { Device } from '../../../../shared/domain/mivoice-business/types.ts';
import type { PbxColumn } from '../../../../shared/domain/pbx-node.ts';
import { OddRows } from './odd-characters.ts';
import type { RowSink } from './rows.ts';

/** Device types of External Hot Desk Users: outside devices made into extensions (domain.md 3.2). */
const EXTERNAL = /ehdu|external\s*hot\s*desk/i;
const YES = new Set(['yes', 'true', '1', 'y']);

/** Whether a cell says yes. */
export function isYes(cell: string): boolean {
  return YES.has(cell.trim().toLowerCase());
}

/** A sink for the rows of a device form. */
export function deviceRows(
  path: string,
  headers: readonly string[],
  places: ReadonlyMap<PbxColumn, number>,
): { devices: Device[]; oddRows: OddRows; sink: RowSink } {
  const devices: Device[] = [];
  const oddRows = new OddRows(path, headers);
  const kept = new Map<string, string>();
  /** Types and departments repeat: one string each is enough. */
  const once = (text: string): string => {
    const known = kept.get(text);
    if (known === undefined) kept.set(text, text);
    return known ?? text;
  };
  const at = (column: PbxColumn) => places.get(column) ?? -1;
  const [number, type, mac, external] = [at('number'), at('deviceType'), at('mac'), at('external')];
  const [first, last, name, department] = [at('firstName'), at('lastName'), at('name'), at('department')];
  return {
    devices,
    oddRows,
    sink: (cells, line, odd) => {
      oddRows.requireNumber(odd, number, line);
      const cell = (place: number) => (place < 0 ? '' : cells[place]!);
      const deviceType = cell(type);
      if (cell(number).trim() === '') {
        // A user without any phone service is no device; one with a type has lost its number on the way.
        if (type >= 0 && deviceType.trim() === '') return;
        throw new RollcallError(
          'csv.malformed',
          `${path}, line ${line}, has a device without a directory number.`,
        );
      }
      let [firstName, lastName] = [cell(first), cell(last)];
      if (firstName === '' && lastName === '') ({ firstName, lastName } = splitName(cell(name)));
      const dn = cell(number).trim();
      const doubt = oddRows.doubtOf(odd, { number: dn, line, places: [...places] });
      devices.push({
        number: dn,
        deviceType: once(deviceType),
        mac: cell(mac),
        firstName,
        lastName,
        department: once(cell(department)),
        external: EXTERNAL.test(deviceType) || isYes(cell(external)),
        ...(doubt && { doubt }),
      });
    },
  };
}

/** A full name `Last,First`, split at its first comma; the blanks round the comma are lost (D15). */
export function splitName(name: string): { firstName: string; lastName: string } {
  const comma = name.indexOf(',');
  if (comma < 0) return { firstName: '', lastName: name };
  return { firstName: name.slice(comma + 1).trimStart(), lastName: name.slice(0, comma).trimEnd() };
}
