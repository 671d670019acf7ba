import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';
import type { Step } from '../../shared/contract/index.ts';

const step = (id: string, result: Step['result'], evidence = '', next = ''): Step => ({
  ...{ id, title: `Step ${id}`, result, evidence, next },
});

/** Two Enterprises with a node each. */
const nodes = (steps: Step[]): Answers => ({
  'enterprises.list': () => ({ enterprises: [{ id: 'acme' }, { id: 'beta' }] }),
  'sources.list': (input) => {
    const { enterprise } = input as { enterprise: string };
    const name = enterprise === 'acme' ? 'HQ' : 'Branch';
    return {
      sources: [
        { sourceId: 1, kind: 'pbx', name },
        { sourceId: 2, kind: 'directory', name: 'AD' },
      ],
    };
  },
  'sources.test': () => ({ steps, certificates: [], samples: [] }),
});

describe('rollcall check of a PBX node', () => {
  test('says step by step what is there', async () => {
    const answers = nodes([
      step('files', 'ok', '/x/users.csv (devices)'),
      step('rows', 'warning', 'one \u001b[2J of them', 'Mend it.'),
      step('result', 'skipped'),
    ]);
    const { status, stdout, calls } = await runCommand(['check', 'hq'], answers);
    expect(stdout).toBe(
      [
        'acme/HQ:',
        '  ok Step files: /x/users.csv (devices)',
        '  warning Step rows: one \ufffd[2J of them',
        '    Mend it.',
        '  skipped Step result',
        '',
      ].join('\n'),
    );
    expect(status).toBe(2);
    expect(calls.at(-1)).toEqual(['sources.test', { enterprise: 'acme', source: 'HQ' }]);
  });

  test.each<[Step['result'][], number]>([
    [['ok', 'ok'], 0],
    [['ok', 'warning'], 2],
    [['warning', 'failed', 'skipped'], 4],
  ])('%j: status %i', async (results, expected) => {
    const steps = results.map((result, index) => step(String(index), result));
    const { status, stdout } = await runCommand(['check', 'Branch', '--json'], nodes(steps));
    expect(status).toBe(expected);
    expect(JSON.parse(stdout)).toEqual({ enterprise: 'beta', source: 'Branch', steps });
  });

  test.each([
    [['check', 'HQ', '--csv'], '--csv lists entries of a directory, and HQ is a PBX node'],
    [['check', 'AD'], 'several Enterprises (acme, beta)'],
    [['check', 'Nowhere'], 'There is no source Nowhere.'],
  ])('%j is refused', async (argv, message) => {
    const { status, stderr } = await runCommand(argv, nodes([]));
    expect(status).toBe(64);
    expect(stderr).toContain(message);
  });

  test('a signal stops it', async () => {
    let signal: (name: NodeJS.Signals) => void = () => undefined;
    const answers = {
      ...nodes([]),
      'sources.test': () => {
        signal('SIGINT');
        throw new Error('aborted');
      },
    };
    const { status, stderr } = await runCommand(['check', 'HQ'], answers, {
      onSignal: (listener) => {
        signal = listener as typeof signal;
        return () => undefined;
      },
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('The check of HQ was cancelled.')]);
  });
});
