import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { historyField, partName, statusField } from './history-fields.ts';
import { REFERENCE_SLOTS } from './status-rules.ts';

test('a field of a history says what it is about, also where a name has colons', () => {
  expect(historyField('number:6001')).toEqual({ about: 'number', number: '6001' });
  expect(historyField('status:Mobile')).toEqual({ about: 'status', status: 'Mobile', part: null });
  expect(historyField('status:At 9\\:30:makeCallFrom')).toEqual({
    ...{ about: 'status', status: 'At 9:30', part: 'makeCallFrom' },
  });
  expect(historyField('status:Field sales:name')).toEqual({
    ...{ about: 'status', status: 'Field sales', part: 'name' },
  });
  expect(historyField('activeStatus')).toEqual({ about: 'activeStatus' });
  expect(historyField('deskPhone')).toBeNull();
  expect(partName('whenBusy')).toBe('When I am on the phone');
  expect(partName('name')).toBe('Name');
});

test('no name passes itself off as a part of another status', () => {
  expect(statusField('Mobile')).toBe('status:Mobile');
  expect(statusField('Mobile:makeCallFrom')).not.toBe(statusField('Mobile', 'makeCallFrom'));
  expect(statusField('Mobile\\', 'name')).not.toBe(statusField('Mobile\\:name'));
  expect(historyField(statusField('Mobile:makeCallFrom'))).toEqual({
    ...{ about: 'status', status: 'Mobile:makeCallFrom', part: null },
  });
});

test('what nobody made here is shown as it is', () => {
  for (const text of ['a:b', 'a:b:name', 'a\\b', 'a\\'])
    expect(historyField(`status:${text}`)).toEqual({ about: 'status', status: text, part: null });
});

test('whatever a status is called, its fields are read as they were written, and no two are the same', () => {
  const part = fc.constantFrom(...REFERENCE_SLOTS, 'name' as const, null);
  const piece = fc.oneof(fc.constantFrom(':', '\\', 'name', 'makeCallFrom', 'Mobile'), fc.string());
  const name = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
  const fields = fc.uniqueArray(fc.tuple(name, part), { selector: (each) => JSON.stringify(each) });
  fc.assert(
    fc.property(fields, (all) => {
      for (const [status, of] of all)
        expect(historyField(statusField(status, of))).toEqual({ about: 'status', status, part: of });
      expect(new Set(all.map((each) => statusField(...each))).size).toBe(all.length);
    }),
  );
});
