import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WantedTemplates } from '../../../shared/contract/index.ts';
import { failureOf } from '../../state/failure.ts';
import { engine } from '../../state/ports.ts';
import { query, queryClient } from '../../state/queries.ts';

/** Previews a change of the templates, and makes exactly what the preview said. */
export function useSetTemplates(wanted: WantedTemplates, onDone: () => void) {
  // What is read is what is done: it changes only when a new preview is asked for.
  const preview = useQuery({
    ...query.statuses.previewTemplates.queryOptions({ input: wanted }),
    meta: { immutable: true },
    gcTime: 0,
  });
  const [busy, setBusy] = useState(false);
  const [moved, setMoved] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function apply() {
    if (preview.data === undefined || busy) return;
    setBusy(true);
    setMoved(false);
    setError(null);
    try {
      const saved = await engine.statuses.setTemplates({ ...wanted, hash: preview.data.hash });
      // Known to the page before the draft goes, so that what was there before is not seen once more.
      const { enterpriseId } = wanted;
      queryClient.setQueryData(
        query.statuses.templates.queryOptions({ input: { enterpriseId } }).queryKey,
        saved,
      );
      notifications.show({ title: 'Saved', message: 'The status templates are changed.', color: 'green' });
      onDone();
    } catch (failed) {
      if (failureOf(failed).code === 'row.moved') {
        setMoved(true);
        await preview.refetch();
      } else setError(failed);
      setBusy(false);
    }
  }

  return { preview, apply, busy, moved, error };
}
