import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView, ShellCommand } from '../../shared/contract/index.ts';
import { exportResults } from '../components/results-files.ts';
import { startPreview } from '../components/run-preview.tsx';
import { startSynchronization } from '../components/use-synchronize.ts';
import { addresses, TABS } from '../state/addresses.ts';
import { useDialogs } from '../state/dialogs.ts';
import { onCommand, runCommand } from '../state/events.ts';
import { isReadOnly } from '../state/read-only.ts';
import { copyAddress } from './copy-address.ts';
import { openPalette } from './palette.tsx';

/** Keys that the page knows itself, beside the accelerators of the menu. */
const KEYS: Record<string, ShellCommand> = { '/': 'find', '?': 'help' };

/** Does what the menu, the palette and the keys ask for, as far as it concerns no single screen. */
export function useCommands(enterprise: EnterpriseView | null): void {
  const [, go] = useLocation();
  const openDialog = useDialogs((state) => state.open);
  useEffect(
    () =>
      onCommand((command) => {
        const tab = TABS.find(({ name }) => command === `go-${name}`);
        if (tab && enterprise) go(`${addresses.enterprise(enterprise.id)}/${tab.name}`);
        else if (command === 'settings') go(addresses.settings());
        else if (command === 'new-enterprise' && !isReadOnly()) openDialog({ kind: 'new-enterprise' });
        else if (command === 'about') openDialog({ kind: 'about' });
        else if (command === 'help') openDialog({ kind: 'shortcuts' });
        else if (command === 'search') openPalette();
        else if (command === 'find') document.querySelector<HTMLElement>('[data-find]')?.focus();
        else if (command === 'sync-now' && enterprise && !isReadOnly())
          void startSynchronization(enterprise.id);
        else if (command === 'preview' && enterprise && !isReadOnly()) void startPreview(enterprise.id);
        else if (command === 'export-results' && enterprise && !isReadOnly())
          void exportResults(enterprise.id);
      }),
    [enterprise, go, openDialog],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // By its place on the keyboard: with Shift, and in other scripts, the letter is another one.
      if (
        event.code === 'KeyC' &&
        event.shiftKey &&
        !event.altKey &&
        (isMac ? event.metaKey : event.ctrlKey)
      ) {
        event.preventDefault();
        copyAddress();
        return;
      }
      const command = KEYS[event.key];
      if (command === undefined || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      runCommand(command);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

const isMac = navigator.platform.startsWith('Mac');

/** Input fields that take no text: a letter typed there is a command. */
const WITHOUT_TEXT = ['radio', 'checkbox', 'button', 'submit', 'range'];

/** Whether a key belongs to a field that is being typed in. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && WITHOUT_TEXT.includes(target.type)) return false;
  return target.closest('input, textarea, select, [contenteditable]') !== null;
}
