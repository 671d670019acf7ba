import type { Device } from '../../../../shared/domain/mivoice-business/types.ts';
import { plainHeader } from './headers.ts';
import type { Members } from './group-rows.ts';
import { OddRows } from './odd-characters.ts';
import type { RowSink } from './rows.ts';

/** A Dynamic Extension's number; there may be several. The external number behind it is no number of the PBX. */
const DYNAMIC_NUMBER = /^dynamicextension\d*number\d*$/;
const EXTERNAL_TYPE = 'EHDU';

/**
 * A sink for the rows of the configuration wizard's UserServicesTemplate.csv (domain.md 7.2): a user a row. Its office
 * phone, teleworker phone and Dynamic Extensions are devices with the user's names; a user with more than one of them is
 * a PRG with the office phone as its pilot, as the wizard makes it (docs/decisions, "Export files").
 */
export function wizardRows(
  path: string,
  headers: readonly string[],
): {
  devices: Device[];
  members: Members;
  oddRows: OddRows;
  sink: RowSink;
} {
  const plain = headers.map(plainHeader);
  const at = (header: string) => plain.indexOf(header);
  const [first, last, department] = [at('firstname'), at('lastname'), at('department')];
  const [office, officeType, officeMac] = [
    at('officephonenumber'),
    at('officedeviceusertype'),
    at('officemacaddress'),
  ];
  const [worker, workerType, workerMac] = [
    at('teleworkerphonenumber'),
    at('teleworkerdevicetype'),
    at('teleworkermacaddress'),
  ];
  const dynamic = plain.flatMap((header, place) => (DYNAMIC_NUMBER.test(header) ? [place] : []));
  const numbered = [office, worker, ...dynamic].filter((place) => place >= 0);
  const places: [field: string, place: number][] = [
    ['firstName', first],
    ['lastName', last],
    ['department', department],
    ['deviceType', officeType],
    ['deviceType', workerType],
    ['mac', officeMac],
    ['mac', workerMac],
  ];
  const oddRows = new OddRows(path, headers);
  const devices: Device[] = [];
  const members: Members = new Map();
  return {
    devices,
    members,
    oddRows,
    sink: (cells, line, odd) => {
      for (const place of numbered) oddRows.requireNumber(odd, place, line);
      const cell = (place: number) => (place < 0 ? '' : cells[place]!);
      const user = {
        firstName: cell(first),
        lastName: cell(last),
        department: cell(department),
      };
      const numbers = new Set<string>();
      const add = (number: string, deviceType: string, mac: string, external: boolean) => {
        if (number === '' || numbers.has(number)) return;
        numbers.add(number);
        const doubt = oddRows.doubtOf(odd, { number, line, places });
        devices.push({ number, deviceType, mac, ...user, external, ...(doubt && { doubt }) });
      };
      add(cell(office).trim(), cell(officeType), cell(officeMac), false);
      add(cell(worker).trim(), cell(workerType), cell(workerMac), false);
      for (const place of dynamic) add(cell(place).trim(), EXTERNAL_TYPE, '', true);
      const [pilot] = numbers;
      if (pilot === undefined || numbers.size < 2) return;
      const group = members.get(pilot) ?? new Set();
      for (const number of numbers) group.add(number);
      members.set(pilot, group);
    },
  };
}
