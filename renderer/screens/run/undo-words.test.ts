import { describe, expect, test } from 'vitest';
import type { Change, RunView } from '../../../shared/contract/index.ts';
import { undoOf, undoSentences } from './undo-words.ts';

const row = (kind: Change['kind'], accountId: number | null, login: string) => ({ kind, accountId, login });

test('rows are named by account, and by login where there is none', () => {
  const rows = [row('create', 1, 'ann'), row('delete', null, 'bob'), row('update', 1, 'ann')];
  expect(undoOf(rows)).toEqual({ accountIds: [1], logins: ['bob'] });
  expect(undoOf([row('delete', null, 'bob')])).toEqual({ logins: ['bob'] });
});

describe('what an undo puts back', () => {
  const run = {
    kind: 'sync',
    source: 'HQ',
    sourceKind: 'directory',
    changes: { created: 12, updated: 1, deleted: 3 },
  } as unknown as RunView;

  test('of a whole run, by its counts', () => {
    expect(undoSentences(run, null)).toEqual([
      '3 deleted accounts come back, with phone numbers, statuses and links. An account that finds no free seat comes back inactive.',
      '1 changed account gets its former values.',
      '12 created accounts are deleted.',
    ]);
  });

  test('of chosen rows, by theirs', () => {
    expect(undoSentences(run, [row('create', 1, 'ann')])).toEqual(['1 created account is deleted.']);
  });

  test('of a removal, the synchronizer, but for its password', () => {
    const removal = { ...run, kind: 'removal', changes: { created: 0, updated: 0, deleted: 2 } } as RunView;
    const [first, second] = undoSentences(removal, null);
    expect(first).toMatch(/^The synchronizer HQ is there again.*password.*entered again/);
    expect(second).toBe(
      '2 deleted accounts come back, with phone numbers, statuses and links. An account that finds no free seat comes back inactive.',
    );
    expect(undoSentences({ ...removal, sourceKind: 'pbx' }, null)[0]).toBe(
      'The PBX node HQ is there again with its settings.',
    );
  });
});
