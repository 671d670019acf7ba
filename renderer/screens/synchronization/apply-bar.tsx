import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { putEnterprises } from '../../state/enterprise-list.ts';
import { engine } from '../../state/ports.ts';
import { scheduleOf, scheduleProblems } from './schedule-form.ts';
import { changedParts, type Settings, type SettingsDraft } from './settings-draft.ts';
import { StickyBar } from '../../components/sticky-bar.tsx';

/** Apply and Discard: there only while something was changed. */
export function ApplyBar({
  enterprise,
  draft,
  settings,
  discard,
  onApplied,
}: {
  enterprise: EnterpriseView;
  draft: SettingsDraft;
  settings: Settings;
  discard: () => void;
  /** Told what was applied. */
  onApplied: (draft: SettingsDraft) => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const parts = changedParts(draft);
  // A schedule that is not valid counts only when it would be applied.
  const problem = Object.values(scheduleProblems(settings.schedule))[0];
  const blocked = draft.schedule !== undefined && problem !== undefined;
  useHotkeys([['mod+S', () => void apply()]], []);
  if (parts === '') return null;

  async function apply() {
    if (busy || blocked || parts === '') return;
    setBusy(true);
    setError(null);
    try {
      const { type, schedule, pbx } = settings;
      const applied = await engine.synchronization.configure({
        enterpriseId: enterprise.enterpriseId,
        type,
        schedule: draft.schedule === undefined ? enterprise.schedule : scheduleOf(schedule),
        pbx,
      });
      // Known to the page before the draft goes, so that what was there before is not seen once more.
      await putEnterprises((list) =>
        list.map((each) => (each.enterpriseId === applied.enterpriseId ? applied : each)),
      );
      onApplied(draft);
      discard();
      // The bar goes, and with it the button that has the focus.
      document.querySelector<HTMLElement>('#screen')?.focus();
      notifications.show({ title: 'Applied', message: `The ${parts} of ${enterprise.id}.`, color: 'green' });
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {error !== null && <FailurePanel title="The changes were not applied" error={error} />}
      <StickyBar changed words={`Not applied yet: ${parts}.${blocked ? ` ${problem}.` : ''}`}>
        <Button onClick={() => void apply()} loading={busy} disabled={blocked} title="Ctrl+S">
          Apply
        </Button>
        <Button variant="default" onClick={discard} disabled={busy}>
          Discard
        </Button>
      </StickyBar>
    </>
  );
}
