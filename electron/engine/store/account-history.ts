import { ACCOUNT_FIELDS, foldLogin } from '../../../shared/domain/account.ts';
import type { RunKind } from '../../../shared/domain/run.ts';
import { REFERENCE_SLOTS, SLOT_NAMES, targetsAt, toSettings } from '../../../shared/domain/status-rules.ts';
import type { NumberRecord, WholeAccount } from './accounts.ts';
import type { FieldChanges } from './history.ts';
import { toChange, type ChangeRecord } from './run-rows.ts';
import type { StatusImage } from './statuses.ts';
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

/** An account as texts, at one moment; null when there was none. */
type State = Record<string, string> | null;

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
  let state: State = account === undefined ? null : stateOf(store, account);
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
    if (change.state !== 'applied') return { ...happened, fields: (change.proposed ?? {}) as FieldChanges };
    const before = stateBefore(store, change, state);
    const fields = difference(before, state);
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

function stateOf(store: Store, account: WholeAccount): State {
  return {
    ...account.fields,
    featureProfile: account.featureProfile ?? '',
    numbers: numbersText(account.numbers),
    statuses: statusesText(store.statuses.image(account.accountId).statuses),
  };
}

function stateBefore(store: Store, change: ChangeRecord, after: State): State {
  if (change.kind === 'create') return null;
  const before = change.before ?? {};
  const state: Record<string, string> = change.kind === 'delete' ? {} : { ...after };
  for (const field of [...ACCOUNT_FIELDS, 'featureProfile']) {
    if (field in before) state[field] = typeof before[field] === 'string' ? before[field] : '';
  }
  const numbers = before['numbers'] ?? change.restore?.numbers;
  if (Array.isArray(numbers)) state['numbers'] = numbersText(numbers as NumberRecord[]);
  const moved = change.restore?.statuses?.image as StatusImage | null | undefined;
  const statuses = before['statuses'] ?? moved?.statuses;
  if (Array.isArray(statuses)) state['statuses'] = statusesText(statuses);
  // The before-image of a deletion is the whole row, where the profile is an id.
  const row = before['row'] as { profile_id?: number | null } | undefined;
  if (typeof row?.profile_id === 'number') state['featureProfile'] = profileName(store, row.profile_id);
  return state;
}

/** Where the entry was before a change, as far as its row tells; empty when it does not. */
function dnOf({ kind, before, restore }: ChangeRecord): string {
  if (kind === 'delete') return String((before?.['row'] as { dn?: string } | undefined)?.dn ?? '');
  return restore?.dn ?? '';
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

/** Numbers as a person reads them: `4711 (desk), 0170 1234 (external)`; `kept` are those that the source took away. */
function numbersText(numbers: readonly NumberRecord[]): string {
  return numbers
    .map(({ number, kind, state }) => `${number} (${kind}${state === 'present' ? '' : ', kept'})`)
    .sort()
    .join(', ');
}

/**
 * Statuses that somebody edited: `Mobile (Make call from 6001, Send my calls to prime-phone, …)`. A results file may say
 * anything in their place.
 */
function statusesText(statuses: readonly unknown[]): string {
  return statuses
    .filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null)
    .map(({ name, settings: text, locked }) => {
      const settings = toSettings(parsed(text));
      const parts = REFERENCE_SLOTS.map(
        (slot) => `${SLOT_NAMES[slot]} ${targetsAt(settings, slot).join(' and ') || 'nothing'}`,
      );
      return `${String(name)} (${[...parts, ...(locked === 1 ? ['locked'] : [])].join(', ')})`;
    })
    .sort()
    .join('; ');
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
