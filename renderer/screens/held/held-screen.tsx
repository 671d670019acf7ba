import { Select, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { whole } from '../../components/numbers.ts';
import { HeldList } from '../../components/run-held/held-list.tsx';
import { sumOfKinds } from '../../components/run-held/held-words.ts';
import { useHeldCounts, type HeldScope } from '../../components/run-held/use-held.ts';
import { LiveRuns } from '../../components/run-live.tsx';
import { Panel, Screen } from '../../components/screen.tsx';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { AnswersTable } from './answers-table.tsx';

/** All rows of an Enterprise that wait for somebody's answer, and what was answered before (E8). */
export function HeldScreen({ enterprise }: EnterpriseProps) {
  const [params, setParams] = useSearchParams();
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const named = Number(params.get('source'));
  const sourceId = Number.isSafeInteger(named) && named > 0 ? named : null;
  const scope: HeldScope = { enterprise: enterprise.id, ...(sourceId === null ? {} : { sourceId }) };
  const tab = params.get('tab') === 'answers' ? 'answers' : 'waiting';
  const counts = useHeldCounts(scope);
  const memories = useQuery(query.held.memories.queryOptions({ input: scope }));
  const go = (next: { tab?: string; source?: string | null }) => {
    const source = next.source === undefined ? params.get('source') : next.source;
    setParams(
      {
        ...(source === null ? {} : { source }),
        ...((next.tab ?? tab) === 'answers' ? { tab: 'answers' } : {}),
      },
      { replace: true },
    );
  };
  const choices = sources.data?.sources ?? [];
  return (
    <Screen
      title="Held rows"
      actions={
        (choices.length > 1 || sourceId !== null) && (
          <Select
            aria-label="Source"
            size="xs"
            miw={220}
            placeholder="All sources"
            clearable
            clearButtonProps={{ 'aria-label': 'Show all sources' }}
            data={choices.map((source) => ({ value: String(source.sourceId), label: source.name }))}
            value={sourceId === null ? null : String(sourceId)}
            onChange={(source) => go({ source })}
          />
        )
      }
    >
      <LiveRuns enterprise={enterprise} />
      <Panel>
        <Tabs value={tab} onChange={(next) => go({ tab: next ?? 'waiting' })} keepMounted={false}>
          <Tabs.List aria-label="Held rows and answers">
            <Tabs.Tab value="waiting">
              {counts.data ? `Waiting ${whole(sumOfKinds(counts.data.counts))}` : 'Waiting'}
            </Tabs.Tab>
            <Tabs.Tab value="answers">
              {memories.data ? `Answers ${whole(memories.data.memories.length)}` : 'Answers'}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="waiting" pt="md">
            <HeldList
              key={sourceId}
              enterprise={enterprise}
              scope={scope}
              empty={
                <EmptyState title="Nothing waits for you">
                  Deletions and changes that look like an accident are held, and wait here until somebody
                  answers.
                </EmptyState>
              }
            />
          </Tabs.Panel>
          <Tabs.Panel value="answers" pt="md">
            <AnswersTable enterprise={enterprise} memories={memories} />
          </Tabs.Panel>
        </Tabs>
      </Panel>
    </Screen>
  );
}
