import type { Issue } from '../../../../shared/domain/run.ts';
import type { ReadFile } from './read-files.ts';
import { fileIssue } from './words.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** D18: an export that is stale, and files that are not of one day. A file's date is that of its last write. */
export function ageIssues(
  files: readonly ReadFile[],
  { now, staleDays }: { now: number; staleDays: number },
): Issue[] {
  const issues: Issue[] = [];
  const read = files.flatMap(({ path, peek, end }) =>
    peek === null || end === null ? [] : [{ path, at: peek.stamp.modifiedAt }],
  );
  for (const { path, at } of read) {
    if (at - now > DAY_MS) {
      const what = `is dated ${day(at)}, which is to come: check the clock of the machine that wrote it`;
      issues.push(fileIssue('warning', 'pbx.stale-export', path, `${path} ${what}.`));
      continue;
    }
    const days = Math.floor((now - at) / DAY_MS);
    if (now - at <= staleDays * DAY_MS) continue;
    issues.push(
      fileIssue('warning', 'pbx.stale-export', path, `${path} is ${days} days old (of ${day(at)}).`),
    );
  }
  const [oldest, ...others] = [...read].sort((left, right) => left.at - right.at);
  const newest = others.at(-1);
  if (oldest !== undefined && newest !== undefined && newest.at - oldest.at > DAY_MS) {
    const what = `${oldest.path} is of ${day(oldest.at)}, ${newest.path} of ${day(newest.at)}`;
    const message = `The files are more than a day apart: ${what}.`;
    issues.push(fileIssue('warning', 'pbx.stale-export', oldest.path, message));
  }
  return issues;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
