import {
  Button,
  Group,
  List,
  ScrollArea,
  Skeleton,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { shell } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import { isolated } from '../isolated.ts';
import { counted } from '../numbers.ts';
import { fileName } from '../run-export.ts';
import { tellFailed, useSaveText } from '../use-save-text.ts';
import { Value } from '../value.tsx';
import type { NumberItem } from './bulk-words.ts';
import {
  lettersCsv,
  lettersText,
  letterText,
  openedText,
  type PassedOver,
  type Reminder,
} from './letters.ts';

/** Letters to the users who must act, to be copied or sent with the person's own mail program. Rollcall sends nothing. */
export function RemindDialog({ items, onClose }: { items: readonly NumberItem[]; onClose: () => void }) {
  const [numbers] = useState(() => items.map(({ accountId, number }) => ({ accountId, number })));
  const letters = useQuery(query.numbers.reminders.queryOptions({ input: { items: numbers } }));
  const { reminders = [], passedOver = [] } = letters.data ?? {};
  const [told, setTold] = useState('');
  const saveText = useSaveText();

  function copy(text: string, what: string) {
    shell.clipboard.write({ text }).then(() => setTold(`Copied: ${what}`), tellFailed);
  }
  function open(letter: Reminder) {
    const { email, subject, body } = letter;
    shell
      .openMail({ to: email, subject, body })
      .then((done) => setTold(openedText(letter, done)), tellFailed);
  }

  return (
    <Dialog onClose={onClose} size="xl" title={`Remind ${titleOf(letters.data?.reminders, numbers.length)}`}>
      <Stack gap="sm">
        <Text size="sm">
          Each letter tells its user what to do. Rollcall sends nothing itself: copy a letter, or open it in
          your mail program.
        </Text>
        {letters.isError && (
          <FailurePanel
            title="The letters cannot be written"
            error={letters.error}
            retry={() => void letters.refetch()}
          />
        )}
        {letters.isPending && <Skeleton height={160} role="status" aria-label="Writing the letters" />}
        {letters.data && reminders.length === 0 && (
          <Text size="sm">No user has to act on these numbers.</Text>
        )}
        <ScrollArea.Autosize mah="52vh" type="auto" offsetScrollbars="y">
          <Stack gap="md">
            {reminders.map((letter) => (
              <Letter
                key={letter.accountId}
                letter={letter}
                copy={() => copy(letterText(letter), `the letter to ${isolated(letter.name)}`)}
                open={() => open(letter)}
              />
            ))}
            {passedOver.length > 0 && <Passed passedOver={passedOver} />}
          </Stack>
        </ScrollArea.Autosize>
        <Group justify="flex-end">
          <Text size="sm" role="status" flex={1}>
            {told}
          </Text>
          {reminders.length > 1 && (
            <>
              <Button
                variant="default"
                onClick={() => copy(lettersText(reminders), counted(reminders.length, 'letter'))}
              >
                Copy all
              </Button>
              <Button
                variant="default"
                onClick={() => saveText(fileName('reminders', 'csv'), lettersCsv(reminders))}
              >
                Save as CSV
              </Button>
            </>
          )}
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function titleOf(reminders: readonly Reminder[] | undefined, numbers: number): string {
  const [first] = reminders ?? [];
  if (reminders === undefined || first === undefined) return `of ${counted(numbers, 'number')}`;
  return reminders.length === 1 ? isolated(first.name) : counted(reminders.length, 'user');
}

function Letter({ letter, copy, open }: { letter: Reminder; copy: () => void; open: () => void }) {
  const { name, loginId, email, subject, body } = letter;
  const who = isolated(name === '' ? loginId : name);
  return (
    <section aria-label={`Letter to ${who}`}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Title order={3} fz="sm" className="wrap-anywhere">
          {who} (<Value>{loginId}</Value>)
        </Title>
        <Group gap="xs">
          <Button variant="default" size="compact-xs" onClick={copy} aria-label={`Copy the letter to ${who}`}>
            Copy
          </Button>
          <Button variant="default" size="compact-xs" onClick={open} aria-label={`Open mail to ${who}`}>
            Open mail
          </Button>
        </Group>
      </Group>
      <Stack gap={6}>
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          To: {email === '' ? 'the account has no e-mail address' : <Value>{email}</Value>}
        </Text>
        <TextInput aria-label={`Subject of the letter to ${who}`} value={subject} readOnly size="xs" />
        <Textarea
          aria-label={`Text of the letter to ${who}`}
          value={body}
          readOnly
          autosize
          minRows={3}
          maxRows={12}
          size="xs"
        />
      </Stack>
    </section>
  );
}

function Passed({ passedOver }: { passedOver: readonly PassedOver[] }) {
  return (
    <section aria-label="Passed over">
      <Title order={3} fz="sm" mb={4}>
        No letter for {counted(passedOver.length, 'number')}
      </Title>
      <List size="sm">
        {passedOver.map(({ loginId, number, why }) => (
          <List.Item key={`${loginId} ${number}`} className="wrap-anywhere">
            <Value>{number}</Value> of <Value>{loginId}</Value>: <Value>{why}</Value>
          </List.Item>
        ))}
      </List>
    </section>
  );
}
