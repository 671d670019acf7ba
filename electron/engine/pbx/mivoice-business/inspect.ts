import type { PbxInspection } from '../../../../shared/contract/index.ts';
import { errorInfo, RollcallError } from '../../../../shared/domain/errors.ts';
import { PBX_COLUMNS, type MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import { columnsOf } from './columns.ts';
import { describeFile } from './describe.ts';
import { leftOutFiles } from './export-files.ts';
import { lookAndRead, type PbxRead } from './read-export.ts';
import type { ReadFile } from './read-files.ts';

/** What a person sees of a node's files before they are synchronized. */
interface InspectedExport extends Pick<PbxRead, 'verdict' | 'error' | 'read' | 'issues'> {
  files: PbxInspection['files'];
}

/** Reads a node's files and shows their headers, columns and first rows. Nothing is held against an earlier read. */
export async function inspectExport(
  settings: MiVoiceBusinessSettings,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<InspectedExport> {
  try {
    const around = { before: [], now, guard: settings.guard, signal, progress: () => undefined };
    const { verdict, error, read, issues, files } = await lookAndRead(settings, around);
    const isDeviceFileThere = files.some(({ kind }) => kind === 'devices' || kind === 'wizard');
    return {
      verdict,
      error,
      read,
      issues,
      files: [
        ...files.map((file) => inspected(file, settings, isDeviceFileThere)),
        ...(await leftOutFiles(settings)).map(leftOut),
      ],
    };
  } catch (cause) {
    if (!(cause instanceof RollcallError)) throw cause;
    return {
      verdict: 'failed',
      error: errorInfo(cause),
      read: { devices: [], groups: [] },
      issues: [],
      files: (await leftOutFiles(settings)).map(leftOut),
    };
  }
}

/** A file that is left out on purpose: nobody looks into it. */
function leftOut(path: string): PbxInspection['files'][number] {
  return {
    ...{ path, kind: 'left-out', rows: null, encoding: '', separator: '', modifiedAt: null, bytes: 0 },
    ...{ problem: null, headers: [], columns: {}, missing: [], sample: [] },
  };
}

function inspected(
  file: ReadFile,
  settings: MiVoiceBusinessSettings,
  isDeviceFileThere: boolean,
): PbxInspection['files'][number] {
  const headers = file.peek?.head?.headers ?? [];
  let { columns } = file;
  let told = file.problem;
  if (file.kind === 'unknown' && !isDeviceFileThere && headers.length > 0) {
    // One of the files that nobody knows must be the device form: what it lacks is what can be mapped.
    columns = columnsOf(file.path, 'devices', headers, settings.columns);
    told ??= columns.problem;
  }
  return {
    ...describeFile({ ...file, problem: told }),
    headers,
    columns: Object.fromEntries(
      PBX_COLUMNS.flatMap((column) => {
        const place = columns.places.get(column);
        return place === undefined ? [] : [[column, headers[place]!]];
      }),
    ),
    missing: columns.missing,
    sample: file.peek?.sample ?? [],
  };
}
