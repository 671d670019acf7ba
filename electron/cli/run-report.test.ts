import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { QUIET_RUN } from '../../tests/support/run.ts';
import type { Change, Run, RunView } from '../../shared/contract/index.ts';
import { hintOf, type Code } from '../../shared/domain/codes.ts';
import { zeroCounters, type Counters } from '../../shared/domain/run.ts';
import { Output } from './output.ts';
import { progressLine } from './progress.ts';
import { changeLines } from './change-lines.ts';
import { runFacts, runHead, runNext, runReport, runSentence, runTable } from './run-report.ts';
import { displayWidth, duration, plain, table } from './text.ts';

const out = new Output(new Writable(), {});

const run = (more: Partial<Omit<Run, 'counters'>> & { counters?: Partial<Counters> }): Run => ({
  ...QUIET_RUN,
  ...more,
  counters: { ...zeroCounters(), ...more.counters },
});

const issue = (code: Code, message: string, severity: 'info' | 'warning' | 'error' = 'warning') => ({
  severity,
  code,
  subject: '',
  field: '',
  message,
  hint: hintOf(code),
});

const report = (given: Run, allIssues = false) => runReport(given, out, { allIssues, withEnterprise: false });

describe('the sentence of a run', () => {
  test('names what happened and leaves out what did not', () => {
    const counters = { read: 100, created: 90, updated: 5, unchanged: 3, skipped: 1, failed: 1 };
    expect(runSentence(run({ outcome: 'warnings', counters }))).toBe(
      'HQ directory: 100 read, 90 created, 5 updated, 3 unchanged, 1 skipped, 1 failed — done with warnings',
    );
  });

  test('says when the read was not complete', () => {
    expect(runSentence(run({ outcome: 'warnings', complete: false, counters: { read: 7 } }))).toBe(
      'HQ directory: 7 read — not read completely, so nothing was deleted',
    );
  });

  test('names the Enterprise where several stand together', () => {
    expect(runSentence(run({}), true)).toBe('acme/HQ directory: 0 read — done');
  });
});

describe('the sentence of what is no synchronization', () => {
  const counters = { read: 9, created: 2, deleted: 1, failed: 3 };

  test.each([
    [{ kind: 'approval' }, 'HQ directory: approved, 2 created, 1 deleted, 3 refused — done with warnings'],
    [
      { kind: 'undo', undoes: 7 },
      'HQ directory: run 7 undone, 2 created, 1 deleted, 3 refused — done with warnings',
    ],
    [{ kind: 'removal' }, 'HQ directory: removed, 2 created, 1 deleted, 3 refused — done with warnings'],
  ] as const)('%j: counts rows, and says nothing of reading', (more, sentence) => {
    for (const complete of [true, false]) {
      expect(runSentence(run({ ...more, complete, outcome: 'warnings', counters }))).toBe(sentence);
    }
    const facts = runFacts({ ...run({ ...more, counters }), evidence: null });
    expect(facts.filter((line) => line.startsWith('  Read'))).toEqual([]);
    const [header, row] = runTable([run({ ...more, counters })]).map((line) => line.split(/ {2,}/));
    expect(row?.[header!.indexOf('Read')]).not.toBe('9');
  });
});

describe('what can be done with a run', () => {
  const view = (more: Partial<RunView>): RunView => ({
    ...run({}),
    issues: { info: 0, warning: 0, error: 0 },
    evidence: null,
    changes: { created: 0, updated: 0, deleted: 0, held: 0, refused: 0, numbers: 0 },
    codes: [],
    journalGone: false,
    waiting: 0,
    undo: { rows: 0, blocked: null, undoneBy: [] },
    ...more,
  });

  test.each<[Partial<RunView>, string[]]>([
    [{}, []],
    [{ undo: { rows: 3, blocked: null, undoneBy: [] } }, ['  To undo it: rollcall undo 12']],
    [
      { undo: { rows: 3, blocked: 'It was undone.', undoneBy: [15, 14] } },
      ['  Undone by run 15, 14.', '  It was undone.'],
    ],
    [{ journalGone: true }, ['  Its changes and issues are no longer kept.']],
  ])('%j', (more, lines) => {
    expect(runNext(view(more))).toEqual(lines);
  });
});

describe('the facts of a run', () => {
  test.each([
    [true, 7, 'complete'],
    [false, 7, 'not complete'],
    [false, 0, 'nothing'],
  ])('complete %s, read %i: %s', (complete, read, words) => {
    const facts = runFacts({ ...run({ complete, counters: { read } }), evidence: null });
    expect(facts.find((line) => line.startsWith('  Read '))).toMatch(new RegExp(`  ${words}$`));
  });
});

describe('the report of a run', () => {
  test('says the reason of a read that is not complete once', () => {
    const cut = issue('ldap.size-limit', 'The server cut the answer at its size limit.', 'error');
    const lines = report(run({ outcome: 'warnings', complete: false, error: cut, issues: [cut] }));
    expect(lines.filter((line) => line.includes(cut.message))).toHaveLength(1);
  });

  test('groups issues by code, errors first, ten of each', () => {
    const issues = [
      issue('entry.disabled', '3 disabled entries were passed over.', 'info'),
      ...Array.from({ length: 12 }, (_, index) => issue('entry.missing-field', `cn=${index} has no sn.`)),
      issue('ldap.referral', 'A referral was not followed.', 'error'),
    ];
    const lines = report(run({ outcome: 'warnings', issues }));
    expect(lines.slice(1, 4)).toEqual([
      '  error ldap.referral',
      '    A referral was not followed.',
      `    hint: ${hintOf('ldap.referral')}`,
    ]);
    expect(lines).toContain('  warning entry.missing-field (12)');
    expect(lines).toContain('    cn=9 has no sn.');
    expect(lines).not.toContain('    cn=10 has no sn.');
    expect(lines).toContain('    and 2 more: rollcall runs show 12');
    expect(report(run({ outcome: 'warnings', issues }), true)).toContain('    cn=11 has no sn.');
  });

  test('says which rows wait, and how to go on', () => {
    const counters = { read: 9, created: 2, heldDeletes: 12, heldUpdates: 1, heldCreates: 2, numbersHeld: 1 };
    expect(report(run({ outcome: 'held', counters })).slice(1)).toEqual([
      '  12 deletions, 1 change and 2 creations wait for approval.',
      '  To apply them: rollcall sync --approve 12',
      '  To turn them down: rollcall sync --reject 12',
      '  1 number kept, because dynamic statuses still point at it.',
      '  To take back what was applied: rollcall undo 12',
    ]);
    expect(report(run({ outcome: 'held', counters: { heldDeletes: 1 } })).slice(1)).toEqual([
      '  1 deletion waits for approval.',
      '  To apply it: rollcall sync --approve 12',
      '  To turn it down: rollcall sync --reject 12',
    ]);
  });

  test('D8: says what each answer to a question does, before it says how to apply everything', () => {
    const issues = [issue('pbx.identity-changed', '1000 was Ann Lee and is Kim Vos.')];
    const questions = [
      '  Who is the same person is renamed: rollcall sync --approve 12 --same LOGIN',
      '  Who is a new person gets a new account, and the old one is deleted: rollcall sync --approve 12 --login LOGIN',
      '  Without --login and --same, everybody who is asked about is taken for a new person.',
    ];
    const one = report(run({ outcome: 'held', counters: { heldUpdates: 1 }, issues }));
    expect(one.slice(1, 6)).toEqual([
      ...['  1 change waits for approval.', ...questions],
      '  To turn it down: rollcall sync --reject 12',
    ]);
    const several = report(run({ outcome: 'held', counters: { heldUpdates: 2 }, issues }));
    expect(several.slice(1, 7)).toEqual([
      ...['  2 changes wait for approval.', ...questions],
      ...[
        '  To apply all of them: rollcall sync --approve 12',
        '  To turn them down: rollcall sync --reject 12',
      ],
    ]);
  });

  test.each([
    [0, ['  12 deletions and 1 change waited for approval; none of them waits any more.']],
    [
      1,
      [
        '  12 deletions and 1 change waited for approval; 1 of them still waits.',
        '  To apply it: rollcall sync --approve 12',
        '  To turn it down: rollcall sync --reject 12',
      ],
    ],
  ])('of a past run, says how many rows wait now: %i', (waiting, lines) => {
    const given = run({ outcome: 'held', counters: { created: 1, heldDeletes: 12, heldUpdates: 1 } });
    expect(runHead(given, out, { withEnterprise: false, waiting }).slice(1)).toEqual(lines);
  });

  test('of a results file, says only what waited', () => {
    const given = run({ outcome: 'held', counters: { created: 1, heldDeletes: 2 } });
    for (const waiting of [0, 2]) {
      expect(runHead(given, out, { withEnterprise: false, waiting, readOnly: true }).slice(1)).toEqual([
        '  2 deletions waited for approval.',
      ]);
    }
  });

  test('tells the error of a failed run once', () => {
    const error = { code: 'ldap.unreachable' as const, message: 'Nobody answers.', hint: 'Look.' };
    const issues = [{ ...issue('ldap.unreachable', 'Nobody answers.', 'error'), hint: 'Look.' }];
    expect(report(run({ outcome: 'failed', complete: false, error, issues }))).toEqual([
      'HQ directory: 0 read — failed',
      '  ldap.unreachable: Nobody answers.',
      '    hint: Look.',
    ]);
  });

  test('changes line up', () => {
    const change = (more: Partial<Change>): Change => ({
      kind: 'create',
      state: 'applied',
      reasonCode: 'new',
      reason: 'new in directory',
      accountId: 1,
      login: 'ann',
      dn: '',
      fields: {},
      ...more,
    });
    expect(
      changeLines([
        change({}),
        change({
          kind: 'update',
          login: 'bernd',
          reason: 'changed',
          fields: { title: [null, 'A"b'], sn: ['x', null] },
        }),
        change({ kind: 'delete', state: 'held', login: '王', reason: 'held', dn: 'uid=wang,ou=people' }),
      ]),
    ).toEqual([
      '  created         ann    new in directory',
      '  updated         bernd  changed; title none → "A\\"b"; sn "x" → none',
      '  deletion waits  王     held; entry uid=wang,ou=people',
    ]);
  });
});

describe('text', () => {
  test('what a terminal would obey is shown as a replacement', () => {
    expect(plain('a\u001b[2Jb\u009b31m\u202ec\nd')).toBe('a\ufffd[2Jb\ufffd31m\ufffdc\ufffdd');
  });

  test('widths', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('王さん')).toBe(6);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('\u{1f600}')).toBe(2);
    expect(
      table(
        [{ header: 'A' }, { header: 'N', right: true }],
        [
          ['王', '1'],
          ['x', '10'],
        ],
      ),
    ).toEqual(['A    N', '王   1', 'x   10']);
  });

  test('whatever breaks a line of a terminal breaks no row of a table', () => {
    expect(plain('a\tb\nc\u0085d\u2028e\u2029f')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf');
  });

  test('a very long value is cut, and does not push the others away; the last of a line is whole', () => {
    const columns = [{ header: 'Name' }, { header: 'Why' }];
    const long = 'x'.repeat(3000);
    const [, first, second, wide] = table(columns, [
      [long, long],
      ['Ann', 'new'],
      ['王'.repeat(40), ''],
    ]);
    expect(first).toBe(`${'x'.repeat(59)}…  ${long}`);
    expect(second).toBe(`Ann${' '.repeat(59)}new`);
    expect(wide).toBe(`${'王'.repeat(29)}…`);
    expect(table(columns, [['y'.repeat(60), '']])[1]).toBe('y'.repeat(60));
  });

  test('durations', () => {
    expect([204, 9_949, 12_400, 200_000].map(duration)).toEqual(['0.2 s', '9.9 s', '12 s', '3 min 20 s']);
  });
});

describe('the progress line', () => {
  const event = {
    type: 'progress',
    jobId: 1,
    runId: 1,
    enterpriseId: 1,
    sourceId: 1,
    source: 'HQ',
    phase: 'reading',
    done: 0,
    total: 0,
  } as const;

  test('says phase, count, estimate and rate', () => {
    expect(progressLine({ ...event, done: 5_000, total: 20_000 }, 1_234.4, 100)).toBe(
      'HQ: reading  [####------------] 25 %  5,000 of 20,000  1,234/s  about 12 s left',
    );
    expect(progressLine({ ...event, done: 5_000 }, 50, 100)).toBe('HQ: reading  5,000  50/s');
    expect(progressLine({ ...event, phase: 'connecting' }, 0, 100)).toBe('HQ: connecting');
    expect(progressLine({ ...event, done: 9, total: 5 }, 0, 100)).toBe(
      'HQ: reading  [################] 100 %  9 of 5',
    );
  });

  test('gives up its last parts before it wraps', () => {
    const long = { ...event, done: 5_000, total: 20_000 };
    expect(progressLine(long, 1_234, 40)).toBe('HQ: reading  [####------------] 25 %');
    expect(progressLine(long, 1_234, 5)).toBe('HQ: r');
  });
});
