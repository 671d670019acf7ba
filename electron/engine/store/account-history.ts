import { foldLogin } from '../../../shared/domain/account.ts';
import type { RunKind } from '../../../shared/domain/run.ts';
import type { StatusTemplate } from '../../../shared/domain/status.ts';
import { difference, stateBefore, stateOf, type AccountState } from './account-state.ts';
import type { FieldChanges } from './history.ts';
import { toChange, type ChangeRecord } from './run-rows.ts';
import type { Store } from './store.ts';

/** Something that happened to an account. */
export interface AccountEventRecord extends ChangeRecord {
  /** Epoch milliseconds. */
  at: number;
  source: string | null;
  /** Null: a person's edit. */
  runKind: RunKind | null;
  /** Of an undo: the run that it undid. */
  undoes: number | null;
  fields: FieldChanges;
}

/**
 * The newest rows of an account's journal, newest first, each with what it changed. The journal keeps before-images
 * only (E5), so one walk backwards from today's account finds them all.
 */
export function accountEvents(store: Store, accountId: number, limit: number): AccountEventRecord[] {
  const rows = store.connection
    .prepare(
      `SELECT change.*, coalesce(change.at, run.ended_at, run.started_at, 0) AS happened_at,
              source.name AS source_name, run.kind AS run_kind, run.undoes
         FROM change LEFT JOIN run USING (run_id) LEFT JOIN source USING (source_id)
        WHERE change.account_id = ? ORDER BY change_id DESC LIMIT ?`,
    )
    .all<
      Parameters<typeof toChange>[0] & {
        happened_at: number;
        source_name: string | null;
        run_kind: RunKind | null;
        undoes: number | null;
      }
    >(accountId, limit);
  const account = store.accounts.get(accountId);
  let state: AccountState = account === undefined ? null : stateOf(store, account);
  const templates = templatesOf(store, account?.enterpriseId, rows);
  let dn = account?.dn ?? '';
  return rows.map((row) => {
    const change = toChange(row);
    const happened = {
      ...change,
      at: row.happened_at,
      source: row.source_name,
      runKind: row.run_kind,
      undoes: row.undoes,
    };
    if (change.state !== 'applied' || change.kind.startsWith('number-'))
      return { ...happened, fields: (change.proposed ?? {}) as FieldChanges };
    const before = stateBefore(store, change, state);
    const fields = difference(before, state, templates);
    state = before;
    const dnBefore = dnOf(change);
    if (change.kind === 'moved' && dnBefore !== '' && dnBefore !== dn) fields['dn'] = [dnBefore, dn || null];
    if (dnBefore !== '') dn = dnBefore;
    return { ...happened, fields };
  });
}

/**
 * The accounts of an Enterprise that have a login or had it, without regard to case: who has it today first, then those
 * whose deletion or new name is in the journal, the newest first.
 */
export function accountsWithLogin(store: Store, enterpriseId: number, loginId: string): number[] {
  const today = store.accounts.find(enterpriseId, loginId)?.accountId;
  // The index folds the case of ASCII letters only; the spellings of a login with others are asked for one by one.
  const spellings = [...new Set([loginId, loginId.toLowerCase(), loginId.toUpperCase(), foldLogin(loginId)])];
  const rows = store.connection
    .prepare(
      `SELECT change.account_id, change.login AS was, max(change_id) AS newest
         FROM change LEFT JOIN run USING (run_id)
        WHERE change.kind = 'delete' AND state = 'applied'
          AND change.login COLLATE NOCASE IN (SELECT value FROM json_each(?1))
          AND coalesce(run.enterprise_id, json_extract(before, '$.row.enterprise_id')) = ?2
        GROUP BY change.account_id
       UNION ALL
       SELECT change.account_id, json_extract(before, '$.loginId'), max(change_id)
         FROM change LEFT JOIN run USING (run_id) LEFT JOIN account ON account.account_id = change.account_id
        WHERE change.kind = 'update' AND state = 'applied' AND json_extract(before, '$.loginId') IS NOT NULL
          AND json_extract(before, '$.loginId') COLLATE NOCASE IN (SELECT value FROM json_each(?1))
          AND coalesce(run.enterprise_id, account.enterprise_id) = ?2
        GROUP BY change.account_id
        ORDER BY newest DESC`,
    )
    .all<{ account_id: number; was: string }>(JSON.stringify(spellings), enterpriseId)
    .filter(({ was }) => foldLogin(was) === foldLogin(loginId));
  const ids = [...(today === undefined ? [] : [today]), ...rows.map(({ account_id }) => account_id)];
  return [...new Set(ids)];
}

/** The templates of an account's Enterprise; of one that is gone, as far as the row of its deletion tells. */
function templatesOf(
  store: Store,
  enterpriseId: number | undefined,
  rows: readonly { kind: string; before: string | null }[],
): StatusTemplate[] {
  if (enterpriseId !== undefined) return store.statuses.templates(enterpriseId);
  const deletion = rows.find(({ kind, before }) => kind === 'delete' && before !== null);
  const before = JSON.parse(deletion?.before ?? '{}') as { row?: { enterprise_id?: unknown } } | null;
  return store.statuses.templates(Number(before?.row?.enterprise_id ?? 0));
}

/** Where the entry was before a change, as far as its row tells; empty when it does not. */
function dnOf({ kind, before, restore }: ChangeRecord): string {
  if (kind === 'delete') return String((before?.['row'] as { dn?: string } | undefined)?.dn ?? '');
  return restore?.dn ?? '';
}
