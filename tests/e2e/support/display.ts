/**
 * A screen of the tests' own: one Xvfb per test process, so that no window opens on the person's desktop and two
 * runs do not see each other.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { findProgram } from '../../servers/command.ts';

export interface Display {
  /** What a program needs to draw on it. */
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  stop(): void;
}

const SCREEN = '1600x1000x24';
const START_MS = 15_000;

/** Starts an Xvfb on a free display. `folder` holds its key, which whoever draws must be able to read. */
export async function startDisplay(folder: string): Promise<Display> {
  const keyFile = path.join(folder, 'Xauthority');
  writeFileSync(keyFile, xAuthority(randomBytes(16)), { mode: 0o644 });
  // When the test process is killed outright, the screen must not stay.
  const guard = findProgram('setpriv') === undefined ? [] : ['setpriv', '--pdeathsig=KILL', '--'];
  const [command = 'Xvfb', ...rest] = [...guard, 'Xvfb'];
  const child = spawn(
    command,
    [...rest, '-displayfd', '3', '-screen', '0', SCREEN, '-auth', keyFile, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  // It must not keep a script from ending.
  child.unref();
  for (const stream of [child.stderr, child.stdio[3]]) (stream as Socket | null)?.unref();
  try {
    const number = await displayNumber(child);
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: keyFile }, stop: () => void child.kill('SIGKILL') };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Xvfb writes the number of the display it found to descriptor 3 once it is ready. */
function displayNumber(child: ChildProcess): Promise<string> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-2000)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('it did not answer'), START_MS);
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`Xvfb did not start: ${reason}. ${words.trim()}`.trim()));
    };
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`it ended with status ${code}`));
    (child.stdio[3] as Socket).once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      resolve(chunk.toString('utf8').trim());
    });
  });
}

/** A key file for any display of this machine: one record of Xauthority's own format, numbers big-endian. */
function xAuthority(key: Uint8Array): Uint8Array {
  const wild = 0xffff;
  const field = (bytes: Uint8Array) => [Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes];
  return Buffer.concat([
    Buffer.from([wild >> 8, wild & 0xff]),
    ...field(Buffer.alloc(0)),
    ...field(Buffer.alloc(0)),
    ...field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    ...field(key),
  ]);
}
