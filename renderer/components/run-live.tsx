import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { LiveProgress } from './live-progress.tsx';
import { Panel } from './screen.tsx';
import { useSynchronize } from './use-synchronize.ts';
import { Value } from './value.tsx';
import { When } from './when.tsx';
import { query } from '../state/queries.ts';

/** What of an Enterprise runs right now, here and in other processes on the same data folder. */
export function LiveRuns({ enterprise }: { enterprise: EnterpriseView }) {
  const { running } = useSynchronize(enterprise);
  const everywhere = useQuery(query.synchronization.running.queryOptions({ input: {} }));
  const elsewhere = (everywhere.data?.elsewhere ?? []).filter(
    ({ enterpriseId }) => enterpriseId === enterprise.enterpriseId,
  );
  if (running.length === 0 && elsewhere.length === 0) return null;
  return (
    <Panel title="Running now">
      <Stack gap="sm">
        {running.map(({ job, task }) => (
          <LiveProgress key={`${job.jobId} ${task.sourceId}`} job={job} task={task} />
        ))}
        {elsewhere.map((run) => (
          <Text key={run.runId} size="sm" className="wrap-anywhere">
            <Value>{run.source}</Value>: synchronized by <Value>{run.holder}</Value>, since{' '}
            <When at={run.startedAt} inline />. It can be cancelled only there.
          </Text>
        ))}
      </Stack>
    </Panel>
  );
}
