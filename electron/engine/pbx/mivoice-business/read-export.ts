import type { PbxFile } from '../../../../shared/contract/index.ts';
import { hintOf } from '../../../../shared/domain/codes.ts';
import { errorInfo, RollcallError, type ErrorInfo } from '../../../../shared/domain/errors.ts';
import type { GuardPolicy } from '../../../../shared/domain/guard-policy.ts';
import type { PbxExport } from '../../../../shared/domain/mivoice-business/types.ts';
import type { MiVoiceBusinessSettings } from '../../../../shared/domain/pbx-node.ts';
import type { Issue } from '../../../../shared/domain/run.ts';
import { ageIssues } from './ages.ts';
import { judgeFiles, type FileMemory, type UnreadFile } from './completeness.ts';
import { describeFile } from './describe.ts';
import { exportFiles, exportState, isLeftOut } from './export-files.ts';
import { mergedExport } from './merge.ts';
import type { OddRows } from './odd-characters.ts';
import { repeatedForms } from './repeated.ts';
import { isPilotHeader, looksLike } from './kinds.ts';
import { peekFiles, readFiles, type ReadFile } from './read-files.ts';
import { cancelled, fileIssue, headerWords } from './words.ts';

/** What a node's files say, and how far that can be trusted (D17, D18). */
export interface PbxRead {
  verdict: 'complete' | 'partial' | 'failed';
  /** Why it is not complete: the first thing that is wrong. Further ones are issues. */
  error: ErrorInfo | null;
  /** Path of the file or folder that the error is about; empty when there is none. */
  subject: string;
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
    const subject = settings.folder ?? settings.files?.devices ?? '';
    const nothing = {
      subject,
      read: { devices: [], groups: [] },
      files: [],
      described: [],
      issues: [],
      shrunk: [],
    };
    return { verdict: 'failed', error: errorInfo(cause), ...nothing };
  }
}

/** What `readExport` says, with the files as they were read. Throws when there are none, and when it was cancelled. */
export async function lookAndRead(
  settings: MiVoiceBusinessSettings,
  { before: last, now, guard, signal, progress }: ReadOptions,
): Promise<Omit<PbxRead, 'files' | 'described'> & { files: ReadFile[] }> {
  if (signal.aborted) throw cancelled();
  // As a file that is not named any more: what is left out on purpose is not missed.
  const before = last.filter((file) => !isLeftOut(settings, file.path));
  const state = await exportState(settings);
  const files = await peekFiles(await exportFiles(settings), settings, { signal, before });
  const unopened = files.some(({ peek, strange }) => peek === null && strange === null);
  const noDevices = devicesProblem(files, settings);
  await readFiles(files, { signal, progress });

  const unread = files.flatMap(unreadOf);
  const judged = judgeFiles(files.flatMap(memoryOf), before, { unread, folder: settings.folder, guard });
  for (const { path, error } of judged.problems) {
    const file = files.find((each) => each.path === path);
    if (file !== undefined) file.problem ??= error;
  }
  const copies = new Set(judged.copies.map(({ path }) => path));
  for (const { path, error } of repeatedForms(files, copies)) {
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
  const read = mergedExport(files.filter(({ path }) => !copies.has(path)));
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
    ...files.flatMap((file) => passedOver(file, settings)),
    ...files.flatMap(remarksOf),
    ...ageIssues(files, { now, staleDays: settings.staleDays }),
  ];
  const failed = unopened || read.devices.length === 0;
  const verdict = first === undefined ? 'complete' : failed ? 'failed' : 'partial';
  const error = first && { ...first.error.toInfo(), hint: hintOf(first.error.code, 'pbx') };
  return {
    verdict,
    error: error ?? null,
    subject: first?.path ?? '',
    read,
    files,
    issues,
    shrunk: judged.shrunk,
  };
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

/** A remark about a file whose rows nobody needs; a warning where it may be one that should be read. */
function passedOver(
  { path, kind, peek, problem, strange }: ReadFile,
  { columns }: Pick<MiVoiceBusinessSettings, 'columns'>,
): Issue[] {
  if (problem !== null) return [];
  const remark = (why: string) =>
    fileIssue('info', 'file.passed-over', path, `${path} was passed over: ${why}.`);
  if (strange !== null) {
    const message = `${path} was passed over. ${strange.message}`;
    return [{ ...remark(''), severity: 'warning', message, hint: STRANGE_HINT }];
  }
  if (kind === 'multiline') return [remark('multiline groups are no persons')];
  if (kind !== 'unknown') return [];
  const { headers = [], titles = [] } = peek?.head ?? {};
  const like = isCsv(path) ? looksLike(headers, { columns, titles, path }) : null;
  if (like === null) return [remark(`it is no form that is read; ${headerWords(headers)}`)];
  const form = like === 'groups' ? 'a form of PRGs or MDUGs' : 'a device form';
  const lacking = like === 'groups' ? "the group's pilot or the members" : 'the directory number';
  const why = `it looks like ${form}, but has no column that is known for ${lacking}; ${headerWords(headers)}`;
  return [{ ...remark(why), severity: 'warning', hint: MAPPING_HINT }];
}

const STRANGE_HINT = 'Save it as CSV if it belongs to the export; else take it out of the folder.';
const MAPPING_HINT =
  'Map its columns in the settings of the node if it belongs to the export; else take it out of the folder.';

function isCsv(path: string): boolean {
  return path.toLowerCase().endsWith('.csv');
}

/** Remarks about a file that was read. */
function remarksOf({ path, kind, end, isGroupGuessed, peek, columns, oddRows }: ReadFile): Issue[] {
  const issues: Issue[] = [];
  if (end !== null && end.replaced > 0) {
    const what = `has ${end.replaced} characters U+FFFD: they were lost before it was written`;
    issues.push({ ...fileIssue('warning', 'csv.encoding', path, `${path} ${what}.`), count: end.replaced });
  }
  if (oddRows !== null && oddRows.turned.length > 0) issues.push(turnedIssue(path, oddRows.turned));
  const unread = kind === 'devices' && end !== null ? unreadGroups(peek!.head!.headers) : null;
  if (unread !== null) {
    const what = `is read as a device form; its column "${unread}" is not read`;
    const issue = fileIssue('info', 'file.passed-over', path, `${path} ${what}.`, 'pilot');
    issues.push({ ...issue, hint: GROUPS_HINT });
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

const GROUPS_HINT = 'Export the form of the groups as well, so that their members are known.';

/** A column of a device form that names groups. */
function unreadGroups(headers: readonly string[]): string | null {
  return headers.find((header) => isPilotHeader(header)) ?? null;
}

/** Texts that turn the direction of what stands behind them: read as delivered (D15), though two of them may look alike. */
function turnedIssue(path: string, turned: OddRows['turned']): Issue {
  const shown = turned.slice(0, MOST_SHOWN).map(({ number, line, header, code }) => {
    return `${number} (line ${line}, "${header}", ${code})`;
  });
  if (turned.length > MOST_SHOWN) shown.push(`${turned.length - MOST_SHOWN} more`);
  const what = `turn the direction of text in ${shown.join(', ')}`;
  const message = `${path} has characters that ${what}.`;
  return { ...fileIssue('warning', 'pbx.odd-character', path, message), count: turned.length };
}

const MOST_SHOWN = 10;

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
