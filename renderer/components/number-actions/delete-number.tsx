import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { NumberRow } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { isolated } from '../isolated.ts';
import { Value } from '../value.tsx';

/** Asks before a number is deleted that a person added, or that is gone (D4). */
export function DeleteNumber({
  row,
  onClose,
  onDeleted,
}: {
  row: Pick<NumberRow, 'accountId' | 'loginId' | 'number' | 'state' | 'alsoOnPbx'>;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { accountId, loginId, number, state, alsoOnPbx } = row;

  async function remove() {
    setBusy(true);
    setError(null);
    try {
      const { deleted } = await engine.numbers.delete({ accountId, number });
      onClose();
      if (deleted) onDeleted();
      notifications.show({
        title: deleted ? 'Deleted' : 'No longer a manual number',
        message: deleted
          ? `The number ${isolated(number)} of ${isolated(loginId)}.`
          : `${isolated(number)} of ${isolated(loginId)} stays: the phone system has it.`,
        color: 'green',
      });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title="Delete number">
      <Stack gap="sm">
        <Text size="sm" className="wrap-anywhere">
          Delete{' '}
          <strong>
            <Value>{number}</Value>
          </strong>{' '}
          from the account <Value>{loginId}</Value>?
        </Text>
        <Text size="sm">
          {alsoOnPbx
            ? 'The phone system has it too: the number stays with the account, as one of the phone system.'
            : state === 'present'
              ? 'A person added it, and no synchronization brings it back.'
              : 'It is gone from the phone system. If it comes back there, the next synchronization adds it again.'}
        </Text>
        {error !== null && <FailurePanel title="The number was not deleted" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Keep
          </Button>
          <Button color="red" loading={busy} onClick={() => void remove()}>
            Delete number
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
