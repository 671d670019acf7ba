import { describe, expect, test } from 'vitest';
import { runCommand, type Answers } from '../../tests/support/command-line.ts';
import { QUIET_RUN } from '../../tests/support/run.ts';
import type { NotAssignedRow, Run } from '../../shared/contract/index.ts';
import { zeroCounters } from '../../shared/domain/run.ts';

const PORT: NotAssignedRow = {
  ...{ number: '8000', deviceType: 'App Server Port', mac: '', firstName: '', lastName: '', department: '' },
  ...{ code: 'pbx.application-port', detail: 'A port without a user.', hint: 'Nothing to do.' },
  ...{ near: '', answered: null },
};
const MEMBER: NotAssignedRow = {
  ...PORT,
  ...{ number: '8401', firstName: 'Nobody', lastName: '\u001b[2JYet' },
  ...{ code: 'pbx.unknown-pilot', detail: 'Its pilot 8400 has no device row.', hint: 'Export again.' },
};

/** Two Enterprises, of which one has two nodes; each page has one device. */
const answers: Answers = {
  'enterprises.list': () => ({ enterprises: [{ id: 'acme' }, { id: 'other' }] }),
  'sources.list': (input) => ({
    sources:
      (input as { enterprise: string }).enterprise === 'acme'
        ? [
            { sourceId: 1, name: 'HQ', kind: 'pbx' },
            { sourceId: 2, name: 'Branch', kind: 'pbx' },
          ]
        : [{ sourceId: 3, name: 'HQ', kind: 'directory' }],
  }),
  'pbxNodes.notAssigned': (input) => {
    const { sourceId, after } = input as { sourceId: number; after: number };
    if (sourceId !== 1) return { rows: [], next: null, codes: [] };
    return after < 0
      ? { rows: [{ ...PORT, position: 0 }], next: 0, codes: [] }
      : { rows: [{ ...MEMBER, position: 1 }], next: null, codes: [] };
  },
};
const asked = (calls: [string, unknown][]) =>
  calls.filter(([name]) => name === 'pbxNodes.notAssigned').map(([, input]) => input);

describe('rollcall devices --not-assigned', () => {
  test('each device with its code and why, page by page, of all nodes and of no directory', async () => {
    const { status, stdout, calls } = await runCommand(['devices', '--not-assigned'], answers);
    expect(status).toBe(0);
    expect(asked(calls)).toEqual([
      { sourceId: 1, after: -1, limit: 1000 },
      { sourceId: 1, after: 0, limit: 1000 },
      { sourceId: 2, after: -1, limit: 1000 },
    ]);
    const lines = stdout.split('\n');
    expect(lines[1]).toMatch(
      /^acme +HQ +8000 +App Server Port +pbx\.application-port +A port without a user\.$/,
    );
    expect(lines[2]).toMatch(/^acme +HQ +8401 .* pbx\.unknown-pilot +Its pilot 8400 has no device row\.$/);
    expect(lines.slice(3)).toEqual([
      '2 devices in no account.',
      '  pbx.application-port (1): Nothing to do.',
      '  pbx.unknown-pilot (1): Export again.',
      '',
    ]);
    expect(stdout).not.toContain('\u001b');
  });

  test('of one node and one code, as one JSON document', async () => {
    const argv = ['devices', '--not-assigned', '--source', 'hq', '--code', 'pbx.unknown-pilot', '--json'];
    const { stdout, calls } = await runCommand(argv, answers);
    expect(asked(calls)[0]).toEqual({ sourceId: 1, after: -1, limit: 1000, code: 'pbx.unknown-pilot' });
    expect(JSON.parse(stdout)).toEqual({
      devices: [PORT, MEMBER].map((device) => ({ enterprise: 'acme', source: 'HQ', ...device })),
    });
  });

  test('nothing is left over', async () => {
    const { stdout } = await runCommand(['devices', '--not-assigned', '--source', 'Branch'], answers);
    expect(stdout).toBe('Every device of the last complete read is in an account.\n');
  });

  test.each([
    [['devices'], 'usage.invalid: devices needs --not-assigned'],
    [['devices', '--not-assigned', '--source', 'Lab'], 'source.not-found: There is no PBX node Lab.'],
    [['devices', '--not-assigned', '--code', 'pbx.nothing'], 'There is no such code.'],
  ])('%j is refused', async (argv, message) => {
    const { status, stderr } = await runCommand(argv, answers);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
  });

  test.each([
    ['pbx', 2, true],
    ['pbx', 0, false],
    ['directory', 2, false],
  ] as const)(
    'a run of a %s with %i devices in no account says where they are: %s',
    async (kind, count, said) => {
      const run: Run = {
        ...QUIET_RUN,
        ...{ enterprise: 'acme', source: 'Head office', sourceKind: kind },
        counters: { ...zeroCounters(), notAssigned: count },
      };
      const { stdout } = await runCommand(['sync'], {
        'synchronization.start': () => ({ jobId: 3, sources: 1, passedOver: [] }),
        'synchronization.wait': () => ({ runs: [run] }),
      });
      const where = 'rollcall devices --not-assigned --enterprise acme --source "Head office"';
      expect(stdout.includes(where)).toBe(said);
    },
  );
});

describe('accounts that are gone from their PBX and kept (D2)', () => {
  const account = (loginId: string, more: object) => ({
    ...{ accountId: 7, loginId, enterprise: 'acme', source: 'HQ', sourceId: 1, orphan: true },
    ...{ firstName: 'Ian', lastName: 'Poe' },
    numbers: [
      { number: '4000', kind: 'desk', origin: 'pbx', state: 'deleted-on-pbx', heldBy: ['status:Mobile'] },
    ],
    ...more,
  });
  const own = { number: '0711', kind: 'other', origin: 'user', state: 'present', heldBy: [] };
  const orphans: Answers = {
    ...answers,
    'held.list': () => ({ rows: [], next: null }),
    'accounts.list': (input) =>
      (input as { after?: object }).after === undefined
        ? {
            accounts: [account('4000', {}), account('5000', { orphan: false })],
            next: { enterprise: 'acme', loginId: '5000' },
          }
        : {
            accounts: [account('6000', { sourceId: 2, source: 'Branch', numbers: [own] })],
            next: null,
          },
  };

  test('are listed by rollcall held, with who must act', async () => {
    const { stdout } = await runCommand(['held'], orphans);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'Nothing waits for approval.',
      '2 accounts are gone from their PBX and were kept:',
    ]);
    expect(lines[3]).toMatch(/^ {2}acme\/HQ +4000 +Ian Poe +administrator +4000 \(status:Mobile\)$/);
    expect(lines[4]).toMatch(/^ {2}acme\/Branch +6000 +Ian Poe +user +0711 \(a person\)$/);
    expect(lines[5]).toContain('rollcall held release LOGIN');
  });

  test('of one node only, in JSON too', async () => {
    const { stdout } = await runCommand(['held', '--source', 'Branch', '--json'], orphans);
    expect(JSON.parse(stdout)).toMatchObject({ held: [], orphans: [{ loginId: '6000', mustAct: 'user' }] });
  });

  test('are released and deleted, in the version that was seen', async () => {
    const { status, stdout, calls } = await runCommand(['held', 'release', '4000'], {
      'enterprises.list': () => ({ enterprises: [{ id: 'acme' }] }),
      'accounts.explain': () => ({ accounts: [{ accountId: 7, loginId: '4000', exists: true }] }),
      'accounts.get': () => ({ accountId: 7, version: 12 }),
      'numbers.releaseAndDelete': () => ({ deleted: true }),
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '4000 was released and deleted.\n' });
    expect(calls.at(-1)).toEqual(['numbers.releaseAndDelete', { accountId: 7, version: 12 }]);
  });
});
