import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { Marked } from '../../components/marked.tsx';
import { Notice } from '../../components/notice.tsx';
import { ReleaseAccount } from '../../components/number-actions/release-account.tsx';
import { RepointDialog } from '../../components/number-actions/repoint-dialog.tsx';
import { whyNotRepoint } from '../../components/number-actions/why-not.ts';
import { NUMBER_KINDS, numberText } from '../../components/number-words.ts';
import panel from '../../components/side-panel/side-panel.module.css';
import { Value } from '../../components/value.tsx';
import { addresses } from '../../state/addresses.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { useReadOnly } from '../../state/read-only.ts';

/** The numbers of an account: where each comes from, what became of it, what holds it, and the way out (R6). */
export function AccountNumbers({
  enterprise,
  account,
  onDeleted,
}: EnterpriseProps & { account: AccountDetail; onDeleted: () => void }) {
  const [repointing, setRepointing] = useState<string | null>(null);
  const [releasing, setReleasing] = useState(false);
  const readOnly = useReadOnly();
  return (
    <Stack gap="xs">
      {account.orphan && (
        <Notice
          tone="warn"
          title="Gone from the phone system"
          action={
            !readOnly && (
              <Button variant="default" onClick={() => setReleasing(true)}>
                Release and delete…
              </Button>
            )
          }
        >
          None of its numbers is there any more. The account is kept only by what holds them.
        </Notice>
      )}
      {account.numbers.length === 0 ? (
        <Text size="sm" c="dimmed">
          No numbers.
        </Text>
      ) : (
        <ul className={panel.list}>
          {account.numbers.map((number) => (
            <li key={number.number}>
              <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                <div style={{ minWidth: 0 }}>
                  <Text size="sm" className="wrap-anywhere">
                    <strong>
                      <Value>{number.number}</Value>
                    </strong>{' '}
                    · {NUMBER_KINDS[number.kind]}
                  </Text>
                  <Text size="xs" c="dimmed" className="wrap-anywhere">
                    {number.state === 'present' ? (
                      numberText(number)
                    ) : (
                      <Marked color="warn">{numberText(number)}</Marked>
                    )}
                  </Text>
                </div>
                {!readOnly && whyNotRepoint(number) === null && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    style={{ flexShrink: 0 }}
                    aria-label={`Re-point ${isolated(number.number)}`}
                    onClick={() => setRepointing(number.number)}
                  >
                    Re-point…
                  </Button>
                )}
              </Group>
            </li>
          ))}
        </ul>
      )}
      {account.numbers.some(({ state }) => state !== 'present') && (
        <Anchor component={Link} href={addresses.numbers(enterprise.id, { view: 'held' })} size="sm">
          All held numbers
        </Anchor>
      )}
      {repointing !== null && (
        <RepointDialog account={account} from={repointing} onClose={() => setRepointing(null)} />
      )}
      {releasing && (
        <ReleaseAccount account={account} onClose={() => setReleasing(false)} onDeleted={onDeleted} />
      )}
    </Stack>
  );
}
