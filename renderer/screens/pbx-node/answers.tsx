import { Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { EnterpriseView, NotAssignedRow, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { Notice } from '../../components/notice.tsx';
import { whyNotNode } from '../../components/pbx-node/node-state.ts';
import { useLiveOfNodes } from '../../components/pbx-node/use-nodes.ts';
import { PreviewButton } from '../../components/preview-button.tsx';
import { ActionButton } from '../../components/run-action.tsx';
import { useSynchronize } from '../../components/use-synchronize.ts';
import { tellFailed } from '../../components/use-save-text.ts';
import { engine } from '../../state/ports.ts';
import { answersFor, answerWord } from './not-assigned-words.ts';

/** What a person says of a device. */
type Answer = Parameters<typeof engine.pbxNodes.answer>[0]['answers'][number]['answer'];

/** Gives answers, one at a time; says which number is being answered. */
function useAnswer(sourceId: number) {
  const [busy, setBusy] = useState<string | null>(null);
  return {
    busy,
    answer: (number: string, answer: Answer) => {
      setBusy(number);
      engine.pbxNodes
        .answer({ sourceId, answers: [{ number, answer }] })
        .catch(tellFailed)
        .finally(() => setBusy(null));
    },
  };
}

/** Says that answers were given, and that the next synchronization goes by them. */
export function AnswersNotice({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { start } = useSynchronize(enterprise);
  const reason = whyNotNode(node, useLiveOfNodes(enterprise)(node));
  return (
    <Notice
      tone="info"
      title="The next synchronization goes by your answers"
      action={
        <>
          <PreviewButton enterprise={enterprise} source={node.name} reason={reason} />
          <ActionButton
            reason={reason}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => start(node.name)}
          >
            Sync now
          </ActionButton>
        </>
      }
    >
      Until then, accounts are as they were. Answers are kept with the node and can be taken back.
    </Notice>
  );
}

/** What was answered of a device, or what can be. */
export function AnswerCell({
  sourceId,
  row,
  readOnly,
  locked,
}: {
  sourceId: number;
  row: NotAssignedRow;
  readOnly: boolean;
  /** Why nothing can be answered; null when it can. */
  locked: string | null;
}) {
  const { busy, answer } = useAnswer(sourceId);
  const given = answerWord(row);
  const { same, separate } = answersFor(row);
  const common = { variant: 'default', size: 'compact-xs', reason: locked, loading: busy !== null } as const;
  if (given !== null) {
    return (
      <Group gap="xs">
        <Text size="sm">{given}</Text>
        {!readOnly && (
          <ActionButton
            {...common}
            onClick={() => answer(row.number, { kind: 'none' })}
            aria-label={`Take back the answer for ${isolated(row.number)}`}
          >
            Take back
          </ActionButton>
        )}
      </Group>
    );
  }
  if (readOnly) return null;
  return (
    <Group gap={4}>
      {same && (
        <ActionButton
          {...common}
          onClick={() => answer(row.number, { kind: 'same', with: row.near })}
          aria-label={`${isolated(row.number)} is the same person as ${isolated(row.near)}`}
        >
          Same person
        </ActionButton>
      )}
      {separate && (
        <ActionButton
          {...common}
          onClick={() => answer(row.number, { kind: 'separate' })}
          aria-label={`${isolated(row.number)} is a separate person`}
        >
          Separate person
        </ActionButton>
      )}
    </Group>
  );
}

/** One stored answer, with its way back. */
export function TakeBack({
  sourceId,
  number,
  locked,
}: {
  sourceId: number;
  number: string;
  locked: string | null;
}) {
  const { busy, answer } = useAnswer(sourceId);
  return (
    <ActionButton
      variant="default"
      size="compact-xs"
      reason={locked}
      loading={busy !== null}
      onClick={() => answer(number, { kind: 'none' })}
      aria-label={`Take back the answer for ${isolated(number)}`}
    >
      Take back
    </ActionButton>
  );
}
