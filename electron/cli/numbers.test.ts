import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';
import type { NumberRow, Status } from '../../shared/contract/index.ts';

const HELD: NumberRow = {
  ...{
    accountId: 7,
    loginId: 'ian',
    firstName: 'Ian',
    lastName: 'Poe',
    enterprise: 'acme',
    source: 'HQ',
    sourceId: 3,
  },
  ...{ number: '6001', kind: 'desk', origin: 'pbx', state: 'deleted-on-pbx', alsoOnPbx: false },
  ...{ heldBy: ['status:Mobile'], since: '2026-11-23T02:00:00.000Z', held: true, mustAct: 'user' },
  ...{ why: 'Deleted on the phone system; kept: used by Mobile.', conflicts: [] },
  ...{ others: [], otherCount: 0 },
};
const THERE: NumberRow = {
  ...HELD,
  ...{ number: '6000', state: 'present', origin: 'manual', alsoOnPbx: true, heldBy: ['manual'], held: false },
  ...{ mustAct: null, why: '', conflicts: ['eva (Branch)'] },
};
const MOBILE: Status = {
  ...{ name: 'Mobile', active: false, locked: true, broken: true, edited: true, own: false },
  ...{
    makeCallFrom: '6001',
    sendCallsTo: ['desk-phone', '6000'],
    whenBusy: 'none',
    whenNoAnswer: 'voicemail',
  },
};

/** Enterprises with the login IDs of their accounts. */
const people = (enterprises: Record<string, string[]>): Answers => ({
  'enterprises.list': () => ({ enterprises: Object.keys(enterprises).map((id) => ({ id })) }),
  'accounts.explain': (input) => {
    const { enterprise, loginId } = input as { enterprise: string; loginId: string };
    const logins = enterprises[enterprise] ?? [];
    const found = logins.filter((each) => each.toLowerCase() === loginId.toLowerCase());
    if (found.length === 0) throw new ORPCError('account.not-found', { message: 'Nobody.' });
    // One that is gone had the login before.
    const gone = { accountId: 99, loginId, exists: false };
    return { accounts: [gone, ...found.map((each) => ({ accountId: 7, loginId: each, exists: true }))] };
  },
});

const listing = (rows: NumberRow[]): Answers => ({
  'numbers.list': (input) => {
    const { offset, limit } = input as { offset: number; limit: number };
    return { total: rows.length, rows: rows.slice(offset, offset + limit), counts: {} };
  },
});

describe('rollcall numbers', () => {
  test('a line for each number, page by page', async () => {
    const many = Array.from({ length: 2500 }, () => THERE);
    const { status, stdout, calls } = await runCommand(['numbers', '--enterprise', 'acme'], listing(many));
    expect(status).toBe(0);
    expect(calls.map(([, input]) => input)).toEqual(
      [0, 1000, 2000].map((offset) => ({ enterprise: 'acme', offset, limit: 1000 })),
    );
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^Enterprise +Number +Login ID +Source +Kind +Origin +State +Held by$/);
    expect(lines[1]).toMatch(/^acme +6000 +ian +HQ +desk +manual, on the PBX too +present +manual$/);
    expect(lines.slice(-2)).toEqual(['2500 numbers.', '']);
  });

  test('--held says why and who must act; --conflicts who else has it', async () => {
    const held = await runCommand(['numbers', '--held'], listing([HELD]));
    expect(held.calls).toEqual([['numbers.list', { held: true, offset: 0, limit: 1000 }]]);
    expect(held.stdout).toMatch(/Must act +Why\n/);
    expect(held.stdout).toMatch(
      /status:Mobile +user +Deleted on the phone system; kept: used by Mobile\.\n1 held number\.\n$/,
    );
    const conflicts = await runCommand(['numbers', '--conflicts'], listing([THERE]));
    expect(conflicts.calls).toEqual([['numbers.list', { conflicts: true, offset: 0, limit: 1000 }]]);
    expect(conflicts.stdout).toContain('eva (Branch)');
    expect((await runCommand(['numbers', '--held'], listing([]))).stdout).toBe('No held numbers.\n');
  });

  test('--source is asked for by its number, and --json is one document', async () => {
    const { stdout, calls } = await runCommand(['numbers', '--source', 'hq', '--json'], {
      ...people({ acme: [] }),
      ...listing([HELD, THERE]),
      'sources.list': () => ({ sources: [{ sourceId: 3, name: 'HQ' }] }),
    });
    expect(calls.at(-1)).toEqual(['numbers.list', { sourceId: 3, offset: 0, limit: 1000 }]);
    expect(JSON.parse(stdout)).toEqual({ numbers: [HELD, THERE] });
  });

  test('what a directory says cannot command a terminal', async () => {
    const { stdout } = await runCommand(['numbers'], listing([{ ...THERE, loginId: '\u001b[2J' }]));
    expect(stdout).not.toContain('\u001b');
  });
});

describe('rollcall numbers repoint and delete', () => {
  test('the account is found by its login ID of today, in any case', async () => {
    const { status, stdout, calls } = await runCommand(['numbers', 'repoint', 'IAN', '6001', '6000'], {
      ...people({ acme: ['ian'], other: ['eva'] }),
      'numbers.repoint': () => ({ statuses: ['Home', 'Mobile'] }),
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Home, Mobile of ian point at 6000 now.\n' });
    expect(calls.at(-1)).toEqual(['numbers.repoint', { accountId: 7, from: '6001', to: '6000' }]);
  });

  test('nothing that uses it is no failure, and --json says it too', async () => {
    const answers = { ...people({ acme: ['ian'] }), 'numbers.repoint': () => ({ statuses: [] }) };
    const argv = ['numbers', 'repoint', 'ian', '6001', 'desk-phone', '--enterprise', 'acme'];
    const { stdout, calls } = await runCommand(argv, answers);
    expect(stdout).toBe('No status of ian uses 6001; nothing was changed.\n');
    expect(calls[0]).toEqual(['accounts.explain', { enterprise: 'acme', loginId: 'ian' }]);
    expect(JSON.parse((await runCommand([...argv, '--json'], answers)).stdout)).toEqual({
      ...{ loginId: 'ian', from: '6001', to: 'desk-phone', statuses: [] },
    });
  });

  test.each([
    [true, '6001 of ian is deleted.\n'],
    [false, '6001 of ian is no longer kept by hand; its source still has it.\n'],
  ])('delete (deleted: %s)', async (deleted, said) => {
    const answers = { ...people({ acme: ['ian'] }), 'numbers.delete': () => ({ deleted }) };
    const { status, stdout } = await runCommand(['numbers', 'delete', 'ian', '6001'], answers);
    expect({ status, stdout }).toEqual({ status: 0, stdout: said });
    const { stdout: json } = await runCommand(['--json', 'numbers', 'delete', 'ian', '6001'], answers);
    expect(JSON.parse(json)).toEqual({ loginId: 'ian', number: '6001', deleted });
  });

  test.each([
    ['number.held', 2],
    ['number.present', 2],
    ['number.not-found', 64],
    ['store.busy', 1],
  ] as const)('E10: %s ends with status %i and says why', async (code, expected) => {
    const message = 'The number 6001 of ian is used by the status Mobile.';
    const { status, stderr } = await runCommand(['numbers', 'delete', 'ian', '6001'], {
      ...people({ acme: ['ian'] }),
      'numbers.delete': () => {
        throw new ORPCError(code, { message });
      },
    });
    expect(status).toBe(expected);
    expect(stderr).toContain(`${code}: ${message}`);
  });

  test('nobody with that login ID, or several, is wrong usage', async () => {
    const nobody = await runCommand(['numbers', 'delete', 'max', '1'], people({ acme: ['ian'] }));
    expect(nobody.status).toBe(64);
    expect(nobody.stderr).toContain('account.not-found: No account has the login ID max.');
    const several = await runCommand(['statuses', 'ian'], people({ acme: ['ian'], other: ['Ian'] }));
    expect(several.status).toBe(64);
    expect(several.stderr).toContain('name one with --enterprise');
  });

  test.each([
    [['numbers', 'repoint', 'ian', '6001'], "missing required argument 'to'"],
    [['numbers', 'delete', 'ian'], "missing required argument 'number'"],
    [['numbers', 'forget'], 'too many arguments'],
    [['statuses'], "missing required argument 'login'"],
    [['statuses', 'set', 'ian', 'Mobile'], 'needs what to set'],
    [['statuses', 'set', 'ian', 'Mobile', '--lock', '--unlock'], 'exclude each other'],
  ])('%j is refused with status 64', async (argv, message) => {
    const { status, stderr, options } = await runCommand(argv);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
    expect(options).toEqual([]);
  });
});

describe('rollcall statuses', () => {
  test('a line for each, with what is to be known of it', async () => {
    const answers = {
      ...people({ acme: ['ian'] }),
      'statuses.list': () => ({ loginId: 'ian', statuses: [MOBILE] }),
    };
    const { status, stdout, calls } = await runCommand(['statuses', 'ian'], answers);
    expect(status).toBe(0);
    expect(calls.at(-1)).toEqual(['statuses.list', { accountId: 7 }]);
    const [header, line] = stdout.split('\n');
    expect(header).toMatch(
      /^Status +Make call from +Send my calls to +When I am on the phone +If I do not answer +Remarks$/,
    );
    expect(line).toMatch(
      /^Mobile +6001 +desk-phone, 6000 +none +voicemail +defined by an administrator, broken/,
    );
    const { stdout: json } = await runCommand(['statuses', 'ian', '--json'], answers);
    expect(JSON.parse(json)).toEqual({ statuses: [MOBILE] });
  });

  test('set gives what was given, and nothing else', async () => {
    const answers = { ...people({ acme: ['ian'] }), 'statuses.set': () => MOBILE };
    const set = async (...options: string[]) => {
      const { status, calls } = await runCommand(['statuses', 'set', 'ian', 'Mobile', ...options], answers);
      expect(status).toBe(0);
      return calls.at(-1)![1];
    };
    const status = { accountId: 7, name: 'Mobile' };
    expect(await set('--make-call-from', '6000')).toEqual({ ...status, settings: { makeCallFrom: '6000' } });
    expect(await set('--make-call-from', '')).toEqual({ ...status, settings: { makeCallFrom: '' } });
    expect(await set('--send-calls-to', '6000', 'ring-group', '--when-busy', 'voicemail')).toEqual({
      ...status,
      settings: { sendCallsTo: ['6000', 'ring-group'], whenBusy: 'voicemail' },
    });
    expect(await set('--when-no-answer', '+49 30 1', '--lock')).toEqual({
      ...status,
      settings: { whenNoAnswer: '+49 30 1' },
      locked: true,
    });
    expect(await set('--unlock')).toEqual({ ...status, settings: {}, locked: false });
    const { stdout } = await runCommand(['statuses', 'set', 'ian', 'Mobile', '--lock', '--json'], answers);
    expect(JSON.parse(stdout)).toEqual({ statuses: [MOBILE] });
  });
});
