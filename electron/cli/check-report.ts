import type { PreflightReport, Step } from '../../shared/contract/index.ts';
import type { Output } from './output.ts';
import { counted, plain, table, type Column } from './text.ts';

/** Remarks of a code that are shown; --csv lists them all. */
const MOST_SHOWN = 5;

const COLUMNS: readonly Column[] = [
  { header: 'Field' },
  { header: 'Attribute' },
  { header: 'Filled', right: true },
  { header: '', right: true },
];

/** What a look at a whole directory found, in lines for people. */
export function checkReport(name: string, report: PreflightReport, out: Output): string[] {
  const { complete, error, entries, importable, codes, lookedAt, fields, listed, listable } = report;
  const read = counted(entries, 'entry', 'entries');
  const lines = [
    `${plain(name)}: ${read} read ${complete ? 'completely' : out.paint('red', 'not completely')}; ${importable} can be imported.`,
  ];
  if (error !== null)
    lines.push(`  ${out.paint('red', error.code)}: ${plain(error.message)}`, `  ${error.hint}`);
  for (const { code, severity, hint, count, issues } of codes) {
    const colour = severity === 'info' ? 'dim' : 'yellow';
    lines.push('', `${out.paint(colour, code)}: ${count}`, `  ${hint}`);
    for (const { message } of issues.slice(0, MOST_SHOWN)) lines.push(`  - ${plain(message)}`);
    if (issues.length > MOST_SHOWN) lines.push('  - and more: --csv lists them all');
  }
  if (lookedAt > 0) {
    const rows = fields.map(({ field, attribute, filled }) => [
      field,
      plain(attribute),
      `${filled} of ${lookedAt}`,
      `${Math.floor((filled / lookedAt) * 100)} %`,
    ]);
    lines.push('', ...table(COLUMNS, rows));
  }
  if (listed < listable) lines.push('', `The list ends after ${listed} of ${listable} rows.`);
  return lines;
}

const RESULTS = {
  ok: ['ok', 'green'],
  warning: ['warning', 'yellow'],
  failed: ['failed', 'red'],
  skipped: ['skipped', 'dim'],
} as const;

/** The steps of a check, in lines for people. */
export function stepsReport(name: string, steps: readonly Step[], out: Output): string[] {
  const lines = [`${plain(name)}:`];
  for (const { title, result, evidence, next } of steps) {
    const [word, colour] = RESULTS[result];
    lines.push(
      `  ${out.paint(colour, word)} ${plain(title)}${evidence === '' ? '' : `: ${plain(evidence)}`}`,
    );
    if (next !== '') lines.push(`    ${plain(next)}`);
  }
  return lines;
}
