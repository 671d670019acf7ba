import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { randomUUID } from 'node:crypto';

const SLAB_BYTES = 4 * 1024 * 1024;
/** Slabs kept in memory; what comes after them goes to a file. */
const SLABS_IN_MEMORY = 8;

/** Where a record lies. */
interface Place {
  slab: number;
  start: number;
  end: number;
}

/**
 * Records as bytes, one after the other (E1): no object per entry. The first 32 MB stay in memory, the rest goes
 * to a private file in the data folder, which is removed at the end.
 */
export class Spool {
  readonly #folder: string;
  readonly #runId: number;
  readonly #slabBytes: number;
  readonly #slabsInMemory: number;
  readonly #slabs: Buffer[] = [];
  /** Place of each record: slab, start, end. Grows by doubling. */
  #places = new Uint32Array(3 * 1024);
  #count = 0;
  /** Made when the first record comes: most runs of an unchanged directory keep none. */
  #current = Buffer.alloc(0);
  #used = 0;
  /** Slabs that were closed: in memory or in the file. */
  #closed = 0;
  #file: { descriptor: number; path: string; size: number } | null = null;
  /** Where each slab that went to the file begins in it. */
  readonly #offsets = new Map<number, number>();
  #scratch = Buffer.alloc(0);

  /** @param folder where the file goes if one is needed; its name begins with the run's id. */
  constructor(folder: string, runId: number, sizes: { slabBytes?: number; slabsInMemory?: number } = {}) {
    this.#folder = folder;
    this.#runId = runId;
    this.#slabBytes = sizes.slabBytes ?? SLAB_BYTES;
    this.#slabsInMemory = sizes.slabsInMemory ?? SLABS_IN_MEMORY;
  }

  get count(): number {
    return this.#count;
  }

  /** Keeps a copy of `bytes[start, end)` and returns its number: 0, 1, 2… */
  append(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (this.#count === 0) this.#current = Buffer.allocUnsafe(Math.max(this.#slabBytes, length));
    else if (this.#used + length > this.#current.length) this.#closeSlab(length);
    this.#current.set(bytes.subarray(start, end), this.#used);
    if ((this.#count + 1) * 3 > this.#places.length) {
      const larger = new Uint32Array(this.#places.length * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places.set([this.#closed, this.#used, this.#used + length], this.#count * 3);
    this.#used += length;
    this.#count += 1;
    return this.#count - 1;
  }

  /** The bytes of a record; valid until the next call. Records may be asked for in any order. */
  read(record: number): Buffer {
    const { slab, start, end } = this.#place(record);
    const bytes = slab === this.#closed ? this.#current : this.#slabs[slab];
    if (bytes !== undefined) return bytes.subarray(start, end);
    return this.#readFile(this.#offsets.get(slab)! + start, end - start);
  }

  /** Forgets everything and removes the file. */
  close(): void {
    if (this.#file !== null) {
      closeSync(this.#file.descriptor);
      rmSync(this.#file.path, { force: true });
      this.#file = null;
    }
    this.#slabs.length = 0;
    this.#offsets.clear();
  }

  #place(record: number): Place {
    const at = record * 3;
    return { slab: this.#places[at]!, start: this.#places[at + 1]!, end: this.#places[at + 2]! };
  }

  #readFile(position: number, length: number): Buffer {
    if (length > this.#scratch.length) this.#scratch = Buffer.allocUnsafe(length * 2);
    for (let read = 0; read < length;) {
      const got = readSync(this.#file!.descriptor, this.#scratch, read, length - read, position + read);
      if (got === 0) throw new Error('the spool file is shorter than it was');
      read += got;
    }
    return this.#scratch.subarray(0, length);
  }

  #closeSlab(needed: number): void {
    if (this.#slabs.length < this.#slabsInMemory) {
      this.#slabs.push(this.#current.subarray(0, this.#used));
      this.#current = Buffer.allocUnsafe(Math.max(this.#slabBytes, needed));
    } else {
      this.#writeCurrent();
      if (needed > this.#current.length) this.#current = Buffer.allocUnsafe(needed);
    }
    this.#closed += 1;
    this.#used = 0;
  }

  #writeCurrent(): void {
    try {
      const file = (this.#file ??= this.#openFile());
      for (let written = 0; written < this.#used;) {
        const left = this.#used - written;
        written += writeSync(file.descriptor, this.#current, written, left, file.size + written);
      }
      this.#offsets.set(this.#closed, file.size);
      file.size += this.#used;
    } catch (cause) {
      throw new RollcallError('store.full', `What was read cannot be kept in ${this.#folder}.`, { cause });
    }
  }

  #openFile() {
    const file = path.join(this.#folder, `run-${this.#runId}-${randomUUID()}.spool`);
    return { descriptor: openSync(file, 'wx+', 0o600), path: file, size: 0 };
  }
}
