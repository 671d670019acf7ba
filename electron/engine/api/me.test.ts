import { createRouterClient, ORPCError } from '@orpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { Me } from '../../../shared/contract/index.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { settleNumbers } from '../../../shared/domain/number-life.ts';
import { numberList, numbersOf, type PbxNumber } from '../../../shared/domain/numbers.ts';
import { DEFAULT_SETTINGS, DEFAULT_TEMPLATES } from '../../../shared/domain/status.ts';
import { Events } from '../sync/index.ts';
import { AccountBulk, NumberBulk, type Store } from '../store/index.ts';
import type { Services, Session } from './context.ts';
import { router } from './router.ts';

const folders = new TestFolders();
let store: Store;
let services: Services;
let admin: ReturnType<typeof connect>;
let [enterpriseId, integrated, directory, hq] = [0, 0, 0, 0];
let now = 1000;
let cameWithCode = false;
beforeAll(() => {
  store = openQuickStore(folders.next());
  services = {
    store,
    now: () => (now += 1),
    write: <T>(work: () => T) => store.write(work),
    events: new Events(store),
    jobs: { recoverInterrupted: () => undefined },
    sessions: { touch: () => undefined, cameWithCode: () => cameWithCode },
  } as unknown as Services;
  admin = connect({ role: 'admin', via: 'window' });
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  integrated = store.enterprises.create({ ...enterpriseValues('Two'), mode: 'integrated' }, 1);
  directory = createSource(store, enterpriseId, 'HQ directory').sourceId;
  hq = store.sources.create({ enterpriseId, kind: 'pbx', name: 'HQ', settings: {}, profileId: null });
});
beforeEach(() => {
  cameWithCode = false;
  store.connection.exec(
    'DELETE FROM change; DELETE FROM run; DELETE FROM account; DELETE FROM status_template; UPDATE enterprise SET users_may_add = 1',
  );
});
afterAll(() => {
  services.events.close();
  store.close();
  folders.remove();
});

function connect(session: Session) {
  return createRouterClient(router, { context: { services, session } });
}

const as = (accountId: number) => connect({ role: 'user', accountId });
const desk = (...numbers: string[]): PbxNumber[] => numbers.map((number) => ({ number, kind: 'desk' }));

/** An account of the node HQ with desk phones, the first of which is its own. */
function onPbx(loginId: string, numbers: string[]): number {
  const pbxNumbers = numberList(desk(...numbers));
  const accountId = synced(hq, { loginId, deskPhone: numbers[0] ?? '', pbxNumbers, pbxNode: 'HQ' });
  for (const { number, kind } of desk(...numbers))
    store.accounts.addNumber(accountId, { number, kind, origin: 'pbx', state: 'present' }, 500);
  return accountId;
}

function synced(sourceId: number, fields: Partial<AccountFields> & { loginId: string }): number {
  const all = { ...emptyFields(), lastName: fields.loginId, ...fields };
  const key = Buffer.from(all.loginId);
  const write = { key, keyAttribute: 'number', dn: '', hash: Buffer.alloc(16), fields: all };
  return new AccountBulk(store.connection).create(enterpriseId, sourceId, write, null, 0)!;
}

/** What a synchronization does with the numbers of an account that has these on the PBX now, journalled as a run. */
function synchronize(accountId: number, numbers: string[], elsewhere: string[] = []): number {
  const { fields, profileId } = store.accounts.get(accountId)!;
  const bulk = new NumberBulk(store.connection);
  const journal = new AccountBulk(store.connection);
  const runId = store.runs.start({
    ...{ enterpriseId, sourceId: hq, kind: 'sync', trigger: 'manual', mode: 'full', startedAt: (now += 1) },
  });
  const image = store.connection.prepare('SELECT * FROM number WHERE account_id = ?').all(accountId);
  const rows = bulk.rows(accountId);
  const settled = settleNumbers({
    rows,
    before: numbersOf(fields.pbxNumbers),
    present: desk(...numbers),
    referenced: store.statuses.referenced(accountId),
    isElsewhere: (number) => elsewhere.includes(number),
  });
  bulk.settle(accountId, rows, settled.rows, (now += 1));
  const pbxNumbers = numberList(desk(...numbers));
  store.accounts.update(accountId, { ...fields, deskPhone: numbers[0] ?? '', pbxNumbers }, profileId);
  const row = { runId, accountId, login: fields.loginId, state: 'applied' } as const;
  journal.journal({
    ...{ ...row, kind: 'update', reasonCode: 'pbx-changed', before: { pbxNumbers: fields.pbxNumbers } },
    restore: { dn: '', hash: null, key: '', keyAttribute: '', numbers: image },
  });
  for (const { kind, number, numberKind, reasonCode, row: kept } of settled.changes) {
    const proposed = {
      number: kind === 'number-added' ? [null, number] : [number, kept === null ? null : number],
      numberKind: [numberKind, numberKind],
    };
    journal.journal({ ...row, kind, reasonCode, proposed });
  }
  return runId;
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

const status = (me: Me, name: string) => me.statuses.find((each) => each.name === name);
const mobileFrom = (makeCallFrom: string) => ({ name: 'Mobile', settings: { makeCallFrom } });

/** `6001 deleted-on-pbx`, or with why it cannot be deleted. */
function numbers({ numbers: all }: Me): string[] {
  return all.map(({ number, state, canDelete, whyNot }) =>
    [number, ...(state === 'present' ? [] : [state]), canDelete ? 'deletable' : whyNot].join(' '),
  );
}

const PBX_HAS_IT = 'The phone system still has it.';

describe('E15: a user reaches their own account only', () => {
  test('whoever has no account is refused: an administrator, and a user without one', async () => {
    onPbx('ian', ['6000']);
    for (const client of [admin, connect({ role: 'user' }), connect({ role: 'anyone' })]) {
      expect((await refusal(client.me.get())).code).toBe('access.denied');
      expect((await refusal(client.me.setStatus(mobileFrom('6000')))).code).toBe('access.denied');
      expect((await refusal(client.me.undo({ changeId: 1 }))).code).toBe('access.denied');
      expect((await refusal(client.me.history({}))).code).toBe('access.denied');
      expect((await refusal(client.me.setPassword({ next: 'x' }))).code).toBe('access.denied');
    }
    expect((await refusal(as(999_999).me.get())).code).toBe('account.not-found');
  });

  test('an account that is named in the input is not looked at', async () => {
    const [ian, eva] = [onPbx('ian', ['6000']), onPbx('eva', ['7000'])];
    const before = JSON.stringify(store.accounts.get(eva));
    const input = { ...mobileFrom('6000'), accountId: eva };
    expect((await as(ian).me.setStatus(input)).account.loginId).toBe('ian');
    expect((await refusal(as(ian).me.setStatus(mobileFrom('7000')))).code).toBe('number.not-found');
    expect(JSON.stringify(store.accounts.get(eva))).toBe(before);
    expect((await refusal(as(ian).numbers.list({}))).code).toBe('access.denied');
  });

  test('a change that waits for its turn is not made for whoever signed in at that window meanwhile', async () => {
    const [ian, eva] = [onPbx('ian', ['6000']), onPbx('eva', ['6000'])];
    const session: Session = { role: 'user', accountId: ian };
    const write: Services['write'] = (work) => {
      session.accountId = eva;
      return store.write(work);
    };
    const waiting: Services = { ...services, write };
    const client = createRouterClient(router, { context: { services: waiting, session } });
    expect((await refusal(client.me.setStatus(mobileFrom('6000')))).code).toBe('session.ended');
    for (const accountId of [ian, eva]) expect(store.accounts.get(accountId)?.version).toBe(1);
  });

  test('D22: in a MiCollab-integrated Enterprise statuses and numbers are the user’s all the same', async () => {
    const accountId = store.accounts.createManual(
      integrated,
      { ...emptyFields(), loginId: 'ina', lastName: 'I' },
      null,
    );
    const me = await as(accountId).me.addNumber({ number: '0170', kind: 'external' });
    expect(numbers(me)).toEqual(['0170 deletable']);
    expect(status(await as(accountId).me.setStatus(mobileFrom('0170')), 'Mobile')?.makeCallFrom).toBe('0170');
  });
});

describe('R6: a user frees a number that is gone', () => {
  test('R6 ex. a: gone, not manual, not used: there is nothing to do', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    synchronize(ian, ['6000']);
    expect(numbers(await as(ian).me.get())).toEqual([`6000 ${PBX_HAS_IT}`]);
  });

  test('R6 ex. b and c: used by Mobile and Home: held; re-pointed, it can be deleted at once', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await me.setStatus(mobileFrom('6001'));
    await me.addStatus({ name: 'Home', settings: { sendCallsTo: ['6001'], whenNoAnswer: '6001' } });
    synchronize(ian, ['6000']);
    const held = await me.get();
    expect(numbers(held)).toEqual([
      `6000 ${PBX_HAS_IT}`,
      '6001 deleted-on-pbx Mobile and Home still point at it.',
    ]);
    expect(held.numbers[1]).toMatchObject({
      since: expect.any(String) as string,
      usedBy: [
        { status: 'Mobile', slots: ['makeCallFrom'], locked: false },
        { status: 'Home', slots: ['sendCallsTo', 'whenNoAnswer'], locked: false },
      ],
    });
    expect(status(held, 'Mobile')?.broken).toBe(true);
    expect((await refusal(me.deleteNumber({ number: '6001' }))).code).toBe('number.held');
    const answer = await me.repoint({ from: '6001', to: 'prime-phone' });
    expect(answer).toMatchObject({ statuses: ['Home', 'Mobile'], left: [] });
    expect(numbers(answer.me)[1]).toBe('6001 deleted-on-pbx deletable');
    expect(numbers(await me.deleteNumber({ number: '6001' }))).toEqual([`6000 ${PBX_HAS_IT}`]);
  });

  test('R6 ex. d: a number that an administrator added stays until a person deletes it: the user may (D4)', async () => {
    const ian = onPbx('ian', ['6000', '6005']);
    store.accounts.addNumber(ian, { number: '6005', kind: 'other', origin: 'manual', state: 'present' }, 1);
    expect((await refusal(as(ian).me.deleteNumber({ number: '6005' }))).code).toBe('number.present');
    synchronize(ian, ['6000']);
    expect(numbers(await as(ian).me.get())[1]).toBe('6005 deleted-on-pbx deletable');
    expect(numbers(await as(ian).me.deleteNumber({ number: '6005' }))).toHaveLength(1);
  });

  test('R6 ex. e: manual and used: re-point first, then delete', async () => {
    const ian = onPbx('ian', ['6000']);
    store.accounts.addNumber(ian, { number: '6001', kind: 'desk', origin: 'manual', state: 'present' }, 1);
    await as(ian).me.setStatus(mobileFrom('6001'));
    synchronize(ian, ['6000', '6001']);
    synchronize(ian, ['6000']);
    expect((await refusal(as(ian).me.deleteNumber({ number: '6001' }))).code).toBe('number.held');
    await as(ian).me.setStatus(mobileFrom('6000'));
    expect(numbers(await as(ian).me.deleteNumber({ number: '6001' }))).toEqual([
      '6000 The phone system still has it.',
    ]);
  });

  test('D4: what an administrator added and what works is not the user’s to delete, nor their own desk phone', async () => {
    const fields = { ...emptyFields(), loginId: 'man', lastName: 'M', deskPhone: '7001' };
    const man = store.accounts.createManual(enterpriseId, fields, null);
    store.accounts.addNumber(man, { number: '7001', kind: 'desk', origin: 'manual', state: 'present' }, 1);
    const sentence = 'Your administrator added it, and it works: only they can delete it.';
    expect(numbers(await as(man).me.get())).toEqual([`7001 ${sentence}`]);
    await as(man).me.setStatus(mobileFrom('7001'));
    expect(numbers(await as(man).me.get())).toEqual([`7001 ${sentence}`]);
    expect(await refusal(as(man).me.deleteNumber({ number: '70 01' }))).toEqual({
      ...{ code: 'number.present', message: sentence, details: { number: '7001' } },
    });
    expect((await as(man).me.get()).account.deskPhone).toBe('7001');
    await as(man).me.deleteStatus({ name: 'Mobile' });
    expect(await admin.numbers.delete({ accountId: man, number: '7001' })).toEqual({ deleted: true });
  });

  test('a number that its source has is not deleted, and says whose it is', async () => {
    const ann = synced(directory, { loginId: 'ann', deskPhone: '100' });
    expect(numbers(await as(ann).me.get())).toEqual(['100 The directory still has it.']);
    expect(await refusal(as(ann).me.deleteNumber({ number: '100' }))).toMatchObject({
      ...{ code: 'number.present', message: 'The directory still has the number 100.' },
    });
    expect((await refusal(as(ann).me.deleteNumber({ number: '1' }))).code).toBe('number.not-found');
  });
});

describe('D3, D4: numbers of a user', () => {
  test('A13: a number of the user’s own is added once, as it is compared, and deleted when nothing uses it', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    const added = await me.addNumber({ number: ' +49 (170) 12-34 ', kind: 'external' });
    expect(added.numbers[1]).toMatchObject({
      ...{ number: '+49 (170) 12-34', kind: 'external', origin: 'user', canDelete: true },
    });
    expect(await refusal(me.addNumber({ number: '+491701234', kind: 'other' }))).toMatchObject({
      ...{ code: 'number.exists', details: { number: '+49 (170) 12-34' } },
    });
    expect((await refusal(me.addNumber({ number: '6000', kind: 'other' }))).code).toBe('number.exists');
    for (const number of ['voicemail', 'prime-phone', '+', '1<2', '1\u20282', '\u202a0171']) {
      expect((await refusal(me.addNumber({ number, kind: 'other' }))).code).toBe('usage.invalid');
    }
    await me.setStatus(mobileFrom('+491701234'));
    expect((await refusal(me.deleteNumber({ number: '+491701234' }))).code).toBe('number.held');
    synchronize(ian, ['6000']);
    await me.setStatus(mobileFrom('6000'));
    expect((await me.deleteNumber({ number: '+491701234' })).numbers).toHaveLength(1);
  });

  test('there is an end of numbers', async () => {
    const ian = onPbx('ian', []);
    for (let at = 0; at < 64; at++)
      store.accounts.addNumber(ian, { number: `1${at}`, kind: 'other', origin: 'user', state: 'present' }, 1);
    expect((await refusal(as(ian).me.addNumber({ number: '9', kind: 'other' }))).message).toBe(
      'You can have 64 numbers at most.',
    );
  });

  test('D3: a gone number stays where it is, and is not chosen anew', async () => {
    const ian = onPbx('ian', ['6000', '6001', '6002']);
    const { me } = as(ian);
    await me.setStatus(mobileFrom('6001'));
    synchronize(ian, ['6000', '6002'], ['6001']);
    expect((await me.get()).numbers[2]).toMatchObject({ number: '6002', state: 'present' });
    const kept = await me.setStatus({ name: 'Mobile', settings: { makeCallFrom: '6001', whenBusy: 'none' } });
    expect(status(kept, 'Mobile')).toMatchObject({ makeCallFrom: '6001', whenBusy: 'none', broken: true });
    for (const call of [
      me.setStatus({ name: 'Mobile', settings: { whenBusy: '6001' } }),
      me.setStatus({ name: 'In a Meeting', settings: { makeCallFrom: '6001' } }),
      me.addStatus({ name: 'Home', settings: { makeCallFrom: '6001' } }),
      me.repoint({ from: '6002', to: '6001' }),
    ])
      expect((await refusal(call)).code).toBe('number.gone');
  });
});

describe('statuses of a user (domain.md 5.1)', () => {
  test('an administrator’s cannot be edited, renamed or deleted, and can be made the active one', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await admin.statuses.add({ accountId: ian, name: 'Duty', settings: {}, locked: true });
    for (const call of [
      me.setStatus({ name: 'Duty', settings: { makeCallFrom: '6000' } }),
      me.setStatus({ name: 'duty', rename: 'Other', settings: {} }),
      me.deleteStatus({ name: 'Duty' }),
    ]) {
      expect(await refusal(call)).toEqual({
        code: 'status.locked',
        message: 'Duty is defined by an administrator. Only an administrator can change it.',
        details: { statuses: ['Duty'] },
      });
    }
    expect(status(await me.activate({ name: 'Duty' }), 'Duty')?.active).toBe(true);
  });

  test('no user locks or unlocks, even by asking for it', async () => {
    const ian = onPbx('ian', ['6000']);
    const asked = { ...mobileFrom('6000'), locked: true };
    expect(status(await as(ian).me.setStatus(asked), 'Mobile')?.locked).toBe(false);
    const added = { name: 'Home', settings: {}, locked: true };
    expect(status(await as(ian).me.addStatus(added), 'Home')).toMatchObject({
      ...{ locked: false, own: true, ...DEFAULT_SETTINGS },
    });
  });

  test('re-pointing leaves an administrator’s statuses and names them; with no other it is refused', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await admin.statuses.set({ ...mobileFrom('6001'), accountId: ian, locked: true });
    await me.setStatus({ name: 'In a Meeting', settings: { whenBusy: '6001' } });
    synchronize(ian, ['6000']);
    expect((await me.get()).numbers[1]?.whyNot).toBe(
      'Mobile and In a Meeting still point at it. An administrator must change Mobile.',
    );
    const answer = await me.repoint({ from: '6001', to: '6000' });
    expect(answer).toMatchObject({ statuses: ['In a Meeting'], left: ['Mobile'] });
    expect(status(answer.me, 'Mobile')?.makeCallFrom).toBe('6001');
    expect(status(answer.me, 'In a Meeting')?.whenBusy).toBe('6000');
    expect(await refusal(me.repoint({ from: '6001', to: '6000' }))).toMatchObject({
      code: 'status.locked',
      message: 'Mobile is defined by an administrator. Only an administrator can point it at another number.',
    });
    expect(await admin.numbers.repoint({ accountId: ian, from: '6001', to: '6000' })).toEqual({
      statuses: ['Mobile'],
    });
  });

  test('users add statuses where the Enterprise lets them; an administrator always does', async () => {
    const ian = onPbx('ian', ['6000']);
    expect((await as(ian).me.get()).mayAddStatuses).toBe(true);
    store.statuses.setUsersMayAdd(enterpriseId, false);
    expect((await as(ian).me.get()).mayAddStatuses).toBe(false);
    const home = { name: 'Home', settings: {} };
    expect((await refusal(as(ian).me.addStatus(home))).code).toBe('status.not-allowed');
    await admin.statuses.add({ ...home, accountId: ian });
    expect(status(await as(ian).me.deleteStatus({ name: 'Home' }), 'Home')).toBeUndefined();
  });

  test('names are unique in any case, also against the templates; 64 is the end', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await me.addStatus({ name: ' Home ', settings: {} });
    for (const call of [
      me.addStatus({ name: 'HOME', settings: {} }),
      me.addStatus({ name: 'mobile', settings: {} }),
      me.setStatus({ name: 'Home', rename: 'MOBILE', settings: {} }),
    ])
      expect((await refusal(call)).code).toBe('status.exists');
    expect((await refusal(me.setStatus({ name: 'Mobile', rename: 'Car', settings: {} }))).message).toBe(
      'The status Mobile is one of the Enterprise’s, so it keeps its name.',
    );
    for (let at = 9; at < 64; at++) await me.addStatus({ name: `Status ${at}`, settings: {} });
    expect((await refusal(me.addStatus({ name: 'One more', settings: {} }))).message).toBe(
      'An account has 64 statuses at most.',
    );
  });

  test('a name has something that is seen, and nothing that is not; it is stored composed, without blanks round it', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    for (const name of ['\u202eeliboM', 'Mobile\u200b', '\u200b', ' ', '\u0301', 'a\u2029b']) {
      expect((await refusal(me.addStatus({ name, settings: {} }))).code).toBe('usage.invalid');
      const status = { accountId: ian, name, settings: {} };
      expect((await refusal(admin.statuses.add(status))).code).toBe('usage.invalid');
    }
    const added = await me.addStatus({ name: ' Cafe\u0301 ', settings: {} });
    expect(added.statuses.at(-1)?.name).toBe('Caf\u00e9');
    expect((await refusal(me.addStatus({ name: 'CAF\u00c9', settings: {} }))).code).toBe('status.exists');
    expect(status(await me.activate({ name: 'cafe\u0301' }), 'Caf\u00e9')?.active).toBe(true);
  });

  test('a new name keeps place, references and the active mark', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await me.addStatus({ name: 'Home', settings: { makeCallFrom: '6001' } });
    await me.addStatus({ name: 'Car', settings: {} });
    await me.activate({ name: 'home' });
    const renamed = await me.setStatus({ name: 'Home', rename: 'HOME', settings: { whenBusy: '6001' } });
    expect(renamed.statuses.slice(-2).map(({ name, active }) => [name, active])).toEqual([
      ['HOME', true],
      ['Car', false],
    ]);
    expect(renamed.numbers[1]?.usedBy).toEqual([
      { status: 'HOME', slots: ['makeCallFrom', 'whenBusy'], locked: false },
    ]);
  });

  test('one of the user’s own goes with what it points at; the active one falls to the first', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await me.addStatus({ name: 'Home', settings: { makeCallFrom: '6001' } });
    await me.activate({ name: 'Home' });
    const gone = await me.deleteStatus({ name: 'Home' });
    expect(status(gone, 'Home')).toBeUndefined();
    expect(status(gone, 'In the Office')?.active).toBe(true);
    expect(gone.numbers[1]?.usedBy).toEqual([]);
    // A new one of that name is not the active one.
    expect(status(await me.addStatus({ name: 'Home', settings: {} }), 'Home')?.active).toBe(false);
    expect((await refusal(me.deleteStatus({ name: 'Nowhere' }))).code).toBe('status.not-found');
  });

  test('one of a template goes back to what the Enterprise has, and stays the active one', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await me.setStatus(mobileFrom('6001'));
    await me.activate({ name: 'Mobile' });
    const back = await me.deleteStatus({ name: 'Mobile' });
    expect(status(back, 'Mobile')).toMatchObject({ edited: false, active: true, ...DEFAULT_SETTINGS });
    const { version } = back;
    expect((await me.deleteStatus({ name: 'Mobile' })).version).toBe(version);
    expect((await me.activate({ name: 'Mobile' })).version).toBe(version);
    expect(await admin.statuses.delete({ accountId: ian, name: 'Mobile' })).toEqual({ deleted: false });
  });
});

describe('undo of the last change', () => {
  test('puts it back, and does it again; the sentence says what', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    expect((await me.get()).undo).toBeNull();
    await me.setStatus(mobileFrom('6001'));
    const { undo } = await me.setStatus(mobileFrom('6000'));
    expect(undo?.sentence).toBe('Undo: Mobile › Make call from 6001 → 6000');
    const undone = await me.undo({ changeId: undo!.changeId });
    expect(status(undone, 'Mobile')?.makeCallFrom).toBe('6001');
    expect(undone.undo?.sentence).toBe('Redo: Mobile › Make call from 6001 → 6000');
    const again = await me.undo({ changeId: undone.undo!.changeId });
    expect(status(again, 'Mobile')?.makeCallFrom).toBe('6000');
    expect(again.undo?.sentence).toBe('Undo: Mobile › Make call from 6001 → 6000');
    expect((await refusal(me.undo({ changeId: undo!.changeId }))).code).toBe('row.moved');
  });

  test('the sentence says what was done, and of what was put back what would be done again', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    const both = async (change: Promise<Me>) => {
      const { undo } = await change;
      const undone = await me.undo({ changeId: undo!.changeId });
      await me.undo({ changeId: undone.undo!.changeId });
      return [undo!.sentence, undone.undo!.sentence];
    };
    const twice = (phrase: string) => [`Undo: ${phrase}`, `Redo: ${phrase}`];
    expect(await both(me.addStatus({ name: 'A: b', settings: {} }))).toEqual(twice('A: b added'));
    expect(await both(me.activate({ name: 'A: b' }))).toEqual(twice('Active status In the Office → A: b'));
    expect(await both(me.setStatus({ name: 'A: b', rename: 'C', settings: {} }))).toEqual(
      twice('A: b renamed to C'),
    );
    expect(await both(me.deleteStatus({ name: 'C' }))).toEqual(twice('C deleted and 1 more'));
    expect(await both(me.addNumber({ number: '0170', kind: 'other' }))).toEqual(twice('Number 0170 added'));
    expect(await both(me.deleteNumber({ number: '0170' }))).toEqual(twice('Number 0170 deleted'));
  });

  test.each([
    ['an administrator’s edit', (ian: number) => admin.statuses.activate({ accountId: ian, name: 'Mobile' })],
    ['a synchronization', (ian: number) => Promise.resolve(synchronize(ian, ['6000']))],
    [
      'anything that raised the version',
      (ian: number) => {
        const { fields, profileId } = store.accounts.get(ian)!;
        store.accounts.update(ian, fields, profileId);
        return Promise.resolve();
      },
    ],
  ])('is refused after %s', async (_, happens) => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { undo } = await as(ian).me.setStatus(mobileFrom('6001'));
    await happens(ian);
    expect((await as(ian).me.get()).undo).toBeNull();
    expect((await refusal(as(ian).me.undo({ changeId: undo!.changeId }))).code).toBe('row.moved');
  });

  test('is refused where an administrator locked the template meanwhile, and changes nothing', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await me.setStatus(mobileFrom('6000'));
    const { undo, version } = await me.deleteStatus({ name: 'Mobile' });
    const locked = DEFAULT_TEMPLATES.map((each) => ({ ...each, locked: true }));
    store.statuses.setTemplates(enterpriseId, locked);
    expect(await refusal(me.undo({ changeId: undo!.changeId }))).toMatchObject({
      code: 'row.moved',
      message: 'An administrator defines the status Mobile now, so the change is not put back.',
    });
    expect(await me.get()).toMatchObject({ version, statuses: expect.any(Array) as [] });
    expect(store.connection.scalar('SELECT count(*) FROM status')).toBe(0);
  });

  test('is refused where the Enterprise has a status of that name now', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await me.addStatus({ name: 'home', settings: {} });
    const { undo } = await me.deleteStatus({ name: 'home' });
    const home = { name: 'Home', settings: DEFAULT_SETTINGS, locked: false };
    store.statuses.setTemplates(enterpriseId, [...DEFAULT_TEMPLATES, home]);
    expect((await refusal(me.undo({ changeId: undo!.changeId }))).code).toBe('row.moved');
  });

  test('is refused where it would bring a status that the user may not add now', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    const added = await me.addStatus({ name: 'Home', settings: {} });
    const { undo } = await me.undo({ changeId: added.undo!.changeId });
    store.statuses.setUsersMayAdd(enterpriseId, false);
    expect(await refusal(me.undo({ changeId: undo!.changeId }))).toMatchObject({
      code: 'row.moved',
      message:
        'Users of this Enterprise cannot add statuses of their own now, so the change is not put back.',
    });
    expect(status(await me.get(), 'Home')).toBeUndefined();
    store.statuses.setUsersMayAdd(enterpriseId, true);
    expect(status(await me.undo({ changeId: undo!.changeId }), 'Home')?.own).toBe(true);
  });

  test('a new name is put back, and what was added goes again, also where users may not add any more', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await me.addStatus({ name: 'Home', settings: {} });
    const renamed = await me.setStatus({ name: 'Home', rename: 'House', settings: {} });
    store.statuses.setUsersMayAdd(enterpriseId, false);
    expect(status(await me.undo({ changeId: renamed.undo!.changeId }), 'Home')).toBeDefined();
    store.statuses.setUsersMayAdd(enterpriseId, true);
    const added = await me.addStatus({ name: 'Car', settings: {} });
    store.statuses.setUsersMayAdd(enterpriseId, false);
    expect(status(await me.undo({ changeId: added.undo!.changeId }), 'Car')).toBeUndefined();
  });

  test('is refused where it would bring more statuses than an account has', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    for (let at = (await me.get()).statuses.length; at < 64; at++)
      await me.addStatus({ name: `Status ${at}`, settings: {} });
    const { undo } = await me.deleteStatus({ name: 'Status 63' });
    const one = { name: 'One more', settings: DEFAULT_SETTINGS, locked: false };
    store.statuses.setTemplates(enterpriseId, [...DEFAULT_TEMPLATES, one]);
    expect(await refusal(me.undo({ changeId: undo!.changeId }))).toMatchObject({
      code: 'row.moved',
      message: 'An account has 64 statuses at most, so the change is not put back.',
    });
  });

  test('is refused where the template of what it would bring is gone, or has come, also for the redo', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    const others = DEFAULT_TEMPLATES.filter(({ name }) => name !== 'Mobile');
    const gone = 'The Enterprise has no status Mobile any more, so the change is not put back.';
    await me.setStatus(mobileFrom('6000'));
    const reset = await me.deleteStatus({ name: 'Mobile' });
    store.statuses.setTemplates(enterpriseId, others);
    const asked = { changeId: reset.undo!.changeId };
    expect(await refusal(me.undo(asked))).toMatchObject({ code: 'row.moved', message: gone });
    store.statuses.setTemplates(enterpriseId, []);
    const undone = await me.undo(asked);
    // The user's version is a status of their own now, which the redo would delete.
    store.statuses.setTemplates(enterpriseId, others);
    expect((await refusal(me.undo({ changeId: undone.undo!.changeId }))).message).toBe(gone);
    const own = await me.deleteStatus({ name: 'Mobile' });
    store.statuses.setTemplates(enterpriseId, []);
    expect((await refusal(me.undo({ changeId: own.undo!.changeId }))).message).toBe(
      'The Enterprise has a status of the same name now, so the change is not put back.',
    );
  });

  test('names are compared as everywhere: composed, and in any case', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await me.addStatus({ name: 'CAFÉ', settings: {} });
    const { undo } = await me.deleteStatus({ name: 'CAFÉ' });
    const template = { name: 'cafe\u0301', settings: DEFAULT_SETTINGS, locked: false };
    store.statuses.setTemplates(enterpriseId, [...DEFAULT_TEMPLATES, template]);
    expect((await refusal(me.undo({ changeId: undo!.changeId }))).message).toMatch(
      /a status of the same name now/,
    );
  });

  test('brings a deleted number back as it was, since when included', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await me.setStatus(mobileFrom('6001'));
    synchronize(ian, ['6000']);
    const { me: released } = await me.repoint({ from: '6001', to: '6000' });
    const { undo } = await me.deleteNumber({ number: '6001' });
    expect(undo?.sentence).toBe('Undo: Number 6001 deleted');
    expect((await me.undo({ changeId: undo!.changeId })).numbers).toEqual(released.numbers);
  });
});

describe('me.get', () => {
  test('how the user signs in: with the directory’s password, Rollcall’s, or a code', async () => {
    const [ian, ann] = [onPbx('ian', ['6000']), synced(directory, { loginId: 'ann' })];
    expect((await as(ann).me.get()).signIn).toBe('directory');
    expect((await as(ian).me.get()).signIn).toBe('password');
    cameWithCode = true;
    expect((await as(ian).me.get()).signIn).toBe('code');
  });
});

describe('me.events', () => {
  test('the version at once, with each change of the account, and when the templates change; ends with the account', async () => {
    const [ian, eva] = [onPbx('ian', ['6000']), onPbx('eva', ['7000'])];
    const events = (await as(ian).me.events())[Symbol.asyncIterator]();
    const next = async () => (await events.next()).value as { version: number } | undefined;
    expect(await next()).toEqual({ version: 1 });
    await as(eva).me.setStatus(mobileFrom('7000'));
    await as(ian).me.setStatus(mobileFrom('6000'));
    expect(await next()).toEqual({ version: 2 });
    synchronize(ian, ['6000', '6001']);
    expect(await next()).toEqual({ version: 3 });
    await store.write(() => store.statuses.setUsersMayAdd(enterpriseId, false));
    expect(await next()).toEqual({ version: 3 });
    await store.write(() => store.statuses.setTemplates(enterpriseId, DEFAULT_TEMPLATES.slice(1)));
    expect(await next()).toEqual({ version: 3 });
    store.connection.exec(`DELETE FROM account WHERE account_id = ${ian}`);
    expect((await events.next()).done).toBe(true);
  });

  test('stops when nobody listens', async () => {
    const ian = onPbx('ian', ['6000']);
    const listening = new AbortController();
    const events = (await as(ian).me.events(undefined, { signal: listening.signal }))[Symbol.asyncIterator]();
    await events.next();
    const waiting = events.next();
    listening.abort();
    expect((await waiting.catch(() => ({ done: true }))).done).toBe(true);
  });
});

describe('audit: who did what, when, from what, to what (domain.md 5.5)', () => {
  const told = async (accountId: number) =>
    (await as(accountId).me.history({})).steps.map(
      ({ who, what, from, to, reason }) =>
        `${who}: ${what} ${from ?? '–'} → ${to ?? '–'}${reason === '' ? '' : ` (${reason})`}`,
    );

  test('the life of a number and of the statuses, newest first', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    const { me } = as(ian);
    await me.setStatus(mobileFrom('6001'));
    const run = synchronize(ian, ['6000']);
    await me.repoint({ from: '6001', to: 'prime-phone' });
    await me.deleteNumber({ number: '6001' });
    await admin.statuses.set({ accountId: ian, name: 'Mobile', settings: {}, locked: true });
    await me.addNumber({ number: '0170', kind: 'external' });
    await me.addStatus({ name: 'Home', settings: { sendCallsTo: ['0170', 'all-devices'] } });
    await me.setStatus({ name: 'Home', rename: 'House', settings: {} });
    await me.activate({ name: 'House' });
    const { undo } = await me.deleteStatus({ name: 'House' });
    await me.undo({ changeId: undo!.changeId });
    expect(await told(ian)).toEqual([
      'You: House – → added (put back by a person)',
      'You: House: Send my calls to – → 0170 and All devices (put back by a person)',
      'You: Active status In the Office → House (put back by a person)',
      'You: House – → removed',
      'You: House: Send my calls to 0170 and All devices → –',
      'You: Active status House → In the Office',
      'You: Active status In the Office → House',
      'You: House: Name Home → House',
      'You: Home – → added',
      'You: Home: Send my calls to – → 0170 and All devices',
      'You: Number 0170 – → External, added by the user',
      'Administrator: Mobile unlocked → locked',
      'You: Number 6001 Desk phone, deleted on the phone system → –',
      'You: Mobile: Make call from 6001 → Prime phone',
      `HQ (run ${run}): Number 6001 Desk phone → Desk phone, deleted on the phone system (kept: a status still points at the number)`,
      'You: Mobile: Make call from Prime phone → 6001',
    ]);
    expect((await me.history({ limit: 2 })).steps).toHaveLength(2);
    const { steps } = await me.history({ limit: 200 });
    expect(steps.at(-2)).toMatchObject({ runId: run, at: expect.stringMatching(/^1970/) as string });
  });

  test('no name of a status passes itself off as a place of another one', async () => {
    const ian = onPbx('ian', ['6000']);
    const { me } = as(ian);
    await me.addStatus({ name: 'Mobile:makeCallFrom', settings: { whenBusy: '6000' } });
    const { undo } = await me.setStatus({ name: 'Mobile:makeCallFrom', rename: 'a\\:name', settings: {} });
    expect(undo?.sentence).toBe('Undo: Mobile:makeCallFrom renamed to a\\:name');
    expect(await told(ian)).toEqual([
      'You: a\\:name: Name Mobile:makeCallFrom → a\\:name',
      'You: Mobile:makeCallFrom – → added',
      'You: Mobile:makeCallFrom: When I am on the phone – → 6000',
    ]);
  });

  test('the phones of a directory account are a part of it', async () => {
    const ann = synced(directory, { loginId: 'ann', deskPhone: '100' });
    const { fields, profileId } = store.accounts.get(ann)!;
    store.accounts.update(ann, { ...fields, deskPhone: '101' }, profileId);
    store.runs.recordEdit({
      ...{ accountId: ann, kind: 'update', login: 'ann', before: { deskPhone: '100' }, at: 1 },
    });
    expect(await told(ann)).toEqual(['Administrator: Desk phone 100 → 101']);
  });

  test('for administrators the history names fields and people, and explains in sentences', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await as(ian).me.setStatus(mobileFrom('6001'));
    await admin.statuses.add({ accountId: ian, name: 'Duty', settings: { whenBusy: '6000' } });
    await connect({ role: 'admin' }).statuses.activate({ accountId: ian, name: 'Duty' });
    const { events } = await admin.accounts.history({ accountId: ian });
    expect(events.map(({ who, fields }) => [who, fields])).toEqual([
      ['Administrator (command)', { activeStatus: ['In the Office', 'Duty'] }],
      [
        'Administrator',
        {
          'status:Duty': [null, 'added'],
          'status:Duty:whenBusy': [null, '6000'],
        },
      ],
      ['ian', { 'status:Mobile:makeCallFrom': ['Prime phone', '6001'] }],
    ]);
    const { accounts } = await admin.accounts.explain({ accountId: ian });
    expect(accounts[0]?.events.map(({ sentence }) => sentence)).toEqual([
      'Active status: In the Office → Duty by an administrator on 1970-01-01.',
      'Status Duty added, Duty, When I am on the phone: nothing → 6000 by an administrator on 1970-01-01.',
      'Mobile, Make call from: Prime phone → 6001 by the user on 1970-01-01.',
    ]);
  });

  test('a deleted account is told of, and one that came to be says only what is not of a template', async () => {
    const ian = onPbx('ian', ['6000', '6001']);
    await as(ian).me.setStatus(mobileFrom('6001'));
    const version = store.accounts.get(ian)!.version;
    const before = new AccountBulk(store.connection).delete(ian, version)!;
    store.runs.recordEdit({ accountId: ian, kind: 'delete', login: 'ian', before, at: 5 });
    const { events } = await admin.accounts.history({ accountId: ian });
    expect(events[0]?.fields).toMatchObject({
      'number:6001': ['Desk phone', null],
      'status:Mobile:makeCallFrom': ['6001', null],
    });
    expect(events[1]?.fields).toEqual({ 'status:Mobile:makeCallFrom': ['Prime phone', '6001'] });
  });
});
