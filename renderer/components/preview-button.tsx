import type { ButtonProps } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { ActionButton } from './run-action.tsx';
import { startPreview } from './run-preview.tsx';

/** Shows what a synchronization would do, without doing it. */
export function PreviewButton({
  enterprise,
  source,
  reason,
  children = 'Preview',
  ...props
}: ButtonProps & {
  enterprise: EnterpriseView;
  /** Left out: all sources of the Enterprise's type. */
  source?: string;
  /** Why it cannot be used; null when it can. */
  reason: string | null;
  children?: string;
}) {
  return (
    <ActionButton
      variant="default"
      leftSection={<IconEye size={14} aria-hidden />}
      {...props}
      reason={reason}
      onClick={() => void startPreview(enterprise.id, source)}
    >
      {children}
    </ActionButton>
  );
}
