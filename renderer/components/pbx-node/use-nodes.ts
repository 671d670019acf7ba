import { useQuery } from '@tanstack/react-query';
import type { EnterpriseView, PbxNodeRow } from '../../../shared/contract/index.ts';
import { query } from '../../state/queries.ts';
import type { LiveSource } from '../source-cells.tsx';
import { useSynchronize } from '../use-synchronize.ts';

/** What runs right now, here and in other processes, of each node of an Enterprise. */
export function useLiveOfNodes(
  enterprise: EnterpriseView,
): (node: Pick<PbxNodeRow, 'sourceId' | 'name'>) => LiveSource {
  const { running } = useSynchronize(enterprise);
  const everywhere = useQuery(query.synchronization.running.queryOptions({ input: {} }));
  return ({ sourceId, name }) => ({
    live: running.find(({ task }) => task.sourceId === sourceId) ?? null,
    elsewhere:
      everywhere.data?.elsewhere.find(
        (run) => run.enterpriseId === enterprise.enterpriseId && run.source === name,
      ) ?? null,
  });
}
