import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { NumberAction } from '../../../shared/contract/index.ts';
import { counted } from '../numbers.ts';
import { ActionButton } from '../run-action.tsx';
import { NumberActionDialog } from './action-dialog.tsx';
import { whyNotMany, type NumberItem } from './bulk-words.ts';
import { RemindDialog } from './remind-dialog.tsx';

/** What is asked about the numbers that are chosen. */
type NumberQuestion = NumberAction['kind'] | 'remind';

/** What can be done with the numbers that are chosen, on behalf of their users; nothing while none is. */
export function NumberBulkBar({
  chosen,
  note = '',
  clear,
}: {
  chosen: readonly NumberItem[];
  /** What else is to be said of the choice, such as that there are more. */
  note?: string;
  clear: () => void;
}) {
  const [asking, setAsking] = useState<NumberQuestion | null>(null);
  const reason = whyNotMany(chosen);
  return (
    <Group gap="xs" role="group" aria-label="Chosen numbers" mih={30}>
      <Text size="sm" role="status">
        {chosen.length === 0
          ? ''
          : `${counted(chosen.length, 'number')} chosen${note === '' ? '' : `, ${note}`}`}
      </Text>
      {chosen.length > 0 && (
        <>
          <ActionButton reason={reason} onClick={() => setAsking('repoint')}>
            Re-point…
          </ActionButton>
          <ActionButton variant="default" reason={reason} onClick={() => setAsking('release')}>
            Release…
          </ActionButton>
          <ActionButton variant="default" reason={reason} onClick={() => setAsking('remind')}>
            Remind…
          </ActionButton>
          <Button variant="subtle" size="compact-xs" onClick={clear}>
            Choose none
          </Button>
        </>
      )}
      {asking !== null && (
        <NumberQuestions asking={asking} items={chosen} onClose={() => setAsking(null)} onDone={clear} />
      )}
    </Group>
  );
}

/** The dialog for a question about numbers. */
export function NumberQuestions({
  asking,
  items,
  onClose,
  onDone,
}: {
  asking: NumberQuestion;
  items: readonly NumberItem[];
  onClose: () => void;
  onDone?: (() => void) | undefined;
}) {
  if (asking === 'remind') return <RemindDialog items={items} onClose={onClose} />;
  return <NumberActionDialog kind={asking} items={items} onClose={onClose} onDone={onDone} />;
}
