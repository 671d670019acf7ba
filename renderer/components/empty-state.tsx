import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** What would be here, and the first step towards it. */
export function EmptyState({
  title,
  children,
  action,
  level = 2,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** 1 where this is all that the screen shows. */
  level?: 1 | 2;
}) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md">
      <Title order={level} fz="lg">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" ta="center" maw={520} component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
