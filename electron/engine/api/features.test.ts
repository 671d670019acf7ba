import { createRouterClient, ORPCError } from '@orpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { DEFAULT_PBX_OPTIONS, DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import type { Store } from '../store/index.ts';
import { importConfiguration } from './configuration.ts';
import type { Services } from './context.ts';
import { putDefaultProfile } from './enterprise-values.ts';
import { router } from './router.ts';

const folders = new TestFolders();
let store: Store;
let client: ReturnType<typeof connect>;
let [enterpriseId, other, integrated] = [0, 0, 0];
let now = 1000;
beforeAll(() => {
  store = openQuickStore(folders.next());
  client = connect(store);
  enterpriseId = store.enterprises.create(enterpriseValues('One'), 1);
  other = store.enterprises.create(enterpriseValues('Two'), 1);
  integrated = store.enterprises.create({ ...enterpriseValues('Three'), mode: 'integrated' }, 1);
});
beforeEach(() => {
  store.connection.exec(
    'DELETE FROM change; DELETE FROM account; DELETE FROM source; DELETE FROM feature_profile; DELETE FROM feature',
  );
  store.enterprises.update(enterpriseId, enterpriseValues('One'), 1);
  for (const each of [enterpriseId, other, integrated]) putDefaultProfile(store, each);
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
  } as unknown as Services;
  return createRouterClient(router, { context: { services, session: { role: 'admin' } } });
}

const one = { enterprise: 'One' };
const features = async () => (await client.features.list(one)).features;
const profiles = async () => (await client.featureProfiles.overview(one)).profiles;
const profileNamed = async (name: string) => (await profiles()).find((each) => each.name === name)!;
const feature = async (name: string, seats: number) =>
  (await client.features.create({ enterpriseId, name, seats })).featureId;
const profile = async (name: string, names: string[] = [], description = '') =>
  (await client.featureProfiles.create({ enterpriseId, profile: { name, description, features: names } }))
    .profileId;
const account = (loginId: string, profileId: number | null = null, of = enterpriseId) =>
  store.accounts.createManual(of, { ...emptyFields(), loginId, lastName: loginId }, profileId);
const isActive = (accountId: number) => store.accounts.get(accountId)!.active;

/** The error that a call ends with. */
async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; details: unknown }> {
  const error = await call.then(
    () => null,
    (failed: unknown) => failed,
  );
  if (!(error instanceof ORPCError)) throw new Error(`expected a refusal, not ${String(error)}`);
  const { details } = error.data as { details?: unknown };
  return { code: String(error.code), message: error.message, details };
}

describe('6: features and their seats', () => {
  test('6: are made, edited and deleted, and say who has them', async () => {
    const softphone = await feature('Softphone', 3);
    await feature('Chat', 0);
    const full = await profile('Full', ['Softphone']);
    const made = ['ada', 'bob', 'cid', 'dan'].map((login) => account(login));
    await client.featureProfiles.assign({ profileId: full, accountIds: made });
    expect(await features()).toEqual([
      expect.objectContaining({ name: 'Chat', seats: 0, used: 0, waiting: 0, profiles: [] }),
      { featureId: softphone, name: 'Softphone', seats: 3, used: 3, waiting: 1, profiles: ['Full'] },
    ]);
    await client.features.update({ featureId: softphone, name: 'MiCollab softphone', seats: 9 });
    expect((await features())[1]).toMatchObject({
      name: 'MiCollab softphone',
      seats: 9,
      used: 4,
      waiting: 0,
    });
    expect((await profileNamed('Full')).features).toEqual(['MiCollab softphone']);

    const refused = await refusal(client.features.delete({ featureId: softphone }));
    expect(refused).toEqual({
      code: 'feature.in-use',
      message: 'The feature MiCollab softphone is in the feature profile Full.',
      details: { profiles: ['Full'] },
    });
    await client.featureProfiles.update({
      profileId: full,
      profile: { name: 'Full', description: '', features: [] },
    });
    expect(await client.features.delete({ featureId: softphone })).toEqual({ deleted: true });
    expect((await features()).map(({ name }) => name)).toEqual(['Chat']);
  });

  test('6: names are unique without regard to case, at most 64 characters, without a vertical bar', async () => {
    const chat = await feature('Chat', 1);
    await feature('Mobile', 1);
    const taken = { code: 'feature.exists', details: { field: 'name' } };
    expect(await refusal(feature('chat', 1))).toMatchObject(taken);
    expect(
      await refusal(client.features.update({ featureId: chat, name: 'MOBILE', seats: 1 })),
    ).toMatchObject(taken);
    await client.features.update({ featureId: chat, name: 'CHAT', seats: 1 });
    for (const name of ['a|b', '', ' ', 'x'.repeat(65), 'a\nb'])
      expect((await refusal(feature(name, 1))).code).toBe('usage.invalid');
    for (const seats of [-1, 1.5, 1_000_001])
      expect((await refusal(feature('Seats', seats))).code).toBe('usage.invalid');
    expect((await features()).map(({ name }) => name)).toEqual(['CHAT', 'Mobile']);
  });

  test('what is gone is not found', async () => {
    const gone = await feature('Chat', 1);
    await client.features.delete({ featureId: gone });
    for (const call of [
      client.features.update({ featureId: gone, name: 'x', seats: 1 }),
      client.features.delete({ featureId: gone }),
    ])
      expect((await refusal(call)).code).toBe('feature.not-found');
  });
});

describe('6: feature profiles', () => {
  test('6: tell their members, who of them waits, who gives them, and how many more they could have', async () => {
    await feature('Softphone', 3);
    await feature('Mobile', 2);
    const full = await profile('Full', ['Mobile', 'Softphone'], 'Everything');
    await profile('Chat only');
    const { sourceId, settings } = createSource(store, enterpriseId, 'HQ directory');
    store.sources.update(sourceId, { name: 'HQ directory', settings, profileId: full });
    store.sources.create({ enterpriseId, kind: 'pbx', name: 'Branch', settings: {}, profileId: full });
    account('ada', full);
    expect(await profiles()).toEqual([
      expect.objectContaining({
        name: DEFAULT_PROFILE,
        usedBy: ['options of the PBX Node type'],
        free: null,
      }),
      {
        profileId: full,
        name: 'Full',
        description: 'Everything',
        features: ['Mobile', 'Softphone'],
        accounts: 1,
        inactive: 0,
        usedBy: ['synchronizer HQ directory', 'PBX node Branch'],
        free: 1,
      },
      expect.objectContaining({ name: 'Chat only', features: [], accounts: 0, usedBy: [], free: null }),
    ]);
  });

  test('6: a feature that is not there is refused, and so are names that are taken or no names', async () => {
    const full = await profile('Full');
    const update = (change: object) =>
      client.featureProfiles.update({
        profileId: full,
        profile: { name: 'Full', description: '', features: [], ...change },
      });
    expect((await refusal(profile('New', ['Softphone']))).code).toBe('feature.not-found');
    expect((await refusal(update({ features: ['Softphone'] }))).code).toBe('feature.not-found');
    expect(await refusal(profile('FULL'))).toMatchObject({
      code: 'feature.exists',
      details: { field: 'name' },
    });
    expect((await refusal(update({ name: DEFAULT_PROFILE }))).code).toBe('feature.exists');
    for (const change of [{ name: 'a|b' }, { name: '' }, { name: 'x'.repeat(65) }, { description: '|' }])
      expect((await refusal(update(change))).code).toBe('usage.invalid');
    expect((await refusal(update({ description: 'x'.repeat(129) }))).code).toBe('usage.invalid');
    await update({ name: 'full', description: 'x'.repeat(128) });
    expect((await profiles()).map(({ name }) => name)).toEqual([DEFAULT_PROFILE, 'full']);
  });

  test('6: the Default Feature Profile keeps its name, has no features and stays; its description is anybody’s', async () => {
    await feature('Chat', 1);
    const { profileId } = await profileNamed(DEFAULT_PROFILE);
    const update = (change: object) =>
      client.featureProfiles.update({
        profileId,
        profile: { name: DEFAULT_PROFILE, description: '', features: [], ...change },
      });
    for (const call of [
      update({ name: 'Other' }),
      update({ features: ['Chat'] }),
      client.featureProfiles.delete({ profileId }),
    ])
      expect((await refusal(call)).code).toBe('profile.default');
    await update({ description: 'For everybody new' });
    expect(await profileNamed(DEFAULT_PROFILE)).toMatchObject({
      description: 'For everybody new',
      features: [],
    });
  });

  test('a new name goes to the options of the PBX Node type, and to nobody else’s', async () => {
    const full = await profile('Full');
    const pbx = { ...DEFAULT_PBX_OPTIONS, featureProfile: 'Full', dynamicExtensionsOnly: true };
    store.enterprises.update(enterpriseId, { ...enterpriseValues('One'), pbx }, 1);
    const rename = (name: string) =>
      client.featureProfiles.update({ profileId: full, profile: { name, description: '', features: [] } });
    await rename('Everything');
    expect(store.enterprises.get(enterpriseId)?.pbx).toEqual({ ...pbx, featureProfile: 'Everything' });
    expect(store.enterprises.get(other)?.pbx.featureProfile).toBe(DEFAULT_PROFILE);
    store.enterprises.update(enterpriseId, enterpriseValues('One'), 1);
    await rename('Full');
    expect(store.enterprises.get(enterpriseId)?.pbx.featureProfile).toBe(DEFAULT_PROFILE);
  });

  test('D23: a profile that a source, the options or an account has cannot be deleted; the answer names them', async () => {
    const full = await profile('Full');
    const remove = () => client.featureProfiles.delete({ profileId: full });
    const { sourceId, settings } = createSource(store, enterpriseId, 'HQ directory');
    store.sources.update(sourceId, { name: 'HQ directory', settings, profileId: full });
    expect(await refusal(remove())).toEqual({
      code: 'profile.in-use',
      message: 'The feature profile Full is used by: synchronizer HQ directory.',
      details: { usedBy: ['synchronizer HQ directory'], accounts: 0 },
    });
    store.sources.update(sourceId, { name: 'HQ directory', settings, profileId: null });

    const pbx = { ...DEFAULT_PBX_OPTIONS, featureProfile: 'Full' };
    store.enterprises.update(enterpriseId, { ...enterpriseValues('One'), pbx }, 1);
    expect((await refusal(remove())).message).toContain('used by: options of the PBX Node type.');
    store.enterprises.update(enterpriseId, enterpriseValues('One'), 1);

    for (const login of ['gus', 'ada', 'bob', 'cid', 'dan', 'eve']) account(login, full);
    expect((await refusal(remove())).message).toBe(
      'The feature profile Full is used by: 6 accounts (ada, bob, cid, dan, eve and 1 more).',
    );
    store.connection.exec('DELETE FROM account');
    expect(await remove()).toEqual({ deleted: true });
    expect((await refusal(remove())).code).toBe('profile.not-found');
  });
});

describe('6: seats of accounts', () => {
  test('6: a profile is given to accounts; those beyond the free seats are inactive until there are more', async () => {
    const softphone = await feature('Softphone', 2);
    const full = await profile('Full', ['Softphone']);
    const made = ['ada', 'bob', 'cid'].map((login) => account(login));
    const assign = (accountIds: number[]) => client.featureProfiles.assign({ profileId: full, accountIds });
    expect(await assign([...made, made[0]!])).toEqual({ accounts: 3, inactive: 1 });
    expect(made.map(isActive)).toEqual([true, true, false]);
    expect(await profileNamed('Full')).toMatchObject({ accounts: 3, inactive: 1, free: 0 });
    // Who has it already stays as it is.
    expect(await assign([made[2]!, made[0]!])).toEqual({ accounts: 2, inactive: 1 });
    expect(store.accounts.get(made[0]!)!.version).toBe(2);
    await client.features.update({ featureId: softphone, name: 'Softphone', seats: 3 });
    expect(made.map(isActive)).toEqual([true, true, true]);
  });

  test('an account of another Enterprise, or none, is not found, and nobody gets the profile', async () => {
    const full = await profile('Full');
    const [mine, theirs] = [account('ada'), account('ada', null, other)];
    for (const accountIds of [
      [mine, theirs],
      [mine, theirs + 1000],
    ])
      expect((await refusal(client.featureProfiles.assign({ profileId: full, accountIds }))).code).toBe(
        'account.not-found',
      );
    expect(store.accounts.get(mine)!.profileId).toBeNull();
    expect(
      (await refusal(client.featureProfiles.assign({ profileId: full + 1000, accountIds: [mine] }))).code,
    ).toBe('profile.not-found');
  });

  test('6: by hand too: made, given another profile, deleted', async () => {
    await feature('Softphone', 1);
    await profile('Full', ['Softphone']);
    const person = (loginId: string, featureProfile: string | null) => ({
      loginId,
      featureProfile,
      firstName: '',
      lastName: loginId,
      email: '',
      department: '',
      title: '',
      location: '',
      displayName: '',
      mobile: '',
      mailbox: '',
      pbxNode: '',
      numbers: [],
    });
    const create = async (loginId: string, featureProfile: string | null) =>
      (await client.accounts.create({ enterpriseId, account: person(loginId, featureProfile) })).accountId;
    const [ada, bob, cid] = [
      await create('ada', 'Full'),
      await create('bob', 'Full'),
      await create('cid', null),
    ];
    expect([ada, bob, cid].map(isActive)).toEqual([true, false, true]);
    const update = (accountId: number, featureProfile: string | null) =>
      client.accounts.update({
        accountId,
        version: store.accounts.get(accountId)!.version,
        account: { featureProfile },
      });
    await update(ada, null);
    expect([ada, bob, cid].map(isActive)).toEqual([true, true, true]);
    await update(ada, 'Full');
    expect([ada, bob, cid].map(isActive)).toEqual([false, true, true]);
    await client.accounts.delete({ accountId: bob, version: store.accounts.get(bob)!.version });
    expect([ada, cid].map(isActive)).toEqual([true, true]);
  });

  test('6: by the configuration file too', () => {
    const put = (seats: number, logins: string[]) =>
      importConfiguration(
        { store, vault: undefined as never, env: {}, now: () => 1 },
        {
          folder: '/',
          text: JSON.stringify({
            rollcall: 1,
            enterprises: [
              {
                id: 'One',
                description: 'One',
                domain: 'one.example.org',
                features: [{ name: 'Softphone', seats }],
                featureProfiles: [{ name: 'Full', features: ['Softphone'] }],
                accounts: logins.map((loginId) => ({ loginId, lastName: loginId, featureProfile: 'Full' })),
              },
            ],
          }),
        },
      );
    const active = () =>
      store.accounts.page(enterpriseId, { limit: 9 }).map(({ fields, active: is }) => [fields.loginId, is]);
    put(1, ['ada', 'bob']);
    expect(active()).toEqual([
      ['ada', true],
      ['bob', false],
    ]);
    put(2, []);
    expect(active()).toEqual([
      ['ada', true],
      ['bob', true],
    ]);
  });
});

test('D22: in MiCollab-integrated mode everything can be looked at and nothing changed', async () => {
  const featureId = store.profiles.createFeature(integrated, 'Chat', 1);
  const profileId = store.profiles.create(integrated, { name: 'Full', description: '', featureIds: [] });
  const accountId = account('ada', null, integrated);
  const draft = { name: 'New', description: '', features: [] };
  for (const call of [
    client.features.create({ enterpriseId: integrated, name: 'New', seats: 1 }),
    client.features.update({ featureId, name: 'New', seats: 1 }),
    client.features.delete({ featureId }),
    client.featureProfiles.create({ enterpriseId: integrated, profile: draft }),
    client.featureProfiles.update({ profileId, profile: draft }),
    client.featureProfiles.delete({ profileId }),
    client.featureProfiles.assign({ profileId, accountIds: [accountId] }),
  ])
    expect((await refusal(call)).code).toBe('enterprise.integrated');
  expect((await client.features.list({ enterprise: 'Three' })).features).toHaveLength(1);
  expect((await client.featureProfiles.overview({ enterprise: 'three' })).profiles).toHaveLength(2);
});
