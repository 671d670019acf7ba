import { Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowRight, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import type { Change, ChangeTab } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import {
  changeReason,
  changeWord,
  fieldLabel,
  fieldText,
  IDENTITY_CHANGED,
  identityOf,
  isAboutNumber,
  numberOf,
  orderedFields,
  personOf,
} from '../run-words.ts';
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

/** Tabs with rows of several kinds. */
const MIXED: ReadonlySet<ChangeTab> = new Set(['held', 'refused', 'numbers']);

/** What is said of each row of a tab, apart from whose it is. */
const WHAT: Partial<Record<ChangeTab, string>> = {
  created: 'Person',
  deleted: 'Person',
  updated: 'Fields',
  numbers: 'Number',
};

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
  answers,
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
  /** What can be answered of a single row, in a column of its own; left out where nothing can. */
  answers?: ((row: Row) => ReactNode) | undefined;
}) {
  const mixed = MIXED.has(tab);
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
            {mixed && <Table.Th w="9.5rem">Row</Table.Th>}
            <Table.Th>{WHAT[tab] ?? 'What'}</Table.Th>
            <Table.Th>Reason</Table.Th>
            {answers && <Table.Th w="15rem">Answer</Table.Th>}
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
              answers={answers?.(row)}
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
  answers,
}: {
  change: Change;
  mixed: boolean;
  enterprise: string;
  /** Undefined: it cannot be chosen. */
  chosen: boolean | undefined;
  onChoose: () => void;
  reason: string;
  remark: string | null;
  /** Undefined where there is no column for them. */
  answers: ReactNode | undefined;
}) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const columns = 3 + [mixed, chosen !== undefined, answers !== undefined].filter(Boolean).length;
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
        {mixed && <Table.Td>{rowWord(change)}</Table.Td>}
        <Table.Td className={classes.cell}>{summaryOf(change)}</Table.Td>
        <Table.Td className={classes.cell}>
          <Value>{reason}</Value>
          {remark !== null && (
            <Text size="xs" c="dimmed">
              <Value>{remark}</Value>
            </Text>
          )}
        </Table.Td>
        {answers !== undefined && <Table.Td>{answers}</Table.Td>}
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

/** What a row is; of a number that has to wait or was refused, that too: it stands among those that were not. */
function rowWord({ kind, state }: Change): string {
  return isAboutNumber(kind) && state !== 'applied' ? `${changeWord(kind)}, ${state}` : changeWord(kind);
}

function summaryOf(change: Change): ReactNode {
  if (change.kind === 'create' || change.kind === 'delete') return personOf(change);
  if (change.reasonCode === IDENTITY_CHANGED) {
    const { before, after } = identityOf(change);
    return (
      <>
        <Value>{before}</Value>{' '}
        <IconArrowRight size={12} role="img" aria-label="became" style={{ verticalAlign: '-1px' }} />{' '}
        <Value>{after}</Value>
      </>
    );
  }
  if (isAboutNumber(change.kind)) {
    const { number, kind } = numberOf(change);
    const who = fieldText('mustAct', change.fields['mustAct']?.[1]);
    return (
      <>
        <Value>{number}</Value> {kind}
        {who !== '' && (
          <Text size="xs" c="dimmed">
            Who must act: {who.toLowerCase()}
          </Text>
        )}
      </>
    );
  }
  return orderedFields(change)
    .map(([field]) => fieldLabel(field))
    .join(', ');
}
