import { Alert, Button, Code, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { failureOf } from '../state/failure.ts';
import { Value } from './value.tsx';

/** What happened, why, and what next, with the permanent code (screens.md, "States every screen has"). */
export function FailurePanel({
  error,
  title = 'This did not work',
  retry,
  actions,
}: {
  error: unknown;
  title?: string;
  retry?: () => void;
  /** What else can be done. */
  actions?: ReactNode;
}) {
  const failure = failureOf(error);
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      title={title}
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ title: { color: 'var(--rollcall-bad)' } }}
    >
      <Text size="sm" className="wrap-anywhere">
        {failure.message}
      </Text>
      {failure.problems.length > 0 && (
        <List size="sm" mt={4}>
          {failure.problems.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              {path} <Value>{message}</Value>
            </List.Item>
          ))}
        </List>
      )}
      {failure.hint !== '' && (
        <Text size="sm" mt={4}>
          {failure.hint}
        </Text>
      )}
      <Group mt="xs" gap="sm">
        {retry && (
          <Button variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {actions}
        <Code>{failure.code}</Code>
      </Group>
    </Alert>
  );
}
