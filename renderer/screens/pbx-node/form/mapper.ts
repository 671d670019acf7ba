import type { PbxInspection, PbxNodeDraft } from '../../../../shared/contract/index.ts';
import { PBX_COLUMNS, type PbxColumn } from '../../../../shared/domain/pbx-node.ts';

type InspectedFile = PbxInspection['files'][number];
type Columns = PbxNodeDraft['columns'];

/** What a person chose for a column: found by its usual headers, none on purpose (D18), or one header. */
export type Choice = { kind: 'auto' } | { kind: 'none' } | { kind: 'header'; header: string };

/** A column of the export, and the header that it is read from. */
export interface MapperRow {
  column: PbxColumn;
  choice: Choice;
  /** `either`: the full name stands in for first and last name, and the other way round. */
  required: 'yes' | 'either' | 'no';
  /** Whether it is needed and was not found. */
  missing: boolean;
  /** Headers of the files that it may stand in, each once. */
  headers: string[];
  /** The headers that it was found under. */
  found: string[];
  /** First values under them. */
  values: string[];
}

const OF_GROUPS: ReadonlySet<PbxColumn> = new Set(['pilot', 'member']);
const REQUIRED: Record<PbxColumn, MapperRow['required']> = {
  number: 'yes',
  deviceType: 'yes',
  mac: 'yes',
  firstName: 'either',
  lastName: 'either',
  name: 'either',
  department: 'yes',
  external: 'no',
  pilot: 'yes',
  member: 'yes',
};
/** As many first values as say what a column holds. */
const VALUES = 3;

/** The columns that the files of a node may have, in the order in which they are shown. */
export function mapperRows(files: readonly InspectedFile[], columns: Columns): MapperRow[] {
  return PBX_COLUMNS.flatMap((column): MapperRow[] => {
    const own = files.filter((file) => mayHold(file, column));
    const choice = choiceOf(columns, column);
    if (own.length === 0 && choice.kind === 'auto') return [];
    const found = own.flatMap((file) => {
      const header = file.columns[column];
      return header === undefined ? [] : [{ file, header }];
    });
    return [
      {
        column,
        choice,
        required: REQUIRED[column],
        missing: own.some(({ missing }) => missing.includes(column)),
        headers: distinct(own.flatMap((file) => file.headers)),
        found: distinct(found.map(({ header }) => header)),
        values: distinct(found.flatMap(({ file, header }) => valuesUnder(file, header))).slice(0, VALUES),
      },
    ];
  });
}

/** The rows that need a person, or that a person has decided. */
export function decidedRows(rows: readonly MapperRow[]): MapperRow[] {
  return rows.filter(({ missing, choice }) => missing || choice.kind !== 'auto');
}

/** The mapping with another choice for a column. */
export function withChoice(columns: Columns, column: PbxColumn, choice: Choice): Columns {
  const { [column]: _, ...others } = columns;
  if (choice.kind === 'auto') return others;
  return { ...others, [column]: choice.kind === 'none' ? null : choice.header };
}

function choiceOf(columns: Columns, column: PbxColumn): Choice {
  const mapped = columns[column];
  if (mapped === undefined) return { kind: 'auto' };
  return mapped === null ? { kind: 'none' } : { kind: 'header', header: mapped };
}

/** Whether a file is of the kind that has this column; one that was not recognized may be any. */
function mayHold({ kind, columns, missing }: InspectedFile, column: PbxColumn): boolean {
  if (column in columns || missing.includes(column)) return true;
  if (kind === 'unknown') return true;
  if (kind === 'groups') return OF_GROUPS.has(column);
  if (kind === 'devices') return !OF_GROUPS.has(column);
  return false;
}

function valuesUnder({ headers, sample }: InspectedFile, header: string): string[] {
  const place = headers.indexOf(header);
  return place < 0 ? [] : sample.map((row) => row[place] ?? '');
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text.trim() !== '');
}
