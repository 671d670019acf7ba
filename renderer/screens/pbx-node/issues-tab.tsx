import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { IssuesTab, type IssueAnswer } from '../../components/run-report/issues-tab.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { AnswersNotice, TakeBack } from './answers.tsx';
import { answerOf, isAboutPair, pairOf } from './same-person-words.ts';
import { SamePersonButton } from './same-person.tsx';
import { useLastRun } from './use-last-run.ts';

/** What the last run remarked, by code. */
export function NodeIssuesTab({
  enterprise,
  node,
  named,
}: {
  enterprise: EnterpriseView;
  node: PbxNodeDetail;
  /** The code that is open at first. */
  named: string | null;
}) {
  const view = useLastRun(node);
  const { answer, saidAt } = useIssueAnswer(enterprise, node);
  if (node.lastAttempt === null) {
    return (
      <EmptyState title="Never synchronized">
        What a synchronization finds wrong with rows of the export is listed here, with what to do about it.
      </EmptyState>
    );
  }
  if (view.data === undefined) {
    return view.isError ? (
      <FailurePanel title="The issues cannot be shown" error={view.error} retry={() => void view.refetch()} />
    ) : (
      <Skeleton height={160} role="status" aria-label="Loading the issues" />
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Of{' '}
        <Anchor component={Link} href={addresses.run(enterprise.id, view.data.id)} inherit underline="always">
          run {view.data.id}
        </Anchor>
        , <When at={view.data.endedAt} inline />.{' '}
        {node.notAssigned > 0 && (
          <>
            Whether single devices belong to somebody can be said under{' '}
            <Anchor
              component={Link}
              href={addresses.pbxNode(enterprise.id, node, 'not-assigned')}
              inherit
              underline="always"
            >
              Not assigned
            </Anchor>
            .
          </>
        )}
      </Text>
      {saidAt === view.data.id && <AnswersNotice enterprise={enterprise} node={node} />}
      <IssuesTab
        key={`${view.data.id} ${named ?? ''}`}
        report={view.data}
        named={named}
        {...(answer === null ? {} : { answer })}
      />
    </Stack>
  );
}

/** What a person may say where one person may be two (D12, A15), and the run at which they did so on this visit. */
function useIssueAnswer(
  enterprise: EnterpriseView,
  node: PbxNodeDetail,
): { answer: IssueAnswer | null; saidAt: number | null } {
  const [saidAt, setSaidAt] = useState<number | null>(null);
  const readOnly = useReadOnly();
  const answers = node.draft?.answers;
  if (answers === undefined) return { answer: null, saidAt };
  const locked = isIntegrated(enterprise) ? INTEGRATED_REASON : null;
  const said = () => setSaidAt(node.lastAttempt?.id ?? null);
  const cell: IssueAnswer['cell'] = (issue) => {
    const pair = pairOf(issue);
    if (pair === null) return null;
    const given = answerOf(pair, answers);
    if (given !== null) {
      return (
        <Group gap="xs">
          <Text size="sm">{given.words}</Text>
          {!readOnly && <TakeBack sourceId={node.sourceId} number={given.number} locked={locked} />}
        </Group>
      );
    }
    if (readOnly) return null;
    return (
      <SamePersonButton
        compact
        node={node}
        pair={pair}
        label="Same person…"
        name={`Same person… ${[pair.number, pair.other].filter((each) => each !== '').join(', ')}`}
        locked={locked}
        onAnswered={said}
      />
    );
  };
  return { answer: { header: 'Your answer', fits: isAboutPair, cell }, saidAt };
}
