import type { RunSummary, RunView } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { counted, whole } from './numbers.ts';
import { devicesSentence, numberParts } from './pbx-sentence.ts';
import { heldPhrase, heldRows, isPartial } from './run-words.ts';
import { readWord, records, recordsWord, sourceWord } from './source-words.ts';

/** A run as it is known from a list or a job, or from its own page: there it is known, too, what was refused and waits. */
type Known = Omit<RunSummary, 'issues'> & Partial<Pick<RunView, 'changes' | 'waiting'>>;

/** What a run did, in a sentence or two: what its page says first. */
export function runSentence(run: Known): string {
  if (run.kind === 'removal') return removalSentence(run);
  if (run.kind === 'approval' || run.kind === 'undo') return answerSentence(run, run.kind);
  switch (run.outcome) {
    case 'failed':
      return `${failedPart(run)} Nothing was changed.`;
    case 'cancelled':
      return 'This synchronization was cancelled. Nothing was changed.';
    case 'interrupted':
      return 'This synchronization was cut off before it saved anything. Nothing was changed.';
    case 'skipped':
      return 'This synchronization did not run. Nothing was changed.';
    default:
      return [doneSentence(run), devicesSentence(run.counters)].filter((part) => part !== '').join(' ');
  }
}

function doneSentence(run: Known): string {
  const { counters, sourceKind } = run;
  if (isPartial(run) && sourceKind === 'pbx') return PBX_PARTIAL;
  const held = heldRows(counters);
  const done = [
    counters.created > 0 ? `created ${whole(counters.created)}` : '',
    counters.updated > 0 ? `changed ${whole(counters.updated)}` : '',
    counters.deleted > 0 ? `deleted ${whole(counters.deleted)}` : '',
  ].filter((part) => part !== '');
  const parts = [done.length > 0 ? done.join(', ') : nothingPart(run)];
  if (held > 0) parts.push(`${heldPhrase(counters)} ${beHeld(held === 1, run.waiting !== 0)} held`);
  if (counters.failed > 0) parts.push(`${records(sourceKind, counters.failed)} could not be imported`);
  if (counters.skipped > 0) {
    const was = counters.skipped === 1 ? 'was' : 'were';
    parts.push(`${records(sourceKind, counters.skipped)} ${was} passed over`);
  }
  const refused = run.changes?.refused ?? 0;
  if (refused > 0) parts.push(`${counted(refused, 'row')} ${refused === 1 ? 'was' : 'were'} refused`);
  parts.push(...numberParts(counters, 'did'));
  const sentence = `${capital(parts.join('; '))}.`;
  return isPartial(run)
    ? `${sentence} The directory was not read completely, so nothing was deleted.`
    : sentence;
}

/** D17: people cannot be put together from a part of an export. */
const PBX_PARTIAL = 'The PBX was not read completely. Nothing was changed.';

/** Whether rows are held, or were until somebody answered. */
function beHeld(one: boolean, still: boolean): string {
  if (still) return one ? 'is' : 'are';
  return one ? 'was' : 'were';
}

/** What is said in place of created, changed and deleted when there was none of it. */
function nothingPart({ counters, complete, sourceKind }: Known): string {
  const { read, unchanged, failed, skipped } = counters;
  if (read === 0) return `found no ${recordsWord(sourceKind)} and changed nothing`;
  if (complete && failed === 0 && skipped === 0 && unchanged === read) {
    return `changed nothing: ${asBefore(sourceKind, read)}`;
  }
  return `changed nothing of ${records(sourceKind, read)}`;
}

/** `all 250 entries are as before`. */
export function asBefore(kind: RunSummary['sourceKind'], read: number): string {
  return read === 1 ? `the ${records(kind, 1)} is as before` : `all ${records(kind, read)} are as before`;
}

/** Why nothing came of a synchronization or a preview. */
export function failedPart({ sourceKind, error }: Pick<RunSummary, 'sourceKind' | 'error'>): string {
  const code = error?.code ?? 'internal';
  const what = readWord(sourceKind);
  if (/^(ldap|tls|csv|file|oai|source)\./.test(code)) return `The ${what} could not be read.`;
  if (code.startsWith('vault.')) return `The password for the ${what} could not be used.`;
  return 'The synchronization failed before it saved anything.';
}

const ANSWERS = {
  approval: {
    what: () => 'The approval',
    done: () => 'Approved',
    words: ['created', 'changed', 'deleted'],
    nothing: 'No row was applied',
  },
  undo: {
    what: ({ undoes }: Known) => (undoes === null ? 'The undo' : `The undo of run ${undoes}`),
    done: ({ undoes }: Known) => (undoes === null ? 'Undone' : `Undid run ${undoes}`),
    words: ['brought back', 'changed back', 'deleted'],
    nothing: 'No row was put back',
  },
} as const;

/** What an approval or an undo did: rows that somebody asked for, one by one. */
function answerSentence(run: Known, kind: keyof typeof ANSWERS): string {
  const { what, done, words, nothing } = ANSWERS[kind];
  switch (run.outcome) {
    case 'failed':
      return `${what(run)} failed. Nothing was changed.`;
    case 'cancelled':
      return `${what(run)} was cancelled. Nothing was changed.`;
    case 'interrupted':
      return `${what(run)} was cut off before it saved anything. Nothing was changed.`;
    case 'skipped':
      return `${what(run)} did not run. Nothing was changed.`;
    default: {
      const { created, updated, deleted } = run.counters;
      const parts = [created, updated, deleted].flatMap((count, index) =>
        count > 0 ? [`${words[index]} ${whole(count)}`] : [],
      );
      // Of a run that is known from its job only, what was refused counts as failed (E10).
      const refused = run.changes?.refused ?? run.counters.failed;
      const rest =
        refused > 0 ? `; ${counted(refused, 'row')} ${refused === 1 ? 'was' : 'were'} refused` : '';
      return parts.length === 0 ? `${nothing}${rest}.` : `${done(run)}: ${parts.join(', ')}${rest}.`;
    }
  }
}

function removalSentence(run: Known): string {
  const what = `the ${sourceWord(run.sourceKind)} ${isolated(run.source)}`;
  const { deleted } = run.counters;
  switch (run.outcome) {
    case 'failed':
      return `${capital(what)} could not be deleted. Nothing was changed.`;
    case 'cancelled':
      return `The deletion of ${what} was cancelled. Nothing was changed.`;
    case 'interrupted':
      return `The deletion of ${what} was cut off before it saved anything. Nothing was changed.`;
    case 'skipped':
      return `The deletion of ${what} did not run. Nothing was changed.`;
    default:
      if (deleted === 0) return `Deleted ${what}; it had no accounts.`;
      return `Deleted ${what} and its ${counted(deleted, 'account')}.`;
  }
}

/** A text that begins like a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
