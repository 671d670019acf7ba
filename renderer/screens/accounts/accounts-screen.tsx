import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { AccountRow, AccountSort } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { Screen } from '../../components/screen.tsx';
import { useTableMemory } from '../../components/use-table-memory.ts';
import { ColumnMenu } from '../../components/virtual-grid/column-menu.tsx';
import { GridBody, GridBones, InsteadOfGrid } from '../../components/virtual-grid/grid-body.tsx';
import { useShownList } from '../../components/virtual-grid/use-window.ts';
import { focusGrid, VirtualGrid } from '../../components/virtual-grid/virtual-grid.tsx';
import { When } from '../../components/when.tsx';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { onCommand } from '../../state/events.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { AbsentLogin } from './account-history-absent.tsx';
import { accountList } from './account-list.ts';
import { AccountPanel, NewAccountPanel } from './account-panel.tsx';
import { columnsFor } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FirstAccounts } from './first-accounts.tsx';
import { ExportMenu, ManyMenu } from './list-menus.tsx';
import { useListView } from './use-list-view.ts';
import { isFiltering } from './view-address.ts';

const SORTS = [
  'loginId',
  'lastName',
  'firstName',
  'department',
  'email',
  'deskPhone',
  'softPhone',
  'source',
] as const satisfies AccountSort['column'][];

/** The account list of an Enterprise, and one account beside it (domain.md 4). */
export function AccountsScreen({ enterprise }: EnterpriseProps) {
  const { view, setFilter, clearFilter, openPanel } = useListView(enterprise.id);
  const memory = useTableMemory('accounts', { hidden: [], sorting: null });
  const sort: AccountSort = {
    column: SORTS.find((column) => column === memory.sorting?.id) ?? 'lastName',
    descending: memory.sorting?.desc ?? false,
  };
  const { shown, total, waiting, error, readAt, retry } = useShownList(
    accountList(enterprise.id, view.filter, sort),
  );
  const all = useQuery(query.accounts.facets.queryOptions({ input: { enterprise: enterprise.id } }));
  const facets = useQuery({
    ...query.accounts.facets.queryOptions({ input: { enterprise: enterprise.id, ...view.filter } }),
    placeholderData: keepPreviousData,
  });
  const sources = useQuery(query.sources.list.queryOptions({ input: { enterprise: enterprise.id } }));
  const sourceName = useMemo(() => {
    const names = new Map(sources.data?.sources.map(({ sourceId, name }) => [sourceId, name]));
    return (sourceId: number | null) => (sourceId === null ? 'Manual' : (names.get(sourceId) ?? ''));
  }, [sources.data]);
  const inactive = (all.data?.inactive ?? 0) > 0;
  const held = (all.data?.held ?? 0) > 0;
  const hidden = memory.hidden.join(' ');
  const columns = useMemo(() => columnsFor({ inactive, held, sourceName }), [inactive, held, sourceName]);
  const visible = useMemo(
    () => columns.filter(({ id, fixed }) => fixed || !hidden.split(' ').includes(id)),
    [columns, hidden],
  );

  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const canAdd = !integrated && !readOnly;
  const add = useCallback(() => {
    if (canAdd) openPanel({ kind: 'new' });
  }, [canAdd, openPanel]);
  useEffect(() => onCommand((command) => command === 'add' && add()), [add]);
  const openAccount = useCallback(
    (accountId: number) => openPanel({ kind: 'account', accountId }),
    [openPanel],
  );
  const closePanel = useCallback(() => {
    openPanel({ kind: 'none' });
    focusGrid();
  }, [openPanel]);

  const { panel } = view;
  const filtering = isFiltering(shown.filter);
  const none = total === 0 && !filtering && !waiting;
  return (
    <Screen
      title="Accounts"
      actions={
        <>
          <ExportMenu enterprise={enterprise.id} disabled={(all.data?.total ?? 0) === 0} />
          {!readOnly && <ManyMenu enterprise={enterprise.id} disabled={(all.data?.total ?? 0) === 0} />}
          {!readOnly && (
            <Button
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={add}
              disabled={integrated}
              title={integrated ? INTEGRATED_REASON : undefined}
            >
              Add account
            </Button>
          )}
        </>
      }
    >
      {integrated && !readOnly && (
        <Text size="sm" c="dimmed">
          {INTEGRATED_REASON} Accounts can be looked at and exported.
        </Text>
      )}
      <Group justify="space-between" gap="sm" align="center">
        <FilterBar
          filter={view.filter}
          all={all.data}
          facets={facets.data}
          setFilter={setFilter}
          clearFilter={clearFilter}
        />
        <Group gap="xs">
          <Text size="sm" role="status" c="dimmed">
            {total === null ? '' : totalText(total, filtering ? (all.data?.total ?? null) : null)}
          </Text>
          <ColumnMenu label="account list" columns={columns} hidden={memory.hidden} toggle={memory.toggle} />
        </Group>
      </Group>
      {error !== null && (
        <Stack gap={4}>
          <FailurePanel error={error} title="The account list cannot be read" retry={retry} />
          {total !== null && (
            <Text size="sm" c="dimmed">
              What is shown was read <When at={new Date(readAt).toISOString()} inline />.
            </Text>
          )}
        </Stack>
      )}
      <GridBody>
        {none ? (
          <InsteadOfGrid>
            <FirstAccounts enterprise={enterprise} add={add} />
          </InsteadOfGrid>
        ) : total === 0 ? (
          <InsteadOfGrid>
            <EmptyState
              title="No account matches the filter"
              action={
                <Stack gap="sm" align="center">
                  <Button variant="default" onClick={clearFilter}>
                    Clear filter
                  </Button>
                  <AbsentLogin enterprise={enterprise} text={shown.filter.text ?? ''} />
                </Stack>
              }
            >
              {all.data && `${counted(all.data.total, 'account')} without it.`}
            </EmptyState>
          </InsteadOfGrid>
        ) : total === null ? (
          <GridBones loading={error === null} />
        ) : (
          <VirtualGrid
            label="Accounts"
            list={shown}
            total={total}
            columns={visible}
            rowKey={accountKey}
            openId={panel.kind === 'account' ? panel.accountId : null}
            onOpen={openAccount}
            onClose={closePanel}
            sort={shown.sort}
            onSort={({ column, descending }) => memory.setSorting({ id: column, desc: descending })}
            waiting={waiting}
          />
        )}
        {panel.kind === 'account' && (
          <AccountPanel
            key={panel.accountId}
            enterprise={enterprise}
            accountId={panel.accountId}
            onClose={closePanel}
          />
        )}
        {panel.kind === 'new' && canAdd && (
          <NewAccountPanel enterprise={enterprise} onCreated={openAccount} onClose={closePanel} />
        )}
      </GridBody>
    </Screen>
  );
}

/** `1,204 of 100,000 accounts`; only the first number when nothing is filtered. */
function totalText(total: number, of: number | null): string {
  return of === null ? counted(total, 'account') : `${whole(total)} of ${counted(of, 'account')}`;
}

function accountKey({ accountId }: AccountRow): number {
  return accountId;
}
