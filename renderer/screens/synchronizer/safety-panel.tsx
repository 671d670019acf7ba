import { Button, Checkbox, Collapse, Group, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { GUARD_LIMITS, type GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import { whole } from '../../components/numbers.ts';
import { Panel } from '../../components/screen.tsx';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

const THRESHOLDS: Record<keyof GuardPolicy, { label: string; suffix: string }> = {
  deletePercent: { label: 'Hold deletions of more than', suffix: ' % of the accounts' },
  deleteAtLeast: { label: '… and more than', suffix: ' accounts' },
  deleteAtMost: { label: 'In any case, hold more than', suffix: ' deletions' },
  updatePercent: { label: 'Hold a field that changes on more than', suffix: ' % of the accounts' },
  updateAtLeast: { label: '… and on more than', suffix: ' accounts' },
};

/** Step 3: what a synchronization may do without asking (E11), and how it treats what it reads. */
export function SafetyPanel({ form, readOnly }: { form: SynchronizerForm; readOnly: boolean }) {
  const [opened, setOpened] = useState(false);
  const { values, set } = form;
  // What is wrong must be seen.
  const atFault = (Object.keys(THRESHOLDS) as (keyof GuardPolicy)[]).some(
    (key) => form.errorOf(`guard.${key}`) !== undefined,
  );
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
          <Pair form={form} keys={['deletePercent', 'deleteAtLeast']} />
          <Pair form={form} keys={['deleteAtMost']} />
          <Pair form={form} keys={['updatePercent', 'updateAtLeast']} />
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

function Pair({ form, keys }: { form: SynchronizerForm; keys: (keyof GuardPolicy)[] }) {
  return (
    <Group align="flex-start" gap="md">
      {keys.map((key) => {
        const [least, most] = GUARD_LIMITS[key];
        return (
          <NumberInput
            key={key}
            label={THRESHOLDS[key].label}
            description={`${whole(least)} to ${whole(most)}`}
            suffix={THRESHOLDS[key].suffix}
            value={form.values.guard[key]}
            onChange={(value) =>
              form.set((current) => ({ ...current, guard: { ...current.guard, [key]: value } }))
            }
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            w="18rem"
            {...form.at(`guard.${key}`)}
          />
        );
      })}
    </Group>
  );
}
