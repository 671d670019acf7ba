import type { PbxNodeRow, RunSummary } from '../../../shared/contract/index.ts';
import type { SignalColor } from '../outcome.tsx';
import { whole } from '../numbers.ts';
import type { LiveSource } from '../source-cells.tsx';

/** How a node stands (domain.md 3.1). */
export type NodeState =
  'never' | 'queued' | 'synchronizing' | 'synchronized' | 'warnings' | 'held' | 'failed' | 'disabled';

/** A node as far as its state depends on it. */
type Known = Pick<PbxNodeRow, 'type' | 'active' | 'lastAttempt' | 'lastGood' | 'waiting'>;

const NOTHING_LIVE: LiveSource = { live: null, elsewhere: null };

/** The state of a node, with what runs of it right now. */
export function nodeState(node: Known, { live, elsewhere }: LiveSource = NOTHING_LIVE): NodeState {
  // A preview or an answer says nothing of how the node stands.
  if (live !== null && live.job.kind === 'sync') {
    const waits = live.task.phase === null || live.task.phase === 'waiting';
    return waits ? 'queued' : 'synchronizing';
  }
  if (elsewhere !== null) return 'synchronizing';
  if (disabledBecause(node) !== null) return 'disabled';
  const last = told(node);
  if (last === null) return 'never';
  // An export that was not read completely changes nothing at all (D17).
  if (last.outcome === 'failed' || last.outcome === 'interrupted' || !last.complete) return 'failed';
  if (node.waiting > 0) return 'held';
  return last.outcome === 'warnings' || last.issues.warning + last.issues.error > 0
    ? 'warnings'
    : 'synchronized';
}

/** The run that says how a node stands: one that a person stopped says nothing (D25). */
function told({ lastAttempt, lastGood }: Known): RunSummary | null {
  return lastAttempt?.outcome === 'cancelled' ? lastGood : lastAttempt;
}

/** Why a node does not synchronize at all; null when it does. */
export function disabledBecause({ type, active }: Pick<PbxNodeRow, 'type' | 'active'>): string | null {
  if (type === 'mivoice-office-250') {
    return 'This version of Rollcall keeps the settings of a MiVoice Office 250, and cannot synchronize it yet.';
  }
  return active ? null : 'The synchronization type of the Enterprise is another one than PBX Node.';
}

const STATES: Record<NodeState, { word: string; color: SignalColor; meaning: string }> = {
  never: {
    word: 'Never synchronized',
    color: 'idle',
    meaning: 'It has not been read yet: none of its people has an account.',
  },
  queued: { word: 'Queued', color: 'idle', meaning: 'It is synchronized as soon as its turn comes.' },
  synchronizing: { word: 'Synchronizing', color: 'good', meaning: 'It is being synchronized now.' },
  synchronized: {
    word: 'Synchronized',
    color: 'good',
    meaning: 'The accounts are as the last export says.',
  },
  warnings: {
    word: 'Synchronized with warnings',
    color: 'warn',
    meaning: 'The accounts are as the last export says. Some of its rows need a look: see the issues.',
  },
  held: {
    word: 'Held',
    color: 'held',
    meaning: 'Some changes look like an accident or need a decision. They wait for your answer.',
  },
  failed: {
    word: 'Failed',
    color: 'bad',
    meaning:
      'The last synchronization changed nothing: the export could not be read as a whole, or nothing could be saved. The accounts are as before.',
  },
  disabled: { word: 'Disabled', color: 'idle', meaning: 'It does not synchronize.' },
};

/** The word for a state. */
export function stateWord(state: NodeState): string {
  return STATES[state].word;
}

/** The signal colour of a state, as Dot takes it. */
export function stateColor(state: NodeState): SignalColor {
  return STATES[state].color;
}

/** What a state means for the administrator, in a sentence or two. */
export function stateMeaning(state: NodeState, node: Known): string {
  if (state === 'disabled') return disabledBecause(node) ?? STATES.disabled.meaning;
  if (state === 'held' && node.waiting > 0) {
    return node.waiting === 1
      ? '1 row waits for your answer: it looks like an accident, or needs a decision.'
      : `${whole(node.waiting)} rows wait for your answer: they look like an accident, or need a decision.`;
  }
  return STATES[state].meaning;
}

/** Why a node cannot be synchronized or previewed now; null when it can. */
export function whyNotNode(
  node: Pick<PbxNodeRow, 'type' | 'active'>,
  { live, elsewhere }: LiveSource,
): string | null {
  const disabled = disabledBecause(node);
  if (disabled !== null) return disabled;
  return live !== null || elsewhere !== null ? 'It is busy right now.' : null;
}
