import { ActionIcon, Button, Group, TextInput, type TextInputProps } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

/** The path of a file or folder: typed, or chosen in a dialog of the system. */
export function PathField({
  value,
  onChange,
  onChoose,
  onRemove,
  chooses,
  ...input
}: Omit<TextInputProps, 'onChange' | 'value'> & {
  value: string;
  onChange: (path: string) => void;
  onChoose: () => void;
  onRemove?: (() => void) | undefined;
  /** What Choose chooses, as in "Choose *the device export*". */
  chooses: string;
}) {
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        {...input}
        flex={1}
        value={value}
        title={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
      />
      <Button variant="default" size="sm" onClick={onChoose} aria-label={`Choose ${chooses}`}>
        Choose…
      </Button>
      {onRemove && (
        <ActionIcon size="lg" onClick={onRemove} aria-label={`Remove ${chooses}`} title="Remove">
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
