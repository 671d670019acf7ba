import { Anchor, Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Screen } from '../../components/screen.tsx';
import { addresses } from '../../state/addresses.ts';
import { failureOf } from '../../state/failure.ts';
import { useNode } from './use-node.ts';

/** Shows a node that an address names, or says why it cannot. */
export function NodeFound({
  enterprise,
  named,
  children,
}: {
  enterprise: EnterpriseView;
  /** As it stands in the address. */
  named: string;
  children: (node: PbxNodeDetail) => ReactNode;
}) {
  const { node, missing, error, retry } = useNode(enterprise, named);
  const gone = missing || (error !== null && failureOf(error).code === 'source.not-found');
  if (node !== null && node.enterpriseId === enterprise.enterpriseId && !gone) return children(node);
  return (
    <Screen
      title="PBX node"
      actions={
        <Button variant="default" component={Link} href={addresses.pbxNodes(enterprise.id)}>
          All PBX nodes
        </Button>
      }
    >
      {gone ? (
        <EmptyState title={`There is no PBX node “${isolated(named)}”`}>
          It may have been renamed or deleted. The PBX Nodes tab has all of them.
        </EmptyState>
      ) : node !== null ? (
        <EmptyState title="This node belongs to another Enterprise">
          <Anchor component={Link} href={addresses.pbxNode(node.enterprise, node)}>
            Look at it there: {node.enterprise}
          </Anchor>
        </EmptyState>
      ) : error !== null ? (
        <FailurePanel title="The node cannot be shown" error={error} retry={retry} />
      ) : (
        <>
          <Skeleton height={60} role="status" aria-label="Loading the node" />
          <Skeleton height={420} />
        </>
      )}
    </Screen>
  );
}
