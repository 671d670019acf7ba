import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountDetail, Status } from '../../../../shared/contract/index.ts';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { isolated } from '../../../components/isolated.ts';
import { Marked } from '../../../components/marked.tsx';
import { callerWord } from '../../../components/number-actions/repoint.ts';
import panel from '../../../components/side-panel/side-panel.module.css';
import { Value } from '../../../components/value.tsx';
import { useDrafts } from '../../../state/drafts.ts';
import { query } from '../../../state/queries.ts';
import { useReadOnly } from '../../../state/read-only.ts';
import { NewStatus } from './name-dialogs.tsx';
import { StatusDialog } from './status-dialog.tsx';
import { brokenWord, draftAddress } from './status-words.ts';

/** The dynamic statuses of an account: what each does, whether it can, and the way to change it (domain.md 5). */
export function AccountStatuses({ account }: { account: AccountDetail }) {
  const { accountId } = account;
  const list = useQuery(query.statuses.list.queryOptions({ input: { accountId } }));
  const readOnly = useReadOnly();
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  if (list.isError && !list.data) {
    return (
      <FailurePanel
        error={list.error}
        title="The statuses cannot be read"
        retry={() => void list.refetch()}
      />
    );
  }
  if (!list.data) return <Skeleton height={60} />;
  const { statuses } = list.data;
  const shown = statuses.find(({ name }) => name === open);
  return (
    <Stack gap="xs" align="flex-start">
      {statuses.length === 0 ? (
        <Text size="sm" c="dimmed">
          No statuses.
        </Text>
      ) : (
        <ul className={panel.list} aria-label="Dynamic statuses" style={{ width: '100%' }}>
          {statuses.map((status) => (
            <li key={status.name}>
              <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                <Told status={status} account={account} />
                {!readOnly && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    style={{ flexShrink: 0 }}
                    aria-label={`Change the status ${isolated(status.name)}`}
                    onClick={() => setOpen(status.name)}
                  >
                    Change…
                  </Button>
                )}
              </Group>
            </li>
          ))}
        </ul>
      )}
      {!readOnly && (
        <Button variant="default" size="compact-xs" onClick={() => setAdding(true)}>
          Add status…
        </Button>
      )}
      {adding && (
        <NewStatus account={account} statuses={statuses} onClose={() => setAdding(false)} onAdded={setOpen} />
      )}
      {shown !== undefined && (
        <StatusDialog
          key={shown.name}
          account={account}
          status={shown}
          statuses={statuses}
          onClose={() => setOpen(null)}
          onRenamed={setOpen}
        />
      )}
    </Stack>
  );
}

function Told({ status, account }: { status: Status; account: AccountDetail }) {
  const unsaved = useDrafts((state) => state.drafts[draftAddress(account, status.name)] !== undefined);
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" className="wrap-anywhere" component="div">
        {status.active ? (
          <Marked color="good">
            <strong>
              <Value>{status.name}</Value>
            </strong>{' '}
            (active)
          </Marked>
        ) : (
          <Value>{status.name}</Value>
        )}
        {status.locked && (
          <>
            {' '}
            <IconLock
              size={13}
              role="img"
              aria-label="Defined by an administrator"
              style={{ verticalAlign: '-2px' }}
            />
          </>
        )}
        {unsaved && ' (unsaved)'}
      </Text>
      <Text size="xs" c="dimmed" className="wrap-anywhere" component="div">
        Make call from: <Value>{callerWord(status.makeCallFrom)}</Value>
        {status.edited ? '' : ', as the Enterprise has it'}
      </Text>
      {status.broken && (
        <Text size="xs" component="div">
          <Marked color="warn">{brokenWord(status, account)}</Marked>
        </Text>
      )}
    </div>
  );
}
