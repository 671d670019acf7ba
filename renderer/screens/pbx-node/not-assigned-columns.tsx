import { Anchor, Box } from '@mantine/core';
import { Link } from 'wouter';
import type { NotAssignedRow } from '../../../shared/contract/index.ts';
import { csv } from '../../components/csv.ts';
import type { Column } from '../../components/data-table.tsx';
import { withOddBlanks } from '../../components/odd-blanks.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { AnswerCell } from './answers.tsx';
import { answerWord, personText, reasonWord } from './not-assigned-words.ts';

/** A device of the list, and where in it it stands. */
export type NotAssignedDevice = NotAssignedRow & { position: number };

/** The columns of the table, with what can be answered. */
export function notAssignedColumns({
  enterprise,
  sourceId,
  readOnly,
  locked,
}: {
  enterprise: string;
  sourceId: number;
  readOnly: boolean;
  locked: string | null;
}): Column<NotAssignedDevice>[] {
  return [
    { id: 'number', header: 'Number', value: ({ number }) => number },
    { id: 'deviceType', header: 'Device type', value: ({ deviceType }) => deviceType },
    { id: 'mac', header: 'MAC address', value: ({ mac }) => mac, hidden: true },
    {
      id: 'person',
      header: 'Name',
      value: personText,
      cell: (row) => (
        <Box miw="6rem">
          <Value>{personText(row)}</Value>
        </Box>
      ),
    },
    {
      id: 'department',
      header: 'Department',
      value: ({ department }) => withOddBlanks(department),
      cell: ({ department }) => (
        <Box miw="5rem">
          <Value>{withOddBlanks(department)}</Value>
        </Box>
      ),
    },
    {
      id: 'reason',
      header: 'Reason',
      value: ({ code }) => reasonWord(code),
      cell: ({ code, hint }) => <span title={hint}>{reasonWord(code)}</span>,
    },
    {
      id: 'detail',
      header: 'What differs, or why',
      value: ({ detail }) => detail,
      cell: ({ detail }) => <Value>{detail}</Value>,
    },
    {
      id: 'near',
      header: 'Might belong to',
      value: ({ near }) => near,
      cell: ({ near }) =>
        near !== '' && (
          <Anchor
            component={Link}
            href={`${addresses.accounts(enterprise)}?${new URLSearchParams({ text: near, source: String(sourceId) }).toString()}`}
            size="sm"
          >
            {near}
          </Anchor>
        ),
    },
    {
      id: 'answer',
      header: 'Your answer',
      value: (row) => answerWord(row) ?? '',
      cell: (row) => <AnswerCell sourceId={sourceId} row={row} readOnly={readOnly} locked={locked} />,
    },
  ];
}

/** All devices as CSV. */
export function notAssignedCsv(rows: readonly NotAssignedDevice[]): string {
  return csv(
    [
      'Number',
      'Device type',
      'MAC address',
      'First name',
      'Last name',
      'Department',
      'Code',
      'Reason',
      'Detail',
      'Near',
      'Answer',
    ],
    rows.map((row) => [
      row.number,
      row.deviceType,
      row.mac,
      row.firstName,
      row.lastName,
      row.department,
      row.code,
      reasonWord(row.code),
      row.detail,
      row.near,
      answerWord(row) ?? '',
    ]),
  );
}
