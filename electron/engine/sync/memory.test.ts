import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { emptyFields } from '../../../shared/domain/account.ts';
import type { Remembered } from '../store/index.ts';
import { groundOf, isOfKeptNumbers, mergedGround, sameValues, updateGround } from './ground.ts';
import { answeredPart, applyMemories, Memories, type RowIdentity } from './memory.ts';
import type { CreateRow, DeleteRow, Plan, UpdateRow } from './plan.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

/** Two things that an entry may say. */
const H1 = groundOf({ lastName: 'Old', deskPhone: '1' });
const H2 = groundOf({ lastName: 'New' });

const hex = (text: string) => Buffer.from(text).toString('hex');
const memory = (change: Partial<Remembered> = {}): Remembered => ({
  ...{ sourceId: 1, kind: 'update', keyAttribute: 'entryuuid', key: Buffer.from('k1'), answer: 'rejected' },
  ...{ ground: H1, runId: 7, login: 'ann', dn: 'uid=ann', at: 0 },
  ...change,
});
const account = (accountId: number) => ({ accountId, version: 1, dn: 'uid=ann', fields: emptyFields() });
const common = { state: 'apply', reasonCode: 'x', detail: '' } as const;
const create: CreateRow = { record: 0, dn: 'uid=ann', loginId: 'ann', loginKey: 'ann', ...common };
const update: UpdateRow = {
  record: 0,
  dn: 'uid=ann',
  account: account(1),
  changes: {},
  loginKey: 'ann',
  ...common,
};
const remove: DeleteRow = { account: account(1), gone: 'absent', looked: null, ...common };

function plan(rows: Partial<Plan>): Plan {
  const copies = <Row extends object>(of: Row[] | undefined) => (of ?? []).map((row) => ({ ...row }));
  return {
    ...{ creates: copies(rows.creates), updates: copies(rows.updates), deletes: copies(rows.deletes) },
    ...{ refreshes: [], issues: [], skipped: 0, failed: 0 },
  };
}

/** What is left of a plan whose one row has this identity, once these answers count. */
function answered(rows: Partial<Plan>, memories: Remembered[], identity: Partial<RowIdentity> = {}) {
  const made = applyMemories(plan(rows), new Memories(memories), () => ({
    ...{ key: hex('k1'), keyAttribute: 'entryuuid', ground: H1, ...identity },
  }));
  const left = [...made.creates, ...made.updates, ...made.deletes];
  return {
    rows: left.map(({ state, reasonCode, detail }) => `${state} ${reasonCode} ${detail}`.trim()),
    issues: made.issues.map(({ severity, code, count }) => `${severity} ${code} ${count}`),
    skipped: made.skipped,
  };
}

describe('answers that count (E8, E9)', () => {
  test('what was rejected is passed over, and counts as skipped, until the source says something else', () => {
    for (const rows of [{ creates: [create] }, { updates: [update] }]) {
      const kind = 'creates' in rows ? 'create' : 'update';
      expect(answered(rows, [memory({ kind })])).toEqual({
        ...{ rows: [], issues: ['info row.rejected 1'], skipped: 1 },
      });
      expect(answered(rows, [memory({ kind })], { ground: H2 })).toEqual({
        ...{ rows: ['apply x'], issues: [], skipped: 0 },
      });
    }
  });

  test('a rejected deletion is no entry that was skipped; it is asked again when the entry is gone otherwise', () => {
    const rejected = memory({ kind: 'delete', ground: 'absent' });
    expect(answered({ deletes: [remove] }, [rejected], { ground: 'absent' })).toEqual({
      ...{ rows: [], issues: ['info row.rejected 1'], skipped: 0 },
    });
    expect(answered({ deletes: [remove] }, [rejected], { ground: 'disabled' }).rows).toEqual(['apply x']);
  });

  test('who is kept is kept, however the entry is gone', () => {
    const kept = memory({ kind: 'delete', answer: 'kept', ground: 'absent' });
    for (const ground of ['absent', 'disabled'])
      expect(answered({ deletes: [remove] }, [kept], { ground })).toMatchObject({
        ...{ rows: [], issues: ['info row.kept 1'] },
      });
  });

  test('what was undone waits, and says in which run', () => {
    expect(answered({ updates: [update] }, [memory({ answer: 'undone' })])).toEqual({
      ...{ rows: ['held row.undone undone in run 7'], issues: ['warning row.undone 1'], skipped: 0 },
    });
    expect(answered({ updates: [update] }, [memory({ answer: 'undone' })], { ground: H2 }).rows).toEqual([
      'apply x',
    ]);
  });

  test('E6: when the key attribute was changed, an answer is found by its DN', () => {
    const old = memory({ keyAttribute: 'uid', key: Buffer.from('ann'), answer: 'undone' });
    expect(answered({ updates: [update] }, [old]).rows).toEqual(['held row.undone undone in run 7']);
    expect(answered({ updates: [update] }, [{ ...old, dn: 'uid=bob' }]).rows).toEqual(['apply x']);
  });

  test('a row that asks for more than what was answered waits too', () => {
    const both = groundOf({ lastName: 'Old', email: 'x' });
    expect(answered({ updates: [update] }, [memory()], { ground: both })).toEqual({
      ...{ rows: ['held row.rejected rejected in run 7'], issues: ['warning row.rejected 1'], skipped: 0 },
    });
    // A part of it alone is what was answered.
    const part = groundOf({ lastName: 'Old' });
    expect(answered({ updates: [update] }, [memory()], { ground: part }).rows).toEqual([]);
  });

  test('an answer that was taken back is asked again', () => {
    expect(answered({ updates: [update] }, [memory({ answer: 'asked' })]).rows).toEqual(['held row.asked']);
  });

  test('an answer is about one kind of row of one key only', () => {
    for (const other of [memory({ kind: 'create' }), memory({ key: Buffer.from('k2') })])
      expect(answered({ updates: [update] }, [other]).rows).toEqual(['apply x']);
  });
});

test('whatever was answered: rows only ever leave or wait, and those that leave are counted', () => {
  const memories = fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
      key: fc.constantFrom('k1', 'k2', 'k3'),
      answer: fc.constantFrom('rejected' as const, 'kept' as const, 'undone' as const),
      ground: fc.constantFrom(H1, H2, 'absent', 'disabled'),
    }),
    { selector: ({ kind, key }) => `${kind} ${key}` },
  );
  const rows = fc.array(fc.constantFrom('k1', 'k2', 'k3', 'k4'), { maxLength: 6 });
  fc.assert(
    fc.property(memories, rows, rows, rows, (answers, creates, updates, deletes) => {
      const keys = new Map<object, string>();
      const put = <Row extends object>(row: Row, key: string) => (keys.set(row, key), row);
      const made: Plan = {
        ...plan({}),
        creates: creates.map((key) => put({ ...create }, key)),
        updates: updates.map((key) => put({ ...update }, key)),
        deletes: deletes.map((key) => put({ ...remove }, key)),
      };
      const remembered = answers.map((each) =>
        memory({ ...each, key: Buffer.from(each.key), dn: `uid=${each.key}` }),
      );
      const identityOf = (row: object) => ({
        ...{ key: hex(keys.get(row)!), keyAttribute: 'entryuuid', ground: 'gone' in row ? 'absent' : H1 },
      });
      applyMemories(made, new Memories(remembered), identityOf);
      const left = new Set<object>([...made.creates, ...made.updates, ...made.deletes]);
      let skipped = 0;
      for (const [row, key] of keys) {
        const kind = 'gone' in row ? 'delete' : 'account' in row ? 'update' : 'create';
        const answer = remembered.find(
          (each) => each.kind === kind && Buffer.from(each.key).toString() === key,
        );
        const counts = answer !== undefined && answeredPart(answer, identityOf(row)) !== 'none';
        expect(left.has(row)).toBe(!counts || answer.answer === 'undone');
        if (!left.has(row) && kind !== 'delete') skipped += 1;
        const { state } = row as CreateRow;
        expect(state).toBe(counts && answer.answer === 'undone' ? 'held' : 'apply');
      }
      expect(made.skipped).toBe(skipped);
    }),
    { numRuns },
  );
});

describe('that an account is gone from its PBX (D2): one question, as a deletion or as a change', () => {
  const GONE = { keys: [hex('300'), hex('gone 5')], reason: 'pbx-absent' };
  const identity = { key: hex('300'), keyAttribute: 'number', ground: 'pbx-absent', gone: GONE };
  const deletion = (change: Partial<Remembered> = {}) =>
    memory({
      ...{ kind: 'delete', keyAttribute: 'number', key: Buffer.from('300'), ground: 'pbx-absent' },
      ...change,
    });
  const orphaning = (change: Partial<Remembered> = {}) =>
    deletion({
      ...{ kind: 'update', key: Buffer.from('gone 5'), ground: groundOf({ deskPhone: '', orphan: 'yes' }) },
      ...change,
    });
  const found = (...memories: Remembered[]) => new Memories(memories).find('update', '300', identity)?.runId;

  test('finds either answer, of two the newer one, and no other', () => {
    expect(found()).toBeUndefined();
    expect(found(deletion({ runId: 1 }))).toBe(1);
    expect(found(orphaning({ runId: 2 }))).toBe(2);
    expect(found(deletion({ runId: 1, at: 5 }), orphaning({ runId: 2, at: 4 }))).toBe(1);
    expect(found(deletion({ runId: 1, at: 5 }), orphaning({ runId: 2, at: 6 }))).toBe(2);
    expect(found(deletion({ key: Buffer.from('301') }), orphaning({ key: Buffer.from('gone 6') }))).toBe(
      undefined,
    );
    expect(found(orphaning({ ground: H1 }))).toBeUndefined();
    expect(found(orphaning({ kind: 'create' }))).toBeUndefined();
  });

  test('counts for the same reason, for any where it is not known, and whatever the reason of who is kept', () => {
    const part = (answer: Remembered, reason: string | null) =>
      answeredPart(answer, { ...identity, gone: { ...GONE, reason } });
    expect(part(deletion(), 'pbx-absent')).toBe('all');
    expect(part(deletion(), 'pbx-unassigned')).toBe('none');
    expect(part(deletion(), null)).toBe('all');
    expect(part(deletion({ answer: 'kept' }), 'pbx-unassigned')).toBe('all');
    expect(part(orphaning(), 'pbx-unassigned')).toBe('all');
  });
});

describe('numbers that only a status kept (R6), in what an answer rests on', () => {
  const parts = (answered: string, asked: string) => sameValues(answered, asked);
  const released = updateGround({});
  const renamed = updateGround({ lastName: 'Roe' });
  const both = updateGround({ lastName: 'Roe' }, true);

  test('a change without a field is about them, and a change of fields is not, unless it is both', () => {
    expect([released, renamed, both].map(isOfKeptNumbers)).toEqual([true, false, true]);
    expect(parts(released, released)).toBe('all');
    expect(parts(released, renamed)).toBe('none');
    expect(parts(renamed, released)).toBe('none');
    expect(parts(released, both)).toBe('some');
    expect(parts(both, released)).toBe('all');
    expect(parts(both, updateGround({ lastName: 'Ito' }))).toBe('none');
    expect(parts(both, updateGround({ lastName: 'Ito' }, true))).toBe('some');
  });

  test('counts on beside further answers of the account', () => {
    expect(mergedGround(released, renamed)).toBe(both);
    expect(mergedGround(renamed, released)).toBe(both);
    expect(mergedGround(undefined, released)).toBe(released);
  });
});
