import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { SynchronizerRow } from '../../../shared/contract/index.ts';
import type { Column } from '../../components/data-table.tsx';
import { whole } from '../../components/numbers.ts';
import { OutcomeBadge, outcomeWord } from '../../components/outcome.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { heldRows, issuesOf, runWord } from '../../components/run-words.ts';
import { LastAttempt, LastGood, type LiveSource } from '../../components/source-cells.tsx';
import { addresses } from '../../state/addresses.ts';
import { changedBy, SERVER_NAMES, TRANSPORT_NAMES } from './run-words.ts';

/** A synchronizer with what runs of it right now. */
export interface TableRow extends SynchronizerRow, LiveSource {
  /** Whether its form was left with changes that are not saved. */
  unsaved: boolean;
}

/** The columns of the synchronizers' table. The counters are those of the last attempt (D25). */
export function synchronizerColumns(enterprise: string): Column<TableRow>[] {
  return [
    {
      id: 'name',
      header: 'Description',
      value: ({ name }) => name,
      cell: (row) => <Name enterprise={enterprise} row={row} />,
    },
    {
      id: 'domain',
      header: 'Domain',
      value: ({ domain }) => domain,
      // Broken only where it cannot be helped: a name in pieces is hard to read.
      cell: ({ domain }) => <span style={{ overflowWrap: 'break-word' }}>{domain}</span>,
    },
    {
      id: 'server',
      header: 'Server',
      value: ({ urls }) => urls.join(' '),
      // With it, a window of 1280 pixels would have to be scrolled sideways.
      hidden: true,
      cell: ({ urls, server, transport }) => (
        <Stack gap={0} miw="9rem">
          <Text size="sm">{urls[0]}</Text>
          <Text size="xs" c="dimmed">
            {SERVER_NAMES[server]}, {TRANSPORT_NAMES[transport]}
            {urls.length > 1 && `, ${urls.length - 1} more`}
          </Text>
        </Stack>
      ),
    },
    {
      id: 'lastAttempt',
      header: 'Last attempt',
      value: ({ lastAttempt }) => lastAttempt?.endedAt ?? null,
      cell: (row) => <LastAttempt enterprise={enterprise} row={row} />,
      width: '14rem',
    },
    {
      id: 'outcome',
      header: 'Outcome',
      value: outcomeOf,
      cell: (row) => <Outcome enterprise={enterprise} row={row} />,
    },
    {
      id: 'lastGood',
      header: 'Last good run',
      value: ({ lastGood }) => lastGood?.endedAt ?? null,
      cell: (row) => <LastGood enterprise={enterprise} row={row} />,
    },
    number('read', 'Read', ({ counters }) => counters.read),
    number('changed', 'Changed', changedBy),
    number('held', 'Held', ({ counters }) => heldRows(counters)),
    number('issues', 'Issues', issuesOf),
    {
      id: 'accounts',
      header: 'Accounts',
      value: ({ accounts }) => accounts,
      cell: ({ accounts }) => whole(accounts),
      align: 'right',
    },
  ];
}

function number(
  id: string,
  header: string,
  of: (run: NonNullable<SynchronizerRow['lastAttempt']>) => number,
): Column<TableRow> {
  const value = ({ lastAttempt }: TableRow) => (lastAttempt === null ? null : of(lastAttempt));
  return {
    id,
    header,
    value,
    cell: (row) => {
      const count = value(row);
      return count === null ? '' : whole(count);
    },
    align: 'right',
  };
}

function Name({ enterprise, row }: { enterprise: string; row: TableRow }) {
  return (
    <Stack gap={0} miw="8rem">
      <Anchor
        component={Link}
        href={addresses.synchronizer(enterprise, row.sourceId)}
        size="sm"
        className="wrap-anywhere"
      >
        {row.name}
      </Anchor>
      {!row.active && (
        <Text size="xs" c="dimmed">
          Inactive: another type is chosen
        </Text>
      )}
      {row.unsaved && (
        <Text size="xs" c="dimmed">
          Unsaved changes
        </Text>
      )}
    </Stack>
  );
}

/** How the last attempt ended; nothing while something else goes on, which its progress names. */
function outcomeOf({ live, elsewhere, lastAttempt }: TableRow): string {
  if (live !== null && live.job.kind !== 'sync') return '';
  if (live !== null || elsewhere !== null) return outcomeWord('running');
  return lastAttempt === null ? outcomeWord('never') : runWord(lastAttempt);
}

function Outcome({ enterprise, row }: { enterprise: string; row: TableRow }) {
  if (row.live !== null && row.live.job.kind !== 'sync') return null;
  if (row.live !== null || row.elsewhere !== null) return <OutcomeBadge outcome="running" />;
  if (row.lastAttempt === null) return <OutcomeBadge outcome="never" />;
  return <RunLink enterprise={{ id: enterprise }} run={row.lastAttempt} />;
}
