import path from 'node:path';
import { expect, it } from 'vitest';
import {
  DEMO_REJECTED,
  PBX_ENTERPRISE,
  pbxEnterprise,
  RULES_SHOWN,
  writePbxFiles,
} from '../../build/demo-pbx.ts';
import { lineOf } from './pbx-bench.ts';
import { codesOf, Workbench } from './workbench.ts';

it('the demo’s exports show every rule once, and some weeks later what becomes of an account’s numbers', async () => {
  const bench = await Workbench.open();
  const folder = path.join(bench.folder, 'exports');
  writePbxFiles(folder, 'first');
  await bench.import({ rollcall: 1, enterprises: [pbxEnterprise(folder)] });
  const first = (await bench.synchronizeAll()).flatMap(codesOf);
  const codes = [
    'pbx.second-softphone pbx.near-match pbx.needs-group pbx.number-in-two-groups pbx.unknown-member',
    'pbx.unknown-pilot pbx.duplicate-number pbx.same-identity pbx.application-port pbx.excluded pbx.resilient',
  ];
  expect(first).toEqual(expect.arrayContaining(codes.join(' ').split(' ')));
  const lines = (await bench.accounts()).map(lineOf);
  // Whatever the demo says of a rule, there is an account that shows it.
  const logins = await bench.logins();
  expect(RULES_SHOWN.filter(({ login }) => !logins.includes(login))).toEqual([]);
  expect(new Set(RULES_SHOWN.map(({ rule }) => rule))).toEqual(new Set(['R1', 'R2', 'R3', 'R4', 'R5', 'R6']));
  for (const line of [
    '1000 PRG Ann Lee/Sales desk 1000 soft 1001 minet [1000 desk, 1001 soft, 1002 other]', // R1
    '2000 Cy Bell/Support desk 2000 soft 2001 minet [2000 desk, 2001 soft]', // R2
    '2002 Dot Carr/Support desk 2002 [2002 desk]',
    '3000 Eva Kane/R&D desk 3000 soft 3001 uc-endpoint [3000 desk, 3001 soft]', // R3
    '3101 Finn Lowe/r&d soft 3101 uc-endpoint [3101 soft]',
    '4101 PRG Mia Orr/HR desk 4101 soft 4100 uc-endpoint [4100 soft, 4101 desk]', // R4
    '5000 Ted Fox/Ops desk 5000 [5000 desk]', // R5
    '5100 PRG Una Gray/Ops desk 5100 soft 5102 minet [5100 desk, 5101 desk, 5102 soft]',
    '7100 PRG Kim Vos/Legal desk 7100 [7100 desk, 7101 external]',
    '8800  8800/ desk 8800 [8800 desk]', // A19
    '9000@Branch Tess Yang/Sales desk 9000 [9000 desk]', // D7
  ]) {
    expect(lines).toContain(line);
  }

  // Every device ends somewhere: in an account, or in this list with a code (issue, item 2).
  const { nodes } = await bench.client.pbxNodes.list({ enterprise: PBX_ENTERPRISE });
  const hq = nodes.find(({ name }) => name === 'HQ')!;
  const { rows } = await bench.client.pbxNodes.notAssigned({ sourceId: hq.sourceId, limit: 1000 });
  expect(rows.map(({ number, code }) => `${number} ${code}`)).toEqual(
    expect.arrayContaining(['8000 pbx.application-port', '8100 pbx.excluded', '8401 pbx.unknown-pilot']),
  );

  const { accountId } = await bench.account('6000');
  await bench.client.statuses.set({ accountId, name: 'Mobile', settings: { makeCallFrom: '6001' } });
  writePbxFiles(folder, 'later');
  const run = await bench.synchronize('HQ');
  expect(run).toMatchObject({ enterprise: PBX_ENTERPRISE, outcome: 'held', complete: true });
  expect(run.counters).toMatchObject({ created: 1, updated: 5, deleted: 2, numbersHeld: 1 });
  expect(run.counters).toMatchObject({ heldUpdates: 2, heldDeletes: 1 });
  const later = ['pbx.identity-changed', 'pbx.still-there', 'number.held'];
  expect(codesOf(run)).toEqual(expect.arrayContaining(later));
  const changes = await bench.changes(run.id);
  const done = changes.map(({ kind, state, reasonCode, login }) => `${state} ${kind} ${reasonCode} ${login}`);
  expect(done).toEqual(
    expect.arrayContaining([
      'applied number-held number.held 6000', // R6 ex. b
      'applied number-removed number-gone 6100', // R6 ex. a
      'applied update pbx-renumbered 2110', // D8 (2)
      'applied update pbx-changed 7200', // D8 (3)
      'held update pbx.identity-changed 2002', // D8 (4)
      'applied delete pbx-absent 7000', // D20
      'applied delete pbx-unassigned 3101', // R3, mended on the PBX
      'held delete pbx.still-there 2003', // it is there, and in somebody else's group
      'held update number-held 4000',
    ]),
  );

  const before = (await bench.accounts()).map(lineOf);
  const waiting = await bench.client.held.list({ runId: run.id, after: 0, limit: 100 });
  expect(
    waiting.rows.filter(({ login }) => (DEMO_REJECTED as readonly string[]).includes(login)),
  ).toHaveLength(2);
  await bench.client.held.reject({ runId: run.id, logins: [...DEMO_REJECTED] });
  expect((await bench.accounts()).map(lineOf)).toEqual(before);
  expect(before).toContain('2003 Ed Dunn/Support soft 2003 minet [2003 soft]');
});
