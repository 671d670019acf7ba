import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { EnterpriseView, PlanView } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Notice } from '../../components/notice.tsx';
import { previewSentence } from '../../components/preview-sentence.ts';
import { LiveOfSource } from '../../components/run-live-source.tsx';
import { ReportHead } from '../../components/run-report/report-head.tsx';
import { ReportTabList } from '../../components/run-report/report-tab-list.tsx';
import { Panel, Screen } from '../../components/screen.tsx';
import { useNow } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { failureOf } from '../../state/failure.ts';
import { query } from '../../state/queries.ts';
import { PreviewActions } from './preview-actions.tsx';
import { PreviewFacts } from './preview-facts.tsx';

/** A preview: what a synchronization would do, to be looked at and applied exactly (E7). */
export function PreviewScreen({ enterprise, plan }: EnterpriseProps & { plan: string }) {
  const named = /^[0-9a-f]{8,64}$/i.test(plan);
  const view = useQuery(query.plans.view.queryOptions({ input: { plan }, enabled: named }));
  const preview = view.data;
  if (preview && preview.enterpriseId === enterprise.enterpriseId)
    return <Shown enterprise={enterprise} preview={preview} />;
  return (
    <Screen title="Preview">
      {preview ? (
        <EmptyState title="This preview belongs to another Enterprise">
          <Anchor component={Link} href={addresses.preview(preview.enterprise, preview.plan)}>
            Look at it there: {preview.enterprise}
          </Anchor>
        </EmptyState>
      ) : view.isError || !named ? (
        <NoPreview
          enterprise={enterprise}
          error={named ? view.error : null}
          retry={() => void view.refetch()}
        />
      ) : (
        <>
          <Skeleton height={150} role="status" aria-label="Loading the preview" />
          <Skeleton height={320} />
        </>
      )}
    </Screen>
  );
}

function NoPreview({
  enterprise,
  error,
  retry,
}: {
  enterprise: EnterpriseView;
  error: unknown;
  retry: () => void;
}) {
  if (error !== null && failureOf(error).code !== 'plan.not-found') {
    return <FailurePanel title="This preview cannot be shown" error={error} retry={retry} />;
  }
  return (
    <EmptyState
      title="There is no such preview"
      action={
        <Button variant="default" component={Link} href={addresses.previews(enterprise.id)}>
          All previews
        </Button>
      }
    >
      It was discarded, or is older than seven days. A new one is made on the Synchronization screen.
    </EmptyState>
  );
}

/** From this age on every row is looked up again before it is applied, and not only the deletions (E7). */
const FRESH_MS = 10 * 60_000;

function Shown({ enterprise, preview }: { enterprise: EnterpriseView; preview: PlanView }) {
  const old = useNow() - Date.parse(preview.madeAt) > FRESH_MS;
  return (
    <Screen
      title={`Preview of ${isolated(preview.source)}`}
      actions={<PreviewActions enterprise={enterprise} preview={preview} />}
    >
      <LiveOfSource enterprise={enterprise} sourceId={preview.sourceId} />
      <ReportHead
        report={preview}
        facts={<PreviewFacts preview={preview} />}
        sentence={previewSentence(preview)}
      >
        {preview.appliedRun !== null ? (
          <Notice tone="good" title="These changes were applied">
            <Anchor
              component={Link}
              href={addresses.run(enterprise.id, preview.appliedRun)}
              inherit
              underline="always"
            >
              Show run {preview.appliedRun}
            </Anchor>
          </Notice>
        ) : preview.blocked !== null ? (
          <Notice tone="warn" title="It cannot be applied">
            {isolated(preview.blocked)}
          </Notice>
        ) : (
          <Notice tone="info" title="Nothing was changed yet">
            {old
              ? 'The preview is older than ten minutes: before they are applied, all its rows are looked up again, and what changed since is refused by name.'
              : 'Applying does exactly what is listed here. Deletions are looked up again first; what changed since is refused by name.'}
          </Notice>
        )}
      </ReportHead>
      <Panel>
        <ReportTabList enterprise={enterprise} report={preview} label="Parts of the preview" />
      </Panel>
    </Screen>
  );
}
