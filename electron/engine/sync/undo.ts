import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  imbalance,
  outcomeOf,
  zeroCounters,
  type Counters,
  type Issue,
  type Outcome,
} from '../../../shared/domain/run.ts';
import { failpoint } from '../failpoint.ts';
import { UndoRows, type ChosenRows, type Store, type UndoTarget } from '../store/index.ts';
import { statusesDigest } from './pbx-numbers.ts';
import { issue } from './plan.ts';
import { endRun, NO_FEED } from './run-endings.ts';
import { UndoActions } from './undo-actions.ts';
import { undoChain, type UndoChain } from './undo-chain.ts';
import { clashesOf } from './undo-claims.ts';
import { UndoSource } from './undo-source.ts';
import { keyOf, verdictOn, type Candidate, type VerdictContext } from './undo-verdict.ts';

/** How many rows go between two looks at the cancel flag and two progress reports. */
const ROWS_PER_LOOK = 500;

/** The undo of one run. */
export interface UndoJob {
  store: Store;
  /** The undo's own run, which has begun. */
  runId: number;
  /** The run that is undone. */
  target: number;
  /** Only rows of these logins or accounts; all when neither is named. */
  chosen: ChosenRows;
  now(): number;
  isCancelled(): boolean;
  progress(phase: 'saving', done: number, total: number): void;
}

/**
 * Puts back what a run changed (E9): what it created is deleted, what it changed gets its values back, what it deleted
 * comes back whole. A row that a later change stands in the way of is refused by name, the others are put back. All in
 * one transaction with the report and a journal of its own, so that an undo can be undone. Throws only for faults.
 */
export function runUndo(job: UndoJob): Outcome {
  failpoint('run.started');
  try {
    const outcome = job.store.transaction(() => new Undo(job).run());
    failpoint('run.committed');
    return outcome;
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    const { code, message } = error;
    const outcome = code === 'run.cancelled' ? 'cancelled' : 'failed';
    endRun(job.store, job.runId, { outcome, code, message, kind: 'undo' }, job.now());
    return outcome;
  }
}

class Undo {
  readonly #job: UndoJob;
  readonly #chain: UndoChain;
  readonly #rows: UndoRows;
  readonly #source: UndoSource;
  readonly #actions: UndoActions;
  readonly #context: VerdictContext;
  readonly #counters: Counters = zeroCounters();
  readonly #issues: Issue[] = [];
  readonly #start = performance.now();
  #done = 0;
  #total = 0;

  constructor(job: UndoJob) {
    this.#job = job;
    const { store } = job;
    this.#chain = undoChain(store, job.target);
    this.#rows = new UndoRows(store.connection);
    this.#source = new UndoSource(store, this.#chain);
    this.#context = {
      rows: this.#rows,
      runId: job.target,
      sourceIsThere: (sourceId) => this.#source.isThere(sourceId),
      isOfChain: (runId) => this.#chain.has(runId),
      statusesOf: (accountId) => statusesDigest(store.statuses.image(accountId)),
    };
    this.#actions = new UndoActions({
      store,
      rows: this.#rows,
      runId: job.runId,
      chain: this.#chain,
      context: this.#context,
      now: job.now(),
    });
  }

  run(): Outcome {
    const targets = this.#targets();
    this.#total = targets.length;
    this.#job.progress('saving', 0, this.#total);
    this.#source.bringBack(this.#issues);
    for (const layer of layersOf(targets)) this.#undoLayer(layer);
    this.#look();
    if (isWhole(this.#job)) this.#source.removeAgain(this.#issues, this.#job.now());
    this.#settleSeats();
    return this.#finish();
  }

  /** Whoever comes back has a seat if there is one; seats of those who went are for them, and then for who waits. */
  #settleSeats(): void {
    const { created, deleted } = this.#counters;
    if (created + deleted === 0) return;
    const back = this.#actions.seated();
    const { deactivated } = this.#job.store.seats.settle(
      this.#chain.target.enterpriseId,
      back.map((accountId) => ({ accountId, from: null })),
    );
    const count = deactivated.length;
    if (count === 0) return;
    const message =
      count === 1
        ? '1 account came back inactive: no seat was free for it.'
        : `${count} accounts came back inactive: no seat was free for them.`;
    this.#issues.push({ ...issue('warning', 'seats.short', '', 'featureProfile', message), count });
  }

  /** The rows that are meant; `undo.nothing` when there are none. */
  #targets(): UndoTarget[] {
    const { chosen, target } = this.#job;
    const targets = this.#rows.targets(target, chosen);
    const nothing = targets.every(({ kind }) => kind === 'moved');
    if (nothing && !(isWhole(this.#job) && this.#source.comesOrGoes)) {
      throw new RollcallError('undo.nothing', `Run ${target} changed nothing that could be put back.`);
    }
    return targets;
  }

  /** Puts back at most one row of each account. */
  #undoLayer(layer: readonly UndoTarget[]): void {
    const candidates: Candidate[] = [];
    let seen = 0;
    for (const target of layer) {
      if ((seen += 1) % ROWS_PER_LOOK === 0) this.#look();
      const verdict = verdictOn(target, this.#context);
      if (verdict === null) this.#step(() => undefined);
      else if ('refused' in verdict) this.#step(() => this.#refuse(target, verdict.refused));
      else candidates.push(verdict.candidate);
    }
    const { enterpriseId } = this.#chain.target;
    const clashes = clashesOf(candidates, {
      ofLogin: (login) => this.#actions.loginHolder(enterpriseId, login),
      ofKey: (key) => this.#rows.keyHolder(...keyOf(key)),
      ofNumber: (number, { sourceId }) => (sourceId === null ? [] : this.#numberHolders(sourceId, number)),
    });
    for (const [{ target }, clash] of clashes) {
      this.#step(() => {
        if (target.kind !== 'moved') this.#refuse(target, this.#actions.clashWords(clash, target));
      });
    }
    const free = candidates.filter((candidate) => !clashes.has(candidate));
    const of = (...kinds: UndoTarget['kind'][]) => free.filter(({ target }) => kinds.includes(target.kind));
    // What was created goes first: it frees logins that others get back.
    for (const { target } of of('create')) {
      this.#step(() => {
        this.#actions.deleteAgain(target);
        this.#counters.deleted += 1;
      });
    }
    const changed = of('update', 'moved');
    for (const { accountId, login, key } of changed) {
      if (login !== null || key !== null) this.#actions.park(accountId);
    }
    for (const { target } of changed) {
      this.#step(() => {
        if (target.kind === 'moved') {
          this.#actions.moveBack(target);
          return;
        }
        const held = this.#actions.putBack(target);
        this.#issues.push(...held);
        this.#counters.numbersHeld += held.length;
        this.#counters.updated += 1;
      });
    }
    for (const { target } of of('delete')) {
      this.#step(() => {
        this.#actions.restore(target);
        this.#counters.created += 1;
      });
    }
  }

  /** Accounts of the same phone system that have a number; and of others, if they got it since the run. */
  #numberHolders(sourceId: number, number: string): number[] {
    const { enterpriseId, startedAt } = this.#chain.target;
    return [
      ...this.#rows.numberHolders(sourceId, number),
      ...this.#rows.numberTakers({ enterpriseId, sourceId, number, since: startedAt }),
    ];
  }

  #refuse(target: UndoTarget, why: string): void {
    this.#actions.journalRefused(target, why);
    if (target.kind !== 'create') this.#counters.failed += 1;
    const { dn, login } = target;
    this.#issues.push(
      issue('warning', 'row.moved', dn === '' ? login : dn, '', `${login} was not put back: ${why}.`),
    );
  }

  #step(work: () => void): void {
    work();
    this.#done += 1;
    if (this.#done % ROWS_PER_LOOK === 0) {
      this.#job.progress('saving', this.#done, this.#total);
      this.#look();
    }
    failpoint('apply.row');
  }

  #look(): void {
    if (this.#job.isCancelled()) throw new RollcallError('run.cancelled', 'The undo was cancelled.');
  }

  #finish(): Outcome {
    const { store, runId } = this.#job;
    const counters = this.#counters;
    counters.read = counters.created + counters.updated + counters.failed;
    if (imbalance(counters) !== 0) {
      throw new RollcallError('run.unbalanced', 'The counters of the undo do not add up.', {
        details: { ...counters },
      });
    }
    const issues = [...this.#issues, ...this.#actions.notes()];
    const outcome = outcomeOf({ failed: false, complete: true, counters, issues });
    store.runs.finish(runId, {
      outcome,
      complete: true,
      baseline: false,
      endedAt: this.#job.now(),
      counters,
      error: null,
      evidence: null,
      phases: { apply: Math.round(performance.now() - this.#start) },
      plan: null,
      feed: NO_FEED,
      mode: 'full',
      issues,
    });
    failpoint('run.before-commit');
    return outcome;
  }
}

function isWhole({ chosen }: UndoJob): boolean {
  return chosen.logins === undefined && chosen.accountIds === undefined;
}

/** Rows in layers of one an account, the newest first: an account that a run changed twice goes back step by step. */
function layersOf(targets: readonly UndoTarget[]): UndoTarget[][] {
  const layers: UndoTarget[][] = [];
  const depths = new Map<number, number>();
  for (const target of targets) {
    const depth = depths.get(target.accountId) ?? 0;
    depths.set(target.accountId, depth + 1);
    (layers[depth] ??= []).push(target);
  }
  return layers;
}
