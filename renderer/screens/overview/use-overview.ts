import { useQueries, useQuery } from '@tanstack/react-query';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { useNow } from '../../components/when.tsx';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { attentionInResults, attentionOf, type Attention } from './attention.ts';
import type { SourceRow } from './sources-table.tsx';

/** Due times that are asked for: more than a week of any weekly rule. */
const DUE = 8;

/** Everything that the Overview shows, out of several answers of the engine. */
export function useOverview(enterprise: EnterpriseView) {
  const { id, enterpriseId, type } = enterprise;
  const now = useNow();
  const { running } = useSynchronize(enterprise);
  const synchronizers = useQuery(query.synchronizers.list.queryOptions({ input: { enterprise: id } }));
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: id } }));
  const contents = useQuery(query.enterprises.contents.queryOptions({ input: { enterpriseId } }));
  const due = useQuery(query.synchronization.nextDue.queryOptions({ input: { enterprise: id, count: DUE } }));
  const readOnly = useReadOnly();
  const vault = useQuery({ ...query.vault.state.queryOptions({ input: {} }), enabled: !readOnly });
  const active = (synchronizers.data?.synchronizers ?? []).filter((each) => each.active);
  const passwordProblems = useQueries({
    queries: active.map(({ sourceId }) => query.synchronizers.get.queryOptions({ input: { sourceId } })),
    combine: (details) =>
      new Map(
        details.flatMap(({ data }) =>
          data?.password.problem ? [[data.sourceId, data.password.problem] as const] : [],
        ),
      ),
  });

  const waiting = useQueries({
    queries: (synchronizers.data?.synchronizers ?? []).map(({ sourceId }) =>
      query.held.list.queryOptions({ input: { enterprise: id, sourceId, limit: 1 } }),
    ),
    combine: (answers) =>
      new Map(
        answers.flatMap(({ data }, index) => {
          const source = synchronizers.data?.synchronizers[index];
          return data && source ? [[source.sourceId, data.counts] as const] : [];
        }),
      ),
  });

  // The page's clock rests while nobody looks at it.
  const asOf = Math.max(now, synchronizers.dataUpdatedAt);
  const attention: Attention[] | null = synchronizers.data
    ? attentionOf({
        enterprise,
        synchronizers: synchronizers.data.synchronizers,
        passwordProblems,
        vaultProblem: vault.data?.problem ?? null,
        due: due.data?.times ?? [],
        waiting,
        running: new Set(running.map(({ task }) => task.sourceId)),
        now: asOf,
      })
    : null;
  const rows: SourceRow[] = [
    ...(synchronizers.data?.synchronizers ?? []).map((synchronizer): SourceRow => ({
      sourceId: synchronizer.sourceId,
      name: synchronizer.name,
      accounts: synchronizer.accounts,
      state: synchronizer.active ? 'active' : 'inactive',
      synchronizer,
    })),
    ...(sources.data?.sources ?? [])
      .filter(({ kind }) => kind === 'pbx')
      .map(({ sourceId, name, accounts }): SourceRow => {
        return { sourceId, name, accounts, state: type === 'pbx' ? 'later' : 'inactive', synchronizer: null };
      }),
  ];
  return {
    synchronizers,
    attention: attention && readOnly ? attentionInResults(attention) : attention,
    /** Whether every active source was read completely once and none is running. */
    settled: running.length === 0 && active.every(({ lastGood }) => lastGood !== null),
    rows,
    /** Accounts that a person made; null while not known. */
    manual: contents.data?.manualAccounts ?? null,
    due: due.data?.times ?? null,
    now: asOf,
    withRuns: active.filter(({ lastAttempt }) => lastAttempt !== null),
  };
}
