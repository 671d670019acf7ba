import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { addresses } from '../state/addresses.ts';
import { query } from '../state/queries.ts';
import { counted } from './numbers.ts';

/** The way to the previews that are kept; nothing while there are none. */
export function KeptPreviews({ enterprise }: { enterprise: EnterpriseView }) {
  const list = useQuery(query.plans.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const open = (list.data?.plans ?? []).filter(({ appliedRun }) => appliedRun === null).length;
  if (open === 0) return null;
  return (
    <Anchor component={Link} href={addresses.previews(enterprise.id)} size="sm">
      {counted(open, 'preview')}
    </Anchor>
  );
}
