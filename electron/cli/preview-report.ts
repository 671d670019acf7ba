import type { Preview } from '../../shared/contract/index.ts';
import type { Output } from './output.ts';
import { errorLines, issueLines, paintOutcome, pbxCounts, peopleRead } from './run-report.ts';
import { localTime, plain } from './text.ts';

/** Characters of a plan's sha256 that its line for applying shows: enough to name it. */
const SHORT = 12;

/** What a synchronization would do, in one sentence. */
function previewSentence(preview: Preview, withEnterprise = false): string {
  const { counters, complete } = preview;
  const held = counters.heldCreates + counters.heldUpdates + counters.heldDeletes;
  const would = listed([
    [counters.created, 'create'],
    [counters.updated, 'update'],
    [counters.deleted, 'delete'],
    [counters.orphaned, 'keep without its phones'],
    [held, 'hold'],
  ]).map(([count, what]) => `${what} ${count}`);
  const rest = listed([
    [counters.unchanged, 'unchanged'],
    [counters.skipped, 'skipped'],
    [counters.failed, 'failed'],
  ])
    .map(([count, what]) => `${count} ${what}`)
    .concat(pbxCounts(preview));
  const name = withEnterprise ? `${preview.enterprise}/${preview.source}` : preview.source;
  return [
    `${plain(name)}: would ${would.length === 0 ? 'change nothing' : would.join(', ')}; `,
    [preview.sourceKind === 'pbx' ? peopleRead(counters) : `${counters.read} read`, ...rest].join(', '),
    complete
      ? ''
      : ` — not read completely, so nothing would be ${preview.sourceKind === 'pbx' ? 'changed' : 'deleted'}`,
  ].join('');
}

function listed(parts: [number, string][]): [number, string][] {
  return parts.filter(([count]) => count > 0);
}

/** What stands above the rows of a preview: the sentence, and the issues by code. */
export function previewHead(preview: Preview, out: Output, withEnterprise: boolean): string[] {
  return [
    paintOutcome(preview, previewSentence(preview, withEnterprise), out),
    ...(preview.error === null ? [] : errorLines(preview.error, out)),
    ...issueLines(preview, out, { allIssues: true }),
  ];
}

/** The plan's name, and how to apply it. */
export function planLines({ plan, expiresAt, outcome }: Preview): string[] {
  if (outcome === 'failed') return [];
  return [
    `  Nothing was changed. Plan ${plan}, kept until ${localTime(expiresAt)}.`,
    `  To apply exactly this: rollcall sync --apply ${plan.slice(0, SHORT)}`,
  ];
}
