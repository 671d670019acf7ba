import { Anchor } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { TemplatePreview } from '../../../shared/contract/index.ts';
import { DataTable, type Column } from '../../components/data-table.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { Marked } from '../../components/marked.tsx';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { effectWord } from './preview-words.ts';

type Row = TemplatePreview['rows'][number];

const COLOURS: Record<Row['effect'], string> = { changes: 'good', stays: 'idle', breaks: 'warn' };

/** Some of the accounts that a change of the templates touches, and how. */
export function PreviewRows({
  enterprise,
  rows,
  total,
}: {
  /** Enterprise ID. */
  enterprise: string;
  rows: readonly Row[];
  total: number;
}) {
  const columns = useMemo(() => columnsOf(enterprise), [enterprise]);
  return (
    <DataTable
      name="status-template-preview"
      label="accounts that the change touches"
      columns={columns}
      rows={rows}
      rowKey={({ accountId, status, effect }) => `${accountId} ${effect} ${status}`}
      toolbar={
        rows.length < total
          ? `The first ${whole(rows.length)} of ${counted(total, 'row')}`
          : counted(total, 'row')
      }
    />
  );
}

function columnsOf(enterprise: string): Column<Row>[] {
  return [
    {
      id: 'loginId',
      header: 'Account',
      value: ({ loginId }) => loginId,
      cell: ({ accountId, loginId }) => (
        <Anchor component={Link} href={addresses.account(enterprise, accountId)} inherit>
          <Value>{loginId}</Value>
        </Anchor>
      ),
    },
    { id: 'name', header: 'Name', value: ({ name }) => name, cell: ({ name }) => <Value>{name}</Value> },
    {
      id: 'effect',
      header: 'Effect',
      value: ({ effect }) => effectWord(effect),
      cell: ({ effect }) => <Marked color={COLOURS[effect]}>{effectWord(effect)}</Marked>,
    },
    {
      id: 'status',
      header: 'Status',
      value: ({ status }) => status,
      cell: ({ status }) => <Value>{status}</Value>,
    },
  ];
}
