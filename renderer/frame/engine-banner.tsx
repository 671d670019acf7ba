import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Value } from '../components/value.tsx';
import { useLive } from '../state/live.ts';
import { askForPorts } from '../state/ports.ts';
import classes from './frame.module.css';

/** An engine that opens within this time, in milliseconds, is not spoken of. */
const SOON_MS = 1000;

/**
 * Says when the engine's worker is not there (E1): nothing is lost, and what is on the screen may be old. `retry`:
 * whether it offers to try again, for want of a screen that does.
 */
export function EngineBanner({ retry }: { retry: boolean }) {
  const { state, message } = useLive((live) => live.engine);
  switch (state) {
    case 'running':
      return null;
    case 'opening':
      return <Opening message={message} />;
    case 'restarting':
      return (
        <div className={classes.banner} role="alert">
          <Loader size={14} aria-hidden />
          <span>
            The engine stopped and is being restarted. Nothing was lost; a synchronization that was running is
            reported as interrupted. <Value>{message}</Value>
          </span>
        </div>
      );
    case 'failed':
      return (
        <div className={classes.banner} role="alert">
          <IconAlertTriangle size={16} aria-hidden color="var(--rollcall-bad)" />
          <span className="wrap-anywhere">
            The engine cannot run. <Value>{message}</Value>
          </span>
          {retry && (
            <Button variant="default" size="compact-xs" ml="auto" flex="none" onClick={tryAgain}>
              Try again
            </Button>
          )}
        </div>
      );
  }
}

function Opening({ message }: { message: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className={classes.banner} role="status">
      <Loader size={14} aria-hidden />
      <span className="wrap-anywhere">
        Opening the account list… <Value>{message}</Value>
      </span>
    </div>
  );
}

/** Has the engine started once more. */
export function tryAgain(): void {
  // The button goes; the keyboard goes on where the screen will be.
  document.getElementById('screen')?.focus();
  askForPorts();
}
