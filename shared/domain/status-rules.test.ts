import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_TEMPLATES, PHONE_ROLES, type StatusSettings } from './status.ts';
import {
  isBroken,
  phoneBehind,
  pointedAtNumber,
  referencesOf,
  repointed,
  sameSettings,
  statusesOf,
  takesTarget,
  toSettings,
  type AccountPhones,
} from './status-rules.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);

const settings = (change: Partial<StatusSettings> = {}): StatusSettings => ({
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
  ...change,
});

const phones = (change: Partial<AccountPhones> = {}): AccountPhones => ({
  deskPhone: '3000',
  softPhone: '3001',
  present: new Set(['3000', '3001', '0170']),
  ...change,
});

describe('D1: what a status points at', () => {
  test('D1: roles and special targets hold nothing, and so no default status does', () => {
    for (const { settings: each } of DEFAULT_TEMPLATES) expect(referencesOf(each)).toEqual([]);
    const special = settings({
      makeCallFrom: '',
      sendCallsTo: ['ring-group', 'all-devices', 'desk-phone'],
      whenBusy: 'none',
      whenNoAnswer: 'client-default',
    });
    expect(referencesOf(special)).toEqual([]);
  });

  test('A11: a number in any place is an explicit reference, once for each place', () => {
    const everywhere = settings({
      makeCallFrom: '3000',
      sendCallsTo: ['3000', '3001', '3000'],
      whenBusy: '3000',
      whenNoAnswer: '+49 170 1',
    });
    expect(referencesOf(everywhere)).toEqual([
      { number: '3000', slot: 'makeCallFrom' },
      { number: '3000', slot: 'sendCallsTo' },
      { number: '3001', slot: 'sendCallsTo' },
      { number: '3000', slot: 'whenBusy' },
      { number: '+49 170 1', slot: 'whenNoAnswer' },
    ]);
  });

  test.each([
    ['desk-phone', '3000'],
    ['soft-phone', '3001'],
    ['prime-phone', '3000'],
  ])('D1: %s stands for %s', (role, number) => {
    expect(phoneBehind(role, phones())).toBe(number);
  });

  test('D1: the prime phone is the softphone when there is no desk phone', () => {
    expect(phoneBehind('prime-phone', phones({ deskPhone: '' }))).toBe('3001');
    expect(phoneBehind('prime-phone', phones({ deskPhone: '', softPhone: '' }))).toBeNull();
  });

  test('D3: a phone that is gone is behind no role', () => {
    const gone = phones({ present: new Set(['3001']) });
    expect(phoneBehind('desk-phone', gone)).toBeNull();
    expect(phoneBehind('prime-phone', gone)).toBe('3001');
  });

  test("the seed's literal default points at the number itself", () => {
    expect(pointedAtNumber(settings(), '3000')).toEqual(
      settings({ makeCallFrom: '3000', sendCallsTo: ['3000'] }),
    );
  });

  test('each place takes roles, numbers and its own special targets', () => {
    for (const role of PHONE_ROLES) {
      expect(takesTarget('makeCallFrom', role)).toBe(true);
      expect(takesTarget('whenBusy', role)).toBe(true);
    }
    expect(takesTarget('makeCallFrom', '')).toBe(true);
    expect(takesTarget('makeCallFrom', 'voicemail')).toBe(false);
    expect(takesTarget('sendCallsTo', 'all-devices')).toBe(true);
    expect(takesTarget('sendCallsTo', '')).toBe(false);
    expect(takesTarget('whenBusy', 'ring-group')).toBe(false);
    expect(takesTarget('whenNoAnswer', 'voicemail')).toBe(true);
    expect(takesTarget('whenNoAnswer', '3000')).toBe(true);
  });
});

describe('broken statuses', () => {
  test('D1: a role with no phone behind it, in any place', () => {
    const withoutSoft = phones({ softPhone: '' });
    expect(isBroken(settings(), withoutSoft)).toBe(false);
    expect(isBroken(settings({ makeCallFrom: 'soft-phone' }), withoutSoft)).toBe(true);
    expect(isBroken(settings({ sendCallsTo: ['desk-phone', 'soft-phone'] }), withoutSoft)).toBe(true);
    expect(isBroken(settings({ whenNoAnswer: 'soft-phone' }), withoutSoft)).toBe(true);
    expect(isBroken(settings(), phones({ deskPhone: '', softPhone: '' }))).toBe(true);
  });

  test('5.5: calls made from a number that is gone; none is no number', () => {
    expect(isBroken(settings({ makeCallFrom: '0170' }), phones())).toBe(false);
    expect(isBroken(settings({ makeCallFrom: '6001' }), phones())).toBe(true);
    expect(isBroken(settings({ makeCallFrom: '' }), phones())).toBe(false);
    expect(isBroken(settings({ whenBusy: '6001' }), phones())).toBe(false);
  });
});

describe('E5: the statuses of an account', () => {
  const templates = [
    { name: 'Office', settings: settings(), locked: false },
    { name: 'Out', settings: settings({ makeCallFrom: '' }), locked: true },
  ];
  const account = { templates, edited: [], active: '', phones: phones() };

  test('E5: those that nobody edited are the templates; with none chosen the first is active', () => {
    expect(statusesOf(account)).toEqual([
      { ...templates[0], active: true, broken: false, edited: false, own: false },
      { ...templates[1], active: false, broken: false, edited: false, own: false },
    ]);
    expect(statusesOf({ ...account, active: 'Out' }).map(({ active }) => active)).toEqual([false, true]);
    expect(statusesOf({ ...account, active: 'no longer there' })[0]?.active).toBe(true);
  });

  test('E5: an edited one stands in the place of its template, one of its own comes last', () => {
    const edited = [
      { name: 'Home', settings: settings({ makeCallFrom: '0170' }), locked: false },
      { name: 'Out', settings: settings({ makeCallFrom: '6001' }), locked: true },
    ];
    const shown = statusesOf({ ...account, edited });
    expect(shown.map(({ name, edited: isEdited, broken }) => [name, isEdited, broken])).toEqual([
      ['Office', false, false],
      ['Out', true, true],
      ['Home', true, false],
    ]);
  });
});

test.each([null, 7, 'text', [], {}, { makeCallFrom: 5, sendCallsTo: 'x', whenBusy: null }])(
  'stored settings that are none hold nothing: %j',
  (stored) => {
    const none = { makeCallFrom: '', sendCallsTo: [], whenBusy: 'none', whenNoAnswer: 'none' };
    expect(toSettings(stored)).toEqual(none);
    expect(referencesOf(toSettings(stored))).toEqual([]);
  },
);

const target = fc.oneof(fc.constantFrom(...PHONE_ROLES, '1', '2', '3'));
const anySettings: fc.Arbitrary<StatusSettings> = fc.record({
  makeCallFrom: fc.oneof(target, fc.constant('')),
  sendCallsTo: fc.uniqueArray(fc.oneof(target, fc.constantFrom('ring-group', 'all-devices'))),
  whenBusy: fc.oneof(target, fc.constantFrom('none', 'voicemail')),
  whenNoAnswer: fc.oneof(target, fc.constantFrom('pbx-default', 'client-default')),
});

test('D5: a renumbering moves every reference to the new number, and nothing else', () => {
  fc.assert(
    fc.property(anySettings, (before) => {
      const after = repointed(before, new Map([['1', '9']]));
      const expected = referencesOf(before).map(({ number, slot }) => ({
        number: number === '1' ? '9' : number,
        slot,
      }));
      expect(referencesOf(after)).toEqual(expected);
      expect(sameSettings(after, before)).toBe(!referencesOf(before).some(({ number }) => number === '1'));
      expect(repointed(after, new Map([['9', '1']]))).toEqual(before);
    }),
    { numRuns },
  );
});

test('D5: two numbers may swap, and back again', () => {
  const swap = new Map([
    ['1', '2'],
    ['2', '1'],
  ]);
  fc.assert(
    fc.property(anySettings, (before) => {
      expect(repointed(repointed(before, swap), swap)).toEqual(before);
    }),
    { numRuns },
  );
});

test('stored settings are read as they were written', () => {
  fc.assert(
    fc.property(anySettings, (each) => {
      expect(toSettings(JSON.parse(JSON.stringify(each)))).toEqual(each);
    }),
    { numRuns },
  );
});
