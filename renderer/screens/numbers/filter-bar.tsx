import { Button, Group, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useCallback } from 'react';
import { NUMBER_ORIGINS, NUMBER_STATES } from '../../components/number-words.ts';
import { FilterText } from '../../components/virtual-grid/filter-text.tsx';
import { isFiltering, type NumberFilter } from './view-address.ts';

/** The filter: words, and list boxes for source, state and origin. */
export function NumberFilterBar({
  filter,
  sources,
  setFilter,
  clearFilter,
}: {
  filter: NumberFilter;
  sources: readonly { sourceId: number; name: string }[];
  setFilter: (filter: Partial<NumberFilter>) => void;
  clearFilter: () => void;
}) {
  const setText = useCallback((text: string) => setFilter({ text }), [setFilter]);
  return (
    <Group gap="xs" role="search" aria-label="Filter numbers">
      <FilterText
        label="Number, login or name"
        placeholder="Number, login, name…"
        text={filter.text}
        onText={setText}
      />
      <FilterSelect
        label="Source"
        any="Any source"
        chosen={filter.sourceId === null ? null : String(filter.sourceId)}
        choices={sources.map(({ sourceId, name }) => ({ value: String(sourceId), label: name }))}
        onChoose={(value) => setFilter({ sourceId: value === null ? null : Number(value) })}
      />
      <FilterSelect
        label="State"
        any="Any state"
        chosen={filter.state}
        choices={choicesOf(NUMBER_STATES)}
        onChoose={(value) => setFilter({ state: value })}
      />
      <FilterSelect
        label="Origin"
        any="Any origin"
        chosen={filter.origin}
        choices={choicesOf(NUMBER_ORIGINS)}
        onChoose={(value) => setFilter({ origin: value })}
      />
      {isFiltering(filter) && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={clearFilter}
        >
          Clear filter
        </Button>
      )}
    </Group>
  );
}

function choicesOf<Choice extends string>(words: Record<Choice, string>): { value: Choice; label: string }[] {
  return (Object.keys(words) as Choice[]).map((value) => ({
    value,
    label: words[value].charAt(0).toUpperCase() + words[value].slice(1),
  }));
}

function FilterSelect<Choice extends string>({
  label,
  any,
  chosen,
  choices,
  onChoose,
}: {
  label: string;
  /** What stands for no condition. */
  any: string;
  chosen: Choice | null;
  choices: readonly { value: Choice; label: string }[];
  onChoose: (value: Choice | null) => void;
}) {
  // An address may ask for a source that is gone; it must still be seen.
  const known = chosen === null || choices.some(({ value }) => value === chosen);
  return (
    <Select
      size="xs"
      w={170}
      aria-label={label}
      data={[
        { value: '', label: any },
        ...choices,
        ...(known ? [] : [{ value: chosen, label: 'No longer there' }]),
      ]}
      value={chosen ?? ''}
      onChange={(value) => onChoose(choices.find((each) => each.value === value)?.value ?? null)}
      allowDeselect={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  );
}
