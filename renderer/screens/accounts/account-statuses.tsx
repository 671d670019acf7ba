import { Skeleton, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AccountDetail, Status } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Marked } from '../../components/marked.tsx';
import { callerWord } from '../../components/number-actions/repoint.ts';
import panel from '../../components/side-panel/side-panel.module.css';
import { Value } from '../../components/value.tsx';
import { query } from '../../state/queries.ts';

/** The dynamic statuses of an account: from which phone each makes calls, and whether it can (domain.md 5). */
export function AccountStatuses({ account }: { account: AccountDetail }) {
  const { accountId } = account;
  const list = useQuery(query.statuses.list.queryOptions({ input: { accountId } }));
  if (list.isError && !list.data) {
    return (
      <FailurePanel
        error={list.error}
        title="The statuses cannot be read"
        retry={() => void list.refetch()}
      />
    );
  }
  if (!list.data) return <Skeleton height={60} />;
  const { statuses } = list.data;
  if (statuses.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No statuses.
      </Text>
    );
  }
  return (
    <ul className={panel.list} aria-label="Dynamic statuses">
      {statuses.map((status) => (
        <li key={status.name}>
          <Text size="sm" className="wrap-anywhere" component="div">
            {status.active ? (
              <Marked color="good">
                <strong>
                  <Value>{status.name}</Value>
                </strong>{' '}
                (active)
              </Marked>
            ) : (
              <Value>{status.name}</Value>
            )}
            {status.locked && (
              <>
                {' '}
                <IconLock
                  size={13}
                  role="img"
                  aria-label="Defined by an administrator"
                  style={{ verticalAlign: '-2px' }}
                />
              </>
            )}
          </Text>
          <Text size="xs" c="dimmed" className="wrap-anywhere" component="div">
            Make call from: <Value>{callerWord(status.makeCallFrom)}</Value>
            {status.edited ? '' : ', as the Enterprise has it'}
          </Text>
          {status.broken && (
            <Text size="xs" component="div">
              <Marked color="warn">{brokenWord(status, account)}</Marked>
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What of a status does not work (D1, domain.md 5.5). */
function brokenWord({ makeCallFrom }: Status, { numbers }: Pick<AccountDetail, 'numbers'>): string {
  const gone = numbers.some(({ number, state }) => number === makeCallFrom && state !== 'present');
  return gone
    ? 'Broken: calls cannot be made from a number that is gone'
    : 'Broken: there is no phone behind what it points at';
}
