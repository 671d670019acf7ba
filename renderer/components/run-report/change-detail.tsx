import { Anchor, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Change } from '../../../shared/contract/index.ts';
import { addresses } from '../../state/addresses.ts';
import { query } from '../../state/queries.ts';
import { isolated } from '../isolated.ts';
import { reasonHelp } from '../run-reasons.ts';
import { differenceText, numberDifference } from '../number-changes.ts';
import { fieldLabel, fieldText, keyWord, orderedFields, valueText } from '../run-words.ts';
import { Value } from '../value.tsx';
import { CopyButton } from './copy-button.tsx';
import classes from './report.module.css';

/** What a row is about, field by field, and how its reason is known. */
export function ChangeDetail({ change, enterprise }: { change: Change; enterprise: string }) {
  const fields = orderedFields(change);
  const gone = change.kind === 'delete' && change.state === 'applied';
  const help = reasonHelp(change.reasonCode);
  return (
    <Stack gap={6} align="flex-start">
      {help !== null && (
        <Text size="sm" c="dimmed" maw={720}>
          {help}
        </Text>
      )}
      {change.dn !== '' && (
        <Group gap={6} wrap="nowrap" align="center">
          <Text size="sm" component="span">
            {keyWord(change.dn)}:{' '}
            <span className={classes.mono}>
              <Value>{change.dn}</Value>
            </span>
          </Text>
          <CopyButton
            text={change.dn}
            what={`the ${keyWord(change.dn) === 'Entry' ? 'DN' : 'number'} of ${isolated(change.login)}`}
          />
        </Group>
      )}
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          The values are no longer kept.
        </Text>
      ) : (
        <FieldTable change={change} fields={fields} />
      )}
      {change.accountId !== null && !gone && (
        <AccountLink accountId={change.accountId} enterprise={enterprise} />
      )}
    </Stack>
  );
}

function FieldTable({ change, fields }: { change: Change; fields: ReturnType<typeof orderedFields> }) {
  return (
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
            {field === 'pbxNumbers' && change.kind === 'update' ? (
              // Two long lists side by side do not show what differs.
              <Table.Td className={classes.cell} colSpan={2}>
                <Value>{differenceText(numberDifference(valueText(before), valueText(after)))}</Value>
              </Table.Td>
            ) : (
              <>
                <Table.Td className={classes.cell}>
                  <FieldValue text={fieldText(field, before)} struck={change.kind === 'delete'} />
                </Table.Td>
                <Table.Td className={classes.cell}>
                  <FieldValue text={fieldText(field, after)} struck={false} />
                </Table.Td>
              </>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function FieldValue({ text, struck }: { text: string; struck: boolean }) {
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
