import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FailurePanel } from '../../components/failure-panel.tsx';
import { Dot } from '../../components/outcome.tsx';
import { Panel } from '../../components/screen.tsx';
import { Value } from '../../components/value.tsx';
import { engine } from '../../state/ports.ts';
import { query, queryClient } from '../../state/queries.ts';
import { keySentence } from './vault-words.ts';

/** Which key seals the passwords of synchronizers, and how to make one (E12). */
export function PasswordKey() {
  const state = useQuery(query.vault.state.queryOptions({ input: {} }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function createKeyFile() {
    setBusy(true);
    setError(null);
    try {
      await engine.vault.createKeyFile({});
      await queryClient.invalidateQueries({ queryKey: query.vault.state.key() });
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  }

  const vault = state.data;
  return (
    <Panel title="Passwords">
      {state.isError && !vault ? (
        <FailurePanel
          error={state.error}
          title="The state of the key cannot be read"
          retry={() => void state.refetch()}
        />
      ) : vault ? (
        <>
          <Text size="sm" className="wrap-anywhere" maw={680} role="status">
            <Dot color={vault.problem !== null ? 'bad' : vault.source === 'none' ? 'idle' : 'good'} />{' '}
            {keySentence(vault)}
          </Text>
          {vault.problem !== null && (
            <Text size="sm" className="wrap-anywhere" maw={680} mt={4} c="var(--rollcall-bad)">
              The key cannot be used: <Value>{vault.problem}</Value>
            </Text>
          )}
          {vault.source === 'none' && vault.problem === null && (
            <>
              <Text size="sm" c="dimmed" className="wrap-anywhere" maw={680} mt={4}>
                A key file is made at <Value>{vault.keyFile}</Value>, readable by your user account only.
                Whoever can read both it and the data folder can read the passwords: leave it out of copies
                that others see. Without it, passwords must be entered again.
              </Text>
              <Button mt="sm" loading={busy} onClick={() => void createKeyFile()}>
                Create key file
              </Button>
            </>
          )}
          {error !== null && <FailurePanel error={error} title="The key file was not made" />}
        </>
      ) : (
        <Skeleton height={52} />
      )}
    </Panel>
  );
}
