import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { nameOf } from '../../components/account-name.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Value } from '../../components/value.tsx';
import { engine } from '../../state/ports.ts';

/** Asks before an account is deleted by hand; one that a source owns comes back (domain.md 4.4). */
export function DeleteAccount({
  account,
  onClose,
  onDeleted,
}: {
  account: AccountDetail;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = nameOf(account);

  async function remove() {
    setBusy(true);
    setError(null);
    try {
      await engine.accounts.delete({ accountId: account.accountId, version: account.version });
      onClose();
      onDeleted();
      notifications.show({
        title: 'Deleted',
        message: `${isolated(name)} (${isolated(account.loginId)})`,
        color: 'green',
      });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title="Delete account">
      <Stack gap="sm">
        <Text size="sm" className="wrap-anywhere">
          Delete the account of{' '}
          <strong>
            <Value>{name}</Value>
          </strong>
          , login ID <Value>{account.loginId}</Value>, with its numbers and statuses?
        </Text>
        {account.sourceId !== null && (
          <Text size="sm" className="wrap-anywhere">
            It is synchronized with <Value>{account.source ?? 'its source'}</Value>:{' '}
            <strong>the next synchronization makes it again</strong> unless it is removed there.
          </Text>
        )}
        {error !== null && <FailurePanel error={error} />}
        <Group justify="flex-end">
          <Text size="sm" role="status">
            {busy ? 'Deleting…' : ''}
          </Text>
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Keep
          </Button>
          <Button color="red" loading={busy} onClick={() => void remove()}>
            Delete account
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
