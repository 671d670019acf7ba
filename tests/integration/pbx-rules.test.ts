import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Account, Run } from '../../shared/contract/index.ts';
import { accountSchema, changeSchema, runDetailSchema, runSchema } from '../../shared/contract/schemas.ts';
import { device, mdug, pbx, prg, together } from '../support/pbx-node.ts';
import { expectBalance, lineOf, PbxBench } from './pbx-bench.ts';

/**
 * The worked examples of domain.md 3.2 and 3.4, from the export files to what the command prints. Examples whose numbers
 * are the same there have their own here: all but those of R6 (pbx-rule-six.test.ts) are one PBX.
 */

const R1 = pbx(
  [
    device('1000', 'desk', 'Ann Lee/Sales'),
    device('1001', 'minet', 'Ann Lee/Sales'),
    device('1002', 'uc', 'Ann Lee/Sales'),
  ],
  [prg('1000', '1000', '1001', '1002')],
);

const R2 = pbx(
  [
    device('2001', '5020 IP', 'Aa Minet/Lab', { mac: 'A1:21:00:00:00:05' }),
    device('2002', '5020 IP', 'Bb Set/Lab', { mac: '08:00:0F:12:34:56' }),
    device('2003', 'App Server Port', 'Cc Port/Lab'),
    device('2100', 'desk', 'Bo Ray/Sales'),
    device('2101', 'uc', 'Bo Ray/Sales'),
    device('2200', 'desk', 'Bea Ray/Sales'),
    device('2201', 'uc', 'Bea Ray/Sales'),
    device('2202', 'minet', 'Bea Ray/Sales'),
  ],
  [prg('2200', '2200', '2201', '2202')],
);

const R3 = pbx([
  device('3000', '5340 IP', 'Eva Kane/R&D'),
  device('3001', 'uc', 'Eva Kane/R&D'),
  device('3100', '5340 IP', 'Evb Kane/R&D'),
  device('3101', 'uc', 'Evb Kane/r&d'),
  device('3200', '5340 IP', 'Evc Kane/R&D'),
  device('3201', 'uc', 'Evc Kane /R&D'),
  device('3300', '5340 IP', 'Evd Kane'),
  device('3301', 'uc', 'Evd Kane'),
]);

const R4 = pbx(
  [
    device('4000', 'desk', 'Max Roe/IT'),
    device('4001', 'uc', 'Softphone 1'),
    device('4100', 'uc', 'Mia Orr/HR'),
    device('4101', '6930', 'Mia desk'),
  ],
  [prg('4000', '4000', '4001'), prg('4100', '4100', '4101')],
);

const R5 = pbx(
  [
    device('5000', 'desk', 'Ted Fox/Ops'),
    device('5001', 'desk', 'Ted Fox/Ops'),
    device('5100', 'desk', 'Tea Fox/Ops'),
    device('5101', 'desk', 'Tea Fox/Ops'),
    device('5102', 'minet', 'Tea Fox/Ops'),
    device('5200', 'desk', 'Tim Fox/Ops'),
    device('5201', 'desk', 'Tim Fox/Ops'),
    device('5202', 'uc', 'Tim Fox/Ops'),
  ],
  [prg('5100', '5100', '5101', '5102'), prg('5200', '5200', '5201')],
);

/** domain.md 3.2. */
const DYNAMIC = pbx(
  [
    device('7000', 'desk', 'Ian Poe/Law'),
    device('7100', 'desk', 'Kim Vos/Law'),
    device('7101', 'ehdu', 'Kim Vos/Law'),
    device('7200', 'desk', 'Lou Day/Law'),
    device('7201', 'uc', 'Lou Day/Law'),
    device('7300', 'desk', 'Pat Ito/Law'),
    device('7301', 'uc', 'Pat Ito/Law'),
  ],
  [prg('7100', '7100', '7101'), mdug('7300', '7300', '7301')],
);

const runsDocument = z.strictObject({ runs: z.array(runSchema.strict()) });
const runDocument = runDetailSchema.extend({ changes: z.array(changeSchema.strict()) }).strict();
const accountsDocument = z.strictObject({ accounts: z.array(accountSchema.strict()) });

describe('the worked examples of R1 to R5, by the command', () => {
  let desk: PbxBench;
  let run: Run;
  let accounts: Account[];
  /** `code subject` of each issue. */
  let issues: string[];
  let notAssigned: string[];

  beforeAll(async () => {
    desk = await PbxBench.open({ keep: true });
    desk.write(together(R1, R2, R3, R4, R5));
    const { runs } = runsDocument.parse(await desk.json(2, 'sync'));
    expect(runs).toHaveLength(1);
    run = runs[0]!;
    const shown = runDocument.parse(await desk.json(0, 'runs', 'show', String(run.id)));
    issues = shown.issues.map(({ code, subject }) => `${code} ${subject}`);
    ({ accounts } = accountsDocument.parse(await desk.json(0, 'accounts')));
    notAssigned = await desk.notAssigned();
  });
  afterAll(() => desk.bench.close());

  /** The account that has a number. */
  const withNumber = (wanted: string) =>
    accounts.filter(({ numbers }) => numbers.some(({ number }) => number === wanted)).map(lineOf);

  it('interfaces.md: the run, its changes and the accounts have the promised shape', async () => {
    expect(run).toMatchObject({
      ...{ enterprise: 'acme', source: 'HQ', sourceKind: 'pbx', kind: 'sync', trigger: 'manual' },
      ...{ mode: 'full', outcome: 'warnings', complete: true, error: null },
    });
    expectBalance(run);
    const devices = together(R1, R2, R3, R4, R5).devices.length;
    expect(run.counters).toMatchObject({ devices, created: accounts.length, read: accounts.length });
    expect(run.counters.notAssigned).toBe(notAssigned.length);
    const shown = runDocument.parse(await desk.json(0, 'runs', 'show', String(run.id)));
    expect(shown.evidence?.export).toMatchObject({
      devices,
      people: accounts.length,
      notAssigned: notAssigned.length,
      dynamicExtensionsOnly: false,
    });
    expect(shown.evidence?.export?.files.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['devices', devices],
      ['groups', 15],
      ['groups', 0],
    ]);
    const creations = shown.changes.filter(({ kind }) => kind === 'create');
    expect(creations).toHaveLength(accounts.length);
    expect(creations.every(({ state, reasonCode }) => state === 'applied' && reasonCode === 'pbx-new')).toBe(
      true,
    );
    expect(accounts.find(({ loginId }) => loginId === '3000')).toMatchObject({
      ...{ enterprise: 'acme', loginId: '3000', firstName: 'Eva', lastName: 'Kane', department: 'R&D' },
      ...{ source: 'HQ', sourceKind: 'pbx', pbxNode: 'HQ', group: null, active: true, orphan: false },
      ...{ deskPhone: '3000', softPhone: '3001', softPhoneKind: 'uc-endpoint' },
      numbers: [
        { number: '3000', kind: 'desk', origin: 'pbx', state: 'present', heldBy: [] },
        { number: '3001', kind: 'soft', origin: 'pbx', state: 'present', heldBy: [] },
      ],
    });
  });

  it('R1: one softphone: the Minet one; the other is no second softphone', () => {
    expect(withNumber('1000')).toEqual([
      '1000 PRG Ann Lee/Sales desk 1000 soft 1001 minet [1000 desk, 1001 soft, 1002 other]',
    ]);
    expect(issues).toContain('pbx.second-softphone 1002');
  });

  it('R2 ex. a: a 5020 IP with a softphone MAC is a Minet softphone', () => {
    expect(withNumber('2001')).toEqual(['2001 Aa Minet/Lab soft 2001 minet [2001 soft]']);
  });
  it('R2 ex. b: a 5020 IP with another MAC is a deskphone', () => {
    expect(withNumber('2002')).toEqual(['2002 Bb Set/Lab desk 2002 [2002 desk]']);
  });
  it('R2 ex. c, A1: an App Server Port without a MAC is a Minet softphone', () => {
    expect(withNumber('2003')).toEqual(['2003 Cc Port/Lab soft 2003 minet [2003 soft]']);
  });
  it('R2 ex. d: a UC Endpoint is the softphone of who has no Minet one', () => {
    expect(withNumber('2100')).toEqual([
      '2100 Bo Ray/Sales desk 2100 soft 2101 uc-endpoint [2100 desk, 2101 soft]',
    ]);
  });
  it('R2 ex. e: the Minet softphone of a group wins; the UC Endpoint stays a plain number', () => {
    expect(withNumber('2200')).toEqual([
      '2200 PRG Bea Ray/Sales desk 2200 soft 2202 minet [2200 desk, 2201 other, 2202 soft]',
    ]);
  });

  it('R3 ex. a: the same names and department to the letter are one account', () => {
    expect(withNumber('3001')).toEqual([
      '3000 Eva Kane/R&D desk 3000 soft 3001 uc-endpoint [3000 desk, 3001 soft]',
    ]);
  });
  it('R3 ex. b: a department in another case makes two accounts, and a near match', () => {
    expect(withNumber('3100')).toEqual(['3100 Evb Kane/R&D desk 3100 [3100 desk]']);
    expect(withNumber('3101')).toEqual(['3101 Evb Kane/r&d soft 3101 uc-endpoint [3101 soft]']);
    expect(issues.filter((each) => /^pbx\.near-match 310[01]$/.test(each))).not.toEqual([]);
  });
  it('R3 ex. c: a trailing blank makes two accounts, and a near match; nothing is trimmed', () => {
    expect(withNumber('3200')).toEqual(['3200 Evc Kane/R&D desk 3200 [3200 desk]']);
    expect(withNumber('3201')).toEqual(['3201 Evc Kane /R&D soft 3201 uc-endpoint [3201 soft]']);
    expect(issues.filter((each) => /^pbx\.near-match 320[01]$/.test(each))).not.toEqual([]);
  });
  it('R3 ex. d: no department is equal to no department', () => {
    expect(withNumber('3301')).toEqual([
      '3300 Evd Kane/ desk 3300 soft 3301 uc-endpoint [3300 desk, 3301 soft]',
    ]);
  });

  it('R4 ex. a: the pilot names the account, and is its desk phone', () => {
    expect(withNumber('4001')).toEqual([
      '4000 PRG Max Roe/IT desk 4000 soft 4001 uc-endpoint [4000 desk, 4001 soft]',
    ]);
  });
  it('R4 ex. b: the pilot names the account, and is its softphone', () => {
    expect(withNumber('4101')).toEqual([
      '4101 PRG Mia Orr/HR desk 4101 soft 4100 uc-endpoint [4100 soft, 4101 desk]',
    ]);
  });

  it('R5 ex. a: of two ungrouped desk phones of one person, one is in the account and the other needs a group', () => {
    expect(withNumber('5000')).toEqual(['5000 Ted Fox/Ops desk 5000 [5000 desk]']);
    expect(withNumber('5001')).toEqual([]);
    expect(notAssigned).toContain('5001 pbx.needs-group');
  });
  it('R5 ex. b: with a group, all of them are', () => {
    expect(withNumber('5101')).toEqual([
      '5100 PRG Tea Fox/Ops desk 5100 soft 5102 minet [5100 desk, 5101 desk, 5102 soft]',
    ]);
  });
  it('R5 ex. c: a softphone outside the group is not, whatever its names', () => {
    expect(withNumber('5201')).toEqual(['5200 PRG Tim Fox/Ops desk 5200 [5200 desk, 5201 desk]']);
    expect(withNumber('5202')).toEqual([]);
    expect(notAssigned).toContain('5202 pbx.needs-group');
  });

  it('every device ends somewhere, and no account has two softphones', () => {
    const assigned = accounts.flatMap(({ numbers }) => numbers.map(({ number }) => number));
    const all = together(R1, R2, R3, R4, R5).devices.map(({ number }) => number);
    expect([...assigned, ...notAssigned.map((each) => each.split(' ')[0]!)].sort()).toEqual(all.sort());
    for (const { numbers } of accounts) {
      expect(numbers.filter(({ kind }) => kind === 'soft').length).toBeLessThan(2);
    }
  });

  it('a second run changes nothing', async () => {
    const before = desk.dump();
    const { runs } = runsDocument.parse(await desk.json(2, 'sync'));
    expect(runs[0]!.counters).toMatchObject({ read: accounts.length, unchanged: accounts.length });
    expect(runs[0]!.issues.length).toBe(run.issues.length);
    expect(desk.dump()).toEqual(before);
  });
});

describe('Synchronize Dynamic Extensions only (domain.md 3.2, D14)', () => {
  it.each([
    ['off: everybody', {}, ['7000', '7100', '7200', '7300']],
    ['on, reading (a): who has a PRG or MDUG', { dynamicExtensionsOnly: true }, ['7100', '7300']],
    [
      'on, reading (b): whose group has an external number',
      { dynamicExtensionsOnly: true, dynamicNeedsExternal: true },
      ['7100'],
    ],
  ])('%s', async (_, options, logins) => {
    const desk = await PbxBench.open({ pbx: options });
    const run = await desk.take(DYNAMIC);
    expect(run.counters).toMatchObject({ created: logins.length, devices: 7 });
    expect(await desk.bench.logins()).toEqual(logins);
    expect((await desk.bench.account('7100')).numbers).toMatchObject([
      { number: '7100', kind: 'desk' },
      { number: '7101', kind: 'external' },
    ]);
  });

  it('D14: accounts that leave the scope because the box was ticked always wait, however few', async () => {
    const desk = await PbxBench.open();
    await desk.take(together(DYNAMIC, pbx([device('7001', 'desk', 'Joe Moe/Law')])));
    await desk.configure({ pbx: { dynamicExtensionsOnly: true } });
    const run = await desk.synchronize();
    expect(run).toMatchObject({ outcome: 'held', complete: true });
    expect(run.counters).toMatchObject({ deleted: 0, heldDeletes: 3 });
    const changes = await desk.bench.changes(run.id);
    expect(changes.map(({ kind, state, login }) => `${kind} ${state} ${login}`).sort()).toEqual([
      'delete held 7000',
      'delete held 7001',
      'delete held 7200',
    ]);
    for (const { reason } of changes) expect(reason).toContain('Synchronize Dynamic Extensions only');
    expect(await desk.bench.logins()).toHaveLength(5);
    const again = await desk.synchronize();
    expect(again.counters).toMatchObject({ deleted: 0, heldDeletes: 3 });
    const end = await desk.cli('sync', '--approve', String(again.id), '--json');
    expect(end).toMatchObject({ status: 0 });
    expect(await desk.bench.logins()).toEqual(['7100', '7300']);
  });
});
