import { Divider, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { SessionView } from '../../../shared/contract/index.ts';
import { mine } from '../../client/addresses.ts';
import { Notice } from '../../components/notice.tsx';
import { EngineBanner } from '../../frame/engine-banner.tsx';
import { useDrafts } from '../../state/drafts.ts';
import { POPUPS_ID } from '../../theme.ts';
import { AdministratorForm } from './administrator-form.tsx';
import classes from './sign-in.module.css';
import { UserForm } from './user-form.tsx';

const ENDED: Record<Exclude<SessionView['ended'], ''>, string> = {
  idle: 'You were signed out, since nobody did anything for a while.',
  'account-gone': 'You were signed out: the account is not there any more, or is not active.',
  'credential-changed': 'You were signed out, since the password was changed or taken away.',
};

/** What is seen while nobody works in this window: a user signs in, an administrator opens the administration (E15). */
export function SignInScreen({ session }: { session: SessionView }) {
  const { enterprises, administrator, ended } = session;
  const [location, go] = useLocation();
  // The address of a user's page may name a status of theirs, and whoever comes next is somebody else.
  const isOfUser = location.startsWith(mine.root);
  useEffect(() => {
    document.title = 'Sign in - Rollcall';
    useDrafts.getState().move(mine.root, null);
    if (isOfUser) go('/', { replace: true });
  }, [isOfUser, go]);
  return (
    <div className={classes.page}>
      <EngineBanner retry />
      <main id="screen" tabIndex={-1} className={classes.main}>
        <div className={classes.card}>
          <Stack gap="md">
            <div>
              <Title order={1} fz="xl">
                Rollcall
              </Title>
              <Text size="sm" c="dimmed" id="sign-in-title">
                Sign in to your phone statuses and numbers
              </Text>
            </div>
            {ended !== '' && <Notice tone="info">{ENDED[ended]}</Notice>}
            {enterprises.length > 0 ? (
              <UserForm enterprises={enterprises} />
            ) : (
              <Text size="sm">There is no Enterprise yet, so no user can sign in here.</Text>
            )}
            {administrator !== 'no' && (
              <>
                <Divider />
                <AdministratorForm administrator={administrator} />
              </>
            )}
          </Stack>
        </div>
        <div id={POPUPS_ID} />
      </main>
    </div>
  );
}
