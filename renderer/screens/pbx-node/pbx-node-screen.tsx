import { Group, Text } from '@mantine/core';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { PbxNodeDetail } from '../../../shared/contract/index.ts';
import { HeldBanner } from '../../components/held-banner.tsx';
import { Notice } from '../../components/notice.tsx';
import { DeleteNode } from '../../components/pbx-node/delete-node.tsx';
import { NewerExport } from '../../components/pbx-node/newer-export.tsx';
import { NodeStateBadge } from '../../components/pbx-node/node-state-badge.tsx';
import { nodeState, stateMeaning, whyNotNode } from '../../components/pbx-node/node-state.ts';
import { TYPE_NAMES } from '../../components/pbx-node/node-words.ts';
import { useLiveOfNodes } from '../../components/pbx-node/use-nodes.ts';
import { PreviewButton } from '../../components/preview-button.tsx';
import { ActionButton } from '../../components/run-action.tsx';
import { LiveOfSource } from '../../components/run-live-source.tsx';
import { Screen } from '../../components/screen.tsx';
import type { LiveSource } from '../../components/source-cells.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { NodeFound } from './node-found.tsx';
import { NodeTabs } from './node-tabs.tsx';

/** PBX Node Details: how a node stands, what its last run did, and what is left to a person (domain.md 3.1). */
export function PbxNodeScreen({ enterprise, named }: EnterpriseProps & { named: string }) {
  return (
    <NodeFound enterprise={enterprise} named={named}>
      {(node) => <Details enterprise={enterprise} node={node} />}
    </NodeFound>
  );
}

function Details({ enterprise, node }: EnterpriseProps & { node: PbxNodeDetail }) {
  const live = useLiveOfNodes(enterprise)(node);
  const { start } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  return (
    <Screen title={node.name} actions={<Actions enterprise={enterprise} node={node} live={live} />}>
      <Group gap="md">
        <NodeStateBadge node={node} live={live} />
        <Text size="sm" c="dimmed">
          {TYPE_NAMES[node.type]}. {stateMeaning(nodeState(node, live), node)}
        </Text>
      </Group>
      {isIntegrated(enterprise) && !readOnly && (
        <Notice tone="info" title="MiCollab-integrated mode">
          {INTEGRATED_REASON} The node can be synchronized and looked at.
        </Notice>
      )}
      <LiveOfSource enterprise={enterprise} sourceId={node.sourceId} />
      <HeldBanner enterprise={enterprise.id} source={node} />
      {!readOnly && (
        <NewerExport
          enterprise={enterprise}
          node={node}
          reason={whyNotNode(node, live)}
          onSync={() => start(node.name)}
        />
      )}
      <NodeTabs enterprise={enterprise} node={node} />
    </Screen>
  );
}

function Actions({ enterprise, node, live }: EnterpriseProps & { node: PbxNodeDetail; live: LiveSource }) {
  const { start } = useSynchronize(enterprise);
  const [deleting, setDeleting] = useState(false);
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  if (readOnly) return null;
  const reason = whyNotNode(node, live);
  const locked = isIntegrated(enterprise) ? INTEGRATED_REASON : null;
  const unknown =
    node.draft === null
      ? 'This version keeps the settings of a MiVoice Office 250, and has no form for them.'
      : null;
  return (
    <>
      <ActionButton
        variant="default"
        reason={locked ?? unknown}
        leftSection={<IconPencil size={14} aria-hidden />}
        onClick={() => navigate(addresses.editPbxNode(enterprise.id, node.sourceId))}
      >
        Edit
      </ActionButton>
      <ActionButton
        variant="default"
        reason={locked ?? (live.live !== null ? 'It is busy right now.' : null)}
        leftSection={<IconTrash size={14} aria-hidden />}
        onClick={() => setDeleting(true)}
      >
        Delete…
      </ActionButton>
      <PreviewButton enterprise={enterprise} source={node.name} reason={reason} />
      <ActionButton
        reason={reason}
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={() => start(node.name)}
      >
        Sync now
      </ActionButton>
      {deleting && (
        <DeleteNode
          enterprise={enterprise.id}
          node={node}
          onClose={() => setDeleting(false)}
          onStarted={() => navigate(addresses.pbxNodes(enterprise.id))}
        />
      )}
    </>
  );
}
