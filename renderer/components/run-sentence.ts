import type { RunSummary, RunView } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { counted, whole } from './numbers.ts';
import { heldPhrase, heldRows, isPartial, sourceWord } from './run-words.ts';

/** What a run did, in a sentence or two: what its page says first. */
export function runSentence(run: RunSummary): string {
  if (run.kind === 'removal') return removalSentence(run);
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
      return `${doneSentence(run)}${isPartial(run) ? ` ${partialPart(run)}` : ''}`;
  }
}

function doneSentence(run: RunSummary): string {
  const { counters } = run;
  const held = heldRows(counters);
  const done = [
    counters.created > 0 ? `created ${whole(counters.created)}` : '',
    counters.updated > 0 ? `changed ${whole(counters.updated)}` : '',
    counters.deleted > 0 ? `deleted ${whole(counters.deleted)}` : '',
  ].filter((part) => part !== '');
  const parts = [done.length > 0 ? done.join(', ') : nothingPart(run)];
  if (held > 0) parts.push(`${heldPhrase(counters)} ${held === 1 ? 'is' : 'are'} held`);
  if (counters.failed > 0)
    parts.push(`${counted(counters.failed, 'entry', 'entries')} could not be imported`);
  if (counters.skipped > 0) {
    const was = counters.skipped === 1 ? 'was' : 'were';
    parts.push(`${counted(counters.skipped, 'entry', 'entries')} ${was} passed over`);
  }
  if (counters.numbersHeld > 0) {
    const one = counters.numbersHeld === 1;
    parts.push(
      `${counted(counters.numbersHeld, 'number')} ${one ? 'is' : 'are'} kept, because dynamic statuses point at ${one ? 'it' : 'them'}`,
    );
  }
  return `${capital(parts.join('; '))}.`;
}

/** What is said in place of created, changed and deleted when there was none of it. */
function nothingPart({ counters, complete }: RunSummary): string {
  const { read, unchanged, failed, skipped } = counters;
  if (read === 0) return 'found no entries and changed nothing';
  if (complete && failed === 0 && skipped === 0 && unchanged === read) {
    return `changed nothing: ${read === 1 ? 'the 1 entry is' : `all ${whole(read)} entries are`} as before`;
  }
  return `changed nothing of ${counted(read, 'entry', 'entries')}`;
}

function partialPart(run: RunSummary): string {
  return run.sourceKind === 'directory'
    ? 'The directory was not read completely, so nothing was deleted.'
    : 'The PBX was not read completely.';
}

function failedPart({ sourceKind, error }: RunSummary): string {
  const code = error?.code ?? 'internal';
  const what = sourceKind === 'directory' ? 'directory' : 'PBX';
  if (/^(ldap|tls)\./.test(code)) return `The ${what} could not be read.`;
  if (code.startsWith('vault.')) return `The password for the ${what} could not be used.`;
  return 'The synchronization failed before it saved anything.';
}

function removalSentence(run: RunSummary): string {
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Why a run is not plain success, and what next. */
export interface Explanation {
  tone: 'bad' | 'warn' | 'held' | 'idle';
  title: string;
  /** What happened, and what that means for the accounts. */
  text: string;
  /** The next step; empty when there is none. */
  hint: string;
  /** The permanent code; null when several issues are behind it. */
  code: string | null;
  /** The codes of issues that say more. */
  causes: RunView['codes'];
}

/** Said wherever held rows are shown: this version cannot approve them. */
export const HELD_NEXT =
  'Held rows wait, and change nothing until they are approved. Approving comes with the next version: until then, correct the source or its settings and synchronize again.';

/** The explanation of each thing about a run that is not plain success; empty for success. */
export function explanations(run: RunView): Explanation[] {
  const found: Explanation[] = [];
  if (run.error !== null) found.push(errorPart(run, run.error));
  const causes = run.codes.filter(({ severity, code }) => severity !== 'info' && code !== run.error?.code);
  const holding = causes.filter(({ code }) => holds(code));
  const others = causes.filter(({ code }) => !holds(code));
  const held = heldRows(run.counters);
  if (held > 0) {
    found.push({
      tone: 'held',
      title: `${counted(held, 'row')} ${held === 1 ? 'waits' : 'wait'} for approval`,
      text: 'They look like an accident, or depend on one that does, so they were not applied.',
      hint: HELD_NEXT,
      code: null,
      causes: holding,
    });
  }
  const rest = held > 0 ? others : causes;
  if (rest.length > 0 && run.outcome !== 'cancelled' && run.outcome !== 'interrupted') {
    found.push({
      tone: rest.some(({ severity }) => severity === 'error') ? 'bad' : 'warn',
      title: 'Some entries need a look',
      text: 'These entries were left out; accounts that they belong to stay as they are.',
      hint: '',
      code: null,
      causes: rest,
    });
  }
  return found;
}

function holds(code: string): boolean {
  return code.startsWith('guard.') || code === 'source.empty' || code === 'source.changed';
}

function errorPart(run: RunView, error: NonNullable<RunView['error']>): Explanation {
  const { code, message, hint } = error;
  const common = { code, hint, causes: [] };
  if (isPartial(run)) {
    const text =
      'What was read was imported. Nothing was deleted, because nobody can be told to be absent from a part.';
    return { ...common, tone: 'warn', title: 'Read only in part', text: `${isolated(message)} ${text}` };
  }
  const what = run.kind === 'removal' ? 'deletion' : 'synchronization';
  if (run.outcome === 'cancelled') {
    // What the engine has to say next, that nothing was changed, stands in the sentence.
    const again = run.kind === 'removal' ? '' : 'Run it again when you are ready.';
    return { ...common, hint: again, tone: 'idle', title: 'Somebody cancelled it', text: message };
  }
  const titles: Partial<Record<RunView['outcome'], string>> = {
    interrupted: `The ${what} was cut off`,
    skipped: `Why the ${what} did not run`,
  };
  const tone = run.outcome === 'skipped' ? 'idle' : 'bad';
  return { ...common, tone, title: titles[run.outcome] ?? `Why the ${what} failed`, text: message };
}
