import { List, ScrollArea, Skeleton, Table, Text } from '@mantine/core';
import type { BulkRow } from '../../../shared/contract/index.ts';
import { isolated } from '../isolated.ts';
import { Marked } from '../marked.tsx';
import { listed } from '../run-words.ts';
import { Value } from '../value.tsx';
import { ownerText, placeText } from './bulk-words.ts';

/** What an action would do with each number: the places that change, what is deleted, and what is left as it is. */
export function ActionPreview({ rows }: { rows: readonly BulkRow[] }) {
  return (
    <ScrollArea.Autosize mah="42vh" type="auto" offsetScrollbars="y">
      <Table aria-label="What would change" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="13rem">Account</Table.Th>
            <Table.Th w="9rem">Number</Table.Th>
            <Table.Th>What changes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={`${row.accountId} ${row.number}`}>
              <Table.Td className="wrap-anywhere" valign="top">
                {row.loginId === '' ? '' : ownerText(row)}
              </Table.Td>
              <Table.Td className="wrap-anywhere" valign="top">
                <Value>{row.number}</Value>
              </Table.Td>
              <Table.Td className="wrap-anywhere" valign="top">
                <WhatChanges row={row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

/** The place of a preview that is not there yet. */
export function PreviewBones() {
  return <Skeleton height={120} role="status" aria-label="Looking what would change" />;
}

function WhatChanges({ row: { result, why, places, deletes, breaks } }: { row: BulkRow }) {
  if (result === 'refused') {
    return (
      <Text size="sm" component="div">
        <Marked color="warn">Left as it is.</Marked> <Value>{why}</Value>
      </Text>
    );
  }
  return (
    <>
      <List size="sm">
        {places.map((place) => (
          <List.Item key={`${place.status} ${place.slot}`}>
            {placeText(place)}
            {place.locked && ' (defined by an administrator)'}
          </List.Item>
        ))}
        {deletes && <List.Item>The number is deleted.</List.Item>}
        {why !== '' && (
          <List.Item>
            <Value>{why}</Value>
          </List.Item>
        )}
      </List>
      {breaks.length > 0 && (
        <Text size="sm" component="div" c="var(--rollcall-bad)">
          <Marked color="bad">
            {breaks.length === 1 ? 'The status' : 'The statuses'} {listed(breaks.map(isolated))} would be
            broken: there is no phone to call from.
          </Marked>
        </Text>
      )}
    </>
  );
}
