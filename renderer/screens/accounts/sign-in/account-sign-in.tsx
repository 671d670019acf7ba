import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountDetail, SignIn } from '../../../../shared/contract/index.ts';
import { nameOf } from '../../../components/account-name.ts';
import { FailurePanel } from '../../../components/failure-panel.tsx';
import { Marked } from '../../../components/marked.tsx';
import { ActionButton } from '../../../components/run-action.tsx';
import { Facts, type Fact } from '../../../components/side-panel/side-panel.tsx';
import { tellFailed } from '../../../components/use-save-text.ts';
import { When } from '../../../components/when.tsx';
import { engine } from '../../../state/ports.ts';
import { query } from '../../../state/queries.ts';
import { OneTimeCode } from './one-time-code.tsx';
import { RevokeSignIn } from './revoke-sign-in.tsx';
import { SetPassword } from './set-password.tsx';
import { signInFacts, signInSentence, whyNotRevoke } from './sign-in-words.ts';

type Asking = 'code' | 'password' | 'revoke';

/** How an account signs in, and what an administrator can do about it (E15). */
export function AccountSignIn({ account }: { account: AccountDetail }) {
  const { accountId } = account;
  const signIn = useQuery(query.signIns.get.queryOptions({ input: { accountId } }));
  if (signIn.isError && !signIn.data) {
    return (
      <FailurePanel
        error={signIn.error}
        title="How the account signs in cannot be read"
        retry={() => void signIn.refetch()}
      />
    );
  }
  if (!signIn.data) return <Skeleton height={60} />;
  return <Told account={account} signIn={signIn.data} />;
}

function Told({ account, signIn }: { account: AccountDetail; signIn: SignIn }) {
  const { accountId } = account;
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);

  function unlock() {
    engine.signIns
      .unlock({ accountId })
      .then(
        () => notifications.show({ title: 'Unlocked', message: nameOf(account), color: 'green' }),
        tellFailed,
      );
  }

  return (
    <Stack gap="xs">
      <Text size="sm" className="wrap-anywhere">
        {signInSentence(signIn)}
      </Text>
      <Facts
        facts={[
          ...signInFacts(signIn).map(([label, value]): Fact => [
            label,
            label === 'Locked' && value !== '' ? (
              <Marked key={label} color="bad">
                {value}
              </Marked>
            ) : (
              value
            ),
          ]),
          ['Last sign-in', signIn.lastSignIn === null ? 'Never' : <When key="last" at={signIn.lastSignIn} />],
        ]}
      />
      <Group gap="xs">
        {signIn.kind === 'own' && (
          <>
            <ActionButton variant="default" size="compact-xs" reason={null} onClick={() => setAsking('code')}>
              Make one-time code…
            </ActionButton>
            <ActionButton
              variant="default"
              size="compact-xs"
              reason={null}
              onClick={() => setAsking('password')}
            >
              Set password…
            </ActionButton>
            <ActionButton
              variant="default"
              size="compact-xs"
              reason={whyNotRevoke(signIn)}
              onClick={() => setAsking('revoke')}
            >
              Take sign-in away…
            </ActionButton>
          </>
        )}
        {signIn.lockedUntil !== null && (
          <ActionButton variant="default" size="compact-xs" reason={null} onClick={unlock}>
            Unlock
          </ActionButton>
        )}
      </Group>
      {asking === 'code' && <OneTimeCode account={account} signIn={signIn} onClose={close} />}
      {asking === 'password' && <SetPassword account={account} onClose={close} />}
      {asking === 'revoke' && <RevokeSignIn account={account} signIn={signIn} onClose={close} />}
    </Stack>
  );
}
