import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { AccountDetail, SignIn } from '../../../../shared/contract/index.ts';
import { nameOf } from '../../../components/account-name.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { engine } from '../../../state/ports.ts';
import { revokeSentence } from './sign-in-words.ts';

/** Asks before an account's password and code are taken away. */
export function RevokeSignIn({
  account,
  signIn,
  onClose,
}: {
  account: AccountDetail;
  signIn: SignIn;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // What is asked about stays, also when somebody else was quicker.
  const [sentence] = useState(() => revokeSentence(signIn));

  async function revoke() {
    setBusy(true);
    setError(null);
    try {
      await engine.signIns.revoke({ accountId: account.accountId });
      onClose();
      notifications.show({ title: 'Sign-in taken away', message: nameOf(account), color: 'green' });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={`Take the sign-in of ${nameOf(account)} away`}>
      <Stack gap="sm">
        <Text size="sm">{sentence}</Text>
        {error !== null && <FailurePanel title="It was not taken away" error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            Keep
          </Button>
          <Button color="red" loading={busy} onClick={() => void revoke()}>
            Take sign-in away
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
