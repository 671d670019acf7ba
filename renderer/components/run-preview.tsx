import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import type { Preview } from '../../shared/contract/index.ts';
import { addresses } from '../state/addresses.ts';
import { refreshJobs } from '../state/events.ts';
import { engine } from '../state/ports.ts';
import { isolated } from './isolated.ts';
import { counted } from './numbers.ts';
import { previewSentence } from './preview-sentence.ts';
import { tellFailed } from './use-save-text.ts';
import { Value } from './value.tsx';

type Failed = Awaited<ReturnType<typeof engine.plans.wait>>['failures'][number];

/**
 * Previews one source of an Enterprise, or all of its type, and opens what came of it if the person is still on the
 * same screen: the preview's page, or the list of several.
 */
export async function startPreview(enterprise: string, source?: string): Promise<void> {
  const from = location.pathname;
  try {
    const started = await engine.plans.preview({ enterprise, ...(source === undefined ? {} : { source }) });
    if (started.sources === 0) {
      notifications.show({
        title: 'Nothing to preview',
        message: started.passedOver.map(isolated).join('; ') || 'There is no source of the chosen type yet.',
        color: 'yellow',
      });
      return;
    }
    await refreshJobs();
    const { previews, failures } = await engine.plans.wait({ jobId: started.jobId });
    for (const failure of failures) tellFailure(failure);
    const [first] = previews;
    if (first === undefined) {
      if (failures.length === 0)
        notifications.show({ title: 'No preview was made', message: 'It was cancelled.' });
    } else if (location.pathname === from) {
      navigate(
        previews.length === 1 ? addresses.preview(enterprise, first.plan) : addresses.previews(enterprise),
      );
    } else {
      tellReady(enterprise, previews);
    }
  } catch (error) {
    tellFailed(error);
  }
}

/** A source that could not be read at all has no preview to open. */
function tellFailure({ source, code, message, hint }: Failed): void {
  const cancelled = code === 'run.cancelled';
  notifications.show({
    title: cancelled ? `Preview cancelled: ${isolated(source)}` : `No preview of ${isolated(source)}`,
    message: cancelled ? 'Nothing was changed.' : `${isolated(message)} ${hint} (${code})`,
    color: cancelled ? 'gray' : 'red',
    autoClose: cancelled ? 5000 : false,
  });
}

function tellReady(enterprise: string, previews: readonly Preview[]): void {
  const [first] = previews;
  const one = previews.length === 1 && first !== undefined ? first : null;
  notifications.show({
    title: one
      ? `The preview of ${isolated(one.source)} is ready`
      : `${counted(previews.length, 'preview')} are ready`,
    message: (
      <>
        {one && <Value>{previewSentence(one)}</Value>}{' '}
        <Anchor
          component={Link}
          href={one ? addresses.preview(enterprise, one.plan) : addresses.previews(enterprise)}
          size="sm"
          underline="always"
        >
          {one ? 'Show the preview' : 'Show them'}
        </Anchor>
      </>
    ),
    color: 'green',
    autoClose: 15_000,
  });
}
