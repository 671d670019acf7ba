import { Box, Button, Code, Group, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Fragment, useMemo, useState } from 'react';
import type { EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { ExportProgressLine } from '../../components/run-export-progress.tsx';
import { fileName, useExport } from '../../components/run-export.ts';
import { collect } from '../../components/run-paging.ts';
import { SearchField } from '../../components/run-report/changes-tab.tsx';
import { INTEGRATED_REASON, isIntegrated } from '../../state/enterprise.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { AnswerList } from './answer-list.tsx';
import { AnswersNotice } from './answers.tsx';
import { notAssignedColumns, notAssignedCsv, type NotAssignedDevice } from './not-assigned-columns.tsx';
import { reasonWord } from './not-assigned-words.ts';
import { SamePersonButton } from './same-person.tsx';
import classes from './pbx-node.module.css';

const PAGE = 200;
const PIECE = 1000;
/** Where paging begins. */
const FIRST = -1;
const LABEL = 'Devices not assigned';
const NO_PAIR = { number: '', other: '' };

/** Devices of the last complete export that are in no account, why, and what can be said of them (D12). */
export function NotAssignedTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const [code, setCode] = useState<NotAssignedDevice['code'] | null>(null);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const input = { sourceId: node.sourceId, search, ...(code === null ? {} : { code }) };
  const list = useInfiniteQuery({
    queryKey: [...query.pbxNodes.notAssigned.key({ input }), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      engine.pbxNodes.notAssigned({ ...input, after: pageParam, limit: PAGE }, { signal }),
    initialPageParam: FIRST,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  const codes = list.data?.pages[0]?.codes ?? [];
  const readOnly = useReadOnly();
  const locked = isIntegrated(enterprise) ? INTEGRATED_REASON : null;
  const columns = useMemo(
    () => notAssignedColumns({ enterprise: enterprise.id, sourceId: node.sourceId, readOnly, locked }),
    [enterprise.id, node.sourceId, readOnly, locked],
  );
  if (node.lastGood === null && rows.length === 0) {
    return (
      <EmptyState title="No export was read yet">
        Devices that end in no account are listed here after the first synchronization, each with the reason.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {!readOnly && rows.some(({ answered }) => answered !== null) && (
        <AnswersNotice enterprise={enterprise} node={node} />
      )}
      <GivenAnswers enterprise={enterprise} node={node} />
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Select
            aria-label="Reason"
            size="xs"
            miw="17rem"
            data={[
              { value: '', label: 'All reasons' },
              ...codes.map((each) => ({
                value: each.code,
                label: `${reasonWord(each.code)} (${whole(each.devices)})`,
              })),
            ]}
            value={code ?? ''}
            onChange={(value) => setCode(codes.find((each) => each.code === value)?.code ?? null)}
            allowDeselect={false}
          />
          {!readOnly && node.draft !== null && (
            <SamePersonButton node={node} pair={NO_PAIR} label="Two numbers, one person…" locked={locked} />
          )}
          {list.hasNextPage && <ExportAll node={node} total={node.notAssigned} />}
        </Group>
        <SearchField
          label={LABEL}
          placeholder="Search: number, name, device type"
          typed={typed}
          onType={setTyped}
        />
      </Group>
      <WhatToDo
        codes={code === null ? codes : codes.filter((each) => each.code === code)}
        open={code !== null}
      />
      {list.isError && (
        <FailurePanel
          title="The devices cannot be shown"
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {(list.data || !list.isError) && (
        <DataTable
          name="pbx-node-not-assigned"
          label={LABEL}
          columns={columns}
          rows={rows}
          rowKey={({ position }) => position}
          loading={list.isPending}
          filterable={false}
          empty={
            search !== '' || code !== null ? (
              <EmptyState title="Nothing fits">No device has this reason and these words.</EmptyState>
            ) : (
              <EmptyState title="Every device is in an account">
                Devices that end in no account are listed here, each with the reason.
              </EmptyState>
            )
          }
        />
      )}
      {list.hasNextPage && (
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status">
            The first {counted(rows.length, 'device')}
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

/** What was answered so far, closed at first; nothing while nothing was. */
function GivenAnswers({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { same, separate } = node.draft?.answers ?? { same: [], separate: [] };
  const given = same.length + separate.length;
  if (given === 0) return null;
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          {counted(given, 'answer')} kept with the node
        </Text>
      </summary>
      <Box mt="xs">
        <AnswerList enterprise={enterprise} node={node} />
      </Box>
    </details>
  );
}

/** What each reason means, and what to do about it. */
function WhatToDo({
  codes,
  open,
}: {
  codes: readonly { code: NotAssignedDevice['code']; hint: string }[];
  /** Whether it is shown at once. */
  open: boolean;
}) {
  if (codes.length === 0) return null;
  return (
    <details key={String(open)} open={open}>
      <summary>
        <Text component="span" size="sm">
          What to do
        </Text>
      </summary>
      <dl className={classes.facts}>
        {codes.map(({ code, hint }) => (
          <Fragment key={code}>
            <dt>{reasonWord(code)}</dt>
            <dd>
              {hint} <Code>{code}</Code>
            </dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

/** Saves all devices that are in no account, shown or not. */
function ExportAll({ node, total }: { node: PbxNodeDetail; total: number }) {
  const file = useExport();
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={file.progress !== null}
        onClick={() =>
          file.start(fileName(`${node.name} not assigned`, 'csv'), total, async ({ signal, progress }) => {
            const rows = await collect<NotAssignedDevice, number>(
              async (after) => {
                const page = await engine.pbxNodes.notAssigned(
                  { sourceId: node.sourceId, after, limit: PIECE },
                  { signal },
                );
                return { rows: page.rows, next: page.next };
              },
              { from: FIRST, signal, progress },
            );
            return notAssignedCsv(rows);
          })
        }
      >
        Export all as CSV
      </Button>
      <ExportProgressLine progress={file.progress} cancel={file.cancel} />
    </>
  );
}
