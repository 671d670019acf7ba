import { openSync, writeSync } from 'node:fs';

/** `name`, or `name:N` for the N-th hit (1-based). */
function parse(text: string | undefined): { name: string; hit: number } | null {
  if (!text) return null;
  const numbered = /^(.+):([1-9]\d*)$/.exec(text);
  return numbered ? { name: numbered[1] ?? '', hit: Number(numbered[2]) } : { name: text, hit: 1 };
}

// Read once: the check stands on hot paths, and reading process.env is a system call of its own.
const armed = parse(process.env.ROLLCALL_FAILPOINT);
const trace = openTrace(process.env.ROLLCALL_FAILPOINT_TRACE);
let hits = 0;

function openTrace(file: string | undefined): number | null {
  return file ? openSync(file, 'a') : null;
}

/**
 * A place where a test may have this process killed, as a power cut would (E2, E3): when the environment
 * variable ROLLCALL_FAILPOINT names it, at its first or N-th hit (`name:N`), the process gets SIGKILL and
 * nothing after the call runs. Hits are counted per thread. ROLLCALL_FAILPOINT_TRACE names a file that gets a line for
 * each place that is passed, so that a test which kills at any moment can tell how far it came. Without the variables it
 * does nothing.
 */
export function failpoint(name: string): void {
  if (trace !== null) writeSync(trace, `${name}\n`);
  if (armed === null || armed.name !== name) return;
  hits += 1;
  if (hits < armed.hit) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment to arrive; nothing may happen meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
