import type { PbxFile } from '../../../../shared/contract/index.ts';
import { hintOf } from '../../../../shared/domain/codes.ts';
import { SEPARATORS } from './head.ts';
import type { ReadFile } from './read-files.ts';

/** A file as screens show it. */
export function describeFile({ path, kind, peek, end, problem }: ReadFile): PbxFile {
  const told = problem?.toInfo() ?? null;
  return {
    path,
    kind,
    rows: end !== null && end.problem === null ? end.rows : null,
    encoding: end?.encoding ?? peek?.encoding ?? '',
    separator: peek?.head ? SEPARATORS[peek.head.separator] : '',
    modifiedAt: peek === null ? null : new Date(peek.stamp.modifiedAt).toISOString(),
    bytes: peek?.stamp.bytes ?? 0,
    problem: told && { code: told.code, message: told.message, hint: hintOf(told.code, 'pbx') },
  };
}
