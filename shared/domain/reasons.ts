import { ALL_CODES, hintOf, type Code } from './codes.ts';

/** Why an account would go, as a second look at the directory tells (safety.md 2); `absent`: nobody looked. */
export type GoneReason =
  'deleted' | 'moved' | 'unmatched' | 'disabled' | 'not-visible' | 'unknown' | 'absent';

/** Why a row was planned, held or refused, in words. */
const REASONS: Record<string, string> = {
  new: 'new in directory',
  changed: 'changed in directory',
  deleted: 'deleted in directory',
  moved: 'moved out of the search base',
  unmatched: 'no longer matches the query',
  absent: 'absent from a complete read of the directory',
  disabled: 'disabled in directory',
  'not-visible': 'its entry is not visible',
  unknown: 'its entry could not be looked up',
  'pbx-new': 'new on the PBX',
  'pbx-changed': 'changed on the PBX',
  'pbx-renumbered': 'renumbered on the PBX',
  'pbx-back': 'back on the PBX',
  'pbx-absent': 'absent from a complete export',
  'pbx-unassigned': 'its numbers are no longer its own on the PBX',
  'pbx-out-of-scope': 'left out by Synchronize Dynamic Extensions only',
  'pbx-replaced': 'its number belongs to another person now, as a person said',
  'pbx-orphaned': 'gone from the PBX; kept, since a person or a status holds one of its numbers',
  'number-new': 'new on the PBX for this account',
  'number-back': 'back on the PBX',
  'number-gone': 'deleted on the PBX, and nothing uses it',
  'number-reassigned': "on the PBX it is no longer this account's, and nothing uses it",
  'number-moved': 'renumbered on the PBX',
  'number-released': 'no status uses it any more',
  'number-deleted': 'deleted by a person',
  'number-held': 'held: a number moves between this account and one that stays as it is for now',
  'statuses-edited': 'a status was edited by a person',
  'status-activated': 'a person made another status the active one',
  'number-added-by-hand': 'added by a person',
  'undone-by-hand': 'put back by a person',
  'redone-by-hand': 'done again by a person',
  'templates-changed': 'the status templates of the Enterprise were changed',
  edited: 'edited by a person',
  'deleted-by-hand': 'deleted by a person',
  'source-removed': 'its source was removed',
  undone: 'put back by an undo',
  'source.empty': 'held: the source came back empty',
  'source.changed': 'held: the settings of the source changed since the last complete run',
  'guard.deletes': 'held: more deletions than the guard lets through',
  'guard.updates': 'held: one field would change on more accounts than the guard lets through',
  'login-held': 'held: the login ID belongs to an account whose own row is held',
  'row.undone': 'held: a person undid it before',
  'row.asked': 'held: a person took an answer back, and wants to be asked',
  'row.rejected': 'held: a person rejected a part of it before',
  'row.moved': 'refused: what it rests on changed meanwhile',
  'guard.numbers': 'held: more numbers would go than the guard lets through',
  'guard.groups': 'held: more groups would go than the guard lets through',
  'file.truncated': 'held: a file of the export lost more rows than the guard lets through',
  'pbx.identity-changed':
    'held: first and last name both changed, so somebody must say whether it is the same person',
  'pbx.still-there': 'held: a number of the account is still on the PBX',
  'number.held': 'kept: a status still points at the number',
  'number.manual': 'kept: a person added the number',
};

/** The sentence of a reason code, with the words that belong to this row. */
export function reasonOf(reasonCode: string, detail = ''): string {
  const known = REASONS[reasonCode];
  if (reasonCode === 'number.held' && detail !== '') return `kept: used by ${detail}`;
  const reason =
    known ?? ((ALL_CODES as string[]).includes(reasonCode) ? hintOf(reasonCode as Code) : reasonCode);
  return detail === '' ? reason : `${reason}: ${detail}`;
}
