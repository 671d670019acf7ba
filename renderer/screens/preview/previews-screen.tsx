import { ActionIcon, Anchor, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, PlanSummary } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { PreviewButton } from '../../components/preview-button.tsx';
import { previewSentence } from '../../components/preview-sentence.ts';
import { LiveRuns } from '../../components/run-live.tsx';
import { Screen } from '../../components/screen.tsx';
import { useSynchronize, whyNotNow } from '../../components/use-synchronize.ts';
import { tellFailed } from '../../components/use-save-text.ts';
import { Upcoming, useNow, When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { PreviewState } from './preview-facts.tsx';
import { stateOf, STATES } from './preview-state.ts';

/** The previews that are kept, newest first. */
export function PreviewsScreen({ enterprise }: EnterpriseProps) {
  const list = useQuery(query.plans.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const { running } = useSynchronize(enterprise);
  const readOnly = useReadOnly();
  const now = useNow();
  const columns = useMemo(() => columnsOf(enterprise, now), [enterprise, now]);
  const button = readOnly ? null : (
    <PreviewButton enterprise={enterprise} reason={whyNotNow(enterprise, running.length > 0)} />
  );
  return (
    <Screen title="Previews" actions={button}>
      <LiveRuns enterprise={enterprise} />
      {list.isError && (
        <FailurePanel
          title="The previews cannot be shown"
          error={list.error}
          retry={() => void list.refetch()}
        />
      )}
      {(list.data ?? !list.isError) && (
        <DataTable
          name="previews"
          label="previews"
          columns={columns}
          rows={list.data?.plans ?? []}
          rowKey={({ plan }) => plan}
          loading={list.isPending}
          filterable={(list.data?.plans.length ?? 0) > 5}
          actions={
            readOnly
              ? undefined
              : (preview) => (
                  <ActionIcon
                    aria-label={`Discard the preview of ${isolated(preview.source)}`}
                    title="Discard"
                    onClick={() => void engine.plans.discard({ plan: preview.plan }).catch(tellFailed)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                )
          }
          empty={
            <EmptyState title="No previews" action={button}>
              A preview says what a synchronization would do, without doing it. It is kept for seven days, and
              can be applied exactly as it was looked at.
            </EmptyState>
          }
        />
      )}
    </Screen>
  );
}

function columnsOf(enterprise: EnterpriseView, now: number): Column<PlanSummary>[] {
  return [
    {
      id: 'source',
      header: 'Source',
      value: ({ source }) => source,
      width: '14rem',
    },
    {
      id: 'sentence',
      header: 'What it would do',
      value: previewSentence,
      cell: (preview) => (
        <Anchor
          component={Link}
          href={addresses.preview(enterprise.id, preview.plan)}
          size="sm"
          className="wrap-anywhere"
        >
          {previewSentence(preview)}
        </Anchor>
      ),
    },
    {
      id: 'state',
      header: 'State',
      value: (preview) => STATES[stateOf(preview, now)].word,
      cell: (preview) =>
        preview.appliedRun === null ? (
          <PreviewState preview={preview} />
        ) : (
          <Anchor component={Link} href={addresses.run(enterprise.id, preview.appliedRun)} size="sm">
            Applied: run {preview.appliedRun}
          </Anchor>
        ),
      width: '10rem',
    },
    {
      id: 'made',
      header: 'Made',
      value: ({ madeAt }) => madeAt,
      cell: ({ madeAt }) => <When at={madeAt} />,
      width: '9rem',
    },
    {
      id: 'expires',
      header: 'Expires',
      value: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => (
        <Text size="sm" component="span">
          <Upcoming at={expiresAt} />
        </Text>
      ),
      width: '9rem',
    },
  ];
}
