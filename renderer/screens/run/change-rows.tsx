import { Anchor, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { Change, ChangeTab } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { changeReason, fieldLabel, orderedFields, personOf, valueText } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { query } from '../../state/queries.ts';
import { changeWord } from './run-rows-csv.ts';
import classes from './run.module.css';

/** Rows of one tab; each opens to what changed, field by field. */
export function ChangeTable({
  tab,
  label,
  rows,
  enterprise,
}: {
  tab: ChangeTab;
  label: string;
  rows: readonly Change[];
  /** Enterprise ID, for links. */
  enterprise: string;
}) {
  const mixed = tab === 'held' || tab === 'refused' || tab === 'numbers';
  return (
    <Table.ScrollContainer type="native" minWidth={560} className={classes.frame}>
      <Table aria-label={label} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="16rem">Login ID</Table.Th>
            {mixed && <Table.Th w="8rem">Row</Table.Th>}
            <Table.Th>{tab === 'created' || tab === 'deleted' ? 'Person' : 'Fields'}</Table.Th>
            <Table.Th>Reason</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((change, index) => (
            // Rows only ever join at the end, and have nothing else of their own.
            <ChangeRow key={index} change={change} mixed={mixed} enterprise={enterprise} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ChangeRow({ change, mixed, enterprise }: { change: Change; mixed: boolean; enterprise: string }) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Table.Tr>
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
        <Table.Td className={classes.cell}>{changeReason(change)}</Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr id={details}>
          <Table.Td colSpan={mixed ? 4 : 3} className={classes.detail}>
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

function ChangeDetail({ change, enterprise }: { change: Change; enterprise: string }) {
  const fields = orderedFields(change);
  const gone = change.kind === 'delete' && change.state === 'applied';
  return (
    <Stack gap={6} align="flex-start">
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          The values are no longer kept.
        </Text>
      ) : (
        <Table
          className={classes.fields}
          aria-label={`Fields of ${isolated(change.login)}`}
          withRowBorders={false}
          verticalSpacing={1}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {fields.map(([field, before, after]) => (
              <Table.Tr key={field}>
                <Table.Th scope="row" fw={400}>
                  {fieldLabel(field)}
                </Table.Th>
                <Table.Td className={classes.cell}>
                  <FieldValue value={before} struck={change.kind === 'delete'} />
                </Table.Td>
                <Table.Td className={classes.cell}>
                  <FieldValue value={after} struck={false} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {change.accountId !== null && !gone && (
        <AccountLink accountId={change.accountId} enterprise={enterprise} />
      )}
    </Stack>
  );
}

function FieldValue({ value, struck }: { value: unknown; struck: boolean }) {
  const text = valueText(value);
  if (text === '') {
    return (
      <Text component="span" size="sm" c="dimmed" fs="italic">
        empty
      </Text>
    );
  }
  return struck ? <del>{text}</del> : <>{text}</>;
}

/** A link to an account if it is still there; asked for only when a row was opened. */
function AccountLink({ accountId, enterprise }: { accountId: number; enterprise: string }) {
  const account = useQuery(query.accounts.get.queryOptions({ input: { accountId } }));
  if (account.data) {
    return (
      <Anchor component={Link} href={addresses.account(enterprise, accountId)} size="sm">
        Open the account <Value>{account.data.loginId}</Value>
      </Anchor>
    );
  }
  if (!account.isError) return null;
  return (
    <Text size="sm" c="dimmed">
      The account is no longer there.
    </Text>
  );
}
