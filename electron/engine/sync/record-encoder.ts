import type { EntryDecoder } from '../directory/index.ts';
import { recordHash, type RecordFormat } from './records.ts';

/** Lays entries out as records, behind the salt that goes into every hash. One serves a whole run. */
export class RecordEncoder {
  /** Where the record encoded last lies: `scratch[start, end)`. */
  scratch = Buffer.allocUnsafe(64 * 1024);
  readonly start: number;
  end = 0;
  readonly #format: RecordFormat;

  constructor(format: RecordFormat) {
    this.#format = format;
    this.start = format.salt.length;
    format.salt.copy(this.#room(this.start), 0);
  }

  /** Encodes the entry that the decoder decoded last from these bytes. */
  encode(bytes: Buffer, decoder: EntryDecoder): void {
    const { mapped } = this.#format;
    let needed = this.start + 4 + (decoder.dnEnd - decoder.dnStart);
    for (let attribute = 0; attribute < mapped; attribute += 1) {
      needed += 4;
      const first = decoder.first[attribute]!;
      for (let index = first; index < first + decoder.count[attribute]!; index += 1) {
        needed += 4 + decoder.valueEnd[index]! - decoder.valueStart[index]!;
      }
    }
    const scratch = this.#room(needed);
    let at = this.start;
    const put = (start: number, end: number) => {
      at = scratch.writeUInt32LE(end - start, at);
      at += bytes.copy(scratch, at, start, end);
    };
    put(decoder.dnStart, decoder.dnEnd);
    for (let attribute = 0; attribute < mapped; attribute += 1) {
      const first = decoder.first[attribute]!;
      const count = decoder.count[attribute]!;
      at = scratch.writeUInt32LE(count, at);
      for (let index = first; index < first + count; index += 1) {
        put(decoder.valueStart[index]!, decoder.valueEnd[index]!);
      }
    }
    this.end = at;
  }

  /** The hash of the record encoded last. */
  hash(): Buffer {
    return recordHash(this.scratch.subarray(0, this.end));
  }

  #room(bytes: number): Buffer {
    if (bytes > this.scratch.length) {
      const larger = Buffer.allocUnsafe(bytes * 2);
      this.scratch.copy(larger, 0, 0, this.start);
      this.scratch = larger;
    }
    return this.scratch;
  }
}

/** Whether an entry is disabled and is not wanted then: Active Directory's ACCOUNTDISABLE flag (MS-ADTS 2.2.16). */
export function isDisabled(format: RecordFormat, bytes: Buffer, decoder: EntryDecoder): boolean {
  const attribute = format.accountControl;
  if (attribute < 0 || decoder.count[attribute] === 0) return false;
  const index = decoder.first[attribute]!;
  const value = Number(bytes.toString('latin1', decoder.valueStart[index], decoder.valueEnd[index]));
  return Number.isSafeInteger(value) && (value & 0x2) !== 0;
}
