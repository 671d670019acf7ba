import { Stack, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { FeatureProfileRow, FeatureRow } from '../../../shared/contract/index.ts';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ActionButton } from '../../components/run-action.tsx';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { onCommand } from '../../state/events.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { AddMembers } from './add-members.tsx';
import { DeleteProfile } from './delete-profile.tsx';
import { profileColumns } from './profile-columns.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ProfileMenu } from './profile-menu.tsx';

/** Which dialog is open, and for which profile; null: for a new one. */
type Open =
  | { kind: 'form'; profile: FeatureProfileRow | null }
  | { kind: 'members' | 'delete'; profile: FeatureProfileRow };

/** Feature profiles: which features, who has them, who gives them. */
export function ProfilesPanel({
  enterprise,
  profiles,
  features,
  loading,
}: EnterpriseProps & {
  profiles: readonly FeatureProfileRow[];
  features: readonly FeatureRow[];
  loading: boolean;
}) {
  const [open, setOpen] = useState<Open | null>(null);
  const readOnly = useReadOnly();
  const integrated = isIntegrated(enterprise);
  const locked = integrated || readOnly;
  useEffect(
    () =>
      onCommand((command) => {
        if (command === 'add' && !locked) setOpen((before) => before ?? { kind: 'form', profile: null });
      }),
    [locked],
  );
  const close = () => setOpen(null);
  // Seats and members are as they are now, also in a dialog that has been open for a while.
  const newest = (profile: FeatureProfileRow) =>
    profiles.find(({ profileId }) => profileId === profile.profileId) ?? profile;
  return (
    <section aria-label="Feature profiles">
      <Stack gap="xs">
        <Title order={2} fz="md">
          Feature profiles
        </Title>
        <DataTable
          name="feature-profiles"
          label="feature profiles"
          columns={profileColumns(enterprise.id)}
          rows={profiles}
          rowKey={({ profileId }) => profileId}
          loading={loading}
          filterable={profiles.length > 10}
          toolbar={
            !readOnly && (
              <ActionButton
                variant="default"
                reason={integrated ? INTEGRATED_REASON : null}
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => setOpen({ kind: 'form', profile: null })}
              >
                Add feature profile
              </ActionButton>
            )
          }
          actions={(profile) => (
            <ProfileMenu
              enterprise={enterprise}
              profile={profile}
              onEdit={() => setOpen({ kind: 'form', profile })}
              onAddMembers={() => setOpen({ kind: 'members', profile })}
              onDelete={() => setOpen({ kind: 'delete', profile })}
            />
          )}
          empty={
            <EmptyState title="No feature profile">
              A feature profile is a set of licensed features that is given to many accounts.
            </EmptyState>
          }
        />
      </Stack>
      {open?.kind === 'form' && (
        <ProfileForm
          enterpriseId={enterprise.enterpriseId}
          profile={open.profile && newest(open.profile)}
          features={features}
          locked={locked}
          onClose={close}
        />
      )}
      {open?.kind === 'members' && (
        <AddMembers
          enterprise={enterprise}
          profile={newest(open.profile)}
          profiles={profiles}
          onClose={close}
        />
      )}
      {open?.kind === 'delete' && (
        <DeleteProfile enterprise={enterprise.id} profile={newest(open.profile)} onClose={close} />
      )}
    </section>
  );
}
