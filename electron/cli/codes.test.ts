import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';
import type { SignInCode } from '../../shared/contract/index.ts';

const ANN: SignInCode = {
  ...{ accountId: 1, loginId: 'ann', firstName: 'Ann', lastName: '=1+1', email: 'ann@x.org' },
  ...{ code: '7KQ4-M2XD-9TRP-C3WN', expiresAt: '2026-12-07T12:00:00.000Z' },
};
const BOB: SignInCode = {
  ...ANN,
  accountId: 2,
  loginId: 'bob',
  lastName: 'Poe',
  code: '1111-2222-3333-4444',
};

const people: Answers = {
  'enterprises.list': () => ({ enterprises: [{ id: 'acme' }, { id: 'other' }] }),
  'accounts.explain': (input) => {
    const { enterprise, loginId } = input as { enterprise: string; loginId: string };
    const at = { acme: ['ann'], other: ['bob'] }[enterprise]?.indexOf(loginId.toLowerCase()) ?? -1;
    if (at < 0) throw new ORPCError('account.not-found', { message: 'Nobody.' });
    const accountId = enterprise === 'acme' ? 1 : 2;
    return { accounts: [{ accountId, loginId: loginId.toLowerCase(), exists: true }] };
  },
};
const making = (
  codes: Record<string, SignInCode[]>,
  passedOver: { loginId: string; why: string }[] = [],
): Answers => ({
  ...people,
  'signIns.makeCodes': (input) => ({
    codes: codes[(input as { enterprise: string }).enterprise] ?? [],
    passedOver: (input as { enterprise: string }).enterprise === 'acme' ? passedOver : [],
  }),
});
const asked = (calls: [string, unknown][]) =>
  calls.filter(([name]) => name === 'signIns.makeCodes').map(([, input]) => input);

describe('rollcall codes', () => {
  test('prints CSV that no spreadsheet computes with, for all Enterprises', async () => {
    const { status, stdout, stderr, calls } = await runCommand(
      ['codes'],
      making({ acme: [ANN], other: [BOB] }),
    );
    expect(status).toBe(0);
    expect(stdout).toBe(
      '\uFEFFLogin ID,First name,Last name,E-mail,One-time code,Valid until\r\n' +
        "ann,Ann,'=1+1,ann@x.org,7KQ4-M2XD-9TRP-C3WN,2026-12-07T12:00:00.000Z\r\n" +
        'bob,Ann,Poe,ann@x.org,1111-2222-3333-4444,2026-12-07T12:00:00.000Z\r\n',
    );
    expect(stderr).toBe('2 codes made.\n');
    expect(asked(calls)).toEqual([
      { enterprise: 'acme', days: 14 },
      { enterprise: 'other', days: 14 },
    ]);
  });

  test('on a terminal without the mark that spreadsheets want', async () => {
    const { stdout } = await runCommand(['codes'], making({ acme: [ANN] }), { terminal: true });
    expect(stdout).toMatch(/^Login ID,/);
  });

  test('of named logins, in whichever Enterprise they are', async () => {
    const argv = ['codes', '--login', 'Ann', 'bob', '--days', '3'];
    const { status, calls } = await runCommand(argv, making({ acme: [ANN], other: [BOB] }));
    expect(status).toBe(0);
    expect(asked(calls)).toEqual([
      { enterprise: 'acme', days: 3, accountIds: [1] },
      { enterprise: 'other', days: 3, accountIds: [2] },
    ]);
  });

  test('makes none when a login is not known', async () => {
    const { status, stdout, calls } = await runCommand(['codes', '--login', 'ann', 'zoe'], making({}));
    expect([status, stdout]).toEqual([64, '']);
    expect(asked(calls)).toEqual([]);
  });

  test('says who was passed over, and ends with 2', async () => {
    const passedOver = [{ loginId: 'eve\u001b[2J', why: 'The directory keeps its password.' }];
    const answers = making({ acme: [ANN] }, passedOver);
    const { status, stderr } = await runCommand(['codes', '--enterprise', 'acme'], answers);
    expect(status).toBe(2);
    expect(stderr).toBe('eve\ufffd[2J: no code. The directory keeps its password.\n1 code made.\n');
    const json = await runCommand(['codes', '--enterprise', 'acme', '--json'], answers);
    expect(JSON.parse(json.stdout)).toEqual({ codes: [ANN], passedOver });
    expect(json.status).toBe(2);
  });

  test('those that are made are printed, whatever fails later', async () => {
    const answers: Answers = {
      ...people,
      'signIns.makeCodes': (input) => {
        if ((input as { enterprise: string }).enterprise === 'acme') return { codes: [ANN], passedOver: [] };
        throw new ORPCError('store.busy', { message: 'Busy.' });
      },
    };
    const { status, stdout, stderr } = await runCommand(['codes'], answers);
    expect(status).toBe(1);
    expect(stdout).toContain(ANN.code);
    expect(stderr).toMatch(/^1 code made\.\nstore\.busy: Busy\./);
    const json = await runCommand(['codes', '--json'], answers);
    expect(JSON.parse(json.stdout)).toEqual({ codes: [ANN], passedOver: [] });
    expect(json.status).toBe(1);
  });

  test('of several Enterprises as JSON, and of none', async () => {
    const answers = making({ acme: [ANN, BOB], other: [ANN] });
    const { stdout } = await runCommand(['codes', '--json'], answers);
    expect(JSON.parse(stdout)).toEqual({ codes: [ANN, BOB, ANN], passedOver: [] });
    const none = { ...answers, 'enterprises.list': () => ({ enterprises: [] }) };
    expect(JSON.parse((await runCommand(['codes', '--json'], none)).stdout)).toEqual({
      codes: [],
      passedOver: [],
    });
    expect((await runCommand(['codes'], none)).stdout).toMatch(/^\uFEFFLogin ID,[^\n]*\n$/);
  });

  test('none are made that nobody would read', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'EPIPE' });
    const { calls } = await runCommand(['codes'], making({ acme: [ANN], other: [BOB] }), {
      stdoutFails: gone,
    });
    expect(asked(calls)).toHaveLength(1);
  });

  test.each(['0', '91', 'x'])('--days %s is refused', async (days) => {
    expect((await runCommand(['codes', '--days', days], making({}))).status).toBe(64);
  });
});
