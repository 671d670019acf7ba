import { Group, NumberInput } from '@mantine/core';
import { GUARD_LIMITS, type GuardPolicy } from '../../shared/domain/guard-policy.ts';
import type { FieldProps } from './draft-form.ts';
import { whole } from './numbers.ts';

/** The thresholds as they are edited: a number field may be empty for a moment. */
export type GuardValues = Record<keyof GuardPolicy, number | string>;

const THRESHOLDS: Record<keyof GuardPolicy, { label: string; suffix: string }> = {
  deletePercent: { label: 'Hold deletions of more than', suffix: ' % of the accounts' },
  deleteAtLeast: { label: '… and more than', suffix: ' accounts' },
  deleteAtMost: { label: 'In any case, hold more than', suffix: ' deletions' },
  updatePercent: { label: 'Hold a field that changes on more than', suffix: ' % of the accounts' },
  updateAtLeast: { label: '… and on more than', suffix: ' accounts' },
};

const ROWS: (keyof GuardPolicy)[][] = [
  ['deletePercent', 'deleteAtLeast'],
  ['deleteAtMost'],
  ['updatePercent', 'updateAtLeast'],
];

/** The paths of the thresholds in a form. */
export const GUARD_PATHS = Object.keys(THRESHOLDS).map((key) => `guard.${key}`);

/** What a synchronization may do without asking (E11). */
export function GuardFields({
  values,
  onChange,
  at,
}: {
  values: GuardValues;
  onChange: (values: GuardValues) => void;
  at: (path: string) => FieldProps;
}) {
  return ROWS.map((keys) => (
    <Group key={keys[0]} align="flex-start" gap="md">
      {keys.map((key) => {
        const [least, most] = GUARD_LIMITS[key];
        return (
          <NumberInput
            key={key}
            label={THRESHOLDS[key].label}
            description={`${whole(least)} to ${whole(most)}`}
            suffix={THRESHOLDS[key].suffix}
            value={values[key]}
            onChange={(value) => onChange({ ...values, [key]: value })}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            w="18rem"
            {...at(`guard.${key}`)}
          />
        );
      })}
    </Group>
  ));
}
