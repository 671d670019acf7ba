import { BerCursor, BerError, readBoolean, readElements, readText } from './ber.ts';
import type { Tlv } from './ber.ts';
import { foldCase } from './ldap-dn.ts';

/** A decoded filter; assertion values stay bytes. */
export type Filter =
  | { kind: 'and' | 'or'; parts: Filter[] }
  | { kind: 'not'; part: Filter }
  | { kind: 'equal' | 'greaterOrEqual' | 'lessOrEqual' | 'approx'; attribute: string; value: Uint8Array }
  | { kind: 'substrings'; attribute: string; initial?: Uint8Array; any: Uint8Array[]; final?: Uint8Array }
  | { kind: 'present'; attribute: string }
  | { kind: 'extensible'; rule?: string; attribute?: string; value: Uint8Array; dnAttributes: boolean };

/** All values of an attribute of an entry, its subtypes with options among them. */
export type ValuesOf = (attribute: string) => readonly (string | Uint8Array)[];

/** Active Directory's bit-and matching rule. */
export const BIT_AND = '1.2.840.113556.1.4.803';

/** Decodes a filter. */
export function decodeFilter(element: Tlv): Filter {
  switch (element.tag) {
    case 0xa0:
    case 0xa1: {
      const parts = readElements(element.value).map(decodeFilter);
      return { kind: element.tag === 0xa0 ? 'and' : 'or', parts };
    }
    case 0xa2: {
      const inner = new BerCursor(element.value);
      const part = decodeFilter(inner.take());
      inner.end();
      return { kind: 'not', part };
    }
    case 0xa3:
      return decodeAssertion('equal', element.value);
    case 0xa4:
      return decodeSubstrings(element.value);
    case 0xa5:
      return decodeAssertion('greaterOrEqual', element.value);
    case 0xa6:
      return decodeAssertion('lessOrEqual', element.value);
    case 0x87:
      return { kind: 'present', attribute: readText(element.value) };
    case 0xa8:
      return decodeAssertion('approx', element.value);
    case 0xa9:
      return decodeExtensible(element.value);
    default:
      throw new BerError(`the filter choice 0x${element.tag.toString(16)}`);
  }
}

function decodeAssertion(
  kind: 'equal' | 'greaterOrEqual' | 'lessOrEqual' | 'approx',
  value: Uint8Array,
): Filter {
  const fields = new BerCursor(value);
  const attribute = fields.text();
  const assertion = fields.take(0x04).value;
  fields.end();
  return { kind, attribute, value: assertion };
}

function decodeSubstrings(value: Uint8Array): Filter {
  const fields = new BerCursor(value);
  const attribute = fields.text();
  const pieces = new BerCursor(fields.take(0x30).value);
  fields.end();
  const initial = pieces.takeIf(0x80)?.value;
  const any: Uint8Array[] = [];
  for (let piece = pieces.takeIf(0x81); piece !== undefined; piece = pieces.takeIf(0x81))
    any.push(piece.value);
  const final = pieces.takeIf(0x82)?.value;
  pieces.end();
  if (initial === undefined && any.length === 0 && final === undefined) {
    throw new BerError('a substring filter without substrings');
  }
  return {
    kind: 'substrings',
    attribute,
    any,
    ...(initial === undefined ? {} : { initial }),
    ...(final === undefined ? {} : { final }),
  };
}

function decodeExtensible(value: Uint8Array): Filter {
  const fields = new BerCursor(value);
  const rule = fields.takeIf(0x81);
  const attribute = fields.takeIf(0x82);
  const assertion = fields.take(0x83).value;
  const dnAttributes = fields.takeIf(0x84);
  fields.end();
  return {
    kind: 'extensible',
    value: assertion,
    dnAttributes: dnAttributes !== undefined && readBoolean(dnAttributes.value),
    ...(rule === undefined ? {} : { rule: readText(rule.value) }),
    ...(attribute === undefined ? {} : { attribute: readText(attribute.value) }),
  };
}

/** Whether an entry matches; undefined where the server cannot tell (RFC 4511's third truth value). */
export function evaluateFilter(filter: Filter, valuesOf: ValuesOf): boolean | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const decisive = filter.kind === 'or';
      const results = filter.parts.map((part) => evaluateFilter(part, valuesOf));
      if (results.includes(decisive)) return decisive;
      return results.includes(undefined) ? undefined : !decisive;
    }
    case 'not': {
      const result = evaluateFilter(filter.part, valuesOf);
      return result === undefined ? undefined : !result;
    }
    case 'present':
      return valuesOf(filter.attribute).length > 0;
    case 'equal':
    case 'approx':
      return valuesOf(filter.attribute).some((value) => equals(value, filter.value));
    case 'greaterOrEqual':
      return valuesOf(filter.attribute).some((value) => compare(value, filter.value) >= 0);
    case 'lessOrEqual':
      return valuesOf(filter.attribute).some((value) => compare(value, filter.value) <= 0);
    case 'substrings':
      return valuesOf(filter.attribute).some((value) => hasSubstrings(value, filter));
    case 'extensible': {
      if (filter.rule !== BIT_AND || filter.attribute === undefined) return undefined;
      const mask = integer(filter.value);
      if (mask === undefined) return undefined;
      return valuesOf(filter.attribute).some((value) => {
        const bits = integer(value);
        return bits !== undefined && (bits & mask) === mask;
      });
    }
  }
}

function textOf(value: string | Uint8Array): string {
  return foldCase(typeof value === 'string' ? value : Buffer.from(value).toString('utf8'));
}

function integer(value: string | Uint8Array): bigint | undefined {
  const text = textOf(value);
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

function equals(value: string | Uint8Array, assertion: Uint8Array): boolean {
  // A value given as bytes has no case: an objectGUID must match byte by byte.
  return typeof value === 'string'
    ? textOf(value) === textOf(assertion)
    : Buffer.compare(value, assertion) === 0;
}

function compare(value: string | Uint8Array, assertion: Uint8Array): number {
  const numbers = [integer(value), integer(assertion)] as const;
  if (numbers[0] !== undefined && numbers[1] !== undefined) {
    return numbers[0] === numbers[1] ? 0 : numbers[0] < numbers[1] ? -1 : 1;
  }
  const texts = [textOf(value), textOf(assertion)] as const;
  return texts[0] === texts[1] ? 0 : texts[0] < texts[1] ? -1 : 1;
}

function hasSubstrings(value: string | Uint8Array, filter: Filter & { kind: 'substrings' }): boolean {
  let rest = textOf(value);
  if (filter.initial !== undefined) {
    const initial = lower(filter.initial);
    if (!rest.startsWith(initial)) return false;
    rest = rest.slice(initial.length);
  }
  for (const piece of filter.any) {
    const at = rest.indexOf(lower(piece));
    if (at < 0) return false;
    rest = rest.slice(at + lower(piece).length);
  }
  return filter.final === undefined || rest.endsWith(lower(filter.final));
}

function lower(value: Uint8Array): string {
  return Buffer.from(value).toString('utf8').toLowerCase();
}

/** The filter as RFC 4515 writes it, for messages and comparisons. */
export function filterText(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return `(&${filter.parts.map(filterText).join('')})`;
    case 'or':
      return `(|${filter.parts.map(filterText).join('')})`;
    case 'not':
      return `(!${filterText(filter.part)})`;
    case 'present':
      return `(${filter.attribute}=*)`;
    case 'equal':
      return `(${filter.attribute}=${escapeValue(filter.value)})`;
    case 'approx':
      return `(${filter.attribute}~=${escapeValue(filter.value)})`;
    case 'greaterOrEqual':
      return `(${filter.attribute}>=${escapeValue(filter.value)})`;
    case 'lessOrEqual':
      return `(${filter.attribute}<=${escapeValue(filter.value)})`;
    case 'substrings': {
      const pieces = [filter.initial ?? new Uint8Array(), ...filter.any, filter.final ?? new Uint8Array()];
      return `(${filter.attribute}=${pieces.map(escapeValue).join('*')})`;
    }
    case 'extensible': {
      const dn = filter.dnAttributes ? ':dn' : '';
      const rule = filter.rule === undefined ? '' : `:${filter.rule}`;
      return `(${filter.attribute ?? ''}${dn}${rule}:=${escapeValue(filter.value)})`;
    }
  }
}

function escapeValue(value: Uint8Array): string {
  const bytes = Buffer.from(value);
  const text = bytes.toString('utf8');
  const hex = (byte: number): string => `\\${byte.toString(16).padStart(2, '0')}`;
  if (Buffer.compare(Buffer.from(text, 'utf8'), bytes) !== 0) return [...bytes].map(hex).join('');
  return text.replace(/[\0()*\\]/g, (character) => hex(character.charCodeAt(0)));
}
