import { notifications } from '@mantine/notifications';
import { failureOf } from '../state/failure.ts';
import { shell } from '../state/ports.ts';
import { isolated } from './isolated.ts';

/** Saves a text where the person says, and tells where it went. */
export function useSaveText(): (name: string, text: string) => void {
  return (name, text) => {
    void shell.files.saveText({ name, text }).then(tellSaved, tellFailed);
  };
}

/** Tells where a file was saved; says nothing when the person cancelled. */
export function tellSaved({ path }: { path: string | null }): void {
  if (path !== null) notifications.show({ title: 'Saved', message: path, color: 'green' });
}

/** Tells what went wrong, in a notification. */
export function tellFailed(error: unknown): void {
  const { message, hint, code } = failureOf(error);
  notifications.show({
    title: 'This did not work',
    message: `${isolated(message)} ${hint} (${code})`,
    color: 'red',
    autoClose: 15_000,
  });
}
