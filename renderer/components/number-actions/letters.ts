import type { engine } from '../../state/ports.ts';
import { csv } from '../csv.ts';
import { isolated } from '../isolated.ts';

type Reminders = Awaited<ReturnType<typeof engine.numbers.reminders>>;

/** A letter to a user who must act. */
export type Reminder = Reminders['reminders'][number];
/** A number that no letter can free. */
export type PassedOver = Reminders['passedOver'][number];

/** A letter as it is pasted into a mail program: whom it is to, what it is about, what it says. */
export function letterText({ name, email, subject, body }: Reminder): string {
  const to = email === '' ? name : name === '' ? email : `${name} <${email}>`;
  return `To: ${to}\nSubject: ${subject}\n\n${body}\n`;
}

/** All letters, one after the other. */
export function lettersText(letters: readonly Reminder[]): string {
  return letters.map(letterText).join(`\n${'-'.repeat(60)}\n\n`);
}

/** All letters as CSV, one a line, for a mail merge. */
export function lettersCsv(letters: readonly Reminder[]): string {
  return csv(
    ['Login ID', 'Name', 'E-mail', 'Numbers', 'Subject', 'Text'],
    letters.map(({ loginId, name, email, numbers, subject, body }) => [
      loginId,
      name,
      email,
      numbers.join('; '),
      subject,
      body,
    ]),
  );
}

/** What became of a letter that was to be opened in the person's mail program. */
export function openedText(
  { name, loginId }: Pick<Reminder, 'name' | 'loginId'>,
  { opened, shortened }: { opened: boolean; shortened: boolean },
): string {
  const who = isolated(name === '' ? loginId : name);
  if (!opened) return `There is no mail program to open. The letter to ${who} is on the clipboard.`;
  if (!shortened) return `Opened for ${who}`;
  return `Opened for ${who}. The text was too long for a mail link: it is on the clipboard.`;
}
