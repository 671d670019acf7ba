import type { PreflightReport } from '../../../shared/contract/index.ts';
import { counted, whole } from '../../components/numbers.ts';
import type { PreflightProgress } from './use-preflight.ts';

/** What goes on, in words. */
export function progressText({ phase, done, total }: PreflightProgress): string {
  if (phase === 'connecting') return 'Connecting…';
  const word = phase === 'reading' ? 'Reading' : 'Looking at what was read';
  if (total > 0) return `${word}, ${whole(done)} of ${whole(total)}`;
  return `${word}, ${counted(done, 'entry', 'entries')}`;
}

/** What was found, in one sentence. */
export function reportSentence({ complete, entries, importable, codes }: PreflightReport): string {
  const read = `${counted(entries, 'entry', 'entries')} read${complete ? '' : ', not all that there are'}`;
  if (entries === 0) return complete ? 'No entry matches the query.' : 'Nothing could be read.';
  const remarks = codes.filter(({ severity }) => severity !== 'info').length;
  if (importable === entries && remarks === 0) return `${read}; all of them can be imported.`;
  return `${read}; ${whole(importable)} can be imported.`;
}

/** The share of entries that have a value: whole percents, and neither 0 nor 100 unless it is exactly that. */
export function fillRate(filled: number, of: number): string {
  if (of === 0) return '–';
  if (filled === of) return '100 %';
  if (filled === 0) return '0 %';
  return `${Math.min(99, Math.max(1, Math.round((100 * filled) / of)))} %`;
}
