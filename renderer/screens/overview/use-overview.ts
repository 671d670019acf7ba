import { useQueries, useQuery } from '@tanstack/react-query';
import type { EnterpriseView, PbxNodeRow, SynchronizerRow } from '../../../shared/contract/index.ts';
import { disabledBecause } from '../../components/pbx-node/node-state.ts';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { useNow } from '../../components/when.tsx';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { attentionInResults, attentionOf, type Attention, type Source } from './attention.ts';

/** Due times that are asked for: more than a week of any weekly rule. */
const DUE = 8;

/** Everything that the Overview shows, out of several answers of the engine. */
export function useOverview(enterprise: EnterpriseView) {
  const { id, enterpriseId } = enterprise;
  const now = useNow();
  const { running } = useSynchronize(enterprise);
  const synchronizers = useQuery(query.synchronizers.list.queryOptions({ input: { enterprise: id } }));
  const nodes = useQuery(query.pbxNodes.list.queryOptions({ input: { enterprise: id } }));
  const contents = useQuery(query.enterprises.contents.queryOptions({ input: { enterpriseId } }));
  const due = useQuery(query.synchronization.nextDue.queryOptions({ input: { enterprise: id, count: DUE } }));
  const readOnly = useReadOnly();
  const vault = useQuery({ ...query.vault.state.queryOptions({ input: {} }), enabled: !readOnly });
  const known = synchronizers.data !== undefined && nodes.data !== undefined;
  const sources: Source[] = [
    ...(synchronizers.data?.synchronizers ?? []).map(ofSynchronizer),
    ...(nodes.data?.nodes ?? []).map(ofNode),
  ];
  const active = sources.filter((each) => each.active);
  const withPasswords = active.filter(({ kind }) => kind === 'directory');
  const passwordProblems = useQueries({
    queries: withPasswords.map(({ sourceId }) =>
      query.synchronizers.get.queryOptions({ input: { sourceId } }),
    ),
    combine: (details) =>
      new Map(
        details.flatMap(({ data }) =>
          data?.password.problem ? [[data.sourceId, data.password.problem] as const] : [],
        ),
      ),
  });

  const waiting = useQueries({
    queries: sources.map(({ sourceId }) =>
      query.held.list.queryOptions({ input: { enterprise: id, sourceId, limit: 1 } }),
    ),
    combine: (answers) =>
      new Map(
        answers.flatMap(({ data }, index) => {
          const source = sources[index];
          return data && source ? [[source.sourceId, data.counts] as const] : [];
        }),
      ),
  });

  // The page's clock rests while nobody looks at it.
  const readAt = Math.max(synchronizers.dataUpdatedAt, nodes.dataUpdatedAt);
  const asOf = Math.max(now, readAt);
  const attention: Attention[] | null = known
    ? attentionOf({
        enterprise,
        sources,
        passwordProblems,
        vaultProblem: vault.data?.problem ?? null,
        due: due.data?.times ?? [],
        waiting,
        running: new Set(running.map(({ task }) => task.sourceId)),
        now: asOf,
      })
    : null;
  const failed = [synchronizers, nodes].find(({ isError }) => isError);
  return {
    /** Whether the sources were told at least once. */
    known,
    /** Why they could not be told, or not again; null when they were. */
    error: failed?.error ?? null,
    /** When they were told last, in epoch milliseconds. */
    readAt,
    retry: () => {
      for (const each of [synchronizers, nodes]) if (each.isError) void each.refetch();
    },
    attention: attention && readOnly ? attentionInResults(attention) : attention,
    /** Whether every active source was read completely once and none is running. */
    settled: running.length === 0 && active.every(({ lastGood }) => lastGood !== null),
    sources,
    /** Accounts that a person made; null while not known. */
    manual: contents.data?.manualAccounts ?? null,
    due: due.data?.times ?? null,
    now: asOf,
    withRuns: active.filter(({ lastAttempt }) => lastAttempt !== null),
  };
}

function ofSynchronizer({
  sourceId,
  name,
  accounts,
  active,
  lastAttempt,
  lastGood,
}: SynchronizerRow): Source {
  return { kind: 'directory', sourceId, name, accounts, active, lastAttempt, lastGood, node: null };
}

function ofNode(node: PbxNodeRow): Source {
  const { sourceId, name, accounts, lastAttempt, lastGood } = node;
  const active = disabledBecause(node) === null;
  return { kind: 'pbx', sourceId, name, accounts, active, lastAttempt, lastGood, node };
}
