import { Text } from '@mantine/core';
import type { FeatureProfileRow } from '../../../shared/contract/index.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { usersOf } from './seat-words.ts';

/** Deletes a feature profile that no source, no option and no account has (D23). */
export function DeleteProfile({
  enterprise,
  profile,
  onClose,
}: {
  enterprise: string;
  profile: FeatureProfileRow;
  onClose: () => void;
}) {
  const { profileId, name, accounts, usedBy } = profile;
  const members = { text: 'Accounts', address: addresses.accountsOf(enterprise, { profileId }) };
  const lines = usersOf(profile);
  const users = lines.map((text, at) =>
    accounts > 0 && at === usedBy.length ? { ...members, text } : { text },
  );
  return (
    <DeleteDialog
      what="feature profile"
      name={name}
      users={users}
      wayOut="Give them another feature profile first."
      act={() => engine.featureProfiles.delete({ profileId })}
      onClose={onClose}
    >
      <Text size="sm">
        The feature profile <Value>{name}</Value> is deleted. No account has it, and nothing gives it to new
        ones. This cannot be undone.
      </Text>
    </DeleteDialog>
  );
}
