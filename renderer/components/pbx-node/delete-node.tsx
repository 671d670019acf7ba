import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import { addresses } from '../../state/addresses.ts';
import { DeleteSource } from '../delete-source.tsx';

/** Deletes a PBX node with all its accounts, after saying what goes with it (safety.md 7). */
export function DeleteNode({
  enterprise,
  node: { sourceId, name },
  onClose,
  onStarted,
}: {
  /** Enterprise ID. */
  enterprise: string;
  node: Pick<PbxNodeRow, 'sourceId' | 'name'>;
  onClose: () => void;
  onStarted?: () => void;
}) {
  const form = addresses.editPbxNode(enterprise, sourceId);
  return (
    <DeleteSource
      enterprise={enterprise}
      source={{ sourceId, name, kind: 'PBX node', form }}
      onClose={onClose}
      onStarted={onStarted}
    >
      The phone system and its export files are not touched. The deletion is a run that names every account,
      and can be undone for as long as its rows are kept: node and accounts come back.
    </DeleteSource>
  );
}
