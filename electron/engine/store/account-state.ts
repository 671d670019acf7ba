import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import { compareNumbers } from '../../../shared/domain/numbers.ts';
import { DEFAULT_SETTINGS, type StatusSettings, type StatusTemplate } from '../../../shared/domain/status.ts';
import { statusField } from '../../../shared/domain/history-fields.ts';
import { REFERENCE_SLOTS, toSettings } from '../../../shared/domain/status-rules.ts';
import { slotWords } from '../../../shared/domain/status-words.ts';
import type { WholeAccount } from './accounts.ts';
import type { FieldChanges } from './history.ts';
import type { ChangeRecord } from './run-rows.ts';
import type { StatusImage } from './status-rows.ts';
import type { Store } from './store.ts';

/** A status as it was stored. */
interface StatusThen extends StatusTemplate {
  /** By which one that was given another name is known again. */
  id: number;
}

/** An account at one moment, as the history compares it; null when there was none. */
export type AccountState = {
  fields: Record<string, string>;
  /** What each number was, in words. */
  numbers: Record<string, string>;
  /** The statuses that somebody had edited. */
  statuses: StatusThen[];
  /** Name of the active status; empty when none was chosen. */
  active: string;
} | null;

/** An account as it is now. */
export function stateOf(store: Store, account: WholeAccount): AccountState {
  return {
    fields: { ...account.fields, featureProfile: account.featureProfile ?? '' },
    numbers: numberTexts(account.numbers),
    statuses: statusesThen(store.statuses.image(account.accountId).statuses),
    active: store.statuses.of(account.accountId)?.active ?? '',
  };
}

/** An account as it was before a change; the journal keeps before-images only (E5). */
export function stateBefore(store: Store, change: ChangeRecord, after: AccountState): AccountState {
  if (change.kind === 'create') return null;
  const before = change.before ?? {};
  const state: NonNullable<AccountState> =
    change.kind === 'delete' || after === null
      ? { fields: {}, numbers: {}, statuses: [], active: '' }
      : { ...after, fields: { ...after.fields } };
  for (const field of [...ACCOUNT_FIELDS, 'featureProfile']) {
    if (field in before) state.fields[field] = typeof before[field] === 'string' ? before[field] : '';
  }
  const numbers = before['numbers'] ?? change.restore?.numbers;
  if (Array.isArray(numbers)) state.numbers = numberTexts(numbers);
  const moved = change.restore?.statuses?.image as StatusImage | null | undefined;
  const statuses = before['statuses'] ?? moved?.statuses;
  if (Array.isArray(statuses)) state.statuses = statusesThen(statuses);
  if (typeof before['activeStatus'] === 'string') state.active = before['activeStatus'];
  // The before-image of a deletion is the whole row, where the profile is an id.
  const row = before['row'] as { profile_id?: unknown; active_status?: unknown } | undefined;
  if (typeof row?.profile_id === 'number')
    state.fields['featureProfile'] = profileName(store, row.profile_id);
  if (typeof row?.active_status === 'string') state.active = row.active_status;
  return state;
}

/**
 * Old and new text of everything that differs, null for nothing: fields of the account by their names, `number:6001`, for a
 * place of a status `status:Mobile:makeCallFrom`, for its name `status:Mobile:name`, for the status itself `status:Mobile`
 * (added, removed, locked), and `activeStatus`; colons of names are escaped (`statusField`). What nobody had edited is as the templates are today.
 */
export function difference(
  before: AccountState,
  after: AccountState,
  templates: readonly StatusTemplate[],
): FieldChanges {
  const changes = textChanges(before?.fields ?? {}, after?.fields ?? {});
  const [was, is] = [before?.numbers ?? {}, after?.numbers ?? {}];
  for (const number of [...new Set([...Object.keys(was), ...Object.keys(is)])].sort(compareNumbers))
    put(changes, `number:${number}`, was[number], is[number]);
  const statuses = statusChanges(before?.statuses ?? [], after?.statuses ?? [], templates);
  // What came to be or went has nothing on the other side, not even a template.
  for (const [field, [old, now]] of Object.entries(statuses)) {
    const pair: [unknown, unknown] = [before === null ? null : old, after === null ? null : now];
    if (pair[0] !== pair[1]) changes[field] = pair;
  }
  if (before !== null && after !== null) {
    const first = templates[0]?.name ?? '';
    const former = changes[statusField(after.active, 'name')]?.[0];
    // One that only got another name is still the active one.
    if (former !== before.active) put(changes, 'activeStatus', before.active || first, after.active || first);
  }
  return changes;
}

function statusChanges(
  before: readonly StatusThen[],
  after: readonly StatusThen[],
  templates: readonly StatusTemplate[],
): FieldChanges {
  const changes: FieldChanges = {};
  const names = new Set([...after, ...before].map(({ name }) => name));
  const template = (name: string) => templates.find((each) => each.name === name);
  for (const [was, is] of renamed(before, after, templates)) {
    changes[statusField(is, 'name')] = [was, is];
    names.delete(was);
  }
  for (const name of names) {
    const former = (changes[statusField(name, 'name')]?.[0] as string | undefined) ?? name;
    const old = before.find((each) => each.name === former) ?? template(former);
    const now = after.find((each) => each.name === name) ?? template(name);
    if (old === undefined) changes[statusField(name)] = [null, 'added'];
    else if (now === undefined) changes[statusField(name)] = [null, 'removed'];
    else put(changes, statusField(name), lockWord(old), lockWord(now));
    for (const slot of REFERENCE_SLOTS) {
      const words = (status: { settings: StatusSettings } | undefined) =>
        slotWords(status?.settings ?? DEFAULT_SETTINGS, slot);
      if (words(old) === words(now)) continue;
      changes[statusField(name, slot)] = [old ? words(old) : null, now ? words(now) : null];
    }
  }
  return changes;
}

/** Statuses of the account's own that got another name: they are the same rows. */
function renamed(
  before: readonly StatusThen[],
  after: readonly StatusThen[],
  templates: readonly StatusTemplate[],
): [was: string, is: string][] {
  const known = new Set(templates.map(({ name }) => name));
  return after.flatMap(({ id, name }): [string, string][] => {
    const was = before.find((each) => each.id === id);
    if (was === undefined || was.name === name || known.has(was.name) || known.has(name)) return [];
    return [[was.name, name]];
  });
}

function lockWord({ locked }: StatusTemplate): string {
  return locked ? 'locked' : 'unlocked';
}

function textChanges(before: Record<string, string>, after: Record<string, string>): FieldChanges {
  const changes: FieldChanges = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
    put(changes, name, before[name], after[name]);
  return changes;
}

function put(changes: FieldChanges, key: string, old = '', now = ''): void {
  if (old !== now) changes[key] = [old || null, now || null];
}

const KINDS: Record<string, string> = {
  desk: 'Desk phone',
  soft: 'Softphone',
  external: 'External',
  other: 'Other',
};
const ORIGINS: Record<string, string> = {
  manual: 'added by an administrator',
  user: 'added by the user',
};

/** What each number was: `Desk phone`, `Other, added by the user`, `Desk phone, deleted on the phone system`. */
function numberTexts(numbers: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(
    records(numbers).map(({ number, kind, origin, state }) => [
      String(number),
      [KINDS[String(kind)] ?? String(kind), ORIGINS[String(origin)], stateWord(origin, state)]
        .filter((part) => part !== undefined)
        .join(', '),
    ]),
  );
}

function stateWord(origin: unknown, state: unknown): string | undefined {
  if (state === 'present') return undefined;
  if (state === 'reassigned') return 'somebody else’s on the phone system';
  return origin === 'directory' ? 'replaced in the directory' : 'deleted on the phone system';
}

/** Statuses as their rows lay in the table. A results file may say anything in their place. */
function statusesThen(rows: readonly unknown[]): StatusThen[] {
  return records(rows).map(({ status_id: id, name, settings, locked }) => ({
    id: Number(id),
    name: String(name),
    settings: toSettings(parsed(settings)),
    locked: locked === 1,
  }));
}

function records(rows: readonly unknown[]): Record<string, unknown>[] {
  return rows.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

function profileName(store: Store, profileId: number): string {
  const row = store.connection
    .prepare('SELECT name FROM feature_profile WHERE profile_id = ?')
    .get<{ name: string }>(profileId);
  return row?.name ?? '';
}
