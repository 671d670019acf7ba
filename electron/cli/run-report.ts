import type { Run, RunDetail, RunView } from '../../shared/contract/index.ts';
import { questionLines } from './held.ts';
import type { Output } from './output.ts';
import { counted, duration, localTime, plain, table, type Column } from './text.ts';

/** Issues of one code that a report lists; `runs show` lists all. */
const MOST_PER_CODE = 10;

const OUTCOMES: Record<Run['outcome'], string> = {
  success: 'done',
  warnings: 'done with warnings',
  held: 'done, and rows wait for approval',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  interrupted: 'interrupted',
};

interface HeadOptions {
  /** Names the Enterprise too: reports of several stand together. */
  withEnterprise: boolean;
  /** Rows of it that wait now; by default those that waited when it ended. */
  waiting?: number;
  /** Nothing can be answered or undone: it is from a results file. */
  readOnly?: boolean;
}

interface IssueOptions {
  /** All issues, or the first few of each code. */
  allIssues: boolean;
  /** Codes whose places were named elsewhere: only the code and its hint are left to say. */
  named?: ReadonlySet<string>;
}

/** How a report is written. */
export type ReportOptions = HeadOptions & IssueOptions;

/** What a list of issues is taken from: a run, or a preview, which has no number. */
type Reported = Pick<Run, 'issues' | 'error'> & { id: number | null };

/** What a run did, in one sentence. */
export function runSentence(run: Run, withEnterprise = false): string {
  const { counters } = run;
  const held = counters.heldCreates + counters.heldUpdates + counters.heldDeletes;
  const parts: [number, string][] = [
    [counters.created, 'created'],
    [counters.updated, 'updated'],
    [counters.deleted, 'deleted'],
    [counters.unchanged, 'unchanged'],
    [held, 'held'],
    [counters.orphaned, 'gone and kept'],
    [counters.skipped, 'skipped'],
    [counters.failed, run.kind === 'sync' ? 'failed' : 'refused'],
  ];
  const counts = [
    ...parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ...pbxCounts(run),
  ];
  const name = withEnterprise ? `${run.enterprise}/${run.source}` : run.source;
  return `${plain(name)}: ${[whatItWas(run), ...counts].join(', ')} — ${outcomeOf(run)}`;
}

/** What only a phone system has. */
export function pbxCounts({ counters }: Pick<Run, 'counters'>): string[] {
  const { notAssigned, numbersAdded, numbersRemoved } = counters;
  return [
    numbersAdded > 0 ? `${counted(numbersAdded, 'number')} added` : '',
    numbersRemoved > 0 ? `${counted(numbersRemoved, 'number')} removed` : '',
    notAssigned > 0 ? `${counted(notAssigned, 'device')} not assigned` : '',
  ].filter((part) => part !== '');
}

/** Only a synchronization reads: what the others count there are the rows that they took up. */
function whatItWas({ kind, undoes, counters, sourceKind }: Run): string {
  switch (kind) {
    case 'sync':
      return sourceKind === 'pbx' ? peopleRead(counters) : `${counters.read} read`;
    case 'approval':
      return 'approved';
    case 'undo':
      return undoes === null ? 'undone' : `run ${undoes} undone`;
    case 'removal':
      return 'removed';
  }
}

/** `80 devices, 60 people read`. */
export function peopleRead({ devices, read }: Run['counters']): string {
  return `${counted(devices, 'device')}, ${counted(read, 'person', 'people')} read`;
}

function outcomeOf({ kind, outcome, complete, sourceKind }: Run): string {
  if (kind === 'sync' && outcome === 'warnings' && !complete) {
    // D17: a list of devices that is cut off says nothing of anybody.
    const consequence = sourceKind === 'pbx' ? 'nothing was changed' : 'nothing was deleted';
    return `not read completely, so ${consequence}`;
  }
  return OUTCOMES[outcome];
}

/** The report of a run: the sentence, what waits, and the issues by code. */
export function runReport(run: Run, out: Output, options: ReportOptions): string[] {
  return [...runHead(run, out, options), ...issueLines(run, out, options)];
}

/** The beginning of a report: the sentence, the error, and what waits. */
export function runHead(run: Run, out: Output, options: HeadOptions): string[] {
  const lines = [paintOutcome(run, runSentence(run, options.withEnterprise), out)];
  if (run.error !== null) lines.push(...errorLines(run.error, out));
  lines.push(...waiting(run, options).map((line) => `  ${line}`));
  return lines;
}

/** Why it failed, and the next step. */
export function errorLines(
  { code, message, hint }: { code: string; message: string; hint: string },
  out: Output,
): string[] {
  return [`  ${code}: ${plain(message)}`, hintLine(hint, out)];
}

/** A sentence in the colour of its outcome. */
export function paintOutcome({ outcome }: Pick<Run, 'outcome'>, text: string, out: Output): string {
  if (outcome === 'success') return out.paint('green', text);
  return out.paint(outcome === 'failed' ? 'red' : 'yellow', text);
}

/** Rows that wait for approval and how to go on, and numbers that are kept. */
function waiting({ id, counters, issues }: Run, { waiting: waitingNow, readOnly }: HeadOptions): string[] {
  const { heldCreates, heldUpdates, heldDeletes, numbersHeld } = counters;
  const held = [
    heldDeletes > 0 ? counted(heldDeletes, 'deletion') : '',
    heldUpdates > 0 ? counted(heldUpdates, 'change') : '',
    heldCreates > 0 ? counted(heldCreates, 'creation') : '',
  ].filter((each) => each !== '');
  const total = heldCreates + heldUpdates + heldDeletes;
  const now = waitingNow ?? total;
  const lines: string[] = [];
  if (total > 0 && readOnly) lines.push(`${listed(held)} waited for approval.`);
  else if (total > 0 && now === total) {
    lines.push(`${listed(held)} ${total === 1 ? 'waits' : 'wait'} for approval.`);
  } else if (total > 0) {
    const still =
      now === 0 ? 'none of them waits any more' : `${now} of them still ${now === 1 ? 'waits' : 'wait'}`;
    lines.push(`${listed(held)} waited for approval; ${still}.`);
  }
  if (now > 0 && !readOnly) {
    const asks = issues.some(({ code }) => code === 'pbx.identity-changed');
    if (asks) lines.push(...questionLines(id));
    if (!asks || now > 1) {
      lines.push(
        `To apply ${now === 1 ? 'it' : asks ? 'all of them' : 'them'}: rollcall sync --approve ${id}`,
      );
    }
    lines.push(`To turn ${now === 1 ? 'it' : 'them'} down: rollcall sync --reject ${id}`);
  }
  if (numbersHeld > 0) {
    lines.push(
      `${counted(numbersHeld, 'number')} kept, because dynamic statuses still point at ${numbersHeld === 1 ? 'it' : 'them'}.`,
    );
  }
  const isFresh = waitingNow === undefined && !readOnly;
  if (total > 0 && isFresh && counters.created + counters.updated + counters.deleted > 0) {
    lines.push(`To take back what was applied: rollcall undo ${id}`);
  }
  return lines;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Issues by code, the gravest first. */
export function issueLines(run: Reported, out: Output, { allIssues, named }: IssueOptions): string[] {
  // The error of a failed run is also its issue; once is enough.
  const issues = run.issues.filter(
    ({ code, message }) => code !== run.error?.code || message !== run.error.message,
  );
  const lines: string[] = [];
  for (const severity of ['error', 'warning', 'info'] as const) {
    const groups = Map.groupBy(
      issues.filter((issue) => issue.severity === severity),
      (issue) => issue.code,
    );
    for (const [code, group] of groups) {
      const count = group.length > 1 ? ` (${group.length})` : '';
      const colour = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
      lines.push(`  ${out.paint(colour, severity)} ${code}${count}`);
      if (named?.has(code)) {
        lines.push(hintLine(group[0]?.hint ?? '', out));
        continue;
      }
      const shown = allIssues ? group : group.slice(0, MOST_PER_CODE);
      for (const { message } of shown) lines.push(`    ${plain(message)}`);
      if (shown.length < group.length) {
        lines.push(`    and ${group.length - shown.length} more: rollcall runs show ${run.id}`);
      }
      lines.push(hintLine(group[0]?.hint ?? '', out));
    }
  }
  return lines;
}

function hintLine(hint: string, out: Output): string {
  return `    ${out.paint('dim', 'hint')}: ${hint}`;
}

const RUN_COLUMNS: readonly Column[] = [
  { header: 'Run', right: true },
  { header: 'Started' },
  { header: 'Enterprise' },
  { header: 'Source' },
  { header: 'Trigger' },
  { header: 'Outcome' },
  ...['Read', 'Created', 'Updated', 'Deleted', 'Held', 'Failed', 'Took'].map((header) => ({
    header,
    right: true,
  })),
];

/** The runs as a table. */
export function runTable(runs: readonly Run[]): string[] {
  return table(
    RUN_COLUMNS,
    runs.map((run) => {
      const { counters } = run;
      const held = counters.heldCreates + counters.heldUpdates + counters.heldDeletes;
      const numbers = [
        run.kind === 'sync' ? counters.read : '',
        counters.created,
        counters.updated,
        counters.deleted,
        held,
        counters.failed,
      ];
      return [
        String(run.id),
        localTime(run.startedAt),
        plain(run.enterprise),
        plain(run.source),
        run.trigger,
        run.outcome,
        ...numbers.map(String),
        duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
      ];
    }),
  );
}

/** When, how and on what a run rested. */
export function runFacts(run: RunDetail): string[] {
  const { evidence } = run;
  const facts: [string, string][] = [
    ['Run', `${run.id}, ${run.kind}, ${run.trigger}, ${run.mode}`],
    ['Enterprise', plain(run.enterprise)],
    [
      'Started',
      `${localTime(run.startedAt)}, took ${duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`,
    ],
    ...readFacts(run),
  ];
  if (evidence?.export) {
    for (const { path, kind, rows, modifiedAt } of evidence.export.files) {
      const age = modifiedAt === null ? '' : `, of ${localTime(modifiedAt)}`;
      facts.push(['File', `${plain(path)} (${kind}, ${counted(rows ?? 0, 'row')}${age})`]);
    }
  } else if (evidence !== null) {
    facts.push(['Server', plain(evidence.server)], ['Bound as', plain(evidence.bindDn) || 'nobody']);
    facts.push(['Query', plain(evidence.filter)]);
    for (const { base, entries, pages } of evidence.bases) {
      facts.push([
        'Base',
        `${plain(base)} (${counted(entries, 'entry', 'entries')}, ${counted(pages, 'page')})`,
      ]);
    }
  }
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function readFacts({ kind, undoes, complete, baseline, counters }: RunDetail): [string, string][] {
  if (undoes !== null) return [['Undoes', `run ${undoes}`]];
  if (kind !== 'sync') return [];
  const completeness = complete ? 'complete' : counters.read === 0 ? 'nothing' : 'not complete';
  return [['Read', `${completeness}${baseline ? ', a new baseline' : ''}`]];
}

/** What can be done with a run now. */
export function runNext({ id, journalGone, undo }: RunView): string[] {
  const lines: string[] = [];
  if (journalGone) lines.push('Its changes and issues are no longer kept.');
  if (undo.undoneBy.length > 0) lines.push(`Undone by run ${undo.undoneBy.join(', ')}.`);
  if (undo.rows > 0) {
    lines.push(undo.blocked === null ? `To undo it: rollcall undo ${id}` : plain(undo.blocked));
  }
  return lines.map((line) => `  ${line}`);
}
