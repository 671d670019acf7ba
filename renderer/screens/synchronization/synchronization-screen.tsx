import { Box, Stack } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { SynchronizationType } from '../../../shared/domain/enterprise.ts';
import { PreviewButton } from '../../components/preview-button.tsx';
import { ActionButton } from '../../components/run-action.tsx';
import { Panel, Screen } from '../../components/screen.tsx';
import { useSynchronize, whyNotNow } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { onCommand } from '../../state/events.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { ApplyBar } from './apply-bar.tsx';
import { NonePanel } from './none-panel.tsx';
import { Notice } from '../../components/notice.tsx';
import { PbxPanel } from './pbx-panel.tsx';
import { SchedulePanel } from './schedule-panel.tsx';
import { changesScope } from './scope-effect.ts';
import { leftBehind, type SettingsDraft } from './settings-draft.ts';
import { SynchronizersPanel } from './synchronizers-panel.tsx';
import { TypeCards } from './type-cards.tsx';
import { useSettingsDraft } from './use-settings-draft.ts';

/** Synchronization Tab: the type, and what belongs to it (domain.md 1.2 to 1.5). */
export function SynchronizationScreen({ enterprise }: EnterpriseProps) {
  const { draft, settings, change, discard } = useSettingsDraft(enterprise);
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const left = leftBehind(enterprise.type, settings.type, sources.data?.sources ?? []);
  // When it was applied, in this look at the screen, that other people get accounts.
  const [scopeAppliedAt, setScopeAppliedAt] = useState<number | null>(null);
  useAddCommand(enterprise.id, integrated || readOnly ? 'none' : settings.type);

  return (
    <Screen title="Synchronization" actions={<Actions enterprise={enterprise} draft={draft} />}>
      {integrated && !readOnly && (
        <Notice tone="info" title="MiCollab-integrated mode">
          {INTEGRATED_REASON} Synchronizations and the schedule work.
        </Notice>
      )}
      <Panel title="Synchronization type">
        <Stack gap={0}>
          <TypeCards
            value={settings.type}
            onChange={(type) => change({ type })}
            disabled={integrated || readOnly}
            reason={integrated && !readOnly ? INTEGRATED_REASON : undefined}
          />
          <div role="status">
            {left !== null && (
              <Box mt="sm">
                <Notice tone="warn" title={left.title}>
                  {left.sentence}
                </Notice>
              </Box>
            )}
          </div>
        </Stack>
      </Panel>
      {settings.type === 'none' && <NonePanel enterprise={enterprise} />}
      {settings.type === 'directory' && (
        <Panel title="Synchronizers">
          <SynchronizersPanel enterprise={enterprise} />
        </Panel>
      )}
      {settings.type === 'pbx' && (
        <PbxPanel
          enterprise={enterprise}
          options={settings.pbx}
          scopeAppliedAt={scopeAppliedAt}
          onChange={(pbx) => change({ pbx })}
        />
      )}
      {settings.type !== 'none' && (
        <SchedulePanel
          enterpriseId={enterprise.enterpriseId}
          readOnly={readOnly}
          form={settings.schedule}
          onChange={(schedule) => change({ schedule })}
        />
      )}
      {!readOnly && (
        <ApplyBar
          enterprise={enterprise}
          draft={draft}
          settings={settings}
          discard={discard}
          onApplied={({ pbx }) => {
            if (pbx !== undefined && changesScope(enterprise.pbx, pbx)) setScopeAppliedAt(Date.now());
          }}
        />
      )}
    </Screen>
  );
}

/** Synchronizes or previews every source of the type that is in force. */
function Actions({ enterprise, draft }: EnterpriseProps & { draft: SettingsDraft }) {
  const { start, running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  if (readOnly || (enterprise.type === 'none' && draft.type === undefined)) return null;
  const reason =
    draft.type !== undefined
      ? 'Apply or discard the change of type first.'
      : draft.pbx !== undefined
        ? 'Apply or discard the changed options first.'
        : whyNotNow(enterprise, running.length > 0);
  return (
    <>
      <PreviewButton enterprise={enterprise} reason={reason} />
      <ActionButton
        reason={reason}
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={() => start()}
      >
        Sync Now
      </ActionButton>
    </>
  );
}

/** The menu's "Add" makes a source of the chosen type. */
function useAddCommand(enterprise: string, type: SynchronizationType): void {
  const [, navigate] = useLocation();
  useEffect(
    () =>
      onCommand((command) => {
        if (command !== 'add') return;
        if (type === 'directory') navigate(addresses.newSynchronizer(enterprise));
        if (type === 'pbx') navigate(addresses.newPbxNode(enterprise));
      }),
    [enterprise, type, navigate],
  );
}
