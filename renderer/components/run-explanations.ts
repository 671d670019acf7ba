import type { RunView } from '../../shared/contract/index.ts';
import { isolated } from './isolated.ts';
import { counted } from './numbers.ts';
import type { ReportTab } from './run-report/report-tabs.ts';
import { isPreview, type Report } from './run-report/report.ts';
import { capital } from './run-sentence.ts';
import { heldRows, IDENTITY_CHANGED, isPartial } from './run-words.ts';

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
  causes: Report['codes'];
  /** The tab that lists the rows; null for none. */
  tab: ReportTab | null;
}

/** What can be done with held rows. */
export const HELD_NEXT =
  'Held rows change nothing until somebody answers: approve them, reject them, or keep the accounts.';

/** The explanation of each thing about a run or a preview that is not plain success; empty for success. */
export function explanations(report: Report): Explanation[] {
  const found: Explanation[] = [];
  if (report.error !== null) found.push(errorPart(report, report.error));
  const causes = report.codes.filter(
    ({ severity, code }) => severity !== 'info' && code !== report.error?.code,
  );
  const held = heldRows(report.counters);
  const { refused } = report.changes;
  if (refused > 0)
    found.push(
      refusedPart(
        refused,
        causes.filter(({ code }) => refuses(code)),
      ),
    );
  if (held > 0)
    found.push(
      heldPart(
        report,
        held,
        causes.filter(({ code }) => holds(code)),
      ),
    );
  const rest = causes.filter(
    ({ code }) => !(held > 0 && holds(code)) && !(refused > 0 && refuses(code)) && !isOfSeats(code),
  );
  if (rest.length > 0 && report.outcome !== 'cancelled' && report.outcome !== 'interrupted') {
    found.push({
      tone: rest.some(({ severity }) => severity === 'error') ? 'bad' : 'warn',
      ...restWords(report),
      hint: '',
      code: null,
      causes: rest,
      tab: null,
    });
  }
  return found;
}

/** Codes of issues that say why rows are held, besides those of the guard. */
const HOLDING = new Set([
  'source.empty',
  'source.changed',
  'row.undone',
  'file.truncated',
  'pbx.identity-changed',
  'pbx.still-there',
  'pbx.held',
]);

function holds(code: string): boolean {
  return code.startsWith('guard.') || HOLDING.has(code);
}

/** Codes of issues about seats, which have a notice of their own. */
export function isOfSeats(code: string): code is 'seats.needed' | 'seats.short' {
  return code === 'seats.needed' || code === 'seats.short';
}

/** What is said of issues that neither hold nor refuse rows. */
function restWords(report: Report): { title: string; text: string } {
  const would = isPreview(report);
  if (report.sourceKind === 'pbx') {
    return {
      title: 'Parts of the export need a look',
      text: would
        ? 'Devices that are named here may be left out. Whatever else the export says would be applied.'
        : 'Devices that are named here may have been left out. Whatever else the export says was applied.',
    };
  }
  return {
    title: 'Some entries need a look',
    text: would
      ? 'These entries would be left out; accounts that they belong to stay as they are.'
      : 'These entries were left out; accounts that they belong to stay as they are.',
  };
}

function refuses(code: string): boolean {
  return code === 'row.moved';
}

function refusedPart(refused: number, causes: Report['codes']): Explanation {
  return {
    tone: 'warn',
    title: `${counted(refused, 'row')} ${refused === 1 ? 'was' : 'were'} refused`,
    text: 'What they rest on changed meanwhile, so they were left alone. The others went through.',
    hint: '',
    code: null,
    causes,
    tab: 'refused',
  };
}

/** Why rows wait, in so far as it can be said of all of them. */
function heldWhy(causes: Report['codes'], one: boolean): string {
  const asks = causes.some(({ code }) => code === IDENTITY_CHANGED);
  const [looks, depends] = one ? ['It looks', 'depends'] : ['They look', 'depend'];
  if (!asks) return `${looks} like an accident, or ${depends} on one that does`;
  const somebody = `${one ? 'its' : 'their'} number may belong to somebody new`;
  return causes.length === 1 ? capital(somebody) : `${looks} like an accident, or ${somebody}`;
}

/** Rows that wait: all of them, some, or none any more. */
function heldPart(report: Report, held: number, causes: Report['codes']): Explanation {
  const common = { code: null, causes, tab: 'held' as const };
  if (isPreview(report)) {
    const one = held === 1;
    return {
      ...common,
      tone: 'held',
      title: `${counted(held, 'row')} would be held`,
      text: `${heldWhy(causes, one)}, so ${one ? 'it' : 'they'} would wait for approval and not be applied with the others.`,
      hint: '',
    };
  }
  const { waiting } = report;
  if (waiting === 0) {
    return {
      ...common,
      tone: 'idle',
      title: `${counted(held, 'row')} ${held === 1 ? 'was' : 'were'} held`,
      text: 'None of them waits here any more: they were answered, or a later run looked at them again.',
      hint: '',
    };
  }
  const some = waiting < held ? `, of ${counted(held, 'row')} that this run held` : '';
  return {
    ...common,
    tone: 'held',
    title: `${counted(waiting, 'row')} ${waiting === 1 ? 'waits' : 'wait'} for approval${some}`,
    text: `${heldWhy(causes, waiting === 1)}, so ${waiting === 1 ? 'it was' : 'they were'} not applied.`,
    hint: HELD_NEXT,
  };
}

const WORDS: Record<RunView['kind'], string> = {
  sync: 'synchronization',
  approval: 'approval',
  undo: 'undo',
  removal: 'deletion',
};

function errorPart(report: Report, error: NonNullable<Report['error']>): Explanation {
  const { code, message, hint } = error;
  const common = { code, hint, causes: [], tab: null };
  if (isPartial(report)) {
    if (report.sourceKind === 'pbx') {
      const nothing = `Nothing ${isPreview(report) ? 'would be' : 'was'} changed: people cannot be put together from a part of an export.`;
      return {
        ...common,
        tone: 'warn',
        title: 'Not read completely',
        text: `${isolated(message)} ${nothing}`,
      };
    }
    const text = isPreview(report)
      ? 'What was read can be imported. Nothing would be deleted, because nobody can be told to be absent from a part.'
      : 'What was read was imported. Nothing was deleted, because nobody can be told to be absent from a part.';
    return { ...common, tone: 'warn', title: 'Read only in part', text: `${isolated(message)} ${text}` };
  }
  const what = isPreview(report) ? 'preview' : WORDS[report.kind];
  if (report.outcome === 'cancelled') {
    // What the engine has to say next, that nothing was changed, stands in the sentence.
    const again = what === 'synchronization' ? 'Run it again when you are ready.' : '';
    return { ...common, hint: again, tone: 'idle', title: 'Somebody cancelled it', text: message };
  }
  const titles: Partial<Record<RunView['outcome'], string>> = {
    interrupted: `The ${what} was cut off`,
    skipped: `Why the ${what} did not run`,
  };
  const tone = report.outcome === 'skipped' ? 'idle' : 'bad';
  return { ...common, tone, title: titles[report.outcome] ?? `Why the ${what} failed`, text: message };
}
