import type { PbxInspection, PbxNodeDraft } from '../../../../shared/contract/index.ts';
import {
  FORM_COLUMNS,
  mappedHeaders,
  PBX_COLUMNS,
  plainHeader,
  type FileForm,
  type PbxColumn,
  type PbxForm,
} from '../../../../shared/domain/pbx-node.ts';
import { baseName } from '../../../components/pbx-node/node-words.ts';
import { isUnused } from './inspection-words.ts';

type InspectedFile = PbxInspection['files'][number];
type Columns = PbxNodeDraft['columns'];
type Forms = PbxNodeDraft['forms'];

/** What a person chose for a column: found by its usual headers, none on purpose (D18), or one header. */
export type Choice = { kind: 'auto' } | { kind: 'none' } | { kind: 'header'; header: string };

/** A column of a file, and the header that it is read from. */
export interface MapperRow {
  column: PbxColumn;
  choice: Choice;
  /** `either`: the full name stands in for first and last name, and the other way round. */
  required: 'yes' | 'either' | 'no';
  /** Whether there may be none of it on purpose: without a number, a pilot or a member a row says nothing. */
  mayLack: boolean;
  /** Whether it is needed and was not found. */
  missing: boolean;
  /** Other columns that are mapped to the same header. */
  shared: PbxColumn[];
  /** Headers to choose from, each once. */
  headers: string[];
  /** The header that it was found under; empty when it was not. */
  found: string;
  /** First values under it. */
  values: string[];
}

/** A file of the export as the mapper shows it. */
export interface MapperFile {
  path: string;
  kind: InspectedFile['kind'];
  /** What a person said that it is; null while its header tells. */
  form: FileForm | null;
  /** Whether it was taken for nothing and a person has not said that this is right. */
  unused: boolean;
  rows: MapperRow[];
}

const NEVER_LACKING: ReadonlySet<PbxColumn> = new Set(['number', 'pilot', 'member']);
const NAMES: ReadonlySet<PbxColumn> = new Set(['firstName', 'lastName', 'name']);
/** As many first values as say what a column holds. */
const VALUES = 3;

/** The files of a node, each with the columns that it may have. */
export function mapperFiles(
  files: readonly InspectedFile[],
  { columns, forms }: { columns: Columns; forms: Forms },
): MapperFile[] {
  return files.map((file) => ({
    path: file.path,
    kind: file.kind,
    form: forms[baseName(file.path)] ?? null,
    unused: isUnused(file),
    rows: isForm(file.kind) ? FORM_COLUMNS[file.kind].map((column) => rowOf(file, column, columns)) : [],
  }));
}

/** What is mapped by hand and stands in none of the files: to be seen, and to be taken back. */
export function strayRows(files: readonly InspectedFile[], columns: Columns): MapperRow[] {
  return PBX_COLUMNS.flatMap((column): MapperRow[] => {
    const mapped = columns[column];
    if (mapped === undefined) return [];
    const strays = strayHeaders(files, mappedHeaders(mapped));
    const isShown = files.some((file) => mayHold(file, column));
    if (mapped === null ? isShown : strays.length === 0) return [];
    const [header] = strays;
    return [
      {
        ...{ column, required: 'no', missing: false, shared: [], headers: strays, found: '', values: [] },
        choice: header === undefined ? { kind: 'none' } : { kind: 'header', header },
        mayLack: !NEVER_LACKING.has(column),
      },
    ];
  });
}

/** The rows that need a person, or that a person has decided. */
export function decidedRows(rows: readonly MapperRow[]): MapperRow[] {
  return rows.filter(({ missing, shared, choice }) => missing || shared.length > 0 || choice.kind !== 'auto');
}

/**
 * The mapping with another choice for a column of a file. Headers are tried in order in each file, so the other files keep
 * theirs: of two that a file has, the chosen one goes first.
 */
export function withChoice(
  columns: Columns,
  files: readonly InspectedFile[],
  { path, column }: { path: string; column: PbxColumn },
  choice: Choice,
): Columns {
  if (choice.kind === 'none') return { ...columns, [column]: null };
  const before = mappedHeaders(columns[column]);
  const own = files.find((file) => file.path === path);
  const others = files.filter((file) => file !== own && mayHold(file, column));
  const used = (file: InspectedFile | undefined) => before.find((header) => file && hasHeader(file, header));
  const present = used(own);
  const isOurs = choice.kind === 'auto' || !others.some((file) => used(file) === present);
  const gone = strayHeaders(files, before);
  const kept = before.filter((header) => !(header === present && isOurs) && !gone.includes(header));
  if (choice.kind === 'auto') return withHeaders(columns, column, kept);
  // A device form goes by what is mapped alone: what it was found under by itself is mapped as well.
  for (const file of others) {
    const found = file.kind === 'devices' ? file.columns[column] : undefined;
    if (found !== undefined && !kept.some((header) => hasHeader(file, header))) kept.push(found);
  }
  const first = kept.findIndex((header) => own && hasHeader(own, header));
  kept.splice(first < 0 ? kept.length : first, 0, choice.header);
  return withHeaders(columns, column, [...new Set(kept)]);
}

/** The mapping without the headers of a column that none of the files has. */
export function withoutStrays(columns: Columns, files: readonly InspectedFile[], column: PbxColumn): Columns {
  const mapped = mappedHeaders(columns[column]);
  const strays = strayHeaders(files, mapped);
  return withHeaders(
    columns,
    column,
    mapped.filter((header) => !strays.includes(header)),
  );
}

/** What a person said of the files, with something else of one of them; null: its header tells again. */
export function withForm(forms: Forms, path: string, form: FileForm | null): Forms {
  const { [baseName(path)]: _, ...others } = forms;
  return form === null ? others : { ...others, [baseName(path)]: form };
}

function rowOf(file: InspectedFile, column: PbxColumn, columns: Columns): MapperRow {
  const found = file.columns[column] ?? '';
  const isMapped = mappedHeaders(columns[column]).some(
    (header) => found !== '' && plainHeader(header) === plainHeader(found),
  );
  const choice: Choice = isMapped ? { kind: 'header', header: found } : { kind: 'auto' };
  return {
    column,
    choice: columns[column] === null ? { kind: 'none' } : choice,
    required: requiredIn(file.kind, column),
    mayLack: !NEVER_LACKING.has(column),
    missing: file.missing.includes(column),
    shared: PBX_COLUMNS.filter((other) => other !== column && found !== '' && file.columns[other] === found),
    headers: distinct(file.headers),
    found,
    values: found === '' ? [] : distinct(valuesUnder(file, found)).slice(0, VALUES),
  };
}

function requiredIn(kind: InspectedFile['kind'], column: PbxColumn): MapperRow['required'] {
  if (NAMES.has(column)) return 'either';
  if (column === 'external' || (kind === 'directory' && column === 'department')) return 'no';
  return 'yes';
}

function withHeaders(columns: Columns, column: PbxColumn, headers: readonly string[]): Columns {
  const { [column]: _, ...others } = columns;
  const [only] = headers;
  if (only === undefined) return others;
  return { ...others, [column]: headers.length === 1 ? only : [...headers] };
}

/** Headers that stand in none of the files; those of a file that could not be opened are not known. */
function strayHeaders(files: readonly InspectedFile[], headers: readonly string[]): string[] {
  const unread = files.some((file) => file.headers.length === 0 && file.problem !== null);
  if (unread && files.length > 0) return [];
  return headers.filter((header) => !files.some((file) => hasHeader(file, header)));
}

function hasHeader({ headers }: InspectedFile, header: string): boolean {
  return headers.some((each) => plainHeader(each) === plainHeader(header));
}

function mayHold({ kind }: InspectedFile, column: PbxColumn): boolean {
  return isForm(kind) && (FORM_COLUMNS[kind] as readonly PbxColumn[]).includes(column);
}

function isForm(kind: InspectedFile['kind']): kind is PbxForm {
  return kind in FORM_COLUMNS;
}

function valuesUnder({ headers, sample }: InspectedFile, header: string): string[] {
  const place = headers.indexOf(header);
  return place < 0 ? [] : sample.map((row) => row[place] ?? '');
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text.trim() !== '');
}
