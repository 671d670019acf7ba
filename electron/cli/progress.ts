import type { RollcallEvent } from '../../shared/contract/index.ts';
import type { Output } from './output.ts';
import { displayWidth, duration, plain } from './text.ts';

type Progress = Extract<RollcallEvent, { type: 'progress' }>;

const PHASES: Record<Progress['phase'], string> = {
  waiting: 'waiting for another synchronization',
  connecting: 'connecting',
  reading: 'reading',
  planning: 'comparing',
  checking: 'looking up again',
  saving: 'saving',
};

const BAR = 16;

/** Drawn at most this often, in milliseconds. */
const EVERY_MS = 100;

/** The one line on a terminal that tells how a synchronization goes. */
export class ProgressBar {
  readonly #err: Output;
  readonly #now: () => number;
  #drawnAt = 0;
  #phase = '';
  #phaseSince = 0;
  #firstDone = 0;

  constructor(err: Output, now: () => number) {
    this.#err = err;
    this.#now = now;
  }

  /** Takes an event; others than progress are none of its business. */
  show(event: RollcallEvent): void {
    if (event.type !== 'progress') return;
    const now = this.#now();
    const phase = `${event.runId} ${event.phase}`;
    const isNew = phase !== this.#phase;
    if (isNew) {
      this.#phase = phase;
      this.#phaseSince = now;
      this.#firstDone = event.done;
    } else if (now - this.#drawnAt < EVERY_MS && event.done !== event.total) return;
    this.#drawnAt = now;
    const rate = ((event.done - this.#firstDone) * 1000) / Math.max(1, now - this.#phaseSince);
    this.#err.status(progressLine(event, rate, this.#err.columns - 1));
  }

  /** Takes the line away. */
  stop(): void {
    this.#err.status('');
  }
}

/** How far a source is, in one line of at most `columns`; `rate` in entries a second. */
export function progressLine(
  { source, phase, done, total }: Progress,
  rate: number,
  columns: number,
): string {
  const parts = [`${plain(source)}: ${PHASES[phase]}`];
  if (total > 0) {
    const share = Math.min(1, done / total);
    const filled = Math.round(share * BAR);
    parts.push(`[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${Math.floor(share * 100)} %`);
  }
  if (done > 0 || total > 0) parts.push(total > 0 ? `${grouped(done)} of ${grouped(total)}` : grouped(done));
  if (rate >= 1) parts.push(`${grouped(Math.round(rate))}/s`);
  if (rate >= 1 && total > done) parts.push(`about ${duration(((total - done) / rate) * 1000)} left`);
  // A longer line would scroll the terminal at every step, so what matters least goes first.
  while (parts.length > 1 && displayWidth(parts.join('  ')) > columns) parts.pop();
  return fitting(parts.join('  '), columns);
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function fitting(text: string, columns: number): string {
  let cut = '';
  for (const character of text) {
    if (displayWidth(cut + character) > columns) break;
    cut += character;
  }
  return cut;
}
