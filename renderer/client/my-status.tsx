import { Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useSearch } from 'wouter';
import type { Me, Status } from '../../shared/contract/index.ts';
import type { ReferenceSlot, StatusSettings } from '../../shared/domain/status.ts';
import { REFERENCE_SLOTS } from '../../shared/domain/status-rules.ts';
import { isolated } from '../components/isolated.ts';
import { Marked } from '../components/marked.tsx';
import { StatusEditor } from '../components/status-editor/status-editor.tsx';
import { settingsOf } from '../components/status-editor/use-status-draft.ts';
import { Value } from '../components/value.tsx';
import { engine } from '../state/ports.ts';
import { mine } from './addresses.ts';
import { NumberDialog } from './number-dialog.tsx';
import { tellDone } from './tell-done.tsx';
import { useChange } from './use-me.ts';
import { phonesOf } from './words.ts';

/** One status of the user, to be changed; an administrator's to be read. */
export function MyStatus({ me, status }: { me: Me; status: Status }) {
  const { name, active, locked } = status;
  const search = useSearch();
  const { busy, error, change, forget } = useChange();
  const [adding, setAdding] = useState<{ choose: (number: string) => void } | null>(null);

  async function save(changes: Partial<StatusSettings>): Promise<boolean> {
    const after = await change(() => engine.me.setStatus({ name, settings: changes }));
    if (after !== null) tellDone('Saved', `The status ${isolated(name)}.`, after);
    return after !== null;
  }

  return (
    <>
      <Group gap="sm" mb="sm">
        <Title order={2} fz="lg" className="wrap-anywhere">
          <Value>{name}</Value>
        </Title>
        {active && (
          <Text size="sm" component="span">
            <Marked color="good">Active</Marked>
          </Text>
        )}
      </Group>
      <StatusEditor
        address={mine.status(name)}
        settings={settingsOf(status)}
        phones={phonesOf(me)}
        readOnly={locked ? 'Your administrator defined this status, so only they can change it.' : null}
        busy={busy}
        error={error}
        focus={placeOf(search)}
        onSave={save}
        onCancel={forget}
        onAddNumber={(choose) => setAdding({ choose })}
      />
      {adding !== null && <NumberDialog onAdded={adding.choose} onClose={() => setAdding(null)} />}
    </>
  );
}

/** The place that an address leads to. */
function placeOf(search: string): ReferenceSlot | null {
  const field = new URLSearchParams(search).get('field');
  return REFERENCE_SLOTS.find((slot) => slot === field) ?? null;
}
