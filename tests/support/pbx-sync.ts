import path from 'node:path';
import type { HeldRecord } from '../../electron/engine/store/held.ts';
import type { RunRecord } from '../../electron/engine/store/run-rows.ts';
import type { PbxSource } from '../../electron/engine/store/sources.ts';
import type { Store } from '../../electron/engine/store/store.ts';
import { runPreview } from '../../electron/engine/sync/preview.ts';
import { runSynchronization } from '../../electron/engine/sync/run.ts';
import { runApproval, runPlan, type SeenRow } from '../../electron/engine/sync/stored-run.ts';
import { runUndo } from '../../electron/engine/sync/undo.ts';
import type { PbxOptions } from '../../shared/domain/enterprise.ts';
import type { PbxExport } from '../../shared/domain/mivoice-business/types.ts';
import type { NumberKind } from '../../shared/domain/numbers.ts';
import { DEFAULT_MIVOICE_BUSINESS, type MiVoiceBusinessSettings } from '../../shared/domain/pbx-node.ts';
import type { RunKind } from '../../shared/domain/run.ts';
import { dumpWith, type Dump } from './pbx-dump.ts';
import { NodeFiles } from './pbx-node.ts';
import { enterpriseValues, openQuickStore, TestFolders } from './store.ts';

/** A node of the bench: its source, and the files that it is read from. */
export interface BenchNode {
  source: PbxSource;
  files: NodeFiles;
}

/** Whole synchronizations of PBX nodes on a real store, from real files, in this process and without a worker. */
export class PbxSyncBench {
  readonly store: Store;
  readonly #folders = new TestFolders();
  #serial = 0;
  #now = Date.now();

  constructor() {
    this.store = openQuickStore(this.#folders.next());
  }

  close(): void {
    this.store.close();
    this.#folders.remove();
  }

  /** Removes everything. */
  wipe(): void {
    const tables = ['held_row', 'remembered', 'plan', 'change', 'issue', 'run', 'account', 'source'];
    tables.push('enterprise');
    this.store.transaction(() => {
      for (const table of tables) this.store.connection.exec(`DELETE FROM ${table}`);
    });
  }

  /** A node in an Enterprise of its own, or in that of another one. */
  node(
    change: Partial<MiVoiceBusinessSettings> = {},
    options: { name?: string; pbx?: Partial<PbxOptions>; beside?: BenchNode } = {},
  ): BenchNode {
    const { name = 'HQ' } = options;
    const place = `world-${(this.#serial += 1)}`;
    const values = enterpriseValues(place);
    const enterpriseId =
      options.beside?.source.enterpriseId ??
      this.store.enterprises.create({ ...values, type: 'pbx', pbx: { ...values.pbx, ...options.pbx } }, 1);
    const files = new NodeFiles(path.join(this.store.folder.root, 'exports', place), name, this.#now - 1e9);
    const { files: paths } = files.entry() as { files: { devices: string; groups: string[] } };
    const settings = {
      ...DEFAULT_MIVOICE_BUSINESS,
      files: { ...paths, directory: null },
      staleDays: 3650,
      ...change,
    };
    const sourceId = this.store.sources.create({
      ...{ enterpriseId, kind: 'pbx', name, profileId: null },
      settings: { ...settings },
    });
    return { source: this.store.sources.get(sourceId) as PbxSource, files };
  }

  /** A node whose exports are whatever lies in its folder. */
  folderNode(change: Partial<MiVoiceBusinessSettings> = {}): BenchNode {
    const node = this.node(change);
    const { sourceId, name, profileId, settings } = node.source;
    const folder = { ...settings, files: null, folder: node.files.folder };
    this.store.sources.update(sourceId, { name, profileId, settings: folder });
    return node;
  }

  /** Writes an export and synchronizes. */
  async take(node: BenchNode, given: PbxExport): Promise<RunRecord> {
    node.files.write(given);
    return this.synchronize(node);
  }

  async synchronize(node: BenchNode): Promise<RunRecord> {
    const around = this.#around(node);
    const runId = this.#begin(node, 'sync');
    await runSynchronization({ ...around, runId, mode: 'full' });
    return this.store.runs.get(runId)!;
  }

  /** Makes a preview, as if others had been applied before it; the sha256 of its plan. */
  preview(node: BenchNode, ...before: string[]): Promise<string> {
    return runPreview({ ...this.#around(node), spoolId: -1, before });
  }

  async apply(node: BenchNode, plan: string): Promise<RunRecord> {
    const runId = this.#begin(node, 'sync');
    const { planId } = this.store.plans.find(plan).find(({ sourceId }) => sourceId === node.source.sourceId)!;
    await runPlan({ ...this.#around(node), runId }, planId);
    return this.store.runs.get(runId)!;
  }

  /** Approves rows that wait. */
  async approve(node: BenchNode, rows: readonly SeenRow[]): Promise<RunRecord> {
    const runId = this.#begin(node, 'approval');
    await runApproval({ ...this.#around(node), runId }, rows);
    return this.store.runs.get(runId)!;
  }

  undo(node: BenchNode, target: number): RunRecord {
    const runId = this.#begin(node, 'undo', target);
    const { store, now, isCancelled, progress } = this.#around(node);
    runUndo({ store, now, isCancelled, progress, runId, target, chosen: {} });
    return this.store.runs.get(runId)!;
  }

  /** Rows that wait for approval. */
  waiting({ source: { sourceId } }: BenchNode): HeldRecord[] {
    return this.store.held.list({ sourceId }, { after: 0, limit: 1000 });
  }

  /** Points a status of an account somewhere. */
  point(accountId: number, name: string, makeCallFrom: string): void {
    const settings = { makeCallFrom, sendCallsTo: [], whenBusy: 'pbx-default', whenNoAnswer: 'voicemail' };
    this.store.transaction(() => this.store.statuses.put(accountId, { name, settings, locked: false }));
  }

  /** Accounts of a node, a line each. */
  lines({ source: { sourceId } }: BenchNode): string[] {
    return this.accounts(sourceId).map(({ login, text }) => `${login} ${text}`);
  }

  /** Accounts of a source, by login: their phones, their number rows, and all of it in a line. */
  accounts(sourceId: number) {
    const { connection } = this.store;
    const rows = connection
      .prepare(
        `SELECT account_id AS id, login_id AS login, login_key, source_key, first_name, last_name, department, desk_phone, soft_phone, extra
           FROM account WHERE source_id = ? ORDER BY login_key`,
      )
      .all<AccountLine>(sourceId);
    return rows.map((row) => {
      const numbers = connection
        .prepare('SELECT number, kind, origin, state FROM number WHERE account_id = ? ORDER BY number')
        .all<NumberLine>(row.id);
      const { login, first_name, last_name, department, desk_phone, soft_phone, extra } = row;
      const list = numbers.map((each) => Object.values(each).join(' '));
      const text = JSON.stringify([first_name, last_name, department, desk_phone, soft_phone, extra, list]);
      const { pbxNumbers = '' } = JSON.parse(extra ?? '{}') as { pbxNumbers?: string };
      const key = Buffer.from(row.source_key).toString();
      const of = { id: row.id, login, loginKey: row.login_key, key, desk: desk_phone, soft: soft_phone };
      return { ...of, pbxNumbers, numbers, text };
    });
  }

  /** A run's journal, a line a row, sorted. */
  changes({ runId }: RunRecord): string[] {
    return this.store.runs
      .changes(runId)
      .map(({ kind, state, reasonCode, login }) => `${kind} ${state} ${reasonCode} ${login}`)
      .sort();
  }

  /** Everything that is stored of accounts. */
  dump(): Dump {
    return dumpWith((sql) => this.store.connection.prepare(sql).all<Record<string, unknown>>());
  }

  #begin({ source: { enterpriseId, sourceId } }: BenchNode, kind: RunKind, undoes?: number): number {
    const trigger = kind === 'undo' ? 'undo' : 'manual';
    const of = { enterpriseId, sourceId, kind, trigger, mode: 'full', startedAt: this.#now, undoes } as const;
    return this.store.runs.start(of);
  }

  #around({ source }: BenchNode) {
    return {
      ...{ store: this.store, source: this.store.sources.get(source.sourceId) as PbxSource, password: null },
      ...{ now: () => (this.#now += 10), isCancelled: () => false, progress: () => undefined },
    };
  }
}

interface AccountLine {
  id: number;
  login: string;
  login_key: string;
  source_key: Uint8Array;
  first_name: string;
  last_name: string;
  department: string;
  desk_phone: string;
  soft_phone: string;
  extra: string | null;
}

interface NumberLine {
  number: string;
  kind: NumberKind;
  origin: string;
  state: string;
}
