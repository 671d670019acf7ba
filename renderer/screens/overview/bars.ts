import type { RunSummary } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { heldRows, listed, runWord } from '../../components/run-words.ts';
import { dateTime, duration } from '../../components/times.ts';

/** What the height of a bar stands for. */
export type Measure = 'changes' | 'duration';

/** One run as a bar: `height` is 0 to 1. */
export interface Bar {
  runId: number;
  height: number;
  color: 'good' | 'warn' | 'bad' | 'held' | 'idle';
  /** A letter for what is not plain success: colour is never the only sign. */
  mark: string;
  title: string;
}

const LOOKS: Record<RunSummary['outcome'], { color: Bar['color']; mark: string }> = {
  success: { color: 'good', mark: '' },
  warnings: { color: 'warn', mark: 'W' },
  held: { color: 'held', mark: 'H' },
  failed: { color: 'bad', mark: 'F' },
  cancelled: { color: 'idle', mark: 'C' },
  skipped: { color: 'idle', mark: 'S' },
  interrupted: { color: 'bad', mark: 'I' },
};

/** How many accounts a run touched or wanted to touch. */
export function changesOf({ counters }: RunSummary): number {
  return counters.created + counters.updated + counters.deleted + heldRows(counters);
}

/** How long a run took, in milliseconds. */
export function durationOf({ startedAt, endedAt }: RunSummary): number {
  return Date.parse(endedAt) - Date.parse(startedAt);
}

/**
 * Runs as bars, the oldest first. Heights go by the square root, so that one great run, mostly the first, does not
 * make all others look alike.
 */
export function barsOf(newestFirst: readonly RunSummary[], measure: Measure): Bar[] {
  const value = measure === 'changes' ? changesOf : durationOf;
  const most = Math.max(1, ...newestFirst.map(value));
  return newestFirst.toReversed().map((run) => ({
    runId: run.id,
    height: Math.sqrt(Math.max(0, value(run)) / most),
    ...LOOKS[run.outcome],
    title: `${dateTime(run.startedAt)}: ${runWord(run)}, ${counted(changesOf(run), 'change')}, ${duration(durationOf(run))}`,
  }));
}

/** What the letters of these bars mean, in order. */
export function legendOf(runs: readonly RunSummary[]): { color: Bar['color']; mark: string; word: string }[] {
  const seen = new Set(runs.map(({ outcome }) => outcome));
  return (Object.keys(LOOKS) as RunSummary['outcome'][])
    .filter((outcome) => seen.has(outcome))
    .map((outcome) => ({ ...LOOKS[outcome], word: runWord({ outcome, complete: true }) }));
}

/** The bars in one sentence, for those who do not see them. */
export function barsSentence(source: string, runs: readonly RunSummary[]): string {
  const parts = legendOf(runs).map(({ word, color, mark }) => {
    const count = runs.filter(
      ({ outcome }) => LOOKS[outcome].color === color && LOOKS[outcome].mark === mark,
    );
    return `${whole(count.length)} ${word.toLowerCase()}`;
  });
  const last = runs.length === 1 ? 'The last run' : `The last ${runs.length} runs`;
  return `${last} of ${isolated(source)}: ${listed(parts)}.`;
}
