import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Change, ChangeTab, EnterpriseView, RunView } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { ExportProgressLine } from '../../components/run-export-progress.tsx';
import { fileName, useExport } from '../../components/run-export.ts';
import { collect, gather } from '../../components/run-paging.ts';
import { HELD_NEXT } from '../../components/run-sentence.ts';
import { onceKnown, query } from '../../state/queries.ts';
import { ChangeTable } from './change-rows.tsx';
import { changesFrom, PIECE } from './run-export-text.ts';
import { changeHas, tabCsv } from './run-rows-csv.ts';

/** Rows that are loaded at once. */
const PAGE = 100;
/** Rows that a filter looks through at once. */
const SCAN = 1000;

const NAMES: Record<ChangeTab, { label: string; empty: string; why: string }> = {
  created: {
    label: 'Created accounts',
    empty: 'No accounts were created',
    why: 'Accounts that a run creates for new entries of the directory are listed here.',
  },
  updated: {
    label: 'Changed accounts',
    empty: 'No accounts were changed',
    why: 'Accounts whose entry had other values than the time before are listed here, field by field.',
  },
  deleted: {
    label: 'Deleted accounts',
    empty: 'No accounts were deleted',
    why: 'Accounts that a run deletes are listed here, each with the reason and all its values.',
  },
  held: {
    label: 'Held rows',
    empty: 'Nothing waits for approval',
    why: 'Deletions and changes that look like an accident are held, and listed here with the reason.',
  },
  refused: { label: 'Refused rows', empty: 'Nothing was refused', why: '' },
  numbers: { label: 'Numbers', empty: 'No numbers were touched', why: '' },
};

/** The rows of one tab, a page at a time; filter and export go over all of them. */
export function ChangesTab({
  enterprise,
  run,
  tab,
}: {
  enterprise: EnterpriseView;
  run: RunView;
  tab: ChangeTab;
}) {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 250);
  const { label, empty, why } = NAMES[tab];
  const total = run.changes[tab];
  const rows = useChanges(run.id, tab, text);
  if (total === 0) return <EmptyState title={empty}>{why}</EmptyState>;
  const loaded = rows.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="sm">
      {tab === 'held' && <Text size="sm">{HELD_NEXT}</Text>}
      <ChangesBar run={run} tab={tab} typed={typed} onType={setTyped} />
      {rows.isError && (
        <FailurePanel title="The rows cannot be shown" error={rows.error} retry={() => void rows.refetch()} />
      )}
      {rows.isPending ? (
        <Stack gap={6} aria-busy aria-label={`Loading ${label.toLowerCase()}`}>
          {Array.from({ length: Math.min(total, 8) }, (_, index) => (
            <Skeleton key={index} height={24} />
          ))}
        </Stack>
      ) : (
        loaded.length > 0 && (
          <ChangeTable key={text} tab={tab} label={label} rows={loaded} enterprise={enterprise.id} />
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

/** Filter and export of a tab. */
function ChangesBar({
  run,
  tab,
  typed,
  onType,
}: {
  run: RunView;
  tab: ChangeTab;
  typed: string;
  onType: (text: string) => void;
}) {
  const saving = useExport();
  const { label } = NAMES[tab];
  return (
    <Group justify="space-between" gap="sm">
      <TextInput
        aria-label={`Filter ${label.toLowerCase()}`}
        placeholder="Filter: login, value or reason"
        size="xs"
        w={260}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onType('');
        }}
        data-find
      />
      <Group gap="sm">
        <ExportProgressLine progress={saving.progress} cancel={saving.cancel} />
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          disabled={saving.progress !== null}
          onClick={() =>
            saving.start(
              fileName(`run ${run.id} ${run.source} ${tab}`, 'csv'),
              run.changes[tab],
              async (tools) =>
                tabCsv(
                  tab,
                  await collect(changesFrom(run.id, tab, PIECE, tools.signal), { from: 0, ...tools }),
                ),
            )
          }
        >
          Export all as CSV
        </Button>
      </Group>
    </Group>
  );
}

function useChanges(id: number, tab: ChangeTab, text: string) {
  const limit = text === '' ? PAGE : SCAN;
  const queryKey = [...query.runs.changes.key({ input: { id, only: tab } }), 'matching', text];
  return useInfiniteQuery({
    queryKey,
    // Held rows wait for somebody.
    ...(tab === 'held' ? {} : { meta: onceKnown(queryKey) }),
    queryFn: ({ pageParam, signal }) =>
      gather<Change, number>(changesFrom(id, tab, limit, signal), {
        from: pageParam,
        enough: PAGE,
        fits: (change) => changeHas(change, text),
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

function countText(of: { shown: number; total: number; text: string; more: boolean }): string {
  const { shown, total, text, more } = of;
  if (text === '')
    return shown < total ? `${whole(shown)} of ${counted(total, 'row')}` : counted(total, 'row');
  if (shown === 0 && !more) return `Nothing matches “${isolated(text)}” among ${counted(total, 'row')}.`;
  return `${counted(shown, 'row')} ${shown === 1 ? 'matches' : 'match'} “${isolated(text)}”${more ? ' so far' : ''}, of ${whole(total)}`;
}
