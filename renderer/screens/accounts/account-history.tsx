import { Anchor, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { AccountDetail, AccountEvent } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Marked } from '../../components/marked.tsx';
import { keyWord } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import panel from '../../components/side-panel/side-panel.module.css';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { ChangedFields } from './changed-fields.tsx';
import { byWhom } from './history-who.ts';
import classes from './accounts.module.css';

const LIMIT = 50;

/** What happened, and what was only planned. */
const KINDS: Record<AccountEvent['kind'], [done: string, planned: string]> = {
  create: ['Created', 'Creation'],
  update: ['Changed', 'Change'],
  delete: ['Deleted', 'Deletion'],
  'number-added': ['Number added', 'New number'],
  'number-removed': ['Number removed', 'Removal of a number'],
  'number-held': ['Number held', 'Number'],
};

/** Why an account is as it is: what happened to it, newest first. */
export function AccountHistory({ enterprise, account }: EnterpriseProps & { account: AccountDetail }) {
  const history = useQuery(
    query.accounts.history.queryOptions({ input: { accountId: account.accountId, limit: LIMIT } }),
  );
  if (history.isError && !history.data) {
    return (
      <FailurePanel
        error={history.error}
        title="The history cannot be read"
        retry={() => void history.refetch()}
      />
    );
  }
  if (!history.data) return <Skeleton height={60} />;
  const { events } = history.data;
  if (events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing is recorded. The journal keeps the changes of the newest runs.
      </Text>
    );
  }
  return (
    <>
      <ol className={panel.list}>
        {events.map((event) => (
          <li key={event.changeId} className={classes.event}>
            <Text size="sm" component="div" className="wrap-anywhere">
              {KINDS[event.kind][event.state === 'applied' ? 0 : 1]}{' '}
              {event.state === 'refused' && <Marked color="warn">refused</Marked>}
              {event.state === 'held' && <Marked color="held">held</Marked>}{' '}
              <Text component="span" inherit c="dimmed">
                <When at={event.at} inline />,{' '}
                {event.runId === null ? (
                  byWhom(event)
                ) : (
                  <Anchor
                    component={Link}
                    href={addresses.run(enterprise.id, event.runId)}
                    inherit
                    underline="always"
                  >
                    run {event.runId}
                    {event.source ? ` of ${isolated(event.source)}` : ''}
                  </Anchor>
                )}
              </Text>
            </Text>
            {event.runId !== null && event.reason !== '' && (
              <Text size="xs" c="dimmed" className="wrap-anywhere">
                {event.reason}
              </Text>
            )}
            {event.dn !== '' && event.state === 'applied' && event.fields['dn'] === undefined && (
              <Text size="xs" c="dimmed" className="wrap-anywhere">
                {keyWord(event.dn)}: <Value>{event.dn}</Value>
              </Text>
            )}
            <ChangedFields change={event} />
          </li>
        ))}
      </ol>
      {events.length === LIMIT && (
        <Text size="xs" c="dimmed" mt="xs">
          The newest {LIMIT} are shown.
        </Text>
      )}
    </>
  );
}
