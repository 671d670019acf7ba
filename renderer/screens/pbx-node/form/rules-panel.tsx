import { Radio, Stack, TextInput } from '@mantine/core';
import { Panel } from '../../../components/screen.tsx';
import type { NodeForm } from './use-node-form.ts';

/** Step 3: what makes a device a softphone (R2, A1). */
export function RulesPanel({ form }: { form: NodeForm }) {
  const { values, set, at } = form;
  return (
    <Panel title="3. Softphones">
      <Stack gap="sm">
        <TextInput
          label="Softphone MAC prefix"
          description="A 5020 IP whose MAC address begins like this is a softphone. With another one it is a phone on a desk."
          required
          value={values.softphoneMacPrefix}
          onChange={(event) => set({ softphoneMacPrefix: event.currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
          maw="28rem"
          {...at('softphoneMacPrefix')}
        />
        <Radio.Group
          label="The MAC rule applies to"
          value={values.macRule}
          onChange={(macRule) => set({ macRule: macRule === 'both' ? 'both' : '5020-only' })}
        >
          <Stack gap={4} mt={4}>
            <Radio
              value="5020-only"
              label="5020 IP only"
              description="An App Server Port is a softphone whatever its MAC address is."
            />
            <Radio
              value="both"
              label="5020 IP and App Server Port"
              description="An App Server Port with another MAC address, or with none, is no softphone either."
            />
          </Stack>
        </Radio.Group>
      </Stack>
    </Panel>
  );
}
