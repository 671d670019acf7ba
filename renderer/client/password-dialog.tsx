import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import type { Me } from '../../shared/contract/index.ts';
import { Dialog } from '../components/dialog.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { useDirty } from '../components/use-dirty.ts';
import { engine } from '../state/ports.ts';
import { useChange } from './use-me.ts';

/** The engine decides; this is what it says of short ones, in advance. */
const HINT = 'At least 10 characters. A few words that only you put together are good.';

/** Sets a password of the user's own, or changes it (E15). */
export function PasswordDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  // What it was when the dialog was opened: setting it makes it a password.
  const [first] = useState(me.signIn === 'code');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<'current' | 'next' | 'again' | null>(null);
  const { busy, error, change } = useChange();
  useDirty(current !== '' || next !== '');

  async function save(event: FormEvent) {
    event.preventDefault();
    const wrong =
      !first && current === '' ? 'current' : next === '' ? 'next' : next !== again ? 'again' : null;
    setProblem(wrong);
    if (wrong !== null) {
      (event.target as HTMLFormElement).querySelector<HTMLElement>(`[data-path="${wrong}"]`)?.focus();
      return;
    }
    if ((await change(() => engine.me.setPassword({ current: first ? '' : current, next }))) === null) return;
    onClose();
    notifications.show({
      title: first ? 'Password set' : 'Password changed',
      message: 'Sign in with it from now on.',
      color: 'green',
    });
  }

  const field = (
    label: string,
    path: string,
    value: string,
    set: (text: string) => void,
    error?: string,
  ) => ({
    label,
    value,
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
    'data-path': path,
    error,
    maxLength: 1024,
    visibilityToggleFocusable: true,
    visibilityToggleButtonProps: { 'aria-label': `Show: ${label}` },
  });

  return (
    <Dialog busy={busy} onClose={onClose} title={first ? 'Set a password' : 'Change password'}>
      <form onSubmit={(event) => void save(event)} noValidate>
        <Stack gap="sm">
          {error !== null && <FailurePanel title="The password was not changed" error={error} />}
          {!first && (
            <PasswordInput
              {...field(
                'Current password',
                'current',
                current,
                setCurrent,
                problem === 'current' ? 'Type it.' : undefined,
              )}
              autoComplete="current-password"
              data-autofocus
            />
          )}
          <PasswordInput
            {...field(
              'New password',
              'next',
              next,
              setNext,
              problem === 'next' ? 'Type a new one.' : undefined,
            )}
            description={HINT}
            autoComplete="new-password"
            data-autofocus={first || undefined}
          />
          <PasswordInput
            {...field(
              'New password once more',
              'again',
              again,
              setAgain,
              problem === 'again' && again !== next ? 'It is not the same as the new password.' : undefined,
            )}
            autoComplete="new-password"
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {first ? 'Set password' : 'Change password'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
