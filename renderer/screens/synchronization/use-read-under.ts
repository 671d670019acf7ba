import { useQueries } from '@tanstack/react-query';
import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import { query } from '../../state/queries.ts';
import type { ReadUnder } from './scope-effect.ts';

/** Who was to get an account when each node was last read completely, as its run says. */
export function useReadUnder(nodes: readonly PbxNodeRow[]): ReadUnder[] {
  const read = nodes.flatMap(({ name, lastGood }) =>
    lastGood === null ? [] : [{ name, runId: lastGood.id }],
  );
  return useQueries({
    queries: read.map(({ runId }) => query.runs.view.queryOptions({ input: { id: runId } })),
    combine: (views) =>
      views.map(({ data }, index) => ({
        name: read[index]?.name ?? '',
        scope: scopeOf(data?.evidence?.export),
      })),
  });
}

/** An older run does not say whether the groups had to have an EHDU: then it was not asked for. */
function scopeOf(
  found: { dynamicExtensionsOnly: boolean; dynamicNeedsExternal?: boolean | undefined } | null | undefined,
): ReadUnder['scope'] {
  if (!found) return null;
  const { dynamicExtensionsOnly, dynamicNeedsExternal = false } = found;
  return { dynamicExtensionsOnly, dynamicNeedsExternal };
}
