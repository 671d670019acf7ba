import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';
import { QUIET_RUN } from '../../tests/support/run.ts';
import type { Change, Explanation, HeldRow, Memory, Preview, Run } from '../../shared/contract/index.ts';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import { zeroCounters } from '../../shared/domain/run.ts';

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

const PLAN = '0123456789abcdef'.repeat(4);

const change = (more: Partial<Change>): Change => ({
  kind: 'create',
  state: 'applied',
  reasonCode: 'new',
  reason: 'new in directory',
  accountId: null,
  login: 'ann',
  dn: 'uid=ann,ou=people',
  fields: { lastName: [null, 'Lee'] },
  ...more,
});

const moved = (login: string) =>
  change({
    kind: 'delete',
    state: 'refused',
    reasonCode: 'row.moved',
    reason: 'the account changed',
    login,
    dn: `uid=${login},ou=people`,
  });

/** Pages of one row each, told apart by their position. */
const paged =
  (changes: readonly Change[], first: number) =>
  (input: unknown): { changes: Change[]; next: number | null } => {
    const at = (input as { after: number }).after - first;
    return { changes: changes.slice(at, at + 1), next: at + 1 < changes.length ? first + at + 1 : null };
  };

const failing = (code: Code) => () => {
  throw new ORPCError(code, { message: 'No.', data: { hint: 'Try.' } });
};

describe('usage', () => {
  test.each([
    [['sync', '--preview', '--apply', PLAN], '--preview and --apply exclude each other'],
    [['sync', '--approve', '3', '--reject', '3'], '--approve and --reject exclude each other'],
    [['sync', '--due', '--preview'], '--due and --preview exclude each other'],
    [['sync', '--preview', '--incremental'], 'a preview reads everything'],
    [['sync', '--apply', PLAN, '--source', 'HQ'], '--apply names a plan, so it takes no --source'],
    [
      ['sync', '--approve', '3', '--enterprise', 'acme'],
      '--approve names a run, so it takes no --enterprise',
    ],
    [['sync', '--keep', '3', '--full'], '--keep names a run, so it takes no --full'],
    [['sync', '--apply', '0123456'], 'at least the first 8 characters'],
    [['sync', '--apply', 'not-a-plan'], 'takes the sha256 of a plan'],
    [['sync', '--login', 'ann'], '--login goes with --approve, --reject or --keep'],
    [['sync', '--apply', PLAN, '--login', 'ann'], '--login goes with'],
    [['sync', '--reject', '3', '--same', 'ann'], '--same goes with --approve'],
    [['sync', '--approve', 'x'], 'whole number'],
    [['sync', '--approve'], 'argument missing'],
    [['undo'], "missing required argument 'run'"],
    [['undo', '0'], 'whole number'],
    [['held', 'forget'], "missing required argument 'login'"],
    [['accounts', 'history'], "missing required argument 'login'"],
  ])('%j is refused with status 64', async (argv, message) => {
    const { status, stderr, options } = await runCommand(argv);
    expect(stderr).toContain(message);
    expect(status).toBe(64);
    expect(options).toEqual([]);
  });

  test.each<[Code, number]>([
    ['plan.not-found', 64],
    ['plan.expired', 64],
    ['plan.applied', 64],
    ['store.busy', 1],
  ])('a plan that cannot be applied: %s gives status %i', async (code, status) => {
    const answers = { 'plans.apply': failing(code) };
    expect(await runCommand(['sync', '--apply', PLAN], answers)).toMatchObject({
      status,
      stdout: '',
      stderr: `${code}: No.\nhint: Try.\n`,
    });
  });

  test.each<[string[], string, Code]>([
    [['sync', '--approve', '3'], 'held.approve', 'held.newer'],
    [['sync', '--reject', '3'], 'held.reject', 'held.not-found'],
    [['undo', '3'], 'runs.undo', 'run.expired'],
    [['undo', '3'], 'runs.undo', 'undo.nothing'],
    [['undo', '3'], 'runs.undo', 'enterprise.integrated'],
    [['undo', '3'], 'runs.undo', 'source.exists'],
  ])('%j: %s answers %s, status 64', async (argv, procedure, code) => {
    const { status, stdout } = await runCommand([...argv, '--json'], { [procedure]: failing(code) });
    expect(status).toBe(64);
    expect(json(stdout)).toEqual({ error: { code, message: 'No.', hint: 'Try.' } });
  });
});

describe('sync --preview', () => {
  const PREVIEW: Preview = {
    preview: true,
    id: null,
    plan: PLAN,
    enterprise: 'acme',
    enterpriseId: 1,
    source: 'HQ directory',
    sourceId: 1,
    sourceKind: 'directory',
    kind: 'sync',
    mode: 'full',
    feed: 'full',
    outcome: 'success',
    complete: true,
    baseline: false,
    madeAt: '2026-11-23T02:00:00.000Z',
    expiresAt: '2026-11-30T02:00:00.000Z',
    appliedRun: null,
    counters: { ...zeroCounters(), read: 13, created: 12, unchanged: 1 },
    phases: {},
    error: null,
    issues: [],
  };
  const FAILURE = {
    enterprise: 'acme',
    enterpriseId: 1,
    source: 'Branch',
    sourceId: 2,
    sourceKind: 'pbx',
    code: 'ldap.unreachable',
    message: 'Nobody answers.',
    hint: 'Look.',
  };
  const rows = [change({}), moved('bob')].map((row) => ({ ...row, state: 'applied' as const }));

  const previewing = (previews: Preview[], failures: object[] = [], started: object = {}): Answers => ({
    'plans.preview': () => ({
      jobId: 3,
      sources: previews.length + failures.length,
      passedOver: [],
      ...started,
    }),
    'plans.wait': () => ({ previews, failures }),
    'plans.changes': paged(rows, -1),
  });

  test('in the form of runs, each with all its rows', async () => {
    const second = { ...PREVIEW, source: 'Lab', plan: 'f'.repeat(64) };
    const argv = ['sync', '--preview', '--json', '--enterprise', 'acme', '--source', 'HQ directory'];
    const { status, stdout, calls } = await runCommand(argv, previewing([PREVIEW, second], [FAILURE]));
    expect(status).toBe(4);
    const times = { trigger: 'manual', startedAt: PREVIEW.madeAt, endedAt: PREVIEW.madeAt };
    const { enterprise, enterpriseId, source, sourceId, sourceKind, ...error } = FAILURE;
    expect(json(stdout)).toEqual({
      runs: [
        { ...PREVIEW, ...times, changes: rows },
        { ...second, ...times, changes: rows },
        {
          ...{ preview: true, id: null, plan: null, enterprise, enterpriseId, source, sourceId },
          ...{ sourceKind, kind: 'sync', trigger: 'manual', mode: 'full', outcome: 'failed' },
          ...{ complete: false, counters: zeroCounters(), error, issues: [], changes: [] },
        },
      ],
    });
    expect(calls.slice(0, 4)).toEqual([
      ['plans.preview', { enterprise: 'acme', source: 'HQ directory' }],
      ['plans.wait', { jobId: 3 }],
      ['plans.changes', { plan: PLAN, after: -1 }],
      ['plans.changes', { plan: PLAN, after: 0 }],
    ]);
  });

  test('nothing to list is a document, too', async () => {
    const answers = { ...previewing([], [FAILURE]) };
    const { stdout } = await runCommand(['sync', '--preview', '--json'], answers);
    expect(json(stdout)).toMatchObject({ runs: [{ plan: null, changes: [] }] });
  });

  test('in words: the sentence, the rows, the plan and how to apply it', async () => {
    const issue = {
      ...{ severity: 'warning' as const, code: 'guard.deletes' as const, subject: '', field: '' },
      ...{ message: '9 of 20 would go.', hint: hintOf('guard.deletes') },
    };
    const preview: Preview = {
      ...PREVIEW,
      outcome: 'held',
      counters: { ...PREVIEW.counters, updated: 5, deleted: 1, heldDeletes: 9, failed: 1 },
      issues: [issue],
    };
    const { status, stdout } = await runCommand(['sync', '--preview'], previewing([preview]));
    expect(status).toBe(3);
    expect(stdout.split('\n')).toEqual([
      'HQ directory: would create 12, update 5, delete 1, hold 9; 13 read, 1 unchanged, 1 failed',
      '  warning guard.deletes',
      '    9 of 20 would go.',
      `    hint: ${hintOf('guard.deletes')}`,
      '  would create  ann  new in directory',
      '  would delete  bob  the account changed; entry uid=bob,ou=people',
      expect.stringMatching(
        new RegExp(
          `^ {2}Nothing was changed\\. Plan ${PLAN}, kept until 2026-1\\d-\\d\\d \\d\\d:\\d\\d:00\\.$`,
        ),
      ),
      '  To apply exactly this: rollcall sync --apply 0123456789ab',
      '',
    ]);
  });

  test.each<[string, Partial<Preview>, string]>([
    [
      'nothing to do',
      { counters: { ...zeroCounters(), read: 3, unchanged: 3 } },
      'would change nothing; 3 read',
    ],
    ['an incomplete read', { complete: false }, ' — not read completely, so nothing would be deleted\n'],
  ])('%s', async (_, more, words) => {
    const { stdout } = await runCommand(['sync', '--preview'], previewing([{ ...PREVIEW, ...more }]));
    expect(stdout).toContain(words);
  });

  test.each<[string, Preview[], object[], number]>([
    ['success', [PREVIEW], [], 0],
    ['warnings', [{ ...PREVIEW, outcome: 'warnings' }], [], 2],
    ['held', [{ ...PREVIEW, outcome: 'held' }], [], 3],
    ['incomplete', [{ ...PREVIEW, outcome: 'warnings', complete: false }], [], 4],
    ['unreachable', [PREVIEW], [FAILURE], 4],
    ['a fault of Rollcall', [PREVIEW], [{ ...FAILURE, code: 'internal' }], 1],
    ['cancelled', [], [{ ...FAILURE, code: 'run.cancelled' }], 1],
  ])('exit status as the run would have it: %s', async (_, previews, failures, status) => {
    expect((await runCommand(['sync', '--preview'], previewing(previews, failures))).status).toBe(status);
  });

  test('a source that could not be read: its error', async () => {
    const { stdout } = await runCommand(['sync', '--preview'], previewing([], [FAILURE]));
    expect(stdout.split('\n')).toEqual([
      'Branch: no preview — failed',
      '  ldap.unreachable: Nobody answers.',
      '    hint: Look.',
      '',
    ]);
  });

  test('no source at all is an error', async () => {
    const nothing = previewing([], [], { passedOver: ['acme/HQ: inactive'] });
    const { status, stderr } = await runCommand(['sync', '--preview'], nothing);
    expect(status).toBe(64);
    expect(stderr).toContain('Passed over acme/HQ: inactive.\nsource.inactive: ');
  });

  test('a signal cancels it; cut short is status 1', async () => {
    const answers = {
      ...previewing([PREVIEW], [], { sources: 2 }),
      'synchronization.cancel': () => ({ cancelled: true }),
    };
    const { status, calls } = await runCommand(['sync', '--preview'], answers, {
      onSignal: (listener) => {
        listener('SIGINT');
        return () => undefined;
      },
    });
    expect(status).toBe(1);
    expect(calls).toContainEqual(['synchronization.cancel', { jobId: 3 }]);
  });

  test('the bar knows that rows are looked up again', async () => {
    const answers: Answers = {
      ...previewing([PREVIEW]),
      'synchronization.events': async function* () {
        yield { type: 'progress', jobId: 3, runId: 0, source: 'HQ', phase: 'checking', done: 1, total: 2 };
      },
      'plans.wait': async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return { previews: [PREVIEW], failures: [] };
      },
    };
    const { stderr } = await runCommand(['sync', '--preview'], answers, { terminal: true });
    expect(stderr).toContain('\rHQ: looking up again  [########--------] 50 %  1 of 2');
  });
});

describe('runs that take up rows one by one', () => {
  const UNDO: Run = {
    ...QUIET_RUN,
    kind: 'undo',
    undoes: 12,
    id: 14,
    counters: { ...zeroCounters(), deleted: 2 },
  };

  const running = (procedure: string, runs: Run[], refused: Change[] = []): Answers => ({
    [procedure]: () => ({ jobId: 3, rows: 2 }),
    'synchronization.wait': () => ({ runs }),
    'runs.changes': paged(refused, 0),
  });

  test.each<[string[], string, object]>([
    [['sync', '--apply', PLAN.slice(0, 8)], 'plans.apply', { plan: PLAN.slice(0, 8) }],
    [['sync', '--approve', '12'], 'held.approve', { runId: 12 }],
    [['undo', '12'], 'runs.undo', { id: 12 }],
    [['undo', '12', '--login', 'ann', '--login', 'bob'], 'runs.undo', { id: 12, logins: ['ann', 'bob'] }],
    [['undo', '12', '--login', 'ann', 'bob'], 'runs.undo', { id: 12, logins: ['ann', 'bob'] }],
  ])('%j asks for %s, and waits for it', async (argv, procedure, input) => {
    const { status, calls } = await runCommand(argv, running(procedure, [UNDO]));
    expect(status).toBe(0);
    expect(calls).toEqual([
      [procedure, input],
      ['synchronization.wait', { jobId: 3 }],
      ['runs.changes', { id: 14, after: 0, only: 'refused' }],
    ]);
  });

  test('names what was refused and why, once', async () => {
    const issue = (login: string) => ({
      ...{ severity: 'warning' as const, code: 'row.moved' as const, subject: '', field: '' },
      ...{ message: `The row of ${login} was refused.`, hint: hintOf('row.moved') },
    });
    const run: Run = { ...UNDO, outcome: 'warnings', issues: [issue('bob'), issue('carl')] };
    const { status, stdout } = await runCommand(
      ['undo', '12'],
      running('runs.undo', [run], [moved('bob'), moved('carl')]),
    );
    expect(status).toBe(2);
    expect(stdout.split('\n')).toEqual([
      'HQ directory: run 12 undone, 2 deleted — done with warnings',
      '  deletion refused  bob  the account changed; entry uid=bob,ou=people',
      '  deletion refused  carl  the account changed; entry uid=carl,ou=people',
      '  2 rows were refused and stay undone.',
      '  warning row.moved (2)',
      `    hint: ${hintOf('row.moved')}`,
      '',
    ]);
  });

  test('refused rows give status 2 even of a run that is fine, and 3 stays 3', async () => {
    const refused = [moved('bob')];
    const statusOf = async (run: Run) =>
      (await runCommand(['sync', '--apply', PLAN], running('plans.apply', [run], refused))).status;
    expect(await statusOf(QUIET_RUN)).toBe(2);
    expect(await statusOf({ ...QUIET_RUN, outcome: 'held' })).toBe(3);
    expect(await statusOf({ ...QUIET_RUN, outcome: 'cancelled' })).toBe(1);
  });

  test('as JSON: runs with their refused rows', async () => {
    const refused = [moved('bob'), moved('carl')];
    const answers = running('runs.undo', [UNDO, { ...UNDO, id: 15 }], refused);
    const { status, stdout } = await runCommand(['undo', '12', '--json'], answers);
    expect(status).toBe(2);
    expect(json(stdout)).toEqual({
      runs: [
        { ...UNDO, refused },
        { ...UNDO, id: 15, refused },
      ],
    });
  });

  test('a signal cancels; without any run the status is 1', async () => {
    const answers = {
      ...running('held.approve', []),
      'synchronization.cancel': () => ({ cancelled: true }),
    };
    const { status, stdout, calls } = await runCommand(['sync', '--approve', '12', '--json'], answers, {
      onSignal: (listener) => {
        listener('SIGTERM');
        return () => undefined;
      },
    });
    expect(status).toBe(1);
    expect(json(stdout)).toEqual({ runs: [] });
    expect(calls).toContainEqual(['synchronization.cancel', { jobId: 3 }]);
  });
});

const held = (more: Partial<HeldRow>): HeldRow => ({
  ...change({ kind: 'delete', state: 'held', reasonCode: 'absent', reason: 'not in the read' }),
  heldId: 5,
  sourceId: 1,
  source: 'HQ directory',
  enterprise: 'acme',
  firstRun: 11,
  since: '2026-11-22T02:00:00.000Z',
  runId: 12,
  blocked: null,
  ...more,
});

const waiting: Answers = {
  'held.list': (input) =>
    (input as { after: number }).after === 0
      ? { rows: [held({ login: 'Ann' })], next: 5 }
      : { rows: [held({ login: 'bob' })], next: null },
};

describe('answers to single rows', () => {
  const answers: Answers = {
    ...waiting,
    'held.approve': () => ({ jobId: 3, rows: 1 }),
    'synchronization.wait': () => ({ runs: [QUIET_RUN] }),
    'runs.changes': paged([], 0),
  };

  test('logins that wait are answered', async () => {
    const argv = ['sync', '--approve', '12', '--login', 'ann', '--login', 'BOB'];
    const { status, calls } = await runCommand(argv, answers);
    expect(status).toBe(0);
    expect(calls).toContainEqual(['held.list', { runId: 12, after: 5, limit: 1000 }]);
    expect(calls).toContainEqual(['held.approve', { runId: 12, logins: ['ann', 'BOB'] }]);
  });

  test.each(['--approve', '--reject', '--keep'])(
    '%s: a login that does not wait: nothing is answered',
    async (option) => {
      const { status, stderr, calls } = await runCommand(
        ['sync', option, '12', '--login', 'ann', 'bobb'],
        answers,
      );
      expect(status).toBe(64);
      expect(stderr).toContain(
        'held.not-found: No row of run 12 waits for approval for bobb, so nothing was answered.',
      );
      expect(calls.map(([procedure]) => procedure)).toEqual(['held.list', 'held.list']);
    },
  );

  test('of a run where nothing waits the engine says why', async () => {
    const nothing = { 'held.list': () => ({ rows: [], next: null }), 'held.reject': failing('held.newer') };
    const { stderr } = await runCommand(['sync', '--reject', '12', '--login', 'ann'], nothing);
    expect(stderr).toContain('held.newer: No.');
  });
});

describe('sync --reject and --keep', () => {
  test.each<[string[], string, object, string, object]>([
    [
      ['--reject', '12'],
      'held.reject',
      { runId: 12 },
      "2 rows rejected, and not asked for again until the source's value changes.\n",
      { runs: [], rejected: 2 },
    ],
    [
      ['--keep', '12', '--login', 'ann'],
      'held.keep',
      { runId: 12, logins: ['ann'] },
      '2 accounts kept: the deletion is not asked for again until the entry is back.\n',
      { runs: [], kept: 2 },
    ],
  ])('%j', async (argv, procedure, input, text, document) => {
    const answers = { ...waiting, [procedure]: () => ({ rows: 2 }) };
    const inWords = await runCommand(['sync', ...argv], answers);
    expect(inWords).toMatchObject({ status: 0, stdout: text });
    expect(inWords.calls.at(-1)).toEqual([procedure, input]);
    expect(json((await runCommand(['sync', ...argv, '--json'], answers)).stdout)).toEqual(document);
  });
});

const sources: Answers = {
  'enterprises.list': () => ({ enterprises: [{ id: 'acme' }, { id: 'zeta' }] }),
  'sources.list': (input) => ({
    sources:
      (input as { enterprise: string }).enterprise === 'acme'
        ? [
            { sourceId: 1, name: 'HQ directory' },
            { sourceId: 2, name: 'Lab' },
          ]
        : [{ sourceId: 3, name: 'lab' }],
  }),
};

describe('held', () => {
  const answers: Answers = {
    ...sources,
    'held.list': (input) =>
      (input as { after: number }).after === 0
        ? { rows: [held({})], next: 5 }
        : {
            rows: [held({ heldId: 6, login: 'bernd', dn: '', blocked: 'It needs another row.' })],
            next: null,
          },
  };

  test('page by page, as one JSON document', async () => {
    const { status, stdout, calls } = await runCommand(
      ['held', '--json', '--source', 'hq DIRECTORY'],
      answers,
    );
    expect(status).toBe(0);
    expect(json(stdout)).toMatchObject({
      held: [{ heldId: 5, dn: 'uid=ann,ou=people' }, { heldId: 6 }],
      orphans: [],
    });
    expect(calls.filter(([name]) => name === 'held.list')).toEqual([
      ['held.list', { sourceId: 1, after: 0, limit: 1000 }],
      ['held.list', { sourceId: 1, after: 5, limit: 1000 }],
    ]);
  });

  test('as a table, with what to do', async () => {
    const { stdout } = await runCommand(['held', '--enterprise', 'acme'], answers);
    const [header, first, second, ...rest] = stdout.split('\n');
    expect(header).toBe('Row  Run  Source             What      Login ID  Waits since          Why');
    expect(first).toMatch(
      /^ {2}5 {3}12 {2}acme\/HQ directory {2}deletion {2}ann {7}2026-11-2\d \d\d:00:00 {2}not in the read; entry uid=ann,ou=people$/,
    );
    expect(second).toMatch(/^ {2}6 {3}12 .* bernd .* not in the read; It needs another row\.$/);
    expect(rest).toEqual([
      '2 rows wait for approval. To answer:',
      '  rollcall sync --approve 12  or  --reject 12  or  --keep 12  (of single rows: --login LOGIN)',
      '',
    ]);
  });

  test('D8: a row that asks who somebody is looks like a question, with what each answer does', async () => {
    const reason = 'held: 1000 was Ann Lee and is Kim Vos';
    const row = held({ kind: 'update', reasonCode: 'pbx.identity-changed', reason, dn: '1000' });
    const question = { ...row, fields: { lastName: ['Lee', 'Vos'] } };
    const { stdout } = await runCommand(['held'], {
      ...sources,
      'held.list': () => ({ rows: [question], next: null }),
    });
    const [, line, ...rest] = stdout.split('\n');
    expect(line).toMatch(/ question {2}ann .* held: 1000 was Ann Lee and is Kim Vos$/);
    expect(rest.slice(0, 3)).toEqual([
      '1 row waits for approval. To answer:',
      '  Who is the same person is renamed: rollcall sync --approve 12 --same LOGIN',
      '  Who is a new person gets a new account, and the old one is deleted: rollcall sync --approve 12 --login LOGIN',
    ]);
  });

  test('nothing waits', async () => {
    const nothing = { ...sources, 'held.list': () => ({ rows: [], next: null }) };
    expect((await runCommand(['held'], nothing)).stdout).toBe('Nothing waits for approval.\n');
    expect(json((await runCommand(['held', '--json'], nothing)).stdout)).toEqual({ held: [], orphans: [] });
  });

  test.each([
    ['nobody', 'source.not-found: There is no source nobody.'],
    ['Lab', 'usage.invalid: several Enterprises have a source Lab: name one with --enterprise'],
  ])('--source %s', async (source, message) => {
    const { status, stderr } = await runCommand(['held', '--source', source], answers);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
  });
});

describe('held answers and held forget', () => {
  const memory = (more: Partial<Memory>): Memory => ({
    ...{ sourceId: 1, source: 'HQ directory', kind: 'delete', answer: 'kept', key: 'a1b2' },
    ...{ keyAttribute: 'entryUUID', login: 'Ann', dn: 'uid=ann,ou=people', runId: 12 },
    at: '2026-11-23T02:00:00.000Z',
    ...more,
  });
  const memories = [memory({}), memory({ kind: 'update', answer: 'rejected', login: 'bob', key: 'c3' })];
  const answers: Answers = {
    ...sources,
    'held.memories': () => ({ memories }),
    'held.forget': () => ({ forgotten: true }),
  };

  test('lists', async () => {
    const asJson = await runCommand(['held', 'answers', '--json', '--enterprise', 'acme'], answers);
    expect(json(asJson.stdout)).toEqual({ answers: memories });
    expect(asJson.calls).toEqual([['held.memories', { enterprise: 'acme' }]]);
    const { stdout } = await runCommand(['held', 'answers'], answers);
    expect(stdout.split('\n')[1]).toMatch(/^Ann {7}deletion {2}account kept {3}12 {2}2026/);
    const none = await runCommand(['held', 'answers'], { 'held.memories': () => ({ memories: [] }) });
    expect(none.stdout).toBe('No answer is remembered.\n');
  });

  test.each(['ann', 'A1B2'])('forgets what was said of %s', async (name) => {
    const { status, stdout, calls } = await runCommand(['held', 'forget', name], answers);
    expect(status).toBe(0);
    expect(calls.slice(1)).toEqual([
      ['held.forget', { sourceId: 1, kind: 'delete', keyAttribute: 'entryUUID', key: 'a1b2' }],
    ]);
    expect(stdout).toBe(
      'HQ directory: forgot the answer to the deletion of Ann (account kept). The next run asks again.\n',
    );
    const asJson = await runCommand(['held', 'forget', name, '--json'], answers);
    expect(json(asJson.stdout)).toEqual({ forgotten: [memories[0]] });
  });

  test('nothing to forget is an error', async () => {
    const { status, stderr } = await runCommand(
      ['held', 'forget', 'carl', '--source', 'HQ directory'],
      answers,
    );
    expect(status).toBe(64);
    expect(stderr).toContain('answer.not-found: No answer about carl is remembered.');
  });
});

describe('accounts history', () => {
  const explanation: Explanation = {
    accountId: 7,
    loginId: 'bob',
    exists: true,
    sentence: 'HQ directory created it in run 12.',
    values: [
      {
        ...{ field: 'deskPhone', value: '3001', origin: 'telephoneNumber of uid=bob\u001b[31m', runId: 12 },
        ...{ at: null, source: 'HQ directory', dn: 'uid=bob', attribute: 'telephoneNumber' },
      },
    ],
    events: [
      {
        ...change({ login: 'bob' }),
        ...{ changeId: 2, at: '2026-11-23T02:00:00.000Z', runId: null, source: null, who: '' },
        sentence: 'A person set the department.',
      },
    ],
  };
  const answers: Answers = {
    ...sources,
    'accounts.explain': (input) => {
      if ((input as { enterprise: string }).enterprise === 'zeta') failing('account.not-found')();
      return { accounts: [explanation] };
    },
  };

  test('looks in all Enterprises, or the one named', async () => {
    const all = await runCommand(['accounts', 'history', 'bob', '--json'], answers);
    expect(json(all.stdout)).toEqual({ accounts: [{ enterprise: 'acme', ...explanation }] });
    expect(all.calls.slice(1)).toEqual([
      ['accounts.explain', { enterprise: 'acme', loginId: 'bob' }],
      ['accounts.explain', { enterprise: 'zeta', loginId: 'bob' }],
    ]);
    const one = await runCommand(['accounts', 'history', 'bob', '--enterprise', 'zeta'], answers);
    expect(one).toMatchObject({ status: 64, stdout: '' });
    expect(one.stderr).toContain('account.not-found: No account has or had the login ID bob.');
  });

  test('in words that a directory entry cannot colour', async () => {
    const { stdout } = await runCommand(['accounts', 'history', 'bob', '--enterprise', 'acme'], answers);
    expect(stdout.split('\n')).toEqual([
      'acme/bob: HQ directory created it in run 12.',
      '  Where its values come from',
      '    deskPhone  3001  telephoneNumber of uid=bob\ufffd[31m',
      '  What happened, newest first',
      expect.stringMatching(/^ {4}2026-11-2\d \d\d:00:00 {2}A person set the department\.$/),
      '',
    ]);
  });

  test('another error is told', async () => {
    const broken = { ...answers, 'accounts.explain': failing('store.busy') };
    expect(await runCommand(['accounts', 'history', 'bob'], broken)).toMatchObject({ status: 1 });
  });
});
