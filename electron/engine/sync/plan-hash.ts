import { createHash } from 'node:crypto';
import type { AccountBulk } from '../store/index.ts';
import type { Planned } from './source-planning.ts';

/**
 * sha256 over the rows of a plan and the evidence it rests on (E7). The same read of the same accounts gives the same
 * one; times do not count.
 */
export function planHash(
  { plan, verdict, evidence, entries, baseline, looks }: Planned,
  bulk: AccountBulk,
): string {
  const digest = createHash('sha256');
  digest.update(JSON.stringify([verdict, evidence, baseline.fingerprint, looks]));
  const put = (...parts: (string | number)[]) => digest.update(JSON.stringify(parts));
  for (const row of plan.creates) {
    put('c', row.state, row.reasonCode, row.loginId, row.dn).update(entries.hashOf(row.record));
  }
  for (const row of plan.updates) {
    const { accountId, version } = row.account;
    put('u', row.state, row.reasonCode, accountId, version).update(entries.hashOf(row.record));
  }
  for (const row of plan.deletes) {
    const { accountId, version } = row.account;
    put('d', row.state, row.reasonCode, row.detail, accountId, version);
    digest.update(bulk.identity(accountId)?.key ?? '');
  }
  return digest.digest('hex');
}
