import type { CsvError } from 'csv-parse';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { FileHead } from './head.ts';
import { plainHeader } from './headers.ts';
import { LIMITS } from './limits.ts';
import { oddCharacters, oddWords, type OddCharacter } from './odd-characters.ts';

/** Where the rows of a file go. Throws a RollcallError when a row cannot be right; then the file is not read on. */
export type RowSink = (cells: readonly string[], line: number, odd: readonly OddCharacter[]) => void;

const NONE: readonly OddCharacter[] = [];

/** Looks at each row that the CSV parser finds before it goes on: what is cut, shifted or swallowed does not. */
export class RowReader {
  readonly #path: string;
  readonly #headers: readonly string[];
  readonly #separator: string;
  readonly #plain: readonly string[];
  readonly #sink: RowSink;
  readonly #first: number;
  readonly #isSuspect: () => boolean;
  /** Line on which the next row begins. */
  #line: number;
  #isHeader = true;
  /** A row with too few cells: cut off if it is the last, else damaged. */
  #short: { line: number; cells: number } | null = null;
  /** Rows that say something, without the header. */
  count = 0;

  /** @param isSuspect whether odd characters were seen in the file: only then they are looked for. */
  constructor(
    path: string,
    { headers, line, separator }: FileHead,
    sink: RowSink,
    isSuspect: () => boolean = () => false,
  ) {
    this.#path = path;
    this.#headers = headers;
    this.#separator = separator;
    this.#plain = headers.map(plainHeader);
    this.#sink = sink;
    this.#isSuspect = isSuspect;
    this.#first = line;
    this.#line = line;
  }

  /** A row as it was found, the header first. Throws `csv.malformed`. */
  row(cells: readonly string[]): void {
    const line = this.#line;
    this.#line += 1;
    for (const cell of cells) if (cell.length > 0) this.#line += lineBreaks(cell);
    const odd = this.#isSuspect() ? oddCharacters(cells) : NONE;
    if (this.#isHeader) {
      this.#isHeader = false;
      this.#checkHeader(odd, line);
      return;
    }
    // A line with nothing on it, as at the end of many files.
    if (cells.length === 1 && cells[0]!.trim() === '') return;
    if (this.#short !== null) throw this.#tooFew(this.#short, 'csv.malformed');
    if (cells.length < this.#headers.length) {
      this.#short = { line, cells: cells.length };
      return;
    }
    this.#check(cells, line);
    if (cells.every((cell) => cell.trim() === '') || this.#repeatsHeader(cells)) return;
    this.count += 1;
    this.#sink(cells, line, odd);
  }

  /** The end of the file. Throws `file.truncated` or `csv.malformed` when its last row has too few cells. */
  end(endsWithLine: boolean): void {
    if (this.#short === null) return;
    throw this.#tooFew(this.#short, endsWithLine ? 'csv.malformed' : 'file.truncated');
  }

  /** What the CSV parser stumbled over, with the line on which the row began. */
  problem({ code, lines }: CsvError): RollcallError {
    // Of a row with too few cells nothing behind it is to be believed.
    if (this.#short !== null) return this.#tooFew(this.#short, 'csv.malformed');
    const place = `${this.#path}, line ${this.#line},`;
    switch (code) {
      case 'CSV_QUOTE_NOT_CLOSED': {
        const isLast = typeof lines !== 'number' || this.#line >= this.#first - 1 + lines;
        const what = `${place} opens a quote that is never closed.`;
        return new RollcallError(isLast ? 'file.truncated' : 'csv.malformed', what);
      }
      case 'CSV_MAX_RECORD_SIZE':
        return new RollcallError('csv.malformed', `${place} begins a row that is too long for an export.`);
      case 'INVALID_OPENING_QUOTE':
      case 'CSV_INVALID_CLOSING_QUOTE':
        return new RollcallError('csv.malformed', `${place} has a quote inside a cell, or lacks one.`);
      default:
        return new RollcallError('csv.malformed', `${place} is not CSV.`);
    }
  }

  #checkHeader(odd: readonly OddCharacter[], line: number): void {
    const found = odd.find(({ kind }) => kind === 'control');
    if (found === undefined) return;
    const what = `${this.#path}, line ${line}, has ${oddWords(found)} in its header.`;
    throw new RollcallError('csv.malformed', what);
  }

  #check(cells: readonly string[], line: number): void {
    const place = `${this.#path}, line ${line},`;
    if (cells.length > LIMITS.columns) {
      throw new RollcallError('csv.malformed', `${place} has more than ${LIMITS.columns} cells.`);
    }
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at]!;
      if (cell === '') continue;
      if (at >= this.#headers.length && cell.trim() !== '') {
        const what = `has ${cells.length} cells where the header has ${this.#headers.length}`;
        throw new RollcallError(
          'csv.malformed',
          `${place} ${what}: a cell with a separator in it needs quotes.`,
        );
      }
      if (cell.length > LIMITS.cellCharacters) {
        const most = LIMITS.cellCharacters;
        throw new RollcallError('csv.malformed', `${place} has a cell of more than ${most} characters.`);
      }
      if ((cell.includes('\n') || cell.includes('\r')) && this.#holdsRow(cell)) {
        throw new RollcallError(
          'csv.malformed',
          `${place} has a whole row inside a cell: a quote is missing.`,
        );
      }
    }
  }

  /** A quote that is opened in one row and closed in another swallows as many separators as a row has. */
  #holdsRow(cell: string): boolean {
    return cell.split(this.#separator).length >= this.#headers.length;
  }

  /** Blocks of an export that were put one below the other repeat the header. */
  #repeatsHeader(cells: readonly string[]): boolean {
    return this.#plain.every((header, place) => header === plainHeader(cells[place] ?? ''));
  }

  #tooFew(
    { line, cells }: { line: number; cells: number },
    code: 'csv.malformed' | 'file.truncated',
  ): RollcallError {
    const counts = `${cells} of ${this.#headers.length} cells`;
    const what =
      code === 'file.truncated' ? 'the file ends inside it' : 'the row is cut, or a separator is missing';
    return new RollcallError(code, `${this.#path}, line ${line}, has ${counts}: ${what}.`);
  }
}

/** Line ends inside a cell, as an editor counts them. */
function lineBreaks(cell: string): number {
  if (!cell.includes('\n') && !cell.includes('\r')) return 0;
  return cell.split(/\r\n|\n|\r/).length - 1;
}
