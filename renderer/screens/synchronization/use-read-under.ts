import { useQueries } from '@tanstack/react-query';
import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import { query } from '../../state/queries.ts';
import type { ReadUnder } from './scope-effect.ts';

/** How Dynamic Extensions only was set when each node was last read completely, as its run says. */
export function useReadUnder(nodes: readonly PbxNodeRow[]): ReadUnder[] {
  const read = nodes.flatMap(({ name, lastGood }) =>
    lastGood === null ? [] : [{ name, runId: lastGood.id }],
  );
  return useQueries({
    queries: read.map(({ runId }) => query.runs.view.queryOptions({ input: { id: runId } })),
    combine: (views) =>
      views.map(({ data }, index) => ({
        name: read[index]?.name ?? '',
        dynamicExtensionsOnly: data?.evidence?.export?.dynamicExtensionsOnly ?? null,
      })),
  });
}
