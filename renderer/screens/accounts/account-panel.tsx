import { ActionIcon, Anchor, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { addresses } from '../../state/addresses.ts';
import { useDrafts } from '../../state/drafts.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { failureOf } from '../../state/failure.ts';
import { query } from '../../state/queries.ts';
import { AccountForm } from './account-form.tsx';
import { nameOf } from './account-name.ts';
import { AccountView } from './account-view.tsx';
import { TypeIcon } from './columns.tsx';
import classes from './accounts.module.css';

/** The form of an account that is not there yet. */
export function NewAccountPanel({
  enterprise,
  onCreated,
  onClose,
}: EnterpriseProps & { onCreated: (accountId: number) => void; onClose: () => void }) {
  const draftKey = draftKeyOf(enterprise.id, 'new');
  const drop = useDrafts((state) => state.drop);
  return (
    <Frame name="New account" onClose={onClose}>
      <AccountForm
        enterprise={enterprise}
        detail={null}
        draftKey={draftKey}
        reload={() => undefined}
        onSaved={(accountId) => {
          drop(draftKey);
          onCreated(accountId);
        }}
        onCancel={() => {
          drop(draftKey);
          onClose();
        }}
      />
    </Frame>
  );
}

/** One account beside the list (domain.md 4.2), to be read or edited. It does not keep one from the list. */
export function AccountPanel({
  enterprise,
  accountId,
  onClose,
}: EnterpriseProps & { accountId: number; onClose: () => void }) {
  const draftKey = draftKeyOf(enterprise.id, accountId);
  const detail = useQuery(query.accounts.get.queryOptions({ input: { accountId } }));
  const drop = useDrafts((state) => state.drop);
  // Unsaved changes are taken up where they were left.
  const [editing, setEditing] = useState(() => useDrafts.getState().drafts[draftKey] !== undefined);
  const gone = detail.isError && failureOf(detail.error).code === 'account.not-found';
  const elsewhere =
    detail.data && detail.data.enterpriseId !== enterprise.enterpriseId ? detail.data.enterprise : null;
  const account = gone || elsewhere !== null ? undefined : detail.data;
  // What was typed can never be saved then.
  useEffect(() => {
    if (gone) drop(draftKey);
  }, [gone, draftKey, drop]);

  function endEditing() {
    drop(draftKey);
    setEditing(false);
  }

  return (
    <Frame
      name={account ? nameOf(account) : 'Account'}
      line={
        account && (
          <>
            <TypeIcon manual={account.sourceId === null} />{' '}
            {account.sourceId === null
              ? 'Manual: added by a person'
              : `Synchronized with ${isolated(account.source ?? 'a source that is gone')}`}
          </>
        )
      }
      onClose={onClose}
      onEscape={editing ? undefined : onClose}
    >
      {detail.isError && (
        <div className={account ? classes.panelHead : classes.panelBody}>
          <FailurePanel
            error={detail.error}
            title={gone ? 'This account is gone' : 'The account cannot be read'}
            retry={gone ? undefined : () => void detail.refetch()}
          />
        </div>
      )}
      {elsewhere !== null && (
        <EmptyState title="This account belongs to another Enterprise">
          <Anchor component={Link} href={addresses.account(elsewhere, accountId)}>
            Look at it there: {elsewhere}
          </Anchor>
        </EmptyState>
      )}
      {detail.data === undefined && !detail.isError && <Bones />}
      {account &&
        (editing ? (
          <AccountForm
            enterprise={enterprise}
            detail={account}
            draftKey={draftKey}
            reload={() => void detail.refetch()}
            onSaved={endEditing}
            onCancel={endEditing}
          />
        ) : (
          <AccountView
            enterprise={enterprise}
            account={account}
            onEdit={() => setEditing(true)}
            onDeleted={onClose}
          />
        ))}
    </Frame>
  );
}

function draftKeyOf(enterpriseId: string, account: number | 'new'): string {
  return `${addresses.accounts(enterpriseId)}#${account}`;
}

function Frame({
  name,
  line,
  onClose,
  onEscape,
  children,
}: {
  name: string;
  line?: ReactNode;
  onClose: () => void;
  onEscape?: () => void;
  children: ReactNode;
}) {
  return (
    <aside
      className={classes.panel}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onEscape?.();
      }}
    >
      <Group className={classes.panelHead} justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Title order={2} fz="lg" className="wrap-anywhere">
            {name}
          </Title>
          {line && (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              {line}
            </Text>
          )}
        </div>
        <ActionIcon aria-label="Close the account" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {children}
    </aside>
  );
}

function Bones() {
  return (
    <Stack className={classes.panelBody} gap="md" aria-busy>
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} height={70} />
      ))}
    </Stack>
  );
}
