import { Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { Change } from '../../../shared/contract/index.ts';
import { differenceText, numberDifference } from '../../components/number-changes.ts';
import { fieldLabel, fieldText, orderedFields, valueText, wordAlone } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';

/** A change field by field: `Department: Sales → Marketing`. A deletion says nothing more than that. */
export function ChangedFields({ change }: { change: Change }) {
  const rows = orderedFields(change)
    .map(([field, before, after]) => ({
      field,
      label: fieldLabel(field),
      before: fieldText(field, before),
      after: fieldText(field, after),
      // Two long lists one after the other do not show what differs.
      difference:
        field === 'pbxNumbers' && change.kind === 'update'
          ? differenceText(numberDifference(valueText(before), valueText(after)))
          : wordAlone(field, before, after),
    }))
    .filter(({ before, after }) => before !== after);
  if (change.kind === 'delete') return null;
  return rows.map(({ field, label, before, after, difference }) => (
    <Text key={field} size="xs" className="wrap-anywhere">
      <Text component="span" c="dimmed" inherit>
        {label}:
      </Text>{' '}
      {difference !== null ? (
        <FieldValue text={difference} />
      ) : (
        <>
          {change.kind !== 'create' && (
            <>
              <FieldValue text={before} />{' '}
              <IconArrowRight
                size={11}
                role="img"
                aria-label="became"
                style={{ verticalAlign: '-1px' }}
              />{' '}
            </>
          )}
          <FieldValue text={after} />
        </>
      )}
    </Text>
  ));
}

function FieldValue({ text }: { text: string }) {
  return text === '' ? <em>empty</em> : <Value>{text}</Value>;
}
