import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { contract, type EnterpriseView } from '../../shared/contract/index.ts';
import { changesIn } from '../components/changes.ts';
import { Dialog } from '../components/dialog.tsx';
import { FailurePanel } from '../components/failure-panel.tsx';
import { focusFirstProblem, problemsOf, type Problems } from '../components/form-problems.ts';
import { useDirty } from '../components/use-dirty.ts';
import type { SettingsDraft } from '../screens/synchronization/settings-draft.ts';
import { addresses } from '../state/addresses.ts';
import { useDrafts } from '../state/drafts.ts';
import { failureOf } from '../state/failure.ts';
import { engine } from '../state/ports.ts';
import { putEnterprises } from '../state/enterprise-list.ts';
import { domainAdvice, renamedAddress } from './enterprise-texts.ts';

const schema = contract.enterprises.create['~orpc'].inputSchema!;

/** What a person sets on an Enterprise. */
type Values = Pick<EnterpriseView, 'id' | 'description' | 'domain' | 'mode'>;

const NEW: Values = { id: '', description: '', domain: '', mode: 'standalone' };

/** Makes or edits an Enterprise (domain.md 1.1, D22). */
export function EnterpriseForm({
  enterprise,
  onClose,
}: {
  /** Null: a new one. */
  enterprise: EnterpriseView | null;
  onClose: () => void;
}) {
  const [location, go] = useLocation();
  // What is not edited follows what is stored, which another window may change meanwhile.
  const [edits, setEdits] = useState<Partial<Values>>({});
  const stored = enterprise === null ? NEW : valuesOf(enterprise);
  const draft = { ...stored, ...edits };
  const changes = changesIn(stored, edits);
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // Its ID stands in the accounts of the nodes (domain.md 1.1).
  const idLocked = enterprise !== null && enterprise.pbxNodes > 0;
  useDirty(Object.keys(changes).length > 0);

  function set(change: Partial<Values>) {
    setEdits({ ...edits, ...change });
    setProblems(Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in change))));
  }

  async function save() {
    const found = problemsOf(schema, draft);
    setProblems(found);
    setError(null);
    if (Object.keys(found).length > 0) {
      focusFirstProblem(form.current);
      return;
    }
    if (enterprise !== null && Object.keys(changes).length === 0) {
      onClose();
      return;
    }
    setBusy(true);
    try {
      const saved =
        enterprise === null
          ? await engine.enterprises.create(draft)
          : await engine.enterprises.update({ enterpriseId: enterprise.enterpriseId, ...changes });
      onClose();
      if (enterprise !== null && saved.id !== enterprise.id) {
        useDrafts.getState().move(addresses.enterprise(enterprise.id), addresses.enterprise(saved.id));
      }
      await putEnterprises((list) => [
        ...list.filter((each) => each.enterpriseId !== saved.enterpriseId),
        saved,
      ]);
      if (enterprise === null) {
        // Where accounts come from is the next question; most take them from a directory. Apply asks once more.
        const suggested: SettingsDraft = { type: 'directory' };
        if (saved.mode === 'standalone') {
          useDrafts.getState().propose(addresses.synchronization(saved.id), suggested);
        }
        go(addresses.synchronization(saved.id));
      } else if (saved.id !== enterprise.id) go(renamedAddress(location, saved.id), { replace: true });
    } catch (failed) {
      const { message, field, problems: found } = failureOf(failed);
      const byField = [...found, ...(field === null ? [] : [{ path: field, message }])].filter(
        ({ path }) => path in draft,
      );
      setProblems(Object.fromEntries(byField.map(({ path, message }) => [path, message])));
      if (byField.length === 0) setError(failed);
      else focusFirstProblem(form.current);
      setBusy(false);
    }
  }

  return (
    <Dialog
      busy={busy}
      onClose={onClose}
      size="lg"
      title={enterprise === null ? 'New Enterprise' : `Edit ${enterprise.id}`}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Enterprise ID"
            description={
              idLocked
                ? 'It cannot change while there are PBX nodes: it stands in their accounts.'
                : 'A short name of letters, digits, dashes, dots and underscores, such as acme. It also stands in <ID>.local, the PBX node of Teamwork accounts.'
            }
            required
            value={draft.id}
            onChange={(event) => set({ id: event.currentTarget.value })}
            error={problems.id}
            disabled={idLocked}
            autoComplete="off"
            spellCheck={false}
            data-autofocus={idLocked ? undefined : true}
          />
          <TextInput
            label="Description"
            description="What the list box at the top shows, such as Acme head office."
            required
            value={draft.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
            error={problems.description}
            autoComplete="off"
            data-autofocus={idLocked ? true : undefined}
          />
          <TextInput
            label="Domain"
            description={domainAdvice(draft.id)}
            required
            value={draft.domain}
            onChange={(event) => set({ domain: event.currentTarget.value })}
            error={problems.domain}
            autoComplete="off"
            spellCheck={false}
          />
          <Radio.Group
            label="Mode of MiCollab Client"
            value={draft.mode}
            onChange={(mode) => set({ mode: mode === 'integrated' ? 'integrated' : 'standalone' })}
          >
            <Stack gap="xs" mt={6}>
              <Radio
                value="standalone"
                label="Standalone"
                description="Rollcall configures the Enterprise: synchronizers, nodes and accounts."
              />
              <Radio
                value="integrated"
                label="Integrated"
                description="MiCollab configures it. The same fields are disabled here; synchronizations, schedules, statuses, history and exports go on."
              />
            </Stack>
          </Radio.Group>
          {enterprise !== null && changes.mode !== undefined && (
            <Text size="sm" role="status">
              {draft.mode === 'integrated'
                ? 'Nothing is deleted or changed by this: synchronizers, accounts and schedule stay as they are, and can be looked at. The mode can be changed back at any time.'
                : 'The fields that were disabled can be edited again.'}
            </Text>
          )}
          {error !== null && <FailurePanel error={error} title="The Enterprise was not saved" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {enterprise === null ? 'Create Enterprise' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function valuesOf({ id, description, domain, mode }: EnterpriseView): Values {
  return { id, description, domain, mode };
}
