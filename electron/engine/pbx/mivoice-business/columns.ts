import { RollcallError } from '../../../../shared/domain/errors.ts';
import {
  FORM_COLUMNS,
  mappedHeaders,
  type MiVoiceBusinessSettings,
  type PbxColumn,
} from '../../../../shared/domain/pbx-node.ts';
import { COLUMN_WORDS, findColumn, mappedPlaces, type FoundColumn } from './headers.ts';
import type { FileKind } from './kinds.ts';
import { headerWords } from './words.ts';

/** What a telephone directory brings along, so that the device form need not have it. */
export interface DirectoryColumns {
  names: boolean;
  departments: boolean;
}
export const NO_DIRECTORY: DirectoryColumns = { names: false, departments: false };

/** Where the columns of a file stand. */
export interface FileColumns {
  places: ReadonlyMap<PbxColumn, number>;
  /** Columns that are needed and were neither found nor mapped to none (D18). */
  missing: PbxColumn[];
  /** Why the file cannot be read with these columns. */
  problem: RollcallError | null;
}

/** Finds the columns of a device, group or directory file. */
export function columnsOf(
  path: string,
  kind: FileKind,
  headers: readonly string[],
  columns: MiVoiceBusinessSettings['columns'],
  directory: DirectoryColumns = NO_DIRECTORY,
): FileColumns {
  if (kind !== 'devices' && kind !== 'groups' && kind !== 'directory') {
    return { places: new Map(), missing: [], problem: null };
  }
  const found = new Map<PbxColumn, FoundColumn>();
  // A mapping is for the device form. Of several group forms it is one's, and a directory has columns of its own.
  const wanted = FORM_COLUMNS[kind];
  const taken = mappedPlaces(headers, wanted, columns);
  for (const column of wanted)
    found.set(column, findColumn(headers, column, columns, kind === 'devices', taken));
  const places = new Map<PbxColumn, number>();
  const repeated: string[] = [];
  for (const [column, each] of found) {
    if (each.found === 'at') places.set(column, each.place);
    if (each.found === 'repeated') repeated.push(each.header);
  }
  const missing = missingOf(kind, (column) => found.get(column)!.found, directory);
  const problem = problemOf({ path, headers, missing, repeated, columns });
  return { places, missing, problem: problem ?? sharedProblem(path, headers, places) };
}

/** What is wrong where one header is mapped to two columns: it can hold only one of them. */
function sharedProblem(
  path: string,
  headers: readonly string[],
  places: ReadonlyMap<PbxColumn, number>,
): RollcallError | null {
  for (const [column, place] of places) {
    const all = [...places].filter(([, other]) => other === place).map(([each]) => COLUMN_WORDS[each]);
    if (all.length < 2) continue;
    const header = headers[place]!;
    const what = `the header "${header}" is mapped to ${listed(all)}, and it can hold one of them only`;
    return new RollcallError('csv.missing-column', `In ${path}, ${what}.`, {
      details: { path, column, header, headers },
    });
  }
  return null;
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

function missingOf(
  kind: 'devices' | 'groups' | 'directory',
  found: (column: PbxColumn) => FoundColumn['found'],
  directory: DirectoryColumns,
): PbxColumn[] {
  const lacking = (...all: PbxColumn[]) => all.filter((column) => found(column) === 'missing');
  if (kind === 'groups')
    return (['pilot', 'member'] as const).filter((each) => ['missing', 'none'].includes(found(each)));
  // Without its number a row is nobody's.
  const missing: PbxColumn[] = ['missing', 'none'].includes(found('number')) ? ['number'] : [];
  const hasName = ['at', 'repeated'].includes(found('name'));
  if (kind === 'directory') {
    const hasLast = ['at', 'repeated'].includes(found('lastName'));
    return hasName || hasLast ? missing : [...missing, 'name'];
  }
  missing.push(...lacking('deviceType', 'mac'));
  if (!hasName && !directory.names) missing.push(...lacking('firstName', 'lastName'));
  if (!directory.departments) missing.push(...lacking('department'));
  return missing;
}

function problemOf(file: {
  path: string;
  headers: readonly string[];
  missing: readonly PbxColumn[];
  repeated: readonly string[];
  columns: MiVoiceBusinessSettings['columns'];
}): RollcallError | null {
  const { path, headers, missing, repeated, columns } = file;
  if (missing.length > 0) {
    const words = missing.map((column) => {
      const mapped = mappedHeaders(columns[column]).map((header) => `"${header}"`);
      return mapped.length > 0
        ? `${COLUMN_WORDS[column]} (mapped to ${mapped.join(' or ')})`
        : COLUMN_WORDS[column];
    });
    const list = listed(words);
    return new RollcallError(
      'csv.missing-column',
      `${path} has no column for ${list}; ${headerWords(headers)}.`,
      {
        details: { path, missing, headers },
      },
    );
  }
  const [twice] = repeated;
  if (twice === undefined) return null;
  const what = `has the column "${twice}" more than once, and nobody can say which one is meant`;
  return new RollcallError('csv.missing-column', `${path} ${what}; ${headerWords(headers)}.`, {
    details: { path, repeated, headers },
  });
}
