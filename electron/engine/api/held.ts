import type { HeldApproval, HeldRow, HeldSelection, Memory } from '../../../shared/contract/index.ts';
import { foldLogin } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { HeldCondition, HeldRecord, RowKind, Store } from '../store/index.ts';
import { answerGround, type JobTask } from '../sync/index.ts';
import { requireEnterprise, type Services } from './context.ts';
import { plannedChange } from './planned-change.ts';

/** How many rows are taken at a time. */
const AT_ONCE = 1000;

/** A page of the rows that wait for approval, and how many there are of each kind (E8). */
export function listHeld(
  store: Store,
  input: {
    enterprise?: string | undefined;
    sourceId?: number | undefined;
    runId?: number | undefined;
    kind?: RowKind | undefined;
    search: string;
    after: number;
    limit: number;
  },
) {
  const { enterprise, sourceId, runId, kind, search } = input;
  const enterpriseId =
    enterprise === undefined ? undefined : requireEnterprise(store, enterprise).enterpriseId;
  const condition = { enterpriseId, sourceId, runId, kind, search };
  const rows = store.held.list(condition, input);
  return {
    rows: rows.map(toHeldRow),
    next: rows.length < input.limit ? null : rows.at(-1)!.heldId,
    counts: store.held.counts(condition),
  };
}

/** A waiting row as the contract shows it. */
export function toHeldRow(row: HeldRecord): HeldRow {
  return {
    ...plannedChange({ ...row, state: 'held' }),
    heldId: row.heldId,
    sourceId: row.sourceId,
    source: row.source,
    enterprise: row.enterprise,
    firstRun: row.firstRun,
    since: new Date(row.since).toISOString(),
    runId: row.runId,
    blocked: blockedBecause(row),
  };
}

/** What an older Rollcall held lacks what it would write. */
function blockedBecause({ kind, fields }: HeldRecord): string | null {
  return kind === 'delete' || fields !== null ? null : 'Synchronize once more; then it can be approved.';
}

/** Starts a job that applies waiting rows: a run for each source. */
export async function approveHeld(
  services: Services,
  { same = [], ...selection }: HeldApproval,
): Promise<{ jobId: number; rows: number }> {
  const { store } = services;
  const rows = (await chosenRows(store, selection)).filter((row) => blockedBecause(row) === null);
  if (rows.length === 0) {
    throw new RollcallError('held.not-found', 'None of these rows can be approved before the next run.');
  }
  const stay = new Set(same.map(foldLogin));
  const tasks: JobTask[] = [];
  for (const [sourceId, group] of Map.groupBy(rows, (row) => row.sourceId)) {
    const source = store.sources.get(sourceId);
    if (source === undefined) continue;
    if (store.enterprises.get(source.enterpriseId)?.type !== source.kind) {
      throw new RollcallError(
        'source.inactive',
        `${source.name} is not of the chosen synchronization type any more.`,
      );
    }
    tasks.push({
      source,
      trigger: 'approval',
      approved: group.map(({ heldId, runId, login }) => ({
        ...{ heldId, runId },
        ...(stay.has(foldLogin(login)) ? { same: true } : {}),
      })),
    });
  }
  return { jobId: services.jobs.start({ kind: 'approval', tasks, mode: 'full' }), rows: rows.length };
}

/**
 * Turns rows down until the source's value changes, or keeps accounts until their entry is back (E8). Many are answered
 * in parts, each a write of its own, so that nobody waits for all of them.
 */
export async function answerHeld(
  services: Services,
  selection: HeldSelection,
  answer: 'rejected' | 'kept',
): Promise<{ rows: number }> {
  const { store } = services;
  const all = await chosenRows(store, selection);
  const rows = all.filter((row) =>
    answer === 'kept' ? row.kind === 'delete' : blockedBecause(row) === null,
  );
  if (rows.length === 0) {
    throw new RollcallError(
      'held.not-found',
      answer === 'kept'
        ? 'None of these rows is a deletion: there is nobody to keep.'
        : 'None of these rows can be rejected before the next run.',
    );
  }
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const part = rows.slice(at, at + AT_ONCE);
    await services.write(() => answerPart(services, part, answer));
  }
  return { rows: rows.length };
}

function answerPart(services: Services, rows: readonly HeldRecord[], answer: 'rejected' | 'kept'): void {
  const { store } = services;
  const at = services.now();
  for (const row of rows) {
    const { sourceId, kind, keyAttribute, key, runId, login, dn } = row;
    const ground = answerGround(row);
    store.held.remember({ sourceId, kind, keyAttribute, key, answer, ground, runId, login, dn, at });
  }
  store.held.remove(rows.map(({ heldId }) => heldId));
}

/** What a person answered before. */
export function listMemories(
  store: Store,
  input: { enterprise?: string | undefined; sourceId?: number | undefined },
): { memories: Memory[] } {
  const { enterprise, sourceId } = input;
  const enterpriseId =
    enterprise === undefined ? undefined : requireEnterprise(store, enterprise).enterpriseId;
  return {
    memories: store.held.memories({ enterpriseId, sourceId }).map((memory) => ({
      ...{ sourceId: memory.sourceId, source: memory.source, kind: memory.kind, answer: memory.answer },
      ...{ key: Buffer.from(memory.key).toString('hex'), keyAttribute: memory.keyAttribute },
      ...{ login: memory.login, dn: memory.dn, runId: memory.runId, at: new Date(memory.at).toISOString() },
    })),
  };
}

/** Forgets an answer: from now on it is a question (E8). */
export function forgetMemory(
  services: Services,
  input: { sourceId: number; kind: RowKind; keyAttribute: string; key: string },
): Promise<{ forgotten: boolean }> {
  const { sourceId, kind, keyAttribute, key } = input;
  const { held } = services.store;
  return services.write(() => ({
    forgotten: held.askAgain(sourceId, kind, keyAttribute, Buffer.from(key, 'hex')),
  }));
}

/** The rows that are meant; `held.not-found` when none waits, `held.newer` when a later run looked again. */
async function chosenRows(store: Store, selection: HeldSelection): Promise<HeldRecord[]> {
  const rows: HeldRecord[] = [];
  for (let after = 0; ;) {
    const page = store.held.list(conditionOf(selection), { after, limit: AT_ONCE });
    rows.push(...page);
    if (page.length < AT_ONCE) break;
    after = page.at(-1)!.heldId;
    // Others have a word in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if ('rows' in selection) return asSeen(rows, selection.rows);
  if ('runId' in selection) return ofRun(store, rows, selection);
  if (rows.length === 0)
    throw new RollcallError('held.not-found', 'No row of this source waits for approval.');
  return rows;
}

function asSeen(rows: HeldRecord[], seen: readonly { heldId: number; runId: number }[]): HeldRecord[] {
  if (rows.length === 0) {
    throw new RollcallError('held.not-found', 'None of these rows waits for approval any more.');
  }
  const runs = new Map(seen.map(({ heldId, runId }) => [heldId, runId]));
  const newer = rows.find(({ heldId, runId }) => runs.get(heldId) !== runId);
  if (newer !== undefined) {
    throw new RollcallError('held.newer', `Run ${newer.runId} looked again at ${newer.login}.`);
  }
  return rows;
}

function ofRun(
  store: Store,
  rows: HeldRecord[],
  { runId, logins }: { runId: number; logins?: readonly string[] | undefined },
): HeldRecord[] {
  const named = logins === undefined ? null : new Set(logins.map(foldLogin));
  const isNamed = ({ login }: HeldRecord) => named === null || named.has(foldLogin(login));
  const chosen = rows.filter(isNamed);
  if (chosen.length > 0) return chosen;
  const sourceId = store.runs.get(runId)?.sourceId ?? null;
  if (sourceId === null) throw new RollcallError('run.not-found', `There is no finished run ${runId}.`);
  const later = store.held.list({ sourceId }, { after: 0, limit: AT_ONCE }).find(isNamed);
  if (later !== undefined && later.runId > runId) {
    throw new RollcallError('held.newer', `Run ${later.runId} looked again after run ${runId}.`);
  }
  throw new RollcallError(
    'held.not-found',
    logins === undefined
      ? `No row of run ${runId} waits for approval.`
      : `No row of run ${runId} waits for approval for ${logins.join(', ')}.`,
  );
}

function conditionOf(selection: HeldSelection): HeldCondition {
  if ('rows' in selection) return { heldIds: selection.rows.map(({ heldId }) => heldId) };
  return 'runId' in selection ? { runId: selection.runId } : { sourceId: selection.sourceId };
}
