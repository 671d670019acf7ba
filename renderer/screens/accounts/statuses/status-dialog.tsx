import { Divider, Group, Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { AccountDetail, Status } from '../../../../shared/contract/index.ts';
import type { StatusSettings } from '../../../../shared/domain/status.ts';
import { nameOf } from '../../../components/account-name.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { isolated } from '../../../components/isolated.ts';
import { Marked } from '../../../components/marked.tsx';
import { ActionButton } from '../../../components/run-action.tsx';
import { StatusEditor } from '../../../components/status-editor/status-editor.tsx';
import { useDrafts } from '../../../state/drafts.ts';
import { engine } from '../../../state/ports.ts';
import { DeleteStatus, RenameStatus } from './name-dialogs.tsx';
import {
  brokenWord,
  draftAddress,
  LOCKED_LABEL,
  whyNotActivate,
  whyNotRename,
  whyNotReset,
} from './status-words.ts';

/** One status of an account, to be changed on behalf of its user (domain.md 5.2). */
export function StatusDialog({
  account,
  status,
  statuses,
  onClose,
  onRenamed,
}: {
  account: AccountDetail;
  status: Status;
  statuses: readonly Status[];
  onClose: () => void;
  onRenamed: (name: string) => void;
}) {
  const { accountId } = account;
  const { name, own } = status;
  const address = draftAddress(account, name);
  const drop = useDrafts((state) => state.drop);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);

  /** Whether it was done; why not is shown. */
  async function act(doIt: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setError(null);
    try {
      await doIt();
      return true;
    } catch (failed) {
      setError(failed);
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function save(settings: Partial<StatusSettings>): Promise<boolean> {
    const done = await act(() => engine.statuses.set({ accountId, name, settings }));
    if (done) {
      onClose();
      tellDone('Status changed', status, account);
    }
    return done;
  }

  // One question after the other: Escape would close both.
  if (asking === 'rename') {
    return (
      <RenameStatus
        account={account}
        status={status}
        statuses={statuses}
        onClose={() => setAsking(null)}
        onRenamed={(renamed) => {
          drop(address);
          onRenamed(renamed);
        }}
      />
    );
  }
  if (asking === 'delete') {
    return (
      <DeleteStatus
        account={account}
        status={status}
        onClose={() => setAsking(null)}
        onDeleted={() => {
          drop(address);
          onClose();
          tellDone(own ? 'Status deleted' : 'Back to default', status, account);
        }}
      />
    );
  }
  return (
    <Dialog busy={busy} onClose={onClose} size="lg" title={`${isolated(name)} of ${nameOf(account)}`}>
      <Stack gap="sm">
        <Text size="sm" component="div">
          {status.active ? <Marked color="good">The active status.</Marked> : null}{' '}
          {own
            ? 'A status of this account only.'
            : status.edited
              ? 'Edited for this account.'
              : 'As the Enterprise has it; a change here is for this account only.'}
        </Text>
        {status.broken && (
          <Text size="sm" component="div">
            <Marked color="warn">{brokenWord(status, account)}</Marked>
          </Text>
        )}
        <Switch
          label={LOCKED_LABEL}
          checked={status.locked}
          onChange={(event) => {
            const locked = event.currentTarget.checked;
            void act(() => engine.statuses.set({ accountId, name, settings: {}, locked }));
          }}
          disabled={busy}
        />
        <StatusEditor
          address={address}
          settings={status}
          phones={account}
          busy={busy}
          error={null}
          onSave={save}
          onCancel={onClose}
        />
        {error !== null && <FailurePanel title="The status was not changed" error={error} />}
        <Divider />
        <Group gap="xs">
          <ActionButton
            variant="default"
            reason={whyNotActivate(status)}
            onClick={() => void act(() => engine.statuses.activate({ accountId, name }))}
          >
            Make active
          </ActionButton>
          <ActionButton variant="default" reason={whyNotRename(status)} onClick={() => setAsking('rename')}>
            Rename…
          </ActionButton>
          <ActionButton
            variant="default"
            reason={own ? null : whyNotReset(status)}
            onClick={() => setAsking('delete')}
          >
            {own ? 'Delete…' : 'Back to default…'}
          </ActionButton>
        </Group>
      </Stack>
    </Dialog>
  );
}

function tellDone(title: string, status: Status, account: AccountDetail): void {
  notifications.show({ title, message: `${isolated(status.name)} of ${nameOf(account)}`, color: 'green' });
}
