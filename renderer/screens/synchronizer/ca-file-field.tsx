import { Button, Group, TextInput } from '@mantine/core';
import { tellFailed } from '../../components/use-save-text.ts';
import { shell } from '../../state/ports.ts';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

/** The certificates to trust: a PEM file, or the system's. */
export function CaFileField({ form }: { form: SynchronizerForm }) {
  const { caFile } = form.values;

  function choose() {
    shell.files.chooseCaFile().then(({ path }) => {
      if (path !== null) form.set({ caFile: path });
    }, tellFailed);
  }

  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        flex={1}
        label="CA certificate file"
        description="A PEM file with the certificates to trust. Empty trusts those of this computer."
        placeholder="This computer’s certificates"
        value={caFile ?? ''}
        onChange={(event) => form.set({ caFile: event.currentTarget.value || null })}
        spellCheck={false}
        {...form.at('caFile')}
      />
      <Button variant="default" size="sm" onClick={choose} aria-label="Choose a CA certificate file">
        Choose…
      </Button>
      {caFile !== null && (
        <Button
          variant="default"
          size="sm"
          onClick={() => form.set({ caFile: null })}
          aria-label="Clear the CA certificate file"
        >
          Clear
        </Button>
      )}
    </Group>
  );
}
