import {
  ActionIcon,
  Box,
  Button,
  Group,
  Skeleton,
  Stack,
  Tooltip,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { IconLock, IconSearch, IconSettings, IconUserShare } from '@tabler/icons-react';
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { tellFailed } from '../components/use-save-text.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { addresses, TABS, tabOfAddress } from '../state/addresses.ts';
import { useLive } from '../state/live.ts';
import { useReadOnly } from '../state/read-only.ts';
import { signOut, useSession } from '../state/session.ts';
import { POPUPS_ID } from '../theme.ts';
import { EngineBanner, tryAgain } from './engine-banner.tsx';
import { EnterprisePicker } from './enterprise-picker.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import classes from './frame.module.css';
import { Palette, openPalette } from './palette.tsx';
import { ResultsBanner } from './results-banner.tsx';
import { RunningIndicator } from './running-indicator.tsx';
import { StatusLine } from './status-line.tsx';
import { useCommands } from './use-commands.ts';

/** What stands round every screen: Enterprise, tabs, running synchronizations, the status line (screens.md, "Frame"). */
export function Frame({
  enterprises,
  enterprise,
  loading = false,
  children,
}: {
  enterprises: EnterpriseView[];
  enterprise: EnterpriseView | null;
  loading?: boolean;
  children?: ReactNode;
}) {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const readOnly = useReadOnly();
  const failed = useLive((live) => live.engine.state === 'failed');
  useCommands(enterprise);
  // Another screen begins at its top, and is where the keyboard goes on.
  useEffect(() => {
    main.current?.scrollTo(0, 0);
    // What had the focus may have gone with the former screen, or with a dialog that led here.
    if (document.activeElement === document.body) main.current?.focus();
  }, [location]);

  return (
    <div className={classes.frame}>
      <a href="#screen" className={classes.skip} onClick={(event) => skipTo(event, main.current)}>
        Skip to the screen
      </a>
      <header className={classes.header}>
        <Group gap="md" wrap="nowrap" className={classes.left}>
          <Link href="/" className={classes.brand} aria-label="Rollcall, start">
            Rollcall
          </Link>
          {loading ? (
            !failed && <Skeleton width={220} height={30} />
          ) : (
            <EnterprisePicker enterprises={enterprises} enterprise={enterprise} />
          )}
        </Group>
        <Group gap="xs" wrap="nowrap">
          <UnstyledButton className={classes.search} onClick={openPalette}>
            <IconSearch size={14} aria-hidden />
            <span className={classes.searchText}>Search or command</span>{' '}
            <kbd className={classes.key}>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
          </UnstyledButton>
          {!readOnly && <RunningIndicator enterprises={enterprises} />}
          {!readOnly && <LeaveButton />}
          <Tooltip label="Settings">
            <ActionIcon component={Link} href={addresses.settings()} aria-label="Settings" size="lg">
              <IconSettings size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      </header>
      {enterprise && (
        <nav className={classes.tabs} aria-label="Screens">
          {TABS.map(({ name, label }) => {
            const current = tabOfAddress(location) === name;
            return (
              <Link
                key={name}
                href={`${addresses.enterprise(enterprise.id)}/${name}`}
                className={classes.tab}
                aria-current={current ? 'page' : undefined}
              >
                {label}
              </Link>
            );
          })}
        </nav>
      )}
      <div className={classes.banners}>
        <ResultsBanner />
        <EngineBanner retry={!loading} />
      </div>
      <main id="screen" ref={main} className={classes.main} tabIndex={-1}>
        {loading ? failed ? <NoEngine /> : <FirstLook /> : <ErrorBoundary>{children}</ErrorBoundary>}
        <div id={POPUPS_ID} />
      </main>
      <StatusLine enterprise={enterprise} />
      <Palette enterprises={enterprises} enterprise={enterprise} />
    </div>
  );
}

/** Locks the administration where there is a lock; else leads to the page where users sign in. */
function LeaveButton() {
  const session = useSession((state) => state.session);
  if (session === null || !session.canSignOut) return null;
  const label = session.administrator === 'locked' ? 'Lock' : 'Hand over to a user';
  const leave = () => void signOut().catch(tellFailed);
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} size="lg" onClick={leave}>
        {session.administrator === 'locked' ? (
          <IconLock size={18} aria-hidden />
        ) : (
          <IconUserShare size={18} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}

const isMac = navigator.platform.startsWith('Mac');

function skipTo(event: MouseEvent, main: HTMLElement | null) {
  // The address belongs to the screens; a fragment would be lost on the next one.
  event.preventDefault();
  main?.focus();
}

/** What is seen when the engine never answered; the banner says why. */
function NoEngine() {
  return (
    <EmptyState level={1} title="Nothing can be shown" action={<Button onClick={tryAgain}>Try again</Button>}>
      The account list could not be opened. Nothing in it was changed.
    </EmptyState>
  );
}

/** What is seen before the engine has answered for the first time. */
function FirstLook() {
  return (
    <Stack p="md" aria-busy gap="md">
      <VisuallyHidden>
        <h1>Rollcall</h1>
        <p role="status">Loading</p>
      </VisuallyHidden>
      <Skeleton width={240} height={24} />
      <Box>
        <Skeleton height={160} />
      </Box>
      <Skeleton height={240} />
    </Stack>
  );
}
