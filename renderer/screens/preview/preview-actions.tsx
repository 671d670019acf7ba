import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView, PlanView } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { PreviewButton } from '../../components/preview-button.tsx';
import { rowsToApply } from '../../components/preview-sentence.ts';
import { ActionButton } from '../../components/run-action.tsx';
import { ExportProgressLine } from '../../components/run-export-progress.tsx';
import { fileName, useExport } from '../../components/run-export.ts';
import { reportJson, rowsOf } from '../../components/run-report/report-export.ts';
import { reportName } from '../../components/run-report/report.ts';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { heldRows } from '../../components/run-words.ts';
import { tellFailed } from '../../components/use-save-text.ts';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { ApplyDialog } from './apply-dialog.tsx';

/** What can be done with a preview. */
export function PreviewActions({ enterprise, preview }: { enterprise: EnterpriseView; preview: PlanView }) {
  const saving = useExport();
  const readOnly = useReadOnly();
  const { running } = useSynchronize(enterprise);
  const busy = running.some(({ task }) => task.sourceId === preview.sourceId);
  return (
    <Group gap="xs">
      <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={saving.progress !== null}
        onClick={() =>
          saving.start(fileName(reportName(preview), 'json'), rowsOf(preview), (tools) =>
            reportJson(preview, tools),
          )
        }
      >
        Export
      </Button>
      {!readOnly && (
        <>
          <PreviewButton
            enterprise={enterprise}
            source={preview.source}
            reason={busy ? 'This source is busy.' : null}
          >
            Preview again
          </PreviewButton>
          <Discard enterprise={enterprise} preview={preview} busy={busy} />
          <Apply enterprise={enterprise} preview={preview} busy={busy} />
        </>
      )}
    </Group>
  );
}

function Apply({
  enterprise,
  preview,
  busy,
}: {
  enterprise: EnterpriseView;
  preview: PlanView;
  busy: boolean;
}) {
  const [asking, setAsking] = useState(false);
  const nothing = rowsToApply(preview.counters) + heldRows(preview.counters) === 0;
  const reason =
    preview.blocked ?? (busy ? 'This source is busy.' : nothing ? 'There is nothing to apply.' : null);
  return (
    <>
      <ActionButton
        reason={reason}
        leftSection={<IconCheck size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Apply these changes…
      </ActionButton>
      {asking && (
        <ApplyDialog enterprise={enterprise.id} preview={preview} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

/** Nothing is lost with a preview that another one would not bring again, so nobody is asked. */
function Discard({
  enterprise,
  preview,
  busy,
}: {
  enterprise: EnterpriseView;
  preview: PlanView;
  busy: boolean;
}) {
  const [, go] = useLocation();
  const [gone, setGone] = useState(false);
  async function discard() {
    setGone(true);
    try {
      await engine.plans.discard({ plan: preview.plan });
      go(addresses.synchronization(enterprise.id));
      notifications.show({ title: 'Discarded', message: `The preview of ${isolated(preview.source)}.` });
    } catch (error) {
      setGone(false);
      tellFailed(error);
    }
  }
  return (
    <ActionButton
      variant="default"
      reason={busy ? 'This source is busy.' : null}
      loading={gone}
      leftSection={<IconTrash size={14} aria-hidden />}
      onClick={() => void discard()}
    >
      Discard
    </ActionButton>
  );
}
