import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { damaged, type ResultsLimits } from './limits.ts';

/** Bytes that are unpacked at a time: a few milliseconds of parsing. */
const PIECE = 64 * 1024;
const NEWLINE = 0x0a;

/** Some lines, and the number of the first of them. Numbers begin with 1. */
export interface LinePiece {
  first: number;
  lines: string[];
}

/**
 * The lines of a results file, some at a time, with a turn for others between. Throws `file.unreadable`,
 * `results.not-results` where the file is no gzip, `results.truncated` where it ends early, and `results.damaged` where
 * it is not what was packed or goes beyond a limit.
 */
export async function* readLines(file: string, limits: ResultsLimits): AsyncGenerator<LinePiece> {
  await checkBeginning(file);
  const source = createReadStream(file);
  const unpacked = createGunzip({ chunkSize: PIECE });
  source.on('error', (error) => unpacked.destroy(error));
  const splitter = new Splitter(file, limits);
  let total = 0;
  try {
    for await (const piece of source.pipe(unpacked) as AsyncIterable<Buffer>) {
      total += piece.length;
      if (total > limits.total) throw splitter.beyond(`it is larger than ${limits.total} bytes unpacked`);
      if (total > limits.ratioFrom && total > limits.ratio * unpacked.bytesWritten) {
        throw splitter.beyond(`it unpacks to more than ${limits.ratio} times its size`);
      }
      const lines = splitter.take(piece);
      if (lines !== null) yield lines;
      await setImmediate();
    }
    const rest = splitter.rest();
    if (rest !== null) yield rest;
  } catch (error) {
    throw typed(file, error, splitter);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

/** Looks whether the file can be read, and begins as gzip does (RFC 1952, 2.3.1). */
async function checkBeginning(file: string): Promise<void> {
  const start = Buffer.alloc(3);
  let length: number;
  try {
    const handle = await open(file);
    try {
      length = (await handle.read(start, 0, 3, 0)).bytesRead;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  if (length === 0) throw new RollcallError('results.truncated', `${file} is empty.`);
  const gzip = Buffer.of(0x1f, 0x8b, 0x08);
  if (!start.subarray(0, length).equals(gzip.subarray(0, length))) {
    throw new RollcallError(
      'results.not-results',
      `${file} is not a results file: it is not packed with gzip.`,
    );
  }
  if (length < 3) throw new RollcallError('results.truncated', `${file} ends before its first line.`);
}

function unreadable(file: string, cause: unknown): RollcallError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new RollcallError('file.unreadable', `The results file ${file} cannot be read (${why}).`, { cause });
}

/** What reading and unpacking throw. */
function typed(file: string, error: unknown, splitter: Splitter): unknown {
  if (error instanceof RollcallError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (code === 'Z_BUF_ERROR') {
    return new RollcallError('results.truncated', `${file} ends early, ${splitter.place}.`, { cause: error });
  }
  if (code.startsWith('Z_')) {
    return damaged(file, splitter.place, `it does not unpack (${error.message})`, error);
  }
  return unreadable(file, error);
}

/** Cuts bytes into lines of text. */
class Splitter {
  readonly #file: string;
  readonly #limits: ResultsLimits;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** Pieces of a line that has not ended. */
  #begun: Buffer[] = [];
  #length = 0;
  #count = 0;

  constructor(file: string, limits: ResultsLimits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Where the reading is, for a sentence. */
  get place(): string {
    return this.#count === 0 ? 'in its first line' : `after line ${this.#count}`;
  }

  beyond(what: string): RollcallError {
    return damaged(this.#file, this.place, what);
  }

  take(piece: Buffer): LinePiece | null {
    const first = this.#count + 1;
    const lines: string[] = [];
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      this.#begin(piece.subarray(from, at));
      lines.push(this.#end());
      from = at + 1;
    }
    this.#begin(piece.subarray(from));
    return lines.length === 0 ? null : { first, lines };
  }

  /** The line that no newline ended. */
  rest(): LinePiece | null {
    return this.#length === 0 ? null : { first: this.#count + 1, lines: [this.#end()] };
  }

  #begin(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.#length > this.#limits.line) {
      throw this.#wrong(this.place, `a line is longer than ${this.#limits.line} bytes`);
    }
    this.#begun.push(bytes);
  }

  #end(): string {
    if (this.#count >= this.#limits.lines) throw this.beyond(`it has more than ${this.#limits.lines} lines`);
    const bytes = this.#begun.length === 1 ? this.#begun[0]! : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#length = 0;
    try {
      const line = this.#decoder.decode(bytes);
      this.#count += 1;
      return line;
    } catch (cause) {
      throw this.#wrong(`line ${this.#count + 1}`, 'it is not UTF-8 text', cause);
    }
  }

  /** What does not even begin like a results file is none. */
  #wrong(where: string, what: string, cause?: unknown): RollcallError {
    if (this.#count > 0) return damaged(this.#file, where, what, cause);
    return new RollcallError(
      'results.not-results',
      `${this.#file} is not a results file: its first line is another one.`,
      { cause },
    );
  }
}
