import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { contract, type FeatureRow } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { focusFirstProblem, problemsOf, type Problems } from '../../components/form-problems.ts';
import { isolated } from '../../components/isolated.ts';
import { useDirty } from '../../components/use-dirty.ts';
import { failureOf } from '../../state/failure.ts';
import { engine } from '../../state/ports.ts';
import { seatsRemark } from './seat-words.ts';

const schema = contract.features.create['~orpc'].inputSchema!;

/** Name and seats of a feature, in one line of the table. */
export function FeatureForm({
  enterpriseId,
  feature,
  onClose,
}: {
  enterpriseId: number;
  /** Null: a new one. */
  feature: FeatureRow | null;
  onClose: () => void;
}) {
  const [name, setName] = useState(feature?.name ?? '');
  const [seats, setSeats] = useState<number | string>(feature?.seats ?? '');
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useDirty(name !== (feature?.name ?? '') || seats !== (feature?.seats ?? ''));
  const wanted = typeof seats === 'number' ? seats : null;
  const remark = seatsRemark(feature, wanted);

  async function save() {
    const draft = { name: name.trim(), seats };
    const found = problemsOf(schema, { enterpriseId, ...draft });
    setProblems(found);
    setError(null);
    if (Object.keys(found).length > 0 || wanted === null) {
      focusFirstProblem(form.current);
      return;
    }
    setBusy(true);
    try {
      const values = { name: draft.name, seats: wanted };
      if (feature === null) await engine.features.create({ enterpriseId, ...values });
      else await engine.features.update({ featureId: feature.featureId, ...values });
      onClose();
    } catch (failed) {
      const { field, message } = failureOf(failed);
      if (field === 'name') {
        setProblems({ name: message });
        focusFirstProblem(form.current);
      } else setError(failed);
      setBusy(false);
    }
  }

  return (
    <form
      ref={form}
      noValidate
      aria-label={feature === null ? 'New feature' : `Edit ${isolated(feature.name)}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !busy) onClose();
      }}
    >
      <Stack gap="xs">
        <Group gap="sm" align="flex-start" wrap="wrap">
          <TextInput
            label="Feature"
            placeholder="Softphone"
            required
            size="xs"
            w="18rem"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problems['name']}
            autoComplete="off"
            autoFocus
          />
          <NumberInput
            label="Seats in all"
            required
            size="xs"
            w="9rem"
            value={seats}
            onChange={setSeats}
            min={0}
            max={1_000_000}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            error={problems['seats']}
          />
          <Group gap="xs" mt={20}>
            <Button type="submit" loading={busy}>
              {feature === null ? 'Add' : 'Save'}
            </Button>
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
          </Group>
        </Group>
        {remark !== null && (
          <Text size="sm" role="status">
            {remark}
          </Text>
        )}
        {error !== null && <FailurePanel error={error} title="The feature was not saved" />}
      </Stack>
    </form>
  );
}
