import { engine, guardedBy, onEngineConnected, shell } from './ports.ts';
import { failureOf } from './failure.ts';
import { useLive } from './live.ts';
import { usePreferences } from './preferences.ts';
import { query, queryClient } from './queries.ts';
import { LOST } from './switching-link.ts';
import { followSession, tellPresence } from './session.ts';
import type { RollcallEvent, SessionView, ShellCommand, ShellEvent } from '../../shared/contract/index.ts';

/** How long changes are gathered before what is on the screen is asked for again, in milliseconds. */
const GATHER_MS = 150;

const listeners = new Set<(command: ShellCommand) => void>();

/** Calls back on each command of the menu. Returns how to stop that. */
export function onCommand(listener: (command: ShellCommand) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Does as if a command had been chosen in the menu. */
export function runCommand(command: ShellCommand): void {
  for (const listener of listeners) listener(command);
}

/** Follows the streams of engine and shell for as long as the page lives. */
export function followEvents(): void {
  void followShell();
  tellPresence();
  onEngineConnected(() => {
    useLive.getState().setEngine({ state: 'running', message: '' });
    void followSession(followPerson);
  });
}

/** What somebody may hear of: an administrator of everything, a user of their own account, nobody of nothing. */
function followPerson({ role }: SessionView): void {
  if (role === 'admin') void followEngine();
  else if (role === 'user') void followMe();
}

/** Whoever asks for ports again gets a new one to the shell as well, so the stream begins anew each time. */
async function followShell(): Promise<void> {
  for (;;) {
    const guarded = guardedBy('shell');
    try {
      const events = await shell.events();
      for (;;) {
        const next = await guarded(events.next());
        if (next.done) return;
        takeShell(next.value);
      }
    } catch (error) {
      if (failureOf(error).code !== LOST) throw error;
    }
  }
}

function takeShell(event: ShellEvent): void {
  if (event.type === 'command') runCommand(event.command);
  else if (event.type === 'preferences') usePreferences.getState().take(event.preferences);
  else useLive.getState().setEngine({ state: event.state, message: event.message });
}

async function followEngine(): Promise<void> {
  const guarded = guardedBy('engine');
  try {
    const events = await engine.synchronization.events();
    // Whatever is on the screen may be older than this stream.
    void refresh();
    void refreshJobs();
    for (;;) {
      const next = await guarded(events.next());
      if (next.done) return;
      take(next.value);
    }
  } catch {
    // The port was lost; the next one begins anew.
  }
}

async function followMe(): Promise<void> {
  const guarded = guardedBy('engine');
  try {
    const versions = await engine.me.events();
    for (;;) {
      const next = await guarded(versions.next());
      if (next.done) return;
      void refresh();
    }
  } catch {
    // The port was lost, or the user signed out; whoever comes next is followed anew.
  }
}

function take(event: RollcallEvent): void {
  switch (event.type) {
    case 'progress':
      useLive.getState().progress(event);
      break;
    case 'changed':
      void refresh();
      break;
    case 'job-started':
      void refreshJobs();
      break;
    case 'run-started':
    case 'run-ended':
    case 'job-ended':
      void refreshJobs();
      void refresh();
  }
}

let gathering = false;
/**
 * Asks again for whatever is on the screen; many changes in a row are one (docs/decisions/015). What can never change,
 * such as the rows of a run that ended, says so in its `meta` and is left alone.
 */
async function refresh(): Promise<void> {
  if (gathering) return;
  gathering = true;
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  gathering = false;
  await queryClient.invalidateQueries({ predicate: ({ meta }) => meta?.['immutable'] !== true });
}

/** Asks which jobs run. When the engine is lost meanwhile, its successor is asked by the stream that begins anew. */
export async function refreshJobs(): Promise<void> {
  try {
    const { jobs } = await engine.synchronization.running();
    useLive.getState().setJobs(jobs);
  } catch {
    return;
  }
  await queryClient.invalidateQueries({ queryKey: query.synchronization.running.key() });
}
