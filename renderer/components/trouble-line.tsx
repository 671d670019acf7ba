import { Anchor, Code, Text } from '@mantine/core';
import { Link } from 'wouter';
import { Value } from './value.tsx';

/** Why the last run of a source was not all it should be, with the way to it. */
export function TroubleLine({
  message,
  hint,
  code,
  run,
}: {
  message: string;
  hint: string;
  code: string;
  /** Address of the run. */
  run: string;
}) {
  return (
    <Text size="sm" className="wrap-anywhere">
      <Value>{message}</Value> {hint} <Code>{code}</Code>{' '}
      <Anchor component={Link} href={run} size="sm" underline="always">
        Show the run
      </Anchor>
    </Text>
  );
}
