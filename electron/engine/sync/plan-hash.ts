import { createHash } from 'node:crypto';
import type { ScanResult } from '../directory/index.ts';
import type { Collector } from './collector.ts';
import type { Plan } from './plan.ts';

/** sha256 over the rows of a plan and the evidence it rests on (E7). */
export function planHash(plan: Plan, collector: Collector, scan: ScanResult): string {
  const digest = createHash('sha256');
  digest.update(JSON.stringify(scan.evidence));
  for (const row of plan.creates) digest.update(`c${row.state}`).update(collector.hashOf(row.record));
  for (const row of plan.updates) {
    digest
      .update(`u${row.state}${row.account.accountId}.${row.account.version}`)
      .update(collector.hashOf(row.record));
  }
  for (const row of plan.deletes) {
    digest.update(`d${row.state}${row.account.accountId}.${row.account.version}${row.reasonCode}`);
  }
  return digest.digest('hex');
}
