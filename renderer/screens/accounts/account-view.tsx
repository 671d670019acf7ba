import { Anchor, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { fieldLabel, fieldText } from '../../components/run-words.ts';
import { Marked } from '../../components/marked.tsx';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import type { TextField } from './account-draft.ts';
import { AccountHistory } from './account-history.tsx';
import { AccountNumbers } from './account-numbers.tsx';
import { AccountStatuses } from './statuses/account-statuses.tsx';
import { AccountWhy } from './account-history-why.tsx';
import { AccountSignIn } from './sign-in/account-sign-in.tsx';
import { ChangedFields } from './changed-fields.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { Facts, PanelBody, PanelFoot, Section, type Fact } from '../../components/side-panel/side-panel.tsx';
import panel from '../../components/side-panel/side-panel.module.css';
import classes from './accounts.module.css';

/** An account to be read: what it is, what waits, and why it is so. */
export function AccountView({
  enterprise,
  account,
  onEdit,
  onDeleted,
}: EnterpriseProps & { account: AccountDetail; onEdit: () => void; onDeleted: () => void }) {
  const [deleting, setDeleting] = useState(false);
  const integrated = isIntegrated(enterprise);
  const readOnly = useReadOnly();
  const field = (name: TextField): Fact => [fieldLabel(name), account[name]];
  return (
    <>
      <PanelBody>
        <Section title="Login">
          <Facts
            facts={[
              field('loginId'),
              field('firstName'),
              field('lastName'),
              field('pbxNode'),
              field('mailbox'),
              [account.sourceKind === 'pbx' ? 'Number on the PBX' : 'Distinguished name', account.dn],
            ]}
          />
        </Section>
        {!readOnly && (
          <Section title="Sign-in">
            <AccountSignIn account={account} />
          </Section>
        )}
        <Section title="Phone numbers">
          <AccountNumbers enterprise={enterprise} account={account} onDeleted={onDeleted} />
        </Section>
        <Section title="Dynamic statuses">
          <AccountStatuses account={account} />
        </Section>
        <Section title="Contact">
          <Facts
            facts={[
              field('displayName'),
              field('email'),
              field('department'),
              field('title'),
              field('location'),
              field('mobile'),
            ]}
            none="Nothing entered."
          />
        </Section>
        <Section title="Features">
          <Facts
            facts={[
              ['Feature profile', account.featureProfile ?? 'None'],
              [
                'Active',
                account.active ? 'Yes' : <Marked color="warn">No: it is not properly licensed</Marked>,
              ],
              ['Group', account.group === null ? '' : GROUPS[account.group]],
              [
                'Softphone kind',
                account.softPhoneKind === null ? '' : fieldText('softPhoneKind', account.softPhoneKind),
              ],
            ]}
          />
        </Section>
        {account.held.length > 0 && (
          <Section title="Held changes">
            <Text size="sm" mb="xs">
              Planned by the newest run and not made; the account stays as it is.{' '}
              <Anchor component={Link} href={addresses.runs(enterprise.id)} inherit underline="always">
                See the runs
              </Anchor>
            </Text>
            <ul className={panel.list}>
              {account.held.map((change, index) => (
                <li key={index} className={classes.event}>
                  <Text size="sm">
                    <Marked color="held">{WAITING[change.kind] ?? change.kind}</Marked>
                  </Text>
                  <Text size="xs" c="dimmed" className="wrap-anywhere">
                    {change.reason}
                  </Text>
                  <ChangedFields change={change} />
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Section title="Origin">
          <AccountWhy enterprise={enterprise} account={account} />
        </Section>
        <Section title="History">
          <AccountHistory enterprise={enterprise} account={account} />
        </Section>
      </PanelBody>
      {!readOnly && (
        <PanelFoot>
          <Button onClick={onEdit} disabled={integrated}>
            Edit
          </Button>
          <Button variant="default" onClick={() => setDeleting(true)} disabled={integrated}>
            Delete…
          </Button>
          {integrated && (
            <Text size="xs" c="dimmed">
              {INTEGRATED_REASON}
            </Text>
          )}
        </PanelFoot>
      )}
      {deleting && (
        <DeleteAccount account={account} onClose={() => setDeleting(false)} onDeleted={onDeleted} />
      )}
    </>
  );
}

const GROUPS = { PRG: 'PRG: Personal Ring Group', MDUG: 'MDUG: Multi Device User Group' } as const;

const WAITING: Record<string, string> = { create: 'Creation', update: 'Change', delete: 'Deletion' };
