import { Group, Select, Stack, Table, Text } from '@mantine/core';
import type { FileForm } from '../../../../shared/domain/pbx-node.ts';
import { isolated } from '../../../components/isolated.ts';
import { baseName, FILE_KINDS } from '../../../components/pbx-node/node-words.ts';
import { Value } from '../../../components/value.tsx';
import { MapperRowView } from './mapper-row.tsx';
import type { Choice, MapperFile, MapperRow } from './mapper.ts';

const FORMS: readonly { value: FileForm; label: string }[] = [
  { value: 'devices', label: 'Users and devices' },
  { value: 'groups', label: 'Groups (PRG or MDUG)' },
  { value: 'directory', label: 'Telephone directory' },
  { value: 'none', label: 'Leave it out on purpose' },
];

/** A file of the export: what it is, and which of its headers is which column. */
export function MapperFileView({
  file,
  rows,
  onForm,
  onChoose,
}: {
  file: MapperFile;
  /** Those of its rows that are shown. */
  rows: readonly MapperRow[];
  /** Told what a person says that the file is; null where only its place in the form says it. */
  onForm: ((form: FileForm | null) => void) | null;
  onChoose: (row: MapperRow, choice: Choice) => void;
}) {
  const name = baseName(file.path);
  return (
    <Stack gap={4} component="section" aria-label={`Mapping of ${isolated(name)}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Text size="sm" fw={600} truncate title={file.path} pt={4}>
          <Value>{name}</Value>
        </Text>
        {onForm === null ? (
          <Text size="sm" c="dimmed">
            {FILE_KINDS[file.kind]}
          </Text>
        ) : (
          <Select
            aria-label={`What ${isolated(name)} is`}
            size="xs"
            w="18rem"
            data={[{ value: 'auto', label: autoLabel(file) }, ...FORMS]}
            value={file.form ?? 'auto'}
            onChange={(value) => onForm(FORMS.find((form) => form.value === value)?.value ?? null)}
            allowDeselect={false}
            error={file.unused ? 'Taken for nothing: say what it is, or leave it out' : undefined}
          />
        )}
      </Group>
      {rows.length > 0 && (
        <Table aria-label={`Columns of ${isolated(name)}`} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="12rem">Column</Table.Th>
              <Table.Th w="18rem">Header in the file</Table.Th>
              <Table.Th>First values</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <MapperRowView
                key={row.column}
                row={row}
                where={name}
                onChoose={(choice) => onChoose(row, choice)}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function autoLabel({ form, kind, unused }: MapperFile): string {
  if (form !== null) return 'Recognize it by its header';
  return unused ? 'Not recognized' : `Recognized: ${FILE_KINDS[kind]}`;
}
