import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Value } from '../../components/value.tsx';

/** Who has what is to be deleted, and where it is seen. */
interface User {
  text: string;
  address?: string;
}

/** Deletes something that nobody has, or says who has it (D23). The engine has the last word, and is shown. */
export function DeleteDialog({
  what,
  name,
  users,
  wayOut,
  act,
  onClose,
  children,
}: {
  /** As in "Delete the *feature profile*". */
  what: string;
  name: string;
  users: readonly User[];
  /** How it becomes free. */
  wayOut: string;
  act: () => Promise<unknown>;
  onClose: () => void;
  /** What goes with it. */
  children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const inUse = users.length > 0;

  async function remove() {
    setBusy(true);
    setError(null);
    try {
      await act();
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={`Delete the ${what} ${isolated(name)}`} size="lg">
      <Stack gap="sm">
        {inUse ? (
          <>
            <Text size="sm">It cannot be deleted while it is used by:</Text>
            <List size="sm">
              {users.map(({ text, address }) => (
                <List.Item key={text} className="wrap-anywhere">
                  {address === undefined ? (
                    <Value>{text}</Value>
                  ) : (
                    <Anchor component={Link} href={address} size="sm" underline="always">
                      {text}
                    </Anchor>
                  )}
                </List.Item>
              ))}
            </List>
            <Text size="sm">{wayOut}</Text>
          </>
        ) : (
          children
        )}
        {error !== null && <FailurePanel error={error} title="Nothing was deleted" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus>
            {inUse ? 'Close' : 'Keep'}
          </Button>
          {!inUse && (
            <Button color="red" onClick={() => void remove()} loading={busy}>
              Delete {what}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
