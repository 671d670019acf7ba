import { Button, Group, Stack, Text } from '@mantine/core';
import { Dialog } from './dialog.tsx';

/** Asks before unsaved changes are thrown away. */
export function DiscardDialog({ onDiscard, onClose }: { onDiscard: () => void; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Discard the changes?">
      <Stack gap="sm">
        <Text size="sm">What you changed in this form is not saved, and would be lost.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Go on editing
          </Button>
          <Button color="red" onClick={onDiscard}>
            Discard
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
