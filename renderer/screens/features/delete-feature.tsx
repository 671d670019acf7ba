import { Text } from '@mantine/core';
import type { FeatureRow } from '../../../shared/contract/index.ts';
import { Value } from '../../components/value.tsx';
import { engine } from '../../state/ports.ts';
import { DeleteDialog } from './delete-dialog.tsx';

/** Deletes a feature that no profile has. */
export function DeleteFeature({ feature, onClose }: { feature: FeatureRow; onClose: () => void }) {
  return (
    <DeleteDialog
      what="feature"
      name={feature.name}
      users={feature.profiles.map((name) => ({ text: `Feature profile ${name}` }))}
      wayOut="Take it out of these feature profiles first."
      act={() => engine.features.delete({ featureId: feature.featureId })}
      onClose={onClose}
    >
      <Text size="sm">
        The feature <Value>{feature.name}</Value> and its seats are deleted. No feature profile has it, so no
        account is concerned. This cannot be undone.
      </Text>
    </DeleteDialog>
  );
}
