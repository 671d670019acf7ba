import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { enterpriseValues, openQuickStore, TestFolders } from '../../../tests/support/store.ts';
import { emptyFields } from '../../../shared/domain/account.ts';
import {
  DEFAULT_TEMPLATES,
  type StatusSettings,
  type StatusTemplate,
} from '../../../shared/domain/status.ts';
import type { Store } from './store.ts';

const folders = new TestFolders();
const opened: Store[] = [];
afterAll(() => {
  for (const store of opened) store.close();
  folders.remove();
});

let store: Store;
let enterpriseId: number;
let accountId: number;

beforeEach(() => {
  store = openQuickStore(folders.next());
  opened.push(store);
  enterpriseId = store.enterprises.create(enterpriseValues('Acme'), 1);
  accountId = store.accounts.createManual(
    enterpriseId,
    { ...emptyFields(), loginId: 'eva', lastName: 'Kane' },
    null,
  );
});

const PRIME = DEFAULT_TEMPLATES[1]!.settings;
const status = (name: string, change: Partial<StatusSettings> = {}, locked = false): StatusTemplate => ({
  name,
  settings: { ...PRIME, ...change },
  locked,
});
const rows = (table: string) => store.connection.scalar(`SELECT count(*) FROM ${table}`);
const references = () =>
  store.statuses
    .image(accountId)
    .references.map(({ number, status: name, slot }) => [number, name, slot].join(' '));

describe('E5: statuses as data', () => {
  test('E5: default statuses that nobody touched are templates, and nothing is stored', () => {
    expect(store.statuses.of(accountId)).toEqual({
      templates: [...DEFAULT_TEMPLATES],
      edited: [],
      active: '',
    });
    expect([rows('status'), rows('status_reference')]).toEqual([0, 0]);
    expect(store.statuses.of(4711)).toBeUndefined();
  });

  test('E5: an edited one is stored with its references; as its template again it goes', () => {
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '3000', sendCallsTo: ['3000', '0170'] }));
    expect(store.statuses.of(accountId)?.edited).toEqual([
      status('Mobile', { makeCallFrom: '3000', sendCallsTo: ['3000', '0170'] }),
    ]);
    expect(references()).toEqual([
      '0170 Mobile sendCallsTo',
      '3000 Mobile makeCallFrom',
      '3000 Mobile sendCallsTo',
    ]);
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '3001' }));
    expect(references()).toEqual(['3001 Mobile makeCallFrom']);
    store.statuses.put(accountId, status('Mobile'));
    expect([rows('status'), rows('status_reference')]).toEqual([0, 0]);
  });

  test('an edited status keeps its place among the others of the account', () => {
    store.statuses.put(accountId, status('Own 1'));
    store.statuses.put(accountId, status('Own 2'));
    store.statuses.put(accountId, status('Own 1', { makeCallFrom: '3000' }));
    expect(store.statuses.of(accountId)?.edited.map(({ name }) => name)).toEqual(['Own 1', 'Own 2']);
  });

  test('domain.md 5.1: one that an administrator locked is stored, although it says the same', () => {
    store.statuses.put(accountId, status('Mobile', {}, true));
    expect(store.statuses.of(accountId)?.edited).toEqual([status('Mobile', {}, true)]);
  });

  test("an Enterprise may have templates of its own; they name no account's number", () => {
    store.statuses.setTemplates(enterpriseId, [status('B'), status('A', { makeCallFrom: '' }, true)]);
    expect(store.statuses.templates(enterpriseId)).toEqual([
      status('B'),
      status('A', { makeCallFrom: '' }, true),
    ]);
    expect(() => store.statuses.setTemplates(enterpriseId, [status('C', { whenBusy: '3000' })])).toThrow(
      TypeError,
    );
    store.statuses.setTemplates(enterpriseId, []);
    expect(store.statuses.templates(enterpriseId)).toEqual([...DEFAULT_TEMPLATES]);
  });
});

describe('R6, D5: references', () => {
  test('R6: the statuses that point at each number, each once', () => {
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '6001', whenBusy: '6001' }));
    store.statuses.put(accountId, status('In a Meeting', { whenNoAnswer: '6001', sendCallsTo: ['6002'] }));
    expect(store.statuses.referenced(accountId)).toEqual(
      new Map([
        ['6001', ['In a Meeting', 'Mobile']],
        ['6002', ['In a Meeting']],
      ]),
    );
    expect(store.statuses.referenced(4711)).toEqual(new Map());
  });

  test('D5: a renumbering carries all references along, of locked statuses too, and two numbers may swap', () => {
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '1', sendCallsTo: ['2', '1'] }));
    store.statuses.put(accountId, status('Out of Office', { whenBusy: '2' }, true));
    const moves = [
      { from: '1', to: '2' },
      { from: '2', to: '1' },
    ];
    expect(store.statuses.movedReferences(accountId, moves)).toBe(true);
    expect(store.statuses.of(accountId)?.edited).toEqual([
      status('Mobile', { makeCallFrom: '2', sendCallsTo: ['1', '2'] }),
      status('Out of Office', { whenBusy: '1' }, true),
    ]);
    expect(references()).toEqual([
      '1 Mobile sendCallsTo',
      '1 Out of Office whenBusy',
      '2 Mobile makeCallFrom',
      '2 Mobile sendCallsTo',
    ]);
  });

  test('D5: where nothing points at the old number, nothing changes', () => {
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '1' }));
    const before = store.statuses.image(accountId);
    expect(store.statuses.movedReferences(accountId, [])).toBe(false);
    expect(store.statuses.movedReferences(accountId, [{ from: '1', to: '1' }])).toBe(false);
    expect(store.statuses.movedReferences(accountId, [{ from: '7', to: '8' }])).toBe(false);
    expect(store.statuses.image(accountId)).toEqual(before);
  });

  test('D5: references to a role hold nothing any more; one whose status does not say it moves too', () => {
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '1', sendCallsTo: ['1', 'desk-phone'] }));
    store.connection.exec(`INSERT INTO status_reference VALUES (${accountId}, '1', 'Gone', 'ring')`);
    expect(store.statuses.movedReferences(accountId, [{ from: '1', to: '2' }])).toBe(true);
    expect(references()).toEqual(['2 Gone ring', '2 Mobile makeCallFrom', '2 Mobile sendCallsTo']);
    expect(store.statuses.movedReferences(accountId, [{ from: '2', to: 'desk-phone' }])).toBe(true);
    expect(references()).toEqual([]);
    expect(store.statuses.of(accountId)?.edited).toEqual([
      status('Mobile', { makeCallFrom: 'desk-phone', sendCallsTo: ['desk-phone'] }),
    ]);
  });

  test('D1: with the setting "number", default statuses hold the number that the account begins with', () => {
    expect(store.statuses.defaultsPointAt(enterpriseId)).toBe('role');
    store.statuses.setDefaultsPointAt(enterpriseId, 'number');
    expect(store.statuses.defaultsPointAt(enterpriseId)).toBe('number');
    store.statuses.seedDefaults(accountId, '');
    expect(rows('status')).toBe(0);
    store.statuses.seedDefaults(accountId, '3000');
    expect(store.statuses.of(accountId)?.edited).toEqual(
      DEFAULT_TEMPLATES.map(({ name }) => status(name, { makeCallFrom: '3000', sendCallsTo: ['3000'] })),
    );
    expect(store.statuses.referenced(accountId).get('3000')).toHaveLength(DEFAULT_TEMPLATES.length);
  });

  test('E9: an image puts statuses and references back exactly', () => {
    store.statuses.put(accountId, status('Mobile', { makeCallFrom: '1' }));
    store.statuses.put(accountId, status('Own', { whenBusy: '2' }, true));
    const image = store.statuses.image(accountId);
    store.statuses.movedReferences(accountId, [{ from: '1', to: '9' }]);
    store.statuses.put(accountId, status('In a Meeting', { makeCallFrom: '3' }));
    store.statuses.put(accountId, status('Own'));
    const journalled = JSON.parse(JSON.stringify(image)) as typeof image;
    store.statuses.restore(accountId, journalled);
    expect(store.statuses.image(accountId)).toEqual(image);
  });
});
