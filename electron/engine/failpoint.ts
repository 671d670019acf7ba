/** `name`, or `name:N` for the N-th hit (1-based). */
function parse(text: string | undefined): { name: string; hit: number } | null {
  if (!text) return null;
  const numbered = /^(.+):([1-9]\d*)$/.exec(text);
  return numbered ? { name: numbered[1] ?? '', hit: Number(numbered[2]) } : { name: text, hit: 1 };
}

// Read once: the check stands on hot paths, and reading process.env is a system call of its own.
const armed = parse(process.env.ROLLCALL_FAILPOINT);
let hits = 0;

/**
 * A place where a test may have this process killed, as a power cut would (E2, E3): when the environment
 * variable ROLLCALL_FAILPOINT names it, at its first or N-th hit (`name:N`), the process gets SIGKILL and
 * nothing after the call runs. Hits are counted per thread. Without the variable it does nothing.
 */
export function failpoint(name: string): void {
  if (armed === null || armed.name !== name) return;
  hits += 1;
  if (hits < armed.hit) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment to arrive; nothing may happen meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
