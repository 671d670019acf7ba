import { Button, Tooltip, VisuallyHidden, type ButtonProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';

/**
 * A button that says why it cannot be used: on hover, on focus and to screen readers. A disabled button could not be
 * reached by keyboard, so it only looks and acts like one.
 */
export function ActionButton({
  reason,
  onClick,
  children,
  ...props
}: ButtonProps & { reason: string | null; onClick: () => void; children: ReactNode }) {
  const described = useId();
  if (reason === null) {
    return (
      <Button {...props} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <>
      <Tooltip
        label={reason}
        multiline
        maw={320}
        withinPortal={false}
        events={{ hover: true, focus: true, touch: true }}
      >
        <Button {...props} data-disabled aria-disabled aria-describedby={described}>
          {children}
        </Button>
      </Tooltip>
      <VisuallyHidden id={described}>{reason}</VisuallyHidden>
    </>
  );
}
