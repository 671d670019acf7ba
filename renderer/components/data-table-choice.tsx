import { Checkbox, Table } from '@mantine/core';

/** Which rows of a table are chosen, to do something with them. */
export interface TableChoice<Row> {
  has: (row: Row) => boolean;
  toggle: (row: Row) => void;
  /** Chooses these rows, which are all that are shown, or none of them. */
  all: (rows: readonly Row[], take: boolean) => void;
  /** What the box of a row is called. */
  label: (row: Row) => string;
}

/** The box that chooses all rows that are shown. */
export function ChoiceHead<Row>({
  choice,
  label,
  rows,
}: {
  choice: TableChoice<Row>;
  label: string;
  rows: readonly Row[];
}) {
  const chosen = rows.filter((row) => choice.has(row)).length;
  return (
    <Table.Th w="2.5rem">
      <Checkbox
        size="xs"
        aria-label={`Choose all ${label} shown`}
        checked={chosen > 0 && chosen === rows.length}
        indeterminate={chosen > 0 && chosen < rows.length}
        disabled={rows.length === 0}
        onChange={(event) => choice.all(rows, event.currentTarget.checked)}
      />
    </Table.Th>
  );
}

/** The box of a row. */
export function ChoiceCell<Row>({ choice, row }: { choice: TableChoice<Row>; row: Row }) {
  return (
    <Table.Td>
      <Checkbox
        size="xs"
        aria-label={choice.label(row)}
        checked={choice.has(row)}
        onChange={() => choice.toggle(row)}
      />
    </Table.Td>
  );
}
