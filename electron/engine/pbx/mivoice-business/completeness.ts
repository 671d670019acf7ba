import path from 'node:path';
import type { Code } from '../../../../shared/domain/codes.ts';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import { exceeds, type GuardPolicy } from '../../../../shared/domain/guard-policy.ts';
import type { FileKind, GroupKind } from './kinds.ts';

/** What is remembered of a file that was read completely, until the next complete read. */
export interface FileMemory {
  path: string;
  kind: 'devices' | 'groups' | 'directory' | 'wizard';
  /** Which groups it holds; null when it holds none. */
  group: GroupKind | null;
  rows: number;
  /** Last write, epoch milliseconds. */
  modifiedAt: number;
  bytes: number;
  sha256: string;
  finalNewline: boolean;
}

/** A file of this read whose rows were not read to their end. */
export interface UnreadFile {
  path: string;
  kind: FileKind;
  /** Whether something is wrong with it; else it was passed over. */
  isBroken: boolean;
  /** What its headers are, for a sentence. */
  words: string;
}

/** What speaks against the files of a read. */
export interface Judgement {
  problems: { path: string; error: RollcallError }[];
  /** Files whose last line has no end, where nothing shows whether it is whole. */
  unended: string[];
  /** Files with the same bytes as another one: their rows are not read twice. */
  copies: { path: string; of: string }[];
  /** Files that lost more rows than the guard allows. */
  shrunk: string[];
}

/** Holds the files that were read against those of the last complete read (D18). */
export function judgeFiles(
  now: readonly FileMemory[],
  before: readonly FileMemory[],
  given: { unread: readonly UnreadFile[]; folder: string | null; guard: GuardPolicy },
): Judgement {
  const judged: Judgement = { problems: [], unended: [], copies: [], shrunk: [] };
  const { previous, gone } = predecessors(now, before, given);
  const problem = (file: string, code: Code, message: string) =>
    judged.problems.push({ path: file, error: new RollcallError(code, message) });

  for (const last of gone) goneProblem(last, now, given, problem);
  for (const file of now) {
    const last = previous.get(file) ?? null;
    if (!file.finalNewline) judgeEnd(file, last, before, { judged, problem });
    if (last !== null) judgeRows(file, last, given, { judged, problem });
    const original = now.find(({ kind, sha256 }) => kind === file.kind && sha256 === file.sha256)!;
    if (original === file) continue;
    judged.copies.push({ path: file.path, of: original.path });
    const originalBefore = previous.get(original);
    if (last === null || originalBefore === undefined || last.sha256 === originalBefore.sha256) continue;
    problem(
      file.path,
      'csv.malformed',
      `${file.path} has become a copy of ${original.path}: its rows are gone.`,
    );
  }
  return judged;
}

type Problem = (file: string, code: Code, message: string) => void;

/** Says of a file of the last complete read that it is not there any more. */
function goneProblem(
  last: FileMemory,
  now: readonly FileMemory[],
  { unread, folder }: { unread: readonly UnreadFile[]; folder: string | null },
  problem: Problem,
): void {
  // Where files of its kind could not be read, it may be one of them, and what is wrong is said already.
  if (unread.some((file) => file.isBroken && (file.path === last.path || file.kind === last.kind))) return;
  const held = `${last.path}, which held ${contentWords(last)} at the last complete read,`;
  const passedOver = unread.find((file) => file.path === last.path);
  const other = now.find((file) => file.path === last.path);
  if (passedOver !== undefined) {
    problem(last.path, 'csv.missing-column', `${held} is no form that is read now: ${passedOver.words}.`);
  } else if (other !== undefined) {
    problem(last.path, 'csv.missing-column', `${held} holds ${contentWords(other)} now.`);
  } else problem(last.path, 'file.missing', `${held} is gone. ${wayOut(last, folder)}`);
}

/** What to do when a file has rightly nothing in it any more, or is not exported any more. */
function wayOut({ kind }: FileMemory, folder: string | null): string {
  // Without devices there is nobody: no setting makes that right.
  if (kind === 'devices' || kind === 'wizard') return 'Export it again: the node is read from it.';
  return folder === null
    ? 'If that is right, take it out of the settings of the node.'
    : 'If that is right, name the other files one by one in the settings of the node.';
}

function contentWords({ kind, group }: FileMemory): string {
  const words = {
    devices: 'devices',
    groups: `${group ?? ''}s`,
    directory: 'the telephone directory',
    wizard: 'users',
  };
  return words[kind];
}

/** An older, emptied or shrunken file. */
function judgeRows(
  file: FileMemory,
  last: FileMemory,
  { guard, folder }: { guard: GuardPolicy; folder: string | null },
  { judged, problem }: { judged: Judgement; problem: Problem },
): void {
  const { rows } = file;
  if (file.modifiedAt < last.modifiedAt && file.sha256 !== last.sha256) {
    const dates = `it was written at ${moment(file.modifiedAt)}, that one at ${moment(last.modifiedAt)}`;
    problem(
      file.path,
      'file.older',
      `${file.path} is older than the file of the last complete read: ${dates}.`,
    );
  }
  if (last.rows > 0 && rows === 0) {
    const what = `has no rows; at the last complete read there were ${last.rows}`;
    problem(file.path, 'source.empty', `${file.path} ${what}. ${wayOut(last, folder)}`);
  } else if (exceeds(last.rows - rows, last.rows, guard.deletePercent, guard.deleteAtLeast)) {
    judged.shrunk.push(file.path);
  }
}

/** A last line without its end: the file is cut, unless complete files of this node end like that. */
function judgeEnd(
  file: FileMemory,
  last: FileMemory | null,
  before: readonly FileMemory[],
  { judged, problem }: { judged: Judgement; problem: Problem },
): void {
  const alike = last === null ? before.filter(({ kind }) => kind === file.kind) : [last];
  if (file.rows > 0 && alike.some(({ finalNewline }) => !finalNewline)) return;
  // docs/decisions, "Export files": a first read is held against nothing.
  if (file.rows > 0 && before.length === 0) {
    judged.unended.push(file.path);
    return;
  }
  const why = file.rows === 0 ? 'its header may be cut' : 'the files of the last complete read did';
  problem(file.path, 'file.truncated', `${file.path} does not end with a line end: ${why}.`);
}

/**
 * For each file the one of the last complete read whose place it takes: the one with its path, else, where exports have
 * a new name each time, one of its kind that is gone. `gone` are those whose place nobody takes; files that the settings
 * do not name any more are not missed.
 */
function predecessors(
  now: readonly FileMemory[],
  before: readonly FileMemory[],
  { unread, folder }: { unread: readonly UnreadFile[]; folder: string | null },
): { previous: Map<FileMemory, FileMemory>; gone: FileMemory[] } {
  const previous = new Map<FileMemory, FileMemory>();
  const open = new Set(before);
  const isAlike = (one: FileMemory, other: FileMemory) =>
    one.kind === other.kind && one.group === other.group;
  const present = new Set([...now, ...unread].map((file) => file.path));
  const isMissed = ({ path: file }: FileMemory) =>
    folder === null ? present.has(file) : path.dirname(file) === path.dirname(path.join(folder, 'any'));
  const pairUp = (fits: (file: FileMemory, last: FileMemory) => boolean) => {
    for (const last of open) {
      const heir = now.find((file) => !previous.has(file) && isAlike(file, last) && fits(file, last));
      if (heir === undefined) continue;
      previous.set(heir, last);
      open.delete(last);
    }
  };
  pairUp((file, last) => file.path === last.path);
  for (const last of open) if (!isMissed(last)) open.delete(last);
  pairUp((file, last) => file.sha256 === last.sha256);
  pairUp(() => true);
  // A copy of a file that is still there held nothing of its own.
  const kept = new Set([...previous.values()].map(({ sha256 }) => sha256));
  return { previous, gone: [...open].filter(({ sha256 }) => !kept.has(sha256)) };
}

/** A moment in UTC, to the minute. */
function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
