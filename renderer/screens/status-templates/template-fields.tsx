import { Checkbox, Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import type { ReferenceSlot, StatusSettings } from '../../../shared/domain/status.ts';
import { SLOT_NAMES } from '../../../shared/domain/status-rules.ts';
import layout from '../../components/form-screen.module.css';
import type { FieldProps } from '../../components/draft-form.ts';
import { isolated } from '../../components/isolated.ts';
import type { DraftTemplate } from './template-draft.ts';
import { targetsFor } from './target-words.ts';
import classes from './status-templates.module.css';

/** The list box takes no empty value, and "nothing" is one. */
const SIGN = '=';

/** The fields of one template (domain.md 5.2). They hold for everybody, so no number can be chosen. */
export function TemplateFields({
  template,
  onChange,
  nameField,
  readOnly,
}: {
  template: DraftTemplate;
  onChange: (change: Partial<DraftTemplate>) => void;
  nameField: FieldProps;
  readOnly: boolean;
}) {
  const { settings, locked } = template;
  const set = (change: Partial<StatusSettings>) => onChange({ settings: { ...settings, ...change } });
  const targetAt = (slot: Exclude<ReferenceSlot, 'sendCallsTo'>) => (
    <TargetSelect slot={slot} value={settings[slot]} onChange={(target) => set({ [slot]: target })} />
  );
  return (
    <fieldset
      className={layout.fieldset}
      disabled={readOnly}
      aria-label={`Settings of ${isolated(template.name || 'the new status')}`}
    >
      <Stack gap="sm">
        <div className={classes.fields}>
          <TextInput
            label="Name"
            required
            value={template.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
            autoComplete="off"
            {...nameField}
          />
          {targetAt('makeCallFrom')}
        </div>
        <Checkbox.Group
          label={SLOT_NAMES.sendCallsTo}
          description={settings.sendCallsTo.length === 0 ? 'Nowhere: no phone rings.' : undefined}
          value={settings.sendCallsTo}
          onChange={(chosen) => set({ sendCallsTo: inOrder(chosen) })}
        >
          <Group gap="md" mt={6}>
            {targetsFor('sendCallsTo').map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
        <div className={classes.fields}>
          {targetAt('whenBusy')}
          {targetAt('whenNoAnswer')}
        </div>
        <Switch
          label="Defined by the administrator (users cannot change it)"
          checked={locked}
          onChange={(event) => onChange({ locked: event.currentTarget.checked })}
        />
      </Stack>
    </fieldset>
  );
}

/** Targets in the order in which they are offered, whichever was chosen first. */
function inOrder(chosen: readonly string[]): string[] {
  return targetsFor('sendCallsTo')
    .map(({ value }) => value)
    .filter((each) => chosen.includes(each));
}

function TargetSelect({
  slot,
  value,
  onChange,
}: {
  slot: ReferenceSlot;
  value: string;
  onChange: (target: string) => void;
}) {
  return (
    <Select
      label={SLOT_NAMES[slot]}
      data={targetsFor(slot).map((each) => ({ ...each, value: SIGN + each.value }))}
      value={SIGN + value}
      onChange={(chosen) => chosen !== null && onChange(chosen.slice(SIGN.length))}
      allowDeselect={false}
    />
  );
}
