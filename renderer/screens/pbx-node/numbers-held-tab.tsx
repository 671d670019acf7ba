import { Anchor, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { EnterpriseView, NumberRow, NumberSort, PbxNodeDetail } from '../../../shared/contract/index.ts';
import type { Column } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { isolated } from '../../components/isolated.ts';
import { NumberBulkBar } from '../../components/number-actions/bulk-bar.tsx';
import { DeleteNumber } from '../../components/number-actions/delete-number.tsx';
import { chooseLabel, useNumberChoice } from '../../components/number-actions/use-number-choice.ts';
import { whyNotDelete } from '../../components/number-actions/why-not.ts';
import { holdingStatuses, NUMBER_KINDS, NUMBER_STATES } from '../../components/number-words.ts';
import { PagedTable } from '../../components/paged-table.tsx';
import { ActionButton } from '../../components/run-action.tsx';
import { usePagedList } from '../../components/use-paged-list.ts';
import { Value } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { numbersCsv } from '../numbers/number-csv.ts';
import { actorWord } from '../numbers/words.ts';

const SORTS = [
  'number',
  'account',
  'kind',
  'state',
  'since',
  'heldBy',
  'why',
  'mustAct',
] as const satisfies NumberSort['column'][];

/** Numbers that the PBX deleted or gave to others, and that are still here: held (R6), or about to go. */
export function NumbersHeldTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { sourceId } = node;
  const of = { sourceId, held: true };
  const paged = usePagedList({
    name: 'pbx-node-held-numbers',
    sorts: SORTS,
    queryKey: (wanted) => query.numbers.list.key({ input: { ...of, ...wanted } }),
    read: (wanted, part, signal) => engine.numbers.list({ ...of, ...wanted, ...part }, { signal }),
  });
  const columns = useMemo(() => columnsOf(enterprise.id), [enterprise.id]);
  const readOnly = useReadOnly();
  const choice = useNumberChoice(`${sourceId} ${paged.wanted.search}`);
  const [deleting, setDeleting] = useState<NumberRow | null>(null);
  return (
    <Stack gap="sm">
      {paged.rows.length > 0 && (
        <Text size="sm" c="dimmed">
          These numbers are gone from the phone system, or belong to somebody else there. Each stays while a
          dynamic status points at it, or because a person added it. What nothing holds any more goes with the
          next synchronization. Under{' '}
          <Anchor
            component={Link}
            href={addresses.numbers(enterprise.id, { view: 'held', sourceId })}
            inherit
            underline="always"
          >
            Numbers
          </Anchor>
          , each can be looked at by itself.
        </Text>
      )}
      <PagedTable
        paged={paged}
        label="held numbers"
        noun="number"
        placeholder="Search: number, login, name"
        columns={columns}
        rowKey={({ accountId, number }) => `${accountId} ${number}`}
        failed="The held numbers cannot be shown"
        csvOf={numbersCsv}
        file={`${node.name} numbers held`}
        tools={!readOnly && <NumberBulkBar chosen={choice.rows} clear={choice.clear} />}
        choice={
          readOnly
            ? undefined
            : {
                has: choice.has,
                toggle: (row) => choice.change([row], !choice.has(row)),
                all: choice.change,
                label: chooseLabel,
              }
        }
        actions={
          readOnly
            ? undefined
            : (row) =>
                whyNotDelete(row) === null && (
                  <ActionButton
                    variant="default"
                    size="compact-xs"
                    reason={null}
                    onClick={() => setDeleting(row)}
                    aria-label={`Delete ${isolated(row.number)} of ${isolated(row.loginId)}…`}
                  >
                    Delete…
                  </ActionButton>
                )
        }
        empty={
          <EmptyState title="No number is held">
            A number that is deleted on the phone system stays with its account as long as a dynamic status
            points at it, or because a person added it. Such numbers are listed here, with who must act.
          </EmptyState>
        }
      />
      {deleting !== null && (
        <DeleteNumber
          row={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={() => {
            choice.change([deleting], false);
            setDeleting(null);
          }}
        />
      )}
    </Stack>
  );
}

function columnsOf(enterprise: string): Column<NumberRow>[] {
  return [
    { id: 'number', header: 'Number', value: ({ number }) => number },
    { id: 'kind', header: 'Kind', width: '6.5rem', value: ({ kind }) => NUMBER_KINDS[kind] },
    {
      id: 'account',
      header: 'Account',
      value: nameOf,
      cell: (row) => (
        <Anchor component={Link} href={addresses.account(enterprise, row.accountId)} size="sm">
          <Value>{nameOf(row)}</Value>
        </Anchor>
      ),
    },
    { id: 'state', header: 'State', value: ({ state }) => NUMBER_STATES[state] },
    {
      id: 'since',
      header: 'Since',
      value: ({ since }) => since,
      cell: ({ since }) => since !== null && <When at={since} />,
    },
    {
      id: 'heldBy',
      header: 'Statuses',
      value: ({ heldBy }) => holdingStatuses(heldBy).join(', '),
      hidden: true,
    },
    { id: 'why', header: 'Why it stays', value: ({ why }) => why, cell: ({ why }) => <Value>{why}</Value> },
    {
      id: 'mustAct',
      header: 'Who must act',
      value: ({ mustAct }) => (mustAct === null ? 'Nobody' : actorWord(mustAct)),
    },
  ];
}

/** `Eva Kane (3000)`. */
function nameOf({ firstName, lastName, loginId }: NumberRow): string {
  const name = [firstName, lastName].filter((part) => part !== '').join(' ');
  return name === '' ? loginId : `${name} (${loginId})`;
}
