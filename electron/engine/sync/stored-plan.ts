import {
  foldLogin,
  emptyFields,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import type { AccountBulk, AccountIdentity, AccountWrite, PlannedRow, StoredRow } from '../store/index.ts';
import { emptyPlan, type CreateRow, type DeleteRow, type Plan, type UpdateRow } from './plan.ts';
import { keptEntries, type RowEntries } from './row-entries.ts';

/** Old and new value of each field that is not empty on both sides. */
export function changesTo(
  old: AccountFields | null,
  now: AccountFields | null,
): Partial<Record<AccountField, [string | null, string | null]>> {
  const fields = (old ?? now)!;
  const changes: Partial<Record<AccountField, [string | null, string | null]>> = {};
  for (const field of Object.keys(fields) as AccountField[]) {
    const before = old?.[field] || null;
    const after = now?.[field] || null;
    if (before !== after) changes[field] = [before, after];
  }
  return changes;
}

/** A row of a plan in the form that outlives what was read (E7, E8). */
export function storedRow(
  row: CreateRow | UpdateRow | DeleteRow,
  entries: RowEntries,
  identityOf: (accountId: number) => AccountIdentity | undefined,
): StoredRow {
  const { reasonCode, detail } = row;
  if ('gone' in row) {
    const { account } = row;
    const { key, keyAttribute } = identityOf(account.accountId)!;
    return {
      ...{
        kind: 'delete',
        reasonCode,
        detail,
        gone: row.gone,
        looked: row.looked,
        keyAttribute,
        key,
        hash: null,
        fields: null,
      },
      ...{ accountId: account.accountId, version: account.version, login: account.fields.loginId },
      ...{ dn: account.dn, changes: changesTo(account.fields, null), rekeyed: false },
    };
  }
  if ('account' in row) {
    const { account, record } = row;
    const write = entries.write(record, account.fields);
    return {
      ...{ kind: 'update', reasonCode, detail, gone: null, looked: null, ...entryOf(write) },
      ...{ accountId: account.accountId, version: account.version, login: account.fields.loginId },
      ...{ changes: row.changes, fields: write.fields, rekeyed: entries.isRekeyed(record) },
    };
  }
  const write = entries.write(row.record);
  return {
    ...{
      kind: 'create',
      reasonCode,
      detail,
      gone: null,
      looked: null,
      accountId: null,
      version: null,
      ...entryOf(write),
    },
    ...{ login: row.loginId, changes: changesTo(null, write.fields), fields: write.fields, rekeyed: false },
  };
}

function entryOf({ key, keyAttribute, dn, hash }: AccountWrite) {
  return { key: Buffer.from(key), keyAttribute, dn, hash: Buffer.from(hash) };
}

/** All rows of a plan in stored form: deletions first, as they are applied. */
export function* storedRows(
  plan: Plan,
  entries: RowEntries,
  identityOf: (accountId: number) => AccountIdentity | undefined,
): Generator<PlannedRow> {
  for (const row of [...plan.deletes, ...plan.updates, ...plan.creates]) {
    yield { ...storedRow(row, entries, identityOf), state: row.state };
  }
}

/** A plan made of stored rows, and the entries they write. A row that moved since is found out when it is applied. */
export function planOf(
  rows: readonly PlannedRow[],
  bulk: AccountBulk,
): { plan: Plan; entries: RowEntries; rowOf: Map<CreateRow | UpdateRow | DeleteRow, number> } {
  const plan = emptyPlan();
  const kept: { write: AccountWrite; rekeyed: boolean }[] = [];
  const rowOf = new Map<CreateRow | UpdateRow | DeleteRow, number>();
  for (const [place, row] of rows.entries()) {
    const { state, reasonCode, detail, dn, accountId } = row;
    if (row.kind === 'delete') {
      const planned: DeleteRow = {
        ...{ state, reasonCode, detail, gone: row.gone ?? 'absent', looked: row.looked },
        account: accountOf(row, bulk),
      };
      plan.deletes.push(planned);
      rowOf.set(planned, place);
      continue;
    }
    const { key, keyAttribute, hash, fields, rekeyed } = row;
    const write = {
      ...{ key, keyAttribute, dn, hash: hash ?? Buffer.alloc(0) },
      // Rows of before there were PBX nodes lack their fields.
      fields: { ...emptyFields(), ...fields },
    };
    const record = kept.push({ write, rekeyed }) - 1;
    const loginKey = foldLogin(write.fields.loginId);
    if (accountId === null) {
      const planned: CreateRow = {
        ...{ record, dn, loginId: write.fields.loginId, loginKey, state, reasonCode, detail },
      };
      plan.creates.push(planned);
      rowOf.set(planned, place);
    } else {
      const changes = row.changes as UpdateRow['changes'];
      const planned: UpdateRow = {
        ...{ record, dn, account: accountOf(row, bulk), changes, loginKey, state, reasonCode, detail },
        ...(write.fields.orphan === 'yes' ? { orphan: true } : {}),
      };
      plan.updates.push(planned);
      rowOf.set(planned, place);
    }
  }
  return { plan, entries: keptEntries(kept), rowOf };
}

/** The account that a row is about, in the version that the row was made for. */
function accountOf(row: StoredRow, bulk: AccountBulk) {
  const stored = bulk.load(row.accountId!);
  const fields = stored?.fields ?? { ...emptyFields(), loginId: row.login };
  return { accountId: row.accountId!, version: row.version ?? 0, fields, dn: stored?.dn ?? row.dn };
}
