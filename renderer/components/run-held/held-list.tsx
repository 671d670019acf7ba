import { Box, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import type { EnterpriseView, HeldRow } from '../../../shared/contract/index.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { FailurePanel } from '../failure-panel.tsx';
import { counted, whole } from '../numbers.ts';
import { ChangeTable } from '../run-report/change-rows.tsx';
import { LoadingRows, SearchField } from '../run-report/changes-tab.tsx';
import { countText } from '../run-report/report-words.ts';
import { useChoice } from '../run-report/use-choice.ts';
import type { KindCounts } from '../run-words.ts';
import { dateTime } from '../times.ts';
import { useSynchronize } from '../use-synchronize.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import { HeldActions } from './held-actions.tsx';
import { detailOf, groupsOf, sumOfKinds } from './held-words.ts';
import { asksIdentity, type Approval } from './identity.ts';
import { IdentityButtons, IdentityMeaning } from './identity-answers.tsx';
import { useHeldCounts, useHeldRows, type HeldFilter, type HeldScope } from './use-held.ts';

const LABEL = 'Waiting rows';

/** Rows that wait for somebody's answer, by reason, and the answers. */
export function HeldList({
  enterprise,
  scope,
  empty,
}: {
  enterprise: EnterpriseView;
  scope: HeldScope;
  /** What is shown when nothing waits. */
  empty: ReactNode;
}) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [kind, setKind] = useState<keyof KindCounts | null>(null);
  const filter: HeldFilter = { kind, search };
  const counts = useHeldCounts(scope, search);
  const list = useHeldRows(scope, filter);
  const choice = useChoice<HeldRow>(({ heldId }) => heldId);
  const readOnly = useReadOnly();
  const { running } = useSynchronize(enterprise);
  const [single, setSingle] = useState<{ row: HeldRow; answer: Approval } | null>(null);
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const matching = counts.data ? countOf(counts.data.counts, kind) : rows.length;
  const approving = new Set(
    running.filter(({ job }) => job.kind === 'approval').map(({ task }) => task.sourceId),
  );
  // What was answered meanwhile, here or elsewhere, is no longer chosen.
  const there = new Set(rows.map(({ heldId }) => heldId));
  const chosen = list.hasNextPage ? choice.rows : choice.rows.filter(({ heldId }) => there.has(heldId));

  /** Another filter begins with nothing chosen: nobody answers rows that they do not see. */
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      choice.clear();
      set(value);
    };

  if (counts.data && sumOfKinds(counts.data.counts) === 0 && search === '') return <>{empty}</>;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <KindFilter kind={kind} counts={counts.data?.counts ?? null} onChange={change(setKind)} />
        <SearchField label={LABEL} typed={typed} onType={change(setTyped)} />
      </Group>
      {!readOnly && (
        <HeldActions
          enterprise={enterprise}
          scope={scope}
          filter={filter}
          chosen={chosen}
          matching={matching}
          asks={rows.some(asksIdentity) || chosen.some(asksIdentity)}
          choose={choice.only}
          clear={choice.clear}
        />
      )}
      {list.isError && (
        <FailurePanel
          title="The waiting rows cannot be shown"
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {list.isPending && <LoadingRows label={LABEL} rows={8} />}
      {groupsOf(rows).map((group) => (
        <section key={group.key} aria-label={group.heading}>
          <Title order={2} fz="sm" mb={6} className="wrap-anywhere">
            {group.heading} ({whole(group.rows.length)}
            {list.hasNextPage ? ' so far' : ''})
          </Title>
          {group.rows.some(asksIdentity) && (
            <Box mb={6}>
              <IdentityMeaning />
            </Box>
          )}
          <ChangeTable
            tab="held"
            label={group.heading}
            rows={group.rows}
            rowKey={({ heldId }) => heldId}
            enterprise={enterprise.id}
            choice={readOnly ? undefined : choice.of(group.rows)}
            reason={detailOf}
            remark={remarkOf}
            answers={
              readOnly || !group.rows.some(asksIdentity)
                ? undefined
                : (row) => (
                    <IdentityButtons
                      row={row}
                      busy={approving.has(row.sourceId)}
                      onAnswer={(answer) => setSingle({ row, answer })}
                    />
                  )
            }
          />
        </section>
      ))}
      {list.isSuccess && (
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {countText({ shown: rows.length, total: matching, text: search, more: list.hasNextPage })}
          </Text>
          {list.hasNextPage && (
            <Button
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </Group>
      )}
      {single !== null && (
        <ApproveDialog
          enterprise={enterprise.id}
          answer={single.answer}
          rows={[single.row]}
          onClose={() => setSingle(null)}
          onStarted={choice.clear}
        />
      )}
    </Stack>
  );
}

function countOf(counts: KindCounts, kind: keyof KindCounts | null): number {
  return kind === null ? sumOfKinds(counts) : counts[kind];
}

/** Since when a row waits, and why it cannot be approved. */
function remarkOf({ firstRun, runId, since, blocked }: HeldRow): string | null {
  const waits = firstRun === runId ? '' : `Waits since run ${firstRun}, ${dateTime(since)}.`;
  const why = blocked === null ? '' : `Cannot be approved now: ${blocked}`;
  return [waits, why].filter((part) => part !== '').join(' ') || null;
}

const KINDS = [
  { kind: 'delete', word: 'Deletions' },
  { kind: 'update', word: 'Changes' },
  { kind: 'create', word: 'Creations' },
] as const;

/** Chooses one kind of rows; there only where there are several. */
function KindFilter({
  kind,
  counts,
  onChange,
}: {
  kind: keyof KindCounts | null;
  counts: KindCounts | null;
  onChange: (kind: keyof KindCounts | null) => void;
}) {
  const present = KINDS.filter((each) => (counts?.[each.kind] ?? 0) > 0 || each.kind === kind);
  if (counts === null || present.length < 2) {
    return (
      <Text size="sm" fw={600}>
        {counts === null
          ? ''
          : present.map((each) => `${each.word} ${whole(counts[each.kind])}`).join('') || counted(0, 'row')}
      </Text>
    );
  }
  return (
    <SegmentedControl
      size="xs"
      aria-label="Kind of rows"
      value={kind ?? 'all'}
      onChange={(value) => onChange(KINDS.find((each) => each.kind === value)?.kind ?? null)}
      data={[
        { value: 'all', label: `All ${whole(sumOfKinds(counts))}` },
        ...present.map((each) => ({ value: each.kind, label: `${each.word} ${whole(counts[each.kind])}` })),
      ]}
    />
  );
}
