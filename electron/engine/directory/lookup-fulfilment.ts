import { contentOf, FILTER_TAG, partsOf, type EncodedFilter } from './lookup-filter.ts';

/** The values that an entry shows of an attribute. */
type ValuesOf = (attribute: string) => readonly Uint8Array[];
/** RFC 4511 4.5.1.7 knows true, false and undefined; so do we. Null: there is no telling. */
type Truth = boolean | null;

/** Pieces of a SubstringFilter. */
const PIECE = { initial: 0x80, final: 0x82 } as const;
/** Fields of a MatchingRuleAssertion. */
const RULE = { name: 0x81, attribute: 0x82, value: 0x83, dnAttributes: 0x84 } as const;
/** Active Directory's bit-and matching rule. */
const BIT_AND = '1.2.840.113556.1.4.803';

/**
 * Whether an entry fulfils a filter by the values that it shows. Only where that is plain: how a server compares is known to
 * it alone, and an attribute without a value may be one that we may not see. Where this says true and the server does
 * not find the entry, what may be read and what may be searched are not the same (safety.md 2). Pure.
 */
export function fulfils(filter: EncodedFilter, valuesOf: ValuesOf): Truth {
  return truthOf(filter.bytes, valuesOf);
}

function truthOf(bytes: Buffer, valuesOf: ValuesOf): Truth {
  switch (bytes[0]) {
    case FILTER_TAG.and:
      return not(anyOf(partsOf(bytes).map((part) => not(truthOf(part, valuesOf)))));
    case FILTER_TAG.or:
      return anyOf(partsOf(bytes).map((part) => truthOf(part, valuesOf)));
    case FILTER_TAG.not:
      return not(truthOf(partsOf(bytes)[0]!, valuesOf));
    case FILTER_TAG.present:
      return valuesOf(contentOf(bytes).toString('utf8')).length > 0 ? true : null;
    case FILTER_TAG.equality: {
      const [attribute, asserted] = partsOf(bytes).map(contentOf);
      return anyValue(valuesOf(attribute!.toString('utf8')), (value) => isEqual(value, asserted!));
    }
    case FILTER_TAG.substrings: {
      const [attribute, pieces] = partsOf(bytes);
      return anyValue(valuesOf(contentOf(attribute!).toString('utf8')), (value) =>
        hasPieces(value, partsOf(pieces!)),
      );
    }
    case FILTER_TAG.extensible:
      return hasBits(bytes, valuesOf);
    default:
      return null;
  }
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(null) ? null : false;
}

function anyValue(values: readonly Uint8Array[], test: (value: Uint8Array) => Truth): Truth {
  return values.length === 0 ? null : anyOf(values.map(test));
}

function isEqual(value: Uint8Array, asserted: Buffer): Truth {
  if (asserted.equals(value)) return true;
  // Active Directory takes `person` for the DN of that class.
  if (textOf(value).includes('=') !== textOf(asserted).includes('=')) return null;
  if (folded(value) === folded(asserted)) return true;
  return loose(value) === loose(asserted) && loose(value) !== '' ? null : false;
}

function hasPieces(value: Uint8Array, pieces: readonly Buffer[]): Truth {
  const matches = (form: (bytes: Uint8Array) => string) => {
    let rest = form(value);
    for (const piece of pieces) {
      const wanted = form(contentOf(piece));
      const at = piece[0] === PIECE.final ? rest.length - wanted.length : rest.indexOf(wanted);
      if (at < 0 || !rest.startsWith(wanted, at)) return false;
      if (piece[0] === PIECE.initial && !rest.startsWith(wanted)) return false;
      rest = rest.slice(piece[0] === PIECE.initial ? wanted.length : at + wanted.length);
    }
    return true;
  };
  if (matches(folded)) return true;
  return isTelephone(value) && matches(loose) ? null : false;
}

function hasBits(bytes: Buffer, valuesOf: ValuesOf): Truth {
  const fields = new Map(partsOf(bytes).map((part) => [part[0], contentOf(part)]));
  const attribute = fields.get(RULE.attribute);
  const asserted = numberOf(fields.get(RULE.value) ?? Buffer.alloc(0));
  const ofDn = fields.get(RULE.dnAttributes)?.some((byte) => byte !== 0) ?? false;
  if (fields.get(RULE.name)?.toString('latin1') !== BIT_AND || attribute === undefined) return null;
  if (asserted === null || ofDn) return null;
  return anyValue(valuesOf(attribute.toString('utf8')), (value) => {
    const flags = numberOf(value);
    return flags === null ? null : (flags & asserted) === asserted;
  });
}

function numberOf(value: Uint8Array): bigint | null {
  const text = textOf(value);
  return /^-?\d{1,20}$/.test(text) ? BigInt(text) : null;
}

function textOf(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}

/** As most attributes are compared: without regard to letter case and to how many spaces there are (RFC 4518). */
function folded(value: Uint8Array): string {
  return textOf(value).normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** Letters and digits only. Some syntaxes (RFC 4517: numbers of telephones, DNs) do not regard what stands between. */
function loose(value: Uint8Array): string {
  return folded(value).replace(/[^\p{L}\p{N}]+/gu, '');
}

function isTelephone(value: Uint8Array): boolean {
  return /^[\d\s()+./-]+$/u.test(textOf(value));
}
