import { Button, Group, List, Select, Skeleton, Stack, Text } from '@mantine/core';
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
import { counted } from '../numbers.ts';
import { listed } from '../run-words.ts';
import { Value } from '../value.tsx';
import { firstTarget, pointingAt, targetsOf, targetWord, type Pointing } from './repoint.ts';

/** Points every status of an account that uses a number at another one, or at a role (R6). Says which, before it does. */
export function RepointDialog({
  account,
  from,
  onClose,
}: {
  account: AccountDetail;
  from: string;
  onClose: () => void;
}) {
  const { accountId } = account;
  const statuses = useQuery(query.statuses.list.queryOptions({ input: { accountId } }));
  const choices = targetsOf(account, from);
  const [to, setTo] = useState(firstTarget(choices));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pointing = statuses.data ? pointingAt(statuses.data.statuses, from) : null;
  const gone = account.numbers.some(({ number, state }) => number === from && state !== 'present');

  async function repoint() {
    if (to === null) return;
    setBusy(true);
    setError(null);
    try {
      const { statuses: changed } = await engine.numbers.repoint({ accountId, from, to });
      onClose();
      notifications.show({
        title: 'Re-pointed',
        message: `${listed(changed.map(isolated))} of ${nameOf(account)}: ${targetWord(to)} in the place of ${isolated(from)}.`,
        color: 'green',
      });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog
      busy={busy}
      onClose={onClose}
      title={`Re-point ${isolated(from)} of ${nameOf(account)}`}
      size="lg"
    >
      <Stack gap="sm">
        {statuses.isError && (
          <FailurePanel
            title="The statuses cannot be shown"
            error={statuses.error}
            retry={() => void statuses.refetch()}
          />
        )}
        {statuses.isPending && <Skeleton height={60} role="status" aria-label="Loading the statuses" />}
        {pointing !== null && <PointingList pointing={pointing} />}
        <Select
          label="Point them at"
          description="A role follows whatever phone the account has, so it holds no number."
          data={[
            { group: 'Roles', items: choices.roles },
            { group: 'Numbers', items: choices.numbers },
          ]}
          value={to}
          onChange={setTo}
          allowDeselect={false}
          placeholder="The account has no other number"
          disabled={busy}
          data-autofocus
        />
        {gone && (
          <Text size="sm">
            After that <Value>{from}</Value> can be deleted; else the next synchronization removes it, unless
            a person added it.
          </Text>
        )}
        {error !== null && <FailurePanel title="The statuses were not changed" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button
            loading={busy}
            disabled={to === null || pointing === null || pointing.length === 0}
            onClick={() => void repoint()}
          >
            Re-point {pointing === null ? '' : counted(pointing.length, 'status', 'statuses')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function PointingList({ pointing }: { pointing: readonly Pointing[] }) {
  if (pointing.length === 0) return <Text size="sm">No status points at it any more.</Text>;
  return (
    <>
      <Text size="sm">{pointing.length === 1 ? 'This status changes:' : 'These statuses change:'}</Text>
      <List size="sm" aria-label="Statuses that change">
        {pointing.map(({ name, places, locked }) => (
          <List.Item key={name} className="wrap-anywhere">
            <Value>{name}</Value>: {places.join(', ')}
            {locked && ' (defined by an administrator: the user cannot change it)'}
          </List.Item>
        ))}
      </List>
    </>
  );
}
