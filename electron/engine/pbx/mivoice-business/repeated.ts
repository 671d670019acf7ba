import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { ReadFile } from './read-files.ts';

/** Numbers that two files may share without being two exports of one form: rows that stand there twice by a slip (D19). */
const MOST_SHARED = 2;
/** The share of the smaller file that two parts of one form do not have in common. */
const SHARE = 0.2;

/**
 * Finds files that are a second export of a form which another file has, such as `users-22.csv` beside `users-23.csv`. Read
 * together, each number would have two rows, and groups the members of yesterday.
 *
 * @param copies files with the same bytes as another one: those are read once.
 * @returns the older file of each pair with what is wrong.
 */
export function repeatedForms(
  files: readonly ReadFile[],
  copies: ReadonlySet<string>,
): { path: string; error: RollcallError }[] {
  const found: { path: string; error: RollcallError }[] = [];
  const read = files.filter(
    ({ path, end, problem }) => end !== null && problem === null && !copies.has(path),
  );
  const newestFirst = read.sort((left, right) => writtenAt(right) - writtenAt(left) || compare(left, right));
  const kept: { file: ReadFile; content: Set<string> }[] = [];
  for (const file of newestFirst) {
    const content = contentOf(file);
    const other = kept.find((each) => isAlike(each.file, file) && isRepeated(each.content, content));
    if (other === undefined) kept.push({ file, content });
    else found.push({ path: file.path, error: repeated(file, other.file, shared(other.content, content)) });
  }
  return found;
}

function repeated(older: ReadFile, newer: ReadFile, count: number): RollcallError {
  const [day, otherDay] = [dayOf(older), dayOf(newer)];
  const what = `${newer.path} and ${older.path} look like two exports of one form: they share ${count} ${wordOf(older)}`;
  const out =
    day === otherDay
      ? 'Take one of them away.'
      : `Take the older one away: ${older.path} is of ${day}, the other one of ${otherDay}.`;
  return new RollcallError('file.repeated', `${what}. ${out}`);
}

function isAlike(one: ReadFile, other: ReadFile): boolean {
  return one.group === other.group && wordOf(one) === wordOf(other);
}

/** What a file holds, so that it can be held against others: numbers, or members of groups. */
function contentOf({ devices, members, entries }: ReadFile): Set<string> {
  if (devices.length > 0) return new Set(devices.map(({ number }) => number));
  const content = new Set(entries.keys());
  for (const [pilot, numbers] of members) {
    for (const number of numbers) if (number !== pilot) content.add(`${pilot} ${number}`);
  }
  return content;
}

function wordOf({ kind }: ReadFile): string {
  return kind === 'groups' ? 'members of groups' : kind === 'directory' ? 'entries' : 'numbers';
}

function isRepeated(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const count = shared(one, other);
  return count > MOST_SHARED && count > SHARE * Math.min(one.size, other.size);
}

function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let count = 0;
  for (const each of one) if (other.has(each)) count += 1;
  return count;
}

function writtenAt({ peek }: ReadFile): number {
  return peek?.stamp.modifiedAt ?? 0;
}

function dayOf(file: ReadFile): string {
  return new Date(writtenAt(file)).toISOString().slice(0, 16).replace('T', ' ');
}

function compare(left: ReadFile, right: ReadFile): number {
  return left.path < right.path ? -1 : 1;
}
