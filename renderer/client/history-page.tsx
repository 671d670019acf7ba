import { Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../components/empty-state.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { Screen } from '../components/screen.tsx';
import { Value } from '../components/value.tsx';
import { When } from '../components/when.tsx';
import { query } from '../state/queries.ts';
import classes from './client.module.css';

const LIMIT = 200;

/** What happened to the user's numbers and statuses: who, when, what, from, to (domain.md 5.5). */
export function HistoryPage() {
  const history = useQuery(query.me.history.queryOptions({ input: { limit: LIMIT } }));
  const steps = history.data?.steps;
  return (
    <Screen title="History">
      {history.isError && steps === undefined && (
        <FailurePanel
          title="The history cannot be read"
          error={history.error}
          retry={() => void history.refetch()}
        />
      )}
      {history.isPending && <Skeleton height={240} role="status" aria-label="Loading the history" />}
      {steps?.length === 0 && (
        <EmptyState title="Nothing happened yet">
          Whatever you, an administrator or the phone system changes about your numbers and statuses is listed
          here.
        </EmptyState>
      )}
      {steps !== undefined && steps.length > 0 && (
        <div className={classes.panel}>
          <Table aria-label="History">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">When</Table.Th>
                <Table.Th scope="col">Who</Table.Th>
                <Table.Th scope="col">What</Table.Th>
                <Table.Th scope="col">From</Table.Th>
                <Table.Th scope="col">To</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {steps.map((step, index) => (
                <Table.Tr key={`${step.changeId} ${index}`}>
                  <Table.Td className={classes.when}>
                    <When at={step.at} />
                  </Table.Td>
                  <Table.Td className={classes.cell}>
                    <Value>{step.who}</Value>
                  </Table.Td>
                  <Table.Td className={classes.cell}>
                    <Value>{step.what}</Value>
                    {step.reason !== '' && (
                      <Text size="xs" c="dimmed" className="wrap-anywhere">
                        {step.reason}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className={classes.cell}>{side(step.from)}</Table.Td>
                  <Table.Td className={classes.cell}>{side(step.to)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {steps.length === LIMIT && (
            <Text size="xs" c="dimmed" mt="xs">
              The newest {LIMIT} are shown.
            </Text>
          )}
        </div>
      )}
    </Screen>
  );
}

function side(text: string | null) {
  if (text === null) return null;
  return text === '' ? <em>nothing</em> : <Value>{text}</Value>;
}
