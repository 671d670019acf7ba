import {
  Button,
  Checkbox,
  Group,
  ScrollArea,
  Select,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountRow, FeatureProfileRow } from '../../../shared/contract/index.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Notice } from '../../components/notice.tsx';
import { counted, whole } from '../../components/numbers.ts';
import { Value } from '../../components/value.tsx';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import {
  ASSIGNED_AT_ONCE,
  chosenCount,
  NOBODY,
  originsFor,
  partsOf,
  READ_AT_ONCE,
  toggled,
  type MemberChoice,
} from './member-choice.ts';
import { assignedWords, assignRemark } from './seat-words.ts';

const SORT = { column: 'lastName', descending: false } as const;
/** So many accounts are listed; more are found by name, or chosen all at once. */
const SHOWN = 100;

/** Gives a feature profile to accounts that have another one, or none (domain.md 6). */
export function AddMembers({
  enterprise,
  profile,
  profiles,
  onClose,
}: EnterpriseProps & {
  profile: FeatureProfileRow;
  profiles: readonly FeatureProfileRow[];
  onClose: () => void;
}) {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 150);
  const [from, setFrom] = useState<number | null>(null);
  const [choice, setChoice] = useState<MemberChoice>(NOBODY);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const facets = useQuery(query.accounts.facets.queryOptions({ input: { enterprise: enterprise.id } }));
  const without = facets.data?.profiles.find(({ profileId }) => profileId === 0)?.accounts ?? 0;
  const origins = originsFor(profile, profiles, without);
  const origin = origins.find(({ profileId }) => profileId === from) ?? origins[0];
  const filter = { enterprise: enterprise.id, text, profileId: origin?.profileId ?? 0 };
  const list = useQuery({
    ...query.accounts.query.queryOptions({ input: { ...filter, sort: SORT, offset: 0, limit: SHOWN } }),
    enabled: origin !== undefined,
    placeholderData: keepPreviousData,
  });
  const { total = 0, rows = [] } = list.data ?? {};
  const count = chosenCount(choice, total);
  const remark = assignRemark(count, profile.free);
  const settled = text === typed.trim() && !list.isPlaceholderData;

  /** Another list begins with nobody chosen: nobody gets a profile unseen. */
  function look(change: () => void) {
    setChoice(NOBODY);
    change();
  }

  async function assign() {
    setBusy(true);
    setError(null);
    try {
      const accountIds = choice.kind === 'all' ? await idsOf(filter, total) : choice.accountIds;
      const done = { accounts: 0, inactive: 0 };
      for (const part of partsOf(accountIds, ASSIGNED_AT_ONCE)) {
        const result = await engine.featureProfiles.assign({
          profileId: profile.profileId,
          accountIds: part,
        });
        done.accounts += result.accounts;
        done.inactive += result.inactive;
      }
      onClose();
      notifications.show({
        title: 'Members added',
        message: assignedWords(profile.name, done),
        color: done.inactive === 0 ? 'green' : 'yellow',
      });
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} size="xl" title={`Add members to ${isolated(profile.name)}`}>
      <Stack gap="sm">
        {facets.isSuccess && origin === undefined ? (
          <Text size="sm">Every account of the Enterprise has this feature profile already.</Text>
        ) : (
          <>
            <Group gap="sm" align="flex-end" grow>
              <Select
                label="Accounts that have now"
                data={origins.map(({ profileId, name, accounts }) => ({
                  value: String(profileId),
                  label: `${isolated(name)} (${whole(accounts)})`,
                }))}
                value={origin === undefined ? null : String(origin.profileId)}
                onChange={(value) => value !== null && look(() => setFrom(Number(value)))}
                allowDeselect={false}
                disabled={busy}
              />
              <TextInput
                label="Name, login, number or department"
                leftSection={<IconSearch size={14} aria-hidden />}
                value={typed}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  look(() => setTyped(value));
                }}
                disabled={busy}
                autoComplete="off"
                data-autofocus
              />
            </Group>
            <Accounts
              rows={rows}
              total={total}
              loading={list.isPending}
              choice={choice}
              busy={busy}
              onChange={setChoice}
            />
            {list.isError && <FailurePanel error={list.error} title="The accounts cannot be shown" />}
          </>
        )}
        {remark !== null && count > 0 && <Notice tone="warn">{remark}</Notice>}
        {error !== null && <FailurePanel error={error} title="Not all of them got the feature profile" />}
        <Group justify="flex-end">
          <Text size="sm" role="status">
            {count === 0 ? '' : `${counted(count, 'account')} chosen`}
          </Text>
          <Button variant="default" onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button onClick={() => void assign()} disabled={count === 0 || !settled} loading={busy}>
            Add members
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** The first of the accounts that match, each to be ticked, or all of them at once. */
function Accounts({
  rows,
  total,
  loading,
  choice,
  busy,
  onChange,
}: {
  rows: readonly AccountRow[];
  total: number;
  loading: boolean;
  choice: MemberChoice;
  busy: boolean;
  onChange: (choice: MemberChoice) => void;
}) {
  if (loading) return <Skeleton height={160} />;
  if (total === 0) return <Text size="sm">No account matches.</Text>;
  const all = choice.kind === 'all';
  const isChosen = (accountId: number) => all || choice.accountIds.includes(accountId);
  return (
    <ScrollArea.Autosize mah="40vh" type="auto">
      <Table aria-label="Accounts to choose from">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Checkbox
                label={total === 1 ? 'The one that matches' : `All ${whole(total)} that match`}
                size="sm"
                checked={all}
                indeterminate={!all && choice.accountIds.length > 0}
                onChange={(event) => onChange(event.currentTarget.checked ? { kind: 'all' } : NOBODY)}
                disabled={busy}
              />
            </Table.Th>
            <Table.Th>Login ID</Table.Th>
            <Table.Th>Desk phone</Table.Th>
            <Table.Th>Department</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.accountId}>
              <Table.Td className="wrap-anywhere">
                <Checkbox
                  label={<Value>{nameOf(row)}</Value>}
                  size="sm"
                  checked={isChosen(row.accountId)}
                  onChange={() => onChange(toggled(choice, row.accountId, rows))}
                  // All are more than those that are shown: one of them cannot be left out by itself.
                  disabled={busy || (all && total > rows.length)}
                />
              </Table.Td>
              <Table.Td className="wrap-anywhere">
                <Value>{row.loginId}</Value>
              </Table.Td>
              <Table.Td>
                <Value>{row.deskPhone}</Value>
              </Table.Td>
              <Table.Td className="wrap-anywhere">
                <Value>{row.department}</Value>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {total > rows.length && (
        <Text size="sm" c="dimmed" mt="xs">
          The first {whole(rows.length)} of {whole(total)} are listed. Type part of a name to find others.
        </Text>
      )}
    </ScrollArea.Autosize>
  );
}

function nameOf({ lastName, firstName, loginId }: AccountRow): string {
  return [lastName, firstName].filter((part) => part !== '').join(', ') || loginId;
}

/** The numbers of all accounts that match. */
async function idsOf(
  filter: { enterprise: string; text: string; profileId: number },
  total: number,
): Promise<number[]> {
  const accountIds: number[] = [];
  for (let offset = 0; offset < total; offset += READ_AT_ONCE) {
    const page = await engine.accounts.query({ ...filter, sort: SORT, offset, limit: READ_AT_ONCE });
    accountIds.push(...page.rows.map(({ accountId }) => accountId));
  }
  return accountIds;
}
