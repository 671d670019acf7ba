import { answerGround } from '../../electron/engine/sync/ground.ts';
import { runUndo } from '../../electron/engine/sync/undo.ts';
import type { HeldRecord } from '../../electron/engine/store/held.ts';
import type { DirectorySource } from '../../electron/engine/store/sources.ts';
import type { TestEntry } from './entries.ts';
import type { Synchronized, SyncBench } from './sync-bench.ts';

/** Keys, and logins, of thirty people: enough for the guard to hold what happens to all, and not what happens to a few. */
export const KEYS = Array.from({ length: 30 }, (_, place) => `k${String(place + 1).padStart(2, '0')}`);

/** An entry of somebody whose key is their login, with further attributes or others in place of these. */
export function person(key: string, name = 'X', more: TestEntry['attributes'] = {}): TestEntry {
  return { dn: `uid=${key},dc=x`, attributes: { entryUUID: [key], uid: [key], sn: [name], ...more } };
}

/** All thirty. */
export function everybody(name = 'X'): TestEntry[] {
  return KEYS.map((key) => person(key, name));
}

/** The rows of a source that wait for approval. */
export function waiting(bench: SyncBench, { sourceId }: DirectorySource): HeldRecord[] {
  return bench.store.held.list({ sourceId }, { after: 0, limit: 1000 });
}

/** Answers the waiting rows of these logins, or all, as a person would. */
export function answer(
  bench: SyncBench,
  source: DirectorySource,
  as: 'rejected' | 'kept',
  logins?: readonly string[],
): void {
  const rows = waiting(bench, source).filter(({ login }) => logins?.includes(login) ?? true);
  if (rows.length === 0) throw new Error('No row waits for an answer.');
  for (const row of rows) {
    const { heldId, sourceId, kind, keyAttribute, key, runId, login, dn } = row;
    const of = { sourceId, kind, keyAttribute, key, runId, login, dn, at: 0 };
    bench.store.held.remember({ ...of, answer: as, ground: answerGround(row) });
    bench.store.held.remove([heldId]);
  }
}

/** Undoes a whole run. */
export function undo({ store }: SyncBench, { run }: Synchronized): void {
  const { runId: target, enterpriseId, sourceId } = run;
  const of = { kind: 'undo', trigger: 'undo', mode: 'full', startedAt: 1000, undoes: target } as const;
  const runId = store.runs.start({ enterpriseId, sourceId, ...of });
  const around = { now: () => 2000, isCancelled: () => false, progress: () => undefined };
  const outcome = runUndo({ store, runId, target, chosen: {}, ...around });
  if (outcome !== 'success') throw new Error(`Undoing run ${target} ended as ${outcome}.`);
}
