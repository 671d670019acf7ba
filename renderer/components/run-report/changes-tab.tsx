import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Change, ChangeTab, EnterpriseView } from '../../../shared/contract/index.ts';
import { onceKnown } from '../../state/queries.ts';
import { EmptyState } from '../empty-state.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { Notice } from '../notice.tsx';
import { counted } from '../numbers.ts';
import { ExportProgressLine } from '../run-export-progress.tsx';
import { fileName, useExport } from '../run-export.ts';
import { IdentityMeaning } from '../run-held/identity-answers.tsx';
import { collect, gather } from '../run-paging.ts';
import { IDENTITY_CHANGED } from '../run-words.ts';
import { ChangeTable } from './change-rows.tsx';
import { tabCsv } from './report-csv.ts';
import { PIECE } from './report-export.ts';
import { countText, kindOfRows } from './report-words.ts';
import { changesFrom, changesKey, FIRST, isPreview, reportName, type Report } from './report.ts';
import { useChoice } from './use-choice.ts';

/** Rows that are loaded at once. */
const PAGE = 100;

/** What can be done with rows that were chosen. */
export type ChosenBar = (rows: readonly Change[], clear: () => void) => ReactNode;

/** The rows of one tab, a page at a time; search and export go over all of them. */
export function ChangesTab({
  enterprise,
  report,
  tab,
  chosenBar,
}: {
  enterprise: EnterpriseView;
  report: Report;
  tab: ChangeTab;
  /** Left out where nothing can be done with single rows. */
  chosenBar?: ChosenBar | undefined;
}) {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 250);
  const choice = useChoice(changeKey);
  const { label, empty, why } = kindOfRows(tab, report.sourceKind);
  const total = report.changes[tab];
  const rows = useChanges(report, tab, text);
  if (total === 0) return <NoRows report={report} empty={empty} why={why} />;
  const loaded = rows.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <SearchField label={label} typed={typed} onType={setTyped} />
        <ExportTab report={report} tab={tab} />
      </Group>
      {chosenBar?.(choice.rows, choice.clear)}
      {tab === 'held' &&
        isPreview(report) &&
        loaded.some(({ reasonCode }) => reasonCode === IDENTITY_CHANGED) && (
          <Notice tone="held" title="Same person, or a new one?">
            Where first and last name of a number both changed, nobody but a person can say. After these
            changes were applied, such rows wait under Held rows, and are answered there.
            <IdentityMeaning />
          </Notice>
        )}
      {rows.isError && (
        <FailurePanel title="The rows cannot be shown" error={rows.error} retry={() => void rows.refetch()} />
      )}
      {rows.isPending ? (
        <LoadingRows label={label} rows={total} />
      ) : (
        loaded.length > 0 && (
          <ChangeTable
            key={text}
            tab={tab}
            label={label}
            rows={loaded}
            // Rows only ever join at the end, and have nothing else of their own.
            rowKey={(_, index) => index}
            enterprise={enterprise.id}
            choice={chosenBar && choice.of(loaded)}
          />
        )
      )}
      {rows.isSuccess && (
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {rows.isPlaceholderData
              ? `Looking through ${counted(total, 'row')}…`
              : countText({ shown: loaded.length, total, text, more: rows.hasNextPage })}
          </Text>
          {rows.hasNextPage && !rows.isPlaceholderData && (
            <Button
              variant="default"
              loading={rows.isFetchingNextPage}
              onClick={() => void rows.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** The account that a row is about; one that is gone has only its login. */
function changeKey({ accountId, login }: Change): string {
  return `${accountId ?? ''} ${login}`;
}

function NoRows({ report, empty, why }: { report: Report; empty: string; why: string }) {
  if (isPreview(report) || !report.journalGone) return <EmptyState title={empty}>{why}</EmptyState>;
  return (
    <EmptyState title="The rows of this run are no longer kept">
      Outcome and counters stay longer than the rows. How long each is kept is set under Settings, History.
    </EmptyState>
  );
}

/** Skeletons of about the size of the rows to come. */
export function LoadingRows({ label, rows }: { label: string; rows: number }) {
  return (
    <Stack gap={6} aria-busy role="status" aria-label={`Loading ${label.toLowerCase()}`}>
      {Array.from({ length: Math.min(rows, 8) }, (_, index) => (
        <Skeleton key={index} height={24} />
      ))}
    </Stack>
  );
}

/** Searches all rows of a list, not only those that are loaded. */
export function SearchField({
  label,
  typed,
  onType,
  placeholder = 'Search: login, entry or reason',
}: {
  label: string;
  typed: string;
  onType: (text: string) => void;
  placeholder?: string;
}) {
  return (
    <TextInput
      aria-label={`Filter ${label.toLowerCase()}`}
      placeholder={placeholder}
      size="xs"
      w={260}
      maxLength={256}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onType('');
      }}
      data-find
    />
  );
}

function ExportTab({ report, tab }: { report: Report; tab: ChangeTab }) {
  const saving = useExport();
  return (
    <Group gap="sm">
      <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
      <Button
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={saving.progress !== null}
        onClick={() =>
          saving.start(fileName(`${reportName(report)} ${tab}`, 'csv'), report.changes[tab], async (tools) =>
            tabCsv(
              tab,
              await collect(changesFrom(report, { only: tab, limit: PIECE }, tools.signal), {
                from: FIRST,
                ...tools,
              }),
            ),
          )
        }
      >
        Export all as CSV
      </Button>
    </Group>
  );
}

function useChanges(report: Report, tab: ChangeTab, text: string) {
  const queryKey = [...changesKey(report, tab), 'matching', text];
  return useInfiniteQuery({
    queryKey,
    meta: onceKnown(queryKey),
    queryFn: ({ pageParam, signal }) =>
      gather<Change, number>(changesFrom(report, { only: tab, search: text, limit: PAGE }, signal), {
        from: pageParam,
        enough: PAGE,
        fits: () => true,
        signal,
      }),
    initialPageParam: FIRST,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}
