import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { addresses } from '../../state/addresses.ts';
import { isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';

/** An Enterprise without accounts: the first step, by its synchronization type (domain.md 1.2). */
export function FirstAccounts({ enterprise, add }: EnterpriseProps & { add: () => void }) {
  const sync = useSynchronize(enterprise);
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const readOnly = useReadOnly();
  const directories = sources.data?.sources.filter(({ kind }) => kind === 'directory').length;
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
  if (enterprise.type === 'directory' && directories === 0) {
    return (
      <EmptyState
        title="No accounts yet"
        action={
          <Group gap="xs">
            <Button component={Link} href={addresses.newSynchronizer(enterprise.id)}>
              Add synchronizer
            </Button>
            {addByHand}
          </Group>
        }
      >
        This Enterprise takes its accounts from AD or LDAP. Add a synchronizer that says where the directory
        is.
      </EmptyState>
    );
  }
  if (enterprise.type === 'directory') {
    return (
      <EmptyState
        title="No accounts yet"
        action={
          <Group gap="xs">
            <Button onClick={() => sync.start()}>Sync Now</Button>
            {addByHand}
          </Group>
        }
      >
        Synchronize to read the people of the directory and make their accounts.
      </EmptyState>
    );
  }
  if (enterprise.type === 'pbx') {
    return (
      <EmptyState
        title="No accounts yet"
        action={
          <Group gap="xs">
            <Button component={Link} href={addresses.synchronization(enterprise.id)} variant="default">
              Choose another synchronization type
            </Button>
            {addByHand}
          </Group>
        }
      >
        This Enterprise takes its accounts from PBX nodes. This version keeps their settings; synchronizing
        them comes with a later one. Until then, add accounts by hand or use AD/LDAP.
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
