import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView } from '../../../../shared/contract/index.ts';
import { isolated } from '../../../components/isolated.ts';
import { startPreview } from '../../../components/run-preview.tsx';
import { startSynchronization } from '../../../components/use-synchronize.ts';
import { addresses } from '../../../state/addresses.ts';
import { failureOf } from '../../../state/failure.ts';
import { engine } from '../../../state/ports.ts';
import { problemsOf } from './form-values.ts';
import type { Doubts } from './doubts-dialog.tsx';
import { inspectionTrouble, unusedFiles } from './inspection-words.ts';
import type { Inspection } from './use-inspection.ts';
import type { NodeForm } from './use-node-form.ts';

/** Saves the form, and asks first where the export is not known to be readable. */
export function useSaveNode({
  enterprise,
  sourceId,
  form,
  inspection,
  onSaved,
}: {
  enterprise: EnterpriseView;
  sourceId: number | null;
  form: NodeForm;
  inspection: Inspection;
  /** Called just before the screen is left. */
  onSaved: () => void;
}) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** Why the export may not be readable; null while nothing is asked. */
  const [doubts, setDoubts] = useState<Doubts | null>(null);

  async function save({ sure = false } = {}): Promise<void> {
    if (busy) return;
    setError(null);
    setDoubts(null);
    const draft = form.valid;
    if (draft === null) {
      form.showProblems(form.problems);
      return;
    }
    const found = doubtsOf(inspection);
    if (found !== null && !sure) {
      setDoubts(found);
      return;
    }
    setBusy(true);
    try {
      const saved =
        sourceId === null
          ? await engine.pbxNodes.create({ enterpriseId: enterprise.enterpriseId, draft })
          : await engine.pbxNodes.update({ sourceId, draft });
      onSaved();
      form.drop();
      navigate(addresses.pbxNodeById(enterprise.id, saved.sourceId));
      tellSaved(enterprise, draft.name);
    } catch (failed) {
      const problems = problemsOf(failureOf(failed));
      if (Object.keys(problems).length > 0) form.showProblems(problems);
      else setError(failed);
    } finally {
      setBusy(false);
    }
  }

  return { save, busy, error, doubts, ask: setDoubts };
}

/** Why it is not known that the export can be read as a whole with these settings; null when it is. */
function doubtsOf({ result, waiting, error }: Inspection): Doubts | null {
  if (error !== null) {
    const { message, code } = failureOf(error);
    return { readable: false, words: [`The files could not be looked into: ${message} (${code})`] };
  }
  if (result === null || waiting) {
    return { readable: false, words: ['The files have not been looked into yet.'] };
  }
  const trouble = inspectionTrouble(result);
  const words = [...trouble, ...unusedFiles(result)];
  return words.length === 0 ? null : { readable: trouble.length === 0, words };
}

/** Says that it was saved, and offers the next step. */
function tellSaved(enterprise: EnterpriseView, name: string): void {
  const id = `saved-${enterprise.enterpriseId}-${name}`;
  const go = (act: (enterprise: string, source: string) => Promise<void>) => () => {
    notifications.hide(id);
    void act(enterprise.id, name);
  };
  notifications.show({
    id,
    title: `${isolated(name)} was saved`,
    color: 'green',
    autoClose: 15_000,
    message:
      enterprise.type === 'pbx' ? (
        <Group justify="space-between" gap="xs">
          <Text size="sm">No account was changed yet.</Text>
          <Group gap="xs">
            <Button variant="default" size="compact-xs" onClick={go(startPreview)}>
              Preview
            </Button>
            <Button variant="default" size="compact-xs" onClick={go(startSynchronization)}>
              Sync now
            </Button>
          </Group>
        </Group>
      ) : (
        'To synchronize it, choose the type PBX Node Synchronizer on the Synchronization tab and apply.'
      ),
  });
}
