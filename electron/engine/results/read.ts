import type { z } from 'zod';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { ResultsRow, ResultsType } from '../store/index.ts';
import { endSchema, headerSchema, RESULTS_VERSION, ROW_SCHEMAS, type ResultsHeader } from './format.ts';
import { damaged, RESULTS_LIMITS, type ResultsLimits } from './limits.ts';
import { readLines } from './lines.ts';

/** A row that fits its schema, and the number of its line. */
export interface ReadRow {
  line: number;
  type: ResultsType;
  row: ResultsRow;
}

/** What a results file says, in its order; the rows in pieces. */
export type ResultsPiece = { kind: 'header'; header: ResultsHeader } | { kind: 'rows'; rows: ReadRow[] };

/**
 * Reads a results file. Nothing in it is trusted before it was parsed: each line is held against its schema, and the last
 * one against what came. Throws `file.unreadable` and the `results.` codes; each sentence names the file and the line.
 */
export async function* readResults(
  file: string,
  limits: ResultsLimits = RESULTS_LIMITS,
): AsyncGenerator<ResultsPiece> {
  const counts: Record<string, number> = {};
  let header: ResultsHeader | null = null;
  let last = 0;
  let ended = false;
  for await (const { first, lines } of readLines(file, limits)) {
    const rows: ReadRow[] = [];
    for (const [index, text] of lines.entries()) {
      const line = first + index;
      last = line;
      if (header === null) {
        header = parseHeader(file, text, limits);
        yield { kind: 'header', header };
        continue;
      }
      if (ended) throw damaged(file, `line ${line}`, 'it stands after the last one');
      const value = parseJson(file, line, text, limits);
      const { type } = value;
      if (type === 'end') {
        checkEnd(file, line, value, counts);
        ended = true;
      } else if (isRowType(type)) {
        rows.push({ line, type, row: parseRow(file, line, type, value, header) });
        counts[type] = (counts[type] ?? 0) + 1;
      } else throw damaged(file, `line ${line}`, `it is of no known type (${short(type)})`);
    }
    if (rows.length > 0) yield { kind: 'rows', rows };
  }
  if (ended) return;
  if (header === null) throw notResults(file);
  throw new RollcallError('results.truncated', `${file} ends early, after line ${last}.`);
}

function isRowType(type: unknown): type is ResultsType {
  return typeof type === 'string' && Object.hasOwn(ROW_SCHEMAS, type);
}

function parseHeader(file: string, text: string, limits: ResultsLimits): ResultsHeader {
  let value: Record<string, unknown>;
  try {
    value = parseJson(file, 1, text, limits);
  } catch (cause) {
    throw notResults(file, cause);
  }
  const { rollcall, version } = value;
  if (rollcall !== 'results') throw notResults(file);
  if (typeof version === 'number' && Number.isInteger(version) && version > RESULTS_VERSION) {
    throw new RollcallError(
      'results.newer',
      `${file} line 1: the file has the format ${version}; this Rollcall knows ${RESULTS_VERSION}.`,
    );
  }
  return checked(file, 1, headerSchema, value);
}

function notResults(file: string, cause?: unknown): RollcallError {
  return new RollcallError(
    'results.not-results',
    `${file} is not a results file: its first line is another one.`,
    {
      cause,
    },
  );
}

function parseJson(file: string, line: number, text: string, limits: ResultsLimits): Record<string, unknown> {
  // Before anything walks through it: what lies too deep would overflow the stack.
  if (depthOf(text) > limits.depth) {
    throw damaged(file, `line ${line}`, `its values lie more than ${limits.depth} deep in each other`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, `line ${line}`, 'it is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw damaged(file, `line ${line}`, 'it is not a JSON object');
  }
  return value as Record<string, unknown>;
}

/** How deep lists and objects lie in each other, whatever stands in strings. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) most = Math.max(most, (depth += 1));
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return most;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Array.from(
  '"\\[]{}',
  (character) => character.charCodeAt(0),
) as [number, number, number, number, number, number];

function parseRow(
  file: string,
  line: number,
  type: ResultsType,
  value: Record<string, unknown>,
  { rollcallVersion }: ResultsHeader,
): ResultsRow {
  const code =
    type === 'run' ? (value['error'] as { code?: unknown } | null | undefined)?.code : value['code'];
  const schema: z.ZodType<ResultsRow> = ROW_SCHEMAS[type];
  return checked(file, line, schema, value, (path) =>
    path.at(-1) === 'code' && typeof code === 'string' && /^[a-z]+\.[a-z-]+$/.test(code)
      ? new RollcallError(
          'results.newer',
          `${file} line ${line}: this Rollcall does not know the code ${short(code)}; the file was exported by Rollcall ${rollcallVersion}.`,
        )
      : null,
  );
}

function checkEnd(file: string, line: number, value: unknown, counts: Record<string, number>): void {
  const { counts: said } = checked(file, line, endSchema, value);
  for (const type of new Set([...Object.keys(said), ...Object.keys(counts)])) {
    const [expected, found] = [said[type] ?? 0, counts[type] ?? 0];
    if (expected !== found) {
      throw damaged(
        file,
        `line ${line}`,
        `it says that there are ${expected} lines of the type ${short(type)}, and there are ${found}`,
      );
    }
  }
}

function checked<T>(
  file: string,
  line: number,
  schema: z.ZodType<T>,
  value: unknown,
  otherwise: (path: PropertyKey[]) => RollcallError | null = () => null,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const place = path.length === 0 ? 'it' : short(path.map(String).join('.'));
  throw otherwise(path) ?? damaged(file, `line ${line}`, `${place} does not fit (${short(issue?.message)})`);
}

/** What a file says, for a sentence: on one line, and not too long. */
function short(said: unknown): string {
  const text = (typeof said === 'string' ? said : (JSON.stringify(said) ?? 'nothing')).replaceAll(
    /\p{Cc}/gu,
    ' ',
  );
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
