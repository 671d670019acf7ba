import { Stack } from '@mantine/core';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { LiveProgress } from './live-progress.tsx';
import { Panel } from './screen.tsx';
import { useSynchronize } from './use-synchronize.ts';

/** What runs of one source right now, with Cancel; nothing while nothing does. */
export function LiveOfSource({
  enterprise,
  sourceId,
}: {
  enterprise: EnterpriseView;
  sourceId: number | null;
}) {
  const { running } = useSynchronize(enterprise);
  const own = running.filter(({ task }) => task.sourceId === sourceId);
  if (own.length === 0) return null;
  return (
    <Panel title="Running now">
      <Stack gap="sm">
        {own.map(({ job, task }) => (
          <LiveProgress key={job.jobId} job={job} task={task} />
        ))}
      </Stack>
    </Panel>
  );
}
