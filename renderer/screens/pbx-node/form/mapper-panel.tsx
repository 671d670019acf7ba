import { Button, Select, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { isolated } from '../../../components/isolated.ts';
import { COLUMN_NAMES } from '../../../components/pbx-node/node-words.ts';
import { Panel } from '../../../components/screen.tsx';
import { Value } from '../../../components/value.tsx';
import classes from './form.module.css';
import { decidedRows, mapperRows, withChoice, type Choice, type MapperRow } from './mapper.ts';
import type { Inspection } from './use-inspection.ts';
import type { NodeForm } from './use-node-form.ts';

/** Step 2: which header of the export is which column, where it is not found by itself (issue "Reading real files"). */
export function MapperPanel({
  form,
  inspection,
  readOnly,
}: {
  form: NodeForm;
  inspection: Inspection;
  readOnly: boolean;
}) {
  const [all, setAll] = useState(false);
  const { columns } = form.values;
  const rows = mapperRows(inspection.result?.files ?? [], columns);
  const decided = decidedRows(rows);
  const shown = all || readOnly ? rows : decided;
  return (
    <Panel
      title="2. Columns"
      actions={
        rows.length > decided.length && (
          <Button variant="transparent" size="compact-sm" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Show only those that need a choice' : 'Show all columns'}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {wordsFor(rows, decided, inspection.waiting)}
      </Text>
      {shown.length > 0 && (
        <Table aria-label="Columns of the export" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="12rem">Column</Table.Th>
              <Table.Th w="18rem">Header in the files</Table.Th>
              <Table.Th>First values</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Row
                key={row.column}
                row={row}
                onChoose={(choice) =>
                  form.set((current) => ({
                    ...current,
                    columns: withChoice(current.columns, row.column, choice),
                  }))
                }
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function wordsFor(rows: readonly MapperRow[], decided: readonly MapperRow[], waiting: boolean): string {
  if (rows.length === 0) {
    return waiting ? 'Looking for the columns…' : 'Name the files first: their headers are offered here.';
  }
  const missing = rows.filter((row) => row.missing).length;
  if (missing > 0) {
    return 'Say which header each of these columns has in your files, or that they have none. It is kept with the node.';
  }
  return decided.length > 0
    ? 'Every column that is needed has its header. What was chosen by hand is listed here.'
    : 'Every column that is needed was found by its usual header.';
}

function Row({ row, onChoose }: { row: MapperRow; onChoose: (choice: Choice) => void }) {
  const { column, missing, found, values, choice } = row;
  const name = COLUMN_NAMES[column];
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        {row.required === 'yes' && (
          <>
            <Text component="span" c="var(--mantine-color-error)" aria-hidden>
              {' *'}
            </Text>
            <VisuallyHidden>, needed</VisuallyHidden>
          </>
        )}
        {row.required === 'either' && (
          <Text size="xs" c="dimmed">
            {column === 'name' ? 'in place of first and last name' : 'or the full name'}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`Header for ${name}`}
          size="xs"
          data={[
            { value: 'auto', label: autoLabel(row) },
            { value: 'none', label: 'None in this export' },
            ...headersOf(row).map((header) => ({ value: `=${header}`, label: isolated(header) })),
          ]}
          value={choice.kind === 'header' ? `=${choice.header}` : choice.kind}
          onChange={(value) => {
            if (value === 'auto' || value === 'none') onChoose({ kind: value });
            else if (value !== null) onChoose({ kind: 'header', header: value.slice(1) });
          }}
          allowDeselect={false}
          searchable
          nothingFoundMessage="No such header"
          error={missing ? 'Not found: choose a header, or none' : undefined}
          data-path={`columns.${column}`}
        />
      </Table.Td>
      <Table.Td className={classes.values}>
        {values.length > 0 ? (
          <Text size="sm" lineClamp={2} title={values.join(', ')}>
            <Value>{values.join(', ')}</Value>
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            {choice.kind === 'none'
              ? 'Left out on purpose'
              : found.length > 0
                ? 'Empty in the first rows'
                : ''}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function autoLabel({ choice, found }: MapperRow): string {
  if (choice.kind !== 'auto') return 'Find it by its usual header';
  return found.length > 0 ? `Found: ${found.map(isolated).join(', ')}` : 'Not found';
}

/** The headers to choose from; the chosen one is among them also when the files have it no longer. */
function headersOf({ headers, choice }: MapperRow): string[] {
  return choice.kind === 'header' && !headers.includes(choice.header) ? [choice.header, ...headers] : headers;
}
