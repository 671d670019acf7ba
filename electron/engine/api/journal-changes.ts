import type { Change } from '../../../shared/contract/index.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import { changedFieldsOf, type ChangeRecord, type Store } from '../store/index.ts';

/** Journal rows as the contract shows them. */
export function toChanges(store: Store, changes: readonly ChangeRecord[]): Change[] {
  const fields = changedFieldsOf(store, changes);
  return changes.map((change, at) => ({
    kind: shownKind(change.kind),
    state: change.state,
    reasonCode: change.reasonCode,
    reason: reasonOf(change.reasonCode, change.detail),
    accountId: change.accountId,
    login: change.login,
    dn: change.dn,
    fields: fields[at]!,
  }));
}

/** An entry that moved without a change of a field is a change of its account all the same. */
export function shownKind(kind: ChangeRecord['kind']): Change['kind'] {
  return kind === 'moved' ? 'update' : kind;
}
