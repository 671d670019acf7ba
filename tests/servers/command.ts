import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a finished command left behind. */
export interface CommandResult {
  /** The exit code, or 128 when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

/** The path of a program, looked for in PATH and in the sbin folders an ordinary user's PATH lacks. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of [...folders, '/usr/local/sbin', '/usr/sbin', '/usr/bin', '/usr/libexec']) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here: try the next folder
    }
  }
  return undefined;
}

/** Runs a program to its end and returns what it printed, whatever its exit code. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // A program that ends before it has read its input makes the pipe fail; its exit code says enough.
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => {
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
    child.stdin.end(options.input ?? '');
  });
}

/** Like runCommand, but a non-zero exit code is an error that carries the program's own words. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<string> {
  const result = await runCommand(program, args, options);
  if (result.code !== 0) {
    const words = (result.stderr.trim() === '' ? result.stdout : result.stderr).slice(-2000).trim();
    throw new Error(`${program} ended with ${String(result.code)}: ${words}`);
  }
  return result.stdout;
}

/**
 * ldapsearch with a simple bind and unfolded lines, free of the machine's and the user's own ldap.conf.
 * `caFile` is what it trusts for ldaps:// and StartTLS.
 */
export function runLdapsearch(url: string, args: readonly string[], caFile?: string): Promise<CommandResult> {
  const env = {
    LDAPCONF: '/dev/null',
    LDAPRC: 'none',
    HOME: '/nonexistent',
    LDAPTLS_CACERT: caFile ?? '/dev/null',
  };
  return runCommand('ldapsearch', ['-x', '-H', url, '-LLL', '-o', 'ldif-wrap=no', ...args], { env });
}
