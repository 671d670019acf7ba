import type { Code } from '../../../../shared/domain/codes.ts';
import { hintOf } from '../../../../shared/domain/codes.ts';
import { RollcallError } from '../../../../shared/domain/errors.ts';
import type { Issue, Severity } from '../../../../shared/domain/run.ts';
import { LIMITS } from './limits.ts';

/** A remark about a file. */
export function fileIssue(severity: Severity, code: Code, path: string, message: string, field = ''): Issue {
  return { severity, code, subject: path, field, message, hint: hintOf(code, 'pbx') };
}

/** The error of a read that was cancelled. */
export function cancelled(): RollcallError {
  return new RollcallError('run.cancelled', 'The synchronization was cancelled.');
}

/** Why a file or folder cannot be opened or read, by the operating system's word for it. */
export function systemError(cause: unknown, path: string): RollcallError {
  if (cause instanceof RollcallError) return cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new RollcallError('file.missing', `There is no ${path}.`, { cause });
  }
  const reasons: Record<string, string> = {
    EACCES: 'access is denied',
    EPERM: 'access is denied',
    EISDIR: 'it is a folder, not a file',
    ELOOP: 'its links lead in a circle',
    EBUSY: 'another program holds it',
    ENAMETOOLONG: 'the path is too long',
  };
  const reason = reasons[code] ?? (code === '' ? String(cause) : code);
  return new RollcallError('file.unreadable', `${path} cannot be read: ${reason}.`, { cause });
}

/** Headers of a file in a sentence, so many that whoever reads it sees what the file is. */
export function headerWords(headers: readonly string[]): string {
  const named = headers.filter((header) => header.trim() !== '');
  if (named.length === 0) return 'it has no header';
  const shown = named.slice(0, LIMITS.shownHeaders).map(shortText);
  const more = named.length > shown.length ? ` and ${named.length - shown.length} more` : '';
  return `its headers are ${shown.join(', ')}${more}`;
}

/** A text of a file that is fit to stand in a sentence: one line, not too long. */
function shortText(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * LIMITS.shownCharacters)
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  ];
  if (characters.length <= LIMITS.shownCharacters) return characters.join('');
  return `${characters.slice(0, LIMITS.shownCharacters).join('')}…`;
}
