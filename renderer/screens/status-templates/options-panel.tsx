import { Radio, Stack, Switch } from '@mantine/core';
import layout from '../../components/form-screen.module.css';
import { Panel } from '../../components/screen.tsx';
import type { TemplatesFormState } from './use-templates-form.ts';

/** What goes with the templates: what those of new accounts point at (D1), and whether users may add their own. */
export function OptionsPanel({ form, readOnly }: { form: TemplatesFormState; readOnly: boolean }) {
  const { values, set } = form;
  return (
    <Panel title="Options">
      <fieldset className={layout.fieldset} disabled={readOnly} aria-label="Options of the status templates">
        <Stack gap="md" maw="44rem">
          <Radio.Group
            label="New accounts’ default statuses point at"
            value={values.pointAt}
            onChange={(pointAt) => set({ pointAt: pointAt === 'number' ? 'number' : 'role' })}
          >
            <Stack gap="xs" mt={6}>
              <Radio
                value="role"
                label="A role"
                description="It follows whatever phone the account has, and holds no number."
              />
              <Radio
                value="number"
                label="The desk phone’s number"
                description="As the product does: it holds the number, which stays until somebody points the statuses elsewhere."
              />
            </Stack>
          </Radio.Group>
          <Switch
            label="Users may add statuses of their own"
            checked={values.usersMayAdd}
            onChange={(event) => set({ usersMayAdd: event.currentTarget.checked })}
          />
        </Stack>
      </fieldset>
    </Panel>
  );
}
