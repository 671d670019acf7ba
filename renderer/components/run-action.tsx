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
}: ButtonProps & {
  id?: string | undefined;
  reason: string | null;
  onClick: () => void;
  children: ReactNode;
}) {
  const described = useId();
  const blocked = reason !== null;
  // One and the same button in both states: it keeps the focus when what it did makes it unusable for a while.
  return (
    <>
      <Tooltip
        label={reason}
        disabled={!blocked}
        multiline
        maw={320}
        withinPortal={false}
        events={{ hover: true, focus: true, touch: true }}
      >
        <Button
          {...props}
          data-disabled={blocked || undefined}
          aria-disabled={blocked || undefined}
          aria-describedby={blocked ? described : undefined}
          onClick={blocked ? undefined : onClick}
        >
          {children}
        </Button>
      </Tooltip>
      {blocked && <VisuallyHidden id={described}>{reason}</VisuallyHidden>}
    </>
  );
}
