import { Spotlight, spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnterpriseView } from '../../shared/contract/index.ts';
import { isolated } from '../components/isolated.ts';
import { disabledBecause } from '../components/pbx-node/node-state.ts';
import { openResults } from '../components/results-files.ts';
import { startSynchronization } from '../components/use-synchronize.ts';
import { addresses, TABS } from '../state/addresses.ts';
import { isIntegrated } from '../state/enterprise.ts';
import { runCommand } from '../state/events.ts';
import { query } from '../state/queries.ts';
import { useReadOnly } from '../state/read-only.ts';
import { copyAddress } from './copy-address.ts';

/** How many accounts the palette offers. */
const ACCOUNTS = 8;

/** Opens search and commands. */
export function openPalette(): void {
  spotlight.open();
}

/** Search and commands in one (Ctrl+K): screens, synchronizers, PBX nodes, accounts, Enterprises, and what can be done. */
export function Palette({
  enterprises,
  enterprise,
}: {
  enterprises: EnterpriseView[];
  enterprise: EnterpriseView | null;
}) {
  const [, go] = useLocation();
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), 120);
  const name = enterprise?.id ?? '';
  const synchronizers = useQuery({
    ...query.synchronizers.list.queryOptions({ input: { enterprise: name } }),
    enabled: enterprise !== null,
  });
  const nodes = useQuery({
    ...query.pbxNodes.list.queryOptions({ input: { enterprise: name } }),
    enabled: enterprise !== null,
  });
  const accounts = useQuery({
    ...query.accounts.query.queryOptions({
      input: {
        enterprise: name,
        text: settled,
        sort: { column: 'lastName', descending: false },
        offset: 0,
        limit: ACCOUNTS,
      },
    }),
    enabled: enterprise !== null && settled.length >= 2,
  });

  const readOnly = useReadOnly();
  /** What changes something, where something can be changed. */
  const writing = (...entries: Entry[]) => (readOnly ? [] : entries);
  const commands: Entry[] = [
    ...(enterprise
      ? [
          ...writing(
            action('sync-now', 'Sync Now', `Synchronizes ${enterprise.id}`, () => runCommand('sync-now')),
            action('preview', 'Preview', `What a synchronization of ${enterprise.id} would do`, () =>
              runCommand('preview'),
            ),
          ),
          ...TABS.map((tab) =>
            action(tab.name, tab.label, 'Screen', () =>
              go(`${addresses.enterprise(enterprise.id)}/${tab.name}`),
            ),
          ),
          action('held', 'Held rows', 'What waits for approval', () => go(addresses.held(enterprise.id))),
          action('held-numbers', 'Held numbers', 'Gone from the PBX, and kept', () =>
            go(addresses.numbers(enterprise.id, { view: 'held' })),
          ),
          action('previews', 'Previews', 'That are kept', () => go(addresses.previews(enterprise.id))),
          ...writing(
            action('add-synchronizer', 'Add synchronizer', 'AD/LDAP', () =>
              go(addresses.newSynchronizer(enterprise.id)),
            ),
            // In integrated mode nodes are somebody else's to add (D22).
            ...(isIntegrated(enterprise)
              ? []
              : [action('add-node', 'Add node', 'PBX node', () => go(addresses.newPbxNode(enterprise.id)))]),
            action('export-results', 'Export results…', 'Runs, changes and accounts as a file', () =>
              runCommand('export-results'),
            ),
          ),
        ]
      : []),
    ...writing(action('new-enterprise', 'New Enterprise…', '', () => runCommand('new-enterprise'))),
    action('open-results', 'Open results…', 'A results file, read-only', openResults),
    action('settings', 'Settings', 'Screen', () => go(addresses.settings())),
    action('copy-address', 'Copy address of this screen', '', copyAddress),
    action('shortcuts', 'Keyboard shortcuts', '', () => runCommand('help')),
    action('about', 'About Rollcall', '', () => runCommand('about')),
  ];
  const sources = (enterprise ? (synchronizers.data?.synchronizers ?? []) : []).map((source) =>
    action(`source ${source.sourceId}`, source.name, 'Synchronizer', () =>
      go(addresses.synchronizer(name, source.sourceId)),
    ),
  );
  const phoneSystems = (enterprise ? (nodes.data?.nodes ?? []) : []).flatMap((node) => [
    action(`node ${node.sourceId}`, isolated(node.name), 'PBX node', () => go(addresses.pbxNode(name, node))),
    ...(disabledBecause(node) === null
      ? writing(
          action(`sync ${node.sourceId}`, `Sync now: ${isolated(node.name)}`, 'PBX node', () => {
            void startSynchronization(name, node.name);
          }),
        )
      : []),
  ]);
  const others = enterprises
    .filter(({ id }) => id !== enterprise?.id)
    .map((each) =>
      action(`enterprise ${each.enterpriseId}`, each.description, `Enterprise ${each.id}`, () =>
        go(addresses.overview(each.id)),
      ),
    );
  const wanted = text.trim().toLowerCase();
  const matching = [...commands, ...sources, ...phoneSystems, ...others].filter(({ label, description }) =>
    `${label} ${description}`.toLowerCase().includes(wanted),
  );
  const people = (settled.length >= 2 ? (accounts.data?.rows ?? []) : []).map((row) =>
    action(
      `account ${row.accountId}`,
      isolated([row.firstName, row.lastName].filter(Boolean).map(isolated).join(' ') || row.loginId),
      ['Account', row.loginId, row.deskPhone, row.department].filter(Boolean).map(isolated).join(' · '),
      () => go(addresses.account(name, row.accountId)),
    ),
  );
  const actions = [...matching, ...people];

  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Search or command' } }}
    >
      <Spotlight.Search
        aria-label="Search or command"
        placeholder="Accounts, synchronizers, nodes, screens, commands"
      />
      <Spotlight.ActionsList>
        {actions.map(({ id, label, description, onClick }) => (
          <Spotlight.Action key={id} label={label} description={description} onClick={onClick} />
        ))}
        {actions.length === 0 && <Spotlight.Empty>Nothing matches</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** One line of the palette. */
interface Entry {
  id: string;
  label: string;
  description: string;
  onClick: () => void;
}

function action(id: string, label: string, description: string, onClick: () => void): Entry {
  return { id, label, description, onClick };
}
