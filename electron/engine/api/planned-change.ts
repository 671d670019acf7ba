import type { Change } from '../../../shared/contract/index.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import type { PlannedRow } from '../store/index.ts';

/**
 * A row of a preview as the contract shows it: `applied` means that it would be. As in a run, an account that would get
 * another login is named by that one, and its fields say which it had.
 */
export function plannedChange(row: Omit<PlannedRow, 'state'> & { state: PlannedRow['state'] }): Change {
  return {
    kind: row.kind,
    state: row.state === 'apply' ? 'applied' : 'held',
    reasonCode: row.reasonCode,
    reason: reasonOf(row.reasonCode, row.detail),
    accountId: row.accountId,
    login: row.state === 'apply' ? (row.fields?.loginId ?? row.login) : row.login,
    dn: row.dn,
    fields: orNull(row.changes),
  };
}

/** Absent values are null at every edge. */
function orNull(changes: PlannedRow['changes']): Change['fields'] {
  return Object.fromEntries(
    Object.entries(changes).map(([field, [old, now]]) => [field, [old || null, now || null]]),
  );
}
