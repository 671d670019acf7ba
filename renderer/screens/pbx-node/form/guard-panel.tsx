import { Button, Collapse, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { GUARD_PATHS, GuardFields } from '../../../components/guard-fields.tsx';
import { Panel } from '../../../components/screen.tsx';
import type { NodeForm } from './use-node-form.ts';

/** Step 6: what a synchronization may do without asking (E11, D21). */
export function GuardPanel({ form, readOnly }: { form: NodeForm; readOnly: boolean }) {
  const [opened, setOpened] = useState(false);
  const { guard } = form.values;
  // What is wrong must be seen.
  const atFault = GUARD_PATHS.some((path) => form.errorOf(path) !== undefined);
  // Its button is disabled with the rest of the form when that is only to be read.
  const open = opened || atFault || readOnly;
  return (
    <Panel
      title="6. Safety"
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
        Holds deletions of more than {guard.deletePercent} % and {guard.deleteAtLeast} accounts for your
        approval; numbers and groups that go are guarded in the same way, so that a cut or empty file takes
        nobody’s phone away. The thresholds can be changed, not switched off.
      </Text>
      <Collapse expanded={open} keepMounted={false}>
        <Stack gap="sm" mt="sm">
          <GuardFields values={guard} onChange={(next) => form.set({ guard: next })} at={form.at} />
        </Stack>
      </Collapse>
    </Panel>
  );
}
