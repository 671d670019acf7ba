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
  readOnly,
  onSync,
  onPreview,
  onDelete,
}: {
  enterprise: string;
  row: TableRow;
  integrated: boolean;
  /** Then only what shows something is offered. */
  readOnly: boolean;
  onSync: () => void;
  onPreview: () => void;
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
        {!readOnly && (
          <>
            <Menu.Item disabled={!row.active || busy} onClick={onSync}>
              Sync now
            </Menu.Item>
            <Menu.Item disabled={!row.active || busy} onClick={onPreview}>
              Preview
            </Menu.Item>
          </>
        )}
        <Menu.Item component={Link} href={addresses.synchronizer(enterprise, row.sourceId)}>
          {integrated || readOnly ? 'View' : 'Edit'}
        </Menu.Item>
        {row.lastAttempt !== null && (
          <Menu.Item component={Link} href={addresses.run(enterprise, row.lastAttempt.id)}>
            Last run
          </Menu.Item>
        )}
        <Menu.Item component={Link} href={addresses.held(enterprise, row.sourceId)}>
          Held rows
        </Menu.Item>
        {!readOnly && <Menu.Divider role="separator" />}
        {readOnly ? null : integrated ? (
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
