import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from 'wouter';
import { isolated } from '../../components/isolated.ts';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON } from '../../state/enterprise.ts';
import type { TableRow } from './synchronizer-columns.tsx';

/** What can be done with one synchronizer. */
export function SynchronizerMenu({
  enterprise,
  row,
  integrated,
  onSync,
  onDelete,
}: {
  enterprise: string;
  row: TableRow;
  integrated: boolean;
  onSync: () => void;
  onDelete: () => void;
}) {
  const busy = row.live !== null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${isolated(row.name)}`} title="Actions">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!row.active || busy} onClick={onSync}>
          Sync now
        </Menu.Item>
        <Menu.Item component={Link} href={addresses.synchronizer(enterprise, row.sourceId)}>
          {integrated ? 'View' : 'Edit'}
        </Menu.Item>
        {row.lastAttempt !== null && (
          <Menu.Item component={Link} href={addresses.run(enterprise, row.lastAttempt.id)}>
            Last run
          </Menu.Item>
        )}
        <Menu.Divider role="separator" />
        {integrated ? (
          <>
            <Menu.Label>{INTEGRATED_REASON}</Menu.Label>
            <Menu.Item disabled>Duplicate</Menu.Item>
            <Menu.Item disabled>Delete…</Menu.Item>
          </>
        ) : (
          <>
            <Menu.Item component={Link} href={addresses.copySynchronizer(enterprise, row.sourceId)}>
              Duplicate
            </Menu.Item>
            <Menu.Item disabled={busy} onClick={onDelete}>
              Delete…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
