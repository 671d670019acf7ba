import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatusMoves } from './status-moves.ts';
import { DEFAULT_SETTINGS, type StatusTemplate } from './status.ts';
import { foldName, type WantedTemplate } from './status-templates.ts';

const template = (text: string): StatusTemplate => ({
  ...{ name: text.replace('!', ''), settings: DEFAULT_SETTINGS, locked: text.endsWith('!') },
});
/** `A` stays, `A>B` is renamed, `>B` is new; with a `!` it is locked. */
const wanted = (text: string): WantedTemplate => {
  const [was, name = was!] = text.split('>');
  return { ...template(name), was: was === '' ? null : was!.replace('!', '') };
};
const movesOf = (now: string[], then: string[], stored: string[] = []) =>
  new StatusMoves(now.map(template), then.map(wanted), stored);
/** The new name of each, with what becomes of its lock. */
const moved = (names: string[], now: string[], then: string[], stored: string[] = []) =>
  Object.fromEntries(
    movesOf(now, then, [...names, ...stored])
      .of(names)
      .map(({ name, to, locked }) => [name, to + (locked === null ? '' : locked ? ' +' : ' -')]),
  );

describe('E5: what people edited goes along with a template that gets another name', () => {
  test('its version, and nothing else', () => {
    expect(moved(['A', 'Own'], ['A', 'B'], ['A>Z', 'B'])).toEqual({ A: 'Z', Own: 'Own' });
    expect(moved(['A'], ['A', 'B'], ['A>a', 'B'])).toEqual({ A: 'a' });
  });

  test('two that swap, and three that go around', () => {
    expect(moved(['A', 'B'], ['A', 'B'], ['A>B', 'B>A'])).toEqual({ A: 'B', B: 'A' });
    expect(moved(['C', 'A'], ['A', 'B', 'C'], ['A>B', 'B>C', 'C>A'])).toEqual({ C: 'A', A: 'B' });
  });

  test('a status of the account with the new name becomes the version; the other stays its own', () => {
    expect(moved(['A', 'z'], ['A'], ['A>Z'])).toEqual({ A: 'A', z: 'Z' });
    expect(moved(['z'], ['A'], ['A', '>Z'])).toEqual({ z: 'Z' });
    expect(moved(['z', 'Z'], ['A'], ['A', '>Z'])).toEqual({ z: 'z 2', Z: 'Z' });
    // What stays never stands for the template that takes its name.
    expect(moved(['A', 'z'], ['A', 'C'], ['A>Z', 'C>A'])).toEqual({ A: 'A 2', z: 'Z' });
    expect(moved(['A', 'z', 'C'], ['A', 'C'], ['A>Z', 'C>A'])).toEqual({ A: 'A 2', z: 'Z', C: 'A' });
  });

  test('of one that goes it stays', () => {
    expect(moved(['A', 'B'], ['A', 'B'], ['B'])).toEqual({ A: 'A', B: 'B' });
  });

  test('of one that goes, whose name another one takes, it stays under a free name', () => {
    expect(moved(['A', 'B'], ['A', 'B'], ['B>A'])).toEqual({ A: 'A 2', B: 'A' });
    expect(moved(['A'], ['A', 'B'], ['B>a'])).toEqual({ A: 'A 2' });
    expect(moved(['A'], ['A', 'B'], ['B', '>A'])).toEqual({ A: 'A 2' });
    // Free for everybody, so that it is one name for all.
    expect(moved(['A'], ['A', 'B'], ['B>A'], ['a 2', 'A 3'])).toEqual({ A: 'A 4' });
    const long = 'é'.repeat(64);
    expect(moved([long], [long, 'B'], [`B>${long}`])).toEqual({ [long]: `${'é'.repeat(62)} 2` });
    const face = `${'a'.repeat(61)}😀x`;
    expect(moved([face], [face, 'B'], [`B>${face}`])).toEqual({ [face]: `${'a'.repeat(61)} 2` });
  });
});

test('domain.md 5.1: the lock of a template that is locked or unlocked is that of all its versions', () => {
  expect(moved(['A', 'B'], ['A', 'B!'], ['A>A!', 'B!>B'])).toEqual({ A: 'A +', B: 'B -' });
  expect(moved(['A', 'Z'], ['A', 'B'], ['A>C!', 'B', '>Z!'])).toEqual({ A: 'C +', Z: 'Z +' });
  // Not when the lock stays: an account may have another one since. What becomes a version of a locked one is locked.
  expect(moved(['A'], ['A!'], ['A!>B!'])).toEqual({ A: 'B' });
  expect(moved(['b'], ['A!'], ['A!>B!'])).toEqual({ b: 'B +' });
  expect(moved(['b'], ['A!'], ['A!>B'])).toEqual({ b: 'B' });
  expect(moved(['A'], ['A!', 'B'], ['B'])).toEqual({ A: 'A' });
});

test('what is chosen and not stored goes along, or falls to none', () => {
  expect([...movesOf(['A', 'B', 'C'], ['A>Z', 'B', '>N']).chosen]).toEqual([
    ...[['A', 'Z'] as const, ['C', ''] as const],
    ...[['Z', ''] as const, ['N', ''] as const],
  ]);
  expect([...movesOf(['A', 'B'], ['A>B']).chosen]).toEqual([
    ['A', 'B'],
    ['B', ''],
  ]);
});

test('two never get one name, nothing is lost, and what is said to be untouched is', () => {
  const name = fc.constantFrom('A', 'B', 'C', 'a', 'a 2', 'Own', 'own', 'x');
  const now = fc.uniqueArray(name, { selector: foldName });
  const change = fc.uniqueArray(
    fc.record({ name, was: fc.option(name, { nil: null }), locked: fc.boolean() }),
    {
      selector: (each) => foldName(each.name),
    },
  );
  fc.assert(
    fc.property(fc.uniqueArray(name), now, change, (names, templates, then) => {
      const seen = new Set<string>();
      const valid = then.map(({ name: to, was, locked }) => {
        const known = was !== null && templates.includes(was) && !seen.has(was) ? was : null;
        if (known !== null) seen.add(known);
        return { ...template(to), locked, was: known };
      });
      const moves = new StatusMoves(templates.map(template), valid, names);
      const after = moves.of(names);
      expect(after.map((move) => move.name)).toEqual(names);
      expect(new Set(after.map(({ to }) => to)).size).toBe(names.length);
      expect(moves.of(names.filter((each) => moves.touches(each)))).toEqual(
        after.filter((move) => moves.touches(move.name)),
      );
      for (const { name: was, to, locked } of after) {
        if (!moves.touches(was)) expect([to, locked]).toEqual([was, null]);
        // Nothing stands for a template but its own versions, and what people called so.
        const at = valid.find((each) => each.name === to);
        if (at === undefined || at.was === was) continue;
        expect(templates).not.toContain(was);
        expect(foldName(was)).toBe(foldName(to));
      }
    }),
  );
});
