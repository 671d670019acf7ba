import {
  MultiSelect,
  Pill,
  Select,
  type ComboboxLikeRenderOptionInput,
  type ComboboxItem,
} from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import type { ReferenceSlot, Target } from '../../../shared/domain/status.ts';
import { targetGroups, targetLabel, type EditorPhones, type TargetGroup } from './options.ts';
import classes from './status-editor.module.css';

/** What both ways to choose a target need. */
interface Choice {
  label: string;
  slot: ReferenceSlot;
  phones: EditorPhones;
  /** What the place has as it is saved: a gone number among it stays a choice (D3). */
  kept: readonly Target[];
  problem?: string | null;
  disabled?: boolean;
  /** Offers a number that is not there yet; `choose` is called with it. */
  onAdd?: ((choose: (number: string) => void) => void) | undefined;
  'data-path'?: string;
}

/** Targets may be empty, which is no value for a select: each stands behind a sign. */
const SIGN = '=';
const ADD = '+';

/** Chooses where calls go or come from: a phone, a number or one of the special targets (domain.md 5.2). */
export function TargetSelect({
  value,
  onChange,
  slot,
  phones,
  kept,
  problem,
  groups,
  onAdd,
  ...props
}: Choice & {
  value: Target | null;
  /** Other options than those of the place. */
  groups?: readonly TargetGroup[];
  onChange: (target: Target) => void;
  description?: string;
}) {
  return (
    <Select
      {...props}
      data={dataOf(
        groups ?? targetGroups(slot, phones, value === null ? kept : [...kept, value]),
        onAdd !== undefined,
      )}
      value={value === null ? null : SIGN + value}
      onChange={(chosen) => {
        if (chosen === ADD) onAdd?.(onChange);
        else if (chosen !== null) onChange(chosen.slice(SIGN.length));
      }}
      allowDeselect={false}
      error={problem ?? undefined}
      renderOption={optionOf(phones)}
    />
  );
}

/** Chooses where calls ring: any number of targets at once. */
export function TargetsSelect({
  value,
  onChange,
  slot,
  phones,
  kept,
  problem,
  onAdd,
  ...props
}: Choice & { value: readonly Target[]; onChange: (targets: Target[]) => void }) {
  return (
    <MultiSelect
      {...props}
      size="sm"
      data={dataOf(targetGroups(slot, phones, [...kept, ...value]), onAdd !== undefined)}
      value={value.map((target) => SIGN + target)}
      onChange={(chosen) => {
        const targets = chosen.filter((each) => each !== ADD).map((each) => each.slice(SIGN.length));
        if (chosen.includes(ADD)) onAdd?.((number) => onChange([...new Set([...targets, number])]));
        else onChange(targets);
      }}
      placeholder={value.length === 0 ? 'Nowhere: no phone rings' : 'Add'}
      maxValues={33}
      error={problem ?? undefined}
      renderOption={optionOf(phones)}
      renderPill={({ value: chosen, onRemove, disabled = false }) => {
        const label = targetLabel((chosen ?? '').slice(SIGN.length), phones);
        return (
          <Pill
            withRemoveButton
            onRemove={onRemove}
            disabled={disabled}
            removeButtonProps={{ 'aria-label': `Remove ${label}`, 'aria-hidden': false }}
            className={classes.pill ?? ''}
          >
            {label}
          </Pill>
        );
      }}
    />
  );
}

function dataOf(groups: readonly TargetGroup[], canAdd: boolean) {
  const data = groups.map(({ group, items }) => ({
    group,
    items: items.map(({ value, label, disabled }) => ({ value: SIGN + value, label, disabled })),
  }));
  return canAdd ? [...data, { value: ADD, label: 'Add a number…' }] : data;
}

/** A number that is gone is struck through; its label says it too. */
function optionOf(phones: EditorPhones) {
  const present = new Set(
    phones.numbers.filter(({ state }) => state === 'present').map(({ number }) => number),
  );
  const known = new Set(phones.numbers.map(({ number }) => number));
  return function Option({ option, checked }: ComboboxLikeRenderOptionInput<ComboboxItem>) {
    const target = option.value.slice(SIGN.length);
    const gone = known.has(target) && !present.has(target);
    return (
      <>
        {checked && <IconCheck size={14} aria-hidden className={classes.check} />}
        {option.value === ADD && <IconPlus size={14} aria-hidden className={classes.check} />}
        <span className="wrap-anywhere">
          {gone ? (
            <>
              <s>{target}</s>
              {option.label.slice(option.label.indexOf(target) + target.length)}
            </>
          ) : (
            option.label
          )}
        </span>
      </>
    );
  };
}
