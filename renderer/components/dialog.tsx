import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/**
 * A dialog that is drawn only while it is open. When it goes, what had the focus before has it again, or the screen
 * where that is gone: Mantine gives the focus back only when a dialog stays and is closed. A busy one cannot be
 * closed: what it does would go on unseen.
 */
export function Dialog({ busy = false, ...props }: Omit<ModalProps, 'opened'> & { busy?: boolean }) {
  const [former] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (former instanceof HTMLElement) former.focus();
      if (document.activeElement === document.body) document.getElementById('screen')?.focus();
    },
    [former],
  );
  return (
    <Modal
      opened
      {...props}
      closeOnEscape={!busy}
      closeOnClickOutside={!busy}
      closeButtonProps={{ 'aria-label': 'Close', disabled: busy }}
    />
  );
}
