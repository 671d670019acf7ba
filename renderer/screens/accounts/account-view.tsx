import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { fieldLabel } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import { INTEGRATED_REASON, isIntegrated, type EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';
import type { TextField } from './account-draft.ts';
import { AccountHistory } from './account-history.tsx';
import { AccountWhy } from './account-history-why.tsx';
import { ChangedFields } from './changed-fields.tsx';
import { Marked } from './columns.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { KINDS, numberText } from './number-words.ts';
import classes from './accounts.module.css';

type Fact = [label: string, value: ReactNode];

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
      <Stack className={classes.panelBody} gap="lg" tabIndex={0} role="group" aria-label="Details">
        <Section title="Login">
          <Facts
            facts={[
              field('loginId'),
              field('firstName'),
              field('lastName'),
              field('pbxNode'),
              field('mailbox'),
              ['Distinguished name', account.dn],
            ]}
          />
        </Section>
        <Section title="Phone numbers">
          {account.numbers.length === 0 ? (
            <Text size="sm" c="dimmed">
              No numbers.
            </Text>
          ) : (
            <ul className={classes.list}>
              {account.numbers.map((number) => (
                <li key={number.number}>
                  <Text size="sm" className="wrap-anywhere">
                    <strong>
                      <Value>{number.number}</Value>
                    </strong>{' '}
                    · {KINDS[number.kind]}
                  </Text>
                  <Text size="xs" c="dimmed" className="wrap-anywhere">
                    {number.state === 'present' ? (
                      numberText(number)
                    ) : (
                      <Marked color="warn">{numberText(number)}</Marked>
                    )}
                  </Text>
                </li>
              ))}
            </ul>
          )}
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
              ['PRG', account.group === 'PRG' ? 'Yes' : (account.group ?? '')],
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
            <ul className={classes.list}>
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
      </Stack>
      {!readOnly && (
        <Group className={classes.panelFoot} gap="xs">
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
        </Group>
      )}
      {deleting && (
        <DeleteAccount account={account} onClose={() => setDeleting(false)} onDeleted={onDeleted} />
      )}
    </>
  );
}

const WAITING: Record<string, string> = { create: 'Creation', update: 'Change', delete: 'Deletion' };

/** A part of the panel under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={3} fz="sm" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** Names and values; those without a value are left out. */
function Facts({ facts, none }: { facts: Fact[]; none?: string }) {
  const filled = facts.filter(([, value]) => value !== '' && value !== null);
  if (filled.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <dl className={classes.facts}>
      {filled.map(([label, value]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
