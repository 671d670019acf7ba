import { describe, expect, it } from 'vitest';
import type { LiveJob, PbxNodeRow, RunSummary } from '../../../shared/contract/index.ts';
import { nodeState, stateMeaning, stateWord, whyNotNode, type NodeState } from './node-state.ts';

const ran = (outcome: RunSummary['outcome'], warnings = 0, complete = true) =>
  ({ outcome, complete, issues: { info: 3, warning: warnings, error: 0 } }) as RunSummary;

const node = (change: Partial<PbxNodeRow> = {}) =>
  ({
    type: 'mivoice-business',
    active: true,
    lastAttempt: null,
    lastGood: null,
    waiting: 0,
    ...change,
  }) as PbxNodeRow;

const running = (kind: LiveJob['kind'], phase: LiveJob['tasks'][number]['phase']) => {
  const task = { phase } as LiveJob['tasks'][number];
  return { live: { job: { kind } as LiveJob, task }, elsewhere: null };
};

describe('the state of a node', () => {
  it('is that of its last run', () => {
    const states: [RunSummary | null, NodeState][] = [
      [null, 'never'],
      [ran('success'), 'synchronized'],
      [ran('warnings', 1), 'warnings'],
      // Its held rows were answered since; what it warned of was not.
      [ran('held', 2), 'warnings'],
      [ran('held'), 'synchronized'],
      [ran('failed'), 'failed'],
      [ran('interrupted'), 'failed'],
      // D17: not all of it was read, so nothing was changed.
      [ran('warnings', 1, false), 'failed'],
    ];
    for (const [lastAttempt, state] of states) expect(nodeState(node({ lastAttempt }))).toBe(state);
  });

  it('is Held as long as rows wait, but a failure is graver', () => {
    expect(nodeState(node({ lastAttempt: ran('success'), waiting: 2 }))).toBe('held');
    expect(nodeState(node({ lastAttempt: ran('failed'), waiting: 2 }))).toBe('failed');
  });

  it('D25: is that of the last good run when a person stopped the last one', () => {
    const cancelled = ran('cancelled');
    expect(nodeState(node({ lastAttempt: cancelled, lastGood: ran('success') }))).toBe('synchronized');
    expect(nodeState(node({ lastAttempt: cancelled }))).toBe('never');
  });

  it('is Queued, then Synchronizing, while it is synchronized; other jobs say nothing of it', () => {
    const synced = node({ lastAttempt: ran('success') });
    expect(nodeState(synced, running('sync', null))).toBe('queued');
    expect(nodeState(synced, running('sync', 'waiting'))).toBe('queued');
    expect(nodeState(synced, running('sync', 'reading'))).toBe('synchronizing');
    expect(nodeState(synced, running('preview', 'reading'))).toBe('synchronized');
    const elsewhere = { live: null, elsewhere: { holder: 'process 1' } as never };
    expect(nodeState(synced, elsewhere)).toBe('synchronizing');
  });

  it('D16: is Disabled where another type is chosen, and of a phone system that cannot be read yet', () => {
    expect(nodeState(node({ active: false, lastAttempt: ran('failed') }))).toBe('disabled');
    expect(nodeState(node({ type: 'mivoice-office-250' }))).toBe('disabled');
    expect(stateMeaning('disabled', node({ active: false }))).toMatch(/another one than PBX Node/);
    expect(whyNotNode(node({ type: 'mivoice-office-250' }), { live: null, elsewhere: null })).toMatch(
      /Office 250/,
    );
    expect(whyNotNode(node(), { live: null, elsewhere: null })).toBeNull();
    expect(whyNotNode(node(), running('preview', null))).not.toBeNull();
  });

  it('says how many rows wait', () => {
    expect(stateMeaning('held', node({ waiting: 1 }))).toMatch(/^1 row waits/);
    expect(stateMeaning('held', node({ waiting: 1200 }))).toMatch(/^1,200 rows wait/);
    expect(stateWord('warnings')).toBe('Synchronized with warnings');
  });
});
