import { foldText } from '../../../shared/domain/fold.ts';
import { AFTER_LINE, BETWEEN_FIELDS, GROUPS, LINE_COLUMNS, type AccountAttributes } from './account-lines.ts';
import { descending, sortTexts, type Sorted } from './text-order.ts';

/** Which accounts are meant; what is left out does not matter. */
export interface AccountCondition {
  /** Words that must all occur, each in one of the texts. */
  text?: string | undefined;
  /** 0: made by a person. */
  sourceId?: number | undefined;
  active?: boolean | undefined;
  /** 0: none. */
  profileId?: number | undefined;
  group?: (typeof GROUPS)[number] | undefined;
  held?: boolean | undefined;
}

/** How the list is sorted. */
export interface AccountOrder {
  column: (typeof LINE_COLUMNS)[number] | 'source';
  descending: boolean;
}

/** How many accounts each value of each facet would leave, under the other conditions. */
export interface FacetCounts {
  total: number;
  /** By source id; 0 is made by a person. */
  sources: Map<number, number>;
  /** By profile id; 0 is none. */
  profiles: Map<number, number>;
  /** By place in `GROUPS`. */
  groups: Map<number, number>;
  inactive: number;
  held: number;
}

/** A word ends at any blank, and holds nothing that sets fields and lines apart. */
const WORD_END = new RegExp(`[\\s${BETWEEN_FIELDS}${AFTER_LINE}]+`);

const SOURCE = 1;
const PROFILE = 2;
const GROUP = 4;
const ACTIVE = 8;
const HELD = 16;

/**
 * The accounts of one Enterprise as the list needs them, in memory: attributes as arrays, and one folded text with a
 * line for each account. 100,000 accounts take some 10 MB, and a filter is found in a few milliseconds, which no
 * query over the table can do. Knows no SQL; `AccountList` keeps it in step with the table.
 */
export class AccountIndex {
  readonly attributes: AccountAttributes;
  readonly text: string;
  /** Where each account's line starts in `text`; one more at the end. */
  readonly starts: Uint32Array;
  readonly size: number;
  /** Places of the accounts in the order of the login IDs. */
  readonly #loginOrder: Uint32Array;
  readonly #sorted = new Map<string, Sorted>();
  #held: Uint8Array;

  constructor(attributes: AccountAttributes, text: string, loginOrder: readonly number[]) {
    this.attributes = attributes;
    this.text = text;
    this.size = attributes.ids.length;
    this.starts = lineStarts(text, this.size);
    this.#held = new Uint8Array(this.size);
    this.#loginOrder = Uint32Array.from(loginOrder, (accountId) => placeOf(attributes.ids, accountId));
  }

  isHeld(place: number): boolean {
    return this.#held[place] === 1;
  }

  /** Tells which accounts have a change that waits, in the order of their ids. */
  setHeld(accountIds: readonly number[]): void {
    const held = new Uint8Array(this.size);
    let place = 0;
    for (const accountId of accountIds) {
      while (place < this.size && this.attributes.ids[place]! < accountId) place += 1;
      if (this.attributes.ids[place] === accountId) held[place] = 1;
    }
    this.#held = held;
  }

  /** Sources have been given other names. */
  forgetSourceOrder(): void {
    this.#sorted.delete('source');
  }

  /** Places of the accounts that are meant, in order. */
  list(
    condition: AccountCondition,
    order: AccountOrder,
    sourceNames: ReadonlyMap<number, string>,
  ): Uint32Array {
    const misses = this.#misses(condition);
    const sorted = this.#order(order.column, sourceNames);
    const list = new Uint32Array(this.size);
    let length = 0;
    for (const place of order.descending ? descending(sorted) : sorted.places) {
      if (misses[place] === 0) list[length++] = place;
    }
    return list.slice(0, length);
  }

  /** One pass: an account counts for a facet when it misses no other condition. */
  facets(condition: AccountCondition): FacetCounts {
    const misses = this.#misses(condition);
    const { sources, profiles, groups, active } = this.attributes;
    const counts: FacetCounts = {
      total: 0,
      sources: new Map(),
      profiles: new Map(),
      groups: new Map(),
      inactive: 0,
      held: 0,
    };
    for (let place = 0; place < this.size; place += 1) {
      const missed = misses[place]!;
      if (missed === 0) counts.total += 1;
      if ((missed & ~SOURCE) === 0) increment(counts.sources, sources[place]!);
      if ((missed & ~PROFILE) === 0) increment(counts.profiles, profiles[place]!);
      if ((missed & ~GROUP) === 0) increment(counts.groups, groups[place]!);
      if ((missed & ~ACTIVE) === 0 && active[place] === 0) counts.inactive += 1;
      if ((missed & ~HELD) === 0 && this.#held[place] === 1) counts.held += 1;
    }
    return counts;
  }

  /** For each account the conditions that it does not meet, as bits; 255 when it lacks a word of the text. */
  #misses(condition: AccountCondition): Uint8Array {
    const { sourceId, profileId, group, active, held } = condition;
    const { sources, profiles, groups, active: actives } = this.attributes;
    const groupNumber = group === undefined ? -1 : GROUPS.indexOf(group);
    const misses = this.#withoutWords(condition.text ?? '');
    for (let place = 0; place < this.size; place += 1) {
      let missed = misses[place]!;
      if (sourceId !== undefined && sources[place] !== sourceId) missed |= SOURCE;
      if (profileId !== undefined && profiles[place] !== profileId) missed |= PROFILE;
      if (group !== undefined && groups[place] !== groupNumber) missed |= GROUP;
      if (active !== undefined && (actives[place] === 1) !== active) missed |= ACTIVE;
      if (held !== undefined && (this.#held[place] === 1) !== held) missed |= HELD;
      misses[place] = missed;
    }
    return misses;
  }

  /** 255 for each account that lacks one of the words, 0 for the others. */
  #withoutWords(text: string): Uint8Array {
    const all = [...new Set(foldText(text).split(WORD_END))];
    // What is part of another word needs no look of its own; the longest word leaves the fewest accounts.
    const words = all
      .filter((word) => word !== '' && !all.some((other) => other !== word && other.includes(word)))
      .sort((left, right) => right.length - left.length);
    const misses = new Uint8Array(this.size);
    const [first, ...others] = words;
    if (first === undefined) return misses;
    misses.fill(255);
    const { text: lines, starts } = this;
    let place = 0;
    for (let at = lines.indexOf(first); at >= 0; at = lines.indexOf(first, starts[place])) {
      place = placeOf(starts, at, place);
      const line = others.length === 0 ? '' : lines.slice(starts[place], starts[place + 1]);
      if (others.every((word) => line.includes(word))) misses[place] = 0;
      place += 1;
    }
    return misses;
  }

  #order(column: AccountOrder['column'], sourceNames: ReadonlyMap<number, string>): Sorted {
    let sorted = this.#sorted.get(column);
    if (sorted === undefined) {
      sorted = sortTexts(this.#texts(column, sourceNames), this.#loginOrder);
      this.#sorted.set(column, sorted);
    }
    return sorted;
  }

  /** What a column is sorted by. */
  #texts(column: AccountOrder['column'], sourceNames: ReadonlyMap<number, string>): string[] {
    const texts = new Array<string>(this.size);
    if (column === 'source') {
      const names = new Map<number, string>();
      for (const id of this.attributes.sources)
        if (!names.has(id)) names.set(id, foldText(sourceNames.get(id) ?? ''));
      for (let place = 0; place < this.size; place += 1)
        texts[place] = names.get(this.attributes.sources[place]!)!;
      return texts;
    }
    const isNumber = column === 'deskPhone' || column === 'softPhone';
    const index = LINE_COLUMNS.indexOf(column);
    for (let place = 0; place < this.size; place += 1) {
      let start = this.starts[place]!;
      for (let field = 0; field < index; field += 1) start = this.text.indexOf(BETWEEN_FIELDS, start) + 1;
      const end = Math.min(
        this.starts[place + 1]! - 1,
        (this.text.indexOf(BETWEEN_FIELDS, start) + 1 || Number.MAX_SAFE_INTEGER) - 1,
      );
      const text = this.text.slice(start, end);
      texts[place] = isNumber ? numberOrder(text) : text;
    }
    return texts;
  }
}

/** Shorter numbers first, then by digits; whatever is not all digits comes last (D6). */
function numberOrder(number: string): string {
  if (number === '') return '';
  return String.fromCharCode(/^\d{1,64}$/.test(number) ? number.length : 0xff) + number;
}

function lineStarts(text: string, size: number): Uint32Array {
  const starts = new Uint32Array(size + 1);
  let place = 0;
  for (let at = text.indexOf(AFTER_LINE); at >= 0; at = text.indexOf(AFTER_LINE, at + 1)) {
    starts[++place] = at + 1;
  }
  if (place !== size) throw new Error(`${size} accounts have ${place} lines`);
  return starts;
}

/** The last place in an ascending list whose value is not greater; not before `from`. */
function placeOf(values: Int32Array | Uint32Array, value: number, from = 0): number {
  let [low, high] = [from, values.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

function increment(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}
