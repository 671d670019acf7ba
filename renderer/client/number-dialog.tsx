import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { isolated } from '../components/isolated.ts';
import { engine } from '../state/ports.ts';
import { tellDone } from './tell-done.tsx';
import { useChange } from './use-me.ts';

/** Adds a number of the user's own, such as that of a mobile (domain.md 5.2, A13). */
export function NumberDialog({
  onAdded,
  onClose,
}: {
  onAdded?: (number: string) => void;
  onClose: () => void;
}) {
  const [number, setNumber] = useState('');
  const [kind, setKind] = useState<'external' | 'other'>('external');
  const [missing, setMissing] = useState(false);
  const { busy, error, change } = useChange();

  async function add(event: FormEvent) {
    event.preventDefault();
    // The dialog is drawn elsewhere, but React takes it for a part of the form that opened it.
    event.stopPropagation();
    const text = number.trim();
    setMissing(text === '');
    if (text === '' || busy) return;
    const after = await change(() => engine.me.addNumber({ number: text, kind }));
    if (after === null) return;
    onClose();
    onAdded?.(text);
    tellDone('Added', `The number ${isolated(text)}.`, after);
  }

  return (
    <Dialog busy={busy} onClose={onClose} title="Add a number">
      <form onSubmit={(event) => void add(event)} noValidate>
        <Stack gap="sm">
          {error !== null && <FailurePanel title="The number was not added" error={error} />}
          <TextInput
            label="Number"
            description="As you would dial it, such as +49 30 1234567."
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
            maxLength={64}
            inputMode="tel"
            error={missing && number.trim() === '' ? 'Type the number.' : undefined}
            data-autofocus
          />
          <Radio.Group
            label="Kind"
            value={kind}
            onChange={(value) => setKind(value === 'other' ? 'other' : 'external')}
          >
            <Stack gap="sm" mt={4}>
              <Radio size="sm" value="external" label="External, such as a mobile or a phone at home" />
              <Radio size="sm" value="other" label="Other" />
            </Stack>
          </Radio.Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Add number
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
