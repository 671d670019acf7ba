import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView, PasswordChoice, SynchronizerDraft } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { startSynchronization } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { failureOf } from '../../state/failure.ts';
import { engine } from '../../state/ports.ts';
import type { SynchronizerForm } from './use-synchronizer-form.ts';
import { problemsOf } from './validation.ts';

/** What a person is asked before, or instead of, saving. */
export type SaveQuestion =
  /** The connection was not tested with these settings, or the test failed. */
  | { kind: 'untested' }
  /** There is no usable key to keep the password with (E12). */
  | { kind: 'locked' }
  | null;

/** Saves the form, and says what stands in the way. */
export function useSave({
  enterprise,
  sourceId,
  form,
  choice,
  needsWarning,
  onPasswordRefused,
  onSaved,
}: {
  enterprise: EnterpriseView;
  sourceId: number | null;
  form: SynchronizerForm;
  choice: PasswordChoice;
  /** Whether the connection is not known to work. */
  needsWarning: boolean;
  onPasswordRefused: (message: string) => void;
  /** Called just before the screen is left. */
  onSaved: () => void;
}) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [question, setQuestion] = useState<SaveQuestion>(null);

  /** Saves, with another choice of the password if given. */
  async function save({ sure = false, password = choice } = {}): Promise<void> {
    if (busy) return;
    setError(null);
    setQuestion(null);
    const { valid } = form;
    if (valid === null) {
      form.showProblems(form.problems);
      return;
    }
    if (needsWarning && !sure) {
      setQuestion({ kind: 'untested' });
      return;
    }
    setBusy(true);
    try {
      await send(valid, password);
      onSaved();
      form.drop();
      navigate(addresses.synchronization(enterprise.id));
      tellSavedSynchronizer(enterprise, valid.name);
    } catch (failed) {
      refused(failed);
    } finally {
      setBusy(false);
    }
  }

  function send(draft: SynchronizerDraft, password: PasswordChoice) {
    return sourceId === null
      ? engine.synchronizers.create({ enterpriseId: enterprise.enterpriseId, draft, password })
      : engine.synchronizers.update({ sourceId, draft, password });
  }

  function refused(failed: unknown): void {
    const failure = failureOf(failed);
    const found = problemsOf(failure);
    if (failure.code === 'vault.missing-secret') {
      onPasswordRefused(`${failure.message} Enter it again. (${failure.code})`);
      form.showProblems({ password: failure.message });
    } else if (failure.code === 'vault.locked') {
      setQuestion({ kind: 'locked' });
    } else if (Object.keys(found).length > 0) {
      form.showProblems(found);
    } else {
      setError(failed);
    }
  }

  return { save, busy, error, question, ask: setQuestion };
}

/** Says that it was saved, and offers the next step. */
function tellSavedSynchronizer(enterprise: EnterpriseView, name: string): void {
  const id = `saved-${enterprise.enterpriseId}-${name}`;
  notifications.show({
    id,
    title: `${isolated(name)} was saved`,
    color: 'green',
    autoClose: 15_000,
    message:
      enterprise.type === 'directory' ? (
        <Group justify="space-between" gap="xs">
          <Text size="sm">Nothing has been read yet.</Text>
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => {
              notifications.hide(id);
              void startSynchronization(enterprise.id, name);
            }}
          >
            Sync now
          </Button>
        </Group>
      ) : (
        'To synchronize it, choose the type Active Directory/LDAP Synchronizer and apply.'
      ),
  });
}
