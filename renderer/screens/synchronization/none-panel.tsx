import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/screen.tsx';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';

/** The type None: accounts by hand. */
export function NonePanel({ enterprise }: EnterpriseProps) {
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  return (
    <Panel>
      <EmptyState
        title="Accounts are added by hand"
        action={
          readOnly ? null : integrated ? (
            <Button disabled leftSection={<IconUserPlus size={14} aria-hidden />}>
              Add account
            </Button>
          ) : (
            <Button
              component={Link}
              href={`${addresses.accounts(enterprise.id)}?new=1`}
              leftSection={<IconUserPlus size={14} aria-hidden />}
            >
              Add account
            </Button>
          )
        }
      >
        Nothing is synchronized: every account of this Enterprise is added, changed and deleted by a person.
        {integrated && !readOnly && ` ${INTEGRATED_REASON}`}
      </EmptyState>
    </Panel>
  );
}
