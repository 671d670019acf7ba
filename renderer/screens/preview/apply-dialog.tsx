import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { PlanView } from '../../../shared/contract/index.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { previewSentence } from '../../components/preview-sentence.ts';
import { followRuns } from '../../components/run-follow.tsx';
import { heldRows } from '../../components/run-words.ts';
import { engine } from '../../state/ports.ts';

/** Repeats what a preview would do, and does exactly that (E7). */
export function ApplyDialog({
  enterprise,
  preview,
  onClose,
}: {
  /** Enterprise ID. */
  enterprise: string;
  preview: PlanView;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { counters, source, plan } = preview;
  const held = heldRows(counters);

  async function apply() {
    setBusy(true);
    setError(null);
    try {
      const { jobId } = await engine.plans.apply({ plan });
      void followRuns({ enterprise, jobId, done: 'Applied', failed: 'Not applied', open: true });
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog
      busy={busy}
      onClose={onClose}
      title={`Apply these changes to the accounts of ${isolated(source)}?`}
      size="lg"
    >
      <Stack gap="sm">
        <Text fw={600}>{previewSentence(preview)}</Text>
        <List size="sm">
          {counters.deleted > 0 && (
            <List.Item>
              {counted(counters.deleted, 'account')} {counters.deleted === 1 ? 'is' : 'are'} deleted, with
              phone numbers and statuses. Each is looked up once more first.
            </List.Item>
          )}
          {held > 0 && (
            <List.Item>
              {counted(held, 'row')} {held === 1 ? 'waits' : 'wait'} for approval and{' '}
              {held === 1 ? 'is' : 'are'} not applied with the others.
            </List.Item>
          )}
          <List.Item>A row whose ground moved since is refused by name; the others go through.</List.Item>
          <List.Item>It is a run like any other, and can be undone.</List.Item>
        </List>
        {error !== null && <FailurePanel title="The changes were not applied" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Cancel
          </Button>
          <Button
            color={counters.deleted > 0 ? 'red' : undefined}
            loading={busy}
            onClick={() => void apply()}
          >
            {counters.deleted > 0
              ? `Apply, and delete ${counted(counters.deleted, 'account')}`
              : 'Apply these changes'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
