import { ActionIcon, Menu, Stack, Title } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { FeatureRow } from '../../../shared/contract/index.ts';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { isolated } from '../../components/isolated.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { Panel } from '../../components/screen.tsx';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { DeleteFeature } from './delete-feature.tsx';
import { featureColumns } from './feature-columns.tsx';
import { FeatureForm } from './feature-form.tsx';
import { focusLater } from './focus-later.ts';

const ADD_ID = 'add-feature';
const actionsId = (featureId: number) => `feature-actions-${featureId}`;

/** Licensed features and their seats; they are added and edited in the table. */
export function FeaturesPanel({
  enterprise,
  features,
  loading,
}: EnterpriseProps & { features: readonly FeatureRow[]; loading: boolean }) {
  /** What is being edited: a feature by its number, or a new one. */
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const [deleting, setDeleting] = useState<FeatureRow | null>(null);
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const anyWaits = features.some(({ waiting }) => waiting > 0);

  function close() {
    focusLater(editing === 'new' || editing === null ? ADD_ID : actionsId(editing));
    setEditing(null);
  }

  const add = (id?: string) => (
    <ActionButton
      id={id}
      variant="default"
      reason={integrated ? INTEGRATED_REASON : null}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setEditing('new')}
    >
      Add feature
    </ActionButton>
  );
  const actions = (row: FeatureRow) => (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          id={actionsId(row.featureId)}
          aria-label={`Actions for ${isolated(row.name)}`}
          title="Actions"
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {integrated && <Menu.Label>{INTEGRATED_REASON}</Menu.Label>}
        <Menu.Item disabled={integrated} onClick={() => setEditing(row.featureId)}>
          Edit
        </Menu.Item>
        <Menu.Item disabled={integrated} onClick={() => setDeleting(row)}>
          Delete…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <section aria-label="Licensed features">
      <Stack gap="xs">
        <Title order={2} fz="md">
          Licensed features
        </Title>
        {editing === 'new' && (
          <Panel>
            <FeatureForm enterpriseId={enterprise.enterpriseId} feature={null} onClose={close} />
          </Panel>
        )}
        <DataTable
          name="features"
          label="features"
          columns={featureColumns(enterprise.id, anyWaits)}
          rows={features}
          rowKey={({ featureId }) => featureId}
          loading={loading}
          filterable={features.length > 10}
          sorting={{ id: 'name', desc: false }}
          toolbar={!readOnly && features.length > 0 && add(ADD_ID)}
          {...(readOnly ? {} : { actions })}
          expanded={(row) =>
            row.featureId === editing ? (
              <FeatureForm
                key={row.featureId}
                enterpriseId={enterprise.enterpriseId}
                feature={row}
                onClose={close}
              />
            ) : null
          }
          empty={
            editing !== 'new' && (
              <EmptyState title="No licensed feature yet" action={!readOnly && add()}>
                Enter the features that are licensed for this Enterprise, such as Softphone, and how many
                seats there are of each. Feature profiles give them to accounts; an account for which no seat
                is free is inactive.
              </EmptyState>
            )
          }
        />
      </Stack>
      {deleting !== null && <DeleteFeature feature={deleting} onClose={() => setDeleting(null)} />}
    </section>
  );
}
