import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { HeldRow } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { counted } from '../numbers.ts';
import { followRuns } from '../run-follow.tsx';
import { rowsPhrase } from '../run-words.ts';
import { SomeLogins } from './some-logins.tsx';
import { kindsOf } from './held-words.ts';

/** Asks once more before held rows are applied, and names those who would be deleted. */
export function ApproveDialog({
  enterprise,
  rows,
  onClose,
  onStarted,
}: {
  /** Enterprise ID. */
  enterprise: string;
  rows: readonly HeldRow[];
  onClose: () => void;
  onStarted: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const possible = rows.filter(({ blocked }) => blocked === null);
  const deletions = possible.filter(({ kind }) => kind === 'delete');
  const left = rows.length - possible.length;
  const phrase = rowsPhrase(kindsOf(possible));

  async function approve() {
    setBusy(true);
    setError(null);
    try {
      const { jobId } = await engine.held.approve({
        rows: possible.map(({ heldId, runId }) => ({ heldId, runId })),
      });
      void followRuns({ enterprise, jobId, done: 'Approved', failed: 'Not approved' });
      onStarted();
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={`Approve ${phrase}?`} size="lg">
      <Stack gap="sm">
        {deletions.length > 0 && (
          <>
            <Text size="sm">
              {counted(deletions.length, 'account')} {deletions.length === 1 ? 'is' : 'are'} deleted, with
              phone numbers and statuses:
            </Text>
            <SomeLogins rows={deletions} />
          </>
        )}
        <List size="sm">
          <List.Item>
            Each entry is looked up once more first; a row whose ground moved is refused by name.
          </List.Item>
          <List.Item>It is a run of its own, and can be undone.</List.Item>
          {left > 0 && (
            <List.Item>
              {counted(left, 'row')} of those chosen cannot be approved now, and {left === 1 ? 'goes' : 'go'}{' '}
              on waiting.
            </List.Item>
          )}
        </List>
        {error !== null && <FailurePanel title="The rows were not approved" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Cancel
          </Button>
          <Button
            color={deletions.length > 0 ? 'red' : undefined}
            loading={busy}
            onClick={() => void approve()}
          >
            Approve {phrase}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
