import { Button, Group, List, Stack, Text } from '@mantine/core';
import { Dialog } from '../../../components/dialog.tsx';
import { Value } from '../../../components/value.tsx';

/** Why it is not known that the export can be read as a whole. */
export interface Doubts {
  /** Whether it can be read as far as it is known. */
  readable: boolean;
  words: readonly string[];
}

const TITLES = {
  unreadable: 'The export cannot be read like this',
  unused: 'Not every file of the folder is used',
};

/** Asks whether to save although the export is not known to be readable. */
export function DoubtsDialog({
  doubts,
  onSave,
  onClose,
}: {
  doubts: Doubts;
  onSave: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog onClose={onClose} title={doubts.readable ? TITLES.unused : TITLES.unreadable} size="lg">
      <Stack gap="sm">
        <List size="sm">
          {doubts.words.map((doubt) => (
            <List.Item key={doubt} className="wrap-anywhere">
              <Value>{doubt}</Value>
            </List.Item>
          ))}
        </List>
        <Text size="sm">
          {doubts.readable
            ? 'You can save anyway. Synchronizations then act as if these files were not there: who is in groups of theirs is taken for somebody without a group.'
            : 'You can save anyway. Until the export can be read, synchronizations of this node fail, and no account is changed.'}
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
