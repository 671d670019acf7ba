import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { pbxExports } from '../../../tests/support/pbx-world.ts';
import { rules } from '../../../tests/support/pbx-rules.ts';
import { compareNumbers } from '../numbers.ts';
import type { Device, Group } from './index.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 20 * numRuns });

/** What a naive reading of R1 to R5, A5, A6, A9, A18, A19, D11 and D12 makes of a new node. */
interface Naive {
  key: string;
  desk: string;
  soft: string;
  numbers: string[];
}

type Kind = 'desk' | 'minet' | 'uc' | 'external';

function kindOf({ deviceType, mac, external }: Device): Kind {
  const type = deviceType.toLowerCase().replaceAll(' ', '');
  if (external) return 'external';
  if (type === 'appserverport') return 'minet';
  if (type.startsWith('5020ip') && /^a1[:.]?21[:.]?00/i.test(mac)) return 'minet';
  return type.endsWith('endpoint') ? 'uc' : 'desk';
}

const lowest = (devices: Device[]) => devices.map(({ number }) => number).sort(compareNumbers)[0] ?? '';

function person(pilot: Device | undefined, devices: Device[]): Naive {
  const of = (kind: Kind) => {
    if (pilot !== undefined && kindOf(pilot) === kind) return pilot.number;
    return lowest(devices.filter((each) => kindOf(each) === kind));
  };
  const [desk, soft] = [of('desk'), of('minet') || of('uc')];
  const numbers = devices.map(({ number }) => number).sort();
  return { key: pilot?.number ?? (desk || soft || of('external')), desk, soft, numbers };
}

/** Groups do not overlap, are PRGs and have a pilot with a row; so no more than rules R3 and R4 is needed. */
function naive(devices: Device[], groups: Group[]): Naive[] {
  const grouped = new Set(groups.flatMap(({ pilot, members }) => [pilot, ...members]));
  const names = ({ firstName, lastName, department }: Device) =>
    JSON.stringify([firstName, lastName, department]);
  const pilots = groups.map(({ pilot }) => devices.find(({ number }) => number === pilot)!);
  const isNamed = ({ firstName, lastName }: Device) => (firstName + lastName).trim() !== '';
  const people = groups.map(({ members }, place) => {
    const pilot = pilots[place]!;
    return person(
      pilot,
      devices.filter((each) => each === pilot || members.includes(each.number)),
    );
  });
  const lone = devices.filter(({ number }) => !grouped.has(number));
  for (const each of lone) {
    if (!isNamed(each) && kindOf({ ...each, mac: '' }) !== 'minet') people.push(person(undefined, [each]));
  }
  for (const identity of new Set(lone.filter(isNamed).map(names))) {
    if (pilots.some((pilot) => names(pilot) === identity)) continue;
    const same = lone.filter((each) => names(each) === identity);
    const first = (kind: Kind) => {
      const number = lowest(same.filter((each) => kindOf(each) === kind));
      return same.filter((each) => each.number === number);
    };
    const phones = [...first('desk'), ...first('minet'), ...first('uc')];
    people.push(person(undefined, phones.length > 0 ? phones : first('external')));
  }
  return people.sort((left, right) => compareNumbers(left.key, right.key));
}

/** Groups that keep to what `naive` knows. */
function simple(devices: Device[], groups: Group[]): Group[] {
  const taken = new Set<string>();
  return groups.flatMap(({ pilot, members }) => {
    const free = members.filter((member) => !taken.has(member) && member !== pilot);
    if (taken.has(pilot) || !devices.some(({ number }) => number === pilot)) return [];
    for (const number of [pilot, ...free]) taken.add(number);
    return [{ kind: 'PRG' as const, pilot, members: free }];
  });
}

describe('a new node, held against a naive reading', () => {
  test('R1 to R5: the same people with the same phones', () => {
    const exports = pbxExports({ duplicates: false, unusable: false });
    fc.assert(
      fc.property(exports, ({ devices, groups: all }) => {
        const groups = simple(devices, all);
        const result = rules(devices, groups, { exclude: { deviceTypes: [], numbers: [], names: [] } });
        const found = result.people.map(({ key, deskPhone, softPhone, numbers }): Naive => {
          return {
            key,
            desk: deskPhone,
            soft: softPhone,
            numbers: numbers.map((each) => each.number).sort(),
          };
        });
        expect(found).toEqual(naive(devices, groups));
      }),
      { numRuns },
    );
  });
});
