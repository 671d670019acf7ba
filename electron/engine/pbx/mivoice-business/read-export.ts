import type { PbxFile } from '../../../../shared/contract/index.ts';
import { errorInfo, RollcallError, type ErrorInfo } from '../../../../shared/domain/errors.ts';
import type { GuardPolicy } from '../../../../shared/domain/guard-policy.ts';
import type { PbxExport } from '../../../../shared/domain/mivoice-business/types.ts';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import type { Issue } from '../../../../shared/domain/run.ts';
import { ageIssues } from './ages.ts';
import { judgeFiles, type FileMemory, type UnreadFile } from './completeness.ts';
import { describeFile } from './describe.ts';
import { exportFiles, exportState } from './export-files.ts';
import { mergedExport } from './merge.ts';
import { peekFiles, readFiles, type ReadFile } from './read-files.ts';
import { cancelled, fileIssue, headerWords } from './words.ts';

/** What a node's files say, and how far that can be trusted (D17, D18). */
export interface PbxRead {
  verdict: 'complete' | 'partial' | 'failed';
  /** Why it is not complete: the first thing that is wrong. Further ones are issues. */
  error: ErrorInfo | null;
  read: PbxExport;
  /** What to remember of a complete read. */
  files: FileMemory[];
  described: PbxFile[];
  issues: Issue[];
  /** Paths of files that lost more rows than the guard allows since the last complete read. */
  shrunk: string[];
}

/** What a read is held against, and how it goes on. */
export interface ReadOptions {
  /** Files of the last complete read; empty when there was none. */
  before: readonly FileMemory[];
  /** Epoch milliseconds. */
  now: number;
  guard: GuardPolicy;
  signal: AbortSignal;
  /** Told of rows that were read, and of rows that there will be as far as that can be told. */
  progress: (rows: number, estimate: number) => void;
}

/**
 * Reads the export of a MiVoice Business. Never throws for what files say: the verdict tells how far they can be
 * trusted. A read that was cancelled is `failed` with `run.cancelled`.
 */
export async function readExport(settings: MiVoiceBusinessSettings, options: ReadOptions): Promise<PbxRead> {
  try {
    const { files, ...rest } = await lookAndRead(settings, options);
    return { ...rest, described: files.map(describeFile), files: files.flatMap(memoryOf) };
  } catch (cause) {
    if (!(cause instanceof RollcallError)) throw cause;
    const nothing = { read: { devices: [], groups: [] }, files: [], described: [], issues: [], shrunk: [] };
    return { verdict: 'failed', error: errorInfo(cause), ...nothing };
  }
}

/** What `readExport` says, with the files as they were read. Throws when there are none, and when it was cancelled. */
export async function lookAndRead(
  settings: MiVoiceBusinessSettings,
  { before, now, guard, signal, progress }: ReadOptions,
): Promise<Omit<PbxRead, 'files' | 'described'> & { files: ReadFile[] }> {
  if (signal.aborted) throw cancelled();
  const state = await exportState(settings);
  const files = await peekFiles(await exportFiles(settings), settings, signal);
  const unopened = files.some(({ peek }) => peek === null);
  const noDevices = devicesProblem(files, settings);
  await readFiles(files, { signal, progress });

  const unread = files.flatMap(unreadOf);
  const judged = judgeFiles(files.flatMap(memoryOf), before, { unread, folder: settings.folder, guard });
  for (const { path, error } of judged.problems) {
    const file = files.find((each) => each.path === path);
    if (file !== undefined) file.problem ??= error;
  }
  const problems = [
    ...files.flatMap(({ path, problem }) => (problem === null ? [] : [{ path, error: problem }])),
    ...(noDevices === null ? [] : [{ path: settings.folder ?? '', error: noDevices }]),
    ...judged.problems.filter(({ path, error }) =>
      files.every((each) => each.path !== path || each.problem !== error),
    ),
  ];
  const copies = new Set(judged.copies.map(({ path }) => path));
  const { read, issues: remarks } = mergedExport(files.filter(({ path }) => !copies.has(path)));
  if (problems.length === 0 && read.devices.length === 0) {
    const place = settings.folder ?? settings.files?.devices ?? '';
    problems.push({
      path: place,
      error: new RollcallError('source.empty', `There is not one device in ${place}.`),
    });
  }
  if (problems.length === 0 && (await exportState(settings)).fingerprint !== state.fingerprint) {
    const place = settings.folder ?? 'the files of the node';
    const what = `The export is still being written: ${place} changed while it was read.`;
    problems.push({ path: place, error: new RollcallError('file.truncated', what) });
  }
  if (signal.aborted) throw cancelled();
  const [first, ...further] = problems;
  const issues = [
    ...further.map(({ path, error }) => fileIssue('error', error.code, path, error.message)),
    ...judged.unended.map((path) => fileIssue('info', 'file.truncated', path, unended(path))),
    ...judged.copies.map(({ path, of }) =>
      fileIssue('info', 'file.passed-over', path, `${path} was passed over: it has the same bytes as ${of}.`),
    ),
    ...files.flatMap(passedOver),
    ...files.flatMap(remarksOf),
    ...remarks,
    ...ageIssues(files, { now, staleDays: settings.staleDays }),
  ];
  const failed = unopened || read.devices.length === 0;
  const verdict = first === undefined ? 'complete' : failed ? 'failed' : 'partial';
  return { verdict, error: first?.error.toInfo() ?? null, read, files, issues, shrunk: judged.shrunk };
}

/** What is wrong with a folder in which no file is a device form. */
function devicesProblem(
  files: readonly ReadFile[],
  { folder, columns }: MiVoiceBusinessSettings,
): RollcallError | null {
  if (folder === null || files.some(({ kind }) => kind === 'devices' || kind === 'wizard')) return null;
  if (files.some(({ problem }) => problem !== null)) return null;
  const unknown = files.find(({ kind, peek }) => kind === 'unknown' && peek?.head);
  const seen =
    unknown === undefined ? '' : ` Of ${unknown.path}, ${headerWords(unknown.peek!.head!.headers)}.`;
  const mapped = Object.values(columns).some((header) => header !== null);
  const what = mapped ? 'also with the columns that are mapped' : 'by the headers that are known';
  return new RollcallError('csv.missing-column', `No file in ${folder} is a device form, ${what}.${seen}`, {
    details: { path: unknown?.path ?? folder, headers: unknown?.peek?.head?.headers ?? [] },
  });
}

function unended(path: string): string {
  return `${path} does not end with a line end. Its rows are whole; whether there were more, nobody can say.`;
}

/** A remark about a file whose rows nobody needs. */
function passedOver({ path, kind, peek, problem }: ReadFile): Issue[] {
  if (problem !== null) return [];
  if (kind === 'multiline') {
    return [
      fileIssue(
        'info',
        'file.passed-over',
        path,
        `${path} was passed over: multiline groups are no persons.`,
      ),
    ];
  }
  if (kind !== 'unknown') return [];
  const why = `it is no form that is read; ${headerWords(peek?.head?.headers ?? [])}`;
  return [fileIssue('info', 'file.passed-over', path, `${path} was passed over: ${why}.`)];
}

/** Remarks about a file that was read. */
function remarksOf({ path, end, isGroupGuessed, peek, columns }: ReadFile): Issue[] {
  const issues: Issue[] = [];
  if (end !== null && end.replaced > 0) {
    const what = `has ${end.replaced} characters U+FFFD: they were lost before it was written`;
    issues.push({ ...fileIssue('warning', 'csv.encoding', path, `${path} ${what}.`), count: end.replaced });
  }
  if (isGroupGuessed && end !== null) {
    const pilot = peek?.head?.headers[columns.places.get('pilot') ?? -1] ?? '';
    const what = `does not say whether its groups are PRGs or MDUGs (their pilots stand under "${pilot}")`;
    issues.push(
      fileIssue('warning', 'csv.missing-column', path, `${path} ${what}; they are taken for PRGs.`, 'pilot'),
    );
  }
  return issues;
}

/** A file whose rows were not read to their end. */
function unreadOf(file: ReadFile): UnreadFile[] {
  if (memoryOf(file).length > 0) return [];
  const words = headerWords(file.peek?.head?.headers ?? []);
  return [{ path: file.path, kind: file.kind, isBroken: file.problem !== null, words }];
}

/** What is remembered of a file that was read to its end. */
function memoryOf({ path, kind, group, peek, end }: ReadFile): FileMemory[] {
  if (peek === null || end === null || end.problem !== null || kind === 'multiline' || kind === 'unknown')
    return [];
  const { rows, sha256, finalNewline } = end;
  const { modifiedAt, bytes } = peek.stamp;
  return [{ path, kind, group, rows, modifiedAt, bytes, sha256, finalNewline }];
}
