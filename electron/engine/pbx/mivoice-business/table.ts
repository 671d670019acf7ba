import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import { CSV_OPTIONS } from './csv-options.ts';
import { FileText, type Encoding } from './file-text.ts';
import { findHead, sampleRows, type FileHead } from './head.ts';
import { LIMITS } from './limits.ts';
import { isSameStamp, openFile, stampOfHandle, type FileStamp } from './open-file.ts';
import { RowReader, type RowSink } from './rows.ts';
import { cancelled, systemError } from './words.ts';

/** What the beginning of a file shows. */
export interface Peek {
  path: string;
  stamp: FileStamp;
  encoding: Encoding;
  /** Null when no line looks like a header. */
  head: FileHead | null;
  sample: string[][];
  /** Whether there is nothing but blanks in the file. */
  isEmpty: boolean;
  /** Whether the file ends before the line of its header does. */
  isHeaderCut: boolean;
  /** Why its text cannot be told; then the header is what it looks like, to know what the file was to be. */
  problem: RollcallError | null;
}

/** Looks at the beginning of a file. Throws what keeps it from being read. */
export async function peekFile(path: string, columns: MiVoiceBusinessSettings['columns']): Promise<Peek> {
  const { handle, stamp } = await openFile(path);
  try {
    const bytes = Buffer.alloc(Math.min(LIMITS.headBytes, stamp.bytes));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    const decoder = new FileText(path);
    const isWhole = length === stamp.bytes;
    const { text, problem } = beginning(decoder, bytes.subarray(0, length), isWhole);
    const head = findHead(text, columns);
    const sample = head === null ? [] : sampleRows(text, head);
    const isHeaderCut = isWhole && !decoder.endsWithLine && sample.length === 0;
    const isEmpty = text.trim() === '';
    return { path, stamp, encoding: decoder.encoding, head, sample, isEmpty, isHeaderCut, problem };
  } catch (cause) {
    throw systemError(cause, path);
  } finally {
    await handle.close();
  }
}

/** The text of the first bytes of a file; where no encoding fits, as Latin-1, and why none does. */
function beginning(
  decoder: FileText,
  bytes: Uint8Array,
  isWhole: boolean,
): { text: string; problem: RollcallError | null } {
  try {
    return { text: decoder.decode(bytes) + (isWhole ? decoder.end() : ''), problem: null };
  } catch (cause) {
    if (!(cause instanceof RollcallError)) throw cause;
    return { text: Buffer.from(bytes).toString('latin1'), problem: cause };
  }
}

/** What was read of a file. */
export interface TableEnd {
  /** Rows that say something, without the header. */
  rows: number;
  encoding: Encoding;
  /** Of all its bytes; empty when it was not read to its end. */
  sha256: string;
  finalNewline: boolean;
  /** Characters that were lost before the file was written. */
  replaced: number;
  /** Why it was not read to its end, or cannot be whole. */
  problem: RollcallError | null;
}

/**
 * Reads the rows of a file below its header, in bounded memory. What is wrong with the file comes back as `problem`; only
 * a cancelled read throws.
 *
 * @param read is told of bytes as they are read.
 */
export async function readTable(
  { path, stamp }: Peek,
  head: FileHead,
  sink: RowSink,
  { signal, read }: { signal: AbortSignal; read: (bytes: number) => void },
): Promise<TableEnd> {
  const decoder = new FileText(path);
  const rows = new RowReader(path, head, sink, () => decoder.isOdd);
  const hash = createHash('sha256');
  const ended = (problem: RollcallError | null): TableEnd => ({
    rows: rows.count,
    encoding: decoder.encoding,
    sha256: problem === null ? hash.digest('hex') : '',
    finalNewline: decoder.endsWithLine,
    replaced: decoder.replaced,
    problem,
  });
  let handle: FileHandle | null = null;
  try {
    ({ handle } = await openedAsSeen(path, stamp));
    const parser = parse({
      ...CSV_OPTIONS,
      delimiter: head.separator,
      on_record: (cells: string[]) => {
        rows.row(cells);
        return null;
      },
    });
    // Nothing comes out of it: each row goes to the sink as it is found.
    parser.resume();
    const chunks = textOf(handle, { decoder, skip: head.offset, hash, signal, read });
    await pipeline(chunks, parser);
    rows.end(decoder.endsWithLine);
    if (!isSameStamp(stamp, await stampOfHandle(handle))) throw stillWritten(path);
    return ended(null);
  } catch (cause) {
    if (signal.aborted) throw cancelled();
    return ended(cause instanceof CsvError ? rows.problem(cause) : systemError(cause, path));
  } finally {
    await handle?.close();
  }
}

/** Opens a file again that was looked at before. Throws when it is another one by now. */
async function openedAsSeen(path: string, seen: FileStamp): Promise<{ handle: FileHandle }> {
  const { handle, stamp } = await openFile(path);
  if (isSameStamp(seen, stamp)) return { handle };
  await handle.close();
  throw stillWritten(path);
}

/** The error of a file that changed while it was read. */
function stillWritten(path: string): RollcallError {
  return new RollcallError('file.truncated', `${path} is still being written: it changed while it was read.`);
}

/** The text of a file from its header on, chunk by chunk. */
async function* textOf(
  handle: FileHandle,
  {
    decoder,
    skip,
    hash,
    signal,
    read,
  }: {
    decoder: FileText;
    skip: number;
    hash: { update: (bytes: Uint8Array) => unknown };
    signal: AbortSignal;
    read: (bytes: number) => void;
  },
): AsyncGenerator<string> {
  let above = skip;
  const below = (text: string): string => {
    const part = above === 0 ? text : text.slice(above);
    above = Math.max(0, above - text.length);
    return part;
  };
  const buffer = Buffer.alloc(LIMITS.chunkBytes);
  for (let at = 0; ;) {
    if (signal.aborted) throw cancelled();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    if (at > LIMITS.fileBytes) break;
    hash.update(buffer.subarray(0, bytesRead));
    const text = below(decoder.decode(buffer.subarray(0, bytesRead)));
    if (text !== '') yield text;
    read(bytesRead);
  }
  const text = below(decoder.end());
  if (text !== '') yield text;
}
