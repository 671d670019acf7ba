import { Box, Button } from '@mantine/core';
import type { Me } from '../../shared/contract/index.ts';
import { Notice } from '../components/notice.tsx';

/** Whoever came in with a one-time code cannot come again without a password. */
export function PasswordNotice({ me, onSet }: { me: Me; onSet: () => void }) {
  if (me.signIn !== 'code') return null;
  return (
    <Box px="md" pt="md" maw={1400} mx="auto">
      <Notice
        tone="info"
        title="Set a password, so that you can sign in again"
        action={
          <Button variant="default" onClick={onSet}>
            Set a password…
          </Button>
        }
      >
        Your one-time code worked once and is used up.
      </Notice>
    </Box>
  );
}
