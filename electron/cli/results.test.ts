import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';
import { RollcallError } from '../../shared/domain/errors.ts';

const cwd = path.resolve('/work');
const rollcall = (argv: string[], answers: Answers = {}) => runCommand(argv, answers, { cwd });

const enterprises = (...ids: string[]) => ({
  'enterprises.list': () => ({ enterprises: ids.map((id) => ({ id })) }),
});
const exporting: Answers = {
  'results.export': (input) => ({ file: (input as { file: string }).file, counts: { run: 2, account: 1 } }),
};

describe('rollcall results export', () => {
  test('exports the only Enterprise to a file in the current folder', async () => {
    const file = path.join(cwd, 'a.rollcall');
    const { status, stdout, calls } = await rollcall(['results', 'export', 'a.rollcall'], {
      ...enterprises('acme'),
      ...exporting,
    });
    expect([status, stdout]).toEqual([0, `2 runs and 1 account are in ${file}.\n`]);
    expect(calls).toEqual([
      ['enterprises.list', undefined],
      ['results.export', { enterprise: 'acme', file, overwrite: false }],
    ]);
  });

  test('takes the Enterprise that is named, and overwrites only when told to', async () => {
    const argv = ['results', 'export', 'a.rollcall', '--enterprise', 'x', '--overwrite', '--json'];
    const { status, stdout, calls } = await rollcall(argv, exporting);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: path.join(cwd, 'a.rollcall'),
      counts: { run: 2, account: 1 },
    });
    expect(calls).toMatchObject([['results.export', { enterprise: 'x', overwrite: true }]]);
  });

  test.each([
    [enterprises('a', 'b'), 'name one with --enterprise: a, b'],
    [enterprises(), 'There is no Enterprise yet.'],
  ])('is refused where it is not clear which', async (answers, message) => {
    const { status, stderr } = await rollcall(['results', 'export', 'a.rollcall'], answers);
    expect([status, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  test('a file that cannot be written is told', async () => {
    const answers: Answers = {
      'results.export': () => {
        throw new RollcallError('file.unwritable', 'a.rollcall exists already, and is not overwritten.');
      },
    };
    const { status, stderr } = await rollcall(['results', 'export', 'a', '--enterprise', 'x'], answers);
    expect([status, stderr]).toEqual([1, expect.stringContaining('file.unwritable')]);
  });
});

describe('--file', () => {
  test.each([
    [['runs', '--file', 'x.rollcall'], { 'runs.list': () => ({ runs: [] }) }],
    [['accounts', '--file', 'x.rollcall'], { 'accounts.list': () => ({ accounts: [], next: null }) }],
    [['accounts', 'export', '--format', 'csv', '--file', 'x.rollcall'], { 'accounts.export': () => ['a\n'] }],
    [['accounts', '--file', 'x.rollcall', 'export', '--format', 'csv'], { 'accounts.export': () => ['a\n'] }],
  ] as [string[], Answers][])('%j looks at a results file, and at no data folder', async (argv, answers) => {
    const { status, files, options, closed } = await rollcall(argv, answers);
    expect({ status, files, options, closed }).toEqual({
      status: 0,
      files: [path.join(cwd, 'x.rollcall')],
      options: [],
      closed: 1,
    });
  });

  test('is known to what looks, and to nothing else', async () => {
    for (const argv of [
      ['sync', '--file', 'x'],
      ['config', 'export', '--file', 'x'],
      ['results', 'export', 'y', '--file', 'x'],
    ]) {
      const { status, stderr } = await rollcall(argv);
      expect([status, stderr]).toEqual([64, expect.stringContaining("unknown option '--file'")]);
    }
  });

  test.each([
    [['runs', '--file', ''], 'names no file'],
    [['runs', '--file', 'x', '--data', 'y'], 'exclude each other'],
  ])('%j is refused', async (argv, message) => {
    const { status, stderr, files } = await rollcall(argv);
    expect([status, stderr, files]).toEqual([64, expect.stringContaining(message), []]);
  });

  test.each(['results.not-results', 'results.truncated', 'results.damaged', 'results.newer'] as const)(
    '%s is told with status 64',
    async (code) => {
      const openResults = () => Promise.reject(new RollcallError(code, 'x.rollcall is so.'));
      const result = await runCommand(['runs', '--file', 'x.rollcall'], {}, { cwd, openResults });
      expect([result.status, result.stderr]).toEqual([
        64,
        expect.stringContaining(`${code}: x.rollcall is so.`),
      ]);
    },
  );

  test('a signal closes the file, so that nothing of it stays', async () => {
    let listener: (signal: 'SIGINT' | 'SIGTERM') => void = () => undefined;
    const ended: number[] = [];
    const answers: Answers = {
      'runs.list': async () => {
        listener('SIGINT');
        await new Promise((resolve) => setImmediate(resolve));
        return { runs: [] };
      },
    };
    const { closed } = await runCommand(['runs', '--file', 'x'], answers, {
      onSignal: (given) => {
        listener = given;
        return () => undefined;
      },
      exitAtOnce: (status) => ended.push(status),
    });
    expect([ended, closed]).toEqual([[130], 2]);
  });
});
