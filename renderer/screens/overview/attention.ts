import type { EnterpriseView, PbxNodeRow, RunSummary } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { gravity, isPartial, listed, rowsPhrase, type KindCounts } from '../../components/run-words.ts';
import { records, sourceWord } from '../../components/source-words.ts';
import { duration, relativeTime } from '../../components/times.ts';
import { addresses } from '../../state/addresses.ts';

/** What does the next step: a link, or a synchronization of one source. */
export type Step =
  { kind: 'link'; label: string; href: string } | { kind: 'sync'; label: string; source: string };

/** One thing that an administrator should know; `idle` ones are no trouble. */
export interface Attention {
  id: string;
  tone: 'bad' | 'warn' | 'held' | 'idle';
  sentence: string;
  step: Step;
}

/** A source as one looks at it: a synchronizer, or a PBX node. */
export interface Source {
  kind: 'directory' | 'pbx';
  sourceId: number;
  name: string;
  accounts: number;
  /** Whether it is of the Enterprise's type, and synchronizes (D16). */
  active: boolean;
  lastAttempt: RunSummary | null;
  lastGood: RunSummary | null;
  /** What only a PBX node has. */
  node: PbxNodeRow | null;
}

/** What is known when one looks. */
export interface Facts {
  enterprise: EnterpriseView;
  sources: readonly Source[];
  /** Why the bind password of a source cannot be used, by source. */
  passwordProblems: ReadonlyMap<number, string>;
  /** Why the key of stored passwords cannot be used; null when it can or is not needed. */
  vaultProblem: string | null;
  /** The next due times, ISO 8601. */
  due: readonly string[];
  /** Rows that wait for approval, by source. */
  waiting: ReadonlyMap<number, KindCounts>;
  /** Sources that are being synchronized: they need nothing now. */
  running: ReadonlySet<number>;
  now: number;
}

const GRAVITY = ['bad', 'warn', 'held', 'idle'];

/** What needs attention, the gravest first. */
export function attentionOf(facts: Facts): Attention[] {
  const { enterprise, sources } = facts;
  const active = sources.filter((each) => each.active);
  const found = [
    ...ofVault(facts),
    ...active.flatMap((row) => ofPassword(row, facts)),
    ...active.flatMap((row) => (facts.running.has(row.sourceId) ? [] : ofAttempt(row, facts))),
    ...sources.flatMap((row) => ofWaiting(row, facts)),
    ...active.flatMap((row) => ofRows(row, enterprise)),
    ...active.flatMap((row) => (facts.running.has(row.sourceId) ? [] : ofAge(row, facts))),
    ...active.flatMap((row) => (facts.running.has(row.sourceId) ? [] : ofExport(row, facts))),
    ...active.flatMap((row) => ofKeptNumbers(row, enterprise)),
    ...ofType(facts),
    ...ofSchedule(facts),
  ];
  return found.sort((left, right) => GRAVITY.indexOf(left.tone) - GRAVITY.indexOf(right.tone));
}

/** Of these, what a results file can say: how runs went, and what waited. The rest is about what should be done. */
export function attentionInResults(list: readonly Attention[]): Attention[] {
  return list.filter(({ id }) => /^(attempt|held|failed|issues|numbers) /.test(id));
}

function ofVault({ vaultProblem }: Facts): Attention[] {
  if (vaultProblem === null) return [];
  const sentence = `The key of the stored passwords cannot be used: ${isolated(stop(vaultProblem))}`;
  return [{ id: 'vault', tone: 'bad', sentence, step: link('Open the settings', addresses.settings()) }];
}

function ofPassword(row: Source, { enterprise, passwordProblems }: Facts): Attention[] {
  const problem = passwordProblems.get(row.sourceId);
  if (problem === undefined) return [];
  const step = link('Enter it again', addresses.synchronizer(enterprise.id, row.sourceId));
  const sentence = `The password of ${isolated(row.name)} cannot be used: ${isolated(stop(problem))}`;
  return [{ id: `password ${row.sourceId}`, tone: 'bad', sentence, step }];
}

/** How the last attempt went. */
function ofAttempt(row: Source, { enterprise, now }: Facts): Attention[] {
  const { lastAttempt: run, name } = row;
  const id = `attempt ${row.sourceId}`;
  if (run === null) {
    const step: Step = { kind: 'sync', label: 'Sync Now', source: name };
    return [{ id, tone: 'warn', sentence: `${isolated(name)} has not been synchronized yet.`, step }];
  }
  const when = relativeTime(Date.parse(run.startedAt), now);
  const why = run.error === null ? '' : ` ${isolated(stop(run.error.message))}`;
  const look = link('Why, and what next', addresses.run(enterprise.id, run.id));
  if (isPartial(run)) {
    const sentence =
      row.kind === 'pbx'
        ? `${isolated(name)} was not read completely, ${when}, so nothing was changed.${why}`
        : `${isolated(name)} was read only in part, ${when}, so nothing was deleted.${why}`;
    return [{ id, tone: 'warn', sentence, step: look }];
  }
  const again: Step = { kind: 'sync', label: 'Sync Now', source: name };
  switch (run.outcome) {
    case 'failed':
      return [
        {
          id,
          tone: 'bad',
          sentence: `${isolated(name)} could not be synchronized, ${when}.${why}`,
          step: look,
        },
      ];
    case 'interrupted':
      return [
        {
          id,
          tone: 'warn',
          sentence: `${isolated(name)}: the last synchronization was cut off, ${when}.`,
          step: again,
        },
      ];
    case 'cancelled':
      return [
        {
          id,
          tone: 'warn',
          sentence: `${isolated(name)}: the last synchronization was cancelled, ${when}.`,
          step: again,
        },
      ];
    default:
      return [];
  }
}

/** Rows that wait for somebody, whatever became of the run that held them. */
function ofWaiting({ sourceId, name }: Source, { enterprise, waiting }: Facts): Attention[] {
  const counts = waiting.get(sourceId) ?? { create: 0, update: 0, delete: 0 };
  const rows = counts.create + counts.update + counts.delete;
  if (rows === 0) return [];
  const sentence = `${rowsPhrase(counts)} of ${isolated(name)} ${rows === 1 ? 'waits' : 'wait'} for approval.`;
  const step = link('Review', addresses.held(enterprise.id, sourceId));
  return [{ id: `held ${sourceId}`, tone: 'held', sentence, step }];
}

/** Entries or people that were left out. */
function ofRows(row: Source, enterprise: EnterpriseView): Attention[] {
  const found: Attention[] = [];
  const { lastAttempt, name, sourceId } = row;
  if (lastAttempt === null || !saved(lastAttempt)) return found;
  const { failed } = lastAttempt.counters;
  const issues = link('Show the issues', `${addresses.run(enterprise.id, lastAttempt.id)}?tab=issues`);
  if (failed > 0) {
    const sentence = `${records(row.kind, failed)} of ${isolated(name)} could not be imported.`;
    found.push({ id: `failed ${sourceId}`, tone: 'warn', sentence, step: issues });
  } else if (lastAttempt.outcome === 'warnings' && lastAttempt.complete) {
    const sentence = `The last synchronization of ${isolated(name)} left ${gravity(lastAttempt.issues)}.`;
    found.push({ id: `issues ${sourceId}`, tone: 'warn', sentence, step: issues });
  }
  return found;
}

function saved({ outcome }: RunSummary): boolean {
  return outcome === 'success' || outcome === 'warnings' || outcome === 'held';
}

/** A source whose last attempt is older than its schedule allows: Rollcall was not running. */
function ofAge(row: Source, { enterprise, due, now }: Facts): Attention[] {
  const gap = longestGap(due);
  const run = row.lastAttempt;
  if (run === null || gap === null || !enterprise.schedule.enabled) return [];
  const age = now - Date.parse(run.startedAt);
  if (age <= gap + LATE_MS) return [];
  const sentence = `${isolated(row.name)} was last synchronized ${relativeTime(Date.parse(run.startedAt), now)}, though one is due every ${span(gap)}: Rollcall was probably not running.`;
  return [
    {
      id: `age ${row.sourceId}`,
      tone: 'warn',
      sentence,
      step: { kind: 'sync', label: 'Sync Now', source: row.name },
    },
  ];
}

/** A due time may be served this much later: others may be running. */
const LATE_MS = 15 * 60_000;

/** The longest time between two of these; null when it cannot be told. */
function longestGap(due: readonly string[]): number | null {
  const times = due.map((at) => Date.parse(at));
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  return gaps.length === 0 ? null : Math.max(...gaps);
}

function span(ms: number): string {
  const days = Math.round(ms / 86_400_000);
  if (ms > 36 * 3_600_000) return counted(days, 'day');
  if (ms >= 23 * 3_600_000) return 'day';
  return duration(ms).replace(' 0 min', '').replace(' 0 s', '');
}

/** A newer export than the one that was read last. */
function ofExport({ node, name, sourceId }: Source, { now }: Facts): Attention[] {
  const newer = node?.newerExport ?? null;
  // Before the first synchronization there is something else to be said.
  if (newer === null || node?.lastAttempt === null) return [];
  const written = relativeTime(Date.parse(newer), now);
  return [
    {
      id: `export ${sourceId}`,
      tone: 'warn',
      sentence: `A newer export of ${isolated(name)} is there, written ${written}.`,
      step: { kind: 'sync', label: 'Sync Now', source: name },
    },
  ];
}

/** Numbers that are kept by rule 6: somebody has to point statuses elsewhere before they can go. */
function ofKeptNumbers({ node, name, sourceId }: Source, { id }: EnterpriseView): Attention[] {
  if (node === null || node.numbersHeld === 0) return [];
  const one = node.numbersHeld === 1;
  const sentence = `${counted(node.numbersHeld, 'number')} of ${isolated(name)} ${one ? 'is' : 'are'} gone from the PBX and kept until nothing holds ${one ? 'it' : 'them'} and ${one ? 'it' : 'they'} can go.`;
  const step = link('Show the numbers', addresses.numbers(id, { view: 'held', sourceId }));
  return [{ id: `numbers ${sourceId}`, tone: 'idle', sentence, step }];
}

function ofType({ enterprise, sources }: Facts): Attention[] {
  const { id, type } = enterprise;
  if (type === 'none') {
    const step = link('Choose how to synchronize', addresses.synchronization(id));
    return [{ id: 'type', tone: 'idle', sentence: noneSentence(sources), step }];
  }
  if (sources.some(({ kind }) => kind === type)) return [];
  const [sentence, step] =
    type === 'directory'
      ? ['There is no synchronizer yet', link('Add synchronizer', addresses.newSynchronizer(id))]
      : ['There is no PBX node yet', link('Add node', addresses.newPbxNode(id))];
  return [
    {
      id: type === 'directory' ? 'no-synchronizer' : 'no-node',
      tone: 'warn',
      sentence: `${sentence}, so nothing keeps the accounts in step.`,
      step,
    },
  ];
}

function noneSentence(sources: readonly Source[]): string {
  const by = (kind: Source['kind']) => {
    const count = sources.filter((each) => each.kind === kind).length;
    return count === 0 ? [] : [counted(count, sourceWord(kind))];
  };
  const kept = [...by('directory'), ...by('pbx')];
  const rest =
    kept.length === 0 ? '' : `, and ${listed(kept)} ${sources.length === 1 ? 'is' : 'are'} inactive`;
  return `The synchronization type is None: accounts are kept by hand${rest}.`;
}

function ofSchedule({ enterprise, sources }: Facts): Attention[] {
  const { type, schedule } = enterprise;
  if (type === 'none' || schedule.enabled || !sources.some(({ kind }) => kind === type)) return [];
  const sentence = 'There is no schedule: accounts change only when somebody synchronizes.';
  const step = link('Set a schedule', addresses.synchronization(enterprise.id));
  return [{ id: 'schedule', tone: 'idle', sentence, step }];
}

function link(label: string, href: string): Step {
  return { kind: 'link', label, href };
}

/** A text that ends like a sentence. */
function stop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
