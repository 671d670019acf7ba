import { Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { Change, ChangeTab } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { changeReason, changeWord, fieldLabel, orderedFields, personOf } from '../run-words.ts';
import { Value } from '../value.tsx';
import { ChangeDetail } from './change-detail.tsx';
import classes from './report.module.css';

/** Rows that can be chosen, such as to be undone. */
export interface RowChoice<Row> {
  has: (row: Row) => boolean;
  toggle: (row: Row) => void;
  /** Chooses all rows that are shown, or none of them. */
  all: (chosen: boolean) => void;
}

/** Rows of one tab; each opens to what changed, field by field. */
export function ChangeTable<Row extends Change>({
  tab,
  label,
  rows,
  rowKey,
  enterprise,
  choice,
  reason = changeReason,
  remark,
}: {
  tab: ChangeTab;
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string | number;
  /** Enterprise ID, for links. */
  enterprise: string;
  /** Left out where rows are only looked at. */
  choice?: RowChoice<Row> | undefined;
  /** Why, where the reason as a whole says what stands above already. */
  reason?: (row: Row) => string;
  /** What else is to be said of a row, under its reason; null for nothing. */
  remark?: (row: Row) => string | null;
}) {
  const mixed = tab === 'held' || tab === 'refused' || tab === 'numbers';
  const chosen = choice ? rows.filter((row) => choice.has(row)).length : 0;
  return (
    <Table.ScrollContainer type="native" minWidth={560} className={classes.frame}>
      <Table aria-label={label} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {choice && (
              <Table.Th w="2.5rem">
                <Checkbox
                  size="xs"
                  aria-label={`Choose all rows shown of: ${label.toLowerCase()}`}
                  checked={chosen > 0 && chosen === rows.length}
                  indeterminate={chosen > 0 && chosen < rows.length}
                  onChange={(event) => choice.all(event.currentTarget.checked)}
                />
              </Table.Th>
            )}
            <Table.Th w="16rem">Login ID</Table.Th>
            {mixed && <Table.Th w="8rem">Row</Table.Th>}
            <Table.Th>{mixed ? 'What' : tab === 'updated' ? 'Fields' : 'Person'}</Table.Th>
            <Table.Th>Reason</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <ChangeRow
              key={rowKey(row, index)}
              change={row}
              mixed={mixed}
              enterprise={enterprise}
              chosen={choice?.has(row)}
              onChoose={() => choice?.toggle(row)}
              reason={reason(row)}
              remark={remark?.(row) ?? null}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ChangeRow({
  change,
  mixed,
  enterprise,
  chosen,
  onChoose,
  reason,
  remark,
}: {
  change: Change;
  mixed: boolean;
  enterprise: string;
  /** Undefined: it cannot be chosen. */
  chosen: boolean | undefined;
  onChoose: () => void;
  reason: string;
  remark: string | null;
}) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const columns = 3 + (mixed ? 1 : 0) + (chosen === undefined ? 0 : 1);
  return (
    <>
      <Table.Tr data-chosen={chosen || undefined} className={classes.row}>
        {chosen !== undefined && (
          <Table.Td>
            <Checkbox
              size="xs"
              aria-label={`Choose the ${changeWord(change.kind)} of ${isolated(change.login)}`}
              checked={chosen}
              onChange={onChoose}
            />
          </Table.Td>
        )}
        <Table.Td className={classes.cell}>
          <UnstyledButton
            className={classes.expander}
            fz="sm"
            onClick={() => setOpen(!open)}
            aria-expanded={open}
            aria-controls={open ? details : undefined}
          >
            <Chevron size={14} aria-hidden />
            <Value>{change.login || '(no login ID)'}</Value>
          </UnstyledButton>
        </Table.Td>
        {mixed && <Table.Td>{changeWord(change.kind)}</Table.Td>}
        <Table.Td className={classes.cell}>{summaryOf(change)}</Table.Td>
        <Table.Td className={classes.cell}>
          <Value>{reason}</Value>
          {remark !== null && (
            <Text size="xs" c="dimmed">
              <Value>{remark}</Value>
            </Text>
          )}
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr id={details}>
          <Table.Td colSpan={columns} className={classes.detail}>
            <ChangeDetail change={change} enterprise={enterprise} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function summaryOf(change: Change): string {
  if (change.kind === 'create' || change.kind === 'delete') return personOf(change);
  return orderedFields(change)
    .map(([field]) => fieldLabel(field))
    .join(', ');
}
