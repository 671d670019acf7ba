import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { Screen } from '../../components/screen.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { NodeFormScreen } from './form/node-form.tsx';
import { NodeFound } from './node-found.tsx';

/** The form of a node: of the one that the address names, or of a new one. */
export function PbxNodeFormScreen({ enterprise, named }: EnterpriseProps & { named: string | null }) {
  if (named === null) return <NodeFormScreen enterprise={enterprise} stored={null} draft={null} />;
  return (
    <NodeFound enterprise={enterprise} named={named}>
      {(node) =>
        node.draft === null ? (
          <Screen title={node.name}>
            <EmptyState
              title="This node cannot be edited yet"
              action={
                <Button variant="default" component={Link} href={addresses.pbxNode(enterprise.id, node)}>
                  Back to the node
                </Button>
              }
            >
              This version of Rollcall keeps the settings of a MiVoice Office 250 as the configuration file
              gave them.
            </EmptyState>
          </Screen>
        ) : (
          <NodeFormScreen enterprise={enterprise} stored={node} draft={node.draft} />
        )
      }
    </NodeFound>
  );
}
