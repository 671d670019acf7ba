import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { WEEKDAYS } from '../../../shared/domain/schedule.ts';
import { Panel } from '../../components/screen.tsx';
import { NextTimes } from './next-times.tsx';
import { dayName, scheduleOf, scheduleProblems, scheduleWords, type ScheduleForm } from './schedule-form.ts';
import { TimeZoneSelect } from './time-zone-select.tsx';

/** When the Enterprise synchronizes by itself (domain.md 1.4). */
export function SchedulePanel({
  enterpriseId,
  readOnly,
  form,
  onChange,
}: {
  enterpriseId: number;
  /** Whether it is only looked at. */
  readOnly: boolean;
  form: ScheduleForm;
  onChange: (form: ScheduleForm) => void;
}) {
  const problems = scheduleProblems(form);
  const valid = Object.keys(problems).length === 0;
  const set = (change: Partial<ScheduleForm>) => onChange({ ...form, ...change });
  if (readOnly) {
    return (
      <Panel title="Schedule">
        <Text size="sm">{scheduleWords(scheduleOf(form))}</Text>
      </Panel>
    );
  }
  return (
    <Panel title="Schedule">
      <Stack gap="sm">
        <Switch
          label="Synchronize by schedule"
          checked={form.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <Group align="flex-end" gap="md">
          <SegmentedControl
            aria-label="Kind of schedule"
            value={form.kind}
            onChange={(kind) => set({ kind: kind })}
            data={[
              { value: 'interval', label: 'At intervals' },
              { value: 'daily', label: 'Daily' },
              { value: 'weekly', label: 'Weekly' },
            ]}
          />
          {form.kind === 'interval' ? (
            <IntervalFields form={form} set={set} error={problems.every} />
          ) : (
            <>
              <TextInput
                type="time"
                label="At"
                value={form.at}
                onChange={(event) => set({ at: event.currentTarget.value })}
                error={problems.at}
                w="8rem"
              />
              <TimeZoneSelect
                value={form.timeZone}
                onChange={(timeZone) => set({ timeZone })}
                disabled={false}
              />
            </>
          )}
        </Group>
        {form.kind === 'weekly' && (
          <Checkbox.Group
            label="On"
            value={form.days}
            onChange={(days) => set({ days: days })}
            error={problems.days}
          >
            <Group gap="md" my={4}>
              {WEEKDAYS.map((day) => (
                <Checkbox key={day} value={day} label={dayName(day)} size="sm" />
              ))}
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => set({ days: form.days.length === WEEKDAYS.length ? [] : [...WEEKDAYS] })}
              >
                {form.days.length === WEEKDAYS.length ? 'No day' : 'Every day'}
              </Button>
            </Group>
          </Checkbox.Group>
        )}
        {valid && (
          <>
            <Text size="sm">{scheduleWords(scheduleOf(form))}</Text>
            <NextTimes enterpriseId={enterpriseId} schedule={scheduleOf(form)} />
          </>
        )}
        <Text size="sm" c="dimmed">
          Schedules run while Rollcall is open or in the tray, or when <code>rollcall sync --due</code> is
          called, by cron for instance.
        </Text>
      </Stack>
    </Panel>
  );
}

function IntervalFields({
  form,
  set,
  error,
}: {
  form: ScheduleForm;
  set: (change: Partial<ScheduleForm>) => void;
  error: string | undefined;
}) {
  return (
    <Group gap="xs" align="flex-start">
      <NumberInput
        label="Every"
        value={form.every}
        onChange={(every) => set({ every })}
        min={1}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        error={error}
        w={error === undefined ? '6rem' : '18rem'}
      />
      <Select
        label="Unit"
        data={[
          { value: 'minutes', label: 'minutes' },
          { value: 'hours', label: 'hours' },
          { value: 'days', label: 'days' },
        ]}
        value={form.unit}
        onChange={(unit) => unit !== null && set({ unit: unit })}
        allowDeselect={false}
        w="8rem"
      />
    </Group>
  );
}
