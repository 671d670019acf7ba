import path from 'node:path';
import type { ResultsCounts } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { exportResults } from '../results/index.ts';
import { requireEnterprise, type Services } from './context.ts';

/** Writes a results file of one Enterprise. */
export async function exportEnterpriseResults(
  services: Services,
  input: { enterprise: string; file: string; overwrite: boolean },
  signal: AbortSignal | undefined,
): Promise<{ file: string; counts: ResultsCounts }> {
  const { store, jobs, version } = services;
  const { file, overwrite } = input;
  if (!path.isAbsolute(file)) throw new RollcallError('usage.invalid', `${file} is no absolute path.`);
  const enterprise = requireEnterprise(store, input.enterprise);
  // Runs whose process died are results too.
  jobs.recoverInterrupted();
  const of = { enterprise, file, overwrite, rollcallVersion: version, now: services.now(), signal };
  return { file, counts: await exportResults(store, of) };
}
