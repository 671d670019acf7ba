import { Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import type { SessionView } from '../../../shared/contract/index.ts';
import { unlock } from '../../state/session.ts';
import { Refused } from './refused.tsx';
import { useAttempt } from './use-attempt.ts';

/** The way to the administration, where this client may: free, or behind its lock. */
export function AdministratorForm({ administrator }: { administrator: SessionView['administrator'] }) {
  const [password, setPassword] = useState('');
  const { busy, error, tries, wait, attempt } = useAttempt();
  const field = useRef<HTMLInputElement>(null);
  if (administrator === 'no') return null;
  const locked = administrator === 'locked';

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || wait > 0) return;
    if (locked && password === '') return field.current?.focus();
    if (await attempt(() => unlock(locked ? password : ''))) return;
    setPassword('');
    setTimeout(() => field.current?.focus(), 0);
  }

  return (
    <form onSubmit={(event) => void submit(event)} aria-labelledby="administrator-title" noValidate>
      <Stack gap="xs">
        <Title order={2} fz="sm" id="administrator-title">
          Administrator
        </Title>
        {error !== null && <Refused key={tries} error={error} wait={wait} />}
        {locked ? (
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <PasswordInput
              ref={field}
              flex={1}
              label="Administrator's password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="off"
              maxLength={1024}
              visibilityToggleFocusable
              visibilityToggleButtonProps={{ 'aria-label': "Show the administrator's password" }}
            />
            <Button type="submit" variant="default" size="sm" loading={busy} disabled={wait > 0}>
              Unlock
            </Button>
          </Group>
        ) : (
          <Group gap="sm">
            <Button type="submit" variant="default" loading={busy}>
              Open as administrator
            </Button>
            <Text size="xs" c="dimmed">
              No password is set for it.
            </Text>
          </Group>
        )}
      </Stack>
    </form>
  );
}
