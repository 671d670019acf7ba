import { createRouterClient, ORPCError } from '@orpc/server';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import type { AccountDetail, ManualAccount } from '../../../shared/contract/index.ts';
import { emptyFields, type AccountFields } from '../../../shared/domain/account.ts';
import { AccountBulk, type Store } from '../store/index.ts';
import type { Services } from './context.ts';
import { router } from './router.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 50 * numRuns });

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
let [enterpriseId, integrated, directory, pbx] = [0, 0, 0, 0];
let now = 1000;
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect(store);
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  integrated = store.enterprises.create({ ...enterpriseValues('Two'), mode: 'integrated' }, 1);
  directory = createSource(store, enterpriseId, 'HQ directory').sourceId;
  pbx = store.sources.create({
    enterpriseId,
    kind: 'pbx',
    name: 'Node 1',
    settings: {},
    profileId: null,
  });
  for (const name of ['Desk', 'Mobile']) store.profiles.put(enterpriseId, { name });
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

const person = (change: Partial<ManualAccount> = {}): ManualAccount => ({
  loginId: 'ada',
  firstName: '',
  lastName: 'Lovelace',
  email: '',
  department: '',
  title: '',
  location: '',
  displayName: '',
  mobile: '',
  mailbox: '',
  pbxNode: '',
  featureProfile: null,
  numbers: [],
  ...change,
});

const create = async (change: Partial<ManualAccount> = {}) => {
  const { accountId } = await client.accounts.create({ enterpriseId, account: person(change) });
  return client.accounts.get({ accountId });
};
/** Changes an account as it is now. */
const update = async (accountId: number, account: Partial<ManualAccount>) => {
  const { version } = await client.accounts.get({ accountId });
  await client.accounts.update({ accountId, version, account });
  return client.accounts.get({ accountId });
};
/** An account that a source owns. */
const synced = (sourceId: number, fields: Partial<AccountFields>) =>
  new AccountBulk(store.connection).create(
    enterpriseId,
    sourceId,
    {
      key: Buffer.from([0xde, 0xad, ...Buffer.from(fields.loginId ?? '')]),
      keyAttribute: 'entryUUID',
      dn: 'uid=ada',
      hash: Buffer.alloc(16, 7),
      fields: { ...emptyFields(), loginId: 'sync', lastName: 'Synced', ...fields },
    },
    null,
    0,
  )!;
const refer = (accountId: number, number: string, status: string) =>
  store.connection
    .prepare("INSERT INTO status_reference VALUES (?, ?, ?, 'desk')")
    .run(accountId, number, status);

/** How a call fails: code, sentence, and what belongs to it. */
async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; details: unknown }> {
  const error: unknown = await call.then(
    () => expect.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ORPCError);
  const { code, message, data } = error as ORPCError<string, { details?: unknown }>;
  return { code, message, details: data.details };
}

describe('accounts by hand (domain.md 4.2)', () => {
  test('what is created is what is got, with its phones; its history begins with it', async () => {
    const account = await create({
      firstName: 'Ada',
      mailbox: '77',
      featureProfile: 'Desk',
      numbers: [
        { number: '200', kind: 'other' },
        { number: '100', kind: 'desk' },
        { number: '101', kind: 'desk' },
        { number: '300', kind: 'soft' },
      ],
    });
    expect(account).toMatchObject({
      loginId: 'ada',
      firstName: 'Ada',
      mailbox: '77',
      featureProfile: 'Desk',
      deskPhone: '100',
      softPhone: '300',
      sourceKind: 'manual',
      version: 1,
      held: [],
      lockedBecause: null,
    });
    expect(account.editable).toEqual(Object.keys(person()).sort(byPlaceIn(account.editable)));
    expect(account.numbers.map(({ number }) => number)).toEqual(['100', '101', '200', '300']);
    const { events } = await client.accounts.history({ accountId: account.accountId });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'create',
      runId: null,
      source: null,
      reason: 'edited by a person',
      at: new Date(now).toISOString(),
      fields: {
        loginId: [null, 'ada'],
        deskPhone: [null, '100'],
        featureProfile: [null, 'Desk'],
        'number:100': [null, 'Desk phone, added by an administrator'],
        'number:101': [null, 'Desk phone, added by an administrator'],
        'number:200': [null, 'Other, added by an administrator'],
        'number:300': [null, 'Softphone, added by an administrator'],
      },
    });
  });

  test('an edit sets what was given, no more; one that changes nothing leaves no trace', async () => {
    const { accountId } = await create({ email: 'a@x', numbers: [{ number: '1', kind: 'desk' }] });
    const after = await update(accountId, { lastName: 'King', featureProfile: 'Mobile' });
    expect(after).toMatchObject({ lastName: 'King', email: 'a@x', deskPhone: '1', featureProfile: 'Mobile' });
    expect(after.version).toBe(2);
    const same = await update(
      accountId,
      person({
        email: 'a@x',
        lastName: 'King',
        featureProfile: 'Mobile',
        numbers: [{ number: '1', kind: 'desk' }],
      }),
    );
    expect(same.version).toBe(2);
    const gone = await update(accountId, { numbers: [], featureProfile: null });
    expect(gone).toMatchObject({ deskPhone: null, numbers: [], featureProfile: null });
    const { events } = await client.accounts.history({ accountId });
    expect(events.map(({ kind, fields }) => [kind, fields])).toMatchObject([
      [
        'update',
        {
          ...{ deskPhone: ['1', null], featureProfile: ['Mobile', null] },
          'number:1': ['Desk phone, added by an administrator', null],
        },
      ],
      ['update', { lastName: ['Lovelace', 'King'], featureProfile: [null, 'Mobile'] }],
      ['create', {}],
    ]);
    expect(Object.keys(events[1]!.fields)).toEqual(['lastName', 'featureProfile']);
  });

  test('who was overtaken is told so, and nothing is changed', async () => {
    const { accountId, version } = await create();
    await update(accountId, { lastName: 'King' });
    const late = { accountId, version, account: { lastName: 'Byron' } };
    expect(await refusal(client.accounts.update(late))).toMatchObject({ code: 'account.moved' });
    expect(await refusal(client.accounts.delete({ accountId, version }))).toMatchObject({
      code: 'account.moved',
    });
    expect(await client.accounts.get({ accountId })).toMatchObject({ lastName: 'King', version: 2 });
  });

  test('a login ID is unique without regard to case, and keeps to its rules', async () => {
    const { accountId } = await create({ loginId: 'Jörg' });
    await create({ loginId: 'other', numbers: [{ number: '4711', kind: 'external' }] });
    synced(directory, { loginId: 'sync', deskPhone: '4712', softPhone: '4713' });
    const codes = async (loginId: string) => [
      (await refusal(create({ loginId }))).code,
      (await refusal(update(accountId, { loginId }))).code,
    ];
    expect(await codes('OTHER')).toEqual(['account.exists', 'account.exists']);
    for (const number of ['4711', '4712', '4713'])
      expect(await codes(number)).toEqual(['account.exists', 'account.exists']);
    for (const odd of ['@ada', 'ada@', '日本'])
      expect(await codes(odd)).toEqual(['usage.invalid', 'usage.invalid']);
    // Its own login in another case, digits that nobody has, and digits of its own are fine.
    expect((await update(accountId, { loginId: 'JÖRG' })).loginId).toBe('JÖRG');
    await update(accountId, { loginId: '4714', numbers: [{ number: '4714', kind: 'desk' }] });
    expect((await update(accountId, { loginId: '4715' })).loginId).toBe('4715');
    expect((await update(accountId, { loginId: '4714' })).loginId).toBe('4714');
  });

  test('what does not exist is said so', async () => {
    const account = person();
    expect(await refusal(client.accounts.create({ enterpriseId: 999, account }))).toMatchObject({
      code: 'enterprise.not-found',
    });
    expect((await refusal(create({ featureProfile: 'None such' }))).code).toBe('profile.not-found');
    const { accountId } = await create();
    expect((await refusal(update(accountId, { featureProfile: 'None such' }))).code).toBe(
      'profile.not-found',
    );
    expect((await refusal(client.accounts.get({ accountId: 999_999 }))).code).toBe('account.not-found');
    const nobody = { accountId: 999_999, version: 1 };
    expect((await refusal(client.accounts.update({ ...nobody, account: {} }))).code).toBe(
      'account.not-found',
    );
    expect((await refusal(client.accounts.delete(nobody))).code).toBe('account.not-found');
    const twice = [
      { number: '1', kind: 'desk' as const },
      { number: '1', kind: 'soft' as const },
    ];
    expect((await refusal(create({ loginId: 'twice', numbers: twice }))).code).toBe('usage.invalid');
    // Neither a word of the statuses nor what nobody sees is a number.
    for (const number of ['voicemail', 'Prime phone', '60\u200b01', '\u202e6001', ' ']) {
      const numbers = [{ number, kind: 'desk' as const }];
      expect((await refusal(create({ loginId: 'word', numbers }))).code).toBe('usage.invalid');
    }
  });

  test('D4: a number goes as soon as no status points at it, and not before', async () => {
    const numbers = [
      { number: '100', kind: 'desk' as const },
      { number: '200', kind: 'other' as const },
    ];
    const { accountId } = await create({ numbers });
    refer(accountId, '200', 'Home');
    refer(accountId, '200', 'Away');
    const keep = numbers.slice(0, 1);
    expect(await refusal(update(accountId, { numbers: keep, lastName: 'X' }))).toMatchObject({
      code: 'number.held',
      message: 'The number 200 is used by the statuses Away, Home.',
      details: { number: '200', statuses: ['Away', 'Home'] },
    });
    expect((await client.accounts.get({ accountId })).lastName).toBe('Lovelace');
    // Another kind is not a removal.
    const other = await update(accountId, { numbers: [numbers[0]!, { number: '200', kind: 'external' }] });
    expect(other.numbers[1]).toMatchObject({
      kind: 'external',
      heldBy: ['manual', 'status:Away', 'status:Home'],
    });
    store.connection.exec('DELETE FROM status_reference');
    expect((await update(accountId, { numbers: keep })).numbers).toHaveLength(1);
  });
});

describe('accounts of a source (domain.md 4.4, D22)', () => {
  test('fields of the directory are refused when they differ, all of them named', async () => {
    const accountId = synced(directory, { loginId: 'sync', lastName: 'Synced', deskPhone: '100' });
    const account = await client.accounts.get({ accountId });
    expect(account).toMatchObject({
      editable: ['featureProfile', 'numbers'],
      lockedBecause: 'The synchronizer HQ directory owns these fields.',
      dn: 'uid=ada',
    });
    expect(
      await refusal(update(accountId, { loginId: 'x2', lastName: 'Synced', email: 'a@x' })),
    ).toMatchObject({
      code: 'account.read-only',
      message: 'The synchronizer HQ directory owns these fields. Not changed: loginId, email.',
      details: { fields: ['loginId', 'email'] },
    });
    // Given as they are, they are no change.
    const after = await update(accountId, {
      loginId: 'sync',
      lastName: 'Synced',
      featureProfile: 'Desk',
      numbers: [{ number: '0170', kind: 'desk' }],
    });
    // The desk phone stays the directory's.
    expect(after).toMatchObject({ featureProfile: 'Desk', deskPhone: '100', version: 2 });
    expect(after.numbers.map(({ number, origin }) => [number, origin])).toEqual([
      ['100', 'directory'],
      ['0170', 'manual'],
    ]);
  });

  test('A14: a manual number that is also the source’s own is one number, and can go even while it is used', async () => {
    const accountId = synced(directory, { deskPhone: '100' });
    refer(accountId, '100', 'Home');
    const after = await update(accountId, { numbers: [{ number: '100', kind: 'desk' }] });
    expect(after.numbers).toMatchObject([{ number: '100', origin: 'manual' }]);
    const back = await update(accountId, { numbers: [] });
    expect(back.numbers).toMatchObject([{ number: '100', origin: 'directory', heldBy: ['status:Home'] }]);
  });

  test('a PBX gives the login ID away', async () => {
    const accountId = synced(pbx, { loginId: '4711' });
    const account = await client.accounts.get({ accountId });
    expect(account.editable).toEqual(['loginId', 'featureProfile', 'numbers']);
    expect((await update(accountId, { loginId: 'ada' })).loginId).toBe('ada');
    expect((await refusal(update(accountId, { lastName: 'X' }))).code).toBe('account.read-only');
  });

  test('D22: MiCollab-integrated mode takes all accounts out of a person’s hands', async () => {
    const accountId = store.accounts.createManual(integrated, { ...emptyFields(), loginId: 'ada' }, null);
    const account = await client.accounts.get({ accountId });
    expect(account.editable).toEqual([]);
    expect(account.lockedBecause).toMatch(/MiCollab-integrated mode/);
    const { version } = account;
    const calls = [
      client.accounts.create({ enterpriseId: integrated, account: person() }),
      client.accounts.update({ accountId, version, account: { numbers: [] } }),
      client.accounts.delete({ accountId, version }),
    ];
    for (const call of calls) expect((await refusal(call)).code).toBe('enterprise.integrated');
  });

  test('E8: what waits for approval is shown with its account', async () => {
    const accountId = synced(directory, {});
    const hold = (runId: number, lastName: string) =>
      store.held.put(
        {
          ...{
            kind: 'update',
            reasonCode: 'guard.updates',
            detail: '',
            gone: null,
            looked: null,
            accountId,
            version: 1,
          },
          ...{ login: 'x', dn: '', keyAttribute: 'k', key: Buffer.from('k'), hash: null },
          ...{ changes: { lastName: ['Synced', lastName] }, fields: null, rekeyed: false },
        },
        { sourceId: directory, runId, now: 1 },
      );
    const waiting = async () =>
      (await client.accounts.get({ accountId })).held.map(({ fields }) => fields['lastName']?.[1]);
    hold(1, 'First');
    expect(await waiting()).toEqual(['First']);
    hold(2, 'Second');
    expect(await waiting()).toEqual(['Second']);
    expect((await client.accounts.get({ accountId })).held[0]!.reason).toMatch(/^held: one field/);
    store.held.lapse(directory, 3, []);
    expect(await waiting()).toEqual([]);
  });
});

describe('deleting by hand (domain.md 4.4)', () => {
  test('an account goes with all it owns, and the journal keeps all of it', async () => {
    const accountId = synced(directory, { loginId: 'sync', title: 'Dr.', deskPhone: '100' });
    await update(accountId, { numbers: [{ number: '0170', kind: 'external' }], featureProfile: 'Desk' });
    refer(accountId, '0170', 'Home');
    store.connection
      .prepare("INSERT INTO status (account_id, name, settings) VALUES (?, 'Home', '{}')")
      .run(accountId);
    const { version } = await client.accounts.get({ accountId });
    expect(await client.accounts.delete({ accountId, version })).toEqual({ deleted: true });
    expect((await refusal(client.accounts.get({ accountId }))).code).toBe('account.not-found');
    for (const table of ['account', 'number', 'status', 'status_reference'])
      expect(store.connection.scalar(`SELECT count(*) FROM ${table}`)).toBe(0);
    const row = store.connection
      .prepare("SELECT before FROM change WHERE kind = 'delete' AND run_id IS NULL")
      .get<{ before: string }>()!;
    expect(JSON.parse(row.before)).toMatchObject({
      loginId: 'sync',
      title: 'Dr.',
      row: {
        source_id: directory,
        source_key: { hex: `dead${Buffer.from('sync').toString('hex')}` },
        key_attribute: 'entryuuid',
        hash: { hex: '07'.repeat(16) },
        dn: 'uid=ada',
        profile_id: store.profiles.find(enterpriseId, 'Desk')!.profileId,
        active_status: '',
      },
      numbers: [{ number: '0170', kind: 'external', origin: 'manual' }],
      statuses: [{ name: 'Home' }],
      references: [{ number: '0170', status: 'Home', slot: 'desk' }],
    });
    const { events } = await client.accounts.history({ accountId });
    expect(events[0]).toMatchObject({
      kind: 'delete',
      reason: 'deleted by a person',
      login: 'sync',
      fields: {
        title: ['Dr.', null],
        featureProfile: ['Desk', null],
        'number:0170': ['External, added by an administrator', null],
      },
    });
    // E11: a person's deletions are none of the guard's business.
    expect(store.runs.appliedDeletionsSince(directory, 0)).toBe(0);
  });
});

describe('the history of an account (E5)', () => {
  const text = fc.constantFrom('', 'a', 'b');
  const edit = fc.record(
    {
      loginId: fc.constantFrom('l1', 'L1', 'l2'),
      firstName: text,
      lastName: fc.constantFrom('x', 'y'),
      mailbox: text,
      featureProfile: fc.constantFrom(null, 'Desk', 'Mobile'),
      numbers: fc.uniqueArray(
        fc.record({ number: fc.constantFrom('1', '2', '3'), kind: fc.constantFrom('desk', 'soft', 'other') }),
        { selector: ({ number }) => number, maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  );

  test('any edits, told backwards from today, lead to the creation, and forwards again to today', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 6 }), fc.boolean(), async (edits, isDeleted) => {
        store.connection.exec('DELETE FROM change; DELETE FROM account');
        const { accountId } = await client.accounts.create({
          enterpriseId,
          account: person({ loginId: 'l0', lastName: 'x', numbers: [{ number: '1', kind: 'desk' }] }),
        });
        const states: Record<string, string | null>[] = [{}];
        states.push(shown(await client.accounts.get({ accountId })));
        for (const each of edits) {
          const after = shown(await update(accountId, each));
          if (JSON.stringify(after) !== JSON.stringify(states.at(-1))) states.push(after);
        }
        if (isDeleted) {
          const { version } = await client.accounts.get({ accountId });
          await client.accounts.delete({ accountId, version });
          states.push({});
        }
        const { events } = await client.accounts.history({ accountId, limit: 500 });
        expect(events).toHaveLength(states.length - 1);
        for (const [at, event] of events.entries()) {
          const [before, after] = [states.at(-2 - at)!, states.at(-1 - at)!];
          const fields = Object.fromEntries(
            [...new Set([...Object.keys(before), ...Object.keys(after)])]
              .map((name) => [name, [before[name] ?? null, after[name] ?? null]] as const)
              .filter(([, [old, now_]]) => old !== now_),
          );
          expect(event.fields).toEqual(fields);
        }
        const newest = await client.accounts.history({ accountId, limit: 1 });
        expect(newest.events).toEqual(events.slice(0, 1));
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });

  test('500 rows are told in one walk', async () => {
    const { accountId } = await create();
    for (let at = 0; at < 499; at += 1) {
      const { version } = store.accounts.get(accountId)!;
      await client.accounts.update({ accountId, version, account: { lastName: `n${at}` } });
    }
    const start = process.cpuUsage();
    const { events } = await client.accounts.history({ accountId, limit: 500 });
    const { user } = process.cpuUsage(start);
    expect(events).toHaveLength(500);
    expect(events[0]!.fields).toEqual({ lastName: ['n497', 'n498'] });
    expect(events.at(-1)!.kind).toBe('create');
    // Looking up the later rows of each row would take some hundred milliseconds of processor time.
    expect(user / 1000).toBeLessThan(200);
  });
});

const KIND_WORDS = { desk: 'Desk phone', soft: 'Softphone', external: 'External', other: 'Other' };

/** An account as the history tells of it. */
function shown(account: AccountDetail): Record<string, string | null> {
  const texts: Record<string, string | null> = {
    loginId: account.loginId,
    firstName: account.firstName,
    lastName: account.lastName,
    mailbox: account.mailbox,
    deskPhone: account.deskPhone,
    softPhone: account.softPhone,
    featureProfile: account.featureProfile,
    ...Object.fromEntries(
      account.numbers.map(({ number, kind }) => [
        `number:${number}`,
        `${KIND_WORDS[kind]}, added by an administrator`,
      ]),
    ),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text_]) => text_));
}

function byPlaceIn(list: readonly string[]) {
  return (left: string, right: string) => list.indexOf(left) - list.indexOf(right);
}
