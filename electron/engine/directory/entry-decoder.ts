import { describe, type Range } from './attribute-names.ts';
import { expectElement, protocolError, TAG, type Element } from './frames.ts';
import { LIMITS } from './limits.ts';

/** How many attribute descriptions a decoder remembers; a server that sends more is read, only slower. */
const REMEMBERED = 256;

/** An attribute description seen on the wire, and the requested attribute it stands for (-1: none of them). */
interface KnownType {
  bytes: Buffer;
  attribute: number;
  /** Whether it is another name of that attribute than the requested one. */
  alias: boolean;
  range: Range | null;
}

/**
 * Decodes SearchResultEntry messages in place, for the requested attributes only: no object per entry, positions
 * instead of copies. One decoder serves a whole scan; its fields describe the entry decoded last.
 */
export class EntryDecoder {
  /** Position of the DN. */
  dnStart = 0;
  dnEnd = 0;
  /** For each requested attribute: index of its first value in `valueStart`, and the number of values. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Positions of all values of the entry. */
  valueStart = new Int32Array(64);
  valueEnd = new Int32Array(64);
  /**
   * For each requested attribute: which of its values these are, by a range option of Active Directory (MS-ADTS
   * 3.1.1.3.1.3.3). Null when the server did not speak of a range.
   */
  readonly range: (Range | null)[];
  /** Whether an attribute came in part only: the rest of its values has to be asked for. */
  partial = false;

  readonly #names: readonly string[];
  readonly #primaryNames: readonly string[];
  readonly #known: KnownType[] = [];
  /** For each requested attribute: whether its values came under an alias. */
  readonly #aliased: Uint8Array;
  /** Servers send attributes in the same order entry after entry: where to look first. */
  #expected = 0;
  #values = 0;
  /** Whether `range` has anything in it. */
  #ranged = false;
  readonly #attribute: Element = { tag: 0, start: 0, end: 0 };
  readonly #part: Element = { tag: 0, start: 0, end: 0 };

  /**
   * @param attributes the requested attribute descriptions; matched without regard to case and to the order of their
   * options. An alias counts as the attribute when the entry has none of the very name.
   */
  constructor(attributes: readonly string[]) {
    const described = attributes.map(describe);
    this.#names = described.map(({ exact }) => exact);
    this.#primaryNames = described.map(({ primary }) => primary);
    this.range = attributes.map(() => null);
    this.#aliased = new Uint8Array(attributes.length);
    this.first = new Int32Array(attributes.length);
    this.count = new Int32Array(attributes.length);
  }

  /**
   * Decodes the entry whose protocolOp content is `bytes[start, end)`. Throws `ldap.protocol` when it is not one, or
   * goes beyond LIMITS.
   */
  decode(bytes: Buffer, start: number, end: number): void {
    const attribute = this.#attribute;
    const part = this.#part;
    this.count.fill(0);
    this.#values = 0;
    this.#expected = 0;
    if (this.#ranged) this.range.fill(null);
    this.#ranged = this.partial = false;
    expectElement(bytes, start, end, part, TAG.octetString, 'a DN');
    if (part.end - part.start > LIMITS.dnBytes) throw protocolError(`a DN of ${part.end - part.start} bytes`);
    this.dnStart = part.start;
    this.dnEnd = part.end;
    expectElement(bytes, part.end, end, part, TAG.sequence, 'an attribute list');
    const listEnd = part.end;
    let attributes = 0;
    for (let at = part.start; at < listEnd; at = attribute.end) {
      attributes += 1;
      if (attributes > LIMITS.attributes)
        throw protocolError(`an entry with more than ${LIMITS.attributes} attributes`);
      expectElement(bytes, at, listEnd, attribute, TAG.sequence, 'an attribute');
      expectElement(bytes, attribute.start, attribute.end, part, TAG.octetString, 'an attribute description');
      const type = this.#resolve(bytes, part.start, part.end);
      expectElement(bytes, part.end, attribute.end, part, TAG.set, 'a set of values');
      if (type.attribute >= 0) this.#readValues(bytes, part.start, part.end, type);
      else this.#skipValues(bytes, part.start, part.end);
    }
    if (!this.#ranged) return;
    this.partial = this.range.some((range) => range !== null && !isWhole(range));
  }

  /** What nobody asked for is not kept, but it must be LDAP: every message has to be understood (safety.md 1). */
  #skipValues(bytes: Buffer, start: number, end: number): void {
    const part = this.#part;
    let values = 0;
    for (let at = start; at < end; at = part.end) {
      expectElement(bytes, at, end, part, TAG.octetString, 'a value');
      values += 1;
      if (values > LIMITS.values) throw tooManyValues();
    }
  }

  #readValues(bytes: Buffer, start: number, end: number, type: KnownType): void {
    const { attribute: index, alias, range } = type;
    if (start === end) {
      // Active Directory sends `member` without values beside `member;range=0-1499`: only a range says something.
      if (range !== null && !isWhole(range)) this.#note(index, range);
      return;
    }
    if (this.count[index]! > 0) {
      const aliased = this.#aliased[index] === 1;
      if (alias === aliased) throw protocolError(`the attribute ${this.#names[index]} twice in one entry`);
      if (alias) return;
      this.count[index] = 0;
      this.range[index] = null;
    }
    if (range !== null) this.#note(index, range);
    this.#aliased[index] = alias ? 1 : 0;
    const part = this.#part;
    this.first[index] = this.#values;
    for (let at = start; at < end; at = part.end) {
      expectElement(bytes, at, end, part, TAG.octetString, 'a value');
      if (this.#values === this.valueStart.length) this.#grow();
      this.valueStart[this.#values] = part.start;
      this.valueEnd[this.#values] = part.end;
      this.#values += 1;
      this.count[index]! += 1;
    }
  }

  #note(index: number, range: Range): void {
    this.range[index] = range;
    this.#ranged = true;
  }

  #grow(): void {
    if (this.#values >= LIMITS.values) throw tooManyValues();
    const grow = (from: Int32Array) => {
      const larger = new Int32Array(Math.min(from.length * 2, LIMITS.values));
      larger.set(from);
      return larger;
    };
    this.valueStart = grow(this.valueStart);
    this.valueEnd = grow(this.valueEnd);
  }

  /** What `bytes[start, end)` names. */
  #resolve(bytes: Buffer, start: number, end: number): KnownType {
    const known = this.#known;
    for (let step = 0; step < known.length; step += 1) {
      const place = (this.#expected + step) % known.length;
      const candidate = known[place]!;
      if (sameBytes(candidate.bytes, bytes, start, end)) {
        this.#expected = place + 1;
        return candidate;
      }
    }
    if (end - start > LIMITS.descriptionBytes) {
      throw protocolError(`an attribute description of ${end - start} bytes`);
    }
    const { exact, primary, range } = describe(bytes.toString('latin1', start, end));
    const named = this.#names.indexOf(exact);
    const type: KnownType = {
      bytes: Buffer.from(bytes.subarray(start, end)),
      attribute: named >= 0 ? named : this.#primaryNames.indexOf(primary),
      alias: named < 0,
      range,
    };
    if (known.length < REMEMBERED) {
      known.push(type);
      this.#expected = known.length;
    }
    return type;
  }
}

function tooManyValues(): Error {
  return protocolError(`an entry with more than ${LIMITS.values} values`);
}

/** Whether a range is all there is. */
function isWhole({ from, to }: Range): boolean {
  return from === 0 && to === Infinity;
}

function sameBytes(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let index = 0; index < known.length; index += 1) {
    if (known[index] !== bytes[start + index]) return false;
  }
  return true;
}
