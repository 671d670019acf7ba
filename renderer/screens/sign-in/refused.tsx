import { Text, VisuallyHidden } from '@mantine/core';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { countdown, spokenCountdown } from './refusal.ts';

const TITLES: Record<string, string> = {
  'sign-in.locked': 'You have to wait',
  'sign-in.unavailable': 'The directory does not answer',
  'sign-in.unprotected': 'The connection to the directory is not protected',
};

/** Why nobody was let in, and how long to wait with the next try. */
export function Refused({ error, wait }: { error: unknown; wait: number }) {
  const code = (error as { code?: unknown }).code;
  return (
    <>
      <FailurePanel
        error={error}
        title={(typeof code === 'string' ? TITLES[code] : undefined) ?? 'You were not signed in'}
      />
      {wait > 0 && (
        <Text size="sm" aria-hidden>
          You can try again in {countdown(wait)}.
        </Text>
      )}
      <VisuallyHidden role="status">{wait > 0 ? spokenCountdown(wait) : ''}</VisuallyHidden>
    </>
  );
}
