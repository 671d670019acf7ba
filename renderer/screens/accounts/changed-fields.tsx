import { Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { Change } from '../../../shared/contract/index.ts';
import { fieldLabel, orderedFields, valueText } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';

/** A change field by field: `Department: Sales → Marketing`. A deletion says nothing more than that. */
export function ChangedFields({ change }: { change: Change }) {
  const rows = orderedFields(change)
    .map(([field, before, after]) => ({
      field,
      label: fieldLabel(field),
      before: valueText(before),
      after: valueText(after),
    }))
    .filter(({ before, after }) => before !== after);
  if (change.kind === 'delete') return null;
  return rows.map(({ field, label, before, after }) => (
    <Text key={field} size="xs" className="wrap-anywhere">
      <Text component="span" c="dimmed" inherit>
        {label}:
      </Text>{' '}
      {change.kind !== 'create' && (
        <>
          <FieldValue text={before} />{' '}
          <IconArrowRight size={11} role="img" aria-label="became" style={{ verticalAlign: '-1px' }} />{' '}
        </>
      )}
      <FieldValue text={after} />
    </Text>
  ));
}

function FieldValue({ text }: { text: string }) {
  return text === '' ? <em>empty</em> : <Value>{text}</Value>;
}
