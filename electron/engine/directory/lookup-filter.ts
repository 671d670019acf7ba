import { BerWriter, Filter } from 'ldapts';
import { TextFilter } from './filter.ts';
import { protocolError, readElement, TAG, type Element } from './frames.ts';

/** Tags of the Filter CHOICE (RFC 4511 4.5.1.7) that are told apart here. */
export const FILTER_TAG = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equality: 0xa3,
  substrings: 0xa4,
  present: 0x87,
  extensible: 0xa9,
} as const;
const {
  and: AND,
  or: OR,
  not: NOT,
  equality: EQUALITY,
  present: PRESENT,
  extensible: EXTENSIBLE,
} = FILTER_TAG;
/** `type` within a MatchingRuleAssertion. */
const RULE_ATTRIBUTE = 0x82;

/** A filter of which the bytes are known: keys are bytes, and the parts of a query need not be written again. */
export class EncodedFilter extends Filter {
  override type = AND;
  /** The whole element, tag and length included. */
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.bytes = bytes;
  }

  override writeFilter(): void {
    throw new Error('an encoded filter writes itself whole');
  }

  override toString(): string {
    return this.bytes.toString('hex');
  }

  override write(writer: BerWriter): void {
    const element = readElement(this.bytes, 0, this.bytes.length, emptyElement());
    writer.writeBuffer(this.bytes.subarray(element.start, element.end), element.tag);
  }
}

/** `(attribute=value)` for a value of any bytes. */
export function equalityFilter(attribute: string, value: Uint8Array): EncodedFilter {
  const writer = new BerWriter();
  writer.startSequence(EQUALITY);
  writer.writeString(attribute, TAG.octetString);
  writer.writeBuffer(Buffer.from(value), TAG.octetString);
  writer.endSequence();
  return new EncodedFilter(writer.buffer);
}

/** `(&…)` */
export function allOf(...filters: readonly EncodedFilter[]): EncodedFilter {
  const writer = new BerWriter();
  writer.writeBuffer(Buffer.concat(filters.map((filter) => filter.bytes)), AND);
  return new EncodedFilter(writer.buffer);
}

/**
 * The conditions that an entry must all fulfil to match a query: the parts of its ANDs, or the query itself. Throws
 * `config.invalid` when it is not a filter.
 */
export function conditionsOf(query: string): EncodedFilter[] {
  const writer = new BerWriter();
  new TextFilter(query).write(writer);
  const conditions: EncodedFilter[] = [];
  const collect = (bytes: Buffer) => {
    if (bytes[0] === AND) for (const part of partsOf(bytes)) collect(part);
    else conditions.push(new EncodedFilter(bytes));
  };
  collect(writer.buffer);
  return conditions;
}

/** The attributes that a filter speaks of, each once, as it writes them. */
export function attributesOf(filter: EncodedFilter): string[] {
  const found = new Map<string, string>();
  const collect = (bytes: Buffer) => {
    const tag = bytes[0];
    if (tag === AND || tag === OR || tag === NOT) {
      for (const part of partsOf(bytes)) collect(part);
      return;
    }
    const name = tag === PRESENT ? contentOf(bytes) : partsOf(bytes).find(isAttribute(tag));
    if (name === undefined) return;
    const attribute = (tag === PRESENT ? name : contentOf(name)).toString('utf8');
    if (!found.has(attribute.toLowerCase())) found.set(attribute.toLowerCase(), attribute);
  };
  collect(filter.bytes);
  return [...found.values()];
}

function isAttribute(filterTag: number | undefined): (part: Buffer, place: number) => boolean {
  if (filterTag === EXTENSIBLE) return (part) => part[0] === RULE_ATTRIBUTE;
  return (part, place) => place === 0 && part[0] === TAG.octetString;
}

function emptyElement(): Element {
  return { tag: 0, start: 0, end: 0 };
}

/** The content of an element. */
export function contentOf(bytes: Buffer): Buffer {
  const element = readElement(bytes, 0, bytes.length, emptyElement());
  return bytes.subarray(element.start, element.end);
}

/** The elements inside an element, each whole. */
export function partsOf(bytes: Buffer): Buffer[] {
  const content = contentOf(bytes);
  const parts: Buffer[] = [];
  const element = emptyElement();
  for (let at = 0; at < content.length; at = element.end) {
    readElement(content, at, content.length, element);
    if (element.end <= at) throw protocolError('an element without an end');
    parts.push(content.subarray(at, element.end));
  }
  return parts;
}
