import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { DEFAULT_SETTINGS, DEFAULT_TEMPLATES } from '../../../shared/domain/status.ts';
import type { Store } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import { exportConfiguration, importConfiguration } from './configuration.ts';
import { getTemplates } from './status-templates.ts';

const folders = new TestFolders();
const store: Store = openQuickStore(folders.next());
let enterpriseId = 0;
beforeEach(() => {
  store.connection.exec('DELETE FROM account; DELETE FROM change; DELETE FROM enterprise');
  enterpriseId = store.enterprises.create(enterpriseValues('acme'), 1);
});
afterAll(() => {
  store.close();
  folders.remove();
});

const ACME = { id: 'acme', description: 'Acme', domain: 'acme.example.com' };

/** What an import says of statuses, or every problem that it is refused with. */
function importStatuses(statuses: object | undefined, more: object = {}): string[] {
  const { folder, secrets } = store;
  const vault = openVault({ folder: folder.root, storage: secrets, env: {}, createKeyFile: 'no' });
  const text = JSON.stringify({ rollcall: 1, enterprises: [{ ...ACME, ...more, statuses }] });
  try {
    return importConfiguration({ store, vault, env: {}, now: () => 1 }, { text, folder: folder.root })
      .changes.filter(({ what }) => what === 'statuses')
      .map(({ name, action }) => `${action} ${name}`);
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code !== 'config.invalid') throw error;
    return (error.details?.['problems'] as { path: string; message: string }[]).map(
      ({ path, message }) => `${path.replace('enterprises[0].', '')} ${message}`,
    );
  }
}

function exported(): Record<string, unknown> {
  const { enterprises } = exportConfiguration({ store }) as { enterprises: Record<string, unknown>[] };
  return enterprises[0]!;
}

const ROAD = { name: 'On the Road', makeCallFrom: 'soft-phone', sendCallsTo: ['ring-group'], locked: true };

describe('dynamic statuses of a configuration file', () => {
  test('what is given is set; templates are replaced as a whole, and again that changes nothing', () => {
    const statuses = { pointAt: 'number', usersMayAdd: false, templates: [{ name: 'Mobile' }, ROAD] };
    expect(importStatuses(statuses)).toEqual(['updated acme']);
    expect(getTemplates(store, enterpriseId)).toEqual({
      ...{ pointAt: 'number', usersMayAdd: false, isDefault: false },
      templates: [
        { name: 'Mobile', settings: DEFAULT_SETTINGS, locked: false },
        {
          ...{ name: 'On the Road', locked: true },
          settings: { ...DEFAULT_SETTINGS, makeCallFrom: 'soft-phone', sendCallsTo: ['ring-group'] },
        },
      ],
    });
    expect(importStatuses(statuses)).toEqual(['unchanged acme']);
  });

  test('decision 003: what is left out stays as it is', () => {
    importStatuses({ pointAt: 'number', usersMayAdd: false, templates: [ROAD] });
    expect(importStatuses(undefined)).toEqual([]);
    expect(importStatuses({})).toEqual(['unchanged acme']);
    expect(importStatuses({ usersMayAdd: true })).toEqual(['updated acme']);
    expect(getTemplates(store, enterpriseId)).toMatchObject({ pointAt: 'number', usersMayAdd: true });
    // Of a template that is there, too.
    expect(importStatuses({ templates: [{ name: 'on the road', whenBusy: 'none' }] })).toEqual([
      'updated acme',
    ]);
    expect(getTemplates(store, enterpriseId).templates).toMatchObject([
      { name: 'on the road', locked: true, settings: { makeCallFrom: 'soft-phone', whenBusy: 'none' } },
    ]);
  });

  test('what a person edited goes along with a template that is spelled in another way, and it is journalled', () => {
    const accountId = store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId: 'ann' }, null);
    store.statuses.put(accountId, {
      ...{ name: 'Mobile', locked: false },
      settings: { ...DEFAULT_SETTINGS, makeCallFrom: '1' },
    });
    importStatuses({ templates: [{ name: 'MOBILE' }, ROAD] });
    expect(store.statuses.referenced(accountId)).toEqual(new Map([['1', ['MOBILE']]]));
    expect(store.runs.laterChanges([accountId], 0).map(({ reasonCode }) => reasonCode)).toEqual([
      'templates-changed',
    ]);
  });

  test('an export is what an import takes; it says nothing of what every Enterprise begins with', () => {
    expect(exported()).not.toHaveProperty('statuses');
    importStatuses({ templates: [{ name: 'Mobile' }, ROAD] });
    const { statuses } = exported();
    expect(statuses).toEqual({
      ...{ pointAt: 'role', usersMayAdd: true },
      templates: [
        { name: 'Mobile', ...DEFAULT_SETTINGS, locked: false },
        { ...DEFAULT_SETTINGS, ...ROAD },
      ],
    });
    expect(importStatuses(statuses as object)).toEqual(['unchanged acme']);
    importStatuses({
      templates: DEFAULT_TEMPLATES.map(({ name }) => ({ name, ...DEFAULT_SETTINGS, locked: false })),
    });
    expect(exported()).not.toHaveProperty('statuses');
    importStatuses({ usersMayAdd: false });
    expect(exported()).toHaveProperty('statuses.usersMayAdd', false);
  });

  test.each<[object, string]>([
    [{ templates: [] }, 'statuses.templates must have at least one template'],
    [{ templates: [{ name: ' ' }] }, 'statuses.templates[0].name must not be empty'],
    [{ templates: [{ name: 'A' }, { name: 'a ' }] }, 'statuses.templates[1].name repeats the template "a "'],
    [{ templates: [{ name: 'A', lock: true }] }, 'statuses.templates[0].lock is not a known key'],
    [{ pointAt: 'both' }, 'statuses.pointAt must be "role" or "number"'],
    [
      { templates: [{ name: 'B' }, { name: 'A', makeCallFrom: '3000' }] },
      'statuses.templates[1] is not valid: Make call from cannot be 3000: a template holds for everybody, so it names no number',
    ],
    [
      { templates: [{ name: 'A', whenBusy: 'ring-group' }] },
      'statuses.templates[0] is not valid: When I am on the phone cannot be Ring group',
    ],
  ])('%j: %s; and nothing of the file is taken', (statuses, problem) => {
    expect(importStatuses({ usersMayAdd: false, ...statuses }, { description: 'New' })).toEqual([problem]);
    expect(store.enterprises.get(enterpriseId)?.description).not.toBe('New');
    expect(getTemplates(store, enterpriseId)).toMatchObject({ isDefault: true, usersMayAdd: true });
  });
});
