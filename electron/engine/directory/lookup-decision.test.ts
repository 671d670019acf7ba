import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  nextStep,
  type Facts,
  type LookupRules,
  type Mismatch,
  type Reply,
  type SeenEntry,
} from './lookup-decision.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const key = Buffer.from('key-1');
const other = Buffer.from('key-2');
const dn = 'uid=bob,ou=people,dc=x';
const rules: LookupRules = {
  tombstones: false,
  isInside: (each) => each.endsWith('ou=people,dc=x'),
  isMissing: (each) => each === dn,
  parentOf: (each) => each.slice(each.indexOf(',') + 1),
};
const activeDirectory: LookupRules = { ...rules, tombstones: true };

const entry = (at: string, keys: Uint8Array[] = [key], disabled = false): SeenEntry => ({
  dn: at,
  keys,
  disabled,
});
const found = <T>(value: T): Reply<T> => ({ kind: 'found', value });
const absent = { kind: 'absent' } as const;
const failed = { kind: 'failed', why: 'It went wrong.' } as const;
const refused = { kind: 'refused', why: 'It said no.' } as const;
const facts = (replies: Partial<Facts>): Facts => ({ dn, key, ...replies });

function answerOf(replies: Partial<Facts>, under = rules): string {
  const step = nextStep(facts(replies), under);
  return 'ask' in step ? `ask ${step.ask}` : `${step.answer.reason}: ${step.answer.detail}`;
}

const here = { dnReply: found(entry(dn)) };
const moved = 'uid=bob,ou=old,dc=x';
const gone = { dnReply: absent, keyReply: absent };

describe('safety.md 2, E6: why an entry is gone', () => {
  test.each<[Partial<Facts>, string]>([
    [{}, 'ask dn'],
    // Still there.
    [here, 'ask query'],
    [{ ...here, queryReply: found(entry(dn)) }, `present: ${dn} is there and matches the query`],
    [{ ...here, queryReply: found(entry(dn, [key], true)) }, `disabled: ${dn} is disabled`],
    [{ ...here, queryReply: found(entry(dn, [other])) }, `unknown: ${dn} changed while it was looked at.`],
    [{ ...here, queryReply: absent }, 'ask mismatch'],
    [
      { ...here, queryReply: absent, mismatchReply: found({ shown: ['a is "1"', 'b is "2"'], hidden: [] }) },
      'unmatched: a is "1"; b is "2"',
    ],
    [
      { ...here, queryReply: absent, mismatchReply: found({ shown: ['a has no value'], hidden: ['a'] }) },
      'not-visible: a cannot be seen on any other entry of its container ou=people,dc=x',
    ],
    [
      { ...here, queryReply: absent, mismatchReply: absent },
      `unknown: ${dn} is there and does not match the query, but no attribute can be named that keeps it from it.`,
    ],
    // Elsewhere.
    [{ dnReply: absent }, 'ask key'],
    [{ dnReply: found(entry(dn, [other])) }, 'ask key'],
    [{ dnReply: found(entry(dn, [])) }, 'ask key'],
    [{ dnReply: absent, keyReply: found([entry(moved)]) }, 'ask inside'],
    [
      { dnReply: absent, keyReply: found([entry(moved)]), insideReply: absent },
      `moved: moved out of the search base to ${moved}`,
    ],
    // The server says that it lies inside, whatever its DN looks like.
    [{ dnReply: absent, keyReply: found([entry(moved)]), insideReply: found(true) }, 'ask query'],
    [{ dnReply: absent, keyReply: found([entry(`uid=b,${'ou=people,dc=x'}`)]) }, 'ask query'],
    [
      { dnReply: absent, keyReply: found([entry(moved), entry('uid=b,dc=x')]) },
      `unknown: Several entries carry its directory key, such as ${moved} and uid=b,dc=x.`,
    ],
    [
      { dnReply: absent, keyReply: found([entry(moved, [Buffer.from('KEY-1')])]) },
      `unknown: The server takes ${moved} for it, although the directory key is not the same.`,
    ],
    [
      { dnReply: absent, keyReply: found([]) },
      'unknown: The search for its directory key gave no clear answer.',
    ],
    // Gone.
    [gone, 'ask container'],
    [
      { ...gone, containerReply: found(['uid=eve,ou=people,dc=x']) },
      'deleted: its container ou=people,dc=x holds other entries',
    ],
    [
      { ...gone, containerReply: absent },
      'not-visible: no other entry of the query is visible in its container ou=people,dc=x',
    ],
    [
      { ...gone, containerReply: found([]) },
      'not-visible: no other entry of the query is visible in its container ou=people,dc=x',
    ],
    [
      { ...gone, containerReply: found(['uid=eve,ou=people,dc=x', dn]) },
      `unknown: ${dn} could not be found, and a moment later it was there.`,
    ],
    [
      { ...gone, dnReply: found(entry(dn, [other])), containerReply: found(['uid=eve,ou=people,dc=x']) },
      `unknown: Another entry has its place ${dn}; it may be the same person, made anew.`,
    ],
    [
      { ...gone, dnReply: found(entry(dn, [])) },
      `unknown: ${dn} is there, but its directory key cannot be read.`,
    ],
    // Without a DN there is one look-up only, and no container.
    [{ dn: '' }, 'ask key'],
    [{ dn: '', keyReply: absent }, 'unknown: It has no DN that could be looked up.'],
    [{ dn: '', keyReply: found([entry(dn)]) }, 'ask query'],
  ])('%j', (replies, expected) => {
    expect(answerOf(replies)).toBe(expected);
  });

  test('Active Directory: a tombstone says it, and without one the container does', () => {
    expect(answerOf(gone, activeDirectory)).toBe('ask tombstone');
    expect(
      answerOf({ ...gone, tombstoneReply: found('CN=bob\\0ADEL:1,CN=Deleted Objects') }, activeDirectory),
    ).toBe('deleted: its tombstone is CN=bob\\0ADEL:1,CN=Deleted Objects');
    for (const tombstoneReply of [absent, failed, refused]) {
      expect(answerOf({ ...gone, tombstoneReply }, activeDirectory)).toBe('ask container');
    }
  });

  const replies = {
    dnReply: {},
    keyReply: { dnReply: absent },
    insideReply: { dnReply: absent, keyReply: found([entry(moved)]) },
    queryReply: here,
    mismatchReply: { ...here, queryReply: absent },
    containerReply: gone,
  };
  test.each(Object.entries(replies))(
    '%s without an answer: unknown when it failed, not visible when refused',
    (name, before) => {
      expect(answerOf({ ...before, [name]: failed })).toBe('unknown: It went wrong.');
      expect(answerOf({ ...before, [name]: refused })).toBe('not-visible: It said no.');
    },
  );
});

describe('safety.md 2: nothing is deleted without proof', () => {
  const anyEntry = fc.record({
    dn: fc.constantFrom(dn, moved, 'uid=eve,ou=people,dc=x'),
    keys: fc.array(fc.constantFrom<Uint8Array>(key, other), { maxLength: 2 }),
    disabled: fc.boolean(),
  });
  const reply = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reply<T>> =>
    fc.oneof(
      value.map((each) => found(each)),
      fc.constantFrom<Reply<T>>(absent, absent, failed, refused),
    );
  const anyFacts: fc.Arbitrary<Required<Facts>> = fc.record({
    dn: fc.constantFrom(dn, dn, dn, ''),
    key: fc.constant<Uint8Array>(key),
    dnReply: reply(anyEntry),
    keyReply: reply(fc.array(anyEntry, { maxLength: 2 })),
    insideReply: reply(fc.constant<true>(true)),
    queryReply: reply(anyEntry),
    mismatchReply: reply(
      fc.record<Mismatch>({
        shown: fc.constant(['a is "1"']),
        hidden: fc.array(fc.constant('b'), { maxLength: 1 }),
      }),
    ),
    tombstoneReply: reply(fc.constant('CN=gone')),
    containerReply: reply(fc.array(fc.constantFrom(dn, 'uid=eve,ou=people,dc=x'), { maxLength: 2 })),
  });

  test('safety.md 2: whatever the replies, and each reason has its proof', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(anyFacts, fc.boolean(), (all, tombstones) => {
        const step = nextStep(all, { ...rules, tombstones });
        if ('ask' in step) throw new Error(`everything was answered, and it asks for ${step.ask}`);
        const { reason, detail } = step.answer;
        seen.set(reason, (seen.get(reason) ?? 0) + 1);
        const { dnReply, keyReply, containerReply, tombstoneReply, queryReply, mismatchReply } = all;
        const entryAt = dnReply.kind === 'found' && dnReply.value.keys.includes(key);
        const entryBy =
          keyReply.kind === 'found' && keyReply.value.length === 1 && keyReply.value[0]!.keys.includes(key);
        if (reason === 'deleted') {
          expect(all.dn).not.toBe('');
          expect(['absent', 'found']).toContain(dnReply.kind);
          expect(entryAt).toBe(false);
          expect(keyReply.kind).toBe('absent');
          const others =
            containerReply.kind === 'found' ? containerReply.value.filter((each) => each !== dn) : [];
          expect((tombstones && tombstoneReply.kind === 'found') || others.length > 0).toBe(true);
        } else if (['present', 'disabled', 'moved', 'unmatched'].includes(reason)) {
          expect(entryAt || entryBy).toBe(true);
          if (reason === 'moved') expect(all.insideReply.kind).toBe('absent');
          if (reason === 'unmatched') {
            expect(queryReply.kind).toBe('absent');
            expect(mismatchReply).toMatchObject({ kind: 'found', value: { hidden: [] } });
          }
        }
        expect(detail).not.toBe('');
      }),
      { numRuns: numRuns * 10 },
    );
    // Not a property of answers that never come.
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(['deleted', 'moved', 'present', 'unknown', 'not-visible']),
    );
  });

  test('E6: questions missing in any combination only ever lead to a question or the same answer', () => {
    const names = [
      'dnReply',
      'keyReply',
      'insideReply',
      'queryReply',
      'mismatchReply',
      'tombstoneReply',
      'containerReply',
    ] as const;
    fc.assert(
      fc.property(anyFacts, fc.subarray([...names]), fc.boolean(), (all, dropped, tombstones) => {
        const under = { ...rules, tombstones };
        const fewer: Facts = { ...all };
        for (const name of dropped) delete fewer[name];
        const step = nextStep(fewer, under);
        if ('ask' in step) expect(dropped).toContain(`${step.ask}Reply`);
        else expect(step).toEqual(nextStep(all, under));
      }),
      { numRuns },
    );
  });
});
