import { parse } from 'csv-parse/sync';
import { mappedHeaders, type MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import { CSV_OPTIONS } from './csv-options.ts';
import { isKnownHeader, plainHeader } from './headers.ts';
import { isMarker } from './kinds.ts';
import { LIMITS } from './limits.ts';

/** What a separator is called where a person reads it. */
export const SEPARATORS = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;
export type Separator = keyof typeof SEPARATORS;

/** The header of a file, and how its rows are written. */
export interface FileHead {
  separator: Separator;
  /** As they stand there; without the empty ones at the end. */
  headers: string[];
  /** Characters of the text before the header. */
  offset: number;
  /** Line on which it stands, from 1. */
  line: number;
  /** Lines above it, which say what the form is. */
  titles: string[];
  /** Whether headers of it are known; else it is the first row that looks like one, for the column mapper to show. */
  isKnown: boolean;
}

/**
 * Finds the header among the first lines of a text, and with it the separator: the line in which most headers are known
 * or mapped, at least two. Null when there is no line with two cells.
 */
export function findHead(text: string, columns: MiVoiceBusinessSettings['columns']): FileHead | null {
  const mapped = new Set(Object.values(columns).flatMap(mappedHeaders).map(plainHeader));
  let best: { score: number; cells: string[]; separator: Separator; place: number } | null = null;
  const lines = linesOf(text);
  const guesses: { cells: string[]; separator: Separator; place: number }[] = [];
  for (const [place, { offset }] of lines.entries()) {
    for (const separator of Object.keys(SEPARATORS) as Separator[]) {
      const cells = firstRow(text.slice(offset), separator);
      if (cells === null || cells.length < 2) continue;
      guesses.push({ cells, separator, place });
      const plain = new Set(cells.map(plainHeader));
      let score = 0;
      for (const each of plain) if (mapped.has(each) || isKnownHeader(each) || isMarker(each)) score += 1;
      if (score > (best?.score ?? 1)) best = { score, cells, separator, place };
    }
  }
  const found = best ?? likeliest(guesses);
  if (found === null) return null;
  const { offset } = lines[found.place]!;
  return {
    separator: found.separator,
    headers: found.cells,
    offset,
    line: found.place + 1,
    titles: lines.slice(0, found.place).map((line) => text.slice(line.offset, line.end)),
    isKnown: best !== null,
  };
}

/** The first row with as many cells as most: below title lines, a header has as many as its rows. */
function likeliest<Guess extends { cells: string[] }>(guesses: readonly Guess[]): Guess | null {
  const rows = new Map<number, number>();
  for (const { cells } of guesses) rows.set(cells.length, (rows.get(cells.length) ?? 0) + 1);
  let most: Guess | null = null;
  const weight = ({ cells }: Guess) => rows.get(cells.length)! * cells.length;
  for (const guess of guesses) if (most === null || weight(guess) > weight(most)) most = guess;
  return most;
}

/** The first rows below a header, as far as they stand in the text. */
export function sampleRows(text: string, { offset, separator, headers }: FileHead): string[][] {
  const rows: string[][] = [];
  try {
    parse(text.slice(offset), {
      ...CSV_OPTIONS,
      delimiter: separator,
      to: LIMITS.sampleRows + 1,
      skip_empty_lines: true,
      on_record: (cells: string[]) => {
        rows.push(headers.map((_, place) => (cells[place] ?? '').slice(0, LIMITS.cellCharacters)));
        return null;
      },
    });
  } catch {
    // What is wrong with the rows is said when they are read.
  }
  return rows.slice(1);
}

/** The cells of the row that begins a text, without the empty ones at its end; null when there is none. */
function firstRow(text: string, separator: Separator): string[] | null {
  try {
    const [cells] = parse(text, { ...CSV_OPTIONS, delimiter: separator, to: 1 });
    if (cells === undefined || cells.length >= LIMITS.columns) return null;
    while (cells.length > 0 && cells.at(-1)!.trim() === '') cells.pop();
    return cells.every((cell) => cell.length <= LIMITS.cellCharacters) ? cells : null;
  } catch {
    return null;
  }
}

/** Where the first lines of a text begin and end. */
function linesOf(text: string): { offset: number; end: number }[] {
  const lines: { offset: number; end: number }[] = [];
  const lineEnd = /\r\n|\n|\r/g;
  for (let offset = 0; offset < text.length && lines.length < LIMITS.headLines; offset = lineEnd.lastIndex) {
    const end = lineEnd.exec(text);
    lines.push({ offset, end: end?.index ?? text.length });
    if (end === null) break;
  }
  return lines;
}
