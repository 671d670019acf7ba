import { Button, Group, List, Stack, Text } from '@mantine/core';
import { Dialog } from '../../../components/dialog.tsx';
import { Value } from '../../../components/value.tsx';

/** Asks whether to save although the export is not known to be readable. */
export function DoubtsDialog({
  doubts,
  onSave,
  onClose,
}: {
  doubts: readonly string[];
  onSave: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog onClose={onClose} title="The export cannot be read like this" size="lg">
      <Stack gap="sm">
        <List size="sm">
          {doubts.map((doubt) => (
            <List.Item key={doubt} className="wrap-anywhere">
              <Value>{doubt}</Value>
            </List.Item>
          ))}
        </List>
        <Text size="sm">
          You can save anyway. Until the export can be read, synchronizations of this node fail, and no
          account is changed.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back to the form
          </Button>
          <Button onClick={onSave} data-autofocus>
            Save anyway
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
