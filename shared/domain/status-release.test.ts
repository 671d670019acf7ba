import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StatusSettings } from './status.ts';
import { REFERENCE_SLOTS, referencesOf, takesTarget, targetsAt } from './status-rules.ts';
import { heldAfter, placesOf, replaced, withoutNumber, type Replacement } from './status-release.ts';

const target = fc.constantFrom('1', '2', '3', 'desk-phone', 'prime-phone');
const settings: fc.Arbitrary<StatusSettings> = fc.record({
  makeCallFrom: fc.oneof(target, fc.constant('')),
  sendCallsTo: fc.uniqueArray(fc.oneof(target, fc.constant('ring-group')), { maxLength: 4 }),
  whenBusy: fc.oneof(target, fc.constant('voicemail')),
  whenNoAnswer: fc.oneof(target, fc.constant('none')),
});
const number = fc.constantFrom('1', '2', '3');
const replacement: fc.Arbitrary<Replacement> = fc.oneof(
  fc.constant({ kind: 'release' as const }),
  target.map((to) => ({ kind: 'repoint' as const, to })),
);
const edited = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('A', 'B', 'C'), settings, locked: fc.boolean() }),
  { selector: ({ name }) => name },
);

describe('D4: releasing a number', () => {
  test('no place names it afterwards, every place takes what it has, and nothing else changes', () => {
    fc.assert(
      fc.property(settings, number, (before, released) => {
        const after = withoutNumber(before, released);
        expect(referencesOf(after)).toEqual(referencesOf(before).filter((each) => each.number !== released));
        for (const slot of REFERENCE_SLOTS) {
          const kept = targetsAt(before, slot).filter((each) => each !== released);
          expect(targetsAt(after, slot)).toEqual(
            kept.length > 0 || slot === 'sendCallsTo' ? kept : [slot === 'makeCallFrom' ? '' : 'pbx-default'],
          );
          for (const each of targetsAt(after, slot)) expect(takesTarget(slot, each)).toBe(true);
        }
        expect(withoutNumber(after, released)).toEqual(after);
      }),
    );
  });

  test('a word is no number', () => {
    const before = { makeCallFrom: 'desk-phone', sendCallsTo: [], whenBusy: 'none', whenNoAnswer: 'none' };
    expect(withoutNumber(before, 'desk-phone')).toEqual(before);
  });
});

test('what is said of places is what becomes of them', () => {
  fc.assert(
    fc.property(edited, number, replacement, (statuses, from, by) => {
      fc.pre(by.kind === 'release' || by.to !== from);
      const references = statuses.flatMap(({ name, settings: of }) =>
        referencesOf(of).map((each) => ({ ...each, status: name })),
      );
      const stray = { number: from, status: 'Gone', slot: 'whenBusy' as const };
      const held = { edited: statuses, references: [...references, stray] };
      const places = placesOf(held, from, by);
      expect(places.map(({ status, slot }) => `${status} ${slot}`).sort()).toEqual(
        held.references
          .filter((each) => each.number === from)
          .map(({ status, slot }) => `${status} ${slot}`)
          .sort(),
      );
      const after = heldAfter(held, from, by);
      expect(after.references.some((each) => each.number === from)).toBe(false);
      expect(after.references.filter(({ status }) => status !== 'Gone')).toEqual(
        after.edited.flatMap(({ name, settings: of }) =>
          referencesOf(of).map((each) => ({ ...each, status: name })),
        ),
      );
      for (const { name, settings: of, locked } of statuses) {
        const then = after.edited.find((each) => each.name === name)!;
        expect(then).toEqual({ name, locked, settings: replaced(of, from, by) });
        for (const { slot, to } of places.filter((each) => each.status === name)) {
          if (to !== '') expect(targetsAt(then.settings, slot)).toContain(to);
        }
      }
    }),
  );
});
