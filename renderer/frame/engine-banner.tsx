import { Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useLive } from '../state/live.ts';
import classes from './frame.module.css';

/** Says when the engine's worker died (E1): nothing is lost, and what is on the screen may be old. */
export function EngineBanner() {
  const { state, message } = useLive((live) => live.engine);
  if (state === 'running') return null;
  return (
    <div className={classes.banner} role="alert">
      {state === 'restarting' ? (
        <>
          <Loader size={14} aria-hidden />
          <span>
            The engine stopped and is being restarted. Nothing was lost; a synchronization that was running is
            reported as interrupted. {message}
          </span>
        </>
      ) : (
        <>
          <IconAlertTriangle size={16} aria-hidden color="var(--rollcall-bad)" />
          <span className="wrap-anywhere">The engine cannot run. {message}</span>
        </>
      )}
    </div>
  );
}
