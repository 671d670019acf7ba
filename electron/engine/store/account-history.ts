import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import type { NumberRecord, WholeAccount } from './accounts.ts';
import type { FieldChanges } from './history.ts';
import { toChange, type ChangeRecord } from './run-rows.ts';
import type { Store } from './store.ts';

/** Something that happened to an account. */
export interface AccountEventRecord extends ChangeRecord {
  /** Epoch milliseconds. */
  at: number;
  source: string | null;
  fields: FieldChanges;
}

/** An account as texts, at one moment; null when there was none. */
type State = Record<string, string> | null;

/**
 * The newest rows of an account's journal, newest first, each with what it changed. The journal keeps before-images
 * only (E5), so one walk backwards from today's account finds them all.
 */
export function accountEvents(store: Store, accountId: number, limit: number): AccountEventRecord[] {
  const rows = store.connection
    .prepare(
      `SELECT change.*, coalesce(change.at, run.ended_at, run.started_at, 0) AS happened_at, source.name AS source_name
         FROM change LEFT JOIN run USING (run_id) LEFT JOIN source USING (source_id)
        WHERE change.account_id = ? ORDER BY change_id DESC LIMIT ?`,
    )
    .all<Parameters<typeof toChange>[0] & { happened_at: number; source_name: string | null }>(
      accountId,
      limit,
    );
  const account = store.accounts.get(accountId);
  let state: State = account === undefined ? null : stateOf(account);
  return rows.map((row) => {
    const change = toChange(row);
    const happened = { ...change, at: row.happened_at, source: row.source_name };
    if (change.state !== 'applied') return { ...happened, fields: (change.proposed ?? {}) as FieldChanges };
    const before = stateBefore(store, change, state);
    const fields = difference(before, state);
    state = before;
    return { ...happened, fields };
  });
}

function stateOf(account: WholeAccount): State {
  return {
    ...account.fields,
    featureProfile: account.featureProfile ?? '',
    numbers: numbersText(account.numbers),
  };
}

function stateBefore(store: Store, change: ChangeRecord, after: State): State {
  if (change.kind === 'create') return null;
  const before = change.before ?? {};
  const state: Record<string, string> = change.kind === 'delete' ? {} : { ...after };
  for (const field of [...ACCOUNT_FIELDS, 'featureProfile']) {
    if (field in before) state[field] = typeof before[field] === 'string' ? before[field] : '';
  }
  if (Array.isArray(before['numbers'])) state['numbers'] = numbersText(before['numbers'] as NumberRecord[]);
  // The before-image of a deletion is the whole row, where the profile is an id.
  const row = before['row'] as { profile_id?: number | null } | undefined;
  if (typeof row?.profile_id === 'number') state['featureProfile'] = profileName(store, row.profile_id);
  return state;
}

function profileName(store: Store, profileId: number): string {
  const row = store.connection
    .prepare('SELECT name FROM feature_profile WHERE profile_id = ?')
    .get<{ name: string }>(profileId);
  return row?.name ?? '';
}

/** Old and new value of each text that differs; null for nothing. */
function difference(before: State, after: State): FieldChanges {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changes: FieldChanges = {};
  for (const name of names) {
    const [old, now] = [before?.[name] ?? '', after?.[name] ?? ''];
    if (old !== now) changes[name] = [old || null, now || null];
  }
  return changes;
}

/** Numbers as a person reads them: `4711 (desk), 0170 1234 (external)`. */
function numbersText(numbers: readonly NumberRecord[]): string {
  return numbers
    .map(({ number, kind }) => `${number} (${kind})`)
    .sort()
    .join(', ');
}
