import { NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import type { WatchMode } from '../../../../shared/domain/pbx-node.ts';
import { WATCH_WORDS } from '../../../components/pbx-node/node-words.ts';
import { Panel } from '../../../components/screen.tsx';
import type { NodeForm } from './use-node-form.ts';

const MODES = Object.keys(WATCH_WORDS) as WatchMode[];

/** Step 5: what becomes of newer exports, and of old ones. */
export function WatchPanel({ form }: { form: NodeForm }) {
  const { values, set, at } = form;
  return (
    <Panel title="5. Newer exports">
      <Stack gap="sm">
        <Radio.Group
          label="When a newer export is there"
          value={values.watch}
          onChange={(watch) => set({ watch: MODES.find((mode) => mode === watch) ?? values.watch })}
        >
          <Stack gap={4} mt={4}>
            {MODES.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={WATCH_WORDS[mode].label}
                description={WATCH_WORDS[mode].meaning}
              />
            ))}
          </Stack>
        </Radio.Group>
        <NumberInput
          label="An export is old after"
          description="A synchronization of an older one warns: the phone system has most likely changed since."
          suffix={values.staleDays === 1 ? ' day' : ' days'}
          value={values.staleDays}
          onChange={(staleDays) => set({ staleDays })}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          maw="28rem"
          {...at('staleDays')}
        />
      </Stack>
    </Panel>
  );
}

/** Step 7: what accounts of the node take over where they have none of their own (domain.md 3.1). */
export function VoiceMailPanel({ form }: { form: NodeForm }) {
  const { values, set, at } = form;
  return (
    <Panel title="7. Voice mail">
      <Stack gap="sm" maw="28rem">
        <TextInput
          label="Voice mail server"
          description="Host name or IP address. Accounts of this node use it unless they have one of their own."
          value={values.voiceMailServer}
          onChange={(event) => set({ voiceMailServer: event.currentTarget.value })}
          spellCheck={false}
          {...at('voiceMailServer')}
        />
        <TextInput
          label="Voice mail public number"
          description="The number that people call from outside to hear their messages."
          value={values.voiceMailNumber}
          onChange={(event) => set({ voiceMailNumber: event.currentTarget.value })}
          spellCheck={false}
          {...at('voiceMailNumber')}
        />
      </Stack>
    </Panel>
  );
}
