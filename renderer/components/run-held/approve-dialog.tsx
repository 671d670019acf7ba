import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { HeldRow } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { counted } from '../numbers.ts';
import { followRuns } from '../run-follow.tsx';
import { SomeLogins } from './some-logins.tsx';
import { approvalOf, approvalWords, rowsFor, type Approval } from './identity.ts';

/** Asks once more before held rows are applied, and names those who would be deleted or renamed. */
export function ApproveDialog({
  enterprise,
  answer,
  rows,
  onClose,
  onStarted,
}: {
  /** Enterprise ID. */
  enterprise: string;
  answer: Approval;
  /** Rows that were chosen; those that the answer is not meant for go on waiting. */
  rows: readonly HeldRow[];
  onClose: () => void;
  onStarted: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { possible, left } = rowsFor(answer, rows);
  const deletes = answer === 'new' || possible.some(({ kind }) => kind === 'delete');
  const { title, action } = approvalWords(answer, possible);

  async function approve() {
    setBusy(true);
    setError(null);
    try {
      const { jobId } = await engine.held.approve(approvalOf(answer, possible));
      void followRuns({ enterprise, jobId, done: 'Approved', failed: 'Not approved' });
      onStarted();
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={title} size="lg">
      <Stack gap="sm">
        <Concerned answer={answer} rows={possible} />
        <List size="sm">
          <List.Item>
            Each row is checked once more first; one whose ground moved is refused by name.
          </List.Item>
          <List.Item>It is a run of its own, and can be undone.</List.Item>
          {left > 0 && (
            <List.Item>
              {counted(left, 'row')} of those chosen{' '}
              {answer === 'approve' ? 'cannot be approved now' : 'cannot be answered so'}, and{' '}
              {left === 1 ? 'goes' : 'go'} on waiting.
            </List.Item>
          )}
        </List>
        {error !== null && <FailurePanel title="The rows were not approved" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Cancel
          </Button>
          <Button color={deletes ? 'red' : undefined} loading={busy} onClick={() => void approve()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** What happens to whom. */
function Concerned({ answer, rows }: { answer: Approval; rows: readonly HeldRow[] }) {
  const accounts = counted(rows.length, 'account');
  const one = rows.length === 1;
  if (answer === 'same') {
    return (
      <>
        <Text size="sm">
          {accounts} {one ? 'gets its new names, and keeps its' : 'get their new names, and keep their'} login
          ID, numbers and statuses:
        </Text>
        <SomeLogins rows={rows} />
      </>
    );
  }
  if (answer === 'new') {
    return (
      <>
        <Text size="sm">
          {accounts} {one ? 'is' : 'are'} deleted, with phone numbers and statuses, and a new account is made
          for {one ? 'its number' : 'each number'}:
        </Text>
        <SomeLogins rows={rows} />
      </>
    );
  }
  const deletions = rows.filter(({ kind }) => kind === 'delete');
  if (deletions.length === 0) return null;
  return (
    <>
      <Text size="sm">
        {counted(deletions.length, 'account')} {deletions.length === 1 ? 'is' : 'are'} deleted, with phone
        numbers and statuses:
      </Text>
      <SomeLogins rows={deletions} />
    </>
  );
}
