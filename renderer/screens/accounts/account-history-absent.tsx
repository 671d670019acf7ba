import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Explanation } from '../../../shared/contract/index.ts';
import { foldLogin } from '../../../shared/domain/account.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import classes from './accounts.module.css';

/** The longest text that is taken for a login. */
const LONGEST = 256;

/** Where the list has nobody of a name: what happened to whoever had that login ("Why is Bob gone?"). */
export function AbsentLogin({ enterprise, text }: EnterpriseProps & { text: string }) {
  const loginId = text.trim();
  const [asked, setAsked] = useState<string | null>(null);
  if (loginId === '' || loginId.length > LONGEST) return null;
  const open = asked === loginId;
  return (
    <>
      <Button variant="default" aria-expanded={open} onClick={() => setAsked(open ? null : loginId)}>
        What happened to “{isolated(loginId)}”?
      </Button>
      {open && <WhatHappened enterprise={enterprise} loginId={loginId} />}
    </>
  );
}

function WhatHappened({ enterprise, loginId }: EnterpriseProps & { loginId: string }) {
  const explanation = useQuery(
    query.accounts.explain.queryOptions({ input: { enterprise: enterprise.id, loginId } }),
  );
  // Somebody new may wait: then there is no account that could have a history.
  const waiting = useQuery(
    query.held.list.queryOptions({
      input: { enterprise: enterprise.id, kind: 'create', search: loginId, limit: 20 },
    }),
  );
  const failed = [explanation, waiting].find((each) => each.isError && !each.data);
  if (failed) {
    return (
      <FailurePanel
        error={failed.error}
        title="It cannot be said what happened"
        retry={() => void failed.refetch()}
      />
    );
  }
  if (!explanation.data || !waiting.data) return <Skeleton height={40} width={320} />;
  const { accounts } = explanation.data;
  const held = waiting.data.rows.find(({ login }) => foldLogin(login) === foldLogin(loginId));
  return (
    <Stack gap="xs" maw={640} role="status" aria-label={`What happened to ${isolated(loginId)}`}>
      {held && (
        <Text size="sm" className="wrap-anywhere">
          <Value>{held.login}</Value> waits for approval in {isolated(held.source)}.{' '}
          <Anchor
            component={Link}
            href={addresses.held(enterprise.id, held.sourceId)}
            inherit
            underline="always"
          >
            See what waits
          </Anchor>
        </Text>
      )}
      {accounts.map((account) => (
        <Told key={account.accountId} enterprise={enterprise} account={account} />
      ))}
      {!held && accounts.length === 0 && (
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          Nobody with the login ID <Value>{loginId}</Value> is known. Deletions are remembered for as long as
          the changes of their runs are kept.
        </Text>
      )}
    </Stack>
  );
}

function Told({ enterprise, account }: EnterpriseProps & { account: Explanation }) {
  const runId = account.events.find(({ state }) => state === 'applied')?.runId ?? null;
  return (
    <div className={classes.event}>
      <Text size="sm" className="wrap-anywhere">
        <Value>{account.sentence}</Value>{' '}
        {account.exists ? (
          <Anchor
            component={Link}
            href={addresses.account(enterprise.id, account.accountId)}
            inherit
            underline="always"
          >
            Open the account
          </Anchor>
        ) : (
          runId !== null && (
            <Anchor component={Link} href={addresses.run(enterprise.id, runId)} inherit underline="always">
              Open run {runId}
            </Anchor>
          )
        )}
      </Text>
    </div>
  );
}
