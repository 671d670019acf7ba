import { skipToken, useQuery } from '@tanstack/react-query';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { query } from '../../state/queries.ts';

/** The node that an address names: `HQ`, or `~12` where its name cannot stand in one. */
export function useNode(enterprise: EnterpriseView, named: string) {
  const byId = idOf(named);
  const list = useQuery({
    ...query.pbxNodes.list.queryOptions({ input: { enterprise: enterprise.id } }),
    enabled: byId === null,
  });
  const sourceId = byId ?? list.data?.nodes.find(({ name }) => name === named)?.sourceId ?? null;
  const detail = useQuery(
    query.pbxNodes.get.queryOptions({ input: sourceId === null ? skipToken : { sourceId } }),
  );
  return {
    node: detail.data ?? null,
    /** Whether there is no node of this name. */
    missing: sourceId === null && list.isSuccess,
    error: sourceId === null ? list.error : detail.error,
    retry: () => void (sourceId === null ? list.refetch() : detail.refetch()),
  };
}

/** The number in `~12`; null in anything else. */
function idOf(named: string): number | null {
  const found = /^~(\d{1,15})$/.exec(named)?.[1];
  return found === undefined ? null : Number(found) || null;
}
