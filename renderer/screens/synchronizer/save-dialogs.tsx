import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import type { ConnectionTest } from './use-connection-test.ts';

/** Asks whether to save although the connection is not known to work. */
export function UntestedDialog({
  test,
  onSave,
  onTest,
  onClose,
}: {
  test: ConnectionTest;
  onSave: () => void;
  onTest: () => void;
  onClose: () => void;
}) {
  const failed = test.stale ? null : test.failedStep;
  return (
    <Dialog
      onClose={onClose}
      title={failed === null ? 'The connection has not been tested' : 'The test failed'}
    >
      <Stack gap="sm">
        <Text size="sm" className="wrap-anywhere">
          {failed === null
            ? test.stale
              ? 'The settings were changed since the last test.'
              : 'Nobody knows yet whether these settings work.'
            : `${failed.title}: ${isolated(failed.evidence)} ${isolated(failed.next)}`}
        </Text>
        <Text size="sm">
          You can save anyway. Until the connection works, synchronizations fail, and no account is changed.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back to the form
          </Button>
          <Button variant="default" onClick={onTest}>
            Test connection
          </Button>
          <Button onClick={onSave} data-autofocus>
            Save anyway
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Explains why the password cannot be kept, and offers the key file (E12). */
export function LockedDialog({
  isNew,
  onRetry,
  onWithout,
  onClose,
}: {
  isNew: boolean;
  onRetry: () => void;
  onWithout: () => void;
  onClose: () => void;
}) {
  const vault = useQuery(query.vault.state.queryOptions({ input: {} }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const state = vault.data;
  const canMake = state?.source === 'none';

  async function makeKey() {
    setBusy(true);
    setError(null);
    try {
      await engine.vault.createKeyFile({});
      onRetry();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog
      busy={busy}
      onClose={onClose}
      size="lg"
      title={canMake ? 'There is no key to keep passwords with' : 'The password cannot be stored'}
    >
      <Stack gap="sm">
        {vault.isPending && <Skeleton height={60} />}
        {vault.isError && !state && <FailurePanel error={vault.error} retry={() => void vault.refetch()} />}
        {canMake && (
          <>
            <Text size="sm">
              Rollcall stores passwords encrypted, and this computer offers no keychain that protects the key.
              It can keep the key in a file that only you may read:
            </Text>
            <Text size="sm" ff="monospace" className="wrap-anywhere">
              {state.keyFile}
            </Text>
            <Text size="sm">
              Whoever can read that file and the data folder can read the stored passwords: administrators of
              this computer, and whoever gets a backup that holds both.
            </Text>
          </>
        )}
        {state && !canMake && (
          <Text size="sm" className="wrap-anywhere">
            {state.problem ?? 'The key that passwords are encrypted with cannot be used at the moment.'} The
            key file is expected at {state.keyFile}.
          </Text>
        )}
        {error !== null && <FailurePanel error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy}>
            Back to the form
          </Button>
          <Button variant="default" onClick={onWithout} disabled={busy}>
            {isNew ? 'Save without the password' : 'Save without changing the password'}
          </Button>
          {canMake && (
            <Button onClick={() => void makeKey()} loading={busy} autoFocus>
              Keep passwords in a key file
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
