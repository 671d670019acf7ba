import type { PbxInspection, Step } from '../../../shared/contract/index.ts';
import type { Code } from '../../../shared/domain/codes.ts';
import type { PbxSource } from '../store/index.ts';
import type { Inspected } from '../sync/index.ts';
import type { Services } from './context.ts';
import { requireBusiness } from './pbx-nodes.ts';

type StepEnd = Omit<Step, 'id' | 'title'>;
type File = PbxInspection['files'][number];

/** Reads a node's files and looks at them, step by step. Changes nothing. */
export async function testNode(
  { inspections }: Services,
  source: PbxSource,
  signal: AbortSignal,
): Promise<Step[]> {
  const { enterpriseId, sourceId } = source;
  const settings = requireBusiness(source);
  return nodeSteps(await inspections.inspect({ enterpriseId, sourceId, settings }, signal));
}

/** What was found, as steps of a check. A failed step says why; the steps after it are skipped. */
export function nodeSteps(found: Inspected): Step[] {
  const steps: [id: string, title: string, judge: (found: Inspected) => StepEnd][] = [
    ['files', 'The files are there and can be read', judgeFiles],
    ['text', 'How they are written', judgeText],
    ['columns', 'Columns', judgeColumns],
    ['rows', 'Rows', judgeRows],
    ['ages', 'Age of the export', judgeAges],
    ['result', 'What a synchronization would make of it', judgeResult],
  ];
  let failed = false;
  return steps.map(([id, title, judge]) => {
    if (failed) return { id, title, result: 'skipped', evidence: '', next: '' };
    const end = judge(found);
    failed = end.result === 'failed';
    return { id, title, ...end };
  });
}

const ok = (evidence: string): StepEnd => ({ result: 'ok', evidence, next: '' });
const warning = (evidence: string, next: string): StepEnd => ({ result: 'warning', evidence, next });

/** The first thing that is wrong with a file by one of these codes, or by any. */
function failure({ inspection: { files } }: Inspected, codes?: readonly Code[]): StepEnd | null {
  for (const { problem } of files) {
    if (problem !== null && (codes === undefined || codes.includes(problem.code))) {
      return { result: 'failed', evidence: problem.message, next: problem.hint };
    }
  }
  return null;
}

function judgeFiles(found: Inspected): StepEnd {
  const missing = failure(found, ['file.missing', 'file.unreadable']);
  if (missing !== null) return missing;
  const files = found.inspection.files.filter(({ modifiedAt }) => modifiedAt !== null);
  return ok(files.map(({ path, kind }) => `${path} (${KINDS[kind]})`).join(', '));
}

function judgeText(found: Inspected): StepEnd {
  const wrong = failure(found, ['csv.encoding']);
  if (wrong !== null) return wrong;
  const texts = found.inspection.files
    .filter(isRead)
    .map(({ path, encoding, separator }) => `${baseName(path)}: ${encoding}, ${separator}`);
  return ok(texts.join('; '));
}

function judgeColumns(found: Inspected): StepEnd {
  const wrong = failure(found, ['csv.missing-column']);
  if (wrong !== null) return wrong;
  const texts = found.inspection.files.filter(isRead).map(({ path, columns }) => {
    const pairs = Object.entries(columns).map(([column, header]) => `${column} = ${header}`);
    return `${baseName(path)}: ${pairs.join(', ')}`;
  });
  return ok(texts.join('; '));
}

function judgeRows(found: Inspected): StepEnd {
  const { inspection, verdict, error, issues } = found;
  const wrong = failure(found);
  if (wrong !== null) return wrong;
  if (verdict !== 'complete') {
    return { result: 'failed', evidence: error?.message ?? 'They are not whole.', next: error?.hint ?? '' };
  }
  const evidence = `${counted(inspection.devices, 'device')} and ${counted(inspection.groups, 'group')}`;
  const [remark] = issues.filter(({ severity, code }) => severity !== 'info' && code !== 'pbx.stale-export');
  return remark === undefined ? ok(evidence) : warning(`${evidence}; ${remark.message}`, remark.hint);
}

function judgeAges({ inspection, issues, now }: Inspected): StepEnd {
  const stale = issues.filter(({ code }) => code === 'pbx.stale-export');
  const [first] = stale;
  if (first !== undefined) {
    const shown = stale.slice(0, MOST_REMARKS).map(({ message }) => message);
    if (stale.length > MOST_REMARKS) shown.push(`And ${stale.length - MOST_REMARKS} more.`);
    return warning(shown.join(' '), first.hint);
  }
  const written = inspection.files
    .filter(isRead)
    .map(({ path, modifiedAt }) => ({
      name: baseName(path),
      age: ageWords(modifiedAt!, now),
      at: modifiedAt!,
    }))
    .sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));
  const [newest, oldest] = [written[0], written.at(-1)];
  if (newest === undefined || oldest === undefined) return ok('no file was read');
  if (newest === oldest) return ok(`${newest.name} is ${newest.age}`);
  if (newest.age === oldest.age) return ok(`all ${written.length} files are ${newest.age}`);
  return ok(
    `the newest file, ${newest.name}, is ${newest.age}; the oldest, ${oldest.name}, is ${oldest.age}`,
  );
}

/** Most remarks about the age of files that are told at once. */
const MOST_REMARKS = 5;
const HOUR_MS = 60 * 60_000;

/** How old a file is: `3 hours old (of 2026-11-23)`. */
function ageWords(modifiedAt: string, now: number): string {
  const hours = Math.floor((now - Date.parse(modifiedAt)) / HOUR_MS);
  const day = `(of ${modifiedAt.slice(0, 10)})`;
  if (hours < 1) return `less than an hour old ${day}`;
  return hours < 48 ? `${counted(hours, 'hour')} old ${day}` : `${Math.floor(hours / 24)} days old ${day}`;
}

function judgeResult({ inspection: { result }, warnings }: Inspected): StepEnd {
  const { people = 0, notAssigned = 0 } = result ?? {};
  const parts = [
    people === 1 ? '1 person' : `${people} people`,
    ...(notAssigned === 0 ? [] : [`${counted(notAssigned, 'device')} in no account`]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ];
  const next =
    'A preview of the node names each warning. After a synchronization each device in no account is on the page of the node, and in: rollcall devices --not-assigned';
  return warnings === 0 ? ok(parts.join(', ')) : warning(parts.join(', '), next);
}

const KINDS: Record<File['kind'], string> = {
  devices: 'devices',
  groups: 'groups',
  directory: 'telephone directory',
  wizard: 'devices of the configuration wizard',
  multiline: 'passed over',
  unknown: 'passed over',
  'left-out': 'left out on purpose',
};

function isRead({ kind, modifiedAt }: File): boolean {
  return modifiedAt !== null && kind !== 'multiline' && kind !== 'unknown';
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function counted(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}
