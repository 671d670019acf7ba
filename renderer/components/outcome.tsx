import { Group, Text } from '@mantine/core';
import type { RunSummary } from '../../shared/contract/index.ts';

type Outcome = RunSummary['outcome'] | 'running' | 'never';

/** The theme's signal colours. */
export type SignalColor = 'good' | 'warn' | 'bad' | 'held' | 'idle';

const WORDS: Record<Outcome, { word: string; color: SignalColor }> = {
  success: { word: 'Success', color: 'good' },
  warnings: { word: 'Warnings', color: 'warn' },
  held: { word: 'Held for approval', color: 'held' },
  failed: { word: 'Failed', color: 'bad' },
  cancelled: { word: 'Cancelled', color: 'idle' },
  skipped: { word: 'Skipped', color: 'idle' },
  interrupted: { word: 'Interrupted', color: 'bad' },
  running: { word: 'Synchronizing', color: 'good' },
  never: { word: 'Never synchronized', color: 'idle' },
};

/** The signal colour of an outcome, as Dot takes it. */
export function outcomeColor(outcome: Outcome): SignalColor {
  return WORDS[outcome].color;
}

/** The word for an outcome (E10). */
export function outcomeWord(outcome: Outcome): string {
  return WORDS[outcome].word;
}

/** A dot and a word: the colour is never the only sign. */
export function OutcomeBadge({ outcome, partial = false }: { outcome: Outcome; partial?: boolean }) {
  const { word, color } = WORDS[outcome];
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex">
      <Dot color={color} />
      <Text component="span" size="sm" style={{ whiteSpace: 'nowrap' }}>
        {partial && outcome === 'warnings' ? 'Partial read' : word}
      </Text>
    </Group>
  );
}

/** A small disc of one of the theme's signal colours: good, warn, bad, held, idle. */
export function Dot({ color }: { color: string }) {
  return (
    <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden focusable="false" style={{ flex: 'none' }}>
      <circle cx="4" cy="4" r="4" fill={`var(--rollcall-${color})`} />
    </svg>
  );
}
