import { Anchor, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AccountDetail, NumberRow } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { isolated } from '../../components/isolated.ts';
import { Marked } from '../../components/marked.tsx';
import { NumberQuestions } from '../../components/number-actions/bulk-bar.tsx';
import { whyNotRelease, whyNotRemind } from '../../components/number-actions/bulk-words.ts';
import { DeleteNumber } from '../../components/number-actions/delete-number.tsx';
import { ReleaseAccount } from '../../components/number-actions/release-account.tsx';
import { RepointDialog } from '../../components/number-actions/repoint-dialog.tsx';
import { whyNotDelete, whyNotRepoint } from '../../components/number-actions/why-not.ts';
import { holdingStatuses, NUMBER_KINDS, NUMBER_ORIGINS } from '../../components/number-words.ts';
import { ActionButton } from '../../components/run-action.tsx';
import {
  Facts,
  PanelBody,
  PanelBones,
  PanelFoot,
  Section,
  SidePanel,
} from '../../components/side-panel/side-panel.tsx';
import { Value } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { query } from '../../state/queries.ts';
import { useReadOnly } from '../../state/read-only.ts';
import { HolderLink } from './other-holders.tsx';
import type { OpenNumber } from './view-address.ts';
import { accountText, actorWord, moreHolders, stateText } from './words.ts';

/** One number beside the list: what holds it, who must act, and what can be done. */
export function NumberPanel({
  enterprise,
  open,
  onClose,
}: EnterpriseProps & { open: OpenNumber; onClose: () => void }) {
  const { accountId, number } = open;
  const numbers = useQuery(
    query.numbers.list.queryOptions({ input: { enterprise: enterprise.id, accountId, limit: 1000 } }),
  );
  const account = useQuery(query.accounts.get.queryOptions({ input: { accountId } }));
  const readOnly = useReadOnly();
  const row = numbers.data?.rows.find((each) => each.number === number);
  const failed = [numbers, account].find(({ isError, data }) => isError && data === undefined);
  return (
    <SidePanel
      name={isolated(number)}
      what="number"
      line={row && `${NUMBER_KINDS[row.kind]} of ${accountText(row)}`}
      onClose={onClose}
      onEscape={onClose}
    >
      {failed ? (
        <PanelBody>
          <FailurePanel
            title="The number cannot be read"
            error={failed.error}
            retry={() => void failed.refetch()}
          />
        </PanelBody>
      ) : numbers.data && row === undefined ? (
        <EmptyState title="This number is gone">The account does not have it any more.</EmptyState>
      ) : row === undefined ? (
        <PanelBones />
      ) : (
        <>
          <Told enterprise={enterprise} row={row} orphan={account.data?.orphan ?? false} />
          {!readOnly && account.data && <Actions row={row} account={account.data} onDeleted={onClose} />}
        </>
      )}
    </SidePanel>
  );
}

function Told({ enterprise, row, orphan }: EnterpriseProps & { row: NumberRow; orphan: boolean }) {
  const statuses = holdingStatuses(row.heldBy);
  return (
    <PanelBody>
      <Section title="Number">
        <Facts
          facts={[
            [
              'Account',
              <Anchor
                key="account"
                component={Link}
                href={addresses.account(enterprise.id, row.accountId)}
                inherit
                underline="always"
              >
                {accountText(row)}
              </Anchor>,
            ],
            ['Origin', NUMBER_ORIGINS[row.origin]],
            ['Source', row.source ?? 'Manual'],
            [
              'State',
              row.state === 'present' ? stateText(row) : <Marked color="warn">{stateText(row)}</Marked>,
            ],
            ['Since', row.since === null ? null : <When key="since" at={row.since} />],
          ]}
        />
      </Section>
      {row.held && row.mustAct !== null && (
        <Section title="Why it is held">
          <Text size="sm" className="wrap-anywhere">
            <Value>{row.why}</Value>
          </Text>
          <Text size="sm" mt={6}>
            Who must act: <strong>{actorWord(row.mustAct).toLowerCase()}</strong>.
            {row.mustAct === 'user' && ' An administrator may do it here for the user.'}
          </Text>
        </Section>
      )}
      {row.held && row.mustAct === null && (
        <Section title="What comes of it">
          <Text size="sm" className="wrap-anywhere">
            <Value>{row.why}</Value>
          </Text>
        </Section>
      )}
      {statuses.length > 0 && (
        <Section title="Statuses that point at it">
          <Names label="Statuses that point at it" names={statuses} />
        </Section>
      )}
      {row.state === 'present' && row.others.length > 0 && (
        <Section title="Also with">
          <Holders enterprise={enterprise} row={row} label="Other accounts with this number" />
          <Text size="xs" c="dimmed" mt={6}>
            Compared without blanks and punctuation; 00 and + before a country code are one. Whose it is, is
            settled on the phone system, or by deleting the number that a person added.
          </Text>
        </Section>
      )}
      {row.state === 'reassigned' && row.others.length > 0 && (
        <Section title="Whose it is now">
          <Holders enterprise={enterprise} row={row} label="Accounts that have this number now" />
        </Section>
      )}
      {orphan && (
        <Section title="The account">
          <Text size="sm">
            <Marked color="warn">Gone from the phone system.</Marked> It is kept only by what holds its
            numbers.
          </Text>
        </Section>
      )}
    </PanelBody>
  );
}

function Holders({ enterprise, row, label }: EnterpriseProps & { row: NumberRow; label: string }) {
  const more = moreHolders(row);
  return (
    <List size="sm" aria-label={label}>
      {row.others.map((holder) => (
        <List.Item key={holder.accountId} className="wrap-anywhere">
          <HolderLink
            enterprise={enterprise.id}
            row={row}
            holder={holder}
            view={row.state === 'present' ? 'conflicts' : 'all'}
          />
        </List.Item>
      ))}
      {more !== '' && <List.Item>{more}</List.Item>}
    </List>
  );
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  return (
    <List size="sm" aria-label={label}>
      {names.map((name) => (
        <List.Item key={name} className="wrap-anywhere">
          <Value>{name}</Value>
        </List.Item>
      ))}
    </List>
  );
}

type Asking = 'repoint' | 'delete' | 'release' | 'release-account' | 'remind';

function Actions({
  row,
  account,
  onDeleted,
}: {
  row: NumberRow;
  account: AccountDetail;
  onDeleted: () => void;
}) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  return (
    <PanelFoot>
      <ActionButton reason={whyNotRepoint(row)} onClick={() => setAsking('repoint')}>
        Re-point…
      </ActionButton>
      <ActionButton variant="default" reason={whyNotRelease(row)} onClick={() => setAsking('release')}>
        Release…
      </ActionButton>
      <ActionButton variant="default" reason={whyNotRemind(row)} onClick={() => setAsking('remind')}>
        Remind…
      </ActionButton>
      <ActionButton variant="default" reason={whyNotDelete(row)} onClick={() => setAsking('delete')}>
        Delete…
      </ActionButton>
      {account.orphan && (
        <ActionButton variant="default" reason={null} onClick={() => setAsking('release-account')}>
          Release and delete…
        </ActionButton>
      )}
      {asking === 'repoint' && <RepointDialog account={account} from={row.number} onClose={close} />}
      {asking === 'delete' && <DeleteNumber row={row} onClose={close} onDeleted={onDeleted} />}
      {asking === 'release' && <NumberQuestions asking="release" items={[row]} onClose={close} />}
      {asking === 'remind' && <NumberQuestions asking="remind" items={[row]} onClose={close} />}
      {asking === 'release-account' && (
        <ReleaseAccount account={account} onClose={close} onDeleted={onDeleted} />
      )}
    </PanelFoot>
  );
}
