import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import type { SessionView } from '../../shared/contract/index.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { Screen } from '../components/screen.tsx';
import { onCommand } from '../state/events.ts';
import { AboutDialog } from './about-dialog.tsx';
import { mine } from './addresses.ts';
import { ClientFrame } from './client-frame.tsx';
import { GoneBanners } from './gone-banners.tsx';
import { HistoryPage } from './history-page.tsx';
import { NumbersPage } from './numbers-page.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { PasswordNotice } from './password-notice.tsx';
import { StatusesPage } from './statuses-page.tsx';
import { useMe } from './use-me.ts';

/** What a signed-in user sees, and nothing of the administration (screens.md, "The user's client"). */
export function ClientApp({ session }: { session: SessionView }) {
  const { data: me, error, refetch } = useMe();
  const [dialog, setDialog] = useState<'about' | 'password' | null>(null);
  const close = () => setDialog(null);
  // Of the window's menu, the rest is the administrator's.
  useEffect(
    () =>
      onCommand((command) => {
        if (command === 'about') setDialog('about');
      }),
    [],
  );
  return (
    <ClientFrame
      session={session}
      me={me ?? null}
      onAbout={() => setDialog('about')}
      onPassword={() => setDialog('password')}
    >
      {me === undefined && error !== null && (
        <Screen title="Your statuses">
          <FailurePanel title="Your account cannot be shown" error={error} retry={() => void refetch()} />
        </Screen>
      )}
      {me === undefined && error === null && <FirstLook />}
      {me !== undefined && (
        <>
          <PasswordNotice me={me} onSet={() => setDialog('password')} />
          <GoneBanners me={me} />
          <Switch>
            <Route path={`${mine.statuses}/:name?`}>
              {({ name }) => <StatusesPage me={me} name={name ?? null} />}
            </Route>
            <Route path={mine.numbers}>
              <NumbersPage me={me} />
            </Route>
            <Route path={mine.history}>
              <HistoryPage />
            </Route>
            <Route path={`${mine.root}/*`}>
              <EmptyState level={1} title="There is no such page">
                Choose one above.
              </EmptyState>
            </Route>
            {/* Addresses of the administration lead nowhere here. */}
            <Route>
              <Redirect to={mine.statuses} replace />
            </Route>
          </Switch>
        </>
      )}
      {dialog === 'about' && <AboutDialog onClose={close} />}
      {dialog === 'password' && me !== undefined && <PasswordDialog me={me} onClose={close} />}
    </ClientFrame>
  );
}

/** What is seen before the engine has answered for the first time. */
function FirstLook() {
  return (
    <Stack p="md" aria-busy gap="md">
      <VisuallyHidden>
        <h1>Your statuses</h1>
        <p role="status">Loading</p>
      </VisuallyHidden>
      <Skeleton width={200} height={24} />
      <Skeleton height={320} />
    </Stack>
  );
}
