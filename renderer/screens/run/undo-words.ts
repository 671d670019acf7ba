import type { Change, RunView } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { sourceWord } from '../../components/source-words.ts';

/** How rows of a run are named to the engine: by account where it is known, else by login. */
export function undoOf(rows: readonly Pick<Change, 'accountId' | 'login'>[]): {
  accountIds?: number[];
  logins?: string[];
} {
  const accountIds = [...new Set(rows.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))];
  const logins = [...new Set(rows.flatMap(({ accountId, login }) => (accountId === null ? [login] : [])))];
  return {
    ...(accountIds.length === 0 ? {} : { accountIds }),
    ...(logins.length === 0 ? {} : { logins }),
  };
}

/** What an undo of a run, or of these rows of it, puts back: a sentence for each. */
export function undoSentences(
  run: Pick<RunView, 'kind' | 'source' | 'sourceKind' | 'changes'>,
  rows: readonly Pick<Change, 'kind'>[] | null,
): string[] {
  const of = (kind: Change['kind']) => rows?.filter((row) => row.kind === kind).length;
  const created = of('create') ?? run.changes.created;
  const updated = of('update') ?? run.changes.updated;
  const deleted = of('delete') ?? run.changes.deleted;
  const sentences: string[] = [];
  if (run.kind === 'removal') {
    const back = `The ${sourceWord(run.sourceKind)} ${isolated(run.source)} is there again with its settings.`;
    sentences.push(
      run.sourceKind === 'directory' ? `${back} Its password is not kept and must be entered again.` : back,
    );
  }
  if (deleted > 0) {
    sentences.push(
      `${counted(deleted, 'deleted account')} ${deleted === 1 ? 'comes' : 'come'} back, with phone numbers, statuses and links. An account that finds no free seat comes back inactive.`,
    );
  }
  if (updated > 0) {
    sentences.push(
      `${counted(updated, 'changed account')} ${updated === 1 ? 'gets its' : 'get their'} former values.`,
    );
  }
  if (created > 0) {
    sentences.push(`${counted(created, 'created account')} ${created === 1 ? 'is' : 'are'} deleted.`);
  }
  return sentences;
}
