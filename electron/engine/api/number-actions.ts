import { hash } from 'node:crypto';
import type { BulkRow, NumberAction } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  heldAfter,
  placesOf,
  type ChangedPlace,
  type HeldStatuses,
  type PlacedReference,
  type Replacement,
} from '../../../shared/domain/status-release.ts';
import type { StatusTemplate, Target } from '../../../shared/domain/status.ts';
import { isRole, statusesOf } from '../../../shared/domain/status-rules.ts';
import type { Store, WholeAccount } from '../store/index.ts';
import { accountPhones, findNumber, requireNumber } from './account-numbers.ts';
import type { AccountEdit } from './manual-account.ts';
import { deleteNumber, numberDeletion } from './number-edits.ts';
import { editStatuses } from './statuses.ts';

interface ActionInput {
  items: readonly { accountId: number; number: string }[];
  action: NumberAction;
}

/** An account while an action goes through its numbers, one after the other: each row sees what the one before left. */
interface Working {
  account: WholeAccount;
  held: HeldStatuses;
  templates: readonly StatusTemplate[];
}

/** A row as it is shown, and what the store is told to do for it. */
interface Planned {
  row: BulkRow;
  /** Null of a row that is refused. */
  step: { accountId: number; number: string; by: Replacement; deletes: boolean } | null;
}

/** What an action would do with each of these numbers (D3, D4). Changes nothing. */
export function previewAction(store: Store, input: ActionInput): { hash: string; rows: BulkRow[] } {
  const { digest, planned } = store.connection.snapshot(() => plan(store, input));
  return { hash: digest, rows: planned.map(({ row }) => row) };
}

/**
 * Does exactly what the preview with that hash said, all of it. When anything that it rests on changed meanwhile, nothing
 * happens: `row.moved`. Call inside a transaction.
 */
export function actOnNumbers(
  store: Store,
  input: ActionInput & { hash: string },
  now: number,
): { rows: BulkRow[] } {
  const { digest, planned } = plan(store, input);
  if (digest !== input.hash) {
    throw new RollcallError(
      'row.moved',
      'An account, a number or a status changed since the preview, so nothing was done. Look at it again.',
    );
  }
  for (const { step } of planned) {
    if (step === null) continue;
    const { accountId, number, by } = step;
    const account = store.accounts.get(accountId)!;
    editStatuses(store, account, now, () => {
      if (by.kind === 'release') store.statuses.released(accountId, number);
      else store.statuses.movedReferences(accountId, [{ from: number, to: by.to }]);
    });
    if (step.deletes) deleteNumber(store, { accountId, number }, now);
  }
  return { rows: planned.map(({ row }) => row) };
}

function plan(store: Store, { items, action }: ActionInput): { digest: string; planned: Planned[] } {
  const accounts = new Map<number, Working | null>();
  // Before anything is done: two ways of writing a number are one item, also when the first deletes it.
  const distinct = new Map<string, { accountId: number; number: string }>();
  for (const { accountId, number: text } of items) {
    if (!accounts.has(accountId)) accounts.set(accountId, workingOf(store, accountId));
    const account = accounts.get(accountId)?.account;
    const number = (account && findNumber(account, text)?.number) ?? text;
    distinct.set(JSON.stringify([accountId, number]), { accountId, number });
  }
  const planned = [...distinct.values()].map(({ accountId, number }) => {
    const working = accounts.get(accountId) ?? null;
    return working === null ? noAccount(accountId, number) : planRow(working, number, action, accounts);
  });
  const ground = [...accounts].map(([accountId, working]) => [accountId, working?.account.version ?? 0]);
  const kind = action.kind === 'repoint' ? [action.kind, action.to] : [action.kind];
  const digest = hash(
    'sha256',
    JSON.stringify([kind, action.alsoDelete, ground, planned.map(({ row }) => row)]),
    'hex',
  );
  return { digest, planned };
}

function workingOf(store: Store, accountId: number): Working | null {
  const account = store.accounts.get(accountId);
  const stored = store.statuses.of(accountId);
  if (account === undefined || stored === undefined) return null;
  const references = store.statuses.image(accountId).references as unknown as PlacedReference[];
  return { account, held: { edited: stored.edited, references }, templates: stored.templates };
}

/** One number: what changes, or why nothing does. What it leaves is what the account's next row starts from. */
function planRow(
  working: Working,
  number: string,
  action: NumberAction,
  accounts: Map<number, Working | null>,
): Planned {
  const { account, held } = working;
  const { accountId, fields } = account;
  const row: BulkRow = {
    ...{ accountId, loginId: fields.loginId, firstName: fields.firstName, lastName: fields.lastName, number },
    ...{ result: 'refused', why: '', places: [], deletes: false, breaks: [] },
  };
  try {
    const by = replacementOf(account, number, action);
    const places = placesOf(held, number, by);
    const isThere = findNumber(account, number)?.number === number;
    if (!isThere && places.length === 0) requireNumber(account, number);
    if (places.length === 0 && !action.alsoDelete) {
      return { row: { ...row, why: 'Nothing points at it.' }, step: null };
    }
    const released = withHeld(working, heldAfter(held, number, by));
    // A number that only a reference still names has no row that could be deleted.
    const deletion = action.alsoDelete && isThere ? numberDeletion(released.account, number) : null;
    const after = deletion === null ? released : withEdit(released, deletion.edit);
    accounts.set(accountId, after);
    return {
      row: {
        ...row,
        result: 'done',
        why: deletion?.deleted === false ? 'Its source still has it, so the number itself stays.' : '',
        places: inOrder(places),
        deletes: deletion?.deleted ?? false,
        breaks: brokenBy(working, after, places),
      },
      step: { accountId, number, by, deletes: deletion !== null },
    };
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    return { row: { ...row, why: error.message }, step: null };
  }
}

/** What takes the place of the number: a role, or a number of the account that is there (D3). */
function replacementOf(account: WholeAccount, number: string, action: NumberAction): Replacement {
  if (action.kind === 'release') return { kind: 'release' };
  const to: Target = isRole(action.to) ? action.to : requireNumber(account, action.to, 'to choose').number;
  if (to === number) {
    throw new RollcallError('usage.invalid', `${number} is the number that the others are to be pointed at.`);
  }
  return { kind: 'repoint', to };
}

function withHeld(working: Working, held: HeldStatuses): Working {
  const references = [
    ...new Map(held.references.map((each) => [`${each.number}\n${each.status}`, each])).values(),
  ];
  return { ...working, held, account: { ...working.account, references } };
}

function withEdit(working: Working, { fields, numbers }: AccountEdit): Working {
  const { removed = [], put = [] } = numbers ?? {};
  const gone = new Set([...removed, ...put.map(({ number }) => number)]);
  const kept = working.account.numbers.filter(({ number }) => !gone.has(number));
  return { ...working, account: { ...working.account, fields, numbers: [...kept, ...put] } };
}

/**
 * Statuses that are broken afterwards, and that this changes or that were not before (D1): one that points at a number that is
 * gone was broken, and is to be mended.
 */
function brokenBy(before: Working, after: Working, places: readonly ChangedPlace[]): string[] {
  const broken = ({ account, held, templates }: Working) =>
    statusesOf({ templates, edited: held.edited, active: '', phones: accountPhones(account) })
      .filter((status) => status.broken)
      .map(({ name }) => name);
  const were = new Set(broken(before));
  const changed = new Set(places.map(({ status }) => status));
  return broken(after).filter((name) => changed.has(name) || !were.has(name));
}

function inOrder(places: readonly ChangedPlace[]): ChangedPlace[] {
  return [...places].sort((one, other) =>
    one.status < other.status ? -1 : one.status > other.status ? 1 : 0,
  );
}

function noAccount(accountId: number, number: string): Planned {
  const row: BulkRow = {
    ...{ accountId, loginId: '', firstName: '', lastName: '', number },
    ...{
      result: 'refused',
      why: `There is no account ${accountId}.`,
      places: [],
      deletes: false,
      breaks: [],
    },
  };
  return { row, step: null };
}
