import { reasonOf } from '../../../shared/domain/reasons.ts';
import { AccountBulk, type PbxSource, type PlannedRow } from '../store/index.ts';
import type { Recheck } from './ask-again.ts';
import { comparePbx } from './pbx-compare.ts';
import { readError } from './pbx-planning.ts';
import type { DeleteRow, UpdateRow } from './plan.ts';
import type { PbxPlanned, SourceJob } from './source-planning.ts';

/** Why a row that stands in a preview or waits must not be applied any more. */
const CHANGED = 'the export says something else by now';

/**
 * Reads a node's export again and holds stored rows against it (E7): each must be asked for today as it was then. Throws
 * when the export cannot be read completely, since nothing of it may be applied then (D17).
 */
export async function recheckPbx(
  rows: readonly PlannedRow[],
  job: Pick<SourceJob<PbxSource>, 'store' | 'source' | 'now' | 'progress'>,
  signal: AbortSignal,
): Promise<Recheck & { pbx: PbxPlanned }> {
  const bulk = new AccountBulk(job.store.connection);
  const comparison = await comparePbx(job, bulk, signal);
  if (comparison.rules === null) throw readError(comparison.read.error);
  const { plan, entries } = comparison;
  const creates = new Map(plan.creates.map((row) => [entries.keyOf(row.record), row]));
  const accounts = new Map<number, UpdateRow | DeleteRow>();
  for (const row of [...plan.updates, ...plan.deletes]) accounts.set(row.account.accountId, row);
  const refused = new Map<number, string>();
  const proven = new Map<number, PlannedRow>();
  for (const [place, row] of rows.entries()) {
    if (row.state !== 'apply') continue;
    if (row.kind === 'create') {
      const today = creates.get(row.key.toString());
      if (today === undefined || row.hash === null || !entries.hashOf(today.record).equals(row.hash)) {
        refused.set(place, CHANGED);
      } else proven.set(place, { ...row, reasonCode: today.reasonCode, detail: today.detail });
      continue;
    }
    const today = accounts.get(row.accountId!);
    const why =
      row.kind === 'delete' ? stillGone(today) : stillAsked(row, today, (record) => entries.hashOf(record));
    if (why !== null) refused.set(place, why);
    else proven.set(place, { ...row, reasonCode: today!.reasonCode, detail: today!.detail });
  }
  return {
    ...{ refused, proven },
    pbx: { notAssigned: comparison.rules.notAssigned, numbers: comparison.numbers },
  };
}

/** Why a deletion is not asked for any more; null when it is. */
function stillGone(today: UpdateRow | DeleteRow | undefined): string | null {
  if (today === undefined || !('gone' in today)) {
    return today !== undefined && today.orphan
      ? `it is ${reasonOf('pbx-orphaned')}`
      : 'its number is on the phone system again';
  }
  return null;
}

/** Why a change is not asked for any more; null when it is, to the letter. */
function stillAsked(
  row: PlannedRow,
  today: UpdateRow | DeleteRow | undefined,
  hashOf: (record: number) => Buffer,
): string | null {
  if (today === undefined || 'gone' in today || row.hash === null) return CHANGED;
  return hashOf(today.record).equals(row.hash) ? null : CHANGED;
}
