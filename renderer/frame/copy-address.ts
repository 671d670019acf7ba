import { notifications } from '@mantine/notifications';
import { tellFailed } from '../components/use-save-text.ts';
import { shell } from '../state/ports.ts';

/** Puts the address of the screen on the clipboard: `rollcall` with it opens the same again. */
export function copyAddress(): void {
  const { pathname, search } = window.location;
  const text = `app://rollcall${pathname}${search}`;
  shell.clipboard.write({ text }).then(() => {
    notifications.show({
      title: 'Address copied',
      message: text,
      color: 'green',
      style: { overflowWrap: 'anywhere' },
    });
  }, tellFailed);
}
