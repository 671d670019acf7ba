import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { EngineClient } from '../../electron/engine/index.ts';
import type { Account, Run } from '../../shared/contract/index.ts';
import type { PbxExport } from '../../shared/domain/mivoice-business/types.ts';
import { imbalance } from '../../shared/domain/run.ts';
import type { StatusSettings } from '../../shared/domain/status.ts';
import { dumpWith, type Dump } from '../support/pbx-dump.ts';
import { crowdOf, device, mdug, NodeFiles, pbx, together } from '../support/pbx-node.ts';
import { Workbench, type CommandEnd, type Overrides, type WorkbenchOptions } from './workbench.ts';

/** 30 people, 12 of them with a softphone in a PRG, and one more in an MDUG. */
export const HOUSE = together(
  crowdOf(30, { groups: 12 }),
  pbx(
    [device('7300', 'desk', 'Pat Ito/Law'), device('7301', 'uc', 'Pat Ito/Law')],
    [mdug('7300', '7300', '7301')],
  ),
);

/** A bench on which an export is synchronized. */
export async function openHouse(given: PbxExport = HOUSE): Promise<PbxBench> {
  const desk = await PbxBench.open();
  expect(await desk.take(given)).toMatchObject({ complete: true });
  return desk;
}

/** How the Enterprise and its nodes are configured. */
export interface PbxOptions extends WorkbenchOptions {
  /** Nodes by name, each with keys of its configuration file entry; one node `HQ` by default. */
  nodes?: Record<string, Overrides>;
  /** Options of the type PBX Node (`dynamicExtensionsOnly` …). */
  pbx?: Overrides;
  /** Further keys of the Enterprise. */
  enterprise?: Overrides;
}

/** An Enterprise `acme` of the type PBX Node, with nodes whose files a test writes, on a data folder of its own. */
export class PbxBench {
  readonly bench: Workbench;
  readonly nodes = new Map<string, NodeFiles>();
  readonly #options: PbxOptions;

  private constructor(bench: Workbench, options: PbxOptions) {
    this.bench = bench;
    this.#options = options;
    // Below the data folder, so that a copy of it has its files; paths stay those of the first one.
    for (const name of Object.keys(options.nodes ?? { HQ: {} })) {
      this.nodes.set(name, new NodeFiles(path.join(bench.folder, 'exports'), name));
    }
  }

  static async open(options: PbxOptions = {}): Promise<PbxBench> {
    const desk = new PbxBench(await Workbench.open(options), options);
    await desk.configure();
    return desk;
  }

  /** Imports the configuration, with other keys in place of what it was opened with. */
  async configure(change: Pick<PbxOptions, 'nodes' | 'pbx' | 'enterprise'> = {}): Promise<void> {
    await this.bench.import(this.configuration(change));
  }

  configuration(change: Pick<PbxOptions, 'nodes' | 'pbx' | 'enterprise'> = {}) {
    const { nodes = { HQ: {} }, pbx = {}, enterprise = {} } = { ...this.#options, ...change };
    return {
      rollcall: 1,
      enterprises: [
        {
          id: 'acme',
          description: 'Acme head office',
          domain: 'acme.example.com',
          synchronization: { type: 'pbx', pbx },
          pbxNodes: Object.entries(nodes).map(([name, entry]) => this.node(name).entry(entry)),
          ...enterprise,
        },
      ],
    };
  }

  node(name = 'HQ'): NodeFiles {
    return this.nodes.get(name)!;
  }

  /** Writes the files of a node. */
  write(given: PbxExport, name = 'HQ'): void {
    this.node(name).write(given);
  }

  /** Synchronizes the nodes, or the named one, and answers with the run of each in the order of their names. */
  async synchronizeAll(source?: string): Promise<Run[]> {
    const runs = await this.bench.synchronizeAll(source);
    for (const run of runs) expectBalance(run);
    return runs.sort((left, right) => (left.source < right.source ? -1 : 1));
  }

  /** Synchronizes the one node there is, or the named one. */
  async synchronize(source?: string): Promise<Run> {
    const runs = await this.synchronizeAll(source);
    expect(runs).toHaveLength(1);
    return runs[0]!;
  }

  /** Writes the files of a node, and synchronizes it. */
  async take(given: PbxExport, name = 'HQ'): Promise<Run> {
    this.write(given, name);
    return this.synchronize(name);
  }

  /** Accounts, a line each, as `lineOf` says it. */
  async lines(): Promise<string[]> {
    return (await this.bench.accounts()).map(lineOf);
  }

  account(loginId: string): Promise<Account> {
    return this.bench.account(loginId);
  }

  /** Changes of a run, a line each: `create applied pbx-new 3000`. */
  async changes({ id }: { id: number }): Promise<string[]> {
    const changes = await this.bench.changes(id);
    return changes
      .map(({ kind, state, reasonCode, login }) => `${kind} ${state} ${reasonCode} ${login}`)
      .sort();
  }

  /** Devices that are in no account: `3001 pbx.near-match`. */
  async notAssigned(name = 'HQ'): Promise<string[]> {
    const sourceId = await this.sourceId(name);
    const { rows } = await this.bench.client.pbxNodes.notAssigned({ sourceId, limit: 1000 });
    return rows.map(({ number, code }) => `${number} ${code}`);
  }

  async sourceId(name = 'HQ'): Promise<number> {
    const { nodes } = await this.bench.client.pbxNodes.list({ enterprise: 'acme' });
    return nodes.find((node) => node.name === name)!.sourceId;
  }

  /** Has a status of an account point somewhere, as a person would. */
  async setStatus(loginId: string, name: string, settings: Partial<StatusSettings>): Promise<void> {
    const { accountId } = await this.account(loginId);
    await this.bench.client.statuses.set({ accountId, name, settings });
  }

  /** Gives an account further numbers by hand, as an administrator would. */
  async addNumber(
    loginId: string,
    ...numbers: { number: string; kind: 'desk' | 'external' | 'other' }[]
  ): Promise<void> {
    const { numbers: present } = await this.account(loginId);
    const own = present
      .filter(({ origin }) => origin === 'manual')
      .map(({ number, kind }) => ({ number, kind }));
    await this.edit(loginId, { numbers: [...own, ...numbers] });
  }

  /** Changes an account, as an administrator would. */
  async edit(
    loginId: string,
    account: Parameters<EngineClient['accounts']['update']>[0]['account'],
  ): Promise<void> {
    const { accountId } = await this.account(loginId);
    const { version } = await this.bench.client.accounts.get({ accountId });
    await this.bench.client.accounts.update({ accountId, version, account });
  }

  /** Runs the built command on the data folder, to its end. */
  cli(...args: string[]): Promise<CommandEnd> {
    return this.bench.cli(args);
  }

  /** The JSON document that a command writes; it must end with this status. */
  async json<T>(status: number, ...args: string[]): Promise<T> {
    const end = await this.cli(...args, '--json');
    expect({ args, status: end.status, stderr: end.stderr }).toMatchObject({ args, status });
    return JSON.parse(end.stdout) as T;
  }

  /** Everything that is stored of accounts. */
  dump(): Dump {
    return dumpOf(this.bench.folder);
  }
}

/** What the store of a data folder has of accounts. */
export function dumpOf(folder: string): Dump {
  return inFolder(folder, (database) => dumpWith((sql) => database.prepare(sql).all()));
}

/** Uses the database of a data folder, beside whoever has it open. */
export function inFolder<T>(folder: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path.join(folder, 'rollcall.db'), { timeout: 5000 });
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** E10: people and devices are accounted for. */
export function expectBalance({ counters }: Pick<Run, 'counters'>): void {
  expect(imbalance(counters)).toBe(0);
}

/**
 * An account in a line: `3000 Eva Kane/R&D desk 3000 soft 3001 uc-endpoint [3000 desk, 3001 soft]`, with its group before
 * the names, and with the state of numbers that are not simply there.
 */
export function lineOf(account: Account): string {
  const { loginId, group, firstName, lastName, department, deskPhone, softPhone, softPhoneKind } = account;
  const numbers = account.numbers.map(({ number, kind, origin, state, heldBy }) =>
    [
      `${number} ${kind}`,
      ...(origin === 'pbx' ? [] : [origin]),
      ...(state === 'present' ? [] : [state]),
      ...heldBy.filter((by) => by.startsWith('status:')),
    ].join(' '),
  );
  return [
    loginId,
    ...(group === null ? [] : [group]),
    `${firstName} ${lastName}/${department}`,
    ...(deskPhone === null ? [] : [`desk ${deskPhone}`]),
    ...(softPhone === null ? [] : [`soft ${softPhone} ${softPhoneKind}`]),
    `[${numbers.join(', ')}]`,
    ...(account.orphan ? ['orphan'] : []),
    ...(account.active ? [] : ['inactive']),
  ].join(' ');
}
