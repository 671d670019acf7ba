import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Change, RunView } from '../../../shared/contract/index.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { followRuns } from '../../components/run-follow.tsx';
import { SomeLogins } from '../../components/run-held/some-logins.tsx';
import { readWord } from '../../components/source-words.ts';
import { engine } from '../../state/ports.ts';
import { undoOf, undoSentences } from './undo-words.ts';

/** Says what an undo puts back, and starts it (E9). */
export function UndoDialog({
  enterprise,
  run,
  rows,
  onClose,
  onStarted,
}: {
  /** Enterprise ID. */
  enterprise: string;
  run: RunView;
  /** Only these rows; null: all that the run did. */
  rows: readonly Change[] | null;
  onClose: () => void;
  onStarted?: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function undo() {
    setBusy(true);
    setError(null);
    try {
      const { jobId } = await engine.runs.undo({ id: run.id, ...(rows === null ? {} : undoOf(rows)) });
      void followRuns({ enterprise, jobId, done: 'Undone', failed: 'Not undone', open: true });
      onStarted?.();
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  const sentences = undoSentences(run, rows);
  const what = rows === null ? `run ${run.id}` : counted(rows.length, 'row');
  return (
    <Dialog busy={busy} onClose={onClose} title={`Undo ${what} of ${isolated(run.source)}?`} size="lg">
      <Stack gap="sm">
        {rows === null ? (
          <List size="sm">
            {sentences.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        ) : (
          <>
            <Text size="sm">{sentences.join(' ')}</Text>
            <SomeLogins rows={rows} />
          </>
        )}
        <Text size="sm">
          A row that a later change stands in the way of is refused and named; the others are put back. The{' '}
          {readWord(run.sourceKind)} itself is not touched. If the next synchronization asks for the same
          again, it is held until somebody approves it: nothing comes back by itself.
        </Text>
        {error !== null && <FailurePanel title="It was not undone" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => void undo()}>
            Undo {what}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
