import { Text } from '@mantine/core';
import type { PlanSummary } from '../../../shared/contract/index.ts';
import { Dot } from '../../components/outcome.tsx';
import { phasesText } from '../../components/run-report/evidence-words.ts';
import { Upcoming, useNow, When } from '../../components/when.tsx';
import { outdatedText, stateOf, STATES } from './preview-state.ts';

/** How old a preview is, and until when it can be applied. */
export function PreviewFacts({
  preview,
}: {
  preview: Pick<PlanSummary, 'madeAt' | 'expiresAt' | 'appliedRun' | 'outcome' | 'outdatedBy'> & {
    phases?: Record<string, number>;
  };
}) {
  const state = stateOf(preview, useNow());
  const phases = phasesText(preview.phases ?? {});
  return (
    <>
      <PreviewState preview={preview} />
      <Text size="sm" c="dimmed" component="span">
        made <When at={preview.madeAt} inline />
        {phases !== '' && ` (${phases})`}
        {state === 'open' && (
          <>
            , can be applied until <Upcoming at={preview.expiresAt} />
          </>
        )}
        {state === 'outdated' && `. ${outdatedText(preview)}`}
      </Text>
    </>
  );
}

/** What became of a preview, as a dot and a word. */
export function PreviewState({
  preview,
}: {
  preview: Pick<PlanSummary, 'expiresAt' | 'appliedRun' | 'outcome' | 'outdatedBy'>;
}) {
  const state = stateOf(preview, useNow());
  const { word, color } = STATES[state];
  return (
    <Text
      size="sm"
      component="span"
      style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}
      title={state === 'outdated' ? outdatedText(preview) : undefined}
    >
      <Dot color={color} />
      {word}
    </Text>
  );
}
