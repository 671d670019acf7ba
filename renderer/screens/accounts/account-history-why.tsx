import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AccountDetail, Explanation } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { fieldLabel } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';
import panel from '../../components/side-panel/side-panel.module.css';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import classes from './accounts.module.css';

/** Where each value of an account comes from ("Why is this phone number 3001?"), for whoever asks. */
export function AccountWhy({ enterprise, account }: EnterpriseProps & { account: AccountDetail }) {
  const [asked, setAsked] = useState(false);
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" size="xs" aria-expanded={asked} onClick={() => setAsked(!asked)}>
        Where do these values come from?
      </Button>
      {asked && <Origins enterprise={enterprise} accountId={account.accountId} />}
    </Stack>
  );
}

function Origins({ enterprise, accountId }: EnterpriseProps & { accountId: number }) {
  const explanation = useQuery(query.accounts.explain.queryOptions({ input: { accountId } }));
  if (explanation.isError && !explanation.data) {
    return (
      <FailurePanel
        error={explanation.error}
        title="It cannot be said where the values come from"
        retry={() => void explanation.refetch()}
      />
    );
  }
  if (!explanation.data) return <Skeleton height={60} width="100%" />;
  const [told] = explanation.data.accounts;
  return (
    <>
      <Text size="sm" className="wrap-anywhere">
        <Value>{told?.sentence ?? ''}</Value>
      </Text>
      <ul className={panel.list} aria-label="Where the values come from">
        {told?.values.map((value) => (
          <Origin key={`${value.field} ${value.value}`} enterprise={enterprise} value={value} />
        ))}
      </ul>
    </>
  );
}

function Origin({ enterprise, value }: EnterpriseProps & { value: Explanation['values'][number] }) {
  return (
    <li className={classes.event}>
      <Text size="sm" className="wrap-anywhere">
        <Text component="span" c="dimmed" inherit>
          {fieldLabel(value.field)}:
        </Text>{' '}
        <Value>{value.value}</Value>
      </Text>
      <Text size="xs" c="dimmed" className="wrap-anywhere">
        <Value>{value.origin}</Value>{' '}
        {value.runId !== null && (
          <Anchor
            component={Link}
            href={addresses.run(enterprise.id, value.runId)}
            inherit
            underline="always"
            aria-label={`Open run ${value.runId}: ${fieldLabel(value.field)}`}
          >
            Open run {value.runId}
          </Anchor>
        )}
      </Text>
    </li>
  );
}
