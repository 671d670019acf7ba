import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { createEngine, type Engine, type EngineClient } from '../../electron/engine/index.ts';
import type { Account, Change, Run, RunDetail } from '../../shared/contract/index.ts';
import type { Slapd } from '../servers/slapd.ts';

const root = path.dirname(path.dirname(import.meta.dirname));
/** The built command. */
const command = path.join(root, 'dist', 'cli.js');
const workerUrl = pathToFileURL(path.join(root, 'dist', 'run-worker.js'));

export const enterpriseId = 'acme';
export const sourceName = 'HQ directory';

/** Keys of a configuration file that a test sets or replaces. */
export type Overrides = Record<string, unknown>;

export interface WorkbenchOptions {
  /** Works on this data folder, which is somebody else's to remove; a new one by default. */
  folder?: string;
  /** Epoch milliseconds. */
  now?: () => number;
  /** The engine's environment. */
  env?: Record<string, string | undefined>;
  /** Removes everything when the running test is over (default); else the caller closes. */
  keep?: boolean;
}

/** What the command left behind. */
export interface CommandEnd {
  /** Null when a signal ended it. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A command that is running. */
export interface RunningCommand {
  child: ChildProcess;
  ended: Promise<CommandEnd>;
}

/** A data folder, an engine on it, a client of the role admin, and the built command for the same folder. */
export class Workbench {
  readonly folder: string;
  readonly #ownsFolder: boolean;
  #engine: Engine;
  #client: EngineClient;
  #open = true;

  private constructor(folder: string, ownsFolder: boolean, engine: Engine) {
    this.folder = folder;
    this.#ownsFolder = ownsFolder;
    this.#engine = engine;
    this.#client = engine.client({ role: 'admin' });
  }

  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const folder = options.folder ?? temporaryFolder();
    const engine = await createEngine({
      dataFolder: folder,
      env: options.env ?? {},
      createKeyFile: 'yes',
      version: '0.0.0-test',
      // The worker that ships. From source, each worker would strip its types by WebAssembly, which now and then
      // brings Node 24 down (a failed V8 check, `jit_page.has_value()`).
      workerUrl,
      ...(options.now ? { now: options.now } : {}),
    });
    const bench = new Workbench(folder, options.folder === undefined, engine);
    if (options.keep !== true) onTestFinished(() => bench.close());
    return bench;
  }

  get client(): EngineClient {
    return this.#client;
  }

  /** A client that a window would have: people sign in and out there. */
  window(name: string): EngineClient {
    return this.#engine.client({ role: 'admin', via: 'window', client: name });
  }

  /** Closes the engine and removes the folder, where it is the workbench's own. */
  async close(): Promise<void> {
    if (this.#open) {
      this.#open = false;
      await this.#engine.close();
    }
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Closes the engine and leaves the folder where it is until the workbench is closed. */
  async closeEngine(): Promise<void> {
    this.#open = false;
    await this.#engine.close();
  }

  /** Imports a configuration file. */
  async import(file: unknown) {
    return this.#client.configuration.import({ text: JSON.stringify(file), folder: this.folder });
  }

  /** Synchronizes everything, or one source, and answers with the runs. */
  async synchronizeAll(source?: string): Promise<Run[]> {
    const started = await this.#client.synchronization.start({ ...(source === undefined ? {} : { source }) });
    const { runs } = await this.#client.synchronization.wait({ jobId: started.jobId });
    for (const run of runs) expectToAddUp(run);
    return runs;
  }

  /** Synchronizes the one source there is, or the named one, and answers with its run. */
  async synchronize(source?: string): Promise<Run> {
    const runs = await this.synchronizeAll(source);
    expect(runs).toHaveLength(1);
    return runs[0]!;
  }

  /** All accounts, page by page. */
  async accounts(): Promise<Account[]> {
    const accounts: Account[] = [];
    let after: { enterprise: string; loginId: string } | undefined;
    for (;;) {
      const page = await this.#client.accounts.list({ limit: 5000, ...(after ? { after } : {}) });
      accounts.push(...page.accounts);
      if (page.next === null) return accounts;
      after = page.next;
    }
  }

  async logins(): Promise<string[]> {
    return (await this.accounts()).map((account) => account.loginId);
  }

  async account(loginId: string): Promise<Account> {
    const account = (await this.accounts()).find((each) => each.loginId === loginId);
    if (account === undefined) throw new Error(`there is no account ${loginId}`);
    return account;
  }

  /** All changes of a run, page by page. */
  async changes(id: number): Promise<Change[]> {
    const changes: Change[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: { changes: Change[]; next: number | null } = await this.#client.runs.changes({ id, after });
      changes.push(...page.changes);
      after = page.next;
    }
    return changes;
  }

  async run(id: number): Promise<RunDetail> {
    return this.#client.runs.get({ id });
  }

  async runs(): Promise<Run[]> {
    return (await this.#client.runs.list({ limit: 1000 })).runs;
  }

  /** Runs the built command on the same data folder, to its end. */
  cli(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) {
    return runCli(['--data', this.folder, ...args], options);
  }

  /** `sync --json` through the command: its exit status and its one run. */
  async syncByCommand(): Promise<{ status: number | null; run: Run; end: CommandEnd }> {
    const end = await this.cli(['sync', '--json']);
    const { runs } = JSON.parse(end.stdout) as { runs: Run[] };
    expect(runs).toHaveLength(1);
    expectToAddUp(runs[0]!);
    return { status: end.status, run: runs[0]!, end };
  }
}

/** Starts the built command. It must have been built: `npm test` does that, `node build/build.ts` too. */
export function startCli(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): RunningCommand {
  if (!existsSync(command)) throw new Error(`${command} is missing: node build/build.ts`);
  const env = Object.entries(process.env).filter(([name]) => !/^(ROLLCALL_|NODE_OPTIONS$|VITEST)/.test(name));
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...Object.fromEntries(env), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<CommandEnd>((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // A command that ends before it has read its input makes the pipe fail; its exit status says enough.
    child.stdin.on('error', () => undefined);
    child.on('close', (status, signal) => {
      const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
      resolve({ status, signal, stdout: text(out), stderr: text(err) });
    });
  });
  child.stdin.end(options.input ?? '');
  return { child, ended };
}

/** Runs the built command to its end. */
export function runCli(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<CommandEnd> {
  return startCli(args, options).ended;
}

/** A configuration file with the Enterprise `acme` and one synchronizer, `HQ directory`. */
export function configuration(synchronizer: Overrides, enterprise: Overrides = {}) {
  return {
    rollcall: 1,
    enterprises: [
      {
        id: enterpriseId,
        description: 'Acme head office',
        domain: 'acme.example.com',
        synchronization: { type: 'directory' },
        synchronizers: [synchronizerEntry(synchronizer)],
        ...enterprise,
      },
    ],
  };
}

/** One synchronizer of a configuration file. */
export function synchronizerEntry(overrides: Overrides): Overrides {
  return {
    description: sourceName,
    domain: 'acme.example.com',
    server: 'openldap',
    baseDn: 'dc=example,dc=com',
    searchContext: 'ou=people',
    ...overrides,
  };
}

/** How a synchronizer gets into a slapd that a test started. */
export function readerOf(slapd: Slapd): Overrides {
  return { url: slapd.url, bindDn: slapd.readerDn, password: { value: slapd.readerPassword } };
}

/** A private temporary folder, to be removed by the caller. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'rollcall-test-'));
}

/** A data folder of the command's own: no engine of the test's stands beside it. */
export function commandFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** E10: what was read equals what became of it. */
export function expectToAddUp({ counters }: Run): void {
  const { read, created, updated, unchanged, skipped, failed, heldCreates, heldUpdates } = counters;
  expect(read).toBe(created + updated + unchanged + skipped + failed + heldCreates + heldUpdates);
}

/** One sentence for a person: no line break, no secret, no stack, a full stop. */
export function expectSentence(text: string, ...secrets: string[]): void {
  expect(text).toMatch(/^[^\n]+\.$/u);
  expect(text).not.toMatch(/undefined|\[object|\bat .*:\d+:\d+/);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

export function codesOf(run: Run): string[] {
  return run.issues.map((issue) => issue.code);
}

/** All files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}
