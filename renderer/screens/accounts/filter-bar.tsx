import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { isolated } from '../../components/isolated.ts';
import { whole } from '../../components/numbers.ts';
import { facetChoices, type Facets } from './facets.ts';
import { isFiltering, type ListFilter } from './view-address.ts';

/** How long typing must rest before the list follows, in milliseconds. */
const TYPING_MS = 120;

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
  return (
    <Group gap="xs" role="search" aria-label="Filter accounts">
      <FilterText text={filter.text ?? ''} setFilter={setFilter} />
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

function FilterText({ text, setFilter }: { text: string; setFilter: (filter: Partial<ListFilter>) => void }) {
  const [typed, setTyped] = useState(text);
  // What the list follows already: another text in the address came from elsewhere, such as Clear filter.
  const [told, setTold] = useState(text);
  if (told !== text) {
    setTold(text);
    if (typed.trim() !== text.trim()) setTyped(text);
  }
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => setFilter({ text: typed }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, setFilter]);
  return (
    <TextInput
      size="xs"
      w={220}
      aria-label="Name, login, number, department or e-mail"
      placeholder="Name, login, number…"
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped('');
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          document.querySelector<HTMLElement>('[data-account-grid]')?.focus();
        }
      }}
      autoComplete="off"
      spellCheck={false}
      data-find
    />
  );
}
