import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import type { EnterpriseView, PbxNodeDetail } from '../../../shared/contract/index.ts';
import { whole } from '../../components/numbers.ts';
import { issuesOf } from '../../components/run-words.ts';
import { Panel } from '../../components/screen.tsx';
import { AccountsTab } from './accounts-tab.tsx';
import { NodeIssuesTab } from './issues-tab.tsx';
import { NotAssignedTab } from './not-assigned-tab.tsx';
import { NumbersHeldTab } from './numbers-held-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { RunsTab } from './runs-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

/** A part of the page, by the name that stands in its address. */
interface Part {
  name: string;
  label: string;
  /** Null where nothing is counted. */
  count: number | null;
  content: () => ReactNode;
}

/** The parts of a node's page; the address says which is open. */
export function NodeTabs({ enterprise, node }: { enterprise: EnterpriseView; node: PbxNodeDetail }) {
  const [params, setParams] = useSearchParams();
  const { lastAttempt, numbersHeld, notAssigned, accounts } = node;
  const issues = lastAttempt === null ? 0 : issuesOf(lastAttempt);
  const both = { enterprise, node };
  const parts: Part[] = [
    { name: 'overview', label: 'Overview', count: null, content: () => <OverviewTab {...both} /> },
    {
      name: 'issues',
      label: 'Issues',
      count: issues,
      content: () => <NodeIssuesTab {...both} named={params.get('code')} />,
    },
    {
      name: 'held',
      label: 'Numbers held',
      count: numbersHeld,
      content: () => <NumbersHeldTab {...both} />,
    },
    {
      name: 'not-assigned',
      label: 'Not assigned',
      count: notAssigned,
      content: () => <NotAssignedTab {...both} />,
    },
    { name: 'accounts', label: 'Accounts', count: accounts, content: () => <AccountsTab {...both} /> },
    { name: 'runs', label: 'Runs', count: null, content: () => <RunsTab {...both} /> },
    { name: 'settings', label: 'Settings', count: null, content: () => <SettingsTab {...both} /> },
  ];
  const open = parts.find(({ name }) => name === params.get('tab')) ?? parts[0]!;
  return (
    <Panel>
      <Tabs
        value={open.name}
        onChange={(next) => setParams(next === null ? {} : { tab: next }, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List aria-label="Parts of the node">
          {parts.map(({ name, label, count }) => (
            <Tabs.Tab key={name} value={name}>
              {count === null ? label : `${label} ${whole(count)}`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {parts.map(({ name, content }) => (
          <Tabs.Panel key={name} value={name} pt="md">
            {name === open.name && content()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Panel>
  );
}
