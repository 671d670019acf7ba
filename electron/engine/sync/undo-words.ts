import { dayOf } from '../../../shared/domain/day.ts';
import type { AccountRow, LaterChange, Source } from '../store/index.ts';
import type { Clash } from './undo-claims.ts';

/** What stands in the way of undoing a row of a run, as a part of a sentence. */
export function obstacleOf(change: LaterChange | undefined, target: number): string {
  if (change === undefined) return 'it changed later';
  const { runId, undoes, runKind, source, kind } = change;
  if (runId === null) return `${kind === 'delete' ? 'deleted' : 'edited'} by a person on ${dayOf(change.at)}`;
  if (undoes === target) return `already undone by run ${runId}`;
  const verb = kind === 'delete' ? 'deleted later' : kind === 'create' ? 'created again' : 'changed later';
  if (undoes !== null) return `${verb} by run ${runId}, which undid run ${undoes}`;
  if (runKind === 'removal') return `deleted later by run ${runId}, which removed ${source ?? 'its source'}`;
  return `${verb} by run ${runId}${source === null ? '' : ` (${source})`}`;
}

/**
 * What keeps an account from getting its login, key or number back, as a part of a sentence.
 *
 * @param of the login that it would have; the account that is in the way, that one's source, and whether it is another one
 */
export function clashText(
  clash: Clash,
  of: {
    login: string;
    account: AccountRow | undefined;
    source: Pick<Source, 'kind' | 'name'> | undefined;
    isElsewhere: boolean;
  },
): string {
  const { login, account, source, isElsewhere } = of;
  const { loginId = '', lastName = '' } = account?.fields ?? {};
  const name = lastName === '' ? '' : ` (${lastName})`;
  // A number is what an account of a phone system is known by.
  const isNumber = clash.by === 'key' && source?.kind === 'pbx';
  const number = clash.by === 'number' ? clash.number : isNumber ? String(account?.key) : null;
  const node = isElsewhere && source !== undefined ? ` of ${source.name}` : '';
  if (number !== null) return `its number ${number} belongs to another account now, ${loginId}${name}${node}`;
  if (clash.by === 'key') return `its entry has another account by now, ${loginId}`;
  return `the login ${login} belongs to another account${source === undefined ? '' : ` of ${source.name}`}${name}`;
}
