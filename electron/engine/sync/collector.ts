import { escapedText } from '../../../shared/domain/characters.ts';
import type { EntryDecoder, ScanSink } from '../directory/index.ts';
import { isDisabled, RecordEncoder } from './record-encoder.ts';
import { HASH_BYTES, type RecordFormat } from './records.ts';
import { type Spool } from './spool.ts';

/** What became of an account's entry in a read. */
export const SEEN = {
  absent: 0,
  /** Same bytes as those that were applied last. */
  unchanged: 1,
  /** Other bytes: a record is in the spool. */
  changed: 2,
  /** Disabled in the directory. */
  disabled: 3,
  /** Two entries claim the key. */
  duplicated: 4,
} as const;

/** An account's key and hash, as the store has it. */
export interface StoredKey {
  accountId: number;
  key: Uint8Array;
  hash: Uint8Array | null;
}

/** A key that more than one entry carries (D19). */
export interface DuplicateKey {
  key: Buffer;
  /** DNs of the entries; the first is null when it was unchanged: then it is the account's. */
  dns: (string | null)[];
  /** The account that has the key; null when there is none. */
  accountId: number | null;
}

const NEW_KEY = -1;
const DISABLED_NEW_KEY = -2;

/**
 * Takes the entries of a scan: tells unchanged ones by their hash, keeps the bytes of the others, and notices
 * repeated keys and DNs. Holds a compact key and hash table, nothing else that grows with the directory.
 */
export class Collector implements ScanSink {
  readonly spool: Spool;
  /** Ids of the source's accounts, and what became of the entry of each (SEEN). */
  readonly accountIds: number[] = [];
  readonly seen: Uint8Array;
  /** Of each record in the spool: place of its account in `accountIds`, or -1 for a new key. */
  readonly recordAccount: number[] = [];
  /** Hash of each record, HASH_BYTES apiece. */
  #recordHashes = Buffer.alloc(HASH_BYTES * 1024);
  /** Records that a repeated key voids. */
  readonly voided = new Set<number>();
  readonly duplicates = new Map<string, DuplicateKey>();
  /** Entries without a readable key: the read cannot be complete. */
  readonly keyless: string[] = [];
  keylessCount = 0;
  entries = 0;
  unchanged = 0;
  disabled = 0;
  /** A DN that came twice: pages shifted under the read, so it cannot be complete (D19). */
  repeatedDn: string | null = null;
  repeated = 0;
  /** Entries that share a key with another one. */
  duplicated = 0;

  readonly #format: RecordFormat;
  readonly #onProgress: (entries: number, estimate: number) => void;
  /** Key (one character a byte) → place in `accountIds`, or -(record + 3) for a new key, or DISABLED_NEW_KEY. */
  readonly #places = new Map<string, number>();
  readonly #hashes: Buffer;
  /** Of each account whose entry changed: its record. */
  readonly #accountRecord: Int32Array;
  readonly #dns = new Set<number>();
  /** DN of each disabled entry by its key, since nothing else is kept of it and every entry that fails is named. */
  readonly #disabledDns = new Map<string, string>();
  readonly #encoder: RecordEncoder;

  constructor(
    format: RecordFormat,
    stored: Iterable<StoredKey>,
    count: number,
    spool: Spool,
    onProgress: (entries: number, estimate: number) => void,
  ) {
    this.#format = format;
    this.#onProgress = onProgress;
    this.spool = spool;
    this.#hashes = Buffer.alloc(count * HASH_BYTES);
    for (const { accountId, key, hash } of stored) {
      const place = this.accountIds.push(accountId) - 1;
      this.#places.set(Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1'), place);
      if (hash !== null) this.#hashes.set(hash.subarray(0, HASH_BYTES), place * HASH_BYTES);
    }
    this.seen = new Uint8Array(this.accountIds.length);
    this.#accountRecord = new Int32Array(this.accountIds.length);
    this.#encoder = new RecordEncoder(format);
  }

  entry(bytes: Buffer, decoder: EntryDecoder): void {
    this.entries += 1;
    if (this.#isRepeated(bytes, decoder.dnStart, decoder.dnEnd)) return;
    const keys = this.#keysOf(bytes, decoder);
    const key = keys[0];
    if (key === undefined) {
      this.keylessCount += 1;
      if (this.keyless.length < 100) this.keyless.push(escapedText(bytes, decoder.dnStart, decoder.dnEnd));
      return;
    }
    if (keys.length > 1) {
      // Its values are the keys of several accounts: nobody can say whose entry it is.
      for (const each of keys) this.#quarantine(each, escapedText(bytes, decoder.dnStart, decoder.dnEnd));
      this.duplicated += 1;
      return;
    }
    const place = this.#places.get(key);
    const disabled = isDisabled(this.#format, bytes, decoder);
    const known = place !== undefined && place >= 0;
    if (known ? this.seen[place] !== SEEN.absent : place !== undefined) {
      this.#quarantine(key, escapedText(bytes, decoder.dnStart, decoder.dnEnd));
      this.duplicated += 1;
      return;
    }
    if (disabled) {
      this.disabled += 1;
      this.#disabledDns.set(key, escapedText(bytes, decoder.dnStart, decoder.dnEnd));
      if (known) this.seen[place] = SEEN.disabled;
      else this.#places.set(key, DISABLED_NEW_KEY);
      return;
    }
    const encoder = this.#encoder;
    encoder.encode(bytes, decoder);
    const recordHashBytes = encoder.hash();
    if (known && this.#sameHash(place, recordHashBytes)) {
      this.seen[place] = SEEN.unchanged;
      this.unchanged += 1;
      return;
    }
    const record = this.spool.append(encoder.scratch, encoder.start, encoder.end);
    this.recordAccount.push(known ? place : NEW_KEY);
    this.#keepHash(record, recordHashBytes);
    if (known) {
      this.seen[place] = SEEN.changed;
      this.#accountRecord[place] = record;
    } else this.#places.set(key, -(record + 3));
  }

  progress(entries: number, estimate: number): void {
    this.#onProgress(entries, estimate);
  }

  /** The hash of a record in the spool. */
  hashOf(record: number): Buffer {
    return this.#recordHashes.subarray(record * HASH_BYTES, (record + 1) * HASH_BYTES);
  }

  close(): void {
    this.spool.close();
  }

  /** One more entry claims a key: neither it nor the one that had it wins (D19), and its account stays as it is. */
  #quarantine(key: string, dn: string): void {
    const place = this.#places.get(key);
    let duplicate = this.duplicates.get(key);
    if (duplicate === undefined) {
      duplicate = { key: Buffer.from(key, 'latin1'), dns: [], accountId: null };
      this.duplicates.set(key, duplicate);
      if (place !== undefined) this.#demote(duplicate, key, place);
    }
    duplicate.dns.push(dn);
  }

  /** Takes back what was made of the first entry with a key. */
  #demote(duplicate: DuplicateKey, key: string, place: number): void {
    const stored = place >= 0;
    const before = stored ? this.seen[place] : place === DISABLED_NEW_KEY ? SEEN.disabled : SEEN.changed;
    if (stored) {
      duplicate.accountId = this.accountIds[place]!;
      this.seen[place] = SEEN.duplicated;
    }
    if (before === SEEN.absent) return;
    this.duplicated += 1;
    if (before === SEEN.unchanged) this.unchanged -= 1;
    if (before === SEEN.disabled) this.disabled -= 1;
    if (before === SEEN.changed) {
      const record = stored ? this.#accountRecord[place]! : -place - 3;
      this.voided.add(record);
      duplicate.dns.push(this.#format.dn(this.#format.decode(this.spool.read(record))));
    } else duplicate.dns.push(this.#disabledDns.get(key) ?? null);
  }

  /**
   * The key of an entry; none when it has no value. Of several values it is the one by which an account is known
   * already, so that a further value does not make somebody else of a person; else the lowest, which is at least the
   * same one every time. Several keys come back when they are those of several accounts.
   */
  #keysOf(bytes: Buffer, decoder: EntryDecoder): string[] {
    const keys: string[] = [];
    const count = decoder.count[0]!;
    if (count === 0) return keys;
    const first = decoder.first[0]!;
    for (let index = first; index < first + count; index += 1) {
      const value = bytes.toString('latin1', decoder.valueStart[index], decoder.valueEnd[index]);
      if (value !== '') keys.push(value);
    }
    if (keys.length < 2) return keys;
    const known = [...new Set(keys)].filter((key) => (this.#places.get(key) ?? NEW_KEY) >= 0);
    return known.length > 0 ? known : [keys.reduce((least, key) => (key < least ? key : least))];
  }

  /** Remembers each DN by a 53-bit hash; a clash can only make a read look less complete than it was. */
  #isRepeated(bytes: Buffer, start: number, end: number): boolean {
    let low = 0x811c9dc5;
    let high = 0x1b873593;
    for (let at = start; at < end; at += 1) {
      low = Math.imul(low ^ bytes[at]!, 0x01000193);
      high = Math.imul(high ^ bytes[at]!, 0x85ebca6b) + (low >>> 15);
    }
    const mark = (high & 0x1fffff) * 0x100000000 + (low >>> 0);
    if (this.#dns.has(mark)) {
      this.repeated += 1;
      this.repeatedDn ??= escapedText(bytes, start, end);
      return true;
    }
    this.#dns.add(mark);
    return false;
  }

  #sameHash(place: number, found: Buffer): boolean {
    const at = place * HASH_BYTES;
    return found.compare(this.#hashes, at, at + HASH_BYTES) === 0;
  }

  #keepHash(record: number, found: Buffer): void {
    if ((record + 1) * HASH_BYTES > this.#recordHashes.length) {
      const larger = Buffer.alloc(this.#recordHashes.length * 2);
      this.#recordHashes.copy(larger);
      this.#recordHashes = larger;
    }
    this.#recordHashes.set(found, record * HASH_BYTES);
  }
}
