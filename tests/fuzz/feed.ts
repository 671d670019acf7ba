import { EntryDecoder } from '../../electron/engine/directory/entry-decoder.ts';
import { Inbox, TAG, type Frame } from '../../electron/engine/directory/frames.ts';
import {
  decodePaging,
  decodeResult,
  decodeStrings,
  noteControls,
} from '../../electron/engine/directory/messages.ts';
import { REQUESTED } from './corpus.ts';

/** What became of the bytes of one mutant. */
export interface Fed {
  /** Whether an entry was decoded as far as its attribute list, at least. */
  reached: boolean;
  /** What was thrown; undefined when all was taken. */
  thrown: unknown;
  /** The longest single step, in milliseconds. */
  worst: number;
}

/** What an Inbox sets aside from the start, in bytes. */
const FIRST_BUFFER = 256 * 1024;
/** What an EntryDecoder sets aside from the start, in values. */
const FIRST_VALUES = 64;

/** Hands bytes to the receiving half as a scan does: the inbox, and what decodes its messages. */
export class Feeder {
  readonly #decoder = new EntryDecoder(REQUESTED);
  readonly #frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  #inbox = new Inbox();
  /** Bytes of the longest conversation so far. */
  #most = 0;
  #worst = 0;
  #reached = false;

  /** Delivers chunks one after the other and takes every whole message; never throws. */
  feed(chunks: readonly Uint8Array[]): Fed {
    this.#worst = 0;
    this.#reached = false;
    let thrown: unknown;
    try {
      for (const chunk of chunks) {
        this.#step(() => this.#inbox.append(chunk));
        while (this.#step(() => this.#inbox.next(this.#frame))) this.#take();
      }
      this.#step(() => this.#inbox.compact());
    } catch (error) {
      thrown = error;
    }
    this.#checkBounds(chunks.reduce((sum, { length }) => sum + length, 0));
    // A conversation that broke, or that waits for more, is over: the next mutant gets a connection of its own.
    if (thrown !== undefined || this.#inbox.waiting > 0) this.#inbox = new Inbox();
    return { reached: this.#reached, thrown, worst: this.#worst };
  }

  #take(): void {
    const frame = this.#frame;
    const { bytes } = this.#inbox;
    if (frame.controlsEnd > frame.controlsStart) this.#step(() => noteControls(bytes, frame, []));
    if (frame.tag === TAG.searchEntry) {
      const decoder = this.#decoder;
      decoder.dnEnd = -1;
      try {
        this.#step(() => decoder.decode(bytes, frame.start, frame.end));
      } finally {
        if (decoder.dnEnd >= 0) this.#reached = true;
      }
      this.#checkPositions(frame.start, frame.end);
    } else if (frame.tag === TAG.searchReference) {
      this.#step(() => decodeStrings(bytes, frame.start, frame.end));
    } else {
      this.#step(() => decodeResult(bytes, frame));
      this.#step(() => decodePaging(bytes, frame));
    }
  }

  #step<T>(work: () => T): T {
    const start = performance.now();
    try {
      return work();
    } finally {
      this.#worst = Math.max(this.#worst, performance.now() - start);
    }
  }

  /** What was decoded must lie inside the entry, whatever the entry claims. */
  #checkPositions(start: number, end: number): void {
    const { dnStart, dnEnd, first, count, valueStart, valueEnd } = this.#decoder;
    if (dnStart < start || dnEnd > end) throw new Error('the DN lies outside of its entry');
    for (const [attribute, values] of count.entries()) {
      for (let index = first[attribute]!; index < first[attribute]! + values; index += 1) {
        if (valueStart[index]! < start || valueEnd[index]! > end || valueStart[index]! > valueEnd[index]!)
          throw new Error(`a value of ${REQUESTED[attribute]} lies outside of its entry`);
      }
    }
  }

  /** Nothing is set aside for what was only announced: buffers grow with the bytes that came, at most doubled. */
  #checkBounds(delivered: number): void {
    // Inbox and decoder keep what they have from one conversation to the next. A value takes two bytes at least.
    const most = (this.#most = Math.max(this.#most, delivered));
    const buffer = this.#inbox.bytes.length;
    if (buffer > FIRST_BUFFER + 2 * most) throw new Error(`${most} bytes came, and the inbox took ${buffer}`);
    const values = this.#decoder.valueStart.length;
    if (values > FIRST_VALUES + most)
      throw new Error(`${most} bytes came, and the decoder has room for ${values} values`);
  }
}
