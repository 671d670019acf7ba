import type { RunSummary } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { counted, whole } from './numbers.ts';
import { outcomeColor, type SignalColor } from './outcome.tsx';
import { heldRows, listed, runWord } from './run-words.ts';
import { dateTime, duration } from './times.ts';

/** What the height of a bar stands for. */
export type Measure = 'changes' | 'duration';

/** One run as a bar: `height` is 0 to 1. */
export interface Bar {
  runId: number;
  height: number;
  color: SignalColor;
  /** A letter for what is not plain success: colour is never the only sign. */
  mark: string;
  title: string;
}

/** In the order of the legend. */
const MARKS: Record<RunSummary['outcome'], string> = {
  success: '',
  warnings: 'W',
  held: 'H',
  failed: 'F',
  cancelled: 'C',
  skipped: 'S',
  interrupted: 'I',
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
    color: outcomeColor(run.outcome),
    mark: MARKS[run.outcome],
    title: `${dateTime(run.startedAt)}: ${runWord(run)}, ${counted(changesOf(run), 'change')}, ${duration(durationOf(run))}`,
  }));
}

/** What the letters of these bars mean, in order, and how many runs each stands for. */
export function legendOf(
  runs: readonly RunSummary[],
): { color: SignalColor; mark: string; word: string; runs: number }[] {
  return (Object.keys(MARKS) as RunSummary['outcome'][])
    .map((outcome) => ({
      color: outcomeColor(outcome),
      mark: MARKS[outcome],
      word: runWord({ outcome, complete: true }),
      runs: runs.filter((run) => run.outcome === outcome).length,
    }))
    .filter((entry) => entry.runs > 0);
}

/** The bars in one sentence, for those who do not see them. */
export function barsSentence(source: string, runs: readonly RunSummary[]): string {
  const parts = legendOf(runs).map((entry) => `${whole(entry.runs)} ${entry.word.toLowerCase()}`);
  const last = runs.length === 1 ? 'The last run' : `The last ${runs.length} runs`;
  return `${last} of ${isolated(source)}: ${listed(parts)}.`;
}
