import { dayOf } from '../../../shared/domain/day.ts';
import type { LaterChange } from '../store/index.ts';

/** What stands in the way of undoing a row of a run, as a part of a sentence. */
export function obstacleOf(change: LaterChange | undefined, target: number): string {
  if (change === undefined) return 'it changed later';
  const { runId, undoes, runKind, source, kind } = change;
  if (runId === null) return `${kind === 'delete' ? 'deleted' : 'edited'} by a person on ${dayOf(change.at)}`;
  if (undoes === target) return `already undone by run ${runId}`;
  const verb = kind === 'delete' ? 'deleted later' : kind === 'create' ? 'created again' : 'changed later';
  if (undoes !== null) return `${verb} by run ${runId}, which undid run ${undoes}`;
  if (runKind === 'removal') return `deleted later by run ${runId}, which removed ${source ?? 'its source'}`;
  return `${verb} by run ${runId}${source === null ? '' : ` (${source})`}`;
}
