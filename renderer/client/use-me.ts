import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '../../shared/contract/index.ts';
import { engine } from '../state/ports.ts';
import { query, queryClient } from '../state/queries.ts';
import { tellFailed } from '../components/use-save-text.ts';
import { undoWords } from './words.ts';

/** The signed-in user's own account, asked for anew whenever something of it changes (state/events.ts). */
export function useMe() {
  return useQuery(query.me.get.queryOptions({ input: {} }));
}

/** Shows at once what the engine answered a change with. */
function takeMe(me: Me): void {
  queryClient.setQueryData(query.me.get.queryOptions({ input: {} }).queryKey, me);
  void queryClient.invalidateQueries({ queryKey: query.me.history.key() });
}

/** One change at a time, and why it was refused. */
export function useChange() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  /** What the account is after the change; null when it was refused. */
  async function change(work: () => Promise<Me>): Promise<Me | null> {
    setBusy(true);
    setError(null);
    try {
      const me = await work();
      takeMe(me);
      return me;
    } catch (refused) {
      setError(refused);
      return null;
    } finally {
      setBusy(false);
    }
  }

  return { busy, error, change, forget: () => setError(null) };
}

/** A change that has no place of its own to say that it was refused: a notification does. */
export async function changeOrTell(work: () => Promise<Me>): Promise<Me | null> {
  try {
    const me = await work();
    takeMe(me);
    return me;
  } catch (refused) {
    tellFailed(refused);
    return null;
  }
}

/** Puts the last change back, and says so. */
export async function undo({ changeId, sentence }: NonNullable<Me['undo']>): Promise<void> {
  notifications.hide(UNDO_NOTE);
  if ((await changeOrTell(() => engine.me.undo({ changeId }))) === null) return;
  const { label, what } = undoWords(sentence);
  notifications.show({
    id: UNDO_NOTE,
    title: label === 'Undo' ? 'Undone' : 'Done again',
    message: what,
    color: 'green',
  });
  keepFocus();
}

/** What had the focus may go with what was done; the keyboard goes on in the page then. */
export function keepFocus(): void {
  setTimeout(() => {
    if (document.activeElement === document.body) document.getElementById('screen')?.focus();
  }, FOCUS_MS);
}

/** By then the page shows the change, and a menu that was used is closed, in milliseconds. */
const FOCUS_MS = 250;

/** The one notification about a user's own changes: the newest takes the place of the one before. */
export const UNDO_NOTE = 'my-change';
