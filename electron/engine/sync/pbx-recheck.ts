import { reasonOf } from '../../../shared/domain/reasons.ts';
import type { Counters } from '../../../shared/domain/run.ts';
import { AccountBulk, type PbxSource, type PlannedRow } from '../store/index.ts';
import type { Recheck } from './ask-again.ts';
import { comparePbx } from './pbx-compare.ts';
import { readError } from './pbx-planning.ts';
import type { PbxEntries } from './pbx-entries.ts';
import type { CreateRow, DeleteRow, UpdateRow } from './plan.ts';
import type { PbxPlanned, SourceJob } from './source-planning.ts';

/** Why a row that stands in a preview or waits must not be applied any more. */
const CHANGED = 'the export says something else by now';
const ELSEWHERE = 'another node has its account by now';

/** How stored rows of a node stand today, and where the devices of its export end today (E10). */
export type PbxRecheck = Recheck & {
  pbx: PbxPlanned;
  places: Pick<Counters, 'devices' | 'assigned' | 'notAssigned'>;
};

/**
 * Reads a node's export again and holds stored rows against it (E7): each must be asked for today as it was then. Throws
 * when the export cannot be read completely, since nothing of it may be applied then (D17).
 */
export async function recheckPbx(
  rows: readonly PlannedRow[],
  job: Pick<SourceJob<PbxSource>, 'store' | 'source' | 'now' | 'progress'>,
  signal: AbortSignal,
): Promise<PbxRecheck> {
  const bulk = new AccountBulk(job.store.connection);
  const comparison = await comparePbx(job, bulk, signal);
  if (comparison.rules === null) throw readError(comparison.read.error);
  const { plan, entries } = comparison;
  const { notAssigned } = comparison.rules;
  const resilient = notAssigned.filter(({ code }) => code === 'pbx.resilient');
  const copies = new Set(resilient.map(({ device }) => device.number));
  const creates = new Map(plan.creates.map((row) => [entries.keyOf(row.record), row]));
  const accounts = new Map<number, UpdateRow | DeleteRow>();
  for (const row of [...plan.updates, ...plan.deletes]) accounts.set(row.account.accountId, row);
  const refused = new Map<number, string>();
  const proven = new Map<number, PlannedRow>();
  for (const [place, row] of rows.entries()) {
    if (row.state !== 'apply') continue;
    if (row.kind === 'create') {
      const today = creates.get(row.key.toString());
      if (today === undefined && copies.has(row.key.toString())) refused.set(place, ELSEWHERE);
      else if (today === undefined || !isSaid(row, today, entries)) refused.set(place, CHANGED);
      else proven.set(place, asToday(row, today, job.source.name));
      continue;
    }
    const today = accounts.get(row.accountId!);
    const why = row.kind === 'delete' ? stillGone(row, today) : stillAsked(row, today, entries);
    if (why !== null) refused.set(place, why);
    else proven.set(place, asToday(row, today!, job.source.name));
  }
  const devices = comparison.read.read.devices.length;
  return {
    ...{ refused, proven, pbx: { notAssigned, numbers: comparison.numbers } },
    places: { devices, assigned: devices - notAssigned.length, notAssigned: notAssigned.length },
  };
}

/** A row that is asked for today as it was then, with the reason and the name of the node as they are today. */
function asToday(row: PlannedRow, today: CreateRow | UpdateRow | DeleteRow, node: string): PlannedRow {
  const { reasonCode, detail } = today;
  const { fields, changes } = row;
  const isNamed = fields !== null && fields.pbxNode !== '' && fields.pbxNode !== node;
  if (!isNamed || row.kind === 'delete') return { ...row, reasonCode, detail };
  const before = 'account' in today ? today.account.fields.pbxNode : '';
  const { pbxNode: _, ...others } = changes;
  const renamed =
    before === node ? {} : { pbxNode: [before === '' ? null : before, node] as [string | null, string] };
  return {
    ...row,
    reasonCode,
    detail,
    fields: { ...fields, pbxNode: node },
    changes: { ...others, ...renamed },
  };
}

/** Why a deletion is not asked for any more; null when it is, for the reason that it was shown with (E7). */
function stillGone(row: PlannedRow, today: UpdateRow | DeleteRow | undefined): string | null {
  if (today === undefined || !('gone' in today)) {
    return today !== undefined && today.orphan
      ? `it is ${reasonOf('pbx-orphaned')}`
      : 'its number is on the phone system again';
  }
  const { gone, detail } = today;
  const isSame =
    gone === row.gone && (saysElse(row) || [detail, reasonOf(gone, detail)].includes(row.detail));
  return isSame ? null : otherReason(detail || reasonOf(gone));
}

/** Whether the words of a row are about what holds it, and not why its account would go. */
function saysElse({ reasonCode, gone }: PlannedRow): boolean {
  return (
    gone === 'pbx-absent' || ['row.undone', 'row.rejected', 'row.asked', 'number-held'].includes(reasonCode)
  );
}

function otherReason(words: string): string {
  return `it would go for another reason now: ${words}`;
}

/** Why a change is not asked for any more; null when it is, to the letter. */
function stillAsked(
  row: PlannedRow,
  today: UpdateRow | DeleteRow | undefined,
  entries: PbxEntries,
): string | null {
  if (today === undefined || 'gone' in today || !isSaid(row, today, entries)) return CHANGED;
  // Who is gone and stays (D2) went for a reason too.
  if (!today.orphan || row.changes.orphan === undefined || saysElse(row)) return null;
  return today.detail === row.detail ? null : otherReason(today.detail || reasonOf('pbx-absent'));
}

function isSaid(
  { key, fields }: PlannedRow,
  { record }: CreateRow | UpdateRow,
  entries: PbxEntries,
): boolean {
  return fields !== null && entries.says(record, { key, fields });
}
