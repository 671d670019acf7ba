import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { Device } from '../../../../shared/domain/mivoice-business/types.ts';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import { columnsOf, NO_DIRECTORY, type DirectoryColumns, type FileColumns } from './columns.ts';
import { deviceRows } from './device-rows.ts';
import { directoryRows, type DirectoryEntries } from './directory-rows.ts';
import type { ExportFile } from './export-files.ts';
import { groupRows, type Members } from './group-rows.ts';
import { fileKind, groupKindOf, type FileKind, type GroupKind } from './kinds.ts';
import { LIMITS } from './limits.ts';
import type { OddRows } from './odd-characters.ts';
import type { RowSink } from './rows.ts';
import { peekFile, readTable, type Peek, type TableEnd } from './table.ts';
import { cancelled, headerWords, systemError } from './words.ts';
import { wizardRows } from './wizard-rows.ts';

/** A file of a node: what it is, and what was read of it. */
export interface ReadFile extends ExportFile {
  kind: FileKind;
  /** Null when it could not be opened. */
  peek: Peek | null;
  columns: FileColumns;
  /** Which groups it holds; null when it holds none. */
  group: GroupKind | null;
  /** Whether nothing in a group file told which groups it holds. */
  isGroupGuessed: boolean;
  /** Null when its rows were not read. */
  end: TableEnd | null;
  /** Why it was not read, or not to its end. */
  problem: RollcallError | null;
  /** Why it is passed over although nobody could look into it: it is none of the export as far as anybody knows. */
  strange: RollcallError | null;
  devices: Device[];
  members: Members;
  entries: DirectoryEntries;
  /** What is odd about its device rows; null when none was read. */
  oddRows: OddRows | null;
}

/** Looks at the beginning of each file and says what it is. What is wrong with a file is in its `problem`; throws when cancelled. */
export async function peekFiles(
  files: readonly ExportFile[],
  { columns }: Pick<MiVoiceBusinessSettings, 'columns'>,
  { signal, before }: { signal: AbortSignal; before: readonly { path: string }[] },
): Promise<ReadFile[]> {
  const peeked: ReadFile[] = [];
  for (const file of files) {
    if (signal.aborted) throw cancelled();
    peeked.push(await beginningOf(file, columns));
  }
  passOverStrange(peeked, new Set(before.map((file) => file.path)));
  const directory = directoryColumns(peeked, columns);
  for (const file of peeked) {
    const headers = file.peek?.head?.headers ?? [];
    file.columns = columnsOf(file.path, file.kind, headers, columns, directory);
    if (file.kind === 'groups') Object.assign(file, groupOf(file, headers));
    file.problem ??= file.columns.problem;
  }
  return peeked;
}

/**
 * Passes over the files of a folder that are no text or not there, such as a workbook or a link that leads nowhere. Not
 * those that were read before, and not where without them there is no device form: one of them should be it then.
 */
function passOverStrange(files: readonly ReadFile[], known: ReadonlySet<string>): void {
  if (!files.some(({ kind, problem }) => problem === null && (kind === 'devices' || kind === 'wizard')))
    return;
  for (const file of files) {
    const { path, role, problem, peek, kind } = file;
    if (role !== 'any' || problem === null || known.has(path) || kind !== 'unknown') continue;
    const isStrange = problem.code === 'csv.encoding' || (peek === null && problem.code === 'file.missing');
    if (isStrange) [file.strange, file.problem] = [problem, null];
  }
}

async function beginningOf(file: ExportFile, columns: MiVoiceBusinessSettings['columns']): Promise<ReadFile> {
  const known = {
    ...file,
    peek: null,
    kind: file.role === 'any' ? 'unknown' : file.role,
    columns: { places: new Map(), missing: [], problem: null },
    group: null,
    isGroupGuessed: false,
    end: null,
    problem: null,
    strange: null,
    devices: [],
    members: new Map(),
    entries: new Map(),
    oddRows: null,
  } satisfies ReadFile;
  try {
    const peek = await peekFile(file.path, columns);
    const { headers = [], titles = [] } = peek.head ?? {};
    const kind = fileKind(headers, file.role, { columns, titles, path: file.path });
    const problem = peek.problem ?? (isText(file) ? null : beginningProblem(file, kind, peek));
    return { ...known, peek, kind, problem };
  } catch (cause) {
    if (!(cause instanceof RollcallError)) throw cause;
    return { ...known, problem: cause };
  }
}

/** Of a text in a folder nobody knows that it was an export. */
function isText({ path, role }: ExportFile): boolean {
  return role === 'any' && path.toLowerCase().endsWith('.txt');
}

/** A file with nothing in it, or one that ends before anybody can see what it was. */
function beginningProblem(
  { path }: ExportFile,
  kind: FileKind,
  { isEmpty, isHeaderCut }: Peek,
): RollcallError | null {
  if (isEmpty) return new RollcallError('source.empty', `${path} is empty: it has not even a header.`);
  if (kind !== 'unknown' || !isHeaderCut) return null;
  return new RollcallError('file.truncated', `${path} ends inside the line that should be its header.`);
}

/** What the telephone directories among the files bring along. */
function directoryColumns(
  files: readonly ReadFile[],
  columns: MiVoiceBusinessSettings['columns'],
): DirectoryColumns {
  const found = { ...NO_DIRECTORY };
  for (const { path, kind, peek } of files) {
    if (kind !== 'directory' || !peek?.head) continue;
    const { places, problem } = columnsOf(path, kind, peek.head.headers, columns);
    if (problem !== null) continue;
    found.names = true;
    found.departments ||= places.has('department');
  }
  return found;
}

function groupOf(
  { path, peek, columns }: ReadFile,
  headers: readonly string[],
): Pick<ReadFile, 'group' | 'isGroupGuessed'> {
  const place = columns.places.get('pilot');
  if (place === undefined) return { group: null, isGroupGuessed: false };
  const kind = groupKindOf(headers, headers[place]!, peek?.head?.titles ?? [], path);
  return { group: kind ?? 'PRG', isGroupGuessed: kind === null };
}

/** How a read goes on. */
export interface ReadAround {
  signal: AbortSignal;
  /** Told of rows that were read and of rows that there will be, as far as the bytes tell. */
  progress: (rows: number, estimate: number) => void;
}

/** Reads the rows of all files that have some to read. Throws when it was cancelled. */
export async function readFiles(files: readonly ReadFile[], { signal, progress }: ReadAround): Promise<void> {
  const due = files.filter(
    ({ problem, kind }) => problem === null && kind !== 'multiline' && kind !== 'unknown',
  );
  const bytes = due.reduce((sum, { peek }) => sum + peek!.stamp.bytes, 0);
  let rows = 0;
  let done = 0;
  const read = (more: number) => {
    done += more;
    progress(rows, Math.round((rows * bytes) / Math.max(done, 1)));
  };
  for (const file of due) {
    const head = file.peek!.head;
    if (head === null) {
      file.problem = new RollcallError(
        'csv.missing-column',
        `${file.path} cannot be used: ${headerWords([])}.`,
      );
      continue;
    }
    const sink = sinkOf(file, head.headers);
    const counted: RowSink = (cells, line, odd) => {
      rows += 1;
      if (rows > LIMITS.rows) {
        throw new RollcallError(
          'csv.malformed',
          `${file.path} goes beyond ${LIMITS.rows} rows of all files.`,
        );
      }
      sink(cells, line, odd);
    };
    try {
      file.end = await readTable(file.peek!, head, counted, { signal, read });
      file.problem = file.end.problem;
    } catch (cause) {
      throw systemError(cause, file.path);
    }
  }
  progress(rows, rows);
}

/** Where the rows of a file go. */
function sinkOf(file: ReadFile, headers: readonly string[]): RowSink {
  const { path, kind, columns } = file;
  switch (kind) {
    case 'devices': {
      const { devices, oddRows, sink } = deviceRows(path, headers, columns.places);
      Object.assign(file, { devices, oddRows });
      return sink;
    }
    case 'groups': {
      const { members, sink } = groupRows(path, headers, columns.places);
      file.members = members;
      return sink;
    }
    case 'wizard': {
      const { devices, members, oddRows, sink } = wizardRows(path, headers);
      Object.assign(file, { devices, members, oddRows, group: 'PRG' });
      return sink;
    }
    case 'directory':
      return directoryRows(path, headers, { places: columns.places, entries: file.entries });
    case 'multiline':
    case 'unknown':
      return () => undefined;
  }
}
