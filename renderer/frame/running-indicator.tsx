import { Button, Popover, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { LiveProgress } from '../components/live-progress.tsx';
import { Dot } from '../components/outcome.tsx';
import { Value } from '../components/value.tsx';
import { When } from '../components/when.tsx';
import { useLive } from '../state/live.ts';
import { query } from '../state/queries.ts';

/** How many synchronizations run, and what they do: those of this window's engine, and of other processes. */
export function RunningIndicator({ enterprises }: { enterprises: EnterpriseView[] }) {
  const [opened, setOpened] = useState(false);
  const jobs = useLive((state) => state.jobs);
  const running = useQuery(query.synchronization.running.queryOptions({ input: {} }));
  const elsewhere = running.data?.elsewhere ?? [];
  const tasks = jobs.flatMap((job) =>
    job.tasks.filter((task) => task.outcome === null).map((task) => ({ job, task })),
  );
  const count = tasks.length + elsewhere.length;
  const several = enterprises.length > 1;
  return (
    <Popover opened={opened} onChange={setOpened} width={380} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          px="xs"
          onClick={() => setOpened(!opened)}
          leftSection={<Dot color={count > 0 ? 'good' : 'idle'} />}
          aria-label={count > 0 ? `${count} running, show them` : 'Idle: nothing is running'}
        >
          <Text component="span" size="sm" c="var(--mantine-color-text)">
            {count > 0 ? `${count} running` : 'Idle'}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Running synchronizations">
        <Stack gap="sm">
          {count === 0 && <Text size="sm">Nothing is running.</Text>}
          {tasks.map(({ job, task }) => (
            <div key={`${job.jobId} ${task.sourceId}`}>
              {several && (
                <Text size="xs" c="dimmed">
                  {task.enterprise}
                </Text>
              )}
              <LiveProgress job={job} task={task} />
            </div>
          ))}
          {elsewhere.map((run) => (
            <Text key={run.runId} size="sm" className="wrap-anywhere">
              <Value>{run.source}</Value> ({run.enterprise}) runs in <Value>{run.holder}</Value>, since{' '}
              <When at={run.startedAt} inline />.
            </Text>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
