import { Select, Table, Text, VisuallyHidden } from '@mantine/core';
import { isolated } from '../../../components/isolated.ts';
import { COLUMN_NAMES } from '../../../components/pbx-node/node-words.ts';
import { listed } from '../../../components/run-words.ts';
import { Value } from '../../../components/value.tsx';
import classes from './form.module.css';
import type { Choice, MapperRow } from './mapper.ts';

/** A column of a file, with the header that it is read from. */
export function MapperRowView({
  row,
  where,
  onChoose,
}: {
  row: MapperRow;
  /** The file; null for what stands in none of them. */
  where: string | null;
  onChoose: (choice: Choice) => void;
}) {
  const { column, found, values, choice } = row;
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
          aria-label={`Header for ${name} in ${where === null ? 'no file' : isolated(where)}`}
          size="xs"
          data={[
            { value: 'auto', label: autoLabel(row) },
            ...(row.mayLack || choice.kind === 'none'
              ? [{ value: 'none', label: 'None in this export' }]
              : []),
            ...row.headers.map((header) => ({ value: `=${header}`, label: isolated(header) })),
          ]}
          value={choice.kind === 'header' ? `=${choice.header}` : choice.kind}
          onChange={(value) => {
            if (value === 'auto' || value === 'none') onChoose({ kind: value });
            else if (value !== null) onChoose({ kind: 'header', header: value.slice(1) });
          }}
          allowDeselect={false}
          searchable
          nothingFoundMessage="No such header"
          error={errorOf(row)}
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
            {choice.kind === 'none' ? 'Left out on purpose' : found === '' ? '' : 'Empty in the first rows'}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function errorOf({ missing, mayLack, shared }: MapperRow): string | undefined {
  if (missing) return mayLack ? 'Not found: choose a header, or none' : 'Not found: choose a header';
  if (shared.length === 0) return undefined;
  const others = listed(shared.map((column) => COLUMN_NAMES[column]));
  return `The same header as for ${others}: choose another one for one of them`;
}

function autoLabel({ choice, found }: MapperRow): string {
  if (choice.kind !== 'auto') return 'Find it by its usual header';
  return found === '' ? 'Not found' : `Found: ${isolated(found)}`;
}
