import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { Value } from './value.tsx';

/**
 * Asks for a name to be typed before something is deleted. `act` does it; the dialog stays, with the reason, when
 * that fails.
 */
export function ConfirmByName({
  title,
  name,
  what,
  action,
  doing,
  act,
  onClose,
  children,
}: {
  title: string;
  name: string;
  /** What the name is, as in "Type the *name of the synchronizer*". */
  what: string;
  action: string;
  /** What is said while it is done. */
  doing: string;
  act: (typed: string) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fits = typed === name;

  async function submit() {
    if (!fits || busy) return;
    setBusy(true);
    setError(null);
    try {
      await act(typed);
      onClose();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={title} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          {children}
          <TextInput
            label={
              <>
                Type the {what} to confirm:{' '}
                <Text component="strong" fw={700} className="wrap-anywhere" inherit>
                  <Value>{name}</Value>
                </Text>
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            readOnly={busy}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
          {error !== null && <FailurePanel error={error} />}
          <Group justify="flex-end">
            <Text size="sm" role="status">
              {busy ? doing : ''}
            </Text>
            <Button variant="default" onClick={onClose} disabled={busy}>
              Keep
            </Button>
            <Button type="submit" color="red" disabled={!fits} loading={busy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
