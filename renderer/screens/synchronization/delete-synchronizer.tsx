import type { SynchronizerRow } from '../../../shared/contract/index.ts';
import { DeleteSource } from '../../components/delete-source.tsx';
import { addresses } from '../../state/addresses.ts';

/** Deletes a synchronizer with all its accounts, after saying what goes with it (safety.md 7). */
export function DeleteSynchronizer({
  enterprise,
  row: { sourceId, name },
  onClose,
}: {
  enterprise: string;
  row: Pick<SynchronizerRow, 'sourceId' | 'name'>;
  onClose: () => void;
}) {
  const form = addresses.synchronizer(enterprise, sourceId);
  return (
    <DeleteSource
      enterprise={enterprise}
      source={{ sourceId, name, kind: 'synchronizer', form }}
      onClose={onClose}
    >
      The directory itself is not touched. The deletion is a run that names every account, and can be undone
      for as long as its rows are kept: synchronizer and accounts come back, and only the password must be
      entered again.
    </DeleteSource>
  );
}
