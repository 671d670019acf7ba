import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { HeldBanner } from '../../components/held-banner.tsx';
import { Notice } from '../../components/notice.tsx';
import { PreviewButton } from '../../components/preview-button.tsx';
import { useSynchronize, whyNotNow } from '../../components/use-synchronize.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { NodesPanel } from './nodes-panel.tsx';
import { PbxOptionsPanel } from './pbx-options.tsx';
import { afterApply } from './scope-effect.ts';
import { useReadUnder } from './use-read-under.ts';

/** The PBX Node type: what it is set to, what waits, and the nodes (screens.md, "Synchronization"). */
export function PbxPanel({
  enterprise,
  options,
  scopeAppliedAt,
  onChange,
}: EnterpriseProps & {
  options: PbxOptions;
  /** When it was applied, in epoch milliseconds, that other people get accounts; null: not in this look. */
  scopeAppliedAt: number | null;
  onChange: (options: PbxOptions) => void;
}) {
  const nodes = useQuery(query.pbxNodes.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const rows = nodes.data?.nodes ?? [];
  return (
    <Stack gap="md">
      {rows.map((row) => (
        <HeldBanner key={row.sourceId} enterprise={enterprise.id} source={row} />
      ))}
      <PbxOptionsPanel
        enterprise={enterprise}
        options={options}
        onChange={onChange}
        effect={<ScopeNotice enterprise={enterprise} appliedAt={scopeAppliedAt} nodes={rows} />}
      />
      <NodesPanel enterprise={enterprise} nodes={nodes} />
    </Stack>
  );
}

/** Offers a preview once other people get accounts, until a synchronization has followed. */
function ScopeNotice({
  enterprise,
  appliedAt,
  nodes,
}: EnterpriseProps & { appliedAt: number | null; nodes: readonly PbxNodeRow[] }) {
  const readOnly = useReadOnly();
  const { running } = useSynchronize(enterprise);
  const isNew =
    appliedAt !== null &&
    nodes.some(({ lastGood }) => lastGood === null || Date.parse(lastGood.startedAt) < appliedAt);
  const told = afterApply(enterprise.pbx, useReadUnder(nodes), isNew);
  if (told === null || readOnly || enterprise.type !== 'pbx') return null;
  return (
    <Notice
      tone="info"
      title={told.title}
      action={<PreviewButton enterprise={enterprise} reason={whyNotNow(enterprise, running.length > 0)} />}
    >
      {told.text}
    </Notice>
  );
}
