import { Button, Group, Input, PasswordInput, Text } from '@mantine/core';
import type { SynchronizerDetail } from '../../../shared/contract/index.ts';
import { initialPassword, storedWords, type PasswordEdit } from './password-state.ts';

/** The bind password: kept, changed or removed. What is stored is never shown. */
export function PasswordField({
  stored,
  edit,
  onChange,
  problem,
}: {
  stored: SynchronizerDetail['password'] | null;
  edit: PasswordEdit;
  onChange: (edit: PasswordEdit) => void;
  /** Why it has to be entered again. */
  problem: string | null;
}) {
  const hasStored = stored !== null && stored.kind !== 'none';
  if (edit.kind === 'typed') {
    return (
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <PasswordInput
          flex={1}
          label="Password"
          description="Stored encrypted. It is not kept when you leave this form without saving."
          value={edit.value}
          onChange={(event) => onChange({ kind: 'typed', value: event.currentTarget.value })}
          autoComplete="new-password"
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          data-path="password"
          error={problem}
        />
        {hasStored && (
          <Button variant="default" size="sm" onClick={() => onChange(initialPassword(stored))}>
            Keep the stored one
          </Button>
        )}
      </Group>
    );
  }
  const removed = edit.kind === 'remove';
  return (
    <Input.Wrapper
      label="Password"
      labelElement="div"
      error={removed ? undefined : (problem ?? stored?.problem)}
    >
      <Group gap="xs" my={4}>
        <Text size="sm" className="wrap-anywhere">
          {removed ? 'Will be removed when you save' : storedWords(stored!)}
        </Text>
        <Button
          variant="default"
          size="compact-xs"
          aria-label="Change the password"
          data-path="password"
          onClick={() => onChange({ kind: 'typed', value: '' })}
        >
          Change
        </Button>
        {removed ? (
          <Button variant="default" size="compact-xs" onClick={() => onChange({ kind: 'keep' })}>
            Keep it
          </Button>
        ) : (
          <Button
            variant="default"
            size="compact-xs"
            aria-label="Remove the password"
            onClick={() => onChange({ kind: 'remove' })}
          >
            Remove
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}
