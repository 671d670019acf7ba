import { describe, expect, test } from 'vitest';
import type { HeldRow } from '../../../shared/contract/index.ts';
import { approvalOf, approvalWords, asksIdentity, rowsFor } from './identity.ts';

const row = (heldId: number, more: Partial<HeldRow> = {}) =>
  ({
    heldId,
    runId: 7,
    kind: 'update',
    reasonCode: 'guard.updates',
    login: `p${heldId}`,
    blocked: null,
    ...more,
  }) as HeldRow;
const person = (heldId: number, more: Partial<HeldRow> = {}) =>
  row(heldId, { reasonCode: 'pbx.identity-changed', ...more });

describe('D8: same person, or a new one?', () => {
  test('only rows that ask for the person are answered so, and only they', () => {
    const chosen = [row(1), person(2), person(3), row(4)];
    const ids = (answer: 'approve' | 'same' | 'new') =>
      rowsFor(answer, chosen).possible.map(({ heldId }) => heldId);
    expect(ids('approve')).toEqual([1, 4]);
    expect(ids('same')).toEqual([2, 3]);
    expect(ids('new')).toEqual([2, 3]);
    expect(chosen.filter(asksIdentity)).toHaveLength(2);
  });

  test('what cannot be approved now goes on waiting, and is counted', () => {
    const chosen = [person(1), person(2, { blocked: 'The row moved.' }), row(3)];
    expect(rowsFor('new', chosen)).toEqual({ possible: [chosen[0]], left: 2 });
  });

  test('same names the logins; new and approve name none', () => {
    const rows = [person(2), person(3)];
    const named = [
      { heldId: 2, runId: 7 },
      { heldId: 3, runId: 7 },
    ];
    expect(approvalOf('same', rows)).toEqual({ rows: named, same: ['p2', 'p3'] });
    expect(approvalOf('new', rows)).toEqual({ rows: named });
    expect(approvalOf('approve', rows)).toEqual({ rows: named });
  });

  test('the button says what is done', () => {
    expect(approvalWords('same', [person(1)]).action).toBe('Rename 1 account');
    expect(approvalWords('new', [person(1)]).action).toBe('Delete it, and create a new one');
    expect(approvalWords('new', [person(1), person(2)])).toEqual({
      title: 'New person: replace 2 accounts?',
      action: 'Delete 2, and create new ones',
    });
    expect(approvalWords('approve', [row(1, { kind: 'delete' }), row(2)]).title).toBe(
      'Approve 1 deletion and 1 change?',
    );
  });
});
