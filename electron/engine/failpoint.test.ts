import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const MODULE = new URL('./failpoint.ts', import.meta.url).href;

/** Runs `body` in a process of its own, as `failpoint` ends the one it is in. */
function run(
  setting: string | undefined,
  body: string,
): { signal: string | null; status: number | null; out: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, ROLLCALL_FAILPOINT: setting };
  if (setting === undefined) delete env.ROLLCALL_FAILPOINT;
  const script = `
    import { writeSync } from 'node:fs';
    import { failpoint } from ${JSON.stringify(MODULE)};
    const say = (text) => writeSync(1, text);
    process.on('exit', () => say('exit'));
    ${body}`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
  return { signal: child.signal, status: child.status, out: child.stdout };
}

const THREE_HITS = `for (const n of [1, 2, 3]) { say(String(n)); failpoint('apply:commit'); }`;

describe('failpoint', () => {
  test('does nothing without the variable', () => {
    expect(run(undefined, THREE_HITS)).toEqual({ signal: null, status: 0, out: '123exit' });
    expect(run('', THREE_HITS)).toEqual({ signal: null, status: 0, out: '123exit' });
  });

  test('does nothing for another name', () => {
    expect(run('apply:commi', THREE_HITS).out).toBe('123exit');
    expect(run('apply', THREE_HITS).out).toBe('123exit');
  });

  test.runIf(process.platform !== 'win32')('kills at the first hit, and nothing runs on', () => {
    expect(run('apply:commit', THREE_HITS)).toEqual({ signal: 'SIGKILL', status: null, out: '1' });
  });

  test.runIf(process.platform !== 'win32')('kills at the N-th hit, counting its own name only', () => {
    const body = `failpoint('other'); ${THREE_HITS}`;
    expect(run('apply:commit:2', body)).toEqual({ signal: 'SIGKILL', status: null, out: '12' });
    expect(run('apply:commit:4', body).out).toBe('123exit');
  });

  test.runIf(process.platform !== 'win32')('kills the whole process from a worker thread', () => {
    const worker = `import { failpoint } from ${JSON.stringify(MODULE)}; failpoint('in-worker');`;
    const body = `
      import { Worker } from 'node:worker_threads';
      new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(worker)})));
      setTimeout(() => say('late'), 10_000);`;
    expect(run('in-worker', body)).toEqual({ signal: 'SIGKILL', status: null, out: '' });
  });
});
