import { Button, Stack } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useMemo, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { EnterpriseView, PbxNodeDraft, PbxNodeDetail } from '../../../../shared/contract/index.ts';
import { DiscardDialog } from '../../../components/discard-dialog.tsx';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import layout from '../../../components/form-screen.module.css';
import { Notice } from '../../../components/notice.tsx';
import { Screen } from '../../../components/screen.tsx';
import { StickyBar } from '../../../components/sticky-bar.tsx';
import { useLeaveNotice } from '../../../components/use-leave-notice.tsx';
import { addresses } from '../../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated } from '../../../state/enterprise.ts';
import { useReadOnly } from '../../../state/read-only.ts';
import { DoubtsDialog } from './doubts-dialog.tsx';
import { ExclusionsPanel } from './exclusions-panel.tsx';
import { newValues, valuesOf, type Answers } from './form-values.ts';
import { GuardPanel } from './guard-panel.tsx';
import { InspectionPanel } from './inspection-panel.tsx';
import { MapperPanel } from './mapper-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { SamplePanel } from './sample-panel.tsx';
import { SourcePanel } from './source-panel.tsx';
import { useInspection } from './use-inspection.ts';
import { useNodeForm } from './use-node-form.ts';
import { useSaveNode } from './use-save-node.tsx';
import { VoiceMailPanel, WatchPanel } from './watch-panel.tsx';

const REASON_ID = 'node-integrated';
const NO_ANSWERS: Answers = { same: [], separate: [] };

/** The form of a PBX node, new or stored (domain.md 3.1). */
export function NodeFormScreen({
  enterprise,
  stored,
  draft,
}: {
  enterprise: EnterpriseView;
  /** What is edited, and its settings; null for a new node. */
  stored: Pick<PbxNodeDetail, 'sourceId' | 'name'> | null;
  draft: PbxNodeDraft | null;
}) {
  const sourceId = stored?.sourceId ?? null;
  const address =
    sourceId === null ? addresses.newPbxNode(enterprise.id) : addresses.editPbxNode(enterprise.id, sourceId);
  // What was answered of single devices meanwhile is saved with the form, and not overwritten by it.
  const answers = draft?.answers ?? NO_ANSWERS;
  const base = useMemo(() => (draft === null ? newValues() : valuesOf(draft)), [draft]);
  const form = useNodeForm(address, base, answers);
  const { values, dirty } = form;
  const [, navigate] = useLocation();
  const [discarding, setDiscarding] = useState(false);
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const locked = integrated || readOnly;
  const inspection = useInspection({
    enterpriseId: enterprise.enterpriseId,
    sourceId,
    values,
    answers,
    enabled: !readOnly,
  });
  const leave = useLeaveNotice(address, { name: values.name || 'the new PBX node', unsaved: dirty });
  const { save, busy, error, doubts, ask } = useSaveNode({
    enterprise,
    sourceId,
    form,
    inspection,
    onSaved: leave,
  });
  useHotkeys([['mod+S', () => !locked && void save()]], []);
  const reasonId = integrated && !readOnly ? REASON_ID : undefined;
  const back = stored === null ? addresses.pbxNodes(enterprise.id) : addresses.pbxNode(enterprise.id, stored);
  return (
    <Screen
      title={stored === null ? 'New PBX node' : `Edit ${stored.name}`}
      actions={
        <Button variant="default" component={Link} href={back}>
          Back
        </Button>
      }
    >
      {integrated && !readOnly && (
        <Notice tone="info" title="MiCollab-integrated mode" id={REASON_ID}>
          {INTEGRATED_REASON}
        </Notice>
      )}
      {form.outrun && (
        <Notice tone="warn" title="Saved by somebody else meanwhile">
          This node was changed since you began to edit it. Saving puts your version in its place; Discard
          shows the other one.
        </Notice>
      )}
      <div className={layout.columns}>
        <Stack gap="md" miw={0}>
          <Settings locked={locked} reasonId={reasonId}>
            <SourcePanel form={form} />
            <MapperPanel form={form} inspection={inspection} readOnly={locked} />
          </Settings>
          <SamplePanel inspection={inspection} />
          <Settings locked={locked} reasonId={reasonId}>
            <RulesPanel form={form} />
            <ExclusionsPanel form={form} inspection={inspection} />
            <WatchPanel form={form} />
            <GuardPanel form={form} readOnly={locked} />
            <VoiceMailPanel form={form} />
          </Settings>
        </Stack>
        <div className={layout.side}>{!readOnly && <InspectionPanel inspection={inspection} />}</div>
      </div>
      {error !== null && <FailurePanel title="The node was not saved" error={error} />}
      {!readOnly && (
        <StickyBar changed={dirty} words={dirty ? 'Unsaved changes' : 'No unsaved changes'}>
          <Button onClick={() => void save()} loading={busy} disabled={integrated} title="Ctrl+S">
            Save
          </Button>
          {dirty && (
            <Button variant="default" onClick={() => setDiscarding(true)} disabled={busy}>
              Discard
            </Button>
          )}
        </StickyBar>
      )}
      {doubts !== null && (
        <DoubtsDialog doubts={doubts} onSave={() => void save({ sure: true })} onClose={() => ask(null)} />
      )}
      {discarding && (
        <DiscardDialog
          onDiscard={() => {
            leave();
            form.drop();
            navigate(back);
          }}
          onClose={() => setDiscarding(false)}
        />
      )}
    </Screen>
  );
}

/** Fields that are locked together; what only shows something stands outside, to be scrolled and chosen in any case. */
function Settings({
  locked,
  reasonId,
  children,
}: {
  locked: boolean;
  reasonId: string | undefined;
  children: ReactNode;
}) {
  return (
    <fieldset
      className={layout.fieldset}
      disabled={locked}
      aria-label="Settings of the PBX node"
      aria-describedby={reasonId}
    >
      {children}
    </fieldset>
  );
}
