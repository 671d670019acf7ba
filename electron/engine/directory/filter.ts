import { BerWriter, Filter } from 'ldapts';
import { RollcallError } from '../../../shared/domain/errors.ts';

/** Tags of the Filter CHOICE (RFC 4511 4.5.1.7). */
const FILTER = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equality: 0xa3,
  substrings: 0xa4,
  greaterOrEqual: 0xa5,
  lessOrEqual: 0xa6,
  present: 0x87,
  approximate: 0xa8,
  extensible: 0xa9,
} as const;

/** How deep filters may nest. */
const MAXIMUM_DEPTH = 100;

/**
 * An LDAP filter in its string form (RFC 4515), encoded by ourselves: ldapts 9.2 takes an escape such as `\c5` for a
 * character and encodes it once more, so a filter on bytes or on escaped UTF-8 would silently match nothing; and it
 * refuses attribute options.
 */
export class TextFilter extends Filter {
  override type = FILTER.and;
  readonly #query: string;
  readonly #encoded: { tag: number; content: Buffer };

  /** Throws `config.invalid`, quoting the query, when it is malformed. */
  constructor(query: string) {
    super();
    this.#query = query;
    const parser = new Parser(query);
    this.#encoded = parser.whole();
  }

  override writeFilter(): void {
    throw new Error('a text filter writes itself whole');
  }

  override toString(): string {
    return this.#query;
  }

  override write(writer: BerWriter): void {
    writer.writeBuffer(this.#encoded.content, this.#encoded.tag);
  }
}

/** Throws `config.invalid`, quoting the query, when it is not a filter. */
export function checkFilter(query: string): void {
  new Parser(query).whole();
}

interface Encoded {
  tag: number;
  content: Buffer;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    const trimmed = text.trim();
    // `objectClass=person` without parentheses is a common habit and has one meaning only.
    this.#text = trimmed.startsWith('(') ? trimmed : `(${trimmed})`;
  }

  whole(): Encoded {
    const filter = this.#filter(0);
    this.#blanks();
    if (this.#at !== this.#text.length) this.#refuse('text after the closing parenthesis');
    return filter;
  }

  #filter(depth: number): Encoded {
    if (depth > MAXIMUM_DEPTH) this.#refuse('too many levels');
    this.#blanks();
    this.#expect('(');
    this.#blanks();
    const operator = this.#text[this.#at];
    let filter: Encoded;
    if (operator === '&' || operator === '|') {
      this.#at += 1;
      filter = {
        tag: operator === '&' ? FILTER.and : FILTER.or,
        content: Buffer.concat(this.#list(depth).map(element)),
      };
    } else if (operator === '!') {
      this.#at += 1;
      filter = { tag: FILTER.not, content: element(this.#filter(depth + 1)) };
    } else {
      filter = this.#item();
    }
    this.#blanks();
    this.#expect(')');
    return filter;
  }

  #list(depth: number): Encoded[] {
    const filters: Encoded[] = [];
    for (;;) {
      this.#blanks();
      if (this.#text[this.#at] !== '(') return filters;
      filters.push(this.#filter(depth + 1));
    }
  }

  #item(): Encoded {
    const end = this.#text.indexOf(')', this.#at);
    const item = this.#text.slice(this.#at, end < 0 ? this.#text.length : end);
    const parts = /^([^=~<>:]*)((?::[^:=~<>]+)*)([~<>:]?=)([\s\S]*)$/.exec(item);
    if (parts === null) this.#refuse('no comparison');
    const [, name = '', rule = '', operator = '', value = ''] = parts;
    const attribute = name.trim();
    if (operator === ':=' || rule !== '') {
      if (operator !== ':=') this.#refuse('a matching rule without :=');
      this.#at += item.length;
      return this.#extensible(attribute, rule, value);
    }
    this.#expectAttribute(attribute);
    this.#at += item.length;
    if (operator === '=' && value.trim() === '*')
      return { tag: FILTER.present, content: Buffer.from(attribute) };
    if (operator === '=' && value.includes('*')) return this.#substrings(attribute, value);
    const tags = {
      '=': FILTER.equality,
      '~=': FILTER.approximate,
      '>=': FILTER.greaterOrEqual,
      '<=': FILTER.lessOrEqual,
    };
    return {
      tag: tags[operator as keyof typeof tags],
      content: Buffer.concat([octets(Buffer.from(attribute)), octets(this.#bytes(value))]),
    };
  }

  #substrings(attribute: string, value: string): Encoded {
    const pieces = value.split('*');
    const last = pieces.length - 1;
    const content = pieces.flatMap((piece, index) =>
      piece === ''
        ? []
        : [element({ tag: index === 0 ? 0x80 : index === last ? 0x82 : 0x81, content: this.#bytes(piece) })],
    );
    if (content.length === 0) this.#refuse('a comparison with nothing between the stars');
    return {
      tag: FILTER.substrings,
      content: Buffer.concat([
        octets(Buffer.from(attribute)),
        element({ tag: 0x30, content: Buffer.concat(content) }),
      ]),
    };
  }

  /** `attr[:dn][:rule]:=value` (RFC 4515), such as Active Directory's bit rules. */
  #extensible(attribute: string, rule: string, value: string): Encoded {
    const parts = rule.split(':').slice(1);
    const dnAttributes = parts[0]?.toLowerCase() === 'dn';
    const [matchingRule, ...more] = dnAttributes ? parts.slice(1) : parts;
    if (attribute === '' && matchingRule === undefined)
      this.#refuse('a comparison without attribute and rule');
    if (more.length > 0) this.#refuse('more than one matching rule');
    if (attribute !== '') this.#expectAttribute(attribute);
    if (matchingRule !== undefined && !/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(matchingRule)) {
      this.#refuse(`"${matchingRule}" is not a matching rule`);
    }
    return {
      tag: FILTER.extensible,
      content: Buffer.concat([
        ...(matchingRule !== undefined ? [element({ tag: 0x81, content: Buffer.from(matchingRule) })] : []),
        ...(attribute !== '' ? [element({ tag: 0x82, content: Buffer.from(attribute) })] : []),
        element({ tag: 0x83, content: this.#bytes(value) }),
        ...(dnAttributes ? [element({ tag: 0x84, content: Buffer.from([0xff]) })] : []),
      ]),
    };
  }

  /** A value's bytes: text as UTF-8, `\xx` as the byte it names. */
  #bytes(value: string): Buffer {
    const pieces: Buffer[] = [];
    let text = '';
    for (let at = 0; at < value.length; at += 1) {
      const character = value[at]!;
      if (character === '(' || character === '*') {
        // Most likely a parenthesis was forgotten; taken for text, the filter would silently match nothing.
        this.#refuse(`"${character}" inside a value must be written \\${character === '(' ? '28' : '2a'}`);
      }
      if (character !== '\\') {
        text += character;
        continue;
      }
      const hex = value.slice(at + 1, at + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(hex))
        this.#refuse(`"\\${hex}" is not an escaped byte (write \\5c for a backslash)`);
      pieces.push(Buffer.from(text), Buffer.from(hex, 'hex'));
      text = '';
      at += 2;
    }
    pieces.push(Buffer.from(text));
    return Buffer.concat(pieces);
  }

  #expectAttribute(attribute: string): void {
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]*(;[A-Za-z0-9-]+(=[^;]*)?)*$/.test(attribute)) {
      this.#refuse(`"${attribute}" is not an attribute`);
    }
  }

  #blanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #expect(character: '(' | ')'): void {
    if (this.#text[this.#at] !== character) {
      this.#refuse(`"${character}" expected at position ${this.#at + 1}`);
    }
    this.#at += 1;
  }

  #refuse(what: string): never {
    throw new RollcallError(
      'config.invalid',
      `The user query is not a valid LDAP filter: ${this.#text} (${what}).`,
    );
  }
}

/** One BER element. */
function element({ tag, content }: Encoded): Buffer {
  const writer = new BerWriter();
  if (content.length === 0) return Buffer.from([tag, 0]);
  writer.writeBuffer(content, tag);
  return writer.buffer;
}

function octets(content: Buffer): Buffer {
  return element({ tag: 0x04, content });
}
