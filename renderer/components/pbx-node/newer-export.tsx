import { IconRefresh } from '@tabler/icons-react';
import type { EnterpriseView, PbxNodeRow } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { Notice } from '../notice.tsx';
import { PreviewButton } from '../preview-button.tsx';
import { ActionButton } from '../run-action.tsx';
import { When } from '../when.tsx';

/** Says that a newer export lies there than the one that was read last; nothing when there is none. */
export function NewerExport({
  enterprise,
  node,
  reason,
  onSync,
}: {
  enterprise: EnterpriseView;
  node: Pick<PbxNodeRow, 'name' | 'newerExport' | 'lastGood'>;
  /** Why it cannot be synchronized now; null when it can. */
  reason: string | null;
  onSync: () => void;
}) {
  if (node.newerExport === null) return null;
  return (
    <Notice
      tone="info"
      title={`A newer export of ${isolated(node.name)} is there`}
      action={
        <>
          <PreviewButton
            enterprise={enterprise}
            source={node.name}
            reason={reason}
            aria-label={`Preview: ${isolated(node.name)}`}
          />
          <ActionButton
            variant="default"
            reason={reason}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onSync}
            aria-label={`Sync now: ${isolated(node.name)}`}
          >
            Sync now
          </ActionButton>
        </>
      }
    >
      Written <When at={node.newerExport} inline />.
      {node.lastGood !== null && ' Until it is synchronized, the accounts are as the export before says.'}
    </Notice>
  );
}
