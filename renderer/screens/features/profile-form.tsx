import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { contract, type FeatureProfileRow, type FeatureRow } from '../../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { changesIn } from '../../components/changes.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { focusFirstProblem, problemsOf, type Problems } from '../../components/form-problems.ts';
import { isolated } from '../../components/isolated.ts';
import { Notice } from '../../components/notice.tsx';
import { counted } from '../../components/numbers.ts';
import { useDirty } from '../../components/use-dirty.ts';
import { failureOf } from '../../state/failure.ts';
import { engine } from '../../state/ports.ts';
import { FeatureChoice } from './feature-choice.tsx';
import { draftRemarks } from './seat-words.ts';

const schema = contract.featureProfiles.create['~orpc'].inputSchema!;

/** What a person sets on a profile. */
type Values = Pick<FeatureProfileRow, 'name' | 'description' | 'features'>;

const NEW: Values = { name: '', description: '', features: [] };

/** Makes or edits a feature profile (domain.md 6). */
export function ProfileForm({
  enterpriseId,
  profile,
  features,
  locked,
  onClose,
}: {
  enterpriseId: number;
  /** Null: a new one. */
  profile: FeatureProfileRow | null;
  features: readonly FeatureRow[];
  /** Whether it can only be looked at. */
  locked: boolean;
  onClose: () => void;
}) {
  // What is not edited follows what is stored, which another window may change meanwhile.
  const [edits, setEdits] = useState<Partial<Values>>({});
  const stored: Values =
    profile === null
      ? NEW
      : { name: profile.name, description: profile.description, features: profile.features };
  const draft = { ...stored, ...edits };
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isDefault = profile?.name === DEFAULT_PROFILE;
  const changed = Object.keys(changesIn(stored, edits)).length > 0;
  useDirty(changed);
  const remarks = draftRemarks(profile, draft.features, features);

  function set(change: Partial<Values>) {
    setEdits({ ...edits, ...change });
    setProblems({});
  }

  async function save() {
    const values = { ...draft, name: draft.name.trim(), features: there(draft.features, features) };
    const found = problemsOf(schema, { enterpriseId, profile: values });
    setProblems(found);
    setError(null);
    if (Object.keys(found).length > 0) {
      focusFirstProblem(form.current);
      return;
    }
    if (profile !== null && !changed) {
      onClose();
      return;
    }
    setBusy(true);
    try {
      if (profile === null) await engine.featureProfiles.create({ enterpriseId, profile: values });
      else await engine.featureProfiles.update({ profileId: profile.profileId, profile: values });
      onClose();
    } catch (failed) {
      const { field, message } = failureOf(failed);
      if (field === 'name') {
        setProblems({ 'profile.name': message });
        focusFirstProblem(form.current);
      } else setError(failed);
      setBusy(false);
    }
  }

  return (
    <Dialog busy={busy} onClose={onClose} size="xl" title={titleOf(profile, locked)}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !locked) void save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description={isDefault ? 'Every Enterprise has this profile; it keeps its name.' : undefined}
            required
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={problems['profile.name']}
            disabled={locked || isDefault}
            autoComplete="off"
            data-autofocus={isDefault ? undefined : true}
          />
          <TextInput
            label="Description"
            value={draft.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
            error={problems['profile.description']}
            disabled={locked}
            autoComplete="off"
            data-autofocus={isDefault ? true : undefined}
          />
          {profile !== null && (
            <Text size="sm">
              Member count: {counted(profile.accounts, 'account')}
              {profile.inactive > 0 && `, ${counted(profile.inactive, 'of them', 'of them')} inactive`}
            </Text>
          )}
          {isDefault ? (
            <Text size="sm" c="dimmed">
              It has no licensed features, so that it can never run out of seats: the safe choice for new
              accounts. Give the accounts another profile afterwards.
            </Text>
          ) : (
            <FeatureChoice
              features={features}
              chosen={draft.features}
              locked={locked}
              onChange={(chosen) => set({ features: chosen })}
            />
          )}
          {remarks.length > 0 && (
            <Notice tone="warn" title="There are not enough seats for all members">
              {remarks.map((remark) => (
                <div key={remark}>{remark}</div>
              ))}
            </Notice>
          )}
          {error !== null && <FailurePanel error={error} title="The feature profile was not saved" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              {locked ? 'Close' : 'Cancel'}
            </Button>
            {!locked && (
              <Button type="submit" loading={busy}>
                {profile === null ? 'Create' : 'Save'}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function titleOf(profile: FeatureProfileRow | null, locked: boolean): string {
  if (profile === null) return 'New feature profile';
  return locked ? isolated(profile.name) : `Edit ${isolated(profile.name)}`;
}

/** What was deleted while the form was open cannot be chosen any more. */
function there(chosen: readonly string[], features: readonly FeatureRow[]): string[] {
  return chosen.filter((name) => features.some((feature) => feature.name === name));
}
