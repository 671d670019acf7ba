import type { Change, Run, RunDetail } from '../../shared/contract/index.ts';
import type { Output } from './output.ts';
import { alignedRows, counted, duration, localTime, plain, table, type Column } from './text.ts';

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

/** How a report is written. */
export interface ReportOptions {
  /** All issues, or the first few of each code. */
  allIssues: boolean;
  /** Names the Enterprise too: reports of several stand together. */
  withEnterprise: boolean;
}

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
    [counters.skipped, 'skipped'],
    [counters.failed, 'failed'],
  ];
  const counts = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const name = withEnterprise ? `${run.enterprise}/${run.source}` : run.source;
  return `${plain(name)}: ${[run.kind === 'removal' ? 'removed' : `${counters.read} read`, ...counts].join(', ')} — ${outcomeOf(run)}`;
}

function outcomeOf({ outcome, complete }: Run): string {
  if (outcome === 'warnings' && !complete) return 'not read completely, so nothing was deleted';
  return OUTCOMES[outcome];
}

/** The report of a run: the sentence, what waits, and the issues by code. */
export function runReport(run: Run, out: Output, options: ReportOptions): string[] {
  const lines = [paintOutcome(run, runSentence(run, options.withEnterprise), out)];
  if (run.error !== null) {
    lines.push(`  ${run.error.code}: ${plain(run.error.message)}`, hintLine(run.error.hint, out));
  }
  lines.push(...waiting(run).map((line) => `  ${line}`));
  lines.push(...issueLines(run, out, options));
  return lines;
}

function paintOutcome({ outcome }: Run, text: string, out: Output): string {
  if (outcome === 'success') return out.paint('green', text);
  return out.paint(outcome === 'failed' ? 'red' : 'yellow', text);
}

/** Rows that wait for approval, and numbers that are kept. */
function waiting({ counters }: Run): string[] {
  const { heldCreates, heldUpdates, heldDeletes, numbersHeld } = counters;
  const held = [
    heldDeletes > 0 ? counted(heldDeletes, 'deletion') : '',
    heldUpdates > 0 ? counted(heldUpdates, 'change') : '',
    heldCreates > 0 ? counted(heldCreates, 'creation') : '',
  ].filter((each) => each !== '');
  const one = heldCreates + heldUpdates + heldDeletes === 1;
  return [
    ...(held.length === 0
      ? []
      : [
          `${held.join(' and ')} ${one ? 'waits' : 'wait'} for approval, and ${one ? 'stays' : 'stay'} undone: approving comes in a later version.`,
        ]),
    ...(numbersHeld === 0
      ? []
      : [
          `${counted(numbersHeld, 'number')} kept, because dynamic statuses still point at ${numbersHeld === 1 ? 'it' : 'them'}.`,
        ]),
  ];
}

function issueLines(run: Run, out: Output, { allIssues }: ReportOptions): string[] {
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
        counters.read,
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
    ['Read', `${completeness(run)}${run.baseline ? ', a new baseline' : ''}`],
  ];
  if (evidence !== null) {
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

function completeness({ complete, counters }: RunDetail): string {
  if (complete) return 'complete';
  return counters.read === 0 ? 'nothing' : 'not complete';
}

const KINDS: Record<Change['kind'], [applied: string, held: string, refused: string]> = {
  create: ['created', 'creation waits', 'creation refused'],
  update: ['updated', 'change waits', 'change refused'],
  delete: ['deleted', 'deletion waits', 'deletion refused'],
  'number-added': ['number added', 'number waits', 'number refused'],
  'number-removed': ['number removed', 'removal waits', 'removal refused'],
  'number-held': ['number kept', 'number kept', 'number refused'],
};

/** Changes as lines, their logins in one column. */
export function changeLines(changes: readonly Change[]): string[] {
  const rows = changes.map((change) => [
    changeWord(change),
    plain(change.login),
    plain(changeReason(change)),
  ]);
  return alignedRows(rows).map((line) => `  ${line}`);
}

function changeWord({ kind, state }: Change): string {
  return KINDS[kind][state === 'applied' ? 0 : state === 'held' ? 1 : 2];
}

function changeReason({ kind, reason, fields }: Change): string {
  if (kind !== 'update') return reason;
  const values = Object.entries(fields).map(
    ([field, [before, after]]) => `${field} ${quoted(before)} → ${quoted(after)}`,
  );
  return [reason, ...values].join('; ');
}

function quoted(value: unknown): string {
  return value === null || value === undefined ? 'none' : JSON.stringify(value);
}
