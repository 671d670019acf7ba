import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Me } from '../../shared/contract/index.ts';
import { keepFocus, undo, UNDO_NOTE } from './use-me.ts';
import { undoWords } from './words.ts';

/** Says what was done, with the way back for as long as nothing else happened. */
export function tellDone(title: string, message: string, me: Me): void {
  const last = me.undo;
  notifications.hide(UNDO_NOTE);
  notifications.show({
    id: UNDO_NOTE,
    title,
    message: (
      <>
        {message}{' '}
        {last !== null && (
          <Button variant="default" size="compact-xs" onClick={() => void undo(last)}>
            {undoWords(last.sentence).label}
          </Button>
        )}
      </>
    ),
    color: 'green',
    autoClose: 10_000,
  });
  keepFocus();
}
