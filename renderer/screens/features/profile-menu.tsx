import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { FeatureProfileRow } from '../../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { isolated } from '../../components/isolated.ts';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';

/** What can be done with one feature profile. */
export function ProfileMenu({
  enterprise,
  profile,
  onEdit,
  onAddMembers,
  onDelete,
}: EnterpriseProps & {
  profile: FeatureProfileRow;
  onEdit: () => void;
  onAddMembers: () => void;
  onDelete: () => void;
}) {
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const isDefault = profile.name === DEFAULT_PROFILE;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${isolated(profile.name)}`} title="Actions">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>{integrated || readOnly ? 'View' : 'Edit'}</Menu.Item>
        <Menu.Item
          component={Link}
          href={addresses.accountsOf(enterprise.id, { profileId: profile.profileId })}
        >
          Show members
        </Menu.Item>
        {!readOnly && (
          <>
            <Menu.Divider role="separator" />
            {integrated && <Menu.Label>{INTEGRATED_REASON}</Menu.Label>}
            <Menu.Item disabled={integrated} onClick={onAddMembers}>
              Add members…
            </Menu.Item>
            {isDefault && !integrated && <Menu.Label>Every Enterprise keeps this profile.</Menu.Label>}
            <Menu.Item disabled={integrated || isDefault} onClick={onDelete}>
              Delete…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
