import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { accountEvents } from './account-history.ts';
import type { Store } from './store.ts';

const folders = new TestFolders();
let store: Store;
let [one, two] = [0, 0];
beforeAll(() => {
  store = openQuickStore(folders.next());
  one = store.enterprises.create(enterpriseValues('One'), 1);
  two = store.enterprises.create(enterpriseValues('Two'), 1);
});
beforeEach(() => {
  store.connection.exec(
    'DELETE FROM change; DELETE FROM account; DELETE FROM source; DELETE FROM feature_profile; DELETE FROM feature',
  );
});
afterAll(() => {
  store.close();
  folders.remove();
});

describe('6: features and profiles', () => {
  test('6: seats are set once and say what happened', () => {
    expect(store.profiles.putFeature(one, 'Chat', 10)).toBe('created');
    expect(store.profiles.putFeature(one, 'Chat', 10)).toBe('unchanged');
    expect(store.profiles.putFeature(one, 'Chat', 12)).toBe('updated');
    expect(store.profiles.putFeature(one, 'Away', 0)).toBe('created');
    expect(store.profiles.features(one).map(({ name, seats }) => [name, seats])).toEqual([
      ['Away', 0],
      ['Chat', 12],
    ]);
    expect(store.profiles.features(two)).toEqual([]);
    expect(() => store.profiles.putFeature(one, 'Bad', -1)).toThrow();
  });

  test('6: a profile is a set of features that exist; the order in which they are named does not matter', () => {
    for (const name of ['Chat', 'Away', 'Voice']) store.profiles.putFeature(one, name, 5);
    expect(
      store.profiles.put(one, { name: 'Full', description: 'all', features: ['Voice', 'Chat', 'Voice'] }),
    ).toBe('created');
    expect(store.profiles.put(one, { name: 'Full', features: ['Chat', 'Voice'] })).toBe('unchanged');
    expect(store.profiles.put(one, { name: 'Full' })).toBe('unchanged');
    expect(store.profiles.find(one, 'Full')).toMatchObject({
      description: 'all',
      features: ['Chat', 'Voice'],
    });
    expect(store.profiles.put(one, { name: 'Full', features: ['Away'] })).toBe('updated');
    expect(store.profiles.find(one, 'Full')).toMatchObject({ description: 'all', features: ['Away'] });
    expect(store.profiles.put(one, { name: 'Full', description: '' })).toBe('updated');
    expect(store.profiles.put(one, { name: 'Empty' })).toBe('created');
    expect(store.profiles.list(one).map(({ name, features }) => [name, features])).toEqual([
      ['Full', ['Away']],
      ['Empty', []],
    ]);
    expect(store.profiles.find(two, 'Full')).toBeUndefined();
  });

  test('6: a profile that names a feature that is not there is refused, and stays as it was', () => {
    store.profiles.putFeature(one, 'Chat', 5);
    store.profiles.putFeature(two, 'Voice', 5);
    store.profiles.put(one, { name: 'Full', features: ['Chat'] });
    expect(() => store.profiles.put(one, { name: 'Full', features: ['Chat', 'Voice'] })).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'config.invalid' }) as Error,
    );
    expect(() => store.profiles.put(one, { name: 'New', features: ['Voice'] })).toThrow('"Voice"');
    expect(store.profiles.list(one).map(({ name, features }) => [name, features])).toEqual([
      ['Full', ['Chat']],
    ]);
  });

  test('6: a profile is made, renamed and given other features by its number', () => {
    const chat = store.profiles.createFeature(one, 'Chat', 5);
    const away = store.profiles.createFeature(one, 'Away', 5);
    const profileId = store.profiles.create(one, {
      name: 'Full',
      description: 'all',
      featureIds: [chat, chat],
    });
    expect(store.profiles.get(profileId)).toEqual({
      profileId,
      enterpriseId: one,
      name: 'Full',
      description: 'all',
      features: ['Chat'],
    });
    store.profiles.update(profileId, { name: 'Most', description: '', featureIds: [away] });
    store.profiles.updateFeature(away, { name: 'Absence', seats: 6 });
    expect(store.profiles.find(one, 'Most')).toMatchObject({ description: '', features: ['Absence'] });
    expect(store.profiles.feature(away)).toEqual({
      featureId: away,
      enterpriseId: one,
      name: 'Absence',
      seats: 6,
    });
    store.profiles.deleteFeature(chat);
    expect(store.profiles.feature(chat)).toBeUndefined();
    expect(store.profiles.get(profileId + 1)).toBeUndefined();
  });

  test('6: a profile is given to the accounts of its Enterprise in the order in which they are named, and journalled', () => {
    const [full, other] = ['Full', 'Other'].map((name) =>
      store.profiles.create(one, { name, description: '', featureIds: [] }),
    );
    const account = (loginId: string, profileId: number | null, of = one) =>
      store.accounts.createManual(of, { ...emptyFields(), loginId }, profileId);
    const [ada, bob, cid] = [account('ada', null), account('bob', full!), account('cid', other!)];
    const theirs = account('ada', null, two);
    expect(store.profiles.assign(full!, [cid, ada, theirs, bob, cid + 1000], 77)).toEqual([
      { accountId: cid, from: other },
      { accountId: ada, from: null },
      { accountId: bob, from: full },
    ]);
    const of = (accountId: number) => {
      const { profileId, version } = store.accounts.get(accountId)!;
      return [profileId, version];
    };
    expect([ada, bob, cid, theirs].map(of)).toEqual([
      [full, 2],
      [full, 1],
      [full, 2],
      [null, 1],
    ]);
    expect(store.connection.prepare('SELECT account_id, login, before, at FROM change').all()).toEqual([
      { account_id: cid, login: 'cid', before: '{"featureProfile":"Other"}', at: 77 },
      { account_id: ada, login: 'ada', before: '{"featureProfile":null}', at: 77 },
    ]);
    expect(accountEvents(store, cid, 9)[0]).toMatchObject({
      kind: 'update',
      reasonCode: 'edited',
      runId: null,
      fields: { featureProfile: ['Other', 'Full'] },
    });
  });

  test('D23: who has a profile is known by name; a source that was removed keeps nothing from being deleted', () => {
    store.profiles.put(one, { name: DEFAULT_PROFILE });
    const full = store.profiles.create(one, { name: 'Full', description: '', featureIds: [] });
    const [here, gone] = ['Here', 'Gone'].map((name) => createSource(store, one, name));
    for (const { sourceId, name, settings } of [here!, gone!])
      store.sources.update(sourceId, { name, settings, profileId: full });
    store.sources.remove(gone!.sourceId, 1);
    for (const loginId of ['eve', 'dan', 'Cid'])
      store.accounts.createManual(one, { ...emptyFields(), loginId }, full);
    expect(store.profiles.users(full, 2)).toEqual({
      sources: [{ kind: 'directory', name: 'Here' }],
      accounts: 3,
      logins: ['Cid', 'dan'],
    });
    expect(() => store.profiles.delete(full)).toThrow();
    store.connection.exec('DELETE FROM account');
    store.sources.update(here!.sourceId, { name: 'Here', settings: here!.settings, profileId: null });
    store.profiles.delete(full);
    expect(store.profiles.get(full)).toBeUndefined();
    expect(store.sources.getEvenRemoved(gone!.sourceId)?.profileId).toBe(
      store.profiles.find(one, DEFAULT_PROFILE)!.profileId,
    );
  });
});
