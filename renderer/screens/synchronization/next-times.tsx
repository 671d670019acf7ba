import { List, Skeleton, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Schedule } from '../../../shared/domain/schedule.ts';
import { Value } from '../../components/value.tsx';
import { Upcoming } from '../../components/when.tsx';
import { failureOf } from '../../state/failure.ts';
import { query } from '../../state/queries.ts';

const COUNT = 5;

/** The next due times of an Enterprise's schedule as it is edited, in this computer's time. */
export function NextTimes({ enterpriseId, schedule }: { enterpriseId: number; schedule: Schedule }) {
  const preview = useQuery(
    query.synchronization.previewSchedule.queryOptions({
      input: { enterpriseId, schedule, count: COUNT },
      placeholderData: keepPreviousData,
    }),
  );
  const title = schedule.enabled ? 'Next times' : 'Next times if it were switched on now';
  if (preview.isError && !preview.data) {
    return (
      <Text size="sm">
        The next times cannot be worked out: <Value>{failureOf(preview.error).message}</Value> (
        {failureOf(preview.error).code})
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}, in this computer’s time
      </Text>
      <List size="sm" mt={4} aria-label={title}>
        {preview.data
          ? preview.data.times.map((at) => (
              <List.Item key={at}>
                <Upcoming at={at} />
              </List.Item>
            ))
          : Array.from({ length: COUNT }, (_, index) => (
              <Skeleton key={index} height={14} my={5} w="10rem" />
            ))}
      </List>
    </div>
  );
}
