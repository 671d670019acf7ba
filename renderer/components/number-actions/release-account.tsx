import { Button, Group, List, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { nameOf } from '../account-name.ts';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { isolated } from '../isolated.ts';
import { NUMBER_KINDS, numberText } from '../number-words.ts';
import { counted } from '../numbers.ts';
import { Value } from '../value.tsx';

/** Asks before an account is deleted that is gone from its PBX and kept only by what holds its numbers (D2); names what goes. */
export function ReleaseAccount({
  account,
  onClose,
  onDeleted,
}: {
  account: AccountDetail;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { accountId, version, loginId, numbers } = account;
  const statuses = useQuery(query.statuses.list.queryOptions({ input: { accountId } }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const edited = statuses.data?.statuses.filter((status) => status.edited) ?? [];
  const name = nameOf(account);

  async function release() {
    setBusy(true);
    setError(null);
    try {
      await engine.numbers.releaseAndDelete({ accountId, version });
      onClose();
      onDeleted();
      notifications.show({
        title: 'Released and deleted',
        message: `${name} (${isolated(loginId)})`,
        color: 'green',
      });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title="Release and delete" size="lg">
      <Stack gap="sm">
        <Text size="sm" className="wrap-anywhere">
          <strong>{name}</strong> (<Value>{loginId}</Value>) is gone from the phone system. The account is
          kept only by what holds its numbers. Deleted with it are:
        </Text>
        <List size="sm" aria-label="What goes">
          {numbers.map((number) => (
            <List.Item key={number.number} className="wrap-anywhere">
              <Value>{number.number}</Value>, {NUMBER_KINDS[number.kind]}: {numberText(number)}
            </List.Item>
          ))}
          <List.Item>
            {edited.length === 0
              ? 'its dynamic statuses'
              : `its dynamic statuses, of which ${counted(edited.length, 'was edited', 'were edited')}: ${edited.map((status) => isolated(status.name)).join(', ')}`}
          </List.Item>
        </List>
        {error !== null && <FailurePanel title="The account was not deleted" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Keep
          </Button>
          <Button color="red" loading={busy} onClick={() => void release()}>
            Release and delete
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
