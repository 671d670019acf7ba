import { Button, Group, TextInput } from '@mantine/core';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

/** The server's key that is trusted by itself. The connection test fills it, so that nobody has to type it. */
export function PinField({ form }: { form: SynchronizerForm }) {
  const { pin } = form.values;
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        flex={1}
        label="Trusted key"
        description="For a server whose certificate no CA vouches for: the connection test offers its key. It then decides alone, in place of CA, name and dates."
        placeholder="None: the CA certificates decide"
        value={pin ?? ''}
        onChange={(event) => form.set({ pin: event.currentTarget.value.trim() || null })}
        spellCheck={false}
        autoComplete="off"
        {...form.at('pin')}
      />
      {pin !== null && (
        <Button
          variant="default"
          size="sm"
          onClick={() => form.set({ pin: null })}
          aria-label="Clear the trusted key"
        >
          Clear
        </Button>
      )}
    </Group>
  );
}
