import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { AccountDetail, Status } from '../../../../shared/contract/index.ts';
import { nameOf } from '../../../components/account-name.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { isolated } from '../../../components/isolated.ts';
import { engine } from '../../../state/ports.ts';
import { LOCKED_LABEL, whyNotName } from './status-words.ts';

/** Adds a status to an account: as the default ones are, until it is changed. */
export function NewStatus({
  account,
  statuses,
  onClose,
  onAdded,
}: {
  account: AccountDetail;
  statuses: readonly Status[];
  onClose: () => void;
  onAdded: (name: string) => void;
}) {
  const [locked, setLocked] = useState(false);
  return (
    <NameDialog
      title={`New status of ${nameOf(account)}`}
      action="Add status"
      failed="The status was not added"
      whyNot={(typed) => whyNotName(typed, statuses)}
      onClose={onClose}
      act={async (name) => {
        const added = await engine.statuses.add({ accountId: account.accountId, name, settings: {}, locked });
        onClose();
        onAdded(added.name);
      }}
    >
      <Checkbox
        label={LOCKED_LABEL}
        checked={locked}
        onChange={(event) => setLocked(event.currentTarget.checked)}
      />
    </NameDialog>
  );
}

/** Gives a status of the account's own another name. */
export function RenameStatus({
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
  const { name } = status;
  return (
    <NameDialog
      title={`Rename ${isolated(name)}`}
      action="Rename"
      failed="The status was not renamed"
      first={name}
      whyNot={(typed) => (typed.trim() === name ? '' : whyNotName(typed, statuses, name))}
      onClose={onClose}
      act={async (rename) => {
        const { accountId } = account;
        const renamed = await engine.statuses.set({ accountId, name, rename, settings: {} });
        onClose();
        onRenamed(renamed.name);
      }}
    />
  );
}

function NameDialog({
  title,
  action,
  failed,
  first = '',
  whyNot,
  act,
  onClose,
  children,
}: {
  title: string;
  action: string;
  failed: string;
  /** What stands in the field at first. */
  first?: string;
  /** Empty: not yet; nothing is said then. */
  whyNot: (typed: string) => string | null;
  act: (name: string) => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const [typed, setTyped] = useState(first);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const reason = whyNot(typed);

  async function submit() {
    if (reason !== null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await act(typed.trim());
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name of the status"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            maxLength={64}
            error={reason === '' ? null : reason}
            readOnly={busy}
            autoComplete="off"
            data-autofocus
          />
          {children}
          {error !== null && <FailurePanel title={failed} error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={reason !== null}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Asks before a status of the account's own is deleted, or one of the Enterprise goes back to what that has. */
export function DeleteStatus({
  account,
  status,
  onClose,
  onDeleted,
}: {
  account: AccountDetail;
  status: Status;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { name, own, active } = status;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function remove() {
    setBusy(true);
    setError(null);
    try {
      await engine.statuses.delete({ accountId: account.accountId, name });
      onDeleted();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={own ? 'Delete the status?' : 'Back to default?'}>
      <Stack gap="sm">
        <Text size="sm" className="wrap-anywhere">
          {own
            ? `${isolated(name)} of ${nameOf(account)} is deleted, and holds no number any more.${active ? ' The first status is the active one then.' : ''}`
            : `${isolated(name)} of ${nameOf(account)} is again what the Enterprise has. What was changed for this account goes.`}
        </Text>
        {error !== null && (
          <FailurePanel title={own ? 'It was not deleted' : 'It was not changed'} error={error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Keep
          </Button>
          <Button color="red" loading={busy} onClick={() => void remove()}>
            {own ? 'Delete status' : 'Back to default'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
