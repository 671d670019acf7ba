import { Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useEffect, useId } from 'react';
import type { Me } from '../../shared/contract/index.ts';
import { undo } from './use-me.ts';
import { undoWords } from './words.ts';

/** Puts the user's last change back; Ctrl+Z does too, outside of what is being typed. */
export function UndoButton({ last }: { last: Me['undo'] }) {
  const id = useId();
  useEffect(() => {
    if (last === null) return;
    const onKey = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey);
      if (!isUndo || event.shiftKey || event.altKey || event.repeat || isTaken(event.target)) return;
      event.preventDefault();
      void undo(last);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [last]);
  const { label, what } =
    last === null ? { label: 'Undo', what: 'Nothing to undo' } : undoWords(last.sentence);
  return (
    <>
      <Tooltip label={what}>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          disabled={last === null}
          aria-describedby={id}
          onClick={() => last !== null && void undo(last)}
        >
          {label}
        </Button>
      </Tooltip>
      <VisuallyHidden id={id}>{what}</VisuallyHidden>
    </>
  );
}

/** Whether the key belongs to a text that is being typed, or to a dialog. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"]') !== null) return true;
  const field = target.closest<HTMLInputElement>('input, textarea, [contenteditable]');
  return field !== null && !field.readOnly;
}
