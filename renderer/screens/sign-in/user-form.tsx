import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import type { SessionView } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { signIn } from '../../state/session.ts';
import { Refused } from './refused.tsx';
import { useAttempt } from './use-attempt.ts';

/** Where a user signs in with a directory password, a password or a one-time code. Nothing of it is remembered (E15). */
export function UserForm({ enterprises }: Pick<SessionView, 'enterprises'>) {
  const [enterprise, setEnterprise] = useState(enterprises.length === 1 ? enterprises[0]!.id : '');
  const [loginId, setLoginId] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  /** Whose try was refused last: whoever signs in with another login does not wait for it. */
  const [refused, setRefused] = useState('');
  const { busy, error, tries, wait, attempt } = useAttempt();
  const form = useRef<HTMLFormElement>(null);
  // The only one is not asked for.
  const chosen = enterprises.length === 1 ? enterprises[0]!.id : enterprise;
  const who = `${chosen} ${loginId.trim().toLowerCase()}`;
  const isRefused = error !== null && who === refused;
  const mustWait = isRefused && wait > 0;

  function focus(field: string) {
    setTimeout(() => form.current?.querySelector<HTMLElement>(`[data-path="${field}"]`)?.focus(), 0);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || mustWait) return;
    const login = loginId.trim();
    const empty =
      chosen === '' ? 'enterprise' : login === '' ? 'loginId' : password === '' ? 'password' : null;
    setMissing(empty !== null);
    if (empty !== null) {
      focus(empty);
      return;
    }
    if (await attempt(() => signIn({ enterprise: chosen, loginId: login, password }))) return;
    setRefused(who);
    setPassword('');
    focus('password');
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title" noValidate>
      <Stack gap="sm">
        {isRefused && <Refused key={tries} error={error} wait={wait} />}
        {enterprises.length > 1 && (
          <Select
            label="Enterprise"
            data={enterprises.map(({ id, description }) => ({
              value: id,
              label: isolated(description || id),
            }))}
            value={enterprise === '' ? null : enterprise}
            onChange={(id) => setEnterprise(id ?? '')}
            allowDeselect={false}
            placeholder="Where you work"
            data-path="enterprise"
            data-autofocus
            autoFocus
            error={missing && chosen === '' ? 'Choose your Enterprise.' : undefined}
          />
        )}
        <TextInput
          label="Login ID"
          value={loginId}
          onChange={(event) => setLoginId(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={256}
          data-path="loginId"
          autoFocus={enterprises.length === 1}
          error={missing && loginId.trim() === '' ? 'Type your login ID.' : undefined}
        />
        <PasswordInput
          label="Password or one-time code"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="off"
          maxLength={1024}
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          data-path="password"
          error={missing && password === '' ? 'Type your password or one-time code.' : undefined}
        />
        <Button type="submit" size="sm" loading={busy} disabled={mustWait}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
