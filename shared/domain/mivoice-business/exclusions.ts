import { fullName, isNameless, short } from './names.ts';
import { compareText, orderKey } from './order.ts';
import type { Device, Exclusions } from './types.ts';

/** How many devices each exclusion takes out, in the order in which they stand in the settings. */
export interface ExclusionCounts {
  deviceTypes: number[];
  numbers: number[];
  names: number[];
}

/** D13: tells why a device is passed over; the empty string when it is not. */
export function excluder(exclude: Exclusions): (device: Device) => string {
  const types = exclude.deviceTypes.map((text) => ({ text, isIn: typePattern(text) }));
  const names = exclude.names.map((text) => ({ text, isIn: namePattern(text) }));
  const isInNumbers = numberTest(exclude.numbers);
  const byType = new Map<string, string>();
  return (device) => {
    let found = byType.get(device.deviceType);
    if (found === undefined) {
      found = types.find(({ isIn }) => isIn(device.deviceType))?.text ?? '';
      byType.set(device.deviceType, found);
    }
    if (found !== '') return `the device type "${short(device.deviceType)}" is excluded`;
    if (isInNumbers(device.number)) return 'its number is excluded';
    if (names.length === 0 || isNameless(device)) return '';
    const name = plainName(fullName(device));
    const pattern = names.find(({ isIn }) => isIn(name));
    return pattern === undefined ? '' : `names like "${short(pattern.text)}" are excluded`;
  };
}

/** How many devices each exclusion takes out, whatever the others do. */
export function exclusionCounts(devices: readonly Device[], exclude: Exclusions): ExclusionCounts {
  const count = (
    texts: readonly string[],
    of: (text: string) => (value: string) => boolean,
    values: Map<string, number>,
  ) =>
    texts.map((text) => {
      const isIn = of(text);
      let sum = 0;
      for (const [value, times] of values) if (isIn(value)) sum += times;
      return sum;
    });
  const types = new Map<string, number>();
  const names = new Map<string, number>();
  const exact = new Map<string, number>();
  for (const device of devices) {
    add(types, device.deviceType);
    add(exact, device.number);
    if (!isNameless(device)) add(names, plainName(fullName(device)));
  }
  const ordered = devices.map(({ number }) => orderKey(number)).sort(compareText);
  return {
    deviceTypes: count(exclude.deviceTypes, typePattern, types),
    numbers: exclude.numbers.map((text) => {
      const range = rangeOf(text);
      const single = exact.get(text.trim()) ?? 0;
      if (range === null || range.to < range.from) return single;
      return single + firstAfter(ordered, range.to, true) - firstAfter(ordered, range.from, false);
    }),
    names: count(exclude.names, namePattern, names),
  };
}

/** The device types of an export by number of devices, with how many of these some exclusion takes out. */
export function deviceTypeCounts(
  devices: readonly Device[],
  exclude: Exclusions,
): { deviceType: string; devices: number; excluded: number }[] {
  const reason = excluder(exclude);
  const types = new Map<string, { deviceType: string; devices: number; excluded: number }>();
  for (const device of devices) {
    const { deviceType } = device;
    const counts = types.get(deviceType) ?? { deviceType, devices: 0, excluded: 0 };
    counts.devices += 1;
    if (reason(device) !== '') counts.excluded += 1;
    types.set(deviceType, counts);
  }
  return [...types.values()].sort(
    (left, right) => right.devices - left.devices || compareText(left.deviceType, right.deviceType),
  );
}

function add(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** Whether a device type has the words of the exclusion, without regard to case, blanks and signs: `console` is in `5540 IP Console`. */
function typePattern(text: string): (deviceType: string) => boolean {
  const wanted = wordsOf(text).join('');
  return (deviceType) => {
    if (wanted === '') return false;
    const words = wordsOf(deviceType);
    return words.some((_, index) => words.slice(index).join('').startsWith(wanted));
  };
}

function wordsOf(text: string): string[] {
  // A type has a few words; of a longer text the beginning decides.
  return (
    text
      .slice(0, 256)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Whether a name is like the pattern, in which `*` stands for anything. Without regard to case. */
function namePattern(text: string): (name: string) => boolean {
  const parts = plainName(text).split('*');
  const [first, last] = [parts[0]!, parts.at(-1)!];
  return (name) => {
    if (text === '') return false;
    if (parts.length === 1) return name === first;
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
      return false;
    let at = first.length;
    const end = name.length - last.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

function plainName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

interface Range {
  from: string;
  to: string;
}

/** The order keys of a range such as `7000-7099`; null when the text is none. */
function rangeOf(text: string): Range | null {
  const found = /^\s*(\d{1,32})\s*-\s*(\d{1,32})\s*$/.exec(text.slice(0, 256));
  return found === null ? null : { from: orderKey(found[1]!), to: orderKey(found[2]!) };
}

/** What is wrong with an exclusion of numbers, as the rest of a sentence; null when it can take a device out. */
export function numberExclusionProblem(text: string): string | null {
  const range = rangeOf(text);
  if (range !== null) return range.from <= range.to ? null : 'must begin with the lower number';
  if (/^[\p{L}\d*#+.]*\d[\p{L}\d*#+.]*$/u.test(text.trim())) return null;
  return 'must be a number such as 7000, or a range such as 7000-7099';
}

/** Whether a number is one of the texts, or in one of their ranges. */
function numberTest(texts: readonly string[]): (number: string) => boolean {
  const exact = new Set(texts.map((text) => text.trim()));
  const ranges: Range[] = [];
  const found = texts.map(rangeOf).filter((range) => range !== null && range.from <= range.to) as Range[];
  for (const { from, to } of found.sort((left, right) => compareText(left.from, right.from))) {
    const before = ranges.at(-1);
    if (before === undefined || before.to < from) ranges.push({ from, to });
    else if (before.to < to) before.to = to;
  }
  const starts = ranges.map(({ from }) => from);
  return (number) => {
    if (exact.has(number)) return true;
    if (ranges.length === 0) return false;
    const key = orderKey(number);
    const range = ranges[firstAfter(starts, key, true) - 1];
    return range !== undefined && key <= range.to;
  };
}

/** Place of the first of the ordered texts that comes after `text`, or that is not before it. */
function firstAfter(ordered: readonly string[], text: string, isStrict: boolean): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const isAfter = isStrict ? ordered[middle]! > text : ordered[middle]! >= text;
    if (isAfter) high = middle;
    else low = middle + 1;
  }
  return low;
}
