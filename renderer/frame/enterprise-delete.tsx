import { List, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { ConfirmByName } from '../components/confirm-by-name.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { addresses } from '../state/addresses.ts';
import { useDrafts } from '../state/drafts.ts';
import { engine } from '../state/ports.ts';
import { query } from '../state/queries.ts';
import { putEnterprises } from '../state/enterprise-list.ts';
import { contentLines } from './enterprise-texts.ts';

/** Deletes an Enterprise for good, after its ID was typed; its files are written first (E5). */
export function DeleteEnterprise({
  enterprise,
  onClose,
}: {
  enterprise: EnterpriseView;
  onClose: () => void;
}) {
  const [, go] = useLocation();
  const { enterpriseId, id } = enterprise;
  const contents = useQuery(query.enterprises.contents.queryOptions({ input: { enterpriseId } }));
  const lines = contents.data && contentLines(contents.data);

  async function remove(confirm: string) {
    const { exported } = await engine.enterprises.delete({ enterpriseId, confirm });
    useDrafts.getState().move(addresses.enterprise(id), null);
    await putEnterprises((list) => list.filter((each) => each.enterpriseId !== enterpriseId));
    go('/');
    notifications.show({
      title: `${id} was deleted`,
      message: `Its configuration and accounts were written to:\n${exported.join('\n')}`,
      color: 'green',
      autoClose: false,
      style: { whiteSpace: 'pre-line', overflowWrap: 'anywhere' },
    });
  }

  return (
    <ConfirmByName
      title={`Delete ${id}`}
      name={id}
      what="Enterprise ID"
      action="Delete Enterprise"
      doing="Writing its files and deleting it…"
      act={remove}
      onClose={onClose}
    >
      <Text size="sm">
        The Enterprise is deleted with everything in it. <strong>This cannot be undone.</strong> Its
        configuration and its accounts are written to the backups folder of the data folder first.
      </Text>
      {contents.isError && <FailurePanel error={contents.error} title="What is in it cannot be counted" />}
      {lines ? (
        lines.length > 0 ? (
          <List size="sm">
            {lines.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
        ) : (
          <Text size="sm">It is empty.</Text>
        )
      ) : (
        !contents.isError && <Skeleton height={60} />
      )}
    </ConfirmByName>
  );
}
