import type { PasswordChoice, SynchronizerDetail } from '../../../shared/contract/index.ts';
import { isolated } from '../../components/isolated.ts';
import { newServer, type Reach } from './ldap-urls.ts';

/** The password as the form holds it: kept, removed, or typed. Never put into a draft. */
export type PasswordEdit = { kind: 'keep' } | { kind: 'remove' } | { kind: 'typed'; value: string };

type Stored = SynchronizerDetail['password'];

/** What a form begins with: a stored password is kept, otherwise there is an empty field. */
export function initialPassword(stored: Stored | null): PasswordEdit {
  return stored === null || stored.kind === 'none' ? { kind: 'typed', value: '' } : { kind: 'keep' };
}

/** What the engine is told to do with the password. */
export function passwordChoice(edit: PasswordEdit): PasswordChoice {
  switch (edit.kind) {
    case 'keep':
      return { kind: 'keep' };
    case 'remove':
      return { kind: 'none' };
    case 'typed':
      return edit.value === '' ? { kind: 'none' } : { kind: 'set', value: edit.value };
  }
}

/** Whether the password was changed. */
export function isPasswordChanged(edit: PasswordEdit): boolean {
  return edit.kind === 'remove' || (edit.kind === 'typed' && edit.value !== '');
}

/** Where a kept password comes from, in words. */
export function storedWords({ kind, name }: Stored): string {
  switch (kind) {
    case 'none':
      return 'No password is stored';
    case 'stored':
      return 'A password is stored';
    case 'environment':
      return `From the environment variable ${name ?? ''}`;
    case 'file':
      return `From the file ${name ?? ''}`;
  }
}

/**
 * Why a kept password has to be entered again; null when it need not be. A stored password must not be sent to a
 * server it was not entered for.
 */
export function mustEnterAgain(saved: Reach | null, draft: Reach, edit: PasswordEdit): string | null {
  if (saved === null || edit.kind !== 'keep') return null;
  const server = newServer(saved, draft);
  if (server === null) return null;
  return `The stored password was not entered for ${isolated(server)} over this transport. Enter it again.`;
}
