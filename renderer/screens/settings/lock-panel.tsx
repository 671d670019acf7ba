import { Button, Group, NumberInput, PasswordInput, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Dot } from '../../components/outcome.tsx';
import { Panel } from '../../components/screen.tsx';
import { useDirty } from '../../components/use-dirty.ts';
import { engine } from '../../state/ports.ts';
import { query, queryClient } from '../../state/queries.ts';
import { emptyLock, IDLE_MINUTES, lockOf, whyNotAgain, type LockForm } from './lock-words.ts';

interface Lock {
  isSet: boolean;
  idleMinutes: number;
}

/** Whether the administration asks for a password, and after how long it locks itself (E15). */
export function LockPanel() {
  const lock = useQuery(query.session.lock.queryOptions({ input: {} }));
  return (
    <Panel title="Lock">
      {lock.isError && !lock.data ? (
        <FailurePanel
          error={lock.error}
          title="Whether there is a lock cannot be asked for"
          retry={() => void lock.refetch()}
        />
      ) : lock.data ? (
        // What another window set begins anew.
        <LockEditor key={JSON.stringify(lock.data)} lock={lock.data} />
      ) : (
        <Skeleton height={96} />
      )}
    </Panel>
  );
}

function LockEditor({ lock }: { lock: Lock }) {
  const { isSet } = lock;
  const [form, setForm] = useState<LockForm>(emptyLock(lock.idleMinutes));
  const [busy, setBusy] = useState<'save' | 'remove' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const wanted = lockOf(form, isSet);
  useDirty(form.next !== '' || form.again !== '');

  async function put(what: 'save' | 'remove', input: Parameters<typeof engine.session.setLock>[0]) {
    if (busy !== null) return;
    setBusy(what);
    setError(null);
    try {
      const now = await engine.session.setLock(input);
      setForm(emptyLock(now.idleMinutes));
      notifications.show({
        title: what === 'remove' ? 'Lock removed' : isSet ? 'Lock changed' : 'Lock set',
        message: now.isSet
          ? 'The administration asks for this password.'
          : 'The administration asks for no password any more.',
        color: 'green',
      });
      await queryClient.invalidateQueries({ queryKey: query.session.lock.key() });
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(null);
    }
  }
  const text = (name: 'current' | 'next' | 'again') => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
    readOnly: busy !== null,
    maxLength: 1024,
    visibilityToggleButtonProps: { 'aria-label': `Show what is typed in ${LABELS[name].toLowerCase()}` },
    w: 250,
  });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== null) void put('save', wanted);
      }}
    >
      <Stack gap="sm">
        <Text size="sm" role="status">
          <Dot color={isSet ? 'good' : 'idle'} />{' '}
          {isSet
            ? 'The administration is behind a password.'
            : 'Without a lock, whoever opens Rollcall on this machine is its administrator.'}
        </Text>
        <Text size="sm" c="dimmed" maw={680}>
          The lock keeps others at this machine from the administration, while users can still sign in. It
          does not protect the data folder: whoever owns the operating-system account owns that too, and the
          rollcall command asks for no password.
        </Text>
        <Group gap="md" align="flex-start">
          {isSet && (
            <PasswordInput label={LABELS.current} autoComplete="current-password" {...text('current')} />
          )}
          <PasswordInput
            label={LABELS.next}
            description={isSet ? 'Empty: it stays as it is' : 'At least 10 characters'}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            {...text('next')}
          />
          <PasswordInput
            label={LABELS.again}
            autoComplete="new-password"
            error={whyNotAgain(form)}
            {...text('again')}
          />
          <NumberInput
            label="Locks itself after"
            suffix=" minutes"
            description="Without use"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={form.idleMinutes}
            onChange={(idleMinutes) => setForm({ ...form, idleMinutes })}
            min={IDLE_MINUTES.least}
            max={IDLE_MINUTES.most}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            w={180}
          />
        </Group>
        {error !== null && <FailurePanel error={error} title="The lock stays as it is" />}
        <Group gap="sm">
          <Button type="submit" disabled={wanted === null} loading={busy === 'save'}>
            {isSet ? 'Change lock' : 'Set lock'}
          </Button>
          {isSet && (
            <Button
              variant="default"
              disabled={form.current === '' || busy !== null}
              loading={busy === 'remove'}
              onClick={() =>
                void put('remove', { current: form.current, next: null, idleMinutes: lock.idleMinutes })
              }
            >
              Remove lock
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

const LABELS = {
  current: 'Password now',
  next: 'New password',
  again: 'New password again',
} as const;
