import { hash } from 'node:crypto';
import {
  DIRECTORY_FIELDS,
  emptyFields,
  type DirectoryField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import {
  escapedText,
  findInvalidBytes,
  replaceInvalidCharacters,
  type InvalidCharacter,
} from '../../../shared/domain/characters.ts';
import {
  isBinaryAttribute,
  mappedAttributes,
  type ImportSettings,
} from '../../../shared/domain/synchronizer.ts';

/** Length of a record's hash, in bytes. */
export const HASH_BYTES = 16;

/** How the bytes of a record are laid out and meant: what is asked for, and which attribute fills which field. */
export class RecordFormat {
  /** Attributes asked for: the mapped ones first (the key is the first of all), then those only looked at. */
  readonly attributes: string[];
  /** How many of them belong to the record. */
  readonly mapped: number;
  /** Place of `userAccountControl` among `attributes`; -1 when disabled entries are wanted. */
  readonly accountControl: number;
  /** Goes into every hash, so that another mapping makes every record a changed one. */
  readonly salt: Buffer;
  readonly #fieldAttribute: Record<DirectoryField, number>;
  readonly #replace: boolean;
  readonly #keyIsText: boolean;
  readonly #decoded: DecodedRecord;

  constructor(settings: ImportSettings) {
    const { mapping } = settings;
    const attributes = mappedAttributes(mapping);
    this.mapped = attributes.length;
    this.#decoded = {
      bytes: Buffer.alloc(0),
      dnEnd: 0,
      first: new Int32Array(this.mapped),
      count: new Int32Array(this.mapped),
      places: [],
    };
    const names = attributes.map((name) => name.toLowerCase());
    this.accountControl = -1;
    if (settings.skipDisabled) {
      const found = names.indexOf('useraccountcontrol');
      this.accountControl = found >= 0 ? found : attributes.push('userAccountControl') - 1;
    }
    this.attributes = attributes;
    this.#fieldAttribute = Object.fromEntries(
      DIRECTORY_FIELDS.map((field) => [field, names.indexOf(mapping[field].toLowerCase())]),
    ) as Record<DirectoryField, number>;
    for (const field of DIRECTORY_FIELDS) if (mapping[field] === '') this.#fieldAttribute[field] = -1;
    this.#replace = settings.invalidCharacters === 'replace';
    this.#keyIsText = !isBinaryAttribute(mapping.directoryKey);
    this.salt = Buffer.from(
      JSON.stringify([1, mapping, settings.invalidCharacters, settings.numbersFollowDirectory]),
    );
  }

  /** Finds the values in a record's bytes. The answer is valid until the next call: one object serves a whole run. */
  decode(bytes: Buffer): DecodedRecord {
    const record = this.#decoded;
    record.bytes = bytes;
    const dnLength = bytes.readUInt32LE(0);
    record.dnEnd = 4 + dnLength;
    let at = record.dnEnd;
    record.places.length = 0;
    for (let attribute = 0; attribute < this.mapped; attribute += 1) {
      const count = bytes.readUInt32LE(at);
      at += 4;
      record.first[attribute] = record.places.length;
      record.count[attribute] = count;
      for (let index = 0; index < count; index += 1) {
        const end = at + 4 + bytes.readUInt32LE(at);
        record.places.push(at + 4, end);
        at = end;
      }
    }
    return record;
  }

  /** The DN of a record, as it is: it names the entry, so nothing in it is replaced. */
  dn(record: DecodedRecord): string {
    return escapedText(record.bytes, 4, record.dnEnd);
  }

  /** The key of a record: of several values the lowest, which is at least the same one every time. */
  key(record: DecodedRecord): Buffer {
    let key: Buffer | null = null;
    for (let index = 0; index < record.count[0]!; index += 1) {
      const { start, end } = place(record, 0, index);
      const value = record.bytes.subarray(start, end);
      if (value.length > 0 && (key === null || Buffer.compare(value, key) < 0)) key = value;
    }
    return key ?? Buffer.alloc(0);
  }

  /**
   * The fields of a record. Where an attribute has several values, the one that the account has already stays, else
   * the first as delivered counts: servers need not keep an order.
   */
  fields(record: DecodedRecord, stored?: AccountFields): AccountFields {
    const fields = emptyFields();
    for (const field of DIRECTORY_FIELDS) {
      const attribute = this.#fieldAttribute[field];
      if (attribute < 0) continue;
      const count = record.count[attribute]!;
      if (count === 0) continue;
      fields[field] = this.#value(record, attribute, 0);
      const kept = stored?.[field];
      if (count === 1 || kept === undefined || kept === fields[field]) continue;
      for (let index = 1; index < count; index += 1) {
        if (this.#value(record, attribute, index) === kept) fields[field] = kept;
      }
    }
    return fields;
  }

  /** The first value that may not be imported (domain.md 2.6), or null: then the entry is skipped. */
  invalid(record: DecodedRecord): InvalidValue | null {
    return this.#replace ? null : this.#firstInvalid(record);
  }

  /** The first value in which characters are replaced, or null. */
  replaced(record: DecodedRecord): InvalidValue | null {
    return this.#replace ? this.#firstInvalid(record) : null;
  }

  /** The first place of each value that holds what may not be imported, whatever becomes of it. */
  *invalidValues(record: DecodedRecord): Generator<InvalidValue> {
    for (let attribute = 0; attribute < this.mapped; attribute += 1) {
      // The key is identity, not text to be shown, where its attribute holds bytes.
      if (attribute === 0 && !this.#keyIsText && !this.#isField(attribute)) continue;
      for (let index = 0; index < record.count[attribute]!; index += 1) {
        const { start, end } = place(record, attribute, index);
        const at = findInvalidBytes(record.bytes, start, end);
        if (at !== null) yield { attribute: this.attributes[attribute]!, at };
      }
    }
  }

  #firstInvalid(record: DecodedRecord): InvalidValue | null {
    for (const found of this.invalidValues(record)) return found;
    return null;
  }

  #isField(attribute: number): boolean {
    return DIRECTORY_FIELDS.some((field) => this.#fieldAttribute[field] === attribute);
  }

  #value(record: DecodedRecord, attribute: number, index: number): string {
    const { start, end } = place(record, attribute, index);
    return this.#text(record.bytes, start, end);
  }

  #text(bytes: Buffer, start: number, end: number): string {
    const text = bytes.toString('utf8', start, end);
    return this.#replace ? replaceInvalidCharacters(text) : text;
  }
}

/** A value that may not be imported as it is. */
interface InvalidValue {
  attribute: string;
  at: InvalidCharacter;
}

/** Where the values of a record lie in its bytes. */
export interface DecodedRecord {
  bytes: Buffer;
  dnEnd: number;
  /** Of each mapped attribute: place of its first value in `places`, and how many it has. */
  first: Int32Array;
  count: Int32Array;
  /** Start and end of each value, one after the other. */
  places: number[];
}

function place(record: DecodedRecord, attribute: number, index: number): { start: number; end: number } {
  const at = record.first[attribute]! + 2 * index;
  return { start: record.places[at]!, end: record.places[at + 1]! };
}

/** The hash by which an unchanged entry is known without looking at its values. */
export function recordHash(salted: Uint8Array): Buffer {
  return hash('sha256', salted, 'buffer').subarray(0, HASH_BYTES);
}
