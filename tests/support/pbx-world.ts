import * as fc from 'fast-check';
import type { Device, Group, PbxExport } from '../../shared/domain/mivoice-business/types.ts';

/*
 * Random phone systems, small and crowded on purpose: few numbers and few names, so that people share names, nearly share
 * them, and groups overlap. All of it is plain data.
 */

const pick = <T>(...values: T[]) => fc.constantFrom(...values);

/** Numbers of two lengths, and some that are no digits (D6). */
export const NUMBERS = [
  ...Array.from({ length: 18 }, (_, place) => String(1000 + place)),
  ...['12', '999', '10000', '10001', '*71', 'A100'],
];

/** Numbers that groups name and that never have a device row. */
const NOWHERE = ['4040', '4041'];

/** What cannot be a directory number. */
const UNUSABLE = ['', ' 1000', '10,00', '１００', '10 03', '1.00E+03', 'Total'];

const anyNumber = fc.constantFrom(...NUMBERS);

/** Names of which some are equal but for case, blanks and Unicode forms (A15), and some are empty (A19). */
const names = fc.oneof(
  {
    weight: 15,
    arbitrary: fc.record({
      firstName: fc.oneof(
        { weight: 6, arbitrary: pick('Eva', 'Max') },
        pick('eva', 'Eva ', '', 'Rene\u0301', 'Ren\u00e9'),
      ),
      lastName: fc.oneof(
        { weight: 6, arbitrary: pick('Kane', 'Roe') },
        pick('KANE', 'Kane ', '', 'Stra\u00dfe', 'Strasse'),
      ),
      department: fc.oneof({ weight: 6, arbitrary: pick('R&D', '') }, pick('r&d', 'R & D', 'Sales')),
    }),
  },
  fc.record({ firstName: pick('', ' '), lastName: pick(''), department: pick('', 'R&D') }),
);

/** Device types with the MAC addresses that tell softphones (R2). */
const equipment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      deviceType: pick('5330 IP', '6930', 'Analog'),
      mac: pick('', '08:00:0F:12:34:56'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ deviceType: pick('UC Endpoint', 'MiCollab Client Endpoint'), mac: pick('') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      deviceType: pick('App Server Port', 'AppServerPort'),
      mac: pick('', 'A1:21:00:00:00:09'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      deviceType: pick('5020 IP', '5020 ip phone'),
      mac: pick('A1:21:00:00:00:05', 'a121.0000.0006', '08000F123456', ''),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deviceType: pick('Voice Mail', '5540 IP Console', 'Hot Desk User'),
      mac: pick(''),
    }),
  },
);

const device: fc.Arbitrary<Device> = fc
  .tuple(anyNumber, equipment, names, fc.integer({ min: 0, max: 9 }))
  .map(([number, type, name, external]) => ({ number, ...type, ...name, external: external === 0 }));

const group: fc.Arbitrary<Group> = fc.record({
  kind: pick('PRG' as const, 'MDUG' as const),
  pilot: fc.oneof({ weight: 12, arbitrary: anyNumber }, pick(...NOWHERE)),
  members: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.array(fc.oneof({ weight: 12, arbitrary: anyNumber }, pick(...NOWHERE)), { maxLength: 4 }),
    },
    // Nine members and more are a fault.
    fc.uniqueArray(anyNumber, { minLength: 9, maxLength: 12 }),
  ),
});

/** A group of the phone system's own devices, by their places, of which some are in none. */
const ownGroup = fc.record({
  kind: pick('PRG' as const, 'MDUG' as const),
  pilot: fc.nat(30),
  members: fc.array(fc.nat(30), { maxLength: 3 }),
});

/** What a random phone system may have wrong. */
export interface Faults {
  /** Numbers with several device rows. */
  duplicates?: boolean;
  /** Rows without a number that can be one, and rows that cannot be believed. */
  unusable?: boolean;
}

const DOUBT = { field: 'lastName', detail: 'The row is unclear.' };

/** A random phone system. Groups may overlap, name pilots and members that do not exist, and have too many members. */
export function pbxExports({ duplicates = true, unusable = true }: Faults = {}): fc.Arbitrary<PbxExport> {
  const unique = fc.uniqueArray(device, { selector: ({ number }) => number, maxLength: 22, size: '+1' });
  const devices = duplicates
    ? fc
        .tuple(unique, fc.array(device, { maxLength: 2 }), fc.nat(4))
        .map(([first, more, faulty]) => (faulty === 0 ? [...first, ...more] : first))
    : unique;
  const broken = unusable
    ? fc.array(
        fc.tuple(device, pick(...UNUSABLE)).map(([each, number]) => ({ ...each, number })),
        { maxLength: 1 },
      )
    : fc.constant([]);
  const groups = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(group, { maxLength: 4 }));
  const own = fc.array(ownGroup, { maxLength: 5 });
  const unclear = unusable ? fc.nat(60) : fc.constant(-1);
  return fc.record({ devices, broken, groups, own, unclear }).map((of) => {
    const numbers = of.devices.map(({ number }) => number);
    const at = (places: readonly number[]) => places.flatMap((each) => numbers[each] ?? []);
    const owned = of.own.flatMap(({ kind, pilot, members }) =>
      at([pilot]).map((number) => ({ kind, pilot: number, members: at(members) })),
    );
    const rows = of.devices.map((each, index) => (index === of.unclear ? { ...each, doubt: DOUBT } : each));
    return { devices: [...rows, ...of.broken], groups: [...owned, ...of.groups] };
  });
}

/** One thing that somebody does to a phone system. `at` chooses which device or group. */
export type Edit =
  | { kind: 'add'; device: Device }
  | { kind: 'rename'; at: number; names: Pick<Device, 'firstName' | 'lastName' | 'department'> }
  | { kind: 'copy-names'; at: number; from: number }
  | { kind: 'remove' | 'replace' | 'drop-group'; at: number; number: string }
  | { kind: 'change-type'; at: number; equipment: Pick<Device, 'deviceType' | 'mac'> }
  | { kind: 'add-group'; group: Group }
  | { kind: 'join-group' | 'leave-group'; at: number; number: string };

const place = fc.nat(1000);

const additions: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), device }),
  fc.record({ kind: fc.constant('rename' as const), at: place, names }),
  fc.record({ kind: fc.constant('copy-names' as const), at: place, from: place }),
);

/** New devices and renamed ones only. */
export const gentleEdits = fc.array(additions, { minLength: 1, maxLength: 4 });

/** A few edits of every kind. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: additions },
    fc.record({
      kind: pick('remove' as const, 'replace' as const, 'drop-group' as const),
      at: place,
      number: anyNumber,
    }),
    fc.record({ kind: fc.constant('change-type' as const), at: place, equipment }),
    fc.record({ kind: fc.constant('add-group' as const), group }),
    fc.record({ kind: pick('join-group' as const, 'leave-group' as const), at: place, number: anyNumber }),
  ),
  { maxLength: 5 },
);

/**
 * The phone system after the edits. Numbers that are taken stay their owners', so an edit never makes a second row of a
 * number. The phone system before is not touched.
 */
export function edited(before: PbxExport, list: readonly Edit[]): PbxExport {
  let devices = [...before.devices];
  let groups = [...before.groups];
  const isFree = (number: string) => !devices.some((each) => each.number === number);
  for (const edit of list) {
    const at = 'at' in edit ? edit.at % Math.max(devices.length, 1) : 0;
    const groupAt = 'at' in edit ? edit.at % Math.max(groups.length, 1) : 0;
    const changed = (change: Partial<Device>) =>
      devices.map((each, index) => (index === at ? { ...each, ...change } : each));
    switch (edit.kind) {
      case 'add':
        if (isFree(edit.device.number)) devices = [...devices, edit.device];
        break;
      case 'rename':
        devices = changed(edit.names);
        break;
      case 'copy-names': {
        const from = devices[edit.from % Math.max(devices.length, 1)];
        if (from === undefined) break;
        const { firstName, lastName, department } = from;
        devices = changed({ firstName, lastName, department });
        break;
      }
      case 'remove':
        devices = devices.filter((_, index) => index !== at);
        break;
      case 'replace':
        if (isFree(edit.number)) devices = changed({ number: edit.number });
        break;
      case 'change-type':
        devices = changed(edit.equipment);
        break;
      case 'drop-group':
        groups = groups.filter((_, index) => index !== groupAt);
        break;
      case 'add-group':
        groups = [...groups, edit.group];
        break;
      case 'join-group':
        groups = groups.map((each, index) =>
          index === groupAt ? { ...each, members: [...each.members, edit.number] } : each,
        );
        break;
      case 'leave-group':
        groups = groups.map((each, index) =>
          index === groupAt
            ? { ...each, members: each.members.filter((member) => member !== edit.number) }
            : each,
        );
        break;
    }
  }
  return { devices, groups };
}
