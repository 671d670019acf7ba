import { Accordion, Button, Code, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { onceKnown } from '../../state/queries.ts';
import { EmptyState } from '../empty-state.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { counted, whole } from '../numbers.ts';
import { Dot } from '../outcome.tsx';
import { gather } from '../run-paging.ts';
import { Value } from '../value.tsx';
import { FIRST, isPreview, issuesFrom, issuesKey, type Report } from './report.ts';
import classes from './report.module.css';

const PAGE = 100;

type Group = Report['codes'][number];
type Issue = Awaited<ReturnType<ReturnType<typeof issuesFrom>>>['rows'][number];

/** What can be done about issues of some codes, in a column of its own. */
export interface IssueAnswer {
  header: string;
  fits: (code: Issue['code']) => boolean;
  cell: (issue: Issue) => ReactNode;
}

const SEVERITIES = {
  error: { word: 'Error', color: 'bad' },
  warning: { word: 'Warning', color: 'warn' },
  info: { word: 'Info', color: 'idle' },
} as const;

/** The issues of a report by code, the gravest first. `named` is the code that is open at first. */
export function IssuesTab({
  report,
  named,
  answer,
}: {
  report: Report;
  named: string | null;
  answer?: IssueAnswer;
}) {
  const first =
    report.codes.find(({ code }) => code === named) ??
    (report.codes.length === 1 ? report.codes[0] : undefined);
  const [open, setOpen] = useState<string[]>(first ? [keyOf(first)] : []);
  if (!isPreview(report) && report.journalGone) {
    return (
      <EmptyState title="The issues of this run are no longer kept">
        How long they are kept is set under Settings, History.
      </EmptyState>
    );
  }
  if (report.codes.length === 0) {
    return (
      <EmptyState title="No issues">
        {report.sourceKind === 'pbx'
          ? 'Devices and groups that the rules cannot place, and rows that are held, are named here with the reason.'
          : 'Entries that are passed over or cannot be imported, and rows that are held, are named here with the reason.'}
      </EmptyState>
    );
  }
  return (
    <Accordion multiple value={open} onChange={setOpen} order={2} keepMounted={false} variant="contained">
      {report.codes.map((group) => (
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
            <IssueList report={report} group={group} answer={answer?.fits(group.code) ? answer : undefined} />
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

function IssueList({
  report,
  group,
  answer,
}: {
  report: Report;
  group: Group;
  answer: IssueAnswer | undefined;
}) {
  const queryKey = [...issuesKey(report, group.code), group.severity];
  const list = useInfiniteQuery({
    queryKey,
    meta: onceKnown(queryKey),
    queryFn: ({ pageParam, signal }) =>
      gather<Issue, number>(issuesFrom(report, group.code, PAGE, signal), {
        from: pageParam,
        enough: PAGE,
        // One code may come with two severities, and the engine pages by code.
        fits: ({ severity }) => severity === group.severity,
        signal,
      }),
    initialPageParam: FIRST,
    getNextPageParam: (page) => page.next,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.isPending) {
    return (
      <Stack gap={6} aria-busy role="status" aria-label="Loading issues">
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
      <IssueTable
        rows={rows}
        label={`Issues ${group.code}`}
        about={report.sourceKind === 'pbx' ? 'Number or file' : 'Entry'}
        answer={answer}
      />
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

function IssueTable({
  rows,
  label,
  about,
  answer,
}: {
  rows: readonly Issue[];
  label: string;
  /** What issues are about. */
  about: string;
  answer: IssueAnswer | undefined;
}) {
  const subjects = rows.some(({ subject }) => subject !== '');
  const fields = rows.some(({ field }) => field !== '');
  return (
    <Table.ScrollContainer type="native" minWidth={480}>
      <Table aria-label={label} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {subjects && <Table.Th w={about === 'Entry' ? '38%' : '16rem'}>{about}</Table.Th>}
            {fields && <Table.Th w="9rem">Field</Table.Th>}
            <Table.Th>What happened</Table.Th>
            {answer !== undefined && <Table.Th w="15rem">{answer.header}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((issue) => (
            <Table.Tr key={issue.position}>
              {subjects && (
                <Table.Td className={classes.mono}>
                  <Value>{issue.subject}</Value>
                </Table.Td>
              )}
              {fields && <Table.Td className={classes.mono}>{issue.field}</Table.Td>}
              <Table.Td className={classes.cell}>
                <Value>{issue.message}</Value>
              </Table.Td>
              {answer !== undefined && <Table.Td>{answer.cell(issue)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
