import { Anchor, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'wouter';
import type { PbxNodeRow } from '../../../shared/contract/index.ts';
import type { Column } from '../../components/data-table.tsx';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { NodeStateBadge } from '../../components/pbx-node/node-state-badge.tsx';
import { nodeState, stateWord } from '../../components/pbx-node/node-state.ts';
import { baseName, TYPE_NAMES } from '../../components/pbx-node/node-words.ts';
import { LastAttempt, LastGood, type LiveSource } from '../../components/source-cells.tsx';
import { durationOf } from '../../components/run-bars.ts';
import { issuesOf } from '../../components/run-words.ts';
import { duration } from '../../components/times.ts';
import { addresses } from '../../state/addresses.ts';
import classes from './pbx-nodes.module.css';

/** A node with what runs of it right now. */
export interface NodeTableRow extends PbxNodeRow, LiveSource {
  /** Whether its form was left with changes that are not saved. */
  unsaved: boolean;
}

/** The columns of the nodes' table (domain.md 3.1). The type stands only where there are two. */
export function nodeColumns(enterprise: string, types: number): Column<NodeTableRow>[] {
  return columnsOf(enterprise).filter(({ id }) => id !== 'type' || types > 1);
}

function columnsOf(enterprise: string): Column<NodeTableRow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: (row) => <Name enterprise={enterprise} row={row} />,
    },
    {
      id: 'type',
      header: 'Type',
      value: ({ type }) => TYPE_NAMES[type],
      cell: ({ type }) => <span className={classes.whole}>{TYPE_NAMES[type]}</span>,
    },
    {
      id: 'state',
      header: 'State',
      value: (row) => stateWord(nodeState(row, row)),
      cell: (row) => (
        <div className={classes.state}>
          <NodeStateBadge node={row} live={row} />
        </div>
      ),
    },
    {
      id: 'lastAttempt',
      header: 'Last run',
      value: ({ lastAttempt }) => lastAttempt?.endedAt ?? null,
      cell: (row) => <LastRun enterprise={enterprise} row={row} />,
    },
    count('accounts', 'Accounts', {
      of: ({ accounts }) => accounts,
      href: ({ sourceId }) => `${addresses.accounts(enterprise)}?source=${sourceId}`,
      words: (accounts) => counted(accounts, 'account'),
    }),
    count('numbers', 'Numbers', {
      of: ({ numbers }) => numbers,
      href: ({ sourceId }) => `${addresses.numbers(enterprise)}?source=${sourceId}`,
      words: (numbers) => counted(numbers, 'number'),
    }),
    count('numbersHeld', 'Held numbers', {
      of: ({ numbersHeld }) => numbersHeld,
      href: (row) => addresses.pbxNode(enterprise, row, 'held'),
      words: (held) => counted(held, 'held number'),
    }),
    count('notAssigned', 'Not assigned', {
      of: ({ notAssigned }) => notAssigned,
      href: (row) => addresses.pbxNode(enterprise, row, 'not-assigned'),
      words: (devices) => `${counted(devices, 'device')} not assigned`,
    }),
    count('issues', 'Issues', {
      of: ({ lastAttempt }) => (lastAttempt === null ? 0 : issuesOf(lastAttempt)),
      href: (row) => addresses.pbxNode(enterprise, row, 'issues'),
      words: (issues) => counted(issues, 'issue'),
    }),
    // What a narrow window leaves out of sight first: the node's own page has it too.
    {
      id: 'lastGood',
      header: 'Last good run',
      value: ({ lastGood }) => lastGood?.endedAt ?? null,
      cell: (row) => <LastGood enterprise={enterprise} row={row} />,
    },
    {
      id: 'source',
      header: 'Source',
      value: ({ source }) => source,
      cell: ({ source }) => (
        <Text size="sm" truncate title={source} className={classes.source}>
          <bdi>{baseName(source)}</bdi>
        </Text>
      ),
    },
  ];
}

/** When a node was tried last, and how long that took. */
function LastRun({ enterprise, row }: { enterprise: string; row: NodeTableRow }) {
  const { lastAttempt } = row;
  return (
    <Stack gap={0} className={classes.whole}>
      {/* What goes on with it stands under its row: there is room for a progress bar. */}
      <LastAttempt enterprise={enterprise} row={{ ...row, live: null, elsewhere: null }} />
      {lastAttempt !== null && (
        <Text size="xs" c="dimmed">
          <VisuallyHidden>It took </VisuallyHidden>
          {duration(durationOf(lastAttempt))}
        </Text>
      )}
    </Stack>
  );
}

/** A column with a number that leads to what it counts. */
function count(
  id: string,
  header: string,
  {
    of,
    href,
    words,
  }: {
    of: (row: NodeTableRow) => number;
    href: (row: NodeTableRow) => string;
    words: (count: number) => string;
  },
): Column<NodeTableRow> {
  return {
    id,
    header,
    value: of,
    cell: (row) => {
      const found = of(row);
      if (found === 0) return '0';
      return (
        <Anchor
          component={Link}
          href={href(row)}
          aria-label={`${words(found)} of ${isolated(row.name)}`}
          inherit
        >
          {whole(found)}
        </Anchor>
      );
    },
    align: 'right',
  };
}

function Name({ enterprise, row }: { enterprise: string; row: NodeTableRow }) {
  return (
    <Stack gap={0} className={classes.name}>
      <Anchor component={Link} href={addresses.pbxNode(enterprise, row)} size="sm" truncate title={row.name}>
        {row.name}
      </Anchor>
      {row.unsaved && (
        <Text size="xs" c="dimmed">
          Unsaved changes
        </Text>
      )}
    </Stack>
  );
}
