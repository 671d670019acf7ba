import type { RunSummary } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { isPartial, runWord } from '../../components/run-words.ts';

/** How a run ended, as one chooses it: a partial read is a kind of its own. */
export type Ending = RunSummary['outcome'] | 'partial';

/** All endings, the gravest first. */
const ENDINGS: readonly Ending[] = [
  'failed',
  'interrupted',
  'partial',
  'held',
  'warnings',
  'success',
  'cancelled',
  'skipped',
];

/** Which runs are shown; empty lists mean all. */
export interface RunFilter {
  sources: number[];
  endings: Ending[];
}

/** The choices of endings, in words. */
export const ENDING_OPTIONS = ENDINGS.map((ending) => ({
  value: ending,
  label: runWord(
    ending === 'partial' ? { outcome: 'warnings', complete: false } : { outcome: ending, complete: true },
  ),
}));

/** The filter that an address asks for; what it does not know is passed over. */
export function filterOf(params: URLSearchParams): RunFilter {
  return {
    sources: listOf(params, 'source')
      .map(Number)
      .filter((each) => Number.isSafeInteger(each) && each > 0),
    endings: ENDINGS.filter((ending) => listOf(params, 'outcome').includes(ending)),
  };
}

function listOf(params: URLSearchParams, name: string): string[] {
  return (params.get(name) ?? '').split(',').filter((each) => each !== '');
}

/** The search part of the address of a filter. */
export function paramsOf({ sources, endings }: RunFilter): Record<string, string> {
  return {
    ...(sources.length === 0 ? {} : { source: sources.join(',') }),
    ...(endings.length === 0 ? {} : { outcome: endings.join(',') }),
  };
}

/** Whether a run is shown. */
export function fitsFilter(run: RunSummary, { sources, endings }: RunFilter): boolean {
  if (sources.length > 0 && (run.sourceId === null || !sources.includes(run.sourceId))) return false;
  return endings.length === 0 || endings.includes(endingOf(run));
}

function endingOf(run: Pick<RunSummary, 'outcome' | 'complete'>): Ending {
  return isPartial(run) ? 'partial' : run.outcome;
}

/** The choices of sources: those there are, and those that were deleted but have runs. */
export function sourceOptions(
  sources: readonly { sourceId: number; name: string }[],
  runs: readonly RunSummary[],
): { value: string; label: string }[] {
  const there = new Set(sources.map(({ sourceId }) => sourceId));
  const gone = new Map(
    runs.flatMap(({ sourceId, source }) =>
      sourceId === null || there.has(sourceId) ? [] : [[sourceId, source] as const],
    ),
  );
  return [
    ...sources.map(({ sourceId, name }) => ({ value: String(sourceId), label: name })),
    ...[...gone].map(([sourceId, name]) => ({
      value: String(sourceId),
      label: `${isolated(name)} (deleted)`,
    })),
  ];
}
