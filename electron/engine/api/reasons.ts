import { ALL_CODES, hintOf, type Code } from '../../../shared/domain/codes.ts';

/** Why a row was planned, held or refused, in words. */
const REASONS: Record<string, string> = {
  new: 'new in directory',
  changed: 'changed in directory',
  absent: 'absent from a complete read of the directory',
  disabled: 'disabled in directory',
  edited: 'edited by a person',
  'deleted-by-hand': 'deleted by a person',
  'source-removed': 'its source was removed',
  'source.empty': 'held: the source came back empty',
  'source.changed': 'held: the settings of the source changed since the last complete run',
  'guard.deletes': 'held: more deletions than the guard lets through',
  'guard.updates': 'held: one field would change on more accounts than the guard lets through',
  'login-held': 'held: the login ID belongs to an account whose own row is held',
  'row.moved': 'refused: the account changed while the synchronization was running',
  'number.held': 'kept: a status still points at the number',
};

/** The sentence of a reason code. */
export function reasonOf(reasonCode: string): string {
  const known = REASONS[reasonCode];
  if (known !== undefined) return known;
  return (ALL_CODES as string[]).includes(reasonCode) ? hintOf(reasonCode as Code) : reasonCode;
}
