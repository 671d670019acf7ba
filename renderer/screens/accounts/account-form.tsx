import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { AccountDetail, ManualAccount } from '../../../shared/contract/index.ts';
import { changesIn } from '../../components/changes.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { focusFirstProblem, type Problems } from '../../components/form-problems.ts';
import { fieldLabel } from '../../components/run-words.ts';
import { Value } from '../../components/value.tsx';
import panel from '../../components/side-panel/side-panel.module.css';
import { useDrafts } from '../../state/drafts.ts';
import type { EnterpriseProps } from '../../state/enterprise.ts';
import { failureOf } from '../../state/failure.ts';
import { engine } from '../../state/ports.ts';
import { query } from '../../state/queries.ts';
import {
  problemsOfChanges,
  problemsOfNew,
  rebased,
  valuesOf,
  withChange,
  type AccountDraft,
  type TextField,
} from './account-draft.ts';
import { Section } from '../../components/side-panel/side-panel.tsx';
import { NumbersField } from './numbers-field.tsx';
import classes from './accounts.module.css';

/** Fields that stand alone in their line; the others stand in pairs. */
const WIDE = new Set<TextField>(['loginId', 'displayName', 'email']);

const LOGIN: TextField[] = ['loginId', 'firstName', 'lastName', 'pbxNode', 'mailbox'];
const CONTACT: TextField[] = ['displayName', 'email', 'department', 'title', 'location', 'mobile'];
const REQUIRED = new Set<TextField>(['loginId', 'lastName']);

const NO_PROFILE = '';

/** The form of an account: what a source owns is seen but not edited (domain.md 4.4). */
export function AccountForm({
  enterprise,
  detail,
  draftKey,
  reload,
  onSaved,
  onCancel,
}: EnterpriseProps & {
  /** Null: a new account. */
  detail: AccountDetail | null;
  draftKey: string;
  reload: () => void;
  onSaved: (accountId: number) => void;
  onCancel: () => void;
}) {
  const drafts = useDrafts();
  const stored = valuesOf(detail);
  const draft = (drafts.drafts[draftKey] as AccountDraft | undefined) ?? {
    version: detail?.version ?? 0,
    changes: {},
  };
  const values: ManualAccount = { ...stored, ...draft.changes };
  const changes = changesIn(stored, draft.changes);
  const moved = detail !== null && detail.version !== draft.version;
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const profiles = useQuery(
    query.featureProfiles.list.queryOptions({ input: { enterprise: enterprise.id } }),
  );

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input:not([readonly])')?.focus();
  }, []);

  const mayEdit = (field: string) => detail === null || detail.editable.includes(field);

  function set(change: Partial<ManualAccount>) {
    const next = withChange(draft, stored, change);
    if (next === null) drafts.drop(draftKey);
    else drafts.put(draftKey, next);
    // A fault that was found is judged anew while it is being mended.
    const left = Object.entries(problems).filter(([path]) => !(path.split('.')[0]! in change));
    setProblems(Object.fromEntries(left));
  }

  /** Goes on with what was typed here, on what is stored now. */
  function loadNewest() {
    if (detail !== null) drafts.put(draftKey, rebased(draft, detail.version, stored));
    setError(null);
    reload();
  }

  async function save() {
    const found = detail === null ? problemsOfNew(values) : problemsOfChanges(changes);
    setProblems(found);
    setError(null);
    if (Object.keys(found).length > 0) {
      focusFirstProblem(form.current);
      return;
    }
    setBusy(true);
    try {
      const saved =
        detail === null
          ? await engine.accounts.create({ enterpriseId: enterprise.enterpriseId, account: values })
          : await engine.accounts.update({
              accountId: detail.accountId,
              version: draft.version,
              account: changes,
            });
      onSaved(saved.accountId);
    } catch (failed) {
      const failure = failureOf(failed);
      if (failure.code === 'account.exists') {
        setProblems({ loginId: failure.message });
        focusFirstProblem(form.current);
      } else {
        setError(failed);
        if (failure.code === 'account.moved') reload();
      }
      setBusy(false);
    }
  }

  const field = (name: TextField) => (
    <TextInput
      key={name}
      className={WIDE.has(name) ? classes.wide : undefined}
      label={fieldLabel(name)}
      withAsterisk={REQUIRED.has(name) && mayEdit(name)}
      required={REQUIRED.has(name) && mayEdit(name)}
      size="xs"
      value={values[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      readOnly={!mayEdit(name)}
      variant={mayEdit(name) ? 'default' : 'filled'}
      // Mantine has an aria-describedby of its own; a title describes the field as well.
      title={mayEdit(name) ? undefined : (detail?.lockedBecause ?? undefined)}
      error={problems[name]}
      autoComplete="off"
      spellCheck={false}
    />
  );
  const conflict = moved || (error !== null && failureOf(error).code === 'account.moved');
  return (
    <form
      ref={form}
      noValidate
      style={{ display: 'contents' }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
    >
      <Stack className={panel.body} gap="lg">
        {detail?.lockedBecause && (
          <Text size="sm" c="dimmed">
            Grey fields cannot be edited here. <Value>{detail.lockedBecause}</Value>
          </Text>
        )}
        {conflict && (
          <Alert
            color="yellow"
            variant="outline"
            role="alert"
            title="The account changed meanwhile"
            styles={{ title: { color: 'var(--rollcall-warn)' } }}
          >
            <Text size="sm">
              A synchronization or another window changed it since you began. What you typed is kept; the
              other fields are taken as they are now.
            </Text>
            <Button variant="default" mt="xs" onClick={loadNewest}>
              Load the newest
            </Button>
          </Alert>
        )}
        {error !== null && !conflict && <FailurePanel error={error} title="The account was not saved" />}
        <Section title="Login">
          <div className={classes.fields}>{LOGIN.map(field)}</div>
        </Section>
        <Section title="Phone numbers">
          <NumbersField
            others={detail?.numbers.filter(({ origin }) => origin !== 'manual') ?? []}
            numbers={values.numbers}
            problems={problems}
            readOnly={!mayEdit('numbers')}
            onChange={(numbers) => set({ numbers })}
          />
        </Section>
        <Section title="Contact">
          <div className={classes.fields}>{CONTACT.map(field)}</div>
        </Section>
        <Section title="Features">
          <Select
            label="Feature profile"
            size="xs"
            data={[
              { value: NO_PROFILE, label: 'None' },
              ...(profiles.data?.profiles ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
            value={values.featureProfile ?? NO_PROFILE}
            onChange={(name) => set({ featureProfile: name === NO_PROFILE ? null : name })}
            allowDeselect={false}
            readOnly={!mayEdit('featureProfile')}
            variant={mayEdit('featureProfile') ? 'default' : 'filled'}
            error={problems.featureProfile}
          />
        </Section>
      </Stack>
      <Group className={panel.foot} gap="xs">
        <Button
          type="submit"
          loading={busy}
          disabled={conflict || (detail !== null && Object.keys(changes).length === 0)}
        >
          {detail === null ? 'Add account' : 'Save'}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
