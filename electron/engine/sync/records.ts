import { hash } from 'node:crypto';
import { ACCOUNT_FIELDS, emptyFields, type AccountField, type AccountFields } from '../../../shared/domain/account.ts';
import { findInvalidBytes, replaceInvalidCharacters, type InvalidCharacter } from '../../../shared/domain/characters.ts';
import { isBinaryAttribute, mappedAttributes, type ImportSettings } from '../../../shared/domain/synchronizer.ts';

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
  readonly #fieldAttribute: Record<AccountField, number>;
  readonly #replace: boolean;
  readonly #keyIsText: boolean;

  constructor(settings: ImportSettings) {
    const { mapping } = settings;
    const attributes = mappedAttributes(mapping);
    this.mapped = attributes.length;
    const names = attributes.map((name) => name.toLowerCase());
    this.accountControl = -1;
    if (settings.skipDisabled) {
      const found = names.indexOf('useraccountcontrol');
      this.accountControl = found >= 0 ? found : attributes.push('userAccountControl') - 1;
    }
    this.attributes = attributes;
    this.#fieldAttribute = Object.fromEntries(
      ACCOUNT_FIELDS.map((field) => [field, names.indexOf(mapping[field].toLowerCase())]),
    ) as Record<AccountField, number>;
    for (const field of ACCOUNT_FIELDS) if (mapping[field] === '') this.#fieldAttribute[field] = -1;
    this.#replace = settings.invalidCharacters === 'replace';
    this.#keyIsText = !isBinaryAttribute(mapping.directoryKey);
    this.salt = Buffer.from(
      JSON.stringify([1, mapping, settings.invalidCharacters, settings.numbersFollowDirectory]),
    );
  }

  /** Decodes a record's bytes. */
  decode(bytes: Buffer): DecodedRecord {
    let at = 0;
    const take = () => {
      const length = bytes.readUInt32LE(at);
      at += 4 + length;
      return bytes.subarray(at - length, at);
    };
    const dn = take();
    const values: Buffer[][] = [];
    for (let attribute = 0; attribute < this.mapped; attribute += 1) {
      const count = bytes.readUInt32LE(at);
      at += 4;
      const list: Buffer[] = [];
      for (let index = 0; index < count; index += 1) list.push(take());
      values.push(list);
    }
    return { dn: this.#text(dn), key: lowest(values[0] ?? []), values };
  }

  /**
   * The fields of a record. Where an attribute has several values, the one that the account has already stays, else
   * the first as delivered counts: servers need not keep an order.
   */
  fields(record: DecodedRecord, stored?: AccountFields): AccountFields {
    const fields = emptyFields();
    for (const field of ACCOUNT_FIELDS) {
      const values = record.values[this.#fieldAttribute[field]];
      if (values === undefined || values.length === 0) continue;
      const first = this.#text(values[0]!);
      const kept = stored?.[field];
      fields[field] =
        kept !== undefined && kept !== first && values.some((value) => this.#text(value) === kept) ? kept : first;
    }
    return fields;
  }

  /** The first value that may not be imported (domain.md 2.6), or null. */
  invalid(record: DecodedRecord): { attribute: string; at: InvalidCharacter } | null {
    if (this.#replace) return null;
    for (let index = 0; index < this.mapped; index += 1) {
      // The key is identity, not text to be shown, where its attribute holds bytes.
      if (index === 0 && !this.#keyIsText && !this.#isField(index)) continue;
      for (const value of record.values[index]!) {
        const at = findInvalidBytes(value);
        if (at !== null) return { attribute: this.attributes[index]!, at };
      }
    }
    return null;
  }

  #isField(attribute: number): boolean {
    return ACCOUNT_FIELDS.some((field) => this.#fieldAttribute[field] === attribute);
  }

  #text(bytes: Buffer): string {
    const text = bytes.toString('utf8');
    return this.#replace ? replaceInvalidCharacters(text) : text;
  }
}

/** A record with its values still as bytes, by attribute. Valid as long as the bytes it was decoded from. */
export interface DecodedRecord {
  dn: string;
  key: Buffer;
  values: Buffer[][];
}

/**
 * A key attribute should have one value; of several, the lowest is at least the same one every time. An empty value
 * is none: the collector does not take one for a key either.
 */
function lowest(values: Buffer[]): Buffer {
  return values.filter((value) => value.length > 0).sort((left, right) => Buffer.compare(left, right))[0] ?? Buffer.alloc(0);
}

/** The hash by which an unchanged entry is known without looking at its values. */
export function recordHash(salted: Uint8Array): Buffer {
  return hash('sha256', salted, 'buffer').subarray(0, HASH_BYTES);
}
