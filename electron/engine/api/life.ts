import type { StepOfLife } from '../../../shared/contract/index.ts';
import { historyField, partName } from '../../../shared/domain/history-fields.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import { accountEvents, type AccountEventRecord, type Store } from '../store/index.ts';

/** How much of an account's journal is looked at. */
const MOST_EVENTS = 500;

/** What became of a number, of a status or of one of its places. */
interface Step {
  /** `Number 6001`, `Mobile: Make call from`, `Active status`. */
  what: string;
  from: string | null;
  to: string | null;
}

/**
 * The life of an account's numbers and statuses, newest first: who changed what, when, from what to what (domain.md 5.5), as
 * its user is told.
 */
export function lifeOf(store: Store, accountId: number, limit: number): StepOfLife[] {
  const events = accountEvents(store, accountId, MOST_EVENTS).filter(({ state }) => state === 'applied');
  const isDirectory = store.accounts.get(accountId)?.sourceKind === 'directory';
  const reasons = numberReasons(events);
  const told = new Set(events.flatMap((event) => Object.keys(event.fields).map((key) => keyOf(event, key))));
  const steps: StepOfLife[] = [];
  for (const event of events) {
    for (const [field, [before, after]] of fieldsToTell(event, told)) {
      const step = stepOf(field, before, after, isDirectory);
      if (step === null) continue;
      const reason = reasons.get(keyOf(event, field)) ?? reasonFor(event);
      const { changeId, at, runId } = event;
      steps.push({ changeId, at: new Date(at).toISOString(), who: whoTold(event), runId, ...step, reason });
    }
    if (steps.length >= limit) break;
  }
  return steps.slice(0, limit);
}

/**
 * A run tells of a number in a row of its own, with the reason, and again in the row of the account: once is enough. A row of
 * its own stands where the other does not tell of the number.
 */
function fieldsToTell(event: AccountEventRecord, told: ReadonlySet<string>): [string, [unknown, unknown]][] {
  if (!event.kind.startsWith('number-')) return Object.entries(event.fields);
  const number = numberOf(event);
  if (number === '' || told.has(keyOf(event, `number:${number}`))) return [];
  const [before, after] = event.fields['number'] ?? [null, null];
  const there = (value: unknown) => (value === null ? null : 'there');
  return [[`number:${number}`, [there(before), there(after)]]];
}

function stepOf(field: string, before: unknown, after: unknown, withPhones = false): Step | null {
  const [from, to] = [textOf(before), textOf(after)];
  // Those of a directory account are no numbers of their own in the store.
  if (withPhones && field === 'deskPhone') return { what: 'Desk phone', from, to };
  if (withPhones && field === 'softPhone') return { what: 'Softphone', from, to };
  const about = historyField(field);
  switch (about?.about) {
    case undefined:
      return null;
    case 'activeStatus':
      return { what: 'Active status', from, to };
    case 'number':
      return { what: `Number ${about.number}`, from, to };
    case 'status':
      return {
        what: about.part === null ? about.status : `${about.status}: ${partName(about.part)}`,
        from,
        to,
      };
  }
}

/** Why runs did what they did to single numbers. */
function numberReasons(events: readonly AccountEventRecord[]): Map<string, string> {
  const rows = events.filter(({ kind }) => kind.startsWith('number-'));
  return new Map(
    rows.map((row) => [keyOf(row, `number:${numberOf(row)}`), reasonOf(row.reasonCode, row.detail)]),
  );
}

/** By hand only what was put back says why; a run always does. */
function reasonFor({ runId, reasonCode, detail }: AccountEventRecord): string {
  const says = runId !== null || reasonCode === 'undone-by-hand' || reasonCode === 'redone-by-hand';
  return says ? reasonOf(reasonCode, detail) : '';
}

function whoTold({ runId, source, actor }: AccountEventRecord): string {
  if (runId === null) return actor === 'user' ? 'You' : 'Administrator';
  return source === null ? `Run ${runId}` : `${source} (run ${runId})`;
}

function numberOf({ fields }: AccountEventRecord): string {
  const [before, after] = fields['number'] ?? [];
  return textOf(after) ?? textOf(before) ?? '';
}

function keyOf({ runId, changeId }: AccountEventRecord, field: string): string {
  return JSON.stringify([runId ?? `edit ${changeId}`, field]);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
