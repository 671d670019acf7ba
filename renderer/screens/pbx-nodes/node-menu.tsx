import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from 'wouter';
import { isolated } from '../../components/isolated.ts';
import { whyNotNode } from '../../components/pbx-node/node-state.ts';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON } from '../../state/enterprise.ts';
import type { NodeTableRow } from './node-columns.tsx';

/** What can be done with one node. */
export function NodeMenu({
  enterprise,
  row,
  integrated,
  readOnly,
  onSync,
  onPreview,
  onDelete,
}: {
  enterprise: string;
  row: NodeTableRow;
  integrated: boolean;
  /** Then only what shows something is offered. */
  readOnly: boolean;
  onSync: () => void;
  onPreview: () => void;
  onDelete: () => void;
}) {
  const reason = whyNotNode(row, row);
  const editable = row.type === 'mivoice-business';
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${isolated(row.name)}`} title="Actions">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown maw={320}>
        {!readOnly && (
          <>
            {reason !== null && <Menu.Label>{reason}</Menu.Label>}
            <Menu.Item disabled={reason !== null} onClick={onSync}>
              Sync now
            </Menu.Item>
            <Menu.Item disabled={reason !== null} onClick={onPreview}>
              Preview
            </Menu.Item>
          </>
        )}
        <Menu.Item component={Link} href={addresses.pbxNode(enterprise, row)}>
          Details
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
            <Menu.Item disabled>Edit</Menu.Item>
            <Menu.Item disabled>Delete…</Menu.Item>
          </>
        ) : (
          <>
            {editable ? (
              <Menu.Item component={Link} href={addresses.editPbxNode(enterprise, row.sourceId)}>
                Edit
              </Menu.Item>
            ) : (
              <Menu.Item disabled>Edit</Menu.Item>
            )}
            <Menu.Item disabled={row.live !== null} onClick={onDelete}>
              Delete…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
