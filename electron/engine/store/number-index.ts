import { foldText } from '../../../shared/domain/fold.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import {
  normalNumber,
  type NumberKind,
  type NumberOrigin,
  type NumberState,
} from '../../../shared/domain/numbers.ts';
import { AFTER_LINE, BETWEEN_FIELDS } from './account-lines.ts';

/** A word ends at any blank, and holds nothing that sets fields and lines apart. */
const WORD_END = new RegExp(`[\\s${BETWEEN_FIELDS}${AFTER_LINE}]+`);

/** Which numbers are meant; what is left out does not matter. */
export interface NumberCondition {
  sourceId?: number | undefined;
  accountId?: number | undefined;
  state?: NumberState | undefined;
  origin?: NumberOrigin | undefined;
  /** Only numbers that a person added: an administrator, or the user. */
  personal?: boolean | undefined;
  /** Only numbers that are gone and still there: held by rule 6, or released and not yet taken away. */
  held?: boolean | undefined;
  /** Only numbers that more than one account has. */
  conflicts?: boolean | undefined;
  /** Words that must all occur in number, login or name. */
  search?: string | undefined;
}

/** How many numbers each saved view would show, under the conditions that are no view: source, account and words. */
export interface NumberCounts {
  all: number;
  held: number;
  conflicts: number;
  manual: number;
}

/** An account as far as its numbers are listed. */
export interface NumberOwner {
  accountId: number;
  /** As it is compared (E13). */
  loginKey: string;
  sourceId: number;
  /** First and last name, folded. */
  name: string;
  /** Login and names, folded. */
  text: string;
}

/** A number of an account as it was read. */
export interface OwnedNumber {
  owner: NumberOwner;
  number: string;
  kind: NumberKind;
  origin: NumberOrigin;
  state: NumberState;
  /** Since when it is so, epoch milliseconds; 0 of a directory account's own phone. */
  since: number;
}

/** Texts as one, and where each starts in it; one more at the end. */
interface Lines {
  text: string;
  starts: Uint32Array;
}

/** How many accounts have a number, whichever way it is written. */
interface Holders {
  count: number;
}

/** A number in the index. */
export interface NumberEntry extends OwnedNumber {
  /** D6's order as the order of texts. */
  order: string;
  /** In lower case, and as it is compared with others: what is looked for in it. */
  written: string;
  normal: string;
  /** Who has it; null of what is no number of its account's any more, and so nobody's rival. */
  holders: Holders | null;
  /** Whether it is the one of its account's numbers that stands for it among the holders. */
  stands: boolean;
}

/**
 * All numbers of an Enterprise in D6's order, then by login. 200,000 of them are gone through in some milliseconds, which
 * no query over the tables can do: a directory's phones are columns of its accounts, and conflicts are found by numbers
 * without their punctuation. Knows no SQL; `NumberList` keeps it in step with the tables.
 */
export class NumberIndex {
  readonly #entries: readonly NumberEntry[];
  /** By the normal form of the number. */
  readonly #holders: Map<string, Holders>;
  /** Made when somebody looks for something. */
  #lines: Lines | null = null;

  private constructor(entries: readonly NumberEntry[], holders: Map<string, Holders>) {
    this.#entries = entries;
    this.#holders = holders;
  }

  /** An index of numbers that come account by account. */
  static of(numbers: readonly OwnedNumber[]): NumberIndex {
    const holders = new Map<string, Holders>();
    return new NumberIndex(entriesOf(numbers, holders).sort(compareEntries), holders);
  }

  /**
   * The same with the numbers of some accounts read anew, and without those of accounts that are gone. This one is not to
   * be used any more.
   */
  patched(changed: ReadonlySet<number>, numbers: readonly OwnedNumber[]): NumberIndex {
    const kept: NumberEntry[] = [];
    for (const entry of this.#entries) {
      if (!changed.has(entry.owner.accountId)) kept.push(entry);
      else if (entry.stands) entry.holders!.count -= 1;
    }
    const fresh = entriesOf(numbers, this.#holders).sort(compareEntries);
    return new NumberIndex(merged(kept, fresh), this.#holders);
  }

  /** The numbers that are meant, in order, and how many each view has. */
  list(condition: NumberCondition): { entries: NumberEntry[]; counts: NumberCounts } {
    const { sourceId, accountId, state, origin, personal, held, conflicts } = condition;
    const words = wordsOf(condition.search ?? '');
    const found = words.length === 0 ? null : countWords((this.#lines ??= textOf(this.#entries)), words);
    const entries: NumberEntry[] = [];
    const counts: NumberCounts = { all: 0, held: 0, conflicts: 0, manual: 0 };
    for (let at = 0; at < this.#entries.length; at += 1) {
      if (found !== null && found[at] !== words.length) continue;
      const entry = this.#entries[at]!;
      const { owner } = entry;
      if (sourceId !== undefined && owner.sourceId !== sourceId) continue;
      if (accountId !== undefined && owner.accountId !== accountId) continue;
      const isHeld = isHeldEntry(entry);
      const isConflict = rivalsOf(entry) > 0;
      counts.all += 1;
      if (isHeld) counts.held += 1;
      if (isConflict) counts.conflicts += 1;
      const isPersons = isPersonal(entry);
      if (isPersons) counts.manual += 1;
      if (state !== undefined && entry.state !== state) continue;
      if (origin !== undefined && entry.origin !== origin) continue;
      if (personal !== undefined && isPersons !== personal) continue;
      if (held !== undefined && isHeld !== held) continue;
      if (conflicts !== undefined && isConflict !== conflicts) continue;
      entries.push(entry);
    }
    return { entries, counts };
  }

  /**
   * The numbers of the accounts that have each of these, by its normal form, in order: one an account, and no more than
   * `most` each.
   */
  holders(normals: ReadonlySet<string>, most: number): Map<string, NumberEntry[]> {
    const found = new Map<string, NumberEntry[]>();
    if (normals.size === 0) return found;
    for (const entry of this.#entries) {
      if (!entry.stands || !normals.has(entry.normal)) continue;
      const holding = found.get(entry.normal);
      if (holding === undefined) found.set(entry.normal, [entry]);
      else if (holding.length < most) holding.push(entry);
    }
    return found;
  }
}

/** How many other accounts have the same number. */
export function rivalsOf({ holders }: NumberEntry): number {
  return holders === null ? 0 : holders.count - 1;
}

/**
 * What counts as held, wherever it is counted or listed: gone from its source, and still there. Something holds it by rule
 * 6; or nothing does any more, and it goes with the next synchronization (HELD and RELEASABLE of domain.md 5.5).
 */
export function isHeldEntry({ state }: Pick<OwnedNumber, 'state'>): boolean {
  return state !== 'present';
}

/** No more words than a byte can count. */
function wordsOf(search: string): string[] {
  return foldText(search)
    .split(WORD_END)
    .filter((word) => word !== '')
    .slice(0, 255);
}

function entriesOf(numbers: readonly OwnedNumber[], known: Map<string, Holders>): NumberEntry[] {
  /** What stands for an account so far, of the account that is being gone through. */
  let standing = new Set<string>();
  let account = 0;
  return numbers.map((each) => {
    if (each.owner.accountId !== account) {
      account = each.owner.accountId;
      standing = new Set();
    }
    const written = each.number.toLowerCase();
    const normal = normalNumber(written);
    const isRival = each.state === 'present' && normal !== '';
    const stands = isRival && !standing.has(normal);
    if (stands) standing.add(normal);
    const holders = isRival ? holdersOf(normal, known) : null;
    if (stands) holders!.count += 1;
    const { owner, number, kind, origin, state, since } = each;
    const order = orderOf(number);
    return { owner, number, kind, origin, state, since, order, written, normal, holders, stands };
  });
}

function holdersOf(normal: string, known: Map<string, Holders>): Holders {
  let holders = known.get(normal);
  if (holders === undefined) known.set(normal, (holders = { count: 0 }));
  return holders;
}

/** D6 as an order of texts: digits before others, shorter before longer. */
function orderOf(number: string): string {
  return (/^\d+$/.test(number) ? String.fromCharCode(number.length) : '\uffff') + number;
}

function compareEntries(left: NumberEntry, right: NumberEntry): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1;
  const [one, other] = [left.owner.loginKey, right.owner.loginKey];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Two ordered lists as one; the second is the shorter by far. */
function merged(one: readonly NumberEntry[], other: readonly NumberEntry[]): NumberEntry[] {
  const pieces: (readonly NumberEntry[])[] = [];
  let from = 0;
  for (const entry of other) {
    let [low, high] = [from, one.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareEntries(one[middle]!, entry) < 0) low = middle + 1;
      else high = middle;
    }
    pieces.push(one.slice(from, low), [entry]);
    from = low;
  }
  return pieces.length === 0 ? [...one] : pieces.flat().concat(one.slice(from));
}

/** What can be looked for in each entry, a line for each. */
function textOf(entries: readonly NumberEntry[]): Lines {
  const starts = new Uint32Array(entries.length + 1);
  const lines = entries.map(({ owner, written, normal }, at) => {
    const number = written === normal ? written : written + BETWEEN_FIELDS + normal;
    const line = owner.text + BETWEEN_FIELDS + number + AFTER_LINE;
    starts[at + 1] = starts[at]! + line.length;
    return line;
  });
  return { text: lines.join(''), starts };
}

/** How many of the words are in each line, as they are written or as numbers are compared. */
function countWords({ text, starts }: Lines, words: readonly string[]): Uint8Array {
  const size = starts.length - 1;
  const counts = new Uint8Array(size);
  for (const [already, word] of words.entries()) {
    const normal = normalNumber(word);
    for (const sought of normal === word || normal === '' ? [word] : [word, normal]) {
      let line = 0;
      for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, starts[line])) {
        while (starts[line + 1]! <= at) line += 1;
        if (counts[line] === already) counts[line] = already + 1;
        line += 1;
      }
    }
  }
  return counts;
}
