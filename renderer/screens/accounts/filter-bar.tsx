import { Button, Group, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useCallback } from 'react';
import { isolated } from '../../components/isolated.ts';
import { whole } from '../../components/numbers.ts';
import { FilterText } from '../../components/virtual-grid/filter-text.tsx';
import { facetChoices, type Facets } from './facets.ts';
import { isFiltering, type ListFilter } from './view-address.ts';

/** The filter: words, and a list box for each facet that has something to choose, with counts. */
export function FilterBar({
  filter,
  all,
  facets,
  setFilter,
  clearFilter,
}: {
  filter: ListFilter;
  /** Facets of the whole list, which say what there is to choose. */
  all: Facets | undefined;
  /** Facets under the filter, which say how many each choice would leave. */
  facets: Facets | undefined;
  setFilter: (filter: Partial<ListFilter>) => void;
  clearFilter: () => void;
}) {
  const setText = useCallback((text: string) => setFilter({ text }), [setFilter]);
  return (
    <Group gap="xs" role="search" aria-label="Filter accounts">
      <FilterText
        label="Name, login, number, department or e-mail"
        placeholder="Name, login, number…"
        text={filter.text ?? ''}
        onText={setText}
      />
      {facetChoices(filter, all, facets).map(({ id, label, any, chosen, choices, toFilter }) => (
        <Select
          key={id}
          size="xs"
          w={152}
          aria-label={label}
          data={[
            { value: '', label: any },
            ...choices.map((choice) => ({
              value: choice.value,
              label: `${isolated(choice.label)} (${whole(choice.accounts)})`,
            })),
          ]}
          value={chosen}
          onChange={(value) => setFilter(toFilter(value ?? ''))}
          allowDeselect={false}
          comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        />
      ))}
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
