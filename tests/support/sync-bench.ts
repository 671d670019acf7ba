import { runPreview } from '../../electron/engine/sync/preview.ts';
import { runSynchronization, type RunJob } from '../../electron/engine/sync/run.ts';
import { runApproval, runPlan, type StoredRunJob } from '../../electron/engine/sync/stored-run.ts';
import type { EntryDecoder } from '../../electron/engine/directory/entry-decoder.ts';
import type { LookupAnswer } from '../../electron/engine/directory/lookup-decision.ts';
import type { ScanResult } from '../../electron/engine/directory/scan.ts';
import type { AccountRecord } from '../../electron/engine/store/accounts.ts';
import type { RunRecord } from '../../electron/engine/store/run-rows.ts';
import type { DirectorySource } from '../../electron/engine/store/sources.ts';
import type { Store } from '../../electron/engine/store/store.ts';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import type { Outcome } from '../../shared/domain/run.ts';
import type { SynchronizerSettings } from '../../shared/domain/synchronizer.ts';
import { feed, MAPPING, scanResult, type TestEntry } from './entries.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from './store.ts';

/** What a synchronization came to. */
export interface Synchronized {
  runId: number;
  outcome: Outcome;
  run: RunRecord;
  /** Code and subject of each issue. */
  issues: string[];
}

/** How a read ends, and what else happens during the run. */
export interface Course {
  verdict?: ScanResult['verdict'];
  error?: Code;
  workingContext?: string;
  /** What a second look finds of the entry with a DN; `deleted` when left out. */
  looks?: (dn: string) => LookupAnswer['reason'];
  job?: Partial<RunJob>;
}

/** Whole synchronizations on a real store, with entries in place of a directory. */
export class SyncBench {
  readonly store: Store;
  /** Two Enterprises. */
  readonly one: number;
  readonly two: number;
  readonly #folders = new TestFolders();

  constructor() {
    this.store = openQuickStore(this.#folders.next());
    this.one = this.store.enterprises.create(enterpriseValues('One'), 1);
    this.two = this.store.enterprises.create(enterpriseValues('Two'), 1);
  }

  close(): void {
    this.store.close();
    this.#folders.remove();
  }

  /** Removes everything but the Enterprises. */
  wipe(): void {
    const tables = ['held_row', 'remembered', 'plan', 'change', 'issue', 'run', 'account', 'source'];
    tables.push('feature_profile');
    this.store.transaction(() => {
      for (const table of tables) this.store.connection.exec(`DELETE FROM ${table}`);
    });
  }

  source(
    name = 'Main',
    enterpriseId = this.one,
    change: Partial<SynchronizerSettings> = {},
  ): DirectorySource {
    return createSource(this.store, enterpriseId, name, { mapping: MAPPING, ...change });
  }

  /** The source as it is stored now. */
  fresh(source: DirectorySource): DirectorySource {
    return this.store.sources.get(source.sourceId) as DirectorySource;
  }

  /** Changes some settings of a source, as a person would. */
  edit(source: DirectorySource, change: Partial<SynchronizerSettings>): void {
    const { name, profileId, settings } = this.fresh(source);
    this.store.sources.update(source.sourceId, { name, profileId, settings: { ...settings, ...change } });
  }

  /** Synchronizes a source with a directory of these entries. */
  async synchronize(
    source: DirectorySource,
    entries: readonly TestEntry[],
    course: Course = {},
  ): Promise<Synchronized> {
    const { store } = this;
    const { enterpriseId, sourceId } = source;
    const of = { kind: 'sync', trigger: 'manual', mode: 'full', startedAt: 1000 } as const;
    const runId = store.runs.start({ enterpriseId, sourceId, ...of });
    const error = course.error
      ? { code: course.error, message: 'It broke off.', hint: hintOf(course.error) }
      : null;
    const outcome = await runSynchronization({
      store,
      source: this.fresh(source),
      runId,
      password: null,
      mode: 'full',
      now: () => 2000,
      isCancelled: () => false,
      progress: () => undefined,
      ...this.#directory(entries, course, error),
      ...course.job,
    });
    const run = store.runs.get(runId)!;
    const issues = store.runs.issues(runId).map(({ code, subject }) => `${code} ${subject}`.trim());
    return { runId, outcome, run, issues };
  }

  /** Makes a preview; the sha256 of its plan. */
  preview(source: DirectorySource, entries: readonly TestEntry[], course: Course = {}): Promise<string> {
    return runPreview({ ...this.#around(source), spoolId: -1, ...this.#directory(entries, course, null) });
  }

  /** Applies a preview to a directory of these entries. */
  apply(source: DirectorySource, plan: string, entries: readonly TestEntry[], course: Course = {}) {
    const { planId } = this.store.plans.find(plan)[0]!;
    return this.#stored(source, 'sync', (job) =>
      runPlan({ ...job, ...this.#again(entries, course) }, planId),
    );
  }

  /** Approves waiting rows against a directory of these entries. */
  approve(source: DirectorySource, heldIds: number[], entries: readonly TestEntry[], course: Course = {}) {
    const seen = this.store.held.list({ heldIds }, { after: 0, limit: heldIds.length });
    return this.#stored(source, 'approval', (job) =>
      runApproval({ ...job, ...this.#again(entries, course) }, seen),
    );
  }

  async #stored(
    source: DirectorySource,
    kind: 'sync' | 'approval',
    work: (job: StoredRunJob) => Promise<Outcome>,
  ): Promise<Synchronized> {
    const { store } = this;
    const { enterpriseId, sourceId } = source;
    const of = { kind, trigger: 'manual', mode: 'full', startedAt: 1000 } as const;
    const runId = store.runs.start({ enterpriseId, sourceId, ...of });
    const outcome = await work({ ...this.#around(source), runId });
    const issues = store.runs.issues(runId).map(({ code, subject }) => `${code} ${subject}`.trim());
    return { runId, outcome, run: store.runs.get(runId)!, issues };
  }

  #around(source: DirectorySource) {
    return {
      ...{ store: this.store, source: this.fresh(source), password: null, now: () => 2000 },
      ...{ isCancelled: () => false, progress: () => undefined },
    };
  }

  /** A directory of these entries, as a synchronization reads it. */
  #directory(
    entries: readonly TestEntry[],
    course: Course,
    error: ScanResult['error'],
  ): Required<Pick<RunJob, 'scan' | 'lookUp'>> {
    return {
      scan: (_settings, _password, attributes, sink) => {
        feed(sink, attributes, entries);
        const result = scanResult(entries.length, course.verdict ?? (error ? 'partial' : 'complete'), error);
        return Promise.resolve({ ...result, workingContext: course.workingContext ?? null });
      },
      lookUp: this.#again(entries, course).lookUp,
    };
  }

  /** A directory of these entries, as it is asked again. */
  #again(
    entries: readonly TestEntry[],
    course: Course,
  ): Required<Pick<StoredRunJob, 'lookUp' | 'readAgain'>> {
    const looks = course.looks ?? (() => 'deleted' as const);
    return {
      lookUp: (_settings, _password, _server, requests) =>
        Promise.resolve(requests.map(({ dn }) => ({ reason: looks(dn), detail: '' }))),
      readAgain: (_settings, _password, _server, dns, attributes, sink) => {
        for (const [index, dn] of dns.entries()) {
          const found = entries.find((entry) => entry.dn === dn);
          if (found === undefined) sink.missing(index, `${dn} is gone.`);
          else {
            const entry = (bytes: Buffer, decoder: EntryDecoder) => sink.entry(index, bytes, decoder);
            feed({ entry, progress: () => undefined }, attributes, [found]);
          }
        }
        return Promise.resolve();
      },
    };
  }

  /** Everything that is stored of accounts, in the order of their logins. */
  dump(where = '1 = 1', ...values: number[]): Record<string, unknown>[] {
    return this.store.connection
      .prepare(`SELECT * FROM account WHERE ${where} ORDER BY login_key, account_id`)
      .all(...values);
  }

  /** Everything that a run which is cancelled or fails may not leave changed. */
  everything(): unknown[] {
    const all = (table: string) => this.store.connection.prepare(`SELECT * FROM ${table}`).all();
    return [this.dump(), all('change'), all('source'), all('number')];
  }

  logins(source: DirectorySource): string[] {
    return this.dump('source_id = ?', source.sourceId).map((row) => String(row['login_id']));
  }

  /** The account of the first Enterprise that has a login. */
  account(login: string): AccountRecord {
    return this.store.accounts.find(this.one, login)!;
  }

  /** A run's journal, a line a row. */
  changes({ runId }: Synchronized): string[] {
    return this.store.runs
      .changes(runId)
      .map(({ kind, state, reasonCode, login }) => `${kind} ${state} ${reasonCode} ${login}`);
  }
}
