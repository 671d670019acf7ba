import { ActionIcon, Autocomplete, Button, Group, Input, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { isolated } from '../../../components/isolated.ts';
import { counted } from '../../../components/numbers.ts';
import { Value } from '../../../components/value.tsx';
import classes from './form.module.css';

/** One kind of exclusions of a node (D13), each with how many devices it takes out. */
export function ExclusionList({
  label,
  description,
  placeholder,
  one,
  items,
  counts,
  suggestions = [],
  most,
  maxLength,
  problem,
  onChange,
}: {
  label: string;
  description: string;
  placeholder: string;
  /** What one of them is, as in "Add *a device type*". */
  one: string;
  items: readonly string[];
  /** How many devices each takes out; null while that is not known. */
  counts: readonly number[] | null;
  suggestions?: readonly string[];
  /** How many the contract takes, and how long each may be. */
  most: number;
  maxLength: number;
  problem: (index: number) => string | undefined;
  onChange: (items: string[]) => void;
}) {
  const [text, setText] = useState('');

  function add(item: string) {
    const trimmed = item.trim();
    if (trimmed === '' || items.length >= most) return;
    if (!items.includes(trimmed)) onChange([...items, trimmed]);
    setText('');
  }

  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <Stack gap="xs" mt={4}>
        {items.length > 0 && (
          <ul className={classes.exclusions} aria-label={label}>
            {items.map((item, index) => (
              <li key={item} className={classes.exclusion}>
                <Text size="sm" truncate title={item}>
                  <Value>{item}</Value>
                </Text>
                <Text size="sm" c={problem(index) === undefined ? 'dimmed' : 'var(--mantine-color-error)'}>
                  {problem(index) ?? countText(counts?.[index])}
                </Text>
                <ActionIcon
                  aria-label={`Remove ${one} ${isolated(item)}`}
                  title="Remove"
                  onClick={() => onChange(items.filter((_, place) => place !== index))}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <Group gap="xs" wrap="nowrap" maw="28rem">
          <Autocomplete
            flex={1}
            size="xs"
            aria-label={`Add ${one}`}
            placeholder={placeholder}
            data={suggestions.filter((each) => !items.includes(each))}
            value={text}
            onChange={setText}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add(event.currentTarget.value);
            }}
            maxLength={maxLength}
            spellCheck={false}
            autoComplete="off"
          />
          <Button variant="default" onClick={() => add(text)} aria-label={`Add ${one} to the exclusions`}>
            Add
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

function countText(count: number | undefined): string {
  if (count === undefined) return '';
  return count === 0 ? 'takes out nothing in this export' : `takes out ${counted(count, 'device')}`;
}
