import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram, mustRun } from './command.ts';
import { baseLdif, outsideAppArmor, schemaFolder, slapdConfig } from './slapd-config.ts';
import type { SlapdOptions } from './slapd-config.ts';

export type { ServerTls, SlapdOptions } from './slapd-config.ts';

const slapdPath = findProgram('slapd');
/** Whether this machine has slapd, its schemas and the ldap-utils: for `describe.skipIf(!slapdAvailable)`. */
export const slapdAvailable: boolean =
  slapdPath !== undefined &&
  schemaFolder !== undefined &&
  findProgram('ldapsearch') !== undefined &&
  findProgram('ldapmodify') !== undefined;

export interface SlapdSearchOptions {
  scope?: 'base' | 'one' | 'sub' | 'children';
  as?: 'reader' | 'admin' | 'anonymous';
  /** Entries per page; 0 searches without paging, and so runs into the size limit. */
  pageSize?: number;
}

export interface Slapd {
  readonly url: string;
  /** Listens only when certificates were given. */
  readonly ldapsUrl: string;
  readonly port: number;
  readonly ldapsPort: number;
  readonly suffix: string;
  readonly adminDn: string;
  readonly adminPassword: string;
  readonly readerDn: string;
  readonly readerPassword: string;
  readonly folder: string;
  /** The process running now; another one after restart(). */
  readonly pid: number;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL, as a power cut: the data stays, restart() brings the server back. */
  kill(): void;
  /** Ends the server if it still runs and starts it again, with the same data and ports. */
  restart(): Promise<void>;
  /** What ldapsearch finds, as LDIF with unfolded lines. */
  search(
    base: string,
    filter: string,
    attributes?: readonly string[],
    options?: SlapdSearchOptions,
  ): Promise<string>;
  /** ldapmodify with change records, as the administrator. */
  modify(ldif: string): Promise<void>;
  /** ldapadd with entries, as the administrator. */
  add(ldif: string): Promise<void>;
  /** Deletes entries (leaves first), as the administrator. */
  delete(...dns: string[]): Promise<void>;
}

const folderPrefix = 'rollcall-slapd-';
const running = new Set<{ child: ChildProcess | undefined; folder: string }>();
process.on('exit', () => {
  for (const { child, folder } of running) {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Starts OpenLDAP's slapd on 127.0.0.1 with a folder and ports of its own, and waits until it answers. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  if (!slapdAvailable || slapdPath === undefined) throw new Error('slapd is not installed');
  sweepFolders();
  const folder = mkdtempSync(join(tmpdir(), `${folderPrefix}${String(process.pid)}-`));
  const server: { child: ChildProcess | undefined; folder: string } = { child: undefined, folder };
  running.add(server);
  const suffix = options.suffix ?? 'dc=example,dc=com';
  const adminDn = `cn=admin,${suffix}`;
  const adminPassword = 'admin-secret';
  const readerDn = `cn=reader,${suffix}`;
  const readerPassword = 'reader-secret';
  const configFile = join(folder, 'slapd.conf');
  let ports: [number, number] = [0, 0];
  let binary = slapdPath;

  const launch = async (): Promise<void> => {
    const urls = [`ldap://127.0.0.1:${String(ports[0])}`];
    if (options.tls !== undefined) urls.push(`ldaps://127.0.0.1:${String(ports[1])}`);
    server.child = await launchSlapd(binary, configFile, urls, ports[0]);
  };
  const endChild = async (signal: NodeJS.Signals): Promise<void> => {
    const child = server.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
      // slapd waits for its clients' operations; a test must not wait for a client that hangs.
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    });
  };

  try {
    binary = outsideAppArmor(slapdPath, folder);
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    writeFileSync(configFile, slapdConfig({ ...options, suffix, folder, adminDn, adminPassword, readerDn }), {
      mode: 0o600,
    });
    const ldif = baseLdif(suffix, readerDn, readerPassword, options.ldif ?? '');
    writeFileSync(join(folder, 'initial.ldif'), ldif);
    await mustRun(binary, ['-T', 'add', '-q', '-f', configFile, '-l', join(folder, 'initial.ldif')]);
    for (let attempt = 1; ; attempt += 1) {
      ports = await freePorts();
      try {
        await launch();
        break;
      } catch (error) {
        // Another process may have taken the port between our look and slapd's.
        if (attempt === 3) throw error;
      }
    }
  } catch (error) {
    running.delete(server);
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }

  const url = `ldap://127.0.0.1:${String(ports[0])}`;
  const asAdmin = ['-x', '-H', url, '-D', adminDn, '-w', adminPassword];
  // LDAPNOINIT: the machine's own ldap.conf must not decide what a test sees.
  const env = { LDAPNOINIT: '1' };

  return {
    url,
    ldapsUrl: `ldaps://127.0.0.1:${String(ports[1])}`,
    port: ports[0],
    ldapsPort: ports[1],
    suffix,
    adminDn,
    adminPassword,
    readerDn,
    readerPassword,
    folder,
    get pid(): number {
      return server.child?.pid ?? 0;
    },
    async stop() {
      await endChild('SIGTERM');
      running.delete(server);
      rmSync(folder, { recursive: true, force: true });
    },
    kill() {
      server.child?.kill('SIGKILL');
    },
    async restart() {
      if (!running.has(server)) throw new Error('this slapd was stopped and its data removed');
      await endChild('SIGTERM');
      await launch();
    },
    async search(base, filter, attributes = [], { scope = 'sub', as = 'reader', pageSize = 1000 } = {}) {
      const args = ['-x', '-H', url, '-LLL', '-o', 'ldif-wrap=no', '-s', scope, '-b', base];
      if (as === 'reader') args.push('-D', readerDn, '-w', readerPassword);
      if (as === 'admin') args.push('-D', adminDn, '-w', adminPassword);
      if (pageSize > 0) args.push('-E', `pr=${String(pageSize)}/noprompt`);
      const output = await mustRun('ldapsearch', [...args, filter, ...attributes], { env });
      // Even -LLL does not keep ldapsearch from talking about its pages.
      return output.replace(/^# pagedresults: .*\n/gm, '');
    },
    async modify(ldif) {
      await mustRun('ldapmodify', asAdmin, { input: ldif, env });
    },
    async add(ldif) {
      await mustRun('ldapmodify', ['-a', ...asAdmin], { input: ldif, env });
    },
    async delete(...dns) {
      const input = dns.map((dn) => `${dnLine(dn)}\nchangetype: delete\n`).join('\n');
      await mustRun('ldapmodify', asAdmin, { input, env });
    },
  };
}

function dnLine(dn: string): string {
  return `dn:: ${Buffer.from(dn, 'utf8').toString('base64')}`;
}

/** Removes what tests that were killed outright left behind. */
function sweepFolders(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    const path = join(tmpdir(), name);
    try {
      // The age spares those of a container that shares the folder, but not the process ids.
      if (Date.now() - statSync(path).mtimeMs < 60 * 60 * 1000) continue;
      if (!isAlive(Number(name.split('-')[2]))) rmSync(path, { recursive: true, force: true });
    } catch {
      // another user's, or gone by now
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Starts the process and returns it once it answers an anonymous bind. */
async function launchSlapd(
  binary: string,
  configFile: string,
  urls: readonly string[],
  port: number,
): Promise<ChildProcess> {
  // slapd makes a table as large as the limit of open files, which containers set to a thousand million.
  // pdeathsig: when the test process is killed outright, no exit handler runs, and slapd must not live on.
  const guard = findProgram('setpriv') === undefined ? '' : 'setpriv --pdeathsig KILL ';
  const script = `ulimit -n 4096 2>/dev/null; exec ${guard}"$0" "$@"`;
  const child = spawn(
    '/bin/sh',
    ['-c', script, binary, '-d', 'none', '-f', configFile, '-h', urls.map((url) => `${url}/`).join(' ')],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: dirname(configFile) },
  );
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-4000);
  });
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (await answersBind(port)) {
      if (child.exitCode === null && child.signalCode === null) return child;
    }
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  child.kill('SIGKILL');
  throw new Error(`slapd did not start: ${failure?.message ?? words.trim()}`);
}

/** Whether something on this port answers an anonymous bind: a listening port alone does not mean it is ready. */
function answersBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5000, () => settle(false));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
    socket.on('connect', () => socket.write(Buffer.from('300c020101600702010304008000', 'hex')));
    socket.on('data', () => settle(true));
  });
}

/** Two ports nobody listens on just now. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') ports.push(address.port);
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
