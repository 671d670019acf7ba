import type { PlanSummary } from '../../shared/contract/index.ts';
import { whole } from './numbers.ts';
import { devicesSentence, numberParts } from './pbx-sentence.ts';
import { asBefore, capital, failedPart } from './run-sentence.ts';
import { heldRows, isPartial } from './run-words.ts';
import { records, recordsWord } from './source-words.ts';

/** What is needed to say what a preview would do. */
type Planned = Pick<PlanSummary, 'counters' | 'outcome' | 'complete' | 'sourceKind' | 'error'>;

/** What a preview would do, in a sentence or two: `Would create 12, change 40, delete 3, hold 2.` */
export function previewSentence(plan: Planned): string {
  if (plan.outcome === 'failed') return `${failedPart(plan)} There is nothing to apply.`;
  const { counters, sourceKind } = plan;
  if (isPartial(plan) && sourceKind === 'pbx')
    return 'The PBX was not read completely, so nothing would be changed.';
  const verbs = [
    counters.created > 0 ? `create ${whole(counters.created)}` : '',
    counters.updated > 0 ? `change ${whole(counters.updated)}` : '',
    counters.deleted > 0 ? `delete ${whole(counters.deleted)}` : '',
    heldRows(counters) > 0 ? `hold ${whole(heldRows(counters))}` : '',
  ].filter((verb) => verb !== '');
  const parts = [verbs.length > 0 ? `would ${verbs.join(', ')}` : nothingPart(plan)];
  if (counters.failed > 0) parts.push(`${records(sourceKind, counters.failed)} cannot be read`);
  if (counters.skipped > 0) parts.push(`${records(sourceKind, counters.skipped)} would be passed over`);
  parts.push(...numberParts(counters, 'would'));
  const partial = isPartial(plan)
    ? 'The directory was not read completely, so nothing would be deleted.'
    : '';
  return [`${capital(parts.join('; '))}.`, partial, devicesSentence(counters)]
    .filter((part) => part !== '')
    .join(' ');
}

function nothingPart({ counters, complete, sourceKind }: Planned): string {
  const { read, unchanged } = counters;
  if (read === 0) return `found no ${recordsWord(sourceKind)} and would change nothing`;
  if (complete && unchanged === read) return `would change nothing: ${asBefore(sourceKind, read)}`;
  return `would change nothing of ${records(sourceKind, read)}`;
}

/** How many accounts applying would touch. */
export function rowsToApply(counters: PlanSummary['counters']): number {
  return counters.created + counters.updated + counters.deleted;
}
