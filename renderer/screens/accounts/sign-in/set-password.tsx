import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { AccountDetail } from '../../../../shared/contract/index.ts';
import { nameOf } from '../../../components/account-name.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { Value } from '../../../components/value.tsx';
import { engine } from '../../../state/ports.ts';

/** Gives an account a password of Rollcall's own. */
export function SetPassword({ account, onClose }: { account: AccountDetail; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function save() {
    if (password === '' || busy) return;
    setBusy(true);
    setError(null);
    try {
      await engine.signIns.setPassword({ accountId: account.accountId, password });
      onClose();
      notifications.show({ title: 'Password set', message: nameOf(account), color: 'green' });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={`Password of ${nameOf(account)}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <Text size="sm" className="wrap-anywhere">
            The user signs in as <Value>{account.loginId}</Value> with it. Wherever they are signed in now,
            they are signed out.
          </Text>
          <PasswordInput
            label="New password"
            description="At least 10 characters"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            readOnly={busy}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            data-autofocus
          />
          {error !== null && <FailurePanel title="The password was not set" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={password === ''}>
              Set password
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
