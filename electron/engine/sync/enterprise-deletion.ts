import { RollcallError } from '../../../shared/domain/errors.ts';
import { Gate } from './gate.ts';
import { runInWorker } from './worker-run.ts';

/**
 * Deletes an Enterprise in a worker, since that may take longer than a procedure may. `before` is done first, while the
 * worker keeps everybody from writing to the store: it may read, and must not write. When it fails, nothing is deleted
 * and its failure is thrown.
 */
export async function deleteInWorker<T>(task: {
  workerUrl: URL;
  folder: string;
  enterpriseId: number;
  before: () => Promise<T>;
}): Promise<T> {
  const { workerUrl, folder, enterpriseId, before } = task;
  const gate = new Gate();
  let begun: Promise<T> | null = null;
  const data = {
    folder,
    work: { kind: 'delete-enterprise', enterpriseId, gate: gate.buffer },
    cancel: new SharedArrayBuffer(4),
  } as const;
  const done = await runInWorker(workerUrl, data, ({ type }) => {
    if (type !== 'at-gate') return;
    begun = before();
    begun.then(
      () => gate.open(),
      () => gate.refuse(),
    );
  });
  const result = await (begun as Promise<T> | null);
  if (done?.error) throw new RollcallError(done.error.code, done.error.message);
  if (done === null || result === null) {
    throw new RollcallError('internal', 'The worker stopped without a result.');
  }
  return result;
}
