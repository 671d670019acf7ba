import { RollcallError } from '../../../shared/domain/errors.ts';
import type { RunRecord, Store } from '../store/index.ts';

/**
 * What an undo is about: the run that it undoes, the first run that this goes back to, and whether what that one did is
 * undone by it or done again. An undo of an undo does again what was undone.
 */
export interface UndoChain {
  target: RunRecord;
  root: RunRecord;
  /** Whether what `root` did is done again. */
  again: boolean;
  /** Whether a run is `root`, or undid it, or did it again. */
  has(runId: number | null): boolean;
}

/** Follows an undo to its root. `run.expired` when the journal of the run to undo is gone. */
export function undoChain(store: Store, targetId: number): UndoChain {
  const target = store.runs.get(targetId);
  if (target === undefined) throw new RollcallError('run.not-found', `There is no run ${targetId}.`);
  if (target.journalGone) {
    throw new RollcallError('run.expired', `What run ${targetId} changed is no longer kept.`);
  }
  const { root, undos } = rootOf(store, target);
  const known = new Map<number, boolean>();
  const has = (runId: number | null): boolean => {
    if (runId === null) return false;
    let found = known.get(runId);
    if (found === undefined) {
      const run = store.runs.get(runId);
      found = run !== undefined && rootOf(store, run).root.runId === root.runId;
      known.set(runId, found);
    }
    return found;
  };
  return { target, root, again: undos % 2 === 1, has };
}

/** The run that a chain of undos began with, and how many of them there are. A run that is gone ends the chain. */
function rootOf(store: Store, run: RunRecord): { root: RunRecord; undos: number } {
  let root = run;
  let undos = 0;
  while (root.undoes !== null) {
    undos += 1;
    const next = store.runs.get(root.undoes);
    if (next === undefined) break;
    root = next;
  }
  return { root, undos };
}
