import { createRouterClient, ORPCError } from '@orpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { settleNumbers } from '../../../shared/domain/number-life.ts';
import { numberList, numbersOf, type PbxNumber } from '../../../shared/domain/numbers.ts';
import type { StatusSettings } from '../../../shared/domain/status.ts';
import { AccountBulk, NumberBulk, type Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
let [enterpriseId, other, directory, hq, branch] = [0, 0, 0, 0, 0];
let now = 1000;
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect(store);
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  other = store.enterprises.create({ ...enterpriseValues('Two'), mode: 'integrated' }, 1);
  directory = createSource(store, enterpriseId, 'HQ directory').sourceId;
  const node = (name: string) =>
    store.sources.create({ enterpriseId, kind: 'pbx', name, settings: {}, profileId: null });
  [hq, branch] = [node('HQ'), node('Branch')];
});
beforeEach(() => {
  store.connection.exec('DELETE FROM change; DELETE FROM run; DELETE FROM account');
});
afterAll(() => {
  store.close();
  folders.remove();
});

function connect(on: Store) {
  const services = {
    store: on,
    now: () => (now += 1),
    write: <T>(work: () => T) => on.write(work),
    events: { storeChanged: () => undefined },
    jobs: { recoverInterrupted: () => undefined },
  } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
}

/** An account that a source has. */
function synced(sourceId: number, fields: Partial<AccountFields> & { loginId: string }): number {
  const all = { ...emptyFields(), lastName: fields.loginId, ...fields };
  const write = {
    key: Buffer.from(all.loginId),
    keyAttribute: 'number',
    dn: '',
    hash: Buffer.alloc(16),
    fields: all,
  };
  const accountId = new AccountBulk(store.connection).create(enterpriseId, sourceId, write, null, 0)!;
  for (const { number, kind } of numbersOf(all.pbxNumbers)) {
    store.accounts.addNumber(accountId, { number, kind, origin: 'pbx', state: 'present' }, 500);
  }
  return accountId;
}

const desk = (...numbers: string[]): PbxNumber[] => numbers.map((number) => ({ number, kind: 'desk' }));

/** An account of the node HQ with desk phones, the first of which is its own. */
function onPbx(loginId: string, numbers: string[], sourceId = hq): number {
  const pbxNumbers = numberList(desk(...numbers));
  return synced(sourceId, { loginId, deskPhone: numbers[0] ?? '', pbxNumbers, pbxNode: 'HQ' });
}

/** What a synchronization does with the numbers of an account that has these on the PBX now. */
function synchronize(accountId: number, numbers: string[], elsewhere: string[] = []): void {
  const { fields, profileId } = store.accounts.get(accountId)!;
  const bulk = new NumberBulk(store.connection);
  const rows = bulk.rows(accountId);
  const { rows: settled } = settleNumbers({
    rows,
    before: numbersOf(fields.pbxNumbers),
    present: desk(...numbers),
    referenced: store.statuses.referenced(accountId),
    isElsewhere: (number) => elsewhere.includes(number),
  });
  bulk.settle(accountId, rows, settled, (now += 1));
  const pbxNumbers = numberList(desk(...numbers));
  store.accounts.update(accountId, { ...fields, deskPhone: numbers[0] ?? '', pbxNumbers }, profileId);
}

/** `6001 pbx deleted-on-pbx status:Mobile`, a text for each number of an account. */
async function numbers(accountId: number): Promise<string[]> {
  const account = await client.accounts.get({ accountId });
  return account.numbers.map(({ number, origin, state, heldBy }) =>
    [number, ...(origin === 'pbx' ? [] : [origin]), ...(state === 'present' ? [] : [state]), ...heldBy].join(
      ' ',
    ),
  );
}

const point = (accountId: number, settings: Partial<StatusSettings>, name = 'Mobile', locked?: boolean) =>
  client.statuses.set({ accountId, name, settings, ...(locked === undefined ? {} : { locked }) });

/** Gives an account numbers by hand, as the account form does. */
async function give(accountId: number, given: { number: string; kind: 'desk' | 'other' }[]) {
  const { version } = await client.accounts.get({ accountId });
  await client.accounts.update({ accountId, version, account: { numbers: given } });
}

/** Why a number is held, from the list. */
async function why(accountId: number): Promise<string[]> {
  const { rows } = await client.numbers.list({ accountId, held: true });
  return rows.map((row) => `${row.number} ${String(row.mustAct)}: ${row.why}`);
}

/** How a call fails. */
async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; details: unknown }> {
  const error: unknown = await call.then(
    () => expect.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ORPCError);
  const { code, message, data } = error as ORPCError<string, { details?: unknown }>;
  return { code, message, details: data.details };
}

describe('what counts as held', () => {
  test('a number that nothing holds any more is counted and listed alike, with what becomes of it', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    await client.numbers.repoint({ accountId: ian, from: '6001', to: '6000' });
    const listed = await client.numbers.list({ enterprise: 'One', sourceId: hq, held: true });
    expect(listed).toMatchObject({ total: 1, counts: { held: 1 }, rows: [{ number: '6001', held: true }] });
    expect(store.nodes.counts(hq).numbersHeld).toBe(listed.total);
    expect(await why(ian)).toEqual([
      '6001 null: Deleted on the phone system. Nothing holds it any more: it goes with the next synchronization, or when somebody deletes it.',
    ]);
    await client.numbers.delete({ accountId: ian, number: '6001' });
    expect(store.nodes.counts(hq).numbersHeld).toBe(0);
  });
});

describe('R6: numbers deleted on the PBX, in the store', () => {
  test('R6 ex. a: gone, not manual, not used: the synchronization removes it', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    synchronize(ian, ['6000']);
    expect(await numbers(ian)).toEqual(['6000']);
  });

  test('R6 ex. b: gone and used by Mobile: held, and the list says why and who must act', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    expect(await numbers(ian)).toEqual(['6000', '6001 deleted-on-pbx status:Mobile']);
    expect(await why(ian)).toEqual([
      '6001 user: Deleted on the phone system; kept: used by Mobile (Make call from). The user must point every status at another number; then the number goes.',
    ]);
    const { statuses } = await client.statuses.list({ accountId: ian });
    expect(statuses.filter(({ broken }) => broken).map(({ name }) => name)).toEqual(['Mobile']);
    expect(await refusal(client.numbers.delete({ accountId: ian, number: '6001' }))).toEqual({
      code: 'number.held',
      message: 'The number 6001 of ian is used by the status Mobile.',
      details: { number: '6001', statuses: ['Mobile'] },
    });
  });

  test('R6 ex. c: as b, then Mobile points at 6000: a person may delete 6001 at once', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    expect(await client.numbers.repoint({ accountId: ian, from: '6001', to: '6000' })).toEqual({
      statuses: ['Mobile'],
    });
    expect(await numbers(ian)).toEqual(['6000 status:Mobile', '6001 deleted-on-pbx']);
    expect(await why(ian)).toEqual([expect.stringMatching(/^6001 null: .* Nothing holds it any more/)]);
    expect(await client.numbers.delete({ accountId: ian, number: '6001' })).toEqual({ deleted: true });
    expect(await numbers(ian)).toEqual(['6000 status:Mobile']);
  });

  test('R6 ex. c: or else the next synchronization removes it', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    await point(ian, { makeCallFrom: '6000' });
    synchronize(ian, ['6000']);
    expect(await numbers(ian)).toEqual(['6000 status:Mobile']);
  });

  test('R6 ex. d: 6005 is manual, and the PBX had it and deletes it: it stays until a person deletes it', async () => {
    const ian = onPbx('ian', ['6000', '6005']);
    await give(ian, [{ number: '6005', kind: 'other' }]);
    expect(await numbers(ian)).toEqual(['6000', '6005 manual manual']);
    synchronize(ian, ['6000']);
    synchronize(ian, ['6000']);
    expect(await numbers(ian)).toEqual(['6000', '6005 manual deleted-on-pbx manual']);
    expect(await why(ian)).toEqual([
      '6005 user: Deleted on the phone system; kept: added by an administrator. A person can delete it.',
    ]);
    await client.numbers.delete({ accountId: ian, number: '6005' });
    expect(await numbers(ian)).toEqual(['6000']);
  });

  test('R6 ex. e: 6001 is manual and used: a person points elsewhere first, then deletes it', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await give(ian, [{ number: '6001', kind: 'desk' }]);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    expect(await why(ian)).toEqual([
      '6001 user: Deleted on the phone system; kept: added by an administrator, and used by Mobile (Make call from). The user must point every status at another number; then the number can be deleted.',
    ]);
    expect((await refusal(client.numbers.delete({ accountId: ian, number: '6001' }))).code).toBe(
      'number.held',
    );
    await client.numbers.repoint({ accountId: ian, from: '6001', to: 'prime-phone' });
    await client.numbers.delete({ accountId: ian, number: '6001' });
    expect(await numbers(ian)).toEqual(['6000']);
  });

  test("domain.md 5.1: a status that an administrator defined is an administrator's to change", async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { whenBusy: '6001' }, 'Out of Office', true);
    await point(ian, { sendCallsTo: ['6001', 'all-devices'] });
    synchronize(ian, ['6000']);
    expect(await why(ian)).toEqual([
      '6001 administrator: Deleted on the phone system; kept: used by Mobile (Send my calls to) and Out of Office (When I am on the phone). Out of Office is defined by an administrator, who must point every status at another number; then the number goes.',
    ]);
    expect(await client.numbers.repoint({ accountId: ian, from: '6001', to: '6000' })).toEqual({
      statuses: ['Mobile', 'Out of Office'],
    });
    const { statuses } = await client.statuses.list({ accountId: ian });
    expect(statuses.find(({ name }) => name === 'Mobile')).toMatchObject({
      sendCallsTo: ['6000', 'all-devices'],
    });
    expect(statuses.find(({ name }) => name === 'Out of Office')).toMatchObject({
      whenBusy: '6000',
      locked: true,
    });
  });

  test("D3: a number that is somebody else's now says whose", async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    onPbx('eva', ['6001'], branch);
    synchronize(ian, ['6000'], ['6001']);
    expect(await numbers(ian)).toEqual(['6000', '6001 reassigned status:Mobile']);
    expect((await why(ian))[0]).toMatch(/^6001 user: Belongs to eva \(Branch\) now; kept: used by Mobile/);
    expect((await client.numbers.list({ accountId: ian, held: true })).rows[0]?.conflicts).toEqual([]);
    synchronize(ian, ['6000', '6001']);
    expect(await numbers(ian)).toEqual(['6000', '6001 status:Mobile']);
  });
});

describe('numbers.delete (D4)', () => {
  test('a number that the phone system or the directory still has is refused', async () => {
    const ian = onPbx('ian', ['6000']);
    const ann = synced(directory, { loginId: 'ann', deskPhone: '100' });
    for (const [accountId, number, owner] of [
      [ian, '6000', 'phone system'],
      [ann, '100', 'directory'],
    ] as const) {
      const refused = await refusal(client.numbers.delete({ accountId, number }));
      expect(refused).toMatchObject({
        code: 'number.present',
        message: expect.stringContaining(owner) as string,
      });
    }
    expect((await refusal(client.numbers.delete({ accountId: ian, number: '1' }))).code).toBe(
      'number.not-found',
    );
    expect((await refusal(client.numbers.delete({ accountId: 999_999, number: '1' }))).code).toBe(
      'account.not-found',
    );
  });

  test("A14: a manual number that the PBX has too is the PBX's again, used or not", async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await give(ian, [{ number: '6001', kind: 'other' }]);
    await point(ian, { makeCallFrom: '6001' });
    const [row] = (await client.numbers.list({ accountId: ian, origin: 'manual' })).rows;
    expect(row).toMatchObject({
      alsoOnPbx: true,
      kind: 'other',
      heldBy: ['manual', 'status:Mobile'],
      held: false,
    });
    expect(await client.numbers.delete({ accountId: ian, number: '6001' })).toEqual({ deleted: false });
    expect(await numbers(ian)).toEqual(['6000', '6001 status:Mobile']);
    await give(ian, [{ number: '6001', kind: 'other' }]);
    expect(await numbers(ian)).toEqual(['6000', '6001 manual manual status:Mobile']);
    await give(ian, []);
    expect(await numbers(ian)).toEqual(['6000', '6001 status:Mobile']);
    expect(store.accounts.get(ian)?.numbers[1]?.kind).toBe('desk');
  });

  test('D3: making a gone number manual does not bring it back', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    await give(ian, [{ number: '6001', kind: 'desk' }]);
    expect(await numbers(ian)).toEqual(['6000', '6001 manual deleted-on-pbx manual status:Mobile']);
    await give(ian, [{ number: '6001', kind: 'other' }]);
    expect(await numbers(ian)).toEqual(['6000', '6001 manual deleted-on-pbx manual status:Mobile']);
    expect((await refusal(give(ian, []))).code).toBe('number.held');
  });

  test("a user's own number can go, also one of an account without a source, whose phones follow", async () => {
    const { accountId } = await client.accounts.create({
      enterpriseId,
      account: {
        ...{
          loginId: 'ada',
          firstName: '',
          lastName: 'L',
          email: '',
          department: '',
          title: '',
          location: '',
        },
        ...{ displayName: '', mobile: '', mailbox: '', pbxNode: '', featureProfile: null },
        numbers: [
          { number: '100', kind: 'desk' },
          { number: '101', kind: 'desk' },
        ],
      },
    });
    store.accounts.addNumber(
      accountId,
      { number: '0170', kind: 'other', origin: 'user', state: 'present' },
      1,
    );
    await client.numbers.delete({ accountId, number: '0170' });
    await client.numbers.delete({ accountId, number: '100' });
    expect(await client.accounts.get({ accountId })).toMatchObject({ deskPhone: '101', version: 3 });
    await client.numbers.delete({ accountId, number: '101' });
    expect(await client.accounts.get({ accountId })).toMatchObject({ deskPhone: null, numbers: [] });
  });

  test('a number is found as it is compared: blanks and brackets do not matter', async () => {
    const ian = onPbx('ian', ['6000']);
    await give(ian, [{ number: '+49 (30) 12-34', kind: 'other' }]);
    await point(ian, { makeCallFrom: '+49301234' });
    expect(await numbers(ian)).toEqual(['6000', '+49 (30) 12-34 manual manual status:Mobile']);
    await client.numbers.repoint({ accountId: ian, from: '+49 301234', to: '60-00' });
    await client.numbers.delete({ accountId: ian, number: '+49301234' });
    expect(await numbers(ian)).toEqual(['6000 status:Mobile']);
  });
});

describe('numbers.repoint', () => {
  test("D3: the number it goes to must be there, and the account's", async () => {
    const ian = onPbx('ian', ['6000', '6001', '6002']);
    await point(ian, { makeCallFrom: '6001', whenBusy: '6002' });
    synchronize(ian, ['6000']);
    const repoint = (from: string, to: string) => client.numbers.repoint({ accountId: ian, from, to });
    expect(await refusal(repoint('6001', '6002'))).toEqual({
      code: 'number.gone',
      message: 'The number 6002 of ian is no longer on the phone system, so it cannot be chosen.',
      details: { number: '6002', state: 'deleted-on-pbx' },
    });
    expect((await refusal(repoint('6001', '7000'))).code).toBe('number.not-found');
    expect((await refusal(repoint('6001', 'voicemail'))).code).toBe('number.not-found');
    expect((await refusal(repoint('7000', '6000'))).code).toBe('number.not-found');
    expect(await repoint('6000', 'desk-phone')).toEqual({ statuses: [] });
    expect(await repoint('6001', 'desk-phone')).toEqual({ statuses: ['Mobile'] });
  });
});

describe('numbers.releaseAndDelete (D2)', () => {
  test('D2: an account that is gone from the PBX goes with what kept it; another one does not', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await give(ian, [{ number: '0170', kind: 'other' }]);
    await point(ian, { makeCallFrom: '6001' });
    const { version } = await client.accounts.get({ accountId: ian });
    expect((await refusal(client.numbers.releaseAndDelete({ accountId: ian, version }))).code).toBe(
      'account.read-only',
    );
    const account = store.accounts.get(ian)!;
    store.accounts.update(ian, { ...account.fields, orphan: 'yes', deskPhone: '', pbxNumbers: '' }, null);
    expect(await client.accounts.get({ accountId: ian })).toMatchObject({ orphan: true, deskPhone: null });
    expect((await refusal(client.numbers.releaseAndDelete({ accountId: ian, version }))).code).toBe(
      'account.moved',
    );
    expect(await client.numbers.releaseAndDelete({ accountId: ian, version: version + 1 })).toEqual({
      deleted: true,
    });
    expect((await refusal(client.accounts.get({ accountId: ian }))).code).toBe('account.not-found');
    const { events } = await client.accounts.history({ accountId: ian });
    expect(events[0]).toMatchObject({ kind: 'delete', reasonCode: 'deleted-by-hand', runId: null });
  });
});

describe('edits by hand are journalled', () => {
  test('each raises the version, and the history says what was and what is', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    const { version } = await client.accounts.get({ accountId: ian });
    await client.numbers.repoint({ accountId: ian, from: '6001', to: '6000' });
    await client.numbers.delete({ accountId: ian, number: '6001' });
    await point(ian, { makeCallFrom: '6000' });
    expect((await client.accounts.get({ accountId: ian })).version).toBe(version + 2);
    const { events } = await client.accounts.history({ accountId: ian });
    expect(events.map(({ kind, reasonCode, fields }) => ({ kind, reasonCode, fields }))).toEqual([
      {
        kind: 'update',
        reasonCode: 'number-deleted',
        fields: { 'number:6001': ['Desk phone, deleted on the phone system', null] },
      },
      {
        kind: 'update',
        reasonCode: 'statuses-edited',
        fields: { 'status:Mobile:makeCallFrom': ['6001', '6000'] },
      },
      {
        kind: 'update',
        reasonCode: 'statuses-edited',
        fields: { 'status:Mobile:makeCallFrom': ['Prime phone', '6001'] },
      },
    ]);
    const { accounts } = await client.accounts.explain({ accountId: ian });
    expect(accounts[0]?.events[0]?.sentence).toMatch(/^Number 6001 removed by an administrator on /);
  });

  test('E9: the before-image holds the rows that an edit overwrote', async () => {
    const ian = onPbx('ian', ['6000']);
    await point(ian, { makeCallFrom: '6000' });
    const image = store.statuses.image(ian);
    await client.numbers.repoint({ accountId: ian, from: '6000', to: 'desk-phone' });
    const change = store.runs.laterChanges([ian], 0).at(-1);
    expect(change?.before).toMatchObject(JSON.parse(JSON.stringify(image)) as object);
    store.statuses.restore(ian, change?.before as unknown as typeof image);
    expect(store.statuses.image(ian)).toEqual(image);
  });
});

describe('statuses', () => {
  test('E5: the templates, with roles; the first is active; set keeps what is not given', async () => {
    const ian = onPbx('ian', ['6000']);
    const { loginId, statuses } = await client.statuses.list({ accountId: ian });
    expect(loginId).toBe('ian');
    expect(statuses[0]).toEqual({
      ...{ name: 'In the Office', active: true, locked: false, broken: false, edited: false, own: false },
      ...{
        makeCallFrom: 'prime-phone',
        sendCallsTo: ['prime-phone'],
        whenBusy: 'pbx-default',
        whenNoAnswer: 'voicemail',
      },
    });
    expect(statuses.map(({ name }) => name)).toContain('Out of Office');
    const set = await point(
      ian,
      { makeCallFrom: '6000', sendCallsTo: ['6000', '6000', 'ring-group'] },
      'mobile',
    );
    expect(set).toEqual({
      ...{ name: 'Mobile', active: false, locked: false, broken: false, edited: true, own: false },
      ...{
        makeCallFrom: '6000',
        sendCallsTo: ['6000', 'ring-group'],
        whenBusy: 'pbx-default',
        whenNoAnswer: 'voicemail',
      },
    });
    const back = await point(ian, { makeCallFrom: 'prime-phone', sendCallsTo: ['prime-phone'] });
    expect(back).toMatchObject({ edited: false });
    expect(store.connection.scalar('SELECT count(*) FROM status')).toBe(0);
  });

  test('D1: without a phone every default status is broken; a softphone alone is the prime phone', async () => {
    const broken = async (accountId: number) =>
      (await client.statuses.list({ accountId })).statuses.filter((status) => status.broken).length;
    expect(await broken(synced(hq, { loginId: 'none' }))).toBe(8);
    const soft = synced(hq, { loginId: 'soft', softPhone: '6001', pbxNumbers: '6001 soft' });
    expect(await broken(soft)).toBe(0);
    expect((await point(soft, { makeCallFrom: 'desk-phone' })).broken).toBe(true);
    expect(await broken(synced(directory, { loginId: 'ann', deskPhone: '100' }))).toBe(0);
  });

  test("what cannot be set is refused: another status, another's number, a place that does not take it", async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    onPbx('eva', ['7000']);
    expect(await refusal(point(ian, {}, 'Nowhere'))).toMatchObject({
      code: 'status.not-found',
      message: expect.stringContaining('In the Office, Mobile') as string,
    });
    expect((await refusal(point(ian, { makeCallFrom: '7000' }))).code).toBe('number.not-found');
    expect((await refusal(point(ian, { makeCallFrom: 'voicemail' }))).message).toBe(
      'Make call from cannot be voicemail.',
    );
    expect((await refusal(point(ian, { sendCallsTo: [''] }))).message).toBe(
      'Send my calls to cannot be nothing.',
    );
    expect((await refusal(client.statuses.list({ accountId: 999_999 }))).code).toBe('account.not-found');
    expect((await point(ian, { makeCallFrom: '' })).broken).toBe(false);
  });

  test('D3: a gone number cannot be chosen anew, and may stay where it is', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await point(ian, { makeCallFrom: '6001' });
    synchronize(ian, ['6000']);
    expect((await refusal(point(ian, { whenBusy: '6001' }))).code).toBe('number.gone');
    expect((await refusal(point(ian, { makeCallFrom: '6001' }, 'In a Meeting'))).code).toBe('number.gone');
    expect(await point(ian, { makeCallFrom: '6001', whenBusy: 'voicemail' })).toMatchObject({
      ...{ makeCallFrom: '6001', whenBusy: 'voicemail', broken: true },
    });
  });

  test('locking is kept when it is not given, and can be taken away', async () => {
    const ian = onPbx('ian', ['6000']);
    expect((await point(ian, {}, 'Mobile', true)).locked).toBe(true);
    expect((await point(ian, { makeCallFrom: '6000' })).locked).toBe(true);
    expect((await point(ian, { makeCallFrom: 'prime-phone' }, 'Mobile', false)).edited).toBe(false);
  });
});

describe('accounts of a node', () => {
  test('group, orphan and the kind of the softphone come from the fields; pbxNumbers stays inside', async () => {
    const ian = synced(hq, {
      ...{ loginId: 'ian', deskPhone: '1000', softPhone: '1001', softPhoneKind: 'minet', group: 'PRG' },
      pbxNumbers: '1000 desk, 1001 soft, 1002 soft',
    });
    const account = await client.accounts.get({ accountId: ian });
    expect(account).toMatchObject({ group: 'PRG', softPhoneKind: 'minet', orphan: false, sourceKind: 'pbx' });
    expect(account).not.toHaveProperty('pbxNumbers');
    expect(account.numbers.map(({ number, kind }) => `${number} ${kind}`)).toEqual([
      '1000 desk',
      '1001 soft',
      '1002 soft',
    ]);
    const { accounts } = await client.accounts.list({ enterprise: 'One' });
    expect(accounts[0]).toMatchObject({ group: 'PRG', numbers: account.numbers });
    const { rows } = await client.accounts.query({
      ...{ enterprise: 'One', group: 'PRG', text: '1002', offset: 0, limit: 10 },
      sort: { column: 'loginId', descending: false },
    });
    expect(rows.map(({ loginId, group }) => [loginId, group])).toEqual([['ian', 'PRG']]);
    const { groups } = await client.accounts.facets({ enterprise: 'One' });
    expect(groups).toEqual([
      { group: 'PRG', accounts: 1 },
      { group: 'MDUG', accounts: 0 },
      { group: 'none', accounts: 0 },
    ]);
  });
});

describe('numbers.list', () => {
  test("all numbers of all kinds of accounts, in D6's order, then by login; one Enterprise after the other", async () => {
    onPbx('ian', ['6000', '999']);
    synced(directory, { loginId: 'ann', deskPhone: '6000', softPhone: '+49 30' });
    store.accounts.createManual(other, { ...emptyFields(), loginId: 'zoe', lastName: 'Z' }, null);
    const zoe = store.accounts.find(other, 'zoe')!.accountId;
    store.accounts.addNumber(
      zoe,
      { number: '1', kind: 'desk', origin: 'manual', state: 'present' },
      86_400_000,
    );
    const all = await client.numbers.list({});
    expect(all.total).toBe(5);
    expect(all.counts).toEqual({ all: 5, held: 0, conflicts: 2, manual: 1 });
    expect(
      all.rows.map(({ number, loginId, origin, source, since }) => [number, loginId, origin, source, since]),
    ).toEqual([
      ['999', 'ian', 'pbx', 'HQ', '1970-01-01T00:00:00.500Z'],
      ['6000', 'ann', 'directory', 'HQ directory', null],
      ['6000', 'ian', 'pbx', 'HQ', '1970-01-01T00:00:00.500Z'],
      ['+49 30', 'ann', 'directory', 'HQ directory', null],
      ['1', 'zoe', 'manual', null, '1970-01-02T00:00:00.000Z'],
    ]);
    expect(all.rows.map(({ conflicts }) => conflicts)).toEqual([
      [],
      ['ian (HQ)'],
      ['ann (HQ directory)'],
      [],
      [],
    ]);
    for (let offset = 0; offset < 5; offset += 2) {
      const { rows, total } = await client.numbers.list({ offset, limit: 2 });
      expect(total).toBe(5);
      expect(rows).toEqual(all.rows.slice(offset, offset + 2));
    }
    expect((await client.numbers.list({ enterprise: 'Two' })).total).toBe(1);
    expect((await client.numbers.list({ sourceId: hq })).rows.map(({ number }) => number)).toEqual([
      '999',
      '6000',
    ]);
    expect((await refusal(client.numbers.list({ sourceId: 4711 }))).code).toBe('source.not-found');
    expect((await refusal(client.numbers.list({ enterprise: 'Two', sourceId: hq }))).code).toBe(
      'source.not-found',
    );
    expect((await refusal(client.numbers.list({ enterprise: 'Three' }))).code).toBe('enterprise.not-found');
  });

  test('conflicts are compared without punctuation; many owners are counted, and not all named', async () => {
    onPbx('ian', ['6000']);
    const ann = synced(directory, { loginId: 'ann', deskPhone: '60-00' });
    await give(ann, [{ number: '6000', kind: 'other' }]);
    // Of one account, two ways of writing are no conflict.
    const eva = synced(directory, { loginId: 'eva', deskPhone: '70-00' });
    await give(eva, [{ number: '7000', kind: 'other' }]);
    const { rows } = await client.numbers.list({ conflicts: true });
    expect(rows.map(({ number, loginId, conflicts }) => [number, loginId, conflicts])).toEqual([
      ['6000', 'ann', ['ian (HQ)']],
      ['6000', 'ian', ['ann (HQ directory)']],
      ['60-00', 'ann', ['ian (HQ)']],
    ]);
    for (let index = 0; index < 20; index += 1) onPbx(`p${index}`, ['6000'], branch);
    const [first] = (await client.numbers.list({ accountId: ann, search: '6000' })).rows;
    expect(first?.conflicts).toHaveLength(11);
    expect(first?.conflicts.at(-1)).toBe('and 11 more');
  });

  test("A14: a directory account's own phone that is also manual is one number", async () => {
    const ann = synced(directory, { loginId: 'ann', deskPhone: '100', softPhone: '100' });
    expect(
      (await client.numbers.list({ accountId: ann })).rows.map(({ kind, origin }) => [kind, origin]),
    ).toEqual([['soft', 'directory']]);
    await give(ann, [{ number: '100', kind: 'other' }]);
    expect(
      (await client.numbers.list({ accountId: ann })).rows.map(({ kind, origin }) => [kind, origin]),
    ).toEqual([['other', 'manual']]);
    expect(await client.numbers.delete({ accountId: ann, number: '100' })).toEqual({ deleted: false });
    expect(
      (await client.numbers.list({ accountId: ann })).rows.map(({ kind, origin }) => [kind, origin]),
    ).toEqual([['soft', 'directory']]);
  });

  test('words are found in number, login and name, with or without punctuation', async () => {
    synced(hq, { loginId: 'ian', firstName: 'Ian', lastName: 'Pöe', pbxNumbers: '6000 desk, +49(30)1 desk' });
    onPbx('eva', ['7000']);
    const found = async (search: string) =>
      (await client.numbers.list({ search })).rows.map(({ number }) => number);
    expect(await found('poe')).toEqual(['6000', '+49(30)1']);
    expect(await found('IAN 4930')).toEqual(['+49(30)1']);
    expect(await found('49(30)')).toEqual(['+49(30)1']);
    expect(await found('000')).toEqual(['6000', '7000']);
    expect(await found('eva 6000')).toEqual([]);
    const { counts } = await client.numbers.list({ search: 'eva', origin: 'manual' });
    expect(counts.all).toBe(1);
  });
});
