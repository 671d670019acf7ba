import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { EnterpriseView, PbxNodeDetail, PbxNodeDraft } from '../../../shared/contract/index.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { counted } from '../../components/numbers.ts';
import { WATCH_WORDS } from '../../components/pbx-node/node-words.ts';
import { Value } from '../../components/value.tsx';
import { AnswerList } from './answer-list.tsx';
import classes from './pbx-node.module.css';
import { columnWords, formWords } from './settings-words.ts';

/** What a node is set to, and what was said of single devices (D12). */
export function SettingsTab({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const { draft } = node;
  if (draft === null) {
    return (
      <EmptyState title="Nothing to show">
        This version keeps the settings of a MiVoice Office 250 as the configuration file gave them.
      </EmptyState>
    );
  }
  return (
    <Stack gap="lg">
      <Settings draft={draft} />
      <section aria-label="Answers">
        <Title order={2} fz="sm" mb={6}>
          Answers about single numbers
        </Title>
        <AnswerList enterprise={enterprise} node={node} />
      </section>
    </Stack>
  );
}

function Settings({ draft }: { draft: PbxNodeDraft }) {
  const { files, folder, columns, forms, exclude, guard } = draft;
  return (
    <dl className={classes.facts}>
      {files !== null && (
        <>
          <Fact name="Users and devices">{files.devices}</Fact>
          <Fact name="Groups">
            <Listed items={files.groups} none="none" />
          </Fact>
          <Fact name="Telephone directory">{files.directory ?? 'none'}</Fact>
        </>
      )}
      {folder !== null && <Fact name="Folder">{folder}</Fact>}
      {folder !== null && Object.keys(forms).length > 0 && (
        <Fact name="Files, as a person said">
          <Listed items={formWords(forms)} none="none" />
        </Fact>
      )}
      <Fact name="Columns">
        <Listed items={columnWords(columns)} none="found by their usual headers" />
      </Fact>
      <Fact name="Softphone MAC prefix">{draft.softphoneMacPrefix}</Fact>
      <Fact name="The MAC rule applies to">
        {draft.macRule === 'both' ? '5020 IP and App Server Port' : '5020 IP only'}
      </Fact>
      <Fact name="Excluded device types">
        <Listed items={exclude.deviceTypes} none="none" />
      </Fact>
      <Fact name="Excluded numbers">
        <Listed items={exclude.numbers} none="none" />
      </Fact>
      <Fact name="Excluded names">
        <Listed items={exclude.names} none="none" />
      </Fact>
      <Fact name="Newer exports">{WATCH_WORDS[draft.watch].label}</Fact>
      <Fact name="An export is old after">{counted(draft.staleDays, 'day')}</Fact>
      <Fact name="Safety">
        Holds deletions of more than {guard.deletePercent} % and {guard.deleteAtLeast} accounts, and of more
        than {guard.deleteAtMost} in any case; and changes of one field on more than {guard.updatePercent} %
        and {guard.updateAtLeast} accounts. Numbers and groups that go are guarded in the same way, so that a
        cut or empty file takes nobody’s phone away.
      </Fact>
      <Fact name="Voice mail server">{draft.voiceMailServer || 'none'}</Fact>
      <Fact name="Voice mail public number">{draft.voiceMailNumber || 'none'}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof children === 'string' ? <Value>{children}</Value> : children}</dd>
    </>
  );
}

function Listed({ items, none }: { items: readonly string[]; none: string }) {
  if (items.length === 0) return none;
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item}>
          <Value>{item}</Value>
        </li>
      ))}
    </ul>
  );
}
