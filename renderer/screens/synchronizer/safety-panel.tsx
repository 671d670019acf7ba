import { Button, Checkbox, Collapse, Radio, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { GUARD_PATHS, GuardFields } from '../../components/guard-fields.tsx';
import { Panel } from '../../components/screen.tsx';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

/** Step 3: what a synchronization may do without asking (E11), and how it treats what it reads. */
export function SafetyPanel({ form, readOnly }: { form: SynchronizerForm; readOnly: boolean }) {
  const [opened, setOpened] = useState(false);
  const { values, set } = form;
  // What is wrong must be seen.
  const atFault = GUARD_PATHS.some((path) => form.errorOf(path) !== undefined);
  // Its button is disabled with the rest of the form when that is only to be read.
  const open = opened || atFault || readOnly;
  return (
    <Panel
      title="3. Safety"
      actions={
        <Button
          variant="transparent"
          size="compact-sm"
          aria-expanded={open}
          onClick={() => setOpened(!open)}
          leftSection={
            open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
          }
        >
          {open ? 'Hide' : 'Show'}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        Holds deletions of more than {values.guard.deletePercent} % and {values.guard.deleteAtLeast} accounts
        for your approval. The thresholds can be changed, not switched off.
      </Text>
      <Collapse expanded={open} keepMounted={false}>
        <Stack gap="sm" mt="sm">
          <GuardFields values={values.guard} onChange={(guard) => set({ guard })} at={form.at} />
          <Radio.Group
            label="An entry with characters that MiCollab Client cannot take"
            value={values.invalidCharacters}
            onChange={(choice) => set({ invalidCharacters: choice })}
          >
            <Stack gap={4} mt={4}>
              <Radio value="skip" label="Leave the entry out, and report it" />
              <Radio value="replace" label="Replace the characters, and report it" />
            </Stack>
          </Radio.Group>
          <Checkbox
            label="Phone numbers follow the directory"
            description="A desk phone or softphone that changes in the directory changes the account. Cleared, the directory fills them only when it creates the account."
            checked={values.numbersFollowDirectory}
            onChange={(event) => set({ numbersFollowDirectory: event.currentTarget.checked })}
          />
        </Stack>
      </Collapse>
    </Panel>
  );
}
