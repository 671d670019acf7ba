import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { addresses } from '../../../state/addresses.ts';
import { query } from '../../../state/queries.ts';

/** Said where users are let in while nothing keeps them out of the administration (docs/decisions/028). */
export function NoLockNote() {
  const lock = useQuery(query.session.lock.queryOptions({ input: {} }));
  if (lock.data?.isSet !== false) return null;
  return (
    <Text size="sm">
      There is no lock: whoever signs in at this window can open the administration as well.{' '}
      <Anchor component={Link} href={addresses.settings()} inherit underline="always">
        Set a lock
      </Anchor>
      .
    </Text>
  );
}
