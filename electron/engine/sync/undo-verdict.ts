import {
  ACCOUNT_FIELDS,
  foldLogin,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import { numbersOf } from '../../../shared/domain/numbers.ts';
import type {
  AccountRow,
  ChangeRecord,
  DeletedImage,
  LaterChange,
  NumberRow,
  RestoredImage,
  UndoRows,
  UndoTarget,
} from '../store/index.ts';
import type { Claim } from './undo-claims.ts';
import { undoneNumbers } from './undo-numbers.ts';
import { obstacleOf } from './undo-words.ts';

/** A row that nothing stands in the way of, as far as its own account goes; the rest is settled over all. */
export interface Candidate extends Claim {
  target: UndoTarget;
  sourceId: number | null;
}

/** A row that may be put back, or why not; null for a moved entry that was seen elsewhere since. */
export type Verdict = { candidate: Candidate } | { refused: string } | null;

/** An account as an undone update leaves it, and the numbers that change with it. */
export interface UndoneUpdate {
  account: AccountRow;
  fields: AccountField[];
  dropped: string[];
  added: NumberRow[];
}

/** What verdicts rest on. */
export interface VerdictContext {
  rows: UndoRows;
  /** The run that is undone. */
  runId: number;
  /** Whether the source is there, or comes back with this undo. */
  sourceIsThere(sourceId: number): { there: boolean; name: string };
  /** A digest of the statuses of an account and what they point at. */
  statusesOf(accountId: number): string;
  /** Whether a run undid, or did again, what `runId` did. */
  isOfChain: (runId: number | null) => boolean;
}

/**
 * Whether a row can be put back, field by field (E9): an update is undone when every field that it touched still has
 * the value that the run left; what changed otherwise does not matter. A creation is undone unless a person changed the
 * account or gave it numbers or statuses: a later synchronization is no reason to keep it. A deletion is undone when its
 * account did not come back, and its source is there.
 */
export function verdictOn(target: UndoTarget, context: VerdictContext): Verdict {
  switch (target.kind) {
    case 'create':
      return onCreation(target, context);
    case 'update':
      return onUpdate(target, context);
    case 'delete':
      return onDeletion(target, context);
    case 'moved':
      return onMove(target, context);
  }
}

function onCreation(target: UndoTarget, { rows, runId, isOfChain }: VerdictContext): Verdict {
  const { accountId, changeId } = target;
  const later = rows.later(accountId, changeId);
  const now = rows.account(accountId);
  if (now === undefined) return goneBy(later, runId);
  const byHand = later.findLast((change) => change.runId === null);
  if (byHand !== undefined) return { refused: obstacleOf(byHand, runId) };
  // Done, undone and done again: what counts is what it owned when it came back last.
  const back = later.findLast((change) => change.kind === 'create' && isOfChain(change.runId));
  const image = (back ?? rows.change(changeId)).restore as RestoredImage | null;
  if (rows.owned(accountId) !== (image?.owned ?? '')) {
    return { refused: 'a person gave it numbers or statuses of its own' };
  }
  return {
    candidate: {
      ...{ target, accountId, sourceId: now.sourceId, login: null, key: null, numbers: [] },
      ...{ freesLogin: true, freesKey: true, freesNumbers: onPbx(now.fields) },
    },
  };
}

function onUpdate(target: UndoTarget, context: VerdictContext): Verdict {
  const { rows, runId } = context;
  const { accountId, changeId } = target;
  const now = rows.account(accountId);
  const later = rows.later(accountId, changeId);
  if (now === undefined) return goneBy(later, runId);
  const change = rows.change(changeId);
  const { account: undone, fields } = undoneFields(change, now, later);
  for (const field of fields) {
    const touching = later.filter((each) => typeof each.before?.[field] === 'string');
    const left = touching.length === 0 ? now.fields[field] : touching[0]!.before![field];
    if (left !== now.fields[field]) return { refused: obstacleOf(touching.at(-1), runId) };
  }
  const numbers = undoneNumbers(change, now, later, rows);
  if (numbers.moved !== null) {
    return { refused: `its number ${numbers.moved} changed since` };
  }
  const statuses = change.restore?.statuses;
  if (statuses !== undefined && statuses.left !== context.statusesOf(accountId)) {
    return { refused: 'its statuses were edited since' };
  }
  return { candidate: claimOf(target, now, undone) };
}

function onDeletion(target: UndoTarget, context: VerdictContext): Verdict {
  const { rows, runId } = context;
  const { accountId, changeId } = target;
  const later = rows.later(accountId, changeId);
  if (rows.account(accountId) !== undefined) {
    return {
      refused: obstacleOf(
        later.findLast(({ kind }) => kind === 'create'),
        runId,
      ),
    };
  }
  const again = later.findLast(({ kind }) => kind === 'delete');
  if (again !== undefined && !context.isOfChain(again.runId)) return { refused: obstacleOf(again, runId) };
  const image = imageOf(target, context);
  const { row, loginId } = image;
  const sourceId = row['source_id'] as number | null;
  const claim = {
    ...{ target, accountId, sourceId, login: foldLogin(loginId), numbers: onPbx(image) },
    ...{ freesLogin: false, freesKey: false, freesNumbers: [] },
  };
  if (sourceId === null) return { candidate: { ...claim, key: null } };
  const source = context.sourceIsThere(sourceId);
  if (!source.there) {
    const removal = rows.removalOf(sourceId);
    return {
      refused: `its source ${source.name} was removed${removal === undefined ? '' : ` by run ${removal}`}`,
    };
  }
  const key = row['source_key'] as { hex: string };
  return {
    candidate: { ...claim, key: keyText(sourceId, String(row['key_attribute']), key.hex) },
  };
}

/** A move is no change of the account: where its entry was seen since is what counts, and no answer is needed. */
function onMove(target: UndoTarget, { rows }: VerdictContext): Verdict {
  const now = rows.account(target.accountId);
  if (now === undefined) return null;
  const change = rows.change(target.changeId);
  const undone = withIdentity(change, now, rows.later(target.accountId, target.changeId));
  return undone === null ? null : { candidate: claimOf(target, now, undone) };
}

/** What an update is put back to: its fields, its entry and its numbers as they were. */
export function undoneUpdate(target: UndoTarget, now: AccountRow, rows: UndoRows): UndoneUpdate {
  const change = rows.change(target.changeId);
  const later = rows.later(target.accountId, target.changeId);
  const numbers = undoneNumbers(change, now, later, rows);
  return { ...undoneFields(change, now, later), dropped: numbers.dropped, added: numbers.added };
}

/** Where an entry was before it moved. */
export function undoneMove(target: UndoTarget, now: AccountRow, rows: UndoRows): AccountRow {
  const later = rows.later(target.accountId, target.changeId);
  return withIdentity(rows.change(target.changeId), now, later) ?? now;
}

/** The account as it was when it was deleted last. */
export function imageOf(target: UndoTarget, { rows, isOfChain }: VerdictContext): DeletedImage {
  const again = rows
    .later(target.accountId, target.changeId)
    .findLast(({ kind, runId }) => kind === 'delete' && isOfChain(runId));
  return (again ?? rows.change(target.changeId)).before as unknown as DeletedImage;
}

/** A source's key as one text. */
function keyText(sourceId: number, keyAttribute: string, hex: string): string {
  return `${sourceId} ${keyAttribute} ${hex}`;
}

/** What `keyText` was made of. */
export function keyOf(text: string): [sourceId: number, keyAttribute: string, key: Buffer] {
  const [sourceId = '', keyAttribute = '', hex = ''] = text.split(' ');
  return [Number(sourceId), keyAttribute, Buffer.from(hex, 'hex')];
}

function goneBy(later: readonly LaterChange[], runId: number): Verdict {
  const deletion = later.findLast(({ kind }) => kind === 'delete');
  return { refused: deletion === undefined ? 'the account is gone' : obstacleOf(deletion, runId) };
}

function undoneFields(change: ChangeRecord, now: AccountRow, later: readonly LaterChange[]) {
  const before = change.before ?? {};
  const fields = ACCOUNT_FIELDS.filter((field) => typeof before[field] === 'string');
  const old: Partial<AccountFields> = {};
  for (const field of fields) old[field] = before[field] as string;
  const undone = { ...now.fields, ...old };
  const identity = withIdentity(change, now, later);
  if (identity !== null) return { account: { ...identity, fields: undone }, fields };
  // Something else of the entry changed since, or is not known: then the next run has to look at it again.
  const account = { ...now, fields: undone, hash: null };
  const { restore } = change;
  // A phone system knows an account by one of its numbers: with those goes back which one.
  const numbers = onPbx(undone);
  if (restore === null || numbers.length === 0 || numbers.includes(String(now.key)))
    return { account, fields };
  const { dn, keyAttribute } = restore;
  return { account: { ...account, dn, key: Buffer.from(restore.key, 'hex'), keyAttribute }, fields };
}

/** The account tied to its entry as it was before a change; null when that is not as the change left it. */
function withIdentity(
  change: ChangeRecord,
  now: AccountRow,
  later: readonly LaterChange[],
): AccountRow | null {
  const { restore } = change;
  if (restore === null) return null;
  const today = identityText(now.dn, now.hash?.toString('hex') ?? null, now.key, now.keyAttribute);
  for (const { before, restore: image, kind } of later) {
    const row = kind === 'delete' ? (before?.['row'] as Record<string, unknown> | undefined) : undefined;
    const left = row
      ? identityText(
          String(row['dn']),
          hexOf(row['hash']),
          hexOf(row['source_key']),
          String(row['key_attribute']),
        )
      : image && 'key' in image
        ? identityText(image.dn, image.hash, image.key, image.keyAttribute)
        : null;
    if (left === null) continue;
    if (left !== today) return null;
    break;
  }
  return {
    ...now,
    dn: restore.dn,
    hash: restore.hash === null ? null : Buffer.from(restore.hash, 'hex'),
    key: Buffer.from(restore.key, 'hex'),
    keyAttribute: restore.keyAttribute,
  };
}

function identityText(
  dn: string,
  hash: string | null,
  key: Buffer | string | null,
  keyAttribute: string | null,
): string {
  return JSON.stringify([
    dn,
    hash,
    typeof key === 'string' ? key : (key?.toString('hex') ?? null),
    keyAttribute,
  ]);
}

function hexOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'hex' in value ? String(value.hex) : null;
}

function claimOf(target: UndoTarget, now: AccountRow, undone: AccountRow): Candidate {
  const loginKey = foldLogin(undone.fields.loginId);
  const movesLogin = loginKey !== now.loginKey;
  const movesKey =
    now.sourceId !== null &&
    undone.key !== null &&
    (undone.keyAttribute !== now.keyAttribute || now.key?.equals(undone.key) !== true);
  const [has, had] = [onPbx(now.fields), onPbx(undone.fields)];
  return {
    target,
    accountId: now.accountId,
    sourceId: now.sourceId,
    login: movesLogin ? loginKey : null,
    key: movesKey ? keyText(now.sourceId!, undone.keyAttribute!, undone.key!.toString('hex')) : null,
    numbers: had.filter((number) => !has.includes(number)),
    freesLogin: movesLogin,
    freesKey: movesKey,
    freesNumbers: has.filter((number) => !had.includes(number)),
  };
}

/** Numbers that its phone system has for an account. An account that an older version deleted lacks the field. */
function onPbx({ pbxNumbers }: Partial<Pick<AccountFields, 'pbxNumbers'>>): string[] {
  return numbersOf(pbxNumbers ?? '').map(({ number }) => number);
}
