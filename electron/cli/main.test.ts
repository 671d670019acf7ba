import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand, type Answers, type Result, type TestWorld } from '../../tests/support/command-line.ts';
import { QUIET_RUN } from '../../tests/support/run.ts';
import type { Account, Run } from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import { zeroCounters } from '../../shared/domain/run.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-cli-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const RUN: Run = {
  ...QUIET_RUN,
  counters: { ...zeroCounters(), read: 100, created: 90, unchanged: 10 },
};

const failed = (code: 'ldap.unreachable' | 'internal'): Run => ({
  ...RUN,
  outcome: 'failed',
  complete: false,
  error: { code, message: 'It failed.', hint: 'Mend it.' },
});

const rollcall = (argv: string[], answers: Answers = {}, world: TestWorld = {}): Promise<Result> =>
  runCommand(argv, answers, { cwd: root, ...world });

const syncing = (runs: Run[], started: object = {}): Answers => ({
  'synchronization.start': () => ({ jobId: 3, sources: runs.length, passedOver: [], ...started }),
  'synchronization.startDue': () => ({ jobId: 3, sources: runs.length, passedOver: [], ...started }),
  'synchronization.wait': () => ({ runs }),
});

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('usage', () => {
  test.each([
    [['sync', '--full', '--incremental'], 'exclude each other'],
    [['sync', '--due', '--full', '--incremental'], 'exclude each other'],
    [['sync', 'extra'], 'too many arguments'],
    [['runs', '--limit', '0'], 'from 1 to 1000'],
    [['runs', '--limit', '1e3'], 'from 1 to 1000'],
    [['runs', 'show'], "missing required argument 'id'"],
    [['runs', 'show', 'x'], 'whole number'],
    [['runs', 'foo'], 'too many arguments'],
    [['accounts', 'export'], "required option '--format <format>' not specified"],
    [['accounts', 'export', '--format', 'xml'], 'Allowed choices are csv, ldif'],
    [['accounts', 'export', '--format', 'csv', '--json'], 'rollcall accounts --json'],
    [['accounts', '--data', ''], 'names no folder'],
    [['config', 'import'], "missing required argument 'file'"],
    [['config'], 'a command is missing'],
    [[], 'a command is missing'],
  ])('%j is refused with status 64', async (argv, message) => {
    const { status, stdout, stderr, options } = await rollcall(argv);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).toContain('usage.invalid: ');
    expect(stdout === '' || stdout.includes('"error"')).toBe(true);
    expect(options).toEqual([]);
  });

  test('with --json the error is the one document', async () => {
    const { status, stdout, stderr } = await rollcall(['--json', 'sync', '--dismiss', '3']);
    expect(status).toBe(64);
    expect(json(stdout)).toEqual({
      error: {
        code: 'usage.invalid',
        message: "unknown option '--dismiss'",
        hint: 'Show what there is with: rollcall --help',
      },
    });
    expect(stderr).toContain("usage.invalid: unknown option '--dismiss'");
  });

  test('help and version go to standard output', async () => {
    expect(await rollcall(['--version'])).toMatchObject({ status: 0, stdout: '1.2.3\n', stderr: '' });
    for (const argv of [['--help'], ['help'], ['sync', '--help'], ['help', 'sync']]) {
      const { status, stdout, stderr } = await rollcall(argv);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: rollcall/);
    }
  });
});

describe('global options', () => {
  const answers: Answers = { 'accounts.list': () => ({ accounts: [], next: null }) };

  test.each([
    [['--json', '--data', 'd', 'accounts']],
    [['accounts', '--json', '--data', 'd']],
    [['accounts', '--data=d', '--json']],
  ])('%j: before and after the command', async (argv) => {
    const { status, stdout, options } = await rollcall(argv, answers, { env: { ROLLCALL_DATA: '/env' } });
    expect(status).toBe(0);
    expect(json(stdout)).toEqual({ accounts: [] });
    expect(options[0]).toMatchObject({
      dataFolder: path.join(root, 'd'),
      createKeyFile: 'yes',
      version: '1.2.3',
    });
  });

  test('after a command of a command, too', async () => {
    const { status, calls, options } = await rollcall(
      ['accounts', 'export', '--format', 'csv', '--enterprise', 'acme', '--data', '/x'],
      { 'accounts.export': async function* () {} },
    );
    expect(status).toBe(0);
    expect(calls).toEqual([['accounts.export', { format: 'csv', enterprise: 'acme' }]]);
    expect(options[0]?.dataFolder).toBe('/x');
  });

  test('ROLLCALL_DATA, then the default', async () => {
    expect(
      (await rollcall(['accounts'], answers, { env: { ROLLCALL_DATA: 'e' } })).options[0]?.dataFolder,
    ).toBe(path.join(root, 'e'));
    expect(
      (await rollcall(['accounts'], answers, { env: { ROLLCALL_DATA: '' } })).options[0]?.dataFolder,
    ).toBe('/default/data');
  });
});

describe('sync', () => {
  test.each<[string, Run[], number]>([
    ['success', [RUN], 0],
    ['warnings', [{ ...RUN, outcome: 'warnings' }], 2],
    ['an incomplete read', [{ ...RUN, outcome: 'warnings', complete: false }], 4],
    ['held rows', [{ ...RUN, outcome: 'held' }], 3],
    ['an unreachable source', [failed('ldap.unreachable')], 4],
    ['a fault of Rollcall', [failed('internal')], 1],
    ['cancelled', [{ ...RUN, outcome: 'cancelled' }], 1],
    ['skipped', [{ ...RUN, outcome: 'skipped' }], 1],
    [
      'several: 1 before 4 before 3 before 2',
      [RUN, { ...RUN, outcome: 'held' }, failed('ldap.unreachable')],
      4,
    ],
  ])('%s', async (_, runs, status) => {
    const result = await rollcall(['sync', '--json'], syncing(runs));
    expect(result.status).toBe(status);
    expect(json(result.stdout)).toEqual({ runs });
    expect(result.closed).toBe(1);
  });

  test('passes on what was chosen, and names what it passes over', async () => {
    const { calls, stderr, stdout } = await rollcall(
      ['sync', '--enterprise', 'acme', '--source', 'HQ directory', '--incremental'],
      syncing([RUN], { passedOver: ['acme/Branch: inactive'] }),
    );
    expect(calls).toEqual([
      ['synchronization.start', { enterprise: 'acme', source: 'HQ directory', mode: 'incremental' }],
      ['synchronization.wait', { jobId: 3 }],
    ]);
    expect(stderr).toBe(
      'Passed over acme/Branch: inactive.\nHQ directory was read in full: this version has no change feed.\n',
    );
    expect(stdout).toBe('HQ directory: 100 read, 90 created, 10 unchanged — done\n');
  });

  test.each<[string[], object]>([
    [[], {}],
    [['--enterprise', 'acme'], { enterprise: 'acme' }],
    [['--source', 'HQ', '--full'], { source: 'HQ' }],
    [['--enterprise', 'acme', '--source', 'HQ', '--incremental'], { enterprise: 'acme', source: 'HQ' }],
  ])('--due %j asks for what is due among what was chosen', async (argv, chosen) => {
    const { status, calls, stderr } = await rollcall(['sync', '--due', ...argv], syncing([RUN]));
    expect(status).toBe(0);
    expect(calls).toEqual([
      ['synchronization.startDue', chosen],
      ['synchronization.wait', { jobId: 3 }],
    ]);
    expect(stderr.includes('was read in full')).toBe(argv.includes('--incremental'));
  });

  test('nothing due is fine; nothing configured is not', async () => {
    const nothing = syncing([]);
    expect(await rollcall(['sync', '--due'], nothing)).toMatchObject({
      status: 0,
      stdout: 'Nothing is due.\n',
    });
    expect(json((await rollcall(['sync', '--due', '--json'], nothing)).stdout)).toEqual({ runs: [] });
    const plain = await rollcall(['sync', '--json', '--enterprise', 'acme'], nothing);
    expect(plain.status).toBe(64);
    expect(json(plain.stdout)).toMatchObject({ error: { code: 'source.not-found' } });
    const inactive = await rollcall(['sync'], syncing([], { passedOver: ['acme/HQ: inactive'] }));
    expect(inactive.status).toBe(64);
    expect(inactive.stderr).toContain('source.inactive');
  });

  test.each([
    ['enterprise.not-found', 64],
    ['source.not-found', 64],
    ['source.inactive', 64],
    ['store.busy', 1],
    ['internal', 1],
  ] as const)('the error %s gives status %i', async (code, status) => {
    const error = new ORPCError(code, { message: 'No.', data: { hint: 'Try.' } });
    const result = await rollcall(['sync', '--json'], {
      'synchronization.start': () => {
        throw error;
      },
    });
    expect(result).toMatchObject({ status, stderr: `${code}: No.\nhint: Try.\n`, closed: 1 });
    expect(json(result.stdout)).toEqual({ error: { code, message: 'No.', hint: 'Try.' } });
  });

  test('a data folder that cannot be used gives status 1', async () => {
    const result = await rollcall(
      ['sync'],
      {},
      {
        createEngine: () => Promise.reject(new RollcallError('store.newer', 'The data folder is newer.')),
      },
    );
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('store.newer: The data folder is newer.\nhint: ');
  });

  test('the first signal cancels, the second ends at once', async () => {
    let send: (signal: 'SIGINT' | 'SIGTERM') => void = () => undefined;
    let listening = false;
    const exits: number[] = [];
    const result = await rollcall(
      ['sync'],
      {
        ...syncing([{ ...RUN, outcome: 'cancelled' }]),
        'synchronization.cancel': () => ({ cancelled: true }),
        'synchronization.wait': async () => {
          expect(listening).toBe(true);
          send('SIGINT');
          send('SIGINT');
          send('SIGTERM');
          return { runs: [{ ...RUN, outcome: 'cancelled' }] };
        },
      },
      {
        onSignal: (listener) => {
          send = listener;
          listening = true;
          return () => {
            listening = false;
          };
        },
        exitAtOnce: (status) => exits.push(status),
      },
    );
    expect(result.status).toBe(1);
    expect(result.calls.filter(([name]) => name === 'synchronization.cancel')).toEqual([
      ['synchronization.cancel', { jobId: 3 }],
    ]);
    expect(exits).toEqual([130, 143]);
    expect(listening).toBe(false);
  });

  test('cancelled before every source had its turn is status 1', async () => {
    const result = await rollcall(
      ['sync'],
      { ...syncing([RUN], { sources: 2 }), 'synchronization.cancel': () => ({ cancelled: true }) },
      {
        onSignal: (listener) => {
          listener('SIGTERM');
          return () => undefined;
        },
      },
    );
    expect(result.status).toBe(1);
  });

  test('a bar is drawn on a terminal only', async () => {
    const answers: Answers = {
      ...syncing([RUN]),
      'synchronization.events': async function* () {
        yield { type: 'progress', jobId: 3, runId: 12, source: 'HQ', phase: 'reading', done: 50, total: 200 };
        yield { type: 'job-ended', jobId: 3 };
      },
      'synchronization.wait': async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { runs: [RUN] };
      },
    };
    const terminal = await rollcall(['sync'], answers, { terminal: true });
    expect(terminal.stderr).toContain('\rHQ: reading  [####------------] 25 %  50 of 200\u001b[K');
    expect(terminal.stderr.endsWith('\r\u001b[K')).toBe(true);
    expect(terminal.stdout).toContain('\u001b[32mHQ directory');
    const noColour = await rollcall(['sync'], answers, { terminal: true, env: { NO_COLOR: '1' } });
    expect(noColour.stdout).not.toContain('\u001b');
    expect((await rollcall(['sync'], answers)).stderr).toBe('');
  });
});

describe('runs', () => {
  test('the list', async () => {
    const answers: Answers = { 'runs.list': () => ({ runs: [RUN] }) };
    const result = await rollcall(['runs', '--json'], answers);
    expect(result.calls).toEqual([['runs.list', { limit: 20 }]]);
    expect(json(result.stdout)).toEqual({ runs: [RUN] });
    const text = await rollcall(['runs', '--limit', '5', '--enterprise', 'acme'], answers);
    expect(text.calls).toEqual([['runs.list', { limit: 5, enterprise: 'acme' }]]);
    expect(text.stdout.split('\n')[1]).toMatch(/^ 12 {2}2026-11-2\d \d\d:\d\d:\d\d {2}acme/);
  });

  test('one run with all its changes, page by page', async () => {
    const change = (login: string) => ({
      kind: 'create',
      state: 'applied',
      reasonCode: 'new',
      reason: 'new in directory',
      accountId: 7,
      login,
      fields: { lastName: [null, 'Lee'] },
    });
    const answers: Answers = {
      'runs.get': () => ({ ...RUN, evidence: null }),
      'runs.view': () => ({
        ...RUN,
        journalGone: false,
        waiting: 0,
        undo: { rows: 2, blocked: null, undoneBy: [] },
      }),
      'runs.changes': (input) =>
        (input as { after: number }).after === 0
          ? { changes: [change('ann')], next: 5 }
          : { changes: [change('bob')], next: null },
    };
    const result = await rollcall(['runs', 'show', '12', '--json'], answers);
    expect(result.calls.map(([, input]) => input)).toEqual([
      { id: 12 },
      { id: 12, after: 0 },
      { id: 12, after: 5 },
    ]);
    expect(json(result.stdout)).toEqual({ ...RUN, evidence: null, changes: [change('ann'), change('bob')] });
    const text = await rollcall(['runs', 'show', '12'], answers);
    expect(text.stdout).toContain('HQ directory: 100 read');
    expect(text.stdout).toContain('  created  bob  new in directory\n');
    expect(text.stdout).toContain('  To undo it: rollcall undo 12\n');
  });
});

describe('accounts', () => {
  const account = (loginId: string) =>
    ({
      enterprise: 'acme',
      loginId,
      firstName: 'Eva',
      lastName: 'Kane\u001b[31m',
      department: '研究',
      deskPhone: '3000',
      softPhone: null,
      source: 'HQ',
      active: true,
    }) as Account;
  const place = { enterprise: 'acme', loginId: 'ann' };
  const answers: Answers = {
    'accounts.list': (input) =>
      (input as { after?: object }).after === undefined
        ? { accounts: [account('ann')], next: place }
        : { accounts: [account('eva')], next: null },
  };

  test('page by page, as one JSON document', async () => {
    const { stdout, calls } = await rollcall(['accounts', '--json', '--enterprise', 'acme'], answers);
    expect(json(stdout)).toEqual({ accounts: [account('ann'), account('eva')] });
    expect(calls[1]).toEqual(['accounts.list', { enterprise: 'acme', after: place }]);
  });

  test('as a table that a directory entry cannot colour', async () => {
    const { stdout } = await rollcall(['accounts'], answers);
    expect(stdout.split('\n')).toEqual([
      'Enterprise  Login ID  Last name  First name  Department  Desk phone  Softphone  Source  Active',
      'acme        ann       Kane\ufffd[31m  Eva         研究        3000                   HQ      yes',
      'acme        eva       Kane\ufffd[31m  Eva         研究        3000                   HQ      yes',
      '2 accounts.',
      '',
    ]);
  });

  test('an export is passed on as it comes', async () => {
    const { stdout } = await rollcall(['accounts', 'export', '--format', 'ldif'], {
      'accounts.export': async function* () {
        yield 'version: 1\n';
        yield '\ndn: x\n';
      },
    });
    expect(stdout).toBe('version: 1\n\ndn: x\n');
  });

  test('a reader that goes away is quiet; a full disk is not', async () => {
    const fails = (code: string) => Object.assign(new Error('write failed'), { code });
    const pipe = await rollcall(['accounts'], answers, { stdoutFails: fails('EPIPE') });
    expect(pipe).toMatchObject({ status: 0, stderr: '', closed: 1 });
    expect(pipe.calls.length).toBeLessThanOrEqual(2);
    const disk = await rollcall(['accounts'], answers, { stdoutFails: fails('ENOSPC') });
    expect(disk).toMatchObject({ status: 1, stderr: 'The output could not be written: write failed\n' });
  });

  test('an error in mid-document does not begin a second one', async () => {
    const { status, stdout, stderr } = await rollcall(['accounts', '--json'], {
      'accounts.list': (input) => {
        if ((input as { after?: object }).after !== undefined) throw new Error('gone');
        return { accounts: [account('ann')], next: place };
      },
    });
    expect(status).toBe(1);
    expect(stdout).not.toContain('"error"');
    expect(stderr).toContain('internal: gone');
  });
});

describe('config', () => {
  const answers: Answers = {
    'configuration.import': () => ({
      changes: [
        { what: 'enterprise', enterprise: 'acme', name: 'acme', action: 'created' },
        { what: 'pbxNode', enterprise: 'acme', name: 'HQ', action: 'unchanged' },
      ],
      warnings: ['Mind this.'],
    }),
  };

  test('imports a file, relative to its folder', async () => {
    writeFileSync(path.join(root, 'acme.json'), '\uFEFF{"rollcall": 1}');
    const result = await rollcall(['config', 'import', 'acme.json'], answers);
    expect(result).toMatchObject({
      status: 0,
      stdout: 'created    Enterprise  acme\nunchanged  PBX node    HQ    acme\n',
      stderr: 'warning: Mind this.\n',
    });
    expect(result.calls).toEqual([['configuration.import', { text: '{"rollcall": 1}', folder: root }]]);
  });

  test('imports standard input, also in UTF-16', async () => {
    const stdin = (async function* () {
      const bytes = Buffer.from('\uFEFF{"é": 1}', 'utf16le');
      yield bytes.subarray(0, 5);
      yield bytes.subarray(5);
    })();
    const result = await rollcall(['config', 'import', '-', '--json'], answers, { stdin });
    expect(result.calls).toEqual([['configuration.import', { text: '{"é": 1}', folder: root }]]);
    expect(json(result.stdout)).toMatchObject({
      changes: [{ action: 'created' }, {}],
      warnings: ['Mind this.'],
    });
  });

  test('an invalid file lists its problems and gives status 64', async () => {
    writeFileSync(path.join(root, 'bad.json'), '{}');
    const problems = Array.from({ length: 22 }, (_, index) => ({
      path: `enterprises[${index}].id`,
      message: 'is missing',
    }));
    const result = await rollcall(['config', 'import', 'bad.json', '--json'], {
      'configuration.import': () => {
        throw new ORPCError('config.invalid', {
          message: 'enterprises[0].id is missing (and 21 more problems).',
          data: { hint: 'Correct it.', details: { problems } },
        });
      },
    });
    expect(result.status).toBe(64);
    expect(result.stderr.split('\n')).toEqual([
      'config.invalid: enterprises[0].id is missing (and 21 more problems).',
      ...problems.slice(0, 20).map((problem) => `  ${problem.path} is missing`),
      '  and 2 more',
      'hint: Correct it.',
      '',
    ]);
    expect(json(result.stdout)).toMatchObject({ error: { code: 'config.invalid', details: { problems } } });
  });

  test('a file that is not there, or not text, makes no data folder', async () => {
    const gone = await rollcall(['config', 'import', 'gone.json']);
    expect(gone).toMatchObject({ status: 64, options: [] });
    expect(gone.stderr).toContain('file.unreadable');
    writeFileSync(path.join(root, 'latin1.json'), Buffer.from([0x7b, 0xe9, 0x7d]));
    const latin1 = await rollcall(['config', 'import', 'latin1.json']);
    expect(latin1).toMatchObject({ status: 64, options: [] });
    expect(latin1.stderr).toContain('not UTF-8');
  });

  test('exports as JSON, with or without --json', async () => {
    const file = { rollcall: 1, enterprises: [] };
    const result = await rollcall(['config', 'export', '--enterprise', 'acme'], {
      'configuration.export': () => file,
    });
    expect(json(result.stdout)).toEqual(file);
    expect(result.calls).toEqual([['configuration.export', { enterprise: 'acme' }]]);
  });
});
