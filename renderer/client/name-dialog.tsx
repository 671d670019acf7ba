import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../components/dialog.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { isolated } from '../components/isolated.ts';
import { useDrafts } from '../state/drafts.ts';
import { engine } from '../state/ports.ts';
import { mine } from './addresses.ts';
import { tellDone } from './tell-done.tsx';
import { useChange } from './use-me.ts';

/** Names a new status of the user's own, or gives one another name. */
export function NameDialog({ rename, onClose }: { rename?: string; onClose: () => void }) {
  const [name, setName] = useState(rename ?? '');
  const [missing, setMissing] = useState(false);
  const [, go] = useLocation();
  const { busy, error, change } = useChange();

  async function save(event: FormEvent) {
    event.preventDefault();
    const text = name.trim();
    setMissing(text === '');
    if (text === '' || busy) return;
    if (text === rename) {
      onClose();
      return;
    }
    const after = await change(() =>
      rename === undefined
        ? engine.me.addStatus({ name: text, settings: {} })
        : engine.me.setStatus({ name: rename, rename: text, settings: {} }),
    );
    if (after === null) return;
    if (rename !== undefined) useDrafts.getState().drop(mine.status(rename));
    onClose();
    go(mine.status(text));
    tellDone(rename === undefined ? 'Added' : 'Renamed', `The status ${isolated(text)}.`, after);
  }

  return (
    <Dialog busy={busy} onClose={onClose} title={rename === undefined ? 'New status' : 'Rename the status'}>
      <form onSubmit={(event) => void save(event)} noValidate>
        <Stack gap="sm">
          {error !== null && (
            <FailurePanel
              title={rename === undefined ? 'The status was not added' : 'The status was not renamed'}
              error={error}
            />
          )}
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={64}
            error={missing && name.trim() === '' ? 'Type a name.' : undefined}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {rename === undefined ? 'Add status' : 'Rename'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
