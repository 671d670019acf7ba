import { Text } from '@mantine/core';
import type { EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { INTEGRATED_REASON, isIntegrated } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { TakeBack } from './answers.tsx';
import { answerRows, type AnswerRow } from './settings-words.ts';

const COLUMNS: Column<AnswerRow>[] = [
  { id: 'number', header: 'Number', value: ({ number }) => number },
  { id: 'answer', header: 'Answer', value: ({ words }) => words },
];

/** What was said of single numbers (D12), each with its way back. */
export function AnswerList({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const readOnly = useReadOnly();
  const rows = answerRows(node.draft?.answers ?? { same: [], separate: [] });
  const locked = isIntegrated(enterprise) ? INTEGRATED_REASON : null;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing was said yet. Devices that Rollcall cannot place are listed under Not assigned, and names that
        nearly match under Issues: there you can say whether two numbers are the same person’s.
      </Text>
    );
  }
  return (
    <DataTable
      name="pbx-node-answers"
      label="answers"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ number }) => number}
      filterable={rows.length > 5}
      actions={
        readOnly
          ? undefined
          : ({ number }) => <TakeBack sourceId={node.sourceId} number={number} locked={locked} />
      }
    />
  );
}
