import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';

/** The first step of each type that synchronizes. */
const TYPES = {
  directory: {
    none: 'This Enterprise takes its accounts from AD or LDAP. Add a synchronizer that says where the directory is.',
    add: 'Add synchronizer',
    href: addresses.newSynchronizer,
    sync: 'Synchronize to read the people of the directory and make their accounts.',
  },
  pbx: {
    none: 'This Enterprise takes its accounts from PBX nodes. Add a node that says where the export of the phone system is.',
    add: 'Add node',
    href: addresses.newPbxNode,
    sync: 'Synchronize to read the people of the phone systems and make their accounts.',
  },
} as const;

/** An Enterprise without accounts: the first step, by its synchronization type (domain.md 1.2). */
export function FirstAccounts({ enterprise, add }: EnterpriseProps & { add: () => void }) {
  const sync = useSynchronize(enterprise);
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const readOnly = useReadOnly();
  const addByHand = !isIntegrated(enterprise) && (
    <Button variant="default" onClick={add}>
      Add account
    </Button>
  );
  if (readOnly) return <EmptyState title="No accounts">The file that is shown holds no accounts.</EmptyState>;
  if (sync.running.length > 0) {
    return (
      <EmptyState title="The first synchronization is running">
        The accounts are here as soon as it has saved them.
      </EmptyState>
    );
  }
  const { type } = enterprise;
  if (type !== 'none') {
    const { none, add: addSource, href, sync: synchronizing } = TYPES[type];
    const known = sources.data?.sources.filter(({ kind }) => kind === type).length;
    return (
      <EmptyState
        title="No accounts yet"
        action={
          <Group gap="xs">
            {known === 0 ? (
              <Button component={Link} href={href(enterprise.id)}>
                {addSource}
              </Button>
            ) : (
              <Button onClick={() => sync.start()}>Sync Now</Button>
            )}
            {addByHand}
          </Group>
        }
      >
        {known === 0 ? none : synchronizing}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No accounts yet"
      action={
        <Group gap="xs">
          {addByHand}
          <Button component={Link} href={addresses.synchronization(enterprise.id)} variant="default">
            Choose a synchronization type
          </Button>
        </Group>
      }
    >
      No directory fills this account list: accounts are added by hand.
    </EmptyState>
  );
}
