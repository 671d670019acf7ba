import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Me, SessionView } from '../../shared/contract/index.ts';
import { DiscardDialog } from '../components/discard-dialog.tsx';
import { tellFailed } from '../components/use-save-text.ts';
import { EngineBanner } from '../frame/engine-banner.tsx';
import { ErrorBoundary } from '../frame/error-boundary.tsx';
import { hasUnsaved, useDrafts } from '../state/drafts.ts';
import { signOut } from '../state/session.ts';
import { POPUPS_ID } from '../theme.ts';
import { mine, PAGES } from './addresses.ts';
import classes from './client.module.css';
import { MeMenu } from './me-menu.tsx';
import { StatusSwitch } from './status-switch.tsx';
import { UndoButton } from './undo-button.tsx';

/** What stands round a user's pages: who they are, their active status, the pages, the way out. */
export function ClientFrame({
  session,
  me,
  onAbout,
  onPassword,
  children,
}: {
  session: SessionView;
  me: Me | null;
  onAbout: () => void;
  onPassword: () => void;
  children: ReactNode;
}) {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const [asking, setAsking] = useState(false);
  const unsaved = useDrafts(({ drafts }) => Object.keys(drafts).some((key) => key.startsWith(mine.statuses)));
  const page = PAGES.find(({ address }) => location.startsWith(address));
  // Another page begins at its top; another status of the same page does not.
  useEffect(() => {
    main.current?.scrollTo(0, 0);
    if (document.activeElement === document.body) main.current?.focus();
  }, [page]);

  function leave() {
    setAsking(false);
    useDrafts.setState({ drafts: {}, proposed: new Set() });
    signOut().catch(tellFailed);
  }

  return (
    <div className={classes.frame}>
      <a href="#screen" className={classes.skip} onClick={(event) => skipTo(event, main.current)}>
        Skip to the page
      </a>
      <header className={classes.header}>
        <StatusSwitch me={me} fallback={session.account?.name ?? ''} />
        <div className={classes.tools}>
          {me !== null && <UndoButton last={me.undo} />}
          <MeMenu
            me={me}
            onAbout={onAbout}
            onPassword={onPassword}
            onSignOut={() => (hasUnsaved(useDrafts.getState()) ? setAsking(true) : leave())}
          />
        </div>
      </header>
      <nav className={classes.tabs} aria-label="Pages">
        {PAGES.map(({ address, label }) => (
          <Link
            key={address}
            href={address}
            className={classes.tab}
            aria-current={page?.address === address ? 'page' : undefined}
          >
            {label}
            {address === mine.statuses && unsaved && page?.address !== address && ' (not saved)'}
          </Link>
        ))}
      </nav>
      <EngineBanner retry={false} />
      <main id="screen" ref={main} className={classes.main} tabIndex={-1}>
        <ErrorBoundary>{children}</ErrorBoundary>
        <div id={POPUPS_ID} />
      </main>
      {asking && <DiscardDialog onDiscard={leave} onClose={() => setAsking(false)} />}
    </div>
  );
}

function skipTo(event: MouseEvent, main: HTMLElement | null) {
  event.preventDefault();
  main?.focus();
}
