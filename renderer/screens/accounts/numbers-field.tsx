import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import type { AccountDetail } from '../../../shared/contract/index.ts';
import type { Problems } from '../../components/form-problems.ts';
import { isolated } from '../../components/isolated.ts';
import { Value } from '../../components/value.tsx';
import type { DraftNumber } from './account-draft.ts';
import { NUMBER_KINDS, numberText } from '../../components/number-words.ts';
import panel from '../../components/side-panel/side-panel.module.css';

const CHOICES = Object.entries(NUMBER_KINDS).map(([value, label]) => ({ value, label }));

/** The numbers of an account: those of its source to be read, those added by hand to be edited (D4). */
export function NumbersField({
  others,
  numbers,
  problems,
  readOnly,
  onChange,
}: {
  others: AccountDetail['numbers'];
  numbers: DraftNumber[];
  problems: Problems;
  readOnly: boolean;
  onChange: (numbers: DraftNumber[]) => void;
}) {
  const group = useRef<HTMLDivElement>(null);
  const put = (at: number, change: Partial<DraftNumber>) =>
    onChange(numbers.map((each, index) => (index === at ? { ...each, ...change } : each)));

  function add() {
    onChange([...numbers, { number: '', kind: 'other' }]);
    requestAnimationFrame(() => {
      const lines = group.current?.querySelectorAll('[data-number]') ?? [];
      [...lines].at(-1)?.querySelector('input')?.focus();
    });
  }

  return (
    <Stack gap="xs" ref={group}>
      {others.length > 0 && (
        <ul className={panel.list}>
          {others.map((number) => (
            <li key={number.number}>
              <Text size="sm" className="wrap-anywhere">
                <Value>{number.number}</Value> · {NUMBER_KINDS[number.kind]},{' '}
                <Text component="span" c="dimmed" inherit>
                  {numberText(number)}
                </Text>
              </Text>
            </li>
          ))}
        </ul>
      )}
      {numbers.map(({ number, kind }, index) => (
        <Group key={index} gap="xs" wrap="nowrap" align="flex-start" data-number>
          <TextInput
            aria-label={`Number ${index + 1}`}
            size="xs"
            style={{ flex: 1 }}
            value={number}
            onChange={(event) => put(index, { number: event.currentTarget.value })}
            readOnly={readOnly}
            error={problems[`numbers.${index}.number`]}
            autoComplete="off"
          />
          <Select
            aria-label={`Kind of number ${index + 1}`}
            size="xs"
            w={120}
            data={CHOICES}
            value={kind}
            onChange={(value) => {
              const chosen = (Object.keys(NUMBER_KINDS) as DraftNumber['kind'][]).find(
                (each) => each === value,
              );
              if (chosen) put(index, { kind: chosen });
            }}
            allowDeselect={false}
            readOnly={readOnly}
          />
          {!readOnly && (
            <ActionIcon
              mt={2}
              aria-label={number === '' ? `Remove number ${index + 1}` : `Remove ${isolated(number)}`}
              onClick={() => onChange(numbers.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {numbers.length === 0 && others.length === 0 && (
        <Text size="sm" c="dimmed">
          No numbers.
        </Text>
      )}
      {!readOnly && (
        <div>
          <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            Add number
          </Button>
        </div>
      )}
    </Stack>
  );
}
