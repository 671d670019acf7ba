import { ActionIcon, Autocomplete, Group, Progress, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { DirectoryTestResult } from '../../../shared/contract/index.ts';
import { REQUIRED_FIELDS } from '../../../shared/domain/account.ts';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { Panel } from '../../components/screen.tsx';
import { Value } from '../../components/value.tsx';
import {
  FIELD_LABELS,
  fillRate,
  helpfulLabel,
  sampleValue,
  suggestions,
  suits,
  type Suggestion,
} from './directory-attributes.ts';
import type { MappedField } from './form-values.ts';
import classes from './synchronizer.module.css';
import type { FinishedTest } from './use-connection-test.ts';
import type { SynchronizerForm } from './use-synchronizer-form.ts';

const FIELDS = Object.keys(FIELD_LABELS) as MappedField[];
const REQUIRED = new Set<MappedField>(['directoryKey', ...REQUIRED_FIELDS]);

/** Step 2: which attribute fills which field, beside what a real entry would give (domain.md 2.5). */
export function MappingPanel({ form, test }: { form: SynchronizerForm; test: FinishedTest | null }) {
  const [chosen, setChosen] = useState(0);
  const samples = test?.result.samples ?? [];
  const index = Math.min(chosen, Math.max(0, samples.length - 1));
  const sample = samples[index];
  const { seen, known } = suggestions(form.values.server, test?.result.attributes ?? []);
  return (
    <Panel
      title="2. Field mappings"
      actions={
        samples.length > 0 && (
          <SampleChooser dn={sample!.dn} index={index} of={samples.length} onChange={setChosen} />
        )
      }
    >
      {samples.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          Test the connection to see sample values, and how many entries have a value.
        </Text>
      )}
      <Table aria-label="Field mappings" className={classes.mapping} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="11rem">Field</Table.Th>
            <Table.Th w="16rem">Directory attribute</Table.Th>
            <Table.Th>Sample value</Table.Th>
            <Table.Th w="8rem">Filled</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FIELDS.map((field) => {
            const attribute = form.values.mapping[field];
            const value = sample && test ? sampleValue(sample, field, attribute, test.mapping) : null;
            return (
              <Table.Tr key={field}>
                <Table.Td>
                  {FIELD_LABELS[field]}
                  {REQUIRED.has(field) && (
                    <>
                      <Text component="span" c="var(--mantine-color-error)" aria-hidden>
                        {' *'}
                      </Text>
                      <VisuallyHidden>, required</VisuallyHidden>
                    </>
                  )}
                </Table.Td>
                <Table.Td>
                  <AttributeField form={form} field={field} seen={seen} known={known} />
                </Table.Td>
                <Table.Td className={classes.sample}>
                  <Text size="sm" title={value ?? undefined} lineClamp={2}>
                    {value ?? (
                      <Text component="span" c="dimmed" inherit>
                        {attribute === '' ? 'Not mapped' : sample ? 'No value' : ''}
                      </Text>
                    )}
                  </Text>
                </Table.Td>
                <Table.Td>{test && <FillRate result={test.result} attribute={attribute} />}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function SampleChooser({
  dn,
  index,
  of,
  onChange,
}: {
  dn: string;
  index: number;
  of: number;
  onChange: (index: number) => void;
}) {
  return (
    <Group gap={4} wrap="nowrap" miw={0} flex={1} justify="flex-end">
      <Text size="sm" c="dimmed" truncate title={dn} role="status">
        Sample {index + 1} of {of}: <Value>{dn}</Value>
      </Text>
      <ActionIcon
        aria-label="Previous sample"
        title="Previous sample"
        disabled={index === 0}
        onClick={() => onChange(index - 1)}
      >
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        aria-label="Next sample"
        title="Next sample"
        disabled={index >= of - 1}
        onClick={() => onChange(index + 1)}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function AttributeField({
  form,
  field,
  seen,
  known,
}: {
  form: SynchronizerForm;
  field: MappedField;
  seen: Suggestion[];
  known: Suggestion[];
}) {
  const value = form.values.mapping[field];
  const [typing, setTyping] = useState(false);
  const byName = new Map([...seen, ...known].map((each) => [each.name, each]));
  const items = (list: Suggestion[]) =>
    // All of them until somebody types: the present value is no search.
    list.filter((each) => !typing || suits(each, value)).map(({ name }) => name);
  const at = form.at(`mapping.${field}`);
  return (
    <Autocomplete
      aria-label={`Directory attribute for ${FIELD_LABELS[field]}`}
      size="xs"
      value={value}
      onChange={(attribute) => {
        setTyping(true);
        form.setMapping(field, attribute.trim());
      }}
      onOptionSubmit={() => setTyping(false)}
      data={[
        { group: 'Seen in the sample', items: items(seen) },
        { group: 'Others', items: items(known) },
      ].filter((group) => group.items.length > 0)}
      filter={({ options }) => options}
      renderOption={({ option }) => <Option {...byName.get(option.value)!} />}
      openOnFocus={false}
      maxDropdownHeight={260}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      spellCheck={false}
      autoComplete="off"
      description={helpfulLabel(form.values.server, field, value)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      {...at}
      onBlur={() => {
        setTyping(false);
        at.onBlur();
      }}
    />
  );
}

function Option({ name, label, filled }: Suggestion) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" w="100%">
      <Text size="sm" className="wrap-anywhere">
        {label === '' ? name : `${label} (${isolated(name)})`}
      </Text>
      {filled !== null && (
        <Text size="xs" c="dimmed">
          {whole(filled)}
        </Text>
      )}
    </Group>
  );
}

function FillRate({
  result,
  attribute,
}: {
  result: Pick<DirectoryTestResult, 'attributes' | 'lookedAt'>;
  attribute: string;
}) {
  const rate = fillRate(result, attribute);
  if (rate === null) return null;
  const percent = Math.round((100 * rate.filled) / rate.of);
  return (
    <div title={`${percent} % of the ${counted(rate.of, 'entry', 'entries')} looked at`}>
      <Text size="xs">
        {whole(rate.filled)} of {whole(rate.of)}
      </Text>
      <Progress value={percent} size="xs" aria-hidden />
    </div>
  );
}
