import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
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
  store.connection.exec('DELETE FROM feature_profile; DELETE FROM feature');
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
});
