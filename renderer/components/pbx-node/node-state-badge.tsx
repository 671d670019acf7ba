import { Group, Text } from '@mantine/core';
import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import { Dot } from '../outcome.tsx';
import type { LiveSource } from '../source-cells.tsx';
import { nodeState, stateColor, stateMeaning, stateWord } from './node-state.ts';

/** How a node stands: a dot and a word, and what it means on hover. */
export function NodeStateBadge({ node, live }: { node: PbxNodeRow; live: LiveSource }) {
  const state = nodeState(node, live);
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex" title={stateMeaning(state, node)}>
      <Dot color={stateColor(state)} />
      <Text component="span" size="sm" style={{ overflowWrap: 'break-word' }}>
        {stateWord(state)}
      </Text>
    </Group>
  );
}
