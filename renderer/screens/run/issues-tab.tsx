import { Accordion, Button, Code, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunView } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { Dot } from '../../components/outcome.tsx';
import { gather } from '../../components/run-paging.ts';
import { onceKnown, query } from '../../state/queries.ts';
import { issuesFrom } from './run-export-text.ts';
import classes from './run.module.css';

const PAGE = 100;

type Group = RunView['codes'][number];
type Issue = Awaited<ReturnType<ReturnType<typeof issuesFrom>>>['rows'][number];

const SEVERITIES = {
  error: { word: 'Error', color: 'bad' },
  warning: { word: 'Warning', color: 'warn' },
  info: { word: 'Info', color: 'idle' },
} as const;

/** The issues of a run by code, the gravest first. `named` is the code that is open at first. */
export function IssuesTab({ run, named }: { run: RunView; named: string | null }) {
  const first =
    run.codes.find(({ code }) => code === named) ?? (run.codes.length === 1 ? run.codes[0] : undefined);
  const [open, setOpen] = useState<string[]>(first ? [keyOf(first)] : []);
  if (run.codes.length === 0) {
    return (
      <EmptyState title="No issues">
        Entries that are passed over or cannot be imported, and rows that are held, are named here with the
        reason.
      </EmptyState>
    );
  }
  return (
    <Accordion multiple value={open} onChange={setOpen} order={2} keepMounted={false} variant="contained">
      {run.codes.map((group) => (
        <Accordion.Item key={keyOf(group)} value={keyOf(group)}>
          <Accordion.Control>
            <Group gap="sm">
              <Dot color={SEVERITIES[group.severity].color} />
              <Text size="sm" component="span">
                {SEVERITIES[group.severity].word}
              </Text>
              <Code>{group.code}</Code>
              <Text size="sm" c="dimmed" component="span">
                {countOf(group)}
              </Text>
            </Group>
            {group.hint !== '' && (
              <Text size="sm" mt={2}>
                {group.hint}
              </Text>
            )}
          </Accordion.Control>
          <Accordion.Panel>
            <IssueList run={run} group={group} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function keyOf({ severity, code }: Group): string {
  return `${severity}-${code}`;
}

function countOf({ issues, count }: Group): string {
  return count === issues ? whole(count) : `${whole(count)}, in ${counted(issues, 'issue')}`;
}

function IssueList({ run, group }: { run: RunView; group: Group }) {
  const queryKey = [...query.runs.issues.key({ input: { id: run.id, code: group.code } }), group.severity];
  const list = useInfiniteQuery({
    queryKey,
    meta: onceKnown(queryKey),
    queryFn: ({ pageParam, signal }) =>
      gather<Issue, number>(issuesFrom(run.id, group.code, PAGE, signal), {
        from: pageParam,
        enough: PAGE,
        // One code may come with two severities, and the engine pages by code.
        fits: ({ severity }) => severity === group.severity,
        signal,
      }),
    initialPageParam: -1,
    getNextPageParam: (page) => page.next,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.isPending) {
    return (
      <Stack gap={6} aria-busy>
        {Array.from({ length: Math.min(group.issues, 5) }, (_, index) => (
          <Skeleton key={index} height={20} />
        ))}
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      {list.isError && (
        <FailurePanel
          title="The issues cannot be shown"
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      <IssueTable rows={rows} label={`Issues ${group.code}`} />
      {list.hasNextPage && (
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {whole(rows.length)} of {counted(group.issues, 'issue')}
          </Text>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function IssueTable({ rows, label }: { rows: readonly Issue[]; label: string }) {
  const subjects = rows.some(({ subject }) => subject !== '');
  const fields = rows.some(({ field }) => field !== '');
  return (
    <Table.ScrollContainer type="native" minWidth={480}>
      <Table aria-label={label} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {subjects && <Table.Th w="38%">Entry</Table.Th>}
            {fields && <Table.Th w="9rem">Field</Table.Th>}
            <Table.Th>What happened</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((issue) => (
            <Table.Tr key={issue.position}>
              {subjects && <Table.Td className={classes.mono}>{issue.subject}</Table.Td>}
              {fields && <Table.Td className={classes.mono}>{issue.field}</Table.Td>}
              <Table.Td className={classes.cell}>{issue.message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
