import { Button, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../../../components/screen.tsx';
import { MapperFileView } from './mapper-file.tsx';
import { MapperRowView } from './mapper-row.tsx';
import { mapperWords } from './mapper-words.ts';
import {
  decidedRows,
  mapperFiles,
  strayRows,
  withChoice,
  withForm,
  withoutStrays,
  type MapperFile,
} from './mapper.ts';
import type { Inspection } from './use-inspection.ts';
import type { NodeForm } from './use-node-form.ts';

/** Step 2: which header of each file is which column, where it is not found by itself (issue "Reading real files"). */
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
  const { columns, from } = form.values;
  const inspected = inspection.result?.files ?? [];
  const files = mapperFiles(inspected, form.values);
  const strays = strayRows(inspected, columns);
  const isWhole = all || readOnly;
  const rowsOf = (file: MapperFile) => (isWhole || file.form !== null ? file.rows : decidedRows(file.rows));
  const due = files.filter(
    ({ unused, form, rows }) => unused || form !== null || decidedRows(rows).length > 0,
  );
  const shown = isWhole ? files : due;
  const isMore = files.some(({ rows }) => rows.length > decidedRows(rows).length);
  return (
    <Panel
      title="2. Columns"
      actions={
        isMore && (
          <Button variant="transparent" size="compact-sm" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Show only those that need a choice' : 'Show all columns'}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {mapperWords(files, strays, inspection.waiting)}
      </Text>
      <Stack gap="md">
        {shown.map((file) => (
          <MapperFileView
            key={file.path}
            file={file}
            rows={rowsOf(file)}
            onForm={
              from === 'folder'
                ? (said) => form.set((now) => ({ ...now, forms: withForm(now.forms, file.path, said) }))
                : null
            }
            onChoose={({ column }, choice) =>
              form.set((now) => ({
                ...now,
                columns: withChoice(now.columns, inspected, { path: file.path, column }, choice),
              }))
            }
          />
        ))}
        {strays.length > 0 && (
          <Table aria-label="Columns of none of these files" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="12rem">Column</Table.Th>
                <Table.Th w="18rem">In none of these files</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {strays.map((row) => (
                <MapperRowView
                  key={row.column}
                  row={row}
                  where={null}
                  onChoose={({ kind }) => {
                    if (kind === 'header') return;
                    form.set((now) => ({
                      ...now,
                      columns:
                        kind === 'none'
                          ? { ...now.columns, [row.column]: null }
                          : withoutStrays(now.columns, inspected, row.column),
                    }));
                  }}
                />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Panel>
  );
}
