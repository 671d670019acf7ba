import type { Change } from '../../shared/contract/index.ts';
import { alignedRows, plain } from './text.ts';

/** Whether rows were applied, or would be. */
type Mood = 'did' | 'would';

const DID: Record<Change['kind'], [applied: string, held: string, refused: string]> = {
  create: ['created', 'creation waits', 'creation refused'],
  update: ['updated', 'change waits', 'change refused'],
  delete: ['deleted', 'deletion waits', 'deletion refused'],
  'number-added': ['number added', 'number waits', 'number refused'],
  'number-removed': ['number removed', 'removal waits', 'removal refused'],
  'number-held': ['number kept', 'number kept', 'number refused'],
};

const WOULD: typeof DID = {
  create: ['would create', 'would hold the creation', 'would refuse the creation'],
  update: ['would update', 'would hold the change', 'would refuse the change'],
  delete: ['would delete', 'would hold the deletion', 'would refuse the deletion'],
  'number-added': ['would add a number', 'would hold a number', 'would refuse a number'],
  'number-removed': ['would remove a number', 'would hold a removal', 'would refuse a removal'],
  'number-held': ['would keep a number', 'would keep a number', 'would refuse a number'],
};

/** Changes as lines, their logins in one column. */
export function changeLines(changes: readonly Change[], mood: Mood = 'did'): string[] {
  const rows = changes.map((change) => [
    changeWord(change, mood),
    plain(change.login),
    plain(changeReason(change)),
  ]);
  return alignedRows(rows).map((line) => `  ${line}`);
}

function changeWord({ kind, state }: Change, mood: Mood): string {
  const words = mood === 'did' ? DID : WOULD;
  return words[kind][state === 'applied' ? 0 : state === 'held' ? 1 : 2];
}

/**
 * Why, with old and new values of a change. Of what goes, waits or was refused also the entry, which is where a person
 * looks next.
 */
export function changeReason({ kind, state, reason, fields, dn }: Change): string {
  const values =
    kind === 'update'
      ? Object.entries(fields).map(
          ([field, [before, after]]) => `${field} ${quoted(before)} → ${quoted(after)}`,
        )
      : [];
  const number = kind.startsWith('number-') ? numberWords(fields) : [];
  const entry = dn !== '' && (kind === 'delete' || state !== 'applied') ? [`entry ${dn}`] : [];
  return [...number, reason, ...values, ...entry].join('; ');
}

/** The number that a row is about, and who must act so that it can go: `3001 soft`. */
function numberWords({ number, numberKind, mustAct }: Change['fields']): string[] {
  const last = (pair: Change['fields'][string] | undefined) => {
    const value = pair?.[1] ?? pair?.[0];
    return typeof value === 'string' && value !== '' ? [value] : [];
  };
  const who = last(mustAct).map((each) => `${each} must act`);
  const what = [...last(number), ...last(numberKind)].join(' ');
  return what === '' ? who : [what, ...who];
}

function quoted(value: unknown): string {
  return value === null || value === undefined ? 'none' : JSON.stringify(value);
}
