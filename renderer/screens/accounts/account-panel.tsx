import { nameOf } from '../../components/account-name.ts';
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { PanelBones, SidePanel } from '../../components/side-panel/side-panel.tsx';
import panel from '../../components/side-panel/side-panel.module.css';
import { addresses } from '../../state/addresses.ts';
import { useDrafts } from '../../state/drafts.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { failureOf } from '../../state/failure.ts';
import { query } from '../../state/queries.ts';
import { AccountForm } from './account-form.tsx';
import { AccountView } from './account-view.tsx';
import { TypeIcon } from './columns.tsx';

/** The form of an account that is not there yet. */
export function NewAccountPanel({
  enterprise,
  onCreated,
  onClose,
}: EnterpriseProps & { onCreated: (accountId: number) => void; onClose: () => void }) {
  const draftKey = draftKeyOf(enterprise.id, 'new');
  const drop = useDrafts((state) => state.drop);
  return (
    <SidePanel name="New account" what="account" onClose={onClose}>
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
    </SidePanel>
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
    <SidePanel
      what="account"
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
        <div className={account ? panel.head : panel.body}>
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
      {detail.data === undefined && !detail.isError && <PanelBones />}
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
    </SidePanel>
  );
}

function draftKeyOf(enterpriseId: string, account: number | 'new'): string {
  return `${addresses.accounts(enterpriseId)}#${account}`;
}
